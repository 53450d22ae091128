//! What lock-in reads of a compiled release: who bought, from whom, how, when, for how much and for how long.

use super::NotPlain;
use crate::shape::{Digits, Id, List, NotRead, Nothing, Number, Shape as _, object};
use std::borrow::Cow;

object!(
    /// One line of input.
    Release<'a> {
        ocid: Cow<'a, str> = "ocid",
        tender: Tender<'a> = "tender",
        buyer: Organisation<'a> = "buyer",
        bids: Bids<'a> = "bids",
        awards: List<Award<'a>> = "awards",
        contracts: List<Contract<'a>> = "contracts",
        parties: List<Party<'a>> = "parties",
        releases: Nothing = "releases",
        records: Nothing = "records",
    }
);
object!(Tender<'a> {
    status: Cow<'a, str> = "status",
    method: Cow<'a, str> = "procurementMethod",
    title: Cow<'a, str> = "title",
    description: Cow<'a, str> = "description",
    eligibility: Cow<'a, str> = "eligibilityCriteria",
    period: Period<'a> = "tenderPeriod",
    value: Value<'a> = "value",
    tenderers: Number = "numberOfTenderers",
    items: List<TenderItem<'a>> = "items",
    enquiries: List<Enquiry<'a>> = "enquiries",
    selection: Selection<'a> = "selectionCriteria",
});
object!(Period<'a> { start: Cow<'a, str> = "startDate", end: Cow<'a, str> = "endDate", days: Number = "durationInDays" });
object!(TenderItem<'a> { description: Cow<'a, str> = "description" });
object!(Enquiry<'a> { question: Cow<'a, str> = "description", answer: Cow<'a, str> = "answer" });
object!(Selection<'a> { criteria: List<TenderItem<'a>> = "criteria" });
object!(Organisation<'a> { id: Id<'a> = "id", name: Cow<'a, str> = "name" });
object!(Value<'a> { amount: Digits<'a> = "amount", currency: Cow<'a, str> = "currency" });
object!(Bids<'a> { details: List<Bid<'a>> = "details" });
object!(Bid<'a> { status: Cow<'a, str> = "status", tenderers: List<Organisation<'a>> = "tenderers" });
object!(Award<'a> {
    id: Id<'a> = "id",
    status: Cow<'a, str> = "status",
    date: Cow<'a, str> = "date",
    value: Value<'a> = "value",
    suppliers: List<Organisation<'a>> = "suppliers",
    items: List<Classified<'a>> = "items",
});
object!(Classified<'a> { classification: Classification<'a> = "classification" });
object!(Classification<'a> { id: Id<'a> = "id" });
object!(Contract<'a> {
    id: Id<'a> = "id",
    award: Id<'a> = "awardID",
    value: Value<'a> = "value",
    period: Period<'a> = "period",
    amendments: List<Amendment<'a>> = "amendments",
});
object!(Amendment<'a> { id: Id<'a> = "id" });
object!(Party<'a> { identifier: Identifier<'a> = "identifier", details: Details<'a> = "details" });
object!(Identifier<'a> { scheme: Cow<'a, str> = "scheme" });
object!(Details<'a> { scale: Cow<'a, str> = "scale", classifications: List<Nothing> = "classifications" });

impl<'a> Release<'a> {
    pub(crate) fn cancelled(&self) -> bool {
        self.tender.as_ref().is_some_and(|tender| tender.status.as_deref() == Some("cancelled"))
    }

    pub(crate) fn buyer_id(&self) -> Option<&str> {
        self.buyer.as_ref()?.id.as_ref().map(|id| &*id.0)
    }

    /// Known number of tenderers: as stated, else distinct tenderers of submitted bids.
    pub(crate) fn tenderers(&self) -> Option<u64> {
        match self.tender.as_ref().and_then(|tender| tender.tenderers) {
            Some(Number::Unsigned(count)) => return Some(count),
            Some(Number::Float(count)) if count >= 0.0 && count.fract() == 0.0 && count < 1e15 => {
                return Some(count as u64);
            }
            _ => {}
        }
        let bids = self.bids.as_ref()?.details.as_ref().filter(|bids| !bids.is_empty())?;
        let submitted = bids
            .iter()
            .filter(|bid| bid.status.as_deref().is_some_and(|status| status != "invited" && status != "withdrawn"));
        let tenderers = submitted.flat_map(|bid| bid.tenderers.as_deref().unwrap_or_default());
        let ids: std::collections::BTreeSet<&str> =
            tenderers.filter_map(|tenderer| tenderer.id.as_ref().map(|id| &*id.0)).collect();
        Some(ids.len() as u64)
    }
}

