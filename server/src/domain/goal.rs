//! What a team wants to achieve first with its project: the answer to the one question after the set-up.
//! Changes nothing that visitors see; it decides which words and which page the dashboard begins with.

use super::words::words;

words! {
    /// What a team wants to achieve first.
    pub enum Goal {
        /// To find out what to build.
        Build = "build",
        /// To find out what is broken.
        Fix = "fix",
        /// To improve the documentation.
        Docs = "docs",
        /// To answer customers.
        Answer = "answer",
    }
}
