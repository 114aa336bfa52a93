//! A fault of one input value, and where it is: the only error of pure code.
//! It knows no HTTP status; the layer that responds turns it into a problem.

use std::fmt;

/// One thing that is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// JSON pointer (RFC 6901) to the value; empty for the value itself.
    pub pointer: String,
    /// A plain sentence: what is wrong and how to fix it; never repeats the value.
    pub detail: String,
}

impl Invalid {
    /// Says what is wrong with the value at `pointer` (`""` for the value itself).
    pub fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into() }
    }

    /// Moves the fault below `prefix`, for values inside others.
    ///
    /// ```ignore
    /// assert_eq!(Invalid::at("/name", "…").under("/steps/3").pointer, "/steps/3/name");
    /// ```
    #[must_use]
    pub fn under(mut self, prefix: &str) -> Self {
        self.pointer.insert_str(0, prefix);
        self
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str(&self.detail)
        } else {
            write!(f, "{}: {}", self.pointer, self.detail)
        }
    }
}

impl std::error::Error for Invalid {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_moves_below_its_parents() {
        let fault = Invalid::at("/name", "Too long.").under("/target").under("/steps/3");
        assert_eq!(fault.pointer, "/steps/3/target/name");
        assert_eq!(fault.to_string(), "/steps/3/target/name: Too long.");
    }

    #[test]
    fn a_fault_of_the_value_itself_shows_the_sentence_alone() {
        assert_eq!(Invalid::at("", "Too long.").to_string(), "Too long.");
    }
}
