//! The projection: lists, search, facets, replacement, the digest, and odd values.

use crate::bed::*;
use proptest::prelude::*;
use std::collections::BTreeMap;
use store::{Database, Query, Row, Sort, Store, StoreError};

on_both_databases!(
    lists_filter_sort_and_page,
    words_match_by_their_beginning_in_any_spelling,
    facets_count_what_fits,
    replacing_leaves_nothing_old,
    a_failed_replacement_changes_nothing,
    hostile_texts_are_stored_as_they_are,
    the_index_answers_as_a_plain_search_does,
);

fn row(id: &str, title: &str, date: &str, signals: i64, amount: Option<f64>) -> Row {
    Row {
        kind: "process".into(),
        id: id.into(),
        title: title.into(),
        party: "Comisión Electoral".into(),
        date: date.into(),
        signals,
        amount,
        currency: "USD".into(),
        json: "{}".into(),
        facets: vec![("year".into(), date.get(..4).unwrap_or("none").into())],
        ..Row::default()
    }
}

fn sample() -> Vec<Row> {
    vec![
        row("p3", "Voting machines", "2024-05-01", 2, Some(5e6)),
        row("p1", "Padrón biométrico", "2023-01-31", 0, None),
        row("p2", "Ballot paper", "", 2, Some(12.5)),
        row("p4", "voting booths", "2023-01-31", 1, Some(-3.0)),
    ]
}

fn query() -> Query {
    Query { kind: "process".into(), limit: 10, ..Query::default() }
}

fn ids(store: &Store, query: &Query) -> Vec<String> {
    store.list(query).unwrap().rows.into_iter().map(|row| row.id).collect()
}

fn lists_filter_sort_and_page(bed: &Bed) {
    let store = bed.create();
    assert_eq!(store.list(&query()).unwrap().total, 0);
    assert_eq!(store.replace_rows(&mut sample().into_iter()).unwrap(), 4);
    assert_eq!(store.counts().unwrap(), [("process".to_owned(), 4)]);
    let by = |sort, descending| ids(&store, &Query { sort, descending, ..query() });
    assert_eq!(by(Sort::Date, false), ["p1", "p4", "p3", "p2"], "undated last, equal dates by id");
    assert_eq!(by(Sort::Date, true), ["p3", "p4", "p1", "p2"], "undated last in both directions");
    assert_eq!(by(Sort::Title, false), ["p2", "p1", "p4", "p3"], "case and accents do not count");
    assert_eq!(by(Sort::Amount, true), ["p3", "p2", "p4", "p1"], "no amount is not zero");
    assert_eq!(by(Sort::Signals, false), ["p1", "p4", "p2", "p3"]);
    let page = store.list(&Query { offset: 1, limit: 2, ..query() }).unwrap();
    assert_eq!((page.total, page.rows.len(), page.rows[0].id.as_str()), (4, 2, "p4"));
    assert_eq!(store.list(&Query { offset: 9, ..query() }).unwrap().rows, []);
    assert_eq!(store.row("process", "p3").unwrap().unwrap(), sample().remove(0));
    assert_eq!(store.row("process", "p9").unwrap(), None);
    assert_eq!(store.row("buyer", "p3").unwrap(), None);
}

fn words_match_by_their_beginning_in_any_spelling(bed: &Bed) {
    let store = bed.create();
    let mut rows = sample();
    rows[1].text = "سِجِلّ النّاخبين".into();
    store.replace_rows(&mut rows.into_iter()).unwrap();
    let found = |text: &str| ids(&store, &Query { text: Some(text.into()), ..query() });
    let all = ["p1", "p4", "p3", "p2"];
    assert_eq!(found("VOT"), ["p4", "p3"]);
    assert_eq!(found("vot mach"), ["p3"]);
    assert_eq!(found("padron BIOMÉTRICO"), ["p1"]);
    assert_eq!(found("سجل الناخبين"), ["p1"]);
    assert_eq!(found("oting"), [""; 0], "not in the middle of a word");
    assert_eq!(found("comision"), all, "the party is searched too");
    assert_eq!(found("  ,;  "), all, "no words, no filter");
    assert_eq!(found("' or 1=1 --"), [""; 0]);
    assert_eq!(found("p3"), ["p3"], "the identifier is searched too");
}

fn facets_count_what_fits(bed: &Bed) {
    let store = bed.create();
    store.replace_rows(&mut sample().into_iter()).unwrap();
    let pairs = |query: &Query| store.facets(query, "year", 10).unwrap();
    let expected = |pairs: &[(&str, u64)]| pairs.iter().map(|(v, n)| ((*v).to_owned(), *n)).collect::<Vec<_>>();
    assert_eq!(pairs(&query()), expected(&[("2023", 2), ("2024", 1), ("none", 1)]));
    let words = Query { text: Some("voting".into()), ..query() };
    assert_eq!(pairs(&words), expected(&[("2023", 1), ("2024", 1)]));
    assert_eq!(store.facets(&query(), "year", 1).unwrap(), expected(&[("2023", 2)]));
    assert_eq!(store.facets(&query(), "nothing", 1).unwrap(), []);
    let year = Query { facets: vec![("year".into(), "2023".into())], ..query() };
    assert_eq!(ids(&store, &year), ["p1", "p4"]);
    let both = Query { text: Some("voting".into()), ..year };
    assert_eq!(ids(&store, &both), ["p4"]);
    let none = Query { facets: vec![("year".into(), "1999".into())], ..query() };
    assert_eq!(store.list(&none).unwrap().total, 0);
}

