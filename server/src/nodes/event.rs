//! Events for nodes and open pages: that something changed, never what it is now.
//! An event contains nobody's text; a node that receives it reads the facts from the database.

use serde::{Deserialize, Serialize};

use crate::base::id::{self, Id};

/// Something changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "changed", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// A project's settings: its name, its looks, its origins, its identity secret.
    Settings {
        /// The project.
        project: Id<id::Project>,
    },
    /// Requests of a project: their text, status, votes or place in the order.
    Requests {
        /// The project.
        project: Id<id::Project>,
        /// Which ones.
        which: Which,
    },
    /// Answers to "Was this helpful?" on screens of a project.
    Answers {
        /// The project.
        project: Id<id::Project>,
    },
    /// Reports of a project: there are new ones, or they were linked.
    Reports {
        /// The project.
        project: Id<id::Project>,
    },
    /// Something that nobody can name: events may have been missed, so nothing cached is to be trusted.
    Anything,
}

/// Which requests changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// These.
    These(Vec<Id<id::Request>>),
    /// More than are worth naming.
    Many,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_survive_the_way_to_another_node() {
        let project = Id::from(uuid::Uuid::from_u128(7));
        let request = Id::from(uuid::Uuid::from_u128(8));
        for event in [
            Event::Settings { project },
            Event::Requests { project, which: Which::These(vec![request]) },
            Event::Requests { project, which: Which::Many },
            Event::Answers { project },
            Event::Reports { project },
            Event::Anything,
        ] {
            let text = serde_json::to_string(&event).unwrap();
            assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event, "{text}");
        }
    }

    #[test]
    fn an_event_of_another_version_is_refused_and_not_half_understood() {
        for text in [r#"{"changed":"weather"}"#, r#"{"changed":"settings"}"#, "{}", ""] {
            assert!(serde_json::from_str::<Event>(text).is_err(), "{text}");
        }
    }
}
