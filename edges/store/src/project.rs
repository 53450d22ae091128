//! How the projection is replaced as a whole: rows, their orders, terms and facets, in one transaction.
//!
//! Rows are numbered within their kind as they come. Orders, terms and facets hold packed row numbers, so that a
//! list of ten thousand rows is searched, filtered, counted and sorted by reading a few hundred bytes.

use crate::db::{Connection, Isolation, Param, Value, count};
use crate::error::StoreError;
use crate::postings::{order_from_bytes, order_to_bytes, pack, unpack};
use crate::row::{Row, Sort};
use base::Digest;
use base::digest::sha256;
use base::text::{fold, words};
use sha2::Digest as _;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

/// Terms are cut here; longer words are found by their beginning.
const MAX_TERM: usize = 48;
/// Identifiers and facet values longer than this are found by their digest: index rows have limits.
const MAX_KEY: usize = 200;

const TABLES: [&str; 5] = ["projection", "projection_kind", "row_order", "row_term", "row_facet"];

const INSERT_ROW: &str = "insert into projection (kind, n, id_key, id, title, party, place, date, status, signals, \
     amount, currency, json, facets, text_sha256) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
const INSERT_KIND: &str = "insert into projection_kind (kind, row_count) values ($1, $2)";
const INSERT_ORDER: &str = "insert into row_order (kind, sort, present, positions) values ($1, $2, $3, $4)";
const INSERT_TERM: &str = "insert into row_term (kind, term, positions) values ($1, $2, $3)";
const INSERT_FACET: &str = "insert into row_facet (kind, facet, value_key, value, row_count, positions) \
     values ($1, $2, $3, $4, $5, $6)";

/// Deletes all rows and stores these instead; returns how many. Readers see the old rows until it is done.
pub(crate) fn replace(connection: &mut Connection, rows: &mut dyn Iterator<Item = Row>) -> Result<u64, StoreError> {
    connection.transaction(Isolation::Locked, |connection| {
        // The lock row: a second replacement waits here instead of mixing with this one.
        connection.execute("update projection_state set version = version + 1 where id = 1", &[])?;
        for table in TABLES {
            connection.execute(&format!("delete from {table}"), &[])?;
        }
        let mut kinds: BTreeMap<String, KindIndex> = BTreeMap::new();
        let mut total = 0;
        for row in &mut *rows {
            let row = storable(row);
            let index = kinds.entry(row.kind.clone()).or_default();
            store_row(connection, &row, index.rows())?;
            index.add(&row);
            total += 1;
        }
        for (kind, index) in &mut kinds {
            store_index(connection, kind, index)?;
        }
        Ok(total)
    })
}

/// A digest over all rows, orders, terms and facets: equal for equal content, in whatever order the rows came.
pub(crate) fn digest(connection: &mut Connection) -> Result<Digest, StoreError> {
    connection.transaction(Isolation::Snapshot, |connection| {
        let mut hasher = sha2::Sha256::new();
        let mut ids: HashMap<String, Vec<String>> = HashMap::new();
        connection.each::<StoreError>("select kind, id from projection order by kind, n", &[], |mut row| {
            let (kind, id) = (row.take_text(0), row.take_text(1));
            ids.entry(kind).or_default().push(id);
            Ok(())
        })?;
        let columns = "select kind, id, title, party, place, date, status, signals, amount, currency, json, facets, \
             text_sha256 from projection order by kind, id";
        hash_rows(connection, &mut hasher, columns, |_, _| None)?;
        let named = |kind: &str, rows: &mut dyn Iterator<Item = u32>, sorted: bool| {
            let known = ids.get(kind)?;
            let mut names: Vec<&str> = rows.filter_map(|n| known.get(n as usize).map(String::as_str)).collect();
            if sorted {
                names.sort_unstable();
            }
            Some(names.join("\n"))
        };
        hash_rows(connection, &mut hasher, "select kind, row_count from projection_kind order by kind", |_, _| None)?;
        let orders = "select kind, sort, present, positions from row_order order by kind, sort";
        hash_rows(connection, &mut hasher, orders, |kind, bytes| named(kind, &mut order_from_bytes(bytes), false))?;
        let terms = "select kind, term, positions from row_term order by kind, term";
        hash_rows(connection, &mut hasher, terms, |kind, bytes| named(kind, &mut unpack(bytes), true))?;
        let facets = "select kind, facet, value, row_count, positions from row_facet order by kind, facet, value_key";
        hash_rows(connection, &mut hasher, facets, |kind, bytes| named(kind, &mut unpack(bytes), true))?;
        Ok(Digest(hasher.finalize().into()))
    })
}

