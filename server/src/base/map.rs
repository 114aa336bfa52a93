//! Maps and sets of ids, for what is looked up for every vote: hashed in a fraction of the time that the standard library
//! takes. Not for keys that somebody outside can make up, who could let them collide.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

/// A map whose keys are ids.
pub type IdMap<K, V> = HashMap<K, V, RandomState>;

/// A set of ids.
pub type IdSet<K> = HashSet<K, RandomState>;
