//! What the flags read of a compiled release: only the named fields, borrowed from the line, a wrong type as if absent.
//!
//! Strict on purpose: equality with Cardinal needs that a text is never taken for a number or an object for an array.

use crate::shape::{Digits, List, Number, Raw, object};
use std::borrow::Cow;

object!(
    /// One line of input.
    Release<'a> {
        ocid: Cow<'a, str> = "ocid",
        tender: Tender<'a> = "tender",
        buyer: Organisation<'a> = "buyer",
        bids: Bids<'a> = "bids",
        awards: List<Award<'a>> = "awards",
        parties: Raw<'a> = "parties",
    }
);
object!(Tender<'a> {
    status: Cow<'a, str> = "status",
    method: Cow<'a, str> = "procurementMethod",
    details: Cow<'a, str> = "procurementMethodDetails",
    period: Period<'a> = "tenderPeriod",
    tenderers: Number = "numberOfTenderers",
    procuring_entity: Organisation<'a> = "procuringEntity",
});
object!(Period<'a> { start: Cow<'a, str> = "startDate", end: Cow<'a, str> = "endDate" });
object!(Organisation<'a> { id: Cow<'a, str> = "id" });
object!(Bids<'a> { details: List<Bid<'a>> = "details" });
object!(Bid<'a> {
    status: Cow<'a, str> = "status",
    date: Cow<'a, str> = "date",
    tenderers: List<Organisation<'a>> = "tenderers",
    value: Value<'a> = "value",
});
object!(Value<'a> { amount: Digits<'a> = "amount", currency: Cow<'a, str> = "currency" });
object!(Award<'a> {
    status: Cow<'a, str> = "status",
    date: Cow<'a, str> = "date",
    value: Value<'a> = "value",
    suppliers: List<Organisation<'a>> = "suppliers",
    items: List<Item<'a>> = "items",
});
object!(Item<'a> { classification: Organisation<'a> = "classification" });

/// The active awards with their places, and the bids.
type FinalAwards<'r, 'a> = (Vec<(usize, &'r Award<'a>)>, &'r [Bid<'a>]);

impl<'a> Release<'a> {
    /// The bids, if `bids.details` is an array.
    pub(crate) fn bids(&self) -> Option<&[Bid<'a>]> {
        self.bids.as_ref()?.details.as_deref()
    }

    /// Submitted bids with their places in `bids.details`: a text status other than `invited` and `withdrawn`.
    pub(crate) fn submitted(&self) -> impl Iterator<Item = (usize, &Bid<'a>)> {
        self.bids().unwrap_or_default().iter().enumerate().filter(|(_, bid)| {
            bid.status.as_deref().is_some_and(|status| status != "invited" && status != "withdrawn")
        })
    }

    /// `tender.procurementMethodDetails`.
    pub(crate) fn method_details(&self) -> Option<&str> {
        self.tender.as_ref()?.details.as_deref()
    }

    /// `tender.procurementMethod`.
    pub(crate) fn method(&self) -> Option<&str> {
        self.tender.as_ref()?.method.as_deref()
    }

    /// The active awards with their places, and the bids; `None` while an award is in another state than a final one.
    pub(crate) fn final_awards(&self) -> Option<FinalAwards<'_, 'a>> {
        let (awards, bids) = (self.awards.as_deref()?, self.bids()?);
        let mut active = Vec::with_capacity(1);
        for (at, award) in awards.iter().enumerate() {
            match award.status.as_deref() {
                Some("active") => active.push((at, award)),
                Some("cancelled" | "unsuccessful") | None => {}
                Some(_) => return None,
            }
        }
        Some((active, bids))
    }

    /// The place of the only active award, its only supplier, and the bids, when all awards are final.
    pub(crate) fn single_winner(&self) -> Option<(usize, &str, &[Bid<'a>])> {
        let (active, bids) = self.final_awards()?;
        let [(at, award)] = active[..] else { return None };
        Some((at, award.only_supplier()?, bids))
    }
}

impl<'a> Award<'a> {
    pub(crate) fn is_active(&self) -> bool {
        self.status.as_deref() == Some("active")
    }

    /// The supplier's id when there is exactly one supplier and it has an id.
    pub(crate) fn only_supplier(&self) -> Option<&str> {
        let [supplier] = self.suppliers.as_deref()? else { return None };
        supplier.id.as_deref()
    }

    pub(crate) fn supplier_ids(&self) -> impl Iterator<Item = &str> {
        self.suppliers.as_deref().unwrap_or_default().iter().filter_map(|supplier| supplier.id.as_deref())
    }
}

impl<'a> Bid<'a> {
    pub(crate) fn is(&self, status: &str) -> bool {
        self.status.as_deref() == Some(status)
    }

    pub(crate) fn tenderer_ids(&self) -> impl Iterator<Item = &str> {
        self.tenderers.as_deref().unwrap_or_default().iter().filter_map(|tenderer| tenderer.id.as_deref())
    }

    /// The tenderer's id when there is exactly one tenderer and it has an id.
    pub(crate) fn only_tenderer(&self) -> Option<&str> {
        let [tenderer] = self.tenderers.as_deref()? else { return None };
        tenderer.id.as_deref()
    }

    /// Amount and currency, when both stand there.
    pub(crate) fn price(&self) -> Option<(f64, &str)> {
        let value = self.value.as_ref()?;
        Some((value.amount()?, value.currency.as_deref()?))
    }
}

impl Value<'_> {
    /// The amount as the double that Cardinal reckons with.
    pub(crate) fn amount(&self) -> Option<f64> {
        self.amount?.double()
    }
}
