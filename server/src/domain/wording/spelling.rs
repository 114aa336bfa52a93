//! Words that may have been meant by one that no text has: where an index has them, and how far they are from it.
//! Corrects no short word and nothing with digits: what is near to these means something else.

/// A word is corrected from this number of letters on, and by two letters from this one on.
const CORRECTED_FROM: usize = 4;
const TWICE_FROM: usize = 8;

/// What the words that may have been meant begin with, the likeliest first: most mistakes are made after the third letter, and
/// where the second one is wrong, it was often missed or swapped with the third. Empty for a word that is not corrected.
pub fn beginnings(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let [first, second, third, ..] = letters[..] else { return Vec::new() };
    if letters.len() < CORRECTED_FROM || !letters.iter().all(|letter| letter.is_alphabetic()) {
        return Vec::new();
    }
    let mut starts = vec![
        String::from_iter([first, second, third]),
        String::from_iter([first, second]),
        String::from_iter([first, third]),
    ];
    starts.dedup();
    starts
}

/// How many letters lie between two words, where these are few enough that one may have been typed for the other: letters that
/// are missing, too many, wrong, or swapped with the next one.
pub fn distance(typed: &str, known: &str) -> Option<usize> {
    let length = typed.chars().count();
    let most = if length >= TWICE_FROM { 2 } else { 1 };
    if known.chars().count().abs_diff(length) > most || known.chars().next() != typed.chars().next() {
        return None;
    }
    let distance = strsim::damerau_levenshtein(typed, known);
    (distance <= most).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_may_be_wrong_and_two_of_a_long_word() {
        assert_eq!(distance("exprot", "export"), Some(1));
        assert_eq!(distance("exort", "export"), Some(1));
        assert_eq!(distance("exxprt", "export"), None);
        assert_eq!(distance("notfication", "notification"), Some(1));
        assert_eq!(distance("notificaitosn", "notifications"), Some(2));
        assert_eq!(distance("mode", "node"), None);
    }

    #[test]
    fn short_words_and_numbers_are_not_corrected() {
        assert_eq!(beginnings("exprot"), ["exp", "ex", "ep"]);
        assert_eq!(beginnings("über"), ["übe", "üb", "üe"]);
        for word in ["csv", "", "v1234", "12345"] {
            assert!(beginnings(word).is_empty(), "{word}");
        }
    }
}
