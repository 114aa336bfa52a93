#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;

const ENGLISH: Option<Language> = Some(Language::English);

fn ranked(text: &str) -> Vec<String> {
    super::ranked(text, ENGLISH)
}

fn read(typed: &str) -> Option<Query> {
    Query::read(typed, ENGLISH)
}

/// Whether a search for `typed` finds a text, both in English.
fn finds(typed: &str, text: &str) -> bool {
    finds_in(ENGLISH, typed, text)
}

fn finds_in(language: Option<Language>, typed: &str, text: &str) -> bool {
    let terms = indexed(text, language);
    let query = Query::read(typed, language).unwrap();
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
    let parts = |text| parts(text).into_iter().map(|part| part.folded).collect::<Vec<_>>();
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
fn forms_of_the_language_are_found_and_its_filler_words_are_not_looked_for() {
    for (language, typed, text) in [
        (Language::German, "Rechnung", "Alle Rechnungen drucken"),
        (Language::German, "Rechnungen", "Eine Rechnung drucken"),
        (Language::German, "Häuser", "Ein Haus"),
        (Language::German, "die Rechnung", "Rechnungen für den Export"),
        (Language::German, "dunkles", "Ein dunkler Modus"),
        (Language::German, "Rechnungen exportieren", "Rechnung als PDF exportiert"),
        (Language::German, "exportierte", "Exportierung"),
        (Language::Spanish, "las exportaciones", "Exportación a CSV"),
        (Language::Spanish, "notificación", "Demasiadas notificaciones"),
        (Language::Spanish, "notificacion", "Demasiadas notificaciones"),
        (Language::French, "les factures exportées", "L’export d'une facture"),
        (Language::French, "ecran", "Partage d'écrans"),
        (Language::French, "écrans", "Le partage d’ecran"),
        (Language::French, "téléchargé", "Télécharger la facture"),
        (Language::Portuguese, "as notificações", "Notificação por e-mail"),
        (Language::Portuguese, "exportação", "exportar faturas"),
    ] {
        assert!(finds_in(Some(language), typed, text), "{typed} in {text}");
    }
}

#[test]
fn without_a_language_words_are_whole_and_none_is_a_filler() {
    assert_eq!(
        super::ranked("The exports of die Rechnungen", None),
        ["the", "exports", "of", "die", "rechnungen"]
    );
    assert!(finds_in(None, "the", "The exports") && finds_in(None, "expor", "The exports"));
    assert!(!finds_in(None, "exporting", "The exports"));
    assert!(finds_in(None, "Übersicht", "ubersicht"));
}

#[test]
fn a_language_has_its_filler_words_folded_and_once() {
    for list in [&stops::ENGLISH[..], &stops::GERMAN, &stops::SPANISH, &stops::FRENCH, &stops::PORTUGUESE] {
        assert!(list.iter().all(|word| pieces::fold(word) == **word));
        assert_eq!(list.iter().collect::<HashSet<_>>().len(), list.len());
    }
}

#[test]
fn what_says_nothing_asks_for_nothing() {
    for typed in ["the", "of the", "…", "?!", "🎉", "-", "#"] {
        let query = read(typed).unwrap();
        assert!(query.words.is_empty() && query.number.is_none(), "{typed}");
    }
    assert_eq!(read("  "), None);
    assert_eq!(read("#59").unwrap().number, Some(59));
    assert_eq!(read(" 59 ").unwrap().number, Some(59));
    assert_eq!(read("59 days").unwrap().number, None);
    assert_eq!(read(&"9".repeat(30)).unwrap().number, None);
}

#[test]
fn all_words_of_a_long_text_are_terms_and_none_is_long() {
    let long = format!("{} {}", "x".repeat(100), (0..400).map(|n| format!("w{n} ")).collect::<String>());
    assert!(finds("w200", &long));
    assert!(indexed(&long, ENGLISH).len() < 3 * MAX_WORDS);
    assert!(indexed(&long, ENGLISH).iter().all(|term| term.chars().count() <= MAX_TERM + 1));
}

#[test]
fn a_better_title_is_more_relevant() {
    let query = read("dark mode").unwrap();
    let order =
        ["Dark mode", "Dark mode for mails", "A dark mode", "Mode that is dark", "Darker modes", "Other"];
    for two in order.windows(2) {
        assert!(query.relevance(1, two[0]) > query.relevance(1, two[1]), "{two:?}");
    }
    assert!(read("#7").unwrap().relevance(7, "Other") > query.relevance(1, "Dark mode"));
}

proptest! {
    #[test]
    fn a_text_is_found_by_each_of_its_words(text in any::<String>()) {
        for piece in pieces(&text).into_iter().take(MAX_WORDS) {
            let word = piece.text();
            if read(word).is_some_and(|query| !query.words.is_empty()) {
                prop_assert!(finds(word, &text), "{word:?} in {text:?}");
            }
        }
    }
}