/// Reads a line that is a plain compiled release; says why not, if the tolerant reader has to look at it.
pub(crate) fn plain<'a>(line: &'a [u8], schemes: &[String]) -> Result<Option<Release<'a>>, NotPlain> {
    let release: Release<'a> = match crate::shape::read(line) {
        Ok(release) => release,
        Err(NotRead::Blank) => return Ok(None),
        Err(_) => return Err(NotPlain::Form),
    };
    if release.ocid.is_none() || release.releases.is_some() || release.records.is_some() {
        return Err(NotPlain::Form);
    }
    let bids = release.bids.as_ref().and_then(|bids| bids.details.as_deref()).unwrap_or_default();
    let tenderers = bids.iter().flat_map(|bid| bid.tenderers.as_deref().unwrap_or_default());
    let awards = release.awards.as_deref().unwrap_or_default();
    let suppliers = awards.iter().flat_map(|award| award.suppliers.as_deref().unwrap_or_default());
    let odd = release.odd()
        || release.buyer.iter().chain(suppliers).chain(tenderers).any(nameless)
        || release.parties.as_deref().unwrap_or_default().iter().any(|party| maybe_person(party, schemes));
    if odd { Err(NotPlain::Odd) } else { Ok(Some(release)) }
}

impl<'a> Value<'a> {
    /// Amount's digits and currency; an amount without currency is no amount.
    pub(crate) fn money(&self) -> Option<(&'a str, &str)> {
        Some((self.amount?.0, self.currency.as_deref()?))
    }
}

impl Award<'_> {
    pub(crate) fn is_active(&self) -> bool {
        self.status.as_deref() == Some("active")
    }
}

impl Period<'_> {
    /// First day and the day after the last, as days since 1970; `None` without a start or any end.
    pub(crate) fn days(&self) -> Option<(i64, i64)> {
        let day =
            |text: &Option<Cow<'_, str>>| text.as_deref().and_then(base::time::date).map(base::time::day_number);
        let start = day(&self.start)?;
        let length = || match self.days? {
            Number::Unsigned(days) => i64::try_from(days).ok().filter(|days| *days < 1_000_000),
            _ => None,
        };
        let end = day(&self.end).or_else(|| Some(start + length()?))?;
        Some((start, end))
    }
}

object!(
    /// The parties alone.
    Named<'a> { parties: List<Party<'a>> = "parties" }
);

/// Whether a line may name a natural person, judged generously by identifier schemes, scale and classifications.
pub fn may_name_persons(line: &[u8], schemes: &[String]) -> bool {
    let named: Result<Named<'_>, _> = crate::shape::read(line);
    named.is_ok_and(|named| {
        let parties = named.parties.as_deref().unwrap_or_default();
        named.odd() || parties.iter().any(|party| maybe_person(party, schemes))
    })
}

/// Whether an organisation is named without an id, so that one must be made for it.
fn nameless(organisation: &Organisation<'_>) -> bool {
    organisation.id.is_none() && organisation.name.is_some()
}

/// Whether a party may be a natural person, judged generously: the tolerant reader decides.
fn maybe_person(party: &Party<'_>, schemes: &[String]) -> bool {
    let details = party.details.as_ref();
    let scale = details.and_then(|details| details.scale.as_deref()).unwrap_or_default();
    let scheme = party.identifier.as_ref().and_then(|identifier| identifier.scheme.as_deref());
    !matches!(scale, "" | "micro" | "small" | "medium" | "sme" | "large")
        || details.is_some_and(|details| details.classifications.as_ref().is_some_and(|all| !all.is_empty()))
        || scheme.is_some_and(|scheme| schemes.iter().any(|known| known == scheme))
}

/// Texts in which tailoring may show, with their pointers; only those that a quick look wants.
pub(crate) fn texts<'r>(release: &'r Release<'_>, wanted: impl Fn(&str) -> bool) -> Vec<(String, &'r str)> {
    let Some(tender) = &release.tender else { return Vec::new() };
    let mut all: Vec<(String, &str)> = Vec::new();
    for (pointer, text) in [
        ("/tender/title", &tender.title),
        ("/tender/description", &tender.description),
        ("/tender/eligibilityCriteria", &tender.eligibility),
    ] {
        all.extend(text.as_deref().filter(|text| wanted(text)).map(|text| (pointer.to_owned(), text)));
    }
    let described = |items: Option<&'r [TenderItem<'_>]>, pointer: &str, all: &mut Vec<(String, &'r str)>| {
        for (at, item) in items.unwrap_or_default().iter().enumerate() {
            let text = item.description.as_deref().filter(|text| wanted(text));
            all.extend(text.map(|text| (format!("{pointer}/{at}/description"), text)));
        }
    };
    described(tender.items.as_deref(), "/tender/items", &mut all);
    let criteria = tender.selection.as_ref().and_then(|selection| selection.criteria.as_deref());
    described(criteria, "/tender/selectionCriteria/criteria", &mut all);
    all
}