/// What an identifier or facet value is looked up by.
pub(crate) fn key(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_KEY {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}…{}", cut(text, MAX_KEY / 2), sha256(text.as_bytes())))
}

/// The beginning of a term that the index keeps.
pub(crate) fn term(word: &str) -> &str {
    cut(word, MAX_TERM)
}

fn cut(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

/// What is known of one kind's rows while they are stored.
#[derive(Default)]
struct KindIndex {
    ids: Vec<String>,
    dates: Vec<String>,
    titles: Vec<String>,
    parties: Vec<String>,
    signals: Vec<i64>,
    amounts: Vec<Option<f64>>,
    terms: HashMap<String, Vec<u32>>,
    facets: BTreeMap<(String, String), Vec<u32>>,
}

impl KindIndex {
    fn rows(&self) -> u32 {
        u32::try_from(self.ids.len()).expect("fewer than 2^32 rows of one kind")
    }

    fn add(&mut self, row: &Row) {
        let n = self.rows();
        let push = |rows: &mut Vec<u32>| {
            if rows.last() != Some(&n) {
                rows.push(n);
            }
        };
        for text in [&row.title, &row.party, &row.place, &row.id, &row.text] {
            for word in words(&fold(text)) {
                match self.terms.get_mut(term(word)) {
                    Some(rows) => push(rows),
                    None => {
                        self.terms.insert(term(word).to_owned(), vec![n]);
                    }
                }
            }
        }
        for facet in &row.facets {
            push(self.facets.entry(facet.clone()).or_default());
        }
        self.ids.push(row.id.clone());
        self.dates.push(row.date.clone());
        self.titles.push(fold(&row.title));
        self.parties.push(fold(&row.party));
        self.signals.push(row.signals);
        self.amounts.push(row.amount.filter(|amount| amount.is_finite()));
    }

    /// Row numbers in ascending order; those without a value behind, and how many have one.
    fn order(&self, sort: Sort) -> (Vec<u32>, usize) {
        let at = |row: &u32| *row as usize;
        let present = |row: &u32| match sort {
            Sort::Date => !self.dates[at(row)].is_empty(),
            Sort::Title => !self.titles[at(row)].is_empty(),
            Sort::Party => !self.parties[at(row)].is_empty(),
            Sort::Amount => self.amounts[at(row)].is_some(),
            Sort::Signals => true,
        };
        let compare = |a: &u32, b: &u32| -> Ordering {
            match sort {
                Sort::Date => self.dates[at(a)].cmp(&self.dates[at(b)]),
                Sort::Title => self.titles[at(a)].cmp(&self.titles[at(b)]),
                Sort::Party => self.parties[at(a)].cmp(&self.parties[at(b)]),
                Sort::Amount => self.amounts[at(a)].unwrap_or(0.0).total_cmp(&self.amounts[at(b)].unwrap_or(0.0)),
                Sort::Signals => self.signals[at(a)].cmp(&self.signals[at(b)]),
            }
        };
        let by_id = |a: &u32, b: &u32| self.ids[at(a)].cmp(&self.ids[at(b)]);
        let (mut with, mut without): (Vec<u32>, Vec<u32>) = (0..self.rows()).partition(|row| present(row));
        with.sort_unstable_by(|a, b| compare(a, b).then_with(|| by_id(a, b)));
        without.sort_unstable_by(by_id);
        let count = with.len();
        with.append(&mut without);
        (with, count)
    }
}

/// PostgreSQL's text cannot hold U+0000; both databases get the same replacement.
fn storable(mut row: Row) -> Row {
    let texts = [
        &mut row.kind,
        &mut row.id,
        &mut row.title,
        &mut row.party,
        &mut row.place,
        &mut row.date,
        &mut row.status,
        &mut row.currency,
        &mut row.json,
    ];
    for text in texts.into_iter().chain(row.facets.iter_mut().flat_map(|(facet, value)| [facet, value])) {
        if text.contains('\0') {
            *text = text.replace('\0', "\u{fffd}");
        }
    }
    row
}

fn store_row(connection: &mut Connection, row: &Row, n: u32) -> Result<(), StoreError> {
    let facets = serde_json::to_string(&row.facets).expect("pairs of texts are JSON");
    let stored = connection.execute(
        INSERT_ROW,
        &[
            Param::Text(&row.kind),
            Param::Integer(n.into()),
            Param::Text(&key(&row.id)),
            Param::Text(&row.id),
            Param::Text(&row.title),
            Param::Text(&row.party),
            Param::Text(&row.place),
            Param::Text(&row.date),
            Param::Text(&row.status),
            Param::Integer(row.signals),
            row.amount.filter(|amount| amount.is_finite()).map_or(Param::Null, Param::Real),
            Param::Text(&row.currency),
            Param::Text(&row.json),
            Param::Text(&facets),
            Param::Bytes(&sha256(row.text.as_bytes()).0),
        ],
    );
    match stored {
        Err(error) if error.is_unique_violation() => {
            Err(StoreError::RowTwice { kind: row.kind.clone(), id: row.id.clone() })
        }
        other => Ok(other.map(|_| ())?),
    }
}

fn store_index(connection: &mut Connection, kind: &str, index: &mut KindIndex) -> Result<(), StoreError> {
    let kind = Param::Text(kind);
    connection.execute(INSERT_KIND, &[kind, Param::Integer(index.rows().into())])?;
    for sort in Sort::ALL {
        let (rows, present) = index.order(sort);
        let bytes = order_to_bytes(&rows);
        let params = [kind, Param::Text(sort.name()), count(present as u64), Param::Bytes(&bytes)];
        connection.execute(INSERT_ORDER, &params)?;
    }
    let mut terms: Vec<_> = std::mem::take(&mut index.terms).into_iter().collect();
    terms.sort_unstable();
    for (term, rows) in terms {
        connection.execute(INSERT_TERM, &[kind, Param::Text(&term), Param::Bytes(&pack(&rows))])?;
    }
    for ((facet, value), rows) in std::mem::take(&mut index.facets) {
        let params = [
            kind,
            Param::Text(&facet),
            Param::Text(&key(&value)),
            Param::Text(&value),
            count(rows.len() as u64),
            Param::Bytes(&pack(&rows)),
        ];
        connection.execute(INSERT_FACET, &params)?;
    }
    Ok(())
}

fn hash_rows(
    connection: &mut Connection,
    hasher: &mut sha2::Sha256,
    sql: &str,
    positions: impl Fn(&str, &[u8]) -> Option<String>,
) -> Result<(), StoreError> {
    connection.each(sql, &[], |row| {
        let kind = match row.values().first() {
            Some(Value::Text(kind)) => kind.clone(),
            _ => String::new(),
        };
        for value in row.values() {
            let (tag, bytes): (u8, Cow<'_, [u8]>) = match value {
                Value::Null => (0, Cow::Borrowed(&[])),
                Value::Integer(value) => (1, Cow::Owned(value.to_be_bytes().to_vec())),
                Value::Real(value) => (2, Cow::Owned(value.to_bits().to_be_bytes().to_vec())),
                Value::Text(text) => (3, Cow::Borrowed(text.as_bytes())),
                Value::Bytes(bytes) => match positions(&kind, bytes) {
                    Some(names) => (4, Cow::Owned(names.into_bytes())),
                    None => (5, Cow::Borrowed(bytes.as_slice())),
                },
            };
            hasher.update([tag]);
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(&bytes);
        }
        hasher.update(*b"\n");
        Ok(())
    })
}
