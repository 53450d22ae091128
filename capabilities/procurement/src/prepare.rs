//! What must be put right in a publisher's data before anything is computed? Preparation by a settings file.
//!
//! Sections `[defaults]`, `[redactions]`, `[corrections]`, `[modifications]`, `[codelists.bid_status]` and
//! `[codelists.award_status]`; others belong to the flags. Order: auctions are moved; ids become texts; ids and amounts
//! are redacted; ids are prefixed; codes are replaced; what is missing is filled in; awards follow their contracts;
//! party roles are added; method details are cut.
//!
//! Source: Cardinal 0.0.8, page "prepare" (MIT).

use crate::flags::settings::{SettingsError, sections};
use base::json::{Object, Value};
use std::collections::BTreeMap;

/// What a settings file says about preparation.
#[derive(Debug, Clone, Default)]
pub struct Preparation {
    currency: Option<String>,
    item_classification_scheme: Option<String>,
    bid_status: Option<String>,
    award_status: Option<String>,
    party_roles: bool,
    amounts: Vec<String>,
    organization_ids: Vec<String>,
    award_status_by_contract_status: bool,
    move_auctions: bool,
    buyer_prefix: Option<String>,
    supplier_prefix: Option<String>,
    split_method_details: Option<String>,
    bid_statuses: BTreeMap<String, String>,
    award_statuses: BTreeMap<String, String>,
}

impl Preparation {
    /// Reads the sections of preparation from an INI text; the whole text must be in order.
    ///
    /// # Errors
    /// [`SettingsError`] for an unknown section or option, or a value of the wrong kind.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        // The rest of the file is the flags' business, and held to the same strictness.
        crate::flags::settings::Settings::parse(text)?;
        let mut prepared = Self::default();
        for section in sections(text)? {
            for (key, (line, value)) in section.values {
                prepared.take(&section.name, &key, value, line)?;
            }
        }
        Ok(prepared)
    }

    fn take(&mut self, section: &str, key: &str, value: String, line: u64) -> Result<(), SettingsError> {
        let truth = |value: &str| match value {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(SettingsError {
                line,
                what: format!("`{key}` is `{other}`, which is neither true nor false"),
                remedy: "Write true or false.".to_owned(),
            }),
        };
        let list = |value: &str| value.split('|').filter(|v| !v.is_empty()).map(str::to_owned).collect();
        match (section, key) {
            ("defaults", "currency") => self.currency = Some(value),
            ("defaults", "item_classification_scheme") => self.item_classification_scheme = Some(value),
            ("defaults", "bid_status") => self.bid_status = Some(value),
            ("defaults", "award_status") => self.award_status = Some(value),
            ("defaults", "party_roles") => self.party_roles = truth(&value)?,
            ("redactions", "amount") => self.amounts = list(&value),
            ("redactions", "organization_id") => self.organization_ids = list(&value),
            ("corrections", "award_status_by_contract_status") => {
                self.award_status_by_contract_status = truth(&value)?;
            }
            ("modifications", "move_auctions") => self.move_auctions = truth(&value)?,
            ("modifications", "prefix_buyer_or_procuring_entity_id") => self.buyer_prefix = Some(value),
            ("modifications", "prefix_tenderer_or_supplier_id") => self.supplier_prefix = Some(value),
            ("modifications", "split_procurement_method_details") => self.split_method_details = Some(value),
            ("codelists.bid_status", _) => {
                self.bid_statuses.insert(key.to_owned(), value);
            }
            ("codelists.award_status", _) => {
                self.award_statuses.insert(key.to_owned(), value);
            }
            _ => {}
        }
        Ok(())
    }

    /// Prepares a release in place.
    pub fn apply(&self, release: &mut Value) {
        let Value::Object(release) = release else { return };
        if self.move_auctions {
            move_auctions(release);
        }
        each(release.get_mut("parties"), &mut |party| self.organisation(party, None));
        if let Some(buyer) = object(release.get_mut("buyer")) {
            self.organisation(buyer, self.buyer_prefix.as_deref());
        }
        if let Some(tender) = object(release.get_mut("tender")) {
            if let Some(entity) = object(tender.get_mut("procuringEntity")) {
                self.organisation(entity, self.buyer_prefix.as_deref());
            }
            if let (Some(separator), Some(Value::Text(details))) =
                (&self.split_method_details, tender.get_mut("procurementMethodDetails"))
                && let Some((first, _)) = details.split_once(separator.as_str())
            {
                *details = first.trim_end().to_owned();
            }
        }
        if let Some(bids) = object(release.get_mut("bids")) {
            each(bids.get_mut("details"), &mut |bid| self.bid(bid));
        }
        each(release.get_mut("awards"), &mut |award| self.award(award));
        each(release.get_mut("contracts"), &mut |contract| text_id(contract, "awardID"));
        if self.award_status_by_contract_status {
            follow_contracts(release);
        }
        if self.party_roles {
            add_roles(release);
        }
    }

    fn organisation(&self, organisation: &mut Object, prefix: Option<&str>) {
        text_id(organisation, "id");
        let Some(Value::Text(id)) = organisation.get_mut("id") else { return };
        if self.organization_ids.contains(id) {
            organisation.remove("id");
        } else if let Some(prefix) = prefix
            && !id.starts_with(prefix)
        {
            id.insert_str(0, prefix);
        }
    }

    fn bid(&self, bid: &mut Object) {
        each(bid.get_mut("tenderers"), &mut |tenderer| self.organisation(tenderer, self.supplier_prefix.as_deref()));
        if let Some(value) = object(bid.get_mut("value")) {
            let amount = match value.get("amount") {
                Some(Value::Number(text) | Value::Text(text)) => Some(text.clone()),
                _ => None,
            };
            if amount.is_some_and(|amount| self.redacts(&amount)) {
                value.remove("amount");
            }
            fill(value, "currency", self.currency.as_deref());
        }
        self.items(bid);
        replace(bid, &self.bid_statuses);
        fill(bid, "status", self.bid_status.as_deref());
    }

    fn award(&self, award: &mut Object) {
        text_id(award, "id");
        each(award.get_mut("suppliers"), &mut |supplier| {
            self.organisation(supplier, self.supplier_prefix.as_deref())
        });
        self.items(award);
        replace(award, &self.award_statuses);
        fill(award, "status", self.award_status.as_deref());
    }

    fn items(&self, of: &mut Object) {
        each(of.get_mut("items"), &mut |item| {
            if let Some(classification) = object(item.get_mut("classification")) {
                text_id(classification, "id");
                fill(classification, "scheme", self.item_classification_scheme.as_deref());
            }
        });
    }

    /// Amounts are compared as numbers: `0` redacts `0.00` too.
    fn redacts(&self, amount: &str) -> bool {
        let number = base::exact::parse(amount);
        self.amounts.iter().any(|listed| listed == amount || number.is_some() && base::exact::parse(listed) == number)
    }
}

