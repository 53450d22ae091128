//! One line of the projection: what lists show, sort, filter and search; made by `kinds`, kept by `store`, read by `site`.

use serde::{Deserialize, Serialize};

/// A row of the projection. The record is the truth; rows can be deleted and made again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What it is: `process`, `buyer`, `supplier`, `document`, `check`, `import`, `compiled`, `issuer`, `election`, `tracker`.
    pub kind: String,
    /// Identifier, unique in its kind.
    pub id: String,
    /// Title, as lists show it.
    pub title: String,
    /// The party lists show beside it, for example the buyer's name.
    pub party: String,
    /// Place, if any.
    pub place: String,
    /// Date as `YYYY-MM-DD…`, or empty if none was published.
    pub date: String,
    /// Status, as published.
    pub status: String,
    /// Number of signals.
    pub signals: i64,
    /// Amount to sort by; `None` if none was published.
    pub amount: Option<f64>,
    /// Currency of `amount`, or empty.
    pub currency: String,
    /// The view, JSON.
    pub json: String,
    /// Text to search, unfolded.
    pub text: String,
    /// Facets to filter by: (facet, value).
    pub facets: Vec<(String, String)>,
}
