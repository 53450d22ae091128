//! How the measures are shown: one row per buyer and supplier, one per buyer, in byte order.

use super::measures::{Context, Measures, is_overall};
use super::{Entry, Lockin};
use crate::ingest::Problems;
use serde::ser::{SerializeMap as _, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What every report says.
pub const NOTE: &str = "A measure describes dependence, not wrongdoing. Undefined is not zero: where data are missing, the value is null and the reason stands beside it.";

/// What binds a buyer to one supplier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairRow {
    /// Buyer's id.
    pub buyer: String,
    /// Supplier's id, or its group's.
    pub supplier: String,
    /// Whether `supplier` is a group.
    pub group: bool,
    /// L1–L5 and L7–L9 by code.
    pub measures: BTreeMap<String, serde_json::Map<String, Value>>,
    /// The same by item category, where categories were asked for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub categories: BTreeMap<String, BTreeMap<String, serde_json::Map<String, Value>>>,
}

/// What describes a buyer alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BuyerRow {
    /// Buyer's id.
    pub buyer: String,
    /// L6.
    pub measures: BTreeMap<String, serde_json::Map<String, Value>>,
    /// Active awards without an amount.
    pub missing_amounts: u64,
}

impl PairRow {
    /// The measures as pages show them; `entry`: index of the finding on the record.
    pub fn view(&self, entry: u64) -> Vec<crate::view::Measure> {
        view(&self.measures, entry)
    }
}

impl BuyerRow {
    /// The measures as pages show them; `entry`: index of the finding on the record.
    pub fn view(&self, entry: u64) -> Vec<crate::view::Measure> {
        view(&self.measures, entry)
    }
}

/// One view per measure, or per measure and currency.
fn view(measures: &BTreeMap<String, serde_json::Map<String, Value>>, entry: u64) -> Vec<crate::view::Measure> {
    let mut all = Vec::new();
    for (code, measure) in measures {
        let by_currency = measure.get("by_currency").and_then(Value::as_object).filter(|all| !all.is_empty());
        let Some(by_currency) = by_currency else {
            all.push(one_view(code, None, measure, measure, entry));
            continue;
        };
        for (currency, own) in by_currency {
            if let Some(own) = own.as_object() {
                all.push(one_view(code, Some(currency), own, measure, entry));
            }
        }
    }
    all
}

