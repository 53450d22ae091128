//! What a process page shows, read from its compiled release and the versions before it.

use base::exact::{self, Rational};
use base::json::Value;
use num_traits::Zero;
use procurement::view::{Award, Contract, Event, Money, Party, PartyReference, Process};
use std::collections::BTreeMap;

/// Reads everything about a process that its releases state. Signals, documents and sources are added by the caller.
///
/// `compiled`: the compiled release. `versions`: its releases in order of date, for values that changed; may be empty.
pub(crate) fn process(ocid: &str, compiled: &Value, versions: &[Value]) -> Process {
    let awards: Vec<Award> = items(compiled, "/awards").map(award).collect();
    let contracts: Vec<Contract> = items(compiled, "/contracts").map(|c| contract(c, versions)).collect();
    let active = || awards.iter().filter(|a| a.status.as_deref() == Some("active"));
    let award_totals = totals(active().filter_map(|a| a.value.as_ref()));
    let awards_without_amount = active().filter(|a| a.value.is_none()).count() as u64;
    let title = ["/tender/title", "/awards/0/title", "/contracts/0/title", "/planning/budget/project"]
        .iter()
        .find_map(|p| text(compiled, p))
        .unwrap_or_default();
    Process {
        ocid: ocid.to_owned(),
        title,
        description: text(compiled, "/tender/description").or_else(|| text(compiled, "/awards/0/description")),
        language: text(compiled, "/language"),
        buyer: compiled.get("buyer").and_then(reference),
        procuring_entity: compiled.pointer("/tender/procuringEntity").and_then(reference),
        method: text(compiled, "/tender/procurementMethod"),
        method_details: text(compiled, "/tender/procurementMethodDetails"),
        status: text(compiled, "/tender/status"),
        tender_value: compiled.pointer("/tender/value").and_then(money),
        award_totals,
        awards_without_amount,
        tenderers: tenderers(compiled),
        parties: items(compiled, "/parties").filter_map(party).collect(),
        timeline: timeline(compiled, versions, &awards, &contracts),
        missing: missing(compiled, &awards, &contracts),
        awards,
        contracts,
        signals: Vec::new(),
        not_assessed: Vec::new(),
        assessed: 0,
        documents: Vec::new(),
        problems: Vec::new(),
        sources: Vec::new(),
        publisher: None,
        license: None,
        replies: Vec::new(),
    }
}

/// The elements of an array at a pointer; nothing if it is no array.
pub(crate) fn items<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).unwrap_or_default().iter()
}

/// A non-blank text at a pointer.
pub(crate) fn text(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_text().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
}

/// An identifier: a text, or a number as it was written.
fn identifier(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::Text(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.clone()),
        _ => None,
    }
}

/// A reference to an organisation; `None` without an identifier.
pub(super) fn reference(value: &Value) -> Option<PartyReference> {
    Some(PartyReference { id: identifier(value, "id")?, name: text(value, "/name").unwrap_or_default() })
}

/// An amount with its currency, digits as written without trailing zeros.
pub(super) fn money(value: &Value) -> Option<Money> {
    let amount = exact::parse(value.get("amount")?.as_number()?)?;
    Some(Money { amount: exact::to_plain(&amount, 6), currency: text(value, "/currency").unwrap_or_default() })
}

/// Sums per currency, in order of currency.
pub(super) fn totals<'a>(values: impl Iterator<Item = &'a Money>) -> Vec<Money> {
    let mut sums: BTreeMap<&str, Rational> = BTreeMap::new();
    for value in values {
        if let Some(amount) = exact::parse(&value.amount) {
            *sums.entry(&value.currency).or_insert_with(Rational::zero) += amount;
        }
    }
    sums.into_iter()
        .map(|(currency, sum)| Money { amount: exact::to_plain(&sum, 6), currency: currency.to_owned() })
        .collect()
}

fn party(value: &Value) -> Option<Party> {
    let roles = items(value, "/roles").filter_map(Value::as_text).map(str::to_owned).collect();
    Some(Party { reference: reference(value)?, roles, country: text(value, "/address/countryName") })
}

fn award(value: &Value) -> Award {
    Award {
        id: identifier(value, "id").unwrap_or_default(),
        title: text(value, "/title"),
        status: text(value, "/status"),
        date: text(value, "/date"),
        value: value.get("value").and_then(money),
        suppliers: items(value, "/suppliers").filter_map(reference).collect(),
    }
}

