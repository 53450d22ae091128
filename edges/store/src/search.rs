//! Which rows fit a question: words by their beginnings, facet values, order and page.

use crate::db::{Connection, Isolation, Param, Record, count};
use crate::error::StoreError;
use crate::postings::{RowSet, order_from_bytes};
use crate::project::{key, term};
use crate::row::{Listing, Query, Row};
use base::text::{fold, words};

/// Words of a query that count.
const MAX_WORDS: usize = 16;
/// Rows of one page at most.
const MAX_LIMIT: u64 = 100_000;

const ROW_COLUMNS: &str = "kind, id, title, party, place, date, status, signals, amount, currency, json, facets";
const KIND_COUNT: &str = "select row_count from projection_kind where kind = $1";
const KINDS: &str = "select kind, row_count from projection_kind order by kind";
const ORDER: &str = "select present, positions from row_order where kind = $1 and sort = $2";
const TERMS: &str = "select positions from row_term where kind = $1 and term >= $2 and term <= $3";
const FACET_VALUE: &str = "select positions from row_facet where kind = $1 and facet = $2 and value_key = $3";
const FACET_LARGEST: &str = "select value, row_count from row_facet where kind = $1 and facet = $2 \
     order by row_count desc, value_key limit $3";
const FACET_ALL: &str = "select value, positions from row_facet where kind = $1 and facet = $2 order by value_key";

/// The row of this kind and id.
pub(crate) fn row(connection: &mut Connection, kind: &str, id: &str) -> Result<Option<Row>, StoreError> {
    let sql = format!("select {ROW_COLUMNS} from projection where kind = $1 and id_key = $2");
    let found = connection.first(&sql, &[Param::Text(kind), Param::Text(&key(id))])?;
    found.map(read_row).transpose()
}

/// The page of rows that a query asks for, and how many fit in all.
pub(crate) fn list(connection: &mut Connection, query: &Query) -> Result<Listing, StoreError> {
    connection.transaction(Isolation::Snapshot, |connection| {
        let kind = Param::Text(&query.kind);
        let rows = kind_count(connection, &query.kind)?;
        let matching = matching(connection, query, rows)?;
        let total = matching.as_ref().map_or(rows, RowSet::count);
        let Some(mut order) = connection.first(ORDER, &[kind, Param::Text(query.sort.name())])? else {
            return Ok(Listing { total, rows: Vec::new() });
        };
        let present = usize::try_from(order.count(0)).expect("rows fit into memory");
        let bytes = order.take_bytes(1).unwrap_or_default();
        let (with, without) = bytes.split_at((present * 4).min(bytes.len()));
        let (ahead, back): (&mut dyn Iterator<Item = u32>, &mut dyn Iterator<Item = u32>) = if query.descending {
            (&mut order_from_bytes(with).rev(), &mut order_from_bytes(without))
        } else {
            (&mut order_from_bytes(with), &mut order_from_bytes(without))
        };
        let numbers: Vec<u32> = ahead
            .chain(back)
            .filter(|n| matching.as_ref().is_none_or(|set| set.has(*n)))
            .skip(usize::try_from(query.offset).unwrap_or(usize::MAX))
            .take(usize::try_from(query.limit.min(MAX_LIMIT)).expect("the limit is small"))
            .collect();
        let sql = format!("select {ROW_COLUMNS} from projection where kind = $1 and n = $2");
        let mut page = Vec::with_capacity(numbers.len());
        for n in numbers {
            let found = connection.first(&sql, &[kind, Param::Integer(n.into())])?;
            page.extend(found.map(read_row).transpose()?);
        }
        Ok(Listing { total, rows: page })
    })
}