fn one_view(
    code: &str,
    currency: Option<&String>,
    own: &serde_json::Map<String, Value>,
    whole: &serde_json::Map<String, Value>,
    entry: u64,
) -> crate::view::Measure {
    const NAMED: [&str; 7] = ["value", "n", "missing", "reason", "processes", "processes_total", "by_currency"];
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let named = |name: &str| own.get(name).filter(|value| !value.is_null()).or_else(|| whole.get(name));
    let processes = whole.get("processes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    crate::view::Measure {
        code: code.to_owned(),
        currency: currency.cloned(),
        value: own.get("value").and_then(text),
        details: own
            .iter()
            .filter(|(name, value)| !NAMED.contains(&name.as_str()) && !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        n: named("n").and_then(Value::as_u64),
        missing: named("missing").and_then(Value::as_u64),
        reason: named("reason").and_then(text),
        processes: processes.iter().filter_map(text).collect(),
        processes_total: whole.get("processes_total").and_then(Value::as_u64).unwrap_or_default(),
        entry,
    }
}

impl Lockin {
    /// Every buyer and supplier with an award between them, in byte order of buyer and supplier.
    pub fn pairs(&self) -> impl Iterator<Item = PairRow> {
        self.measured().map(|pair| PairRow {
            buyer: pair.buyer.to_owned(),
            supplier: pair.supplier.to_owned(),
            group: pair.group,
            measures: pair.measures.into_rows(),
            categories: pair.categories.into_iter().map(|(name, own)| (name.to_owned(), own.into_rows())).collect(),
        })
    }

    fn measured(&self) -> impl Iterator<Item = Pair<'_>> {
        self.entries.chunk_by(|a, b| a.buyer == b.buyer).flat_map(move |of_buyer| {
            let in_all = of_buyer.partition_point(is_overall);
            let (overall, by_category) = of_buyer.split_at(in_all);
            let context = Context::new(self, overall);
            let categories: Vec<(&str, Context<'_>, &[Entry])> = by_category
                .chunk_by(|a, b| a.category == b.category)
                .map(|own| (self.categories.text(own[0].category), Context::new(self, own), own))
                .collect();
            overall.chunk_by(|a, b| a.supplier == b.supplier).map(move |own| {
                let supplier = own[0].supplier;
                let number = self.by_rank[supplier as usize];
                let in_categories = categories.iter().filter_map(|(name, context, entries)| {
                    let start = entries.partition_point(|entry| entry.supplier < supplier);
                    let end = entries.partition_point(|entry| entry.supplier <= supplier);
                    let own = &entries[start..end];
                    (!own.is_empty()).then(|| (*name, context.measures(own)))
                });
                Pair {
                    buyer: self.parties.text(self.by_rank[own[0].buyer as usize]),
                    supplier: self.parties.text(number),
                    group: self.groups.contains(&number),
                    measures: context.measures(own),
                    categories: in_categories.collect(),
                }
            })
        })
    }

    /// Every buyer with an award, in byte order.
    pub fn buyers(&self) -> impl Iterator<Item = BuyerRow> {
        self.entries.chunk_by(|a, b| a.buyer == b.buyer).map(|of_buyer| {
            let context = Context::new(self, &of_buyer[..of_buyer.partition_point(is_overall)]);
            BuyerRow {
                buyer: self.parties.text(self.by_rank[of_buyer[0].buyer as usize]).to_owned(),
                measures: BTreeMap::from([("L6".to_owned(), context.concentration())]),
                missing_amounts: context.missing_amounts(),
            }
        })
    }

    /// The document of `--json`; `inputs`: name, digest and size of each input; `problems`: of reading them.
    pub const fn document<'a, I: Serialize>(&'a self, inputs: &'a [I], problems: &'a Problems) -> Document<'a, I> {
        Document { lockin: self, inputs, problems }
    }
}

/// A [`PairRow`] as it is written, borrowed.
#[derive(Serialize)]
struct Pair<'l> {
    buyer: &'l str,
    supplier: &'l str,
    group: bool,
    measures: Measures<'l>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    categories: BTreeMap<&'l str, Measures<'l>>,
}

/// The document of `procurement lockin --json`; see the specification of procurement, section 5.
pub struct Document<'a, I> {
    lockin: &'a Lockin,
    inputs: &'a [I],
    problems: &'a Problems,
}

impl<I: Serialize> Serialize for Document<'_, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let lockin = self.lockin;
        let settings = &lockin.settings;
        let thresholds: BTreeMap<&str, String> = settings
            .thresholds
            .iter()
            .map(|(currency, t)| (currency.as_str(), base::exact::to_plain(t, 6)))
            .collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", "procurement-lockin")?;
        map.serialize_entry("version", &1)?;
        map.serialize_entry("inputs", self.inputs)?;
        map.serialize_entry(
            "settings",
            &json!({
                "thresholds": thresholds,
                "window_days": settings.window_days,
                "category_digits": settings.category_digits,
                "turnover_factor": settings.turnover_factor,
                "groups": settings.groups.values().map(|(id, _)| id).collect::<std::collections::BTreeSet<_>>().len(),
            }),
        )?;
        map.serialize_entry("processes", &lockin.read)?;
        map.serialize_entry("left_out", &lockin.left_out)?;
        map.serialize_entry("pairs", &Pairs(lockin))?;
        map.serialize_entry("buyers", &Buyers(lockin))?;
        map.serialize_entry("tailoring", &Passages(lockin))?;
        map.serialize_entry("note", NOTE)?;
        map.serialize_entry("problems", self.problems)?;
        map.end()
    }
}

struct Passages<'a>(&'a Lockin);

impl Serialize for Passages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.tailoring())
    }
}

struct Pairs<'a>(&'a Lockin);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.measured())
    }
}

struct Buyers<'a>(&'a Lockin);

impl Serialize for Buyers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.buyers())
    }
}
