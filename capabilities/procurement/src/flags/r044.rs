//! R044: do different tenderers of one process share a telephone, an e-mail or an address?
//!
//! Compares normalised contacts, or the keyed digests that ingest leaves in `x_scrutineer.contact_digests`; no contact
//! is ever written out, only its kind and place.

use super::coverage::Missing;
use super::ledger::{Hit, Ledger, Process};
use super::release::Release;
use super::report::{Told, count};
use super::{Flag, Group, Method};
use crate::shape::{Item, List, Raw, object};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The rule in words, for lists, method pages and verifiers.
pub(super) const METHOD: Method = Method {
    flag: Flag::R044,
    version: 1,
    title: "Tenderers share contact details",
    question: "Do two different tenderers of one process have the same telephone, e-mail or address?",
    why: "Competitors who share an office or a telephone may be one bidder.",
    source: "Modelled on the Open Contracting Partnership, Red flags guide; rule text of this project, wording to be checked",
    groups: &[Group::Ocid, Group::Tenderer],
    fields: &["/parties/*/contactPoint", "/parties/*/address", "/bids/details/*/tenderers/*/id"],
    settings: &[],
};

/// The parties of a release, read only when R044 runs.
#[derive(Debug)]
pub(crate) struct Contacts<'a> {
    parties: Option<List<Party<'a>>>,
}

impl<'a> Contacts<'a> {
    pub(super) fn of(release: &Release<'a>) -> Self {
        Self { parties: release.parties.and_then(Raw::read) }
    }
}

object!(Party<'a> {
    id: Cow<'a, str> = "id",
    roles: List<Item<'a>> = "roles",
    contact: ContactPoint<'a> = "contactPoint",
    address: Address<'a> = "address",
    extra: Extra<'a> = "x_scrutineer",
});
object!(ContactPoint<'a> { email: Cow<'a, str> = "email", telephone: Cow<'a, str> = "telephone" });
object!(Address<'a> {
    street: Cow<'a, str> = "streetAddress",
    locality: Cow<'a, str> = "locality",
    postal_code: Cow<'a, str> = "postalCode",
    country: Cow<'a, str> = "countryName",
});
object!(Extra<'a> { digests: Digests<'a> = "contact_digests" });
object!(Digests<'a> {
    email: Cow<'a, str> = "email",
    telephone: Cow<'a, str> = "telephone",
    address: Cow<'a, str> = "address",
});

/// The three kinds of contact, in the order of [`KINDS`].
const KINDS: [&str; 3] = ["e-mail address", "telephone number", "address"];

