//! How long the search of a list takes, by how many requests have its words.
//! Measures the reads themselves, without a server around them.

use std::{
    collections::{HashMap, HashSet},
    time::Instant,
};

use yousaid::{
    db::connection::AnyConnection,
    domain::{
        order::Order,
        wording::{Query, pieces},
    },
    store::{
        listing::{self, Filter},
        projects::Project,
    },
};

use crate::say;

/// The kinds of words, by the share of texts that have them, from and below.
const KINDS: [(&str, f64, f64); 4] = [
    ("words of more than 10 %", 0.1, 1.0),
    ("words of 1 to 10 %", 0.01, 0.1),
    ("words of 0.1 to 1 %", 0.001, 0.01),
    ("rarer words", 0.0, 0.001),
];
/// Queries of each kind.
const ASKED: usize = 40;

/// Searches by words of these texts, alone and in pairs, and prints a row for each kind.
pub fn measure(
    connection: &mut AnyConnection,
    project: &Project,
    texts: &[(String, String)],
) -> yousaid::error::Result<()> {
    let mut having: HashMap<String, usize> = HashMap::new();
    for (title, body) in texts {
        let words: HashSet<String> =
            pieces(title).iter().chain(&pieces(body)).map(|piece| piece.text().to_owned()).collect();
        for word in words {
            *having.entry(word).or_default() += 1;
        }
    }
    let mut words: Vec<(String, usize)> = having.into_iter().collect();
    words.retain(|(word, _)| {
        word.len() > 2 && Query::read(word, project.language()).is_some_and(|query| !query.words.is_empty())
    });
    words.sort();
    for (name, from, below) in KINDS {
        let share = |count: usize| count as f64 / texts.len().max(1) as f64;
        let kind: Vec<&str> = words
            .iter()
            .filter(|(_, count)| share(*count) >= from && share(*count) < below)
            .map(|(word, _)| word.as_str())
            .collect();
        let step = (kind.len() / ASKED).max(1);
        let single: Vec<String> =
            kind.iter().step_by(step).take(ASKED).map(|word| (*word).to_owned()).collect();
        let pairs: Vec<String> =
            single.iter().zip(single.iter().skip(1)).map(|(a, b)| format!("{a} {b}")).collect();
        row(connection, project, name, &single)?;
        row(connection, project, &format!("{name}, two"), &pairs)?;
    }
    Ok(())
}

fn row(
    connection: &mut AnyConnection,
    project: &Project,
    name: &str,
    asked: &[String],
) -> yousaid::error::Result<()> {
    let (mut took, mut empty) = (Vec::new(), 0_usize);
    for typed in asked {
        let query = Query::read(typed, project.language());
        let filter = Filter { public_only: true, query, ..Filter::default() };
        let begun = Instant::now();
        let found = listing::page(connection, project.id, Order::Hot, &filter, None, 20)?;
        took.push(begun.elapsed().as_secs_f64() * 1_000.0);
        empty += usize::from(found.items.is_empty());
    }
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took.get((took.len() as f64 * share) as usize).copied().unwrap_or_default();
    say(&format!(
        "search, {name}: {} asked, {empty} find nothing; p50 {:.1} ms, p95 {:.1} ms, most {:.1} ms",
        asked.len(),
        at(0.5),
        at(0.95),
        took.last().copied().unwrap_or_default(),
    ));
    Ok(())
}
