//! What the reader asked of a list: words, filters, order and page, read from the address and written back to it.

use crate::data::{Query, Sort};
use crate::shell::{Shell, encode};
use serde::Deserialize;

/// Rows on one page of a list.
pub(crate) const PAGE: u32 = 25;

/// Filters of the list of processes: parameter of the address = facet of the projection.
pub(crate) const FILTERS: [&str; 6] = ["buyer", "supplier", "flag", "clause", "year", "method"];

/// Where a list goes on: the addresses of the pages before and after, and which page this is.
pub(crate) struct Pager {
    pub(crate) previous: Option<String>,
    pub(crate) next: Option<String>,
    pub(crate) position: String,
}

impl Pager {
    /// Of page `at` (from 1) of `pages`; `turn` gives a page's address. Beyond the end, the page before is the last.
    pub(crate) fn new(p: &Shell, at: u64, pages: u64, turn: impl Fn(u64) -> String) -> Self {
        let pages = pages.max(1);
        Self {
            previous: (at > 1).then(|| turn((at - 1).min(pages))),
            next: (at < pages).then(|| turn(at + 1)),
            position: p
                .say("pager-position", &[("page", p.n(at as i64).into()), ("pages", p.n(pages as i64).into())]),
        }
    }
}

/// The state of a list, as in its address.
#[derive(Debug, Clone, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub(crate) struct State {
    pub(crate) q: String,
    pub(crate) buyer: String,
    pub(crate) supplier: String,
    pub(crate) flag: String,
    pub(crate) clause: String,
    pub(crate) year: String,
    pub(crate) method: String,
    pub(crate) sort: String,
    pub(crate) order: String,
    pub(crate) page: String,
}

impl State {
    /// The value of a filter.
    pub(crate) fn filter(&self, name: &str) -> &str {
        match name {
            "buyer" => &self.buyer,
            "supplier" => &self.supplier,
            "flag" => &self.flag,
            "clause" => &self.clause,
            "year" => &self.year,
            "method" => &self.method,
            _ => "",
        }
    }

    /// The page, counted from 1.
    pub(crate) fn page(&self) -> u64 {
        self.page.parse().ok().filter(|page| (1..=1_000_000).contains(page)).unwrap_or(1)
    }

    /// The sort key; without one, the most recent first.
    pub(crate) fn sort(&self) -> Sort {
        match self.sort.as_str() {
            "title" => Sort::Title,
            "signals" => Sort::Signals,
            "amount" => Sort::Amount,
            "party" => Sort::Party,
            _ => Sort::Date,
        }
    }

    /// Whether the highest comes first; words begin with A unless asked otherwise, figures and dates with the highest.
    pub(crate) fn descending(&self) -> bool {
        match self.order.as_str() {
            "asc" => false,
            "desc" => true,
            _ => !matches!(self.sort(), Sort::Title | Sort::Party),
        }
    }

    /// Whether anything narrows the list.
    pub(crate) fn narrowed(&self) -> bool {
        !self.q.trim().is_empty() || FILTERS.iter().any(|name| !self.filter(name).is_empty())
    }

    /// The query for one page.
    pub(crate) fn query(&self, kind: &str) -> Query {
        let text = self.q.trim();
        Query {
            kind: kind.to_owned(),
            text: (!text.is_empty()).then(|| text.chars().take(200).collect()),
            facets: FILTERS
                .iter()
                .filter(|name| !self.filter(name).is_empty())
                .map(|name| ((*name).to_owned(), self.filter(name).to_owned()))
                .collect(),
            sort: self.sort(),
            descending: self.descending(),
            offset: (self.page() - 1) * u64::from(PAGE),
            limit: PAGE,
        }
    }

    /// The query part of the address with some parameters changed (an empty value drops one); a change of anything but
    /// the page goes back to the first page. Empty or beginning with `?`.
    pub(crate) fn with(&self, changes: &[(&str, &str)]) -> String {
        let keeps_page = changes.iter().all(|(name, _)| *name == "page");
        let mut out = String::new();
        let all = [
            ("q", self.q.trim()),
            ("buyer", &self.buyer),
            ("supplier", &self.supplier),
            ("flag", &self.flag),
            ("clause", &self.clause),
            ("year", &self.year),
            ("method", &self.method),
            ("sort", &self.sort),
            ("order", &self.order),
            ("page", if keeps_page { &self.page } else { "" }),
        ];
        for (name, value) in all {
            let value = changes.iter().find(|(changed, _)| *changed == name).map_or(value, |(_, new)| *new);
            if !value.is_empty() {
                out.push(if out.is_empty() { '?' } else { '&' });
                out.push_str(name);
                out.push('=');
                out.push_str(&encode(value));
            }
        }
        out
    }

    /// The address that sorts by a key: again the same key turns the order.
    pub(crate) fn sorted_by(&self, key: &str) -> String {
        let current = self.sort() == Self { sort: key.to_owned(), ..Self::default() }.sort();
        let natural = Self { sort: key.to_owned(), ..Self::default() }.descending();
        let descending = if current { !self.descending() } else { natural };
        let order = if descending == natural {
            ""
        } else if descending {
            "desc"
        } else {
            "asc"
        };
        self.with(&[("sort", if key == "date" { "" } else { key }), ("order", order)])
    }

    /// The value of `aria-sort` for a column.
    pub(crate) fn aria_sort(&self, key: &str) -> &'static str {
        let mine = Self { sort: key.to_owned(), ..Self::default() }.sort();
        match (self.sort() == mine, self.descending()) {
            (false, _) => "none",
            (true, true) => "descending",
            (true, false) => "ascending",
        }
    }
}