fn contract(value: &Value, versions: &[Value]) -> Contract {
    let id = identifier(value, "id").unwrap_or_default();
    let seen: Vec<Money> = versions
        .iter()
        .flat_map(|version| items(version, "/contracts"))
        .filter(|c| identifier(c, "id").as_deref() == Some(id.as_str()))
        .filter_map(|c| c.get("value").and_then(money))
        .collect();
    Contract {
        award_id: identifier(value, "awardID"),
        title: text(value, "/title"),
        status: text(value, "/status"),
        value: value.get("value").and_then(money),
        first_value: if seen.len() > 1 { seen.first().cloned() } else { None },
        amendments: items(value, "/amendments").count() as u64,
        signed: text(value, "/dateSigned"),
        start: text(value, "/period/startDate"),
        end: text(value, "/period/endDate"),
        id,
    }
}

/// The number of tenderers: as stated, else those of the bids, else the tenderers listed.
fn tenderers(compiled: &Value) -> Option<u64> {
    if let Some(stated) = compiled.pointer("/tender/numberOfTenderers").and_then(Value::as_integer) {
        return u64::try_from(stated).ok();
    }
    let from = |pointer: &str| -> std::collections::BTreeSet<String> {
        items(compiled, pointer).filter_map(|t| identifier(t, "id")).collect()
    };
    let bidders: std::collections::BTreeSet<String> = items(compiled, "/bids/details")
        .filter(|bid| !matches!(bid.get("status").and_then(Value::as_text), None | Some("invited" | "withdrawn")))
        .flat_map(|bid| items(bid, "/tenderers").filter_map(|t| identifier(t, "id")).collect::<Vec<_>>())
        .collect();
    let listed = from("/tender/tenderers");
    [bidders, listed].into_iter().find(|set| !set.is_empty()).map(|set| set.len() as u64)
}

fn timeline(compiled: &Value, versions: &[Value], awards: &[Award], contracts: &[Contract]) -> Vec<Event> {
    let mut events = Vec::new();
    let mut push = |date: Option<String>, kind: &str, subject: &str, value: Option<Money>| {
        if let Some(date) = date.filter(|d| base::time::date(d).is_some()) {
            events.push(Event { date, kind: kind.to_owned(), subject: subject.to_owned(), value });
        }
    };
    push(text(compiled, "/tender/tenderPeriod/startDate"), "tender-start", "", None);
    push(text(compiled, "/tender/tenderPeriod/endDate"), "tender-end", "", None);
    for award in awards {
        push(award.date.clone(), "award", &award.id, award.value.clone());
    }
    for contract in contracts {
        push(contract.signed.clone(), "signed", &contract.id, contract.value.clone());
        push(contract.start.clone(), "start", &contract.id, None);
        push(contract.end.clone(), "end", &contract.id, None);
    }
    for contract in items(compiled, "/contracts") {
        let id = identifier(contract, "id").unwrap_or_default();
        for amendment in items(contract, "/amendments") {
            push(text(amendment, "/date"), "amendment", &id, None);
        }
    }
    for version in versions {
        push(text(version, "/date"), "release", &identifier(version, "id").unwrap_or_default(), None);
    }
    events.sort_by(|a, b| {
        (base::time::date(&a.date), &a.date, &a.kind, &a.subject).cmp(&(
            base::time::date(&b.date),
            &b.date,
            &b.kind,
            &b.subject,
        ))
    });
    events.dedup();
    events
}

/// Fields a reader needs and the publisher left out, as pointers.
fn missing(compiled: &Value, awards: &[Award], contracts: &[Contract]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let absent = |pointer: &str| matches!(compiled.pointer(pointer), None | Some(Value::Null));
    for pointer in [
        "/buyer/id",
        "/tender/procurementMethod",
        "/tender/value/amount",
        "/tender/tenderPeriod/startDate",
        "/tender/tenderPeriod/endDate",
    ] {
        if absent(pointer) {
            out.push(pointer.to_owned());
        }
    }
    if tenderers(compiled).is_none() {
        out.push("/tender/numberOfTenderers".to_owned());
    }
    if absent("/bids/details") {
        out.push("/bids/details".to_owned());
    }
    if awards.is_empty() {
        out.push("/awards".to_owned());
    }
    for (i, award) in awards.iter().enumerate() {
        if award.value.is_none() {
            out.push(format!("/awards/{i}/value/amount"));
        }
        if award.suppliers.is_empty() {
            out.push(format!("/awards/{i}/suppliers"));
        }
    }
    if contracts.is_empty() {
        out.push("/contracts".to_owned());
    }
    for (i, contract) in contracts.iter().enumerate() {
        if contract.value.is_none() {
            out.push(format!("/contracts/{i}/value/amount"));
        }
        if contract.end.is_none() {
            out.push(format!("/contracts/{i}/period/endDate"));
        }
    }
    out
}
