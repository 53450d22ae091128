//! On how many processes each flag could be assessed, and which fields were missing where it could not.
//!
//! A process to which a rule does not apply (a direct award has no competing bids) counts as assessable: the rule has
//! an answer for it. Not assessable means that a field the rule would need is absent, of the wrong type or unusable.

/// Fields a flag can miss, as RFC 6901 pointers with `*` for any index.
const FIELDS: [&str; 20] = [
    "/tender/procurementMethod",
    "/tender/numberOfTenderers",
    "/tender/tenderPeriod/startDate",
    "/tender/tenderPeriod/endDate",
    "/bids/details",
    "/bids/details/*/status",
    "/bids/details/*/date",
    "/bids/details/*/tenderers/*/id",
    "/bids/details/*/value/amount",
    "/bids/details/*/value/currency",
    "/awards",
    "/awards/*/status",
    "/awards/*/suppliers/*/id",
    "/awards/*/items/*/classification/id",
    "/awards/*/value/amount",
    "/awards/*/value/currency",
    "/awards/*/date",
    "/buyer/id",
    "/parties/*/contactPoint",
    "/parties/*/address",
];

/// A set of missing fields; empty means that the flag could be assessed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Missing(u32);

impl Missing {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const METHOD: Self = Self(1);
    pub(crate) const TENDERERS: Self = Self(1 << 1);
    pub(crate) const START: Self = Self(1 << 2);
    pub(crate) const END: Self = Self(1 << 3);
    pub(crate) const BIDS: Self = Self(1 << 4);
    pub(crate) const BID_STATUS: Self = Self(1 << 5);
    pub(crate) const BID_DATE: Self = Self(1 << 6);
    pub(crate) const BID_TENDERER: Self = Self(1 << 7);
    pub(crate) const BID_AMOUNT: Self = Self(1 << 8);
    pub(crate) const BID_CURRENCY: Self = Self(1 << 9);
    pub(crate) const AWARDS: Self = Self(1 << 10);
    pub(crate) const AWARD_STATUS: Self = Self(1 << 11);
    pub(crate) const AWARD_SUPPLIER: Self = Self(1 << 12);
    pub(crate) const AWARD_ITEMS: Self = Self(1 << 13);
    pub(crate) const AWARD_AMOUNT: Self = Self(1 << 14);
    pub(crate) const AWARD_CURRENCY: Self = Self(1 << 15);
    pub(crate) const AWARD_DATE: Self = Self(1 << 16);
    pub(crate) const BUYER: Self = Self(1 << 17);
    pub(crate) const CONTACT: Self = Self(1 << 18);
    pub(crate) const ADDRESS: Self = Self(1 << 19);

    /// The field if the condition holds, else nothing.
    pub(crate) const fn when(self, absent: bool) -> Self {
        if absent { self } else { Self::NONE }
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The places of the fields in [`FIELDS`].
    pub(crate) fn bits(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let bit = rest.trailing_zeros();
            rest &= rest.wrapping_sub(1);
            (bit < 32).then_some(bit as usize)
        })
    }

    /// The pointer of a field by its place.
    pub(crate) fn pointer(bit: usize) -> &'static str {
        FIELDS[bit]
    }

    pub(crate) const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The pointers, in the order of [`FIELDS`].
    pub(crate) fn pointers(self) -> impl Iterator<Item = &'static str> {
        self.bits().map(Self::pointer)
    }
}
