//! Six things a release should hold that no schema can say.

use super::{CheckAnswer, Example};
use base::exact::{self, Rational};
use base::json::Value;
use base::problem::pointer_push;
use num_traits::Zero as _;
use std::collections::{HashMap, HashSet};

/// Tallies of the six.
#[derive(Debug, Default)]
pub(super) struct Checks([Tally; CODES.len()]);

#[derive(Debug, Default)]
struct Tally {
    checked: u64,
    failed: u64,
    examples: Vec<Example>,
}

const CODES: [&str; 6] =
    ["ocid-prefix", "date-order", "award-ref", "party-ref", "contract-over-award", "currency-mix"];
const OCID_PREFIX: usize = 0;
const DATE_ORDER: usize = 1;
const AWARD_REF: usize = 2;
const PARTY_REF: usize = 3;
const CONTRACT_OVER_AWARD: usize = 4;
const CURRENCY_MIX: usize = 5;

impl Checks {
    pub(super) fn release(&mut self, release: &Value, input: u32, line: u64) {
        let mut at = Place { input, line, pointer: String::new() };
        if let Some(ocid) = release.get("ocid").and_then(Value::as_text) {
            at.set("/ocid");
            self.note(OCID_PREFIX, has_prefix(ocid), &at);
        }
        at.set("");
        self.periods(release, &mut at);
        self.parties(release, &mut at);
        self.contracts(release, &mut at);
    }

    pub(super) fn append(&mut self, other: Self) {
        for (mine, other) in self.0.iter_mut().zip(other.0) {
            mine.checked += other.checked;
            mine.failed += other.failed;
            mine.examples.extend(other.examples);
            mine.examples.truncate(super::EXAMPLES);
        }
    }

    pub(super) fn finish(self) -> Vec<CheckAnswer> {
        let answer = |(code, tally): (&'static str, Tally)| CheckAnswer {
            code,
            outcome: match (tally.checked, tally.failed) {
                (0, _) => "unknown",
                (_, 0) => "met",
                _ => "not-met",
            },
            count: tally.failed,
            examples: tally.examples,
        };
        CODES.into_iter().zip(self.0).map(answer).collect()
    }

    fn note(&mut self, check: usize, holds: bool, at: &Place) {
        let tally = &mut self.0[check];
        tally.checked += 1;
        if !holds {
            tally.failed += 1;
            if tally.examples.len() < super::EXAMPLES {
                tally.examples.push(Example { input: at.input, line: at.line, pointer: at.pointer.clone() });
            }
        }
    }

    fn periods(&mut self, value: &Value, at: &mut Place) {
        match value {
            Value::Object(object) => {
                if let Some(end) = object.get("endDate").and_then(Value::as_text)
                    && let Some(start) = object.get("startDate").and_then(Value::as_text)
                    && let Some(holds) = in_order(start, end)
                {
                    self.note(DATE_ORDER, holds, at);
                }
                for (name, value) in object.iter() {
                    if matches!(value, Value::Object(_) | Value::Array(_)) {
                        at.enter(name, |at| self.periods(value, at));
                    }
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    if matches!(item, Value::Object(_) | Value::Array(_)) {
                        at.enter_index(i, |at| self.periods(item, at));
                    }
                }
            }
            _ => {}
        }
    }

    /// References to organisations: those of the standard, and those of bids and of contracts' suppliers.
    fn parties(&mut self, release: &Value, at: &mut Place) {
        let listed: HashSet<&str> = items(release, "parties").filter_map(|(_, p)| p.get("id").and_then(id)).collect();
        let mut reference = |organisation: &Value, pointer: &str| {
            if let Some(id) = organisation.get("id").and_then(id) {
                at.set(pointer);
                self.note(PARTY_REF, listed.contains(id), at);
            }
        };
        if let Some(buyer) = release.get("buyer") {
            reference(buyer, "/buyer");
        }
        if let Some(tender) = release.get("tender") {
            if let Some(entity) = tender.get("procuringEntity") {
                reference(entity, "/tender/procuringEntity");
            }
            for (i, tenderer) in items(tender, "tenderers") {
                reference(tenderer, &format!("/tender/tenderers/{i}"));
            }
        }
        for (i, award) in items(release, "awards") {
            for (j, supplier) in items(award, "suppliers") {
                reference(supplier, &format!("/awards/{i}/suppliers/{j}"));
            }
        }
        for (i, contract) in items(release, "contracts") {
            for (j, supplier) in items(contract, "suppliers") {
                reference(supplier, &format!("/contracts/{i}/suppliers/{j}"));
            }
            let Some(implementation) = contract.get("implementation") else { continue };
            for (j, transaction) in items(implementation, "transactions") {
                for side in ["payer", "payee"] {
                    if let Some(party) = transaction.get(side) {
                        reference(party, &format!("/contracts/{i}/implementation/transactions/{j}/{side}"));
                    }
                }
            }
        }
        if let Some(bids) = release.get("bids") {
            for (i, bid) in items(bids, "details") {
                for (j, tenderer) in items(bid, "tenderers") {
                    reference(tenderer, &format!("/bids/details/{i}/tenderers/{j}"));
                }
            }
        }
    }