pub(super) fn fold(process: &Process<'_, '_>, contacts: &Contacts<'_>, ledger: &mut Ledger) {
    let tenderers = tenderers(process.release, contacts);
    let parties = contacts.parties.as_deref().unwrap_or_default().iter().enumerate();
    let known = || parties.clone().filter_map(|(at, party)| Some((at, party, party.id.as_deref()?)));
    let known = || known().filter(|(_, _, id)| tenderers.contains(id));
    // One tenderer alone shares nothing: most processes need no comparison.
    if known().next().is_none_or(|(_, _, first)| known().all(|(_, _, id)| id == first)) {
        return;
    }
    let mut holders: BTreeMap<(usize, Cow<'_, str>), BTreeMap<&str, usize>> = BTreeMap::new();
    for (at, party, id) in known() {
        for (kind, key) in keys(party).into_iter().enumerate() {
            if let Some(key) = key {
                holders.entry((kind, key)).or_default().entry(id).or_insert(at);
            }
        }
    }
    // Per tenderer that shares something: its place, another's place, and the kinds shared as bits.
    let mut sharing: BTreeMap<&str, (usize, usize, u8)> = BTreeMap::new();
    for ((kind, _), ids) in holders.iter().filter(|(_, ids)| ids.len() > 1) {
        for (id, at) in ids {
            let other = ids.iter().find(|(other, _)| *other != id).map_or(*at, |(_, at)| *at);
            sharing.entry(id).or_insert((*at, other, 0)).2 |= 1 << kind;
        }
    }
    let all = sharing.values().fold(0, |kinds, (_, _, more)| kinds | more);
    let Some((first, other, _)) = sharing.values().next().copied() else { return };
    let sharers = sharing.len() as f64;
    let hit = ledger.hit(Flag::R044, process, sharers);
    (hit.numbers, hit.spots) = ([sharers, f64::from(all)], [first as u32, other as u32]);
    for (id, (at, other, kinds)) in sharing {
        let hit = ledger.hit_tenderer(Flag::R044, process, id, 1.0);
        (hit.numbers, hit.spots) = ([sharers, f64::from(kinds)], [at as u32, other as u32]);
    }
}

pub(super) fn missing(release: &Release<'_>, contacts: &Contacts<'_>) -> Missing {
    let tenderers = tenderers(release, contacts);
    if tenderers.is_empty() {
        return Missing::BID_TENDERER;
    }
    let parties = contacts.parties.as_deref().unwrap_or_default();
    let known: BTreeSet<&str> = parties
        .iter()
        .filter(|party| keys(party).iter().any(Option::is_some))
        .filter_map(|party| party.id.as_deref().filter(|id| tenderers.contains(id)))
        .collect();
    Missing::CONTACT.and(Missing::ADDRESS).when(tenderers.len() > 1 && known.len() < 2)
}

pub(super) fn tell(hit: &Hit) -> Told {
    let [sharers, kinds] = hit.numbers;
    let kinds: Vec<&str> =
        (0..).zip(KINDS).filter(|(bit, _)| kinds as u8 & (1 << bit) != 0).map(|(_, kind)| kind).collect();
    Told::new(format!("{sharers} tenderers of this process share: {}", kinds.join(", ")))
        .input("tenderers", count(sharers))
        .input("shared", kinds)
        .at(format!("/parties/{}", hit.spots[0]))
        .at(format!("/parties/{}", hit.spots[1]))
}

/// Ids of submitted bids' tenderers; where there is none, of parties with the role tenderer.
fn tenderers<'r>(release: &'r Release<'_>, contacts: &'r Contacts<'_>) -> BTreeSet<&'r str> {
    let bidding: BTreeSet<&str> = release.submitted().flat_map(|(_, bid)| bid.tenderer_ids()).collect();
    if !bidding.is_empty() {
        return bidding;
    }
    let parties = contacts.parties.as_deref().unwrap_or_default();
    let tenders =
        |party: &&Party<'_>| party.roles.as_deref().unwrap_or_default().iter().any(|role| role.0 == "tenderer");
    parties.iter().filter(tenders).filter_map(|party| party.id.as_deref()).collect()
}

/// E-mail, telephone and address as they are compared; `None` where there is none to compare.
fn keys<'r>(party: &'r Party<'_>) -> [Option<Cow<'r, str>>; 3] {
    let contact = party.contact.as_ref();
    let address = party.address.as_ref();
    let digests = party.extra.as_ref().and_then(|extra| extra.digests.as_ref());
    let digest = |text: Option<&'r Cow<'_, str>>| text.map(|text| Cow::Owned(format!("digest:{text}")));
    [
        digest(digests.and_then(|digests| digests.email.as_ref()))
            .or_else(|| normal_email(contact?.email.as_deref()?).map(Cow::Owned)),
        digest(digests.and_then(|digests| digests.telephone.as_ref()))
            .or_else(|| normal_telephone(contact?.telephone.as_deref()?).map(Cow::Owned)),
        digest(digests.and_then(|digests| digests.address.as_ref())).or_else(|| {
            let address = address?;
            normal_address(
                address.street.as_deref(),
                address.locality.as_deref(),
                address.postal_code.as_deref(),
                address.country.as_deref(),
            )
            .map(Cow::Owned)
        }),
    ]
}

/// An e-mail address as R044 compares it: lower case, the whole of it.
pub fn normal_email(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    (!text.is_empty()).then_some(text)
}

/// A telephone number as R044 compares it: its last nine digits; `None` under seven.
pub fn normal_telephone(text: &str) -> Option<String> {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= 7).then(|| digits[digits.len().saturating_sub(9)..].iter().collect())
}

/// An address as R044 compares it: street and country, and locality or postal code, letters and digits only.
pub fn normal_address(
    street: Option<&str>,
    locality: Option<&str>,
    postal_code: Option<&str>,
    country: Option<&str>,
) -> Option<String> {
    let [street, locality, postal_code, country] =
        [street, locality, postal_code, country].map(|part| letters_and_digits(part.unwrap_or_default()));
    if street.is_empty() || country.is_empty() || (locality.is_empty() && postal_code.is_empty()) {
        return None;
    }
    Some(format!("{street}|{locality}|{postal_code}|{country}"))
}

fn letters_and_digits(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    }
    let kept = text.nfkd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_forms() {
        // Cases from the specification's rule and the shared example r044.jsonl.
        assert_eq!(
            normal_telephone("+595 21 555-0123"),
            normal_telephone("(021) 555 0123").map(|_| "215550123".into())
        );
        assert_eq!(normal_telephone("123456"), None);
        assert_eq!(normal_email(" OFERTAS@uno.example"), Some("ofertas@uno.example".into()));
        assert_eq!(normal_address(Some(" "), Some("Asunción"), Some("1001"), Some("PY")), None);
        let first = normal_address(Some("Avenida Mariscal López 1.234, piso 2"), Some("Asunción"), None, Some("PY"));
        assert_eq!(
            first,
            normal_address(Some("AVENIDA MARISCAL LOPEZ 1234 Piso 2"), Some("Asuncion"), None, Some("PY"))
        );
        assert!(first.is_some());
    }
}
