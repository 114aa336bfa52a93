#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

/// Whether a search for `typed` finds a text.
fn finds(typed: &str, text: &str) -> bool {
    let terms = indexed(text);
    let query = Query::read(typed).unwrap();
    !query.words.is_empty()
        && query.words.iter().all(|asked| {
            terms.iter().any(|term| {
                asked.terms.contains(term)
                    || asked.starts.iter().any(|start| term.starts_with(start.as_str()))
            })
        })
}

#[test]
fn words_become_stems_and_stop_words_go() {
    assert_eq!(ranked("The exports of 2 invoices don't work"), ["export", "2", "invoic", "dont", "work"]);
    assert_eq!(ranked("ＦＵＬＬ width"), ["full", "width"]);
    assert_eq!(ranked("日本語"), ["日本", "本語"]);
    assert_eq!(ranked("Export, exports, EXPORTED"), ["export"]);
}

#[test]
fn words_that_are_written_together_are_known_by_their_parts_too() {
    assert_eq!(
        parts("exportCsvFile of HTTPServer in NameNode2"),
        ["export", "csv", "file", "http", "server", "name", "node2"]
    );
    assert_eq!(parts("Export CSV file iOS eÄnderung"), ["os", "anderung"]);
    assert_eq!(ranked("exportCsvFile fails"), ["exportcsvfil", "fail", "export", "csv", "file"]);
    assert!(finds("csv", "exportCsvFile fails"));
}

#[test]
fn a_word_is_found_while_it_is_typed() {
    for end in 1..="notifications".len() {
        assert!(finds(&"notifications"[..end], "Push notifications"), "{end}");
        assert!(finds(&format!("push {}", &"notifications"[..end]), "Push notifications"), "{end}");
    }
    assert!(finds("notification", "Notify by notifications"));
    assert!(!finds("notificationz", "Push notifications"));
}

#[test]
fn scripts_without_spaces_are_found_by_characters_and_keep_latin_words_whole() {
    for (typed, text) in [
        ("CSV", "CSVエクスポート"),
        ("csv", "データをCSVで出力"),
        ("エクスポート", "CSVエクスポート"),
        ("CSVエクスポート", "CSVエクスポートが遅い"),
        ("式", "暗色模式"),
        ("模式", "暗色模式"),
        ("暗", "暗色模式"),
        ("色", "色"),
        ("알림", "알림 설정"),
    ] {
        assert!(finds(typed, text), "{typed} in {text}");
    }
    assert!(!finds("式暗", "暗色模式"));
}

#[test]
fn accents_and_case_of_every_language_are_folded() {
    for (typed, text) in [
        ("ubersicht", "Übersicht der Rechnungen"),
        ("Übersicht", "ubersicht"),
        ("cafe", "Café"),
        ("strasse", "Straße"),
        ("STRASSE", "straße"),
        ("istanbul", "İSTANBUL"),
        ("ISPARTA", "ısparta"),
        ("smorrebrod", "Smørrebrød"),
        ("Lodz", "Łódź"),
        ("ёлка", "Елка"),
        ("ΟΔΟΣ", "οδός"),
        ("cafe\u{301}", "CAFÉ"),
        ("がぎ", "か\u{3099}ぎ"),
    ] {
        assert!(finds(typed, text), "{typed} in {text}");
    }
    assert!(!finds("かき", "がぎ"));
}

#[test]
fn german_forms_are_found() {
    for (typed, text) in [
        ("Rechnung", "Alle Rechnungen drucken"),
        ("Rechnungen", "Eine Rechnung drucken"),
        ("Häuser", "Ein Haus"),
        ("die Rechnung", "Rechnungen für den Export"),
        ("dunkles", "Ein dunkler Modus"),
    ] {
        assert!(finds(typed, text), "{typed} in {text}");
    }
}

#[test]
fn what_says_nothing_asks_for_nothing() {
    for typed in ["the", "of the", "…", "?!", "🎉", "-", "#"] {
        let query = Query::read(typed).unwrap();
        assert!(query.words.is_empty() && query.number.is_none(), "{typed}");
    }
    assert_eq!(Query::read("  "), None);
    assert_eq!(Query::read("#59").unwrap().number, Some(59));
    assert_eq!(Query::read(" 59 ").unwrap().number, Some(59));
    assert_eq!(Query::read("59 days").unwrap().number, None);
    assert_eq!(Query::read(&"9".repeat(30)).unwrap().number, None);
}

#[test]
fn all_words_of_a_long_text_are_terms_and_none_is_long() {
    let long = format!("{} {}", "x".repeat(100), (0..400).map(|n| format!("w{n} ")).collect::<String>());
    assert!(finds("w200", &long));
    assert!(indexed(&long).len() < 3 * MAX_WORDS);
    assert!(indexed(&long).iter().all(|term| term.chars().count() <= MAX_TERM + 1));
}

#[test]
fn a_better_title_is_more_relevant() {
    let query = Query::read("dark mode").unwrap();
    let order =
        ["Dark mode", "Dark mode for mails", "A dark mode", "Mode that is dark", "Darker modes", "Other"];
    for two in order.windows(2) {
        assert!(query.relevance(1, two[0]) > query.relevance(1, two[1]), "{two:?}");
    }
    assert!(Query::read("#7").unwrap().relevance(7, "Other") > query.relevance(1, "Dark mode"));
}

proptest! {
    #[test]
    fn a_text_is_found_by_each_of_its_words(text in any::<String>()) {
        for piece in pieces(&text).into_iter().take(MAX_WORDS) {
            let (Piece::Word(word) | Piece::Run(word)) = piece;
            if Query::read(&word).is_some_and(|query| !query.words.is_empty()) {
                prop_assert!(finds(&word, &text), "{word:?} in {text:?}");
            }
        }
    }
}
