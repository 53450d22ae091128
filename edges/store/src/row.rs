//! What pages list and search: rows, and the questions put to them.

pub use base::Row;
use serde::{Deserialize, Serialize};

/// Which rows, in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The kind of rows.
    pub kind: String,
    /// Words that must all stand in the row, each as the beginning of a word; folded before comparison.
    /// Of more than sixteen different words the first sixteen count.
    pub text: Option<String>,
    /// Facet values that must all hold.
    pub facets: Vec<(String, String)>,
    /// Order; rows without a value stand last in both directions, equal ones by id.
    pub sort: Sort,
    /// Largest first.
    pub descending: bool,
    /// Rows to pass over.
    pub offset: u64,
    /// Rows to return at most.
    pub limit: u64,
}

/// What rows are ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// Date as published.
    #[default]
    Date,
    /// Title, folded.
    Title,
    /// Number of signals.
    Signals,
    /// Amount, whatever its currency.
    Amount,
    /// Party, folded.
    Party,
}

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    /// Rows that fit the query, all pages together.
    pub total: u64,
    /// The rows of this page.
    pub rows: Vec<Row>,
}

impl Sort {
    /// All orders.
    pub const ALL: [Self; 5] = [Self::Date, Self::Title, Self::Signals, Self::Amount, Self::Party];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Title => "title",
            Self::Signals => "signals",
            Self::Amount => "amount",
            Self::Party => "party",
        }
    }
}