fn replacing_leaves_nothing_old(bed: &Bed) {
    let store = bed.create();
    store.replace_rows(&mut sample().into_iter()).unwrap();
    let first = store.rows_digest().unwrap();
    store.replace_rows(&mut sample().into_iter().take(1)).unwrap();
    assert_ne!(store.rows_digest().unwrap(), first);
    assert_eq!(store.counts().unwrap(), [("process".to_owned(), 1)]);
    assert_eq!(store.list(&Query { text: Some("ballot".into()), ..query() }).unwrap().total, 0);
    store.replace_rows(&mut sample().into_iter().rev()).unwrap();
    assert_eq!(store.rows_digest().unwrap(), first, "the order in which rows come does not matter");
    let mut changed = sample();
    changed[0].text = "other words".into();
    store.replace_rows(&mut changed.into_iter()).unwrap();
    assert_ne!(store.rows_digest().unwrap(), first, "words searched are part of the digest");
}

fn a_failed_replacement_changes_nothing(bed: &Bed) {
    let store = bed.create();
    store.replace_rows(&mut sample().into_iter()).unwrap();
    let before = store.rows_digest().unwrap();
    let twice = [sample().remove(0), sample().remove(1), sample().remove(0)];
    let refused = store.replace_rows(&mut twice.into_iter()).unwrap_err();
    assert!(matches!(refused, StoreError::RowTwice { .. }), "{refused}");
    assert_eq!(store.rows_digest().unwrap(), before);
}

fn hostile_texts_are_stored_as_they_are(bed: &Bed) {
    let store = bed.create();
    let long = "ñ".repeat(5_000);
    let odd = "'; drop table projection; -- <script> \u{10ffff} \u{202e}";
    let rows = [
        Row { facets: vec![("buyer".into(), long.clone())], ..row(&long, odd, "2024", 0, None) },
        Row { facets: vec![("buyer".into(), odd.into())], ..row(odd, &long, "2024", 0, Some(f64::NAN)) },
        row("nul\0id", "nul\0title", "2024", 0, None),
    ];
    store.replace_rows(&mut rows.into_iter()).unwrap();
    assert_eq!(store.row("process", &long).unwrap().unwrap().title, odd);
    assert_eq!(store.row("process", odd).unwrap().unwrap().amount, None);
    assert_eq!(store.row("process", "nul\u{fffd}id").unwrap().unwrap().title, "nul\u{fffd}title");
    for value in [long.as_str(), odd] {
        let by = Query { facets: vec![("buyer".into(), value.into())], ..query() };
        assert_eq!(store.list(&by).unwrap().total, 1);
    }
    assert_eq!(store.facets(&query(), "buyer", 10).unwrap().len(), 2);
    assert_eq!(
        store.list(&Query { text: Some(long), ..query() }).unwrap().total,
        2,
        "by the beginning of a long word"
    );
    assert_eq!(store.list(&Query { text: Some("nul\0".into()), ..query() }).unwrap().total, 1);
}

/// The index against the definition: a row fits if each word begins one of its words and each facet holds.
fn the_index_answers_as_a_plain_search_does(bed: &Bed) {
    let store = bed.create();
    let word = || prop::sample::select(vec!["ab", "abc", "b", "bc", "çà", "ca", "x1"]);
    let rows = || prop::collection::vec((prop::collection::vec(word(), 0..4), 0..3_u8, -2..3_i64), 0..80);
    let question = || (prop::collection::vec(word(), 0..3), prop::option::of(0..3_u8), any::<bool>());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: if bed.database == Database::Sqlite { 40 } else { 10 },
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let outcome = runner.run(&(rows(), prop::collection::vec(question(), 1..8)), |(rows, questions)| {
        let made = |(i, (words, group, signals)): (usize, &(Vec<&str>, u8, i64))| Row {
            kind: "t".into(),
            id: format!("{i:03}"),
            text: words.join(" "),
            signals: *signals,
            facets: vec![("group".into(), group.to_string())],
            ..Row::default()
        };
        let all: Vec<Row> = rows.iter().enumerate().map(made).collect();
        store.replace_rows(&mut all.iter().cloned()).unwrap();
        for (words, group, descending) in questions {
            let fits = |row: &&Row| {
                let its: Vec<String> = row.text.split(' ').map(base::text::fold).collect();
                words.iter().all(|word| its.iter().any(|i| i.starts_with(&base::text::fold(word))))
                    && group.is_none_or(|g| row.facets[0].1 == g.to_string())
            };
            let mut expected: Vec<&Row> = all.iter().filter(fits).collect();
            expected.sort_by_key(|row| (row.signals, row.id.clone()));
            if descending {
                expected.reverse();
            }
            let query = Query {
                kind: "t".into(),
                text: Some(words.join(" ")),
                facets: group.iter().map(|g| ("group".into(), g.to_string())).collect(),
                sort: Sort::Signals,
                descending,
                offset: 0,
                limit: 1_000,
            };
            prop_assert_eq!(ids(&store, &query), expected.iter().map(|row| row.id.clone()).collect::<Vec<_>>());
            let mut counted: BTreeMap<String, u64> = BTreeMap::new();
            expected.iter().for_each(|row| *counted.entry(row.facets[0].1.clone()).or_default() += 1);
            let found: BTreeMap<String, u64> = store.facets(&query, "group", 10).unwrap().into_iter().collect();
            prop_assert_eq!(found, counted);
        }
        Ok(())
    });
    outcome.unwrap();
}