/// The values of a facet among the rows that fit, with how many rows each has: most rows first, at most `limit`.
pub(crate) fn facets(
    connection: &mut Connection,
    query: &Query,
    facet: &str,
    limit: u64,
) -> Result<Vec<(String, u64)>, StoreError> {
    connection.transaction(Isolation::Snapshot, |connection| {
        let kind = Param::Text(&query.kind);
        let rows = kind_count(connection, &query.kind)?;
        let limit = limit.min(MAX_LIMIT);
        let Some(matching) = matching(connection, query, rows)? else {
            let found = connection.query(FACET_LARGEST, &[kind, Param::Text(facet), count(limit)])?;
            return Ok(found.into_iter().map(|mut row| (row.take_text(0), row.count(1))).collect());
        };
        let mut counted: Vec<(String, u64)> = Vec::new();
        connection.each::<StoreError>(FACET_ALL, &[kind, Param::Text(facet)], |mut row| {
            let rows = matching.count_in(&row.take_bytes(1).unwrap_or_default());
            if rows > 0 {
                counted.push((row.take_text(0), rows));
            }
            Ok(())
        })?;
        // Stable: equal counts stay in the order of their values.
        counted.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        counted.truncate(usize::try_from(limit).expect("the limit is small"));
        Ok(counted)
    })
}

/// How many rows each kind has, by kind.
pub(crate) fn counts(connection: &mut Connection) -> Result<Vec<(String, u64)>, StoreError> {
    let found = connection.query(KINDS, &[])?;
    Ok(found.into_iter().map(|mut row| (row.take_text(0), row.count(1))).collect())
}

fn kind_count(connection: &mut Connection, kind: &str) -> Result<u64, StoreError> {
    Ok(connection.first(KIND_COUNT, &[Param::Text(kind)])?.map_or(0, |row| row.count(0)))
}

/// The rows that fit a query's words and facets; `None` where all do.
fn matching(connection: &mut Connection, query: &Query, rows: u64) -> Result<Option<RowSet>, StoreError> {
    let kind = Param::Text(&query.kind);
    let mut matching: Option<RowSet> = None;
    let mut cut = |set: RowSet| match &mut matching {
        Some(so_far) => so_far.keep(&set),
        None => matching = Some(set),
    };
    for (facet, value) in &query.facets {
        let mut set = RowSet::empty(rows);
        let found = connection.first(FACET_VALUE, &[kind, Param::Text(facet), Param::Text(&key(value))])?;
        if let Some(packed) = found.and_then(|mut row| row.take_bytes(0)) {
            set.add(&packed);
        }
        cut(set);
    }
    for word in query_words(query.text.as_deref().unwrap_or_default()) {
        let mut set = RowSet::empty(rows);
        let last = format!("{word}\u{10ffff}");
        let range = [kind, Param::Text(&word), Param::Text(&last)];
        connection.each::<StoreError>(TERMS, &range, |mut row| {
            set.add(&row.take_bytes(0).unwrap_or_default());
            Ok(())
        })?;
        cut(set);
    }
    Ok(matching)
}

/// The different words of a query, folded. NUL cannot stand in a word: it is no letter and no digit.
fn query_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut found: Vec<String> = Vec::new();
    for word in words(&folded).map(term) {
        if found.len() == MAX_WORDS {
            break;
        }
        if !found.iter().any(|earlier| earlier == word) {
            found.push(word.to_owned());
        }
    }
    found
}

fn read_row(mut row: Record) -> Result<Row, StoreError> {
    let id = row.take_text(1);
    let facets = serde_json::from_str(&row.take_text(11)).map_err(|_| StoreError::Damaged {
        place: format!("projection row {id}"),
        found: "its facets are not as this program writes them".into(),
    })?;
    Ok(Row {
        kind: row.take_text(0),
        id,
        title: row.take_text(2),
        party: row.take_text(3),
        place: row.take_text(4),
        date: row.take_text(5),
        status: row.take_text(6),
        signals: row.integer(7),
        amount: row.real_or_null(8),
        currency: row.take_text(9),
        json: row.take_text(10),
        text: String::new(),
        facets,
    })
}
