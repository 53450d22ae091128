//! What pages read: rows, entries and published files, behind one small trait so that tests need no record.

use std::fmt;

/// What the pages need of the store. Every call may block; pages call it off the async threads.
pub trait Data: Send + Sync + 'static {
    /// The row of a kind with this id.
    ///
    /// # Errors
    /// [`DataError`] if the store cannot answer.
    fn row(&self, kind: &str, id: &str) -> Result<Option<Row>, DataError>;
    /// The rows that match, one page of them, and how many match in all.
    ///
    /// # Errors
    /// [`DataError`] if the store cannot answer.
    fn list(&self, query: &Query) -> Result<Listing, DataError>;
    /// Values of a facet among the rows that match, most frequent first.
    ///
    /// # Errors
    /// [`DataError`] if the store cannot answer.
    fn facets(&self, query: &Query, facet: &str, limit: u32) -> Result<Vec<(String, u64)>, DataError>;
    /// Rows per kind.
    ///
    /// # Errors
    /// [`DataError`] if the store cannot answer.
    fn counts(&self) -> Result<Vec<(String, u64)>, DataError>;
    /// A published document by its digest, if it is on the record and not erased.
    ///
    /// # Errors
    /// [`DataError`] if the store cannot answer.
    fn blob(&self, sha256: &str) -> Result<Option<Vec<u8>>, DataError>;
    /// Entries on the record.
    ///
    /// # Errors
    /// [`DataError`] if the store cannot answer.
    fn size(&self) -> Result<u64, DataError>;
    /// The latest checkpoint as signed, if one was signed.
    ///
    /// # Errors
    /// [`DataError`] if the store cannot answer.
    fn checkpoint(&self) -> Result<Option<String>, DataError>;
    /// The record's witness policy, the file `policy` of its copy, if it has one.
    ///
    /// # Errors
    /// [`DataError`] if the store cannot answer.
    fn policy(&self) -> Result<Option<Vec<u8>>, DataError>;
    /// Entries `start..start + limit`, as far as there are any.
    ///
    /// # Errors
    /// [`DataError`] if the store cannot answer.
    fn entries(&self, start: u64, limit: u32) -> Result<Vec<Entry>, DataError>;
    /// The `.tlog-proof` of an entry.
    ///
    /// # Errors
    /// [`DataError`] if the store cannot answer.
    fn proof(&self, index: u64) -> Result<Option<String>, DataError>;
}

pub use base::row::Row;

/// Which rows, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// Kind of row.
    pub kind: String,
    /// Words that must all occur, by prefix, folded.
    pub text: Option<String>,
    /// Facet and value; all must hold.
    pub facets: Vec<(String, String)>,
    /// Sort key.
    pub sort: Sort,
    /// Highest first.
    pub descending: bool,
    /// Rows to pass over.
    pub offset: u64,
    /// Rows to give.
    pub limit: u32,
}

/// Sort key of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// By date.
    #[default]
    Date,
    /// By title.
    Title,
    /// By number of signals.
    Signals,
    /// By amount.
    Amount,
    /// By organisation.
    Party,
}

/// One page of rows.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Rows that match in all.
    pub total: u64,
    /// Those of this page.
    pub rows: Vec<Row>,
}

/// An entry on the record with its statement, if that is public and not erased.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Position, counted from 0.
    pub index: u64,
    /// The entry's canonical JSON.
    pub bytes: Vec<u8>,
    /// The signed statement (a DSSE envelope).
    pub statement: Option<Vec<u8>>,
    /// The entry that erased the statement, if one did.
    pub erased_by: Option<u64>,
}

impl Data for store::Store {
    fn row(&self, kind: &str, id: &str) -> Result<Option<Row>, DataError> {
        Ok(Self::row(self, kind, id)?.map(line))
    }

    fn list(&self, query: &Query) -> Result<Listing, DataError> {
        let listing = Self::list(self, &asked(query))?;
        Ok(Listing { total: listing.total, rows: listing.rows.into_iter().map(line).collect() })
    }

    fn facets(&self, query: &Query, facet: &str, limit: u32) -> Result<Vec<(String, u64)>, DataError> {
        Ok(Self::facets(self, &asked(query), facet, limit.into())?)
    }

    fn counts(&self) -> Result<Vec<(String, u64)>, DataError> {
        Ok(Self::counts(self)?)
    }

    fn blob(&self, sha256: &str) -> Result<Option<Vec<u8>>, DataError> {
        match base::Digest::from_hex(sha256) {
            Some(digest) => Ok(Self::blob(self, &digest)?),
            None => Ok(None),
        }
    }

    fn size(&self) -> Result<u64, DataError> {
        Ok(Self::size(self)?)
    }

    fn checkpoint(&self) -> Result<Option<String>, DataError> {
        Ok(Some(Self::checkpoint(self)?))
    }

    fn policy(&self) -> Result<Option<Vec<u8>>, DataError> {
        match std::fs::read(self.public_folder().join("policy")) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(DataError(format!("reading the record's policy: {error}"))),
        }
    }

    fn entries(&self, start: u64, limit: u32) -> Result<Vec<Entry>, DataError> {
        // Only what a signed checkpoint covers is shown: anything later may still be on its way.
        let end = start.saturating_add(limit.into()).min(Self::size(self)?);
        if start >= end {
            return Ok(Vec::new());
        }
        let entries = Self::entries(self, start..end)?;
        Ok(entries
            .into_iter()
            .map(|entry| Entry {
                index: entry.index,
                bytes: entry.bytes,
                statement: entry.statement,
                erased_by: entry.erased_by,
            })
            .collect())
    }

    fn proof(&self, index: u64) -> Result<Option<String>, DataError> {
        if index >= Self::size(self)? {
            return Ok(None);
        }
        Ok(Some(Self::proof(self, index)?))
    }
}

fn line(row: Row) -> Row {
    Row {
        kind: row.kind,
        id: row.id,
        title: row.title,
        party: row.party,
        place: row.place,
        date: row.date,
        status: row.status,
        signals: row.signals,
        amount: row.amount,
        currency: row.currency,
        json: row.json,
        text: row.text,
        facets: row.facets,
    }
}

fn asked(query: &Query) -> store::Query {
    store::Query {
        kind: query.kind.clone(),
        text: query.text.clone(),
        facets: query.facets.clone(),
        sort: match query.sort {
            Sort::Date => store::Sort::Date,
            Sort::Title => store::Sort::Title,
            Sort::Signals => store::Sort::Signals,
            Sort::Amount => store::Sort::Amount,
            Sort::Party => store::Sort::Party,
        },
        descending: query.descending,
        offset: query.offset,
        limit: query.limit.into(),
    }
}

impl From<store::StoreError> for DataError {
    fn from(error: store::StoreError) -> Self {
        let mut text = error.to_string();
        let mut cause = std::error::Error::source(&error);
        while let Some(next) = cause {
            text = format!("{text}: {next}");
            cause = next.source();
        }
        Self(text)
    }
}

/// The store could not answer.
#[derive(Debug)]
pub struct DataError(pub String);

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DataError {}