    fn contracts(&mut self, release: &Value, at: &mut Place) {
        let contracts: Vec<_> = items(release, "contracts").collect();
        if contracts.is_empty() {
            return;
        }
        let awards: HashMap<&str, (usize, &Value)> =
            items(release, "awards").filter_map(|(i, a)| Some((a.get("id").and_then(id)?, (i, a)))).collect();
        // A release that is not compiled may come without the award of an earlier one.
        let whole = !awards.is_empty() || crate::merge::is_compiled(release);
        let mut sums: HashMap<&str, Rational> = HashMap::new();
        for (i, contract) in contracts {
            let Some(named) = contract.get("awardID").and_then(id) else { continue };
            let award = awards.get(named);
            if whole {
                at.set(&format!("/contracts/{i}/awardID"));
                self.note(AWARD_REF, award.is_some(), at);
            }
            let Some((_, award)) = award else { continue };
            let currency = |of: &Value| {
                of.get("value").and_then(|v| v.get("currency")).and_then(Value::as_text).map(str::to_owned)
            };
            let (Some(ours), Some(theirs)) = (currency(contract), currency(award)) else { continue };
            at.set(&format!("/contracts/{i}/value/currency"));
            self.note(CURRENCY_MIX, ours == theirs, at);
            if ours == theirs
                && let Some(amount) = amount(contract)
            {
                *sums.entry(named).or_insert_with(Rational::zero) += amount;
            }
        }
        let mut sums: Vec<_> = sums.into_iter().filter_map(|(id, sum)| Some((awards.get(id)?, sum))).collect();
        sums.sort_by_key(|((i, _), _)| *i);
        for ((i, award), sum) in sums {
            if let Some(amount) = amount(award) {
                at.set(&format!("/awards/{i}/value/amount"));
                self.note(CONTRACT_OVER_AWARD, sum <= amount, at);
            }
        }
    }
}

struct Place {
    input: u32,
    line: u64,
    pointer: String,
}

impl Place {
    fn set(&mut self, pointer: &str) {
        self.pointer.clear();
        self.pointer.push_str(pointer);
    }

    fn enter(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        pointer_push(&mut self.pointer, name);
        inside(self);
        self.pointer.truncate(length);
    }

    fn enter_index(&mut self, index: usize, inside: impl FnOnce(&mut Self)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&index.to_string());
        inside(self);
        self.pointer.truncate(length);
    }
}

fn has_prefix(ocid: &str) -> bool {
    let rest = ocid.strip_prefix("ocds-").map(str::as_bytes).unwrap_or_default();
    rest.len() > 6 && rest[..6].iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) && rest[6] == b'-'
}

/// Whether a period's start is not after its end; `None` where a date cannot be read.
fn in_order(start: &str, end: &str) -> Option<bool> {
    if let (Some(start), Some(end)) = (base::time::instant(start), base::time::instant(end)) {
        return Some(start <= end);
    }
    Some(base::time::date(start)? <= base::time::date(end)?)
}

fn items<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = (usize, &'a Value)> {
    value.get(name).and_then(Value::as_array).unwrap_or(&[]).iter().enumerate()
}

fn id(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) if !text.is_empty() => Some(text),
        Value::Number(number) => Some(number),
        _ => None,
    }
}

fn amount(of: &Value) -> Option<Rational> {
    exact::parse(of.get("value")?.get("amount")?.as_number()?)
}
