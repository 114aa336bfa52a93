//! Words that say nothing of a matter, folded as texts are. Knows nothing of how they are used.

/// Words that say nothing of a matter. "not" and "no" stay: they do.
pub(super) const ENGLISH: [&str; 62] = [
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by",
    "can", "could", "did", "do", "does", "for", "from", "get", "had", "has", "have", "i", "if", "in", "into",
    "is", "it", "its", "just", "me", "my", "of", "on", "or", "our", "please", "should", "so", "some", "such",
    "than", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "we", "were",
    "will", "with", "would", "you",
];
/// The same in German; some of them are words of English too.
pub(super) const GERMAN: [&str; 72] = [
    "aber", "alle", "als", "am", "an", "auch", "auf", "aus", "bei", "beim", "bin", "bitte", "bis", "da",
    "das", "dass", "dem", "den", "der", "des", "die", "dies", "diese", "dieser", "dieses", "doch", "du",
    "durch", "ein", "eine", "einem", "einen", "einer", "eines", "er", "es", "fur", "hat", "habe", "haben",
    "hier", "ich", "ihr", "im", "in", "ist", "kann", "man", "mein", "mich", "mir", "mit", "noch", "nur",
    "oder", "sich", "sie", "sind", "so", "um", "und", "uns", "vom", "von", "war", "wenn", "werden", "wie",
    "wir", "wird", "zu", "zum",
];