fn object(value: Option<&mut Value>) -> Option<&mut Object> {
    value.and_then(Value::as_object_mut)
}

fn each(value: Option<&mut Value>, f: &mut dyn FnMut(&mut Object)) {
    let Some(items) = value.and_then(Value::as_array_mut) else { return };
    items.iter_mut().filter_map(Value::as_object_mut).for_each(f);
}

fn text_id(object: &mut Object, name: &str) {
    if let Some(id) = object.get_mut(name)
        && let Value::Number(number) = id
    {
        *id = Value::Text(std::mem::take(number));
    }
}

fn fill(object: &mut Object, name: &str, default: Option<&str>) {
    let missing = object.get(name).is_none_or(|value| *value == Value::Null);
    if let Some(default) = default.filter(|_| missing) {
        object.insert(name, default.into());
    }
}

fn replace(object: &mut Object, codes: &BTreeMap<String, String>) {
    if let Some(Value::Text(status)) = object.get_mut("status")
        && let Some(code) = codes.get(status)
    {
        status.clone_from(code);
    }
}

/// Bids under `/auctions[]/stages[]/bids[]` move to `/bids/details[]`, unless the release has bids.
fn move_auctions(release: &mut Object) {
    if release.get("bids").is_some() {
        return;
    }
    let mut moved = Vec::new();
    each(release.get_mut("auctions"), &mut |auction| {
        each(auction.get_mut("stages"), &mut |stage| {
            if let Some(Value::Array(bids)) = stage.remove("bids") {
                moved.extend(bids);
            }
        });
    });
    if !moved.is_empty() {
        release
            .insert("bids", Value::Object(Object::from_distinct(vec![("details".to_owned(), Value::Array(moved))])));
    }
}

/// An award all of whose contracts are cancelled is cancelled.
fn follow_contracts(release: &mut Object) {
    let mut all_cancelled: BTreeMap<String, bool> = BTreeMap::new();
    for contract in release.get("contracts").and_then(Value::as_array).unwrap_or(&[]) {
        if let Some(award) = contract.get("awardID").and_then(Value::as_text) {
            let cancelled = contract.get("status").and_then(Value::as_text) == Some("cancelled");
            *all_cancelled.entry(award.to_owned()).or_insert(true) &= cancelled;
        }
    }
    each(release.get_mut("awards"), &mut |award| {
        let id = award.get("id").and_then(Value::as_text);
        if id.and_then(|id| all_cancelled.get(id)) == Some(&true) {
            award.insert("status", "cancelled".into());
        }
    });
}

/// Every organisation referred to has the role of the reference.
fn add_roles(release: &mut Object) {
    let mut wanted: Vec<(String, &str)> = Vec::new();
    let id = |of: Option<&Value>| of.and_then(|o| o.get("id")).and_then(Value::as_text).map(str::to_owned);
    let list = |of: Option<&Value>| of.and_then(Value::as_array).unwrap_or(&[]).to_vec();
    wanted.extend(id(release.get("buyer")).map(|id| (id, "buyer")));
    let entity = release.get("tender").and_then(|t| t.get("procuringEntity"));
    wanted.extend(id(entity).map(|id| (id, "procuringEntity")));
    for bid in list(release.get("bids").and_then(|b| b.get("details"))) {
        wanted.extend(list(bid.get("tenderers")).iter().filter_map(|t| Some((id(Some(t))?, "tenderer"))));
    }
    for award in list(release.get("awards")) {
        wanted.extend(list(award.get("suppliers")).iter().filter_map(|s| Some((id(Some(s))?, "supplier"))));
    }
    each(release.get_mut("parties"), &mut |party| {
        let Some(id) = party.get("id").and_then(Value::as_text).map(str::to_owned) else { return };
        for (_, role) in wanted.iter().filter(|(wanted, _)| *wanted == id) {
            let has = |roles: &[Value]| roles.iter().any(|r| r.as_text() == Some(role));
            match party.get_mut("roles") {
                Some(Value::Array(roles)) if has(roles) => {}
                Some(Value::Array(roles)) => roles.push((*role).into()),
                Some(Value::Null) | None => {
                    party.insert("roles", Value::Array(vec![(*role).into()]));
                }
                Some(_) => {}
            }
        }
    });
}
