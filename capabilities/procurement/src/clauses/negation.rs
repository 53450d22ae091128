//! Is what a sentence says of an act affirmed or denied? Negation belongs to what it governs.
//!
//! A negator governs what follows it up to the next boundary (semicolon, "but", "and" or a comma with a new party),
//! and what stands before it only through a word of permission ("an audit … is not permitted"). Several negators in one
//! scope are one negation ("no se permite ninguna"). A verb of hindrance or release turns the sense once more
//! ("nothing shall prevent", "not released from"). An exception turns the sense of what follows it.

use super::lexicon::{ConceptId, Match};
use super::words::{Marks, Token};

/// Concepts that polarity is read from; every catalogue has them under these names.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Signs {
    /// `not`: no, not, never, neither, nor.
    pub(super) not: ConceptId,
    /// `without`.
    pub(super) without: ConceptId,
    /// `except`.
    pub(super) except: ConceptId,
    /// `idiom`: "not later than", "without prejudice": no negation of anything.
    pub(super) idiom: ConceptId,
    /// `hinder`: prevent, refuse, exclude, release from.
    pub(super) hinder: ConceptId,
    /// `permit`: permitted, entitled, required, provided — what a negator may follow up to.
    pub(super) permit: ConceptId,
    /// `but`.
    pub(super) but: ConceptId,
    /// `and`.
    pub(super) and: ConceptId,
    /// `party`: buyer, vendor, auditor.
    pub(super) party: ConceptId,
    /// `relative`: who, which.
    pub(super) relative: ConceptId,
    /// `condition`: if, where, when.
    pub(super) condition: ConceptId,
    /// `modal`: shall, may.
    pub(super) modal: ConceptId,
    /// `vendor_consent`.
    pub(super) vendor_consent: ConceptId,
    /// `entitled`: auditor or buyer, whose acts an exception lets through.
    pub(super) entitled: ConceptId,
    /// `discretion`: freely, at its discretion.
    pub(super) discretion: ConceptId,
}

/// The sense in which an act is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// It is to be, or may be.
    Affirmed,
    /// It is not to be.
    Denied,
    /// It is not to be unless the vendor agrees.
    OnConsent,
    /// It is not to be unless the buyer or an auditor wants it.
    OnRequest,
}

/// A sentence with the concepts found in it.
pub(super) struct Reading<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) matches: &'a [Match],
}

impl Reading<'_> {
    /// Places of one concept, in order.
    pub(super) fn of(&self, concept: ConceptId) -> &[Match] {
        let first = self.matches.partition_point(|m| m.concept < concept);
        let last = self.matches.partition_point(|m| m.concept <= concept);
        &self.matches[first..last]
    }

    /// The part of the sentence between boundaries that holds `at`.
    pub(super) fn scope(&self, at: u32, signs: &Signs) -> (u32, u32) {
        let boundary = |i: usize| -> bool {
            let token = &self.tokens[i];
            let party_by =
                |reach: u32| self.of(signs.party).iter().any(|m| m.start >= i as u32 && m.start <= i as u32 + reach);
            let starts = |concept| self.of(concept).iter().any(|m| m.start == i as u32);
            token.before.has(Marks::SEMICOLON)
                || token.before.has(Marks::COMMA) && self.ends_condition(i, signs)
                || starts(signs.but)
                || token.before.has(Marks::COMMA) && party_by(2) && !self.lists_parties(i, signs)
                || starts(signs.and) && party_by(3) && !self.lists_parties(i, signs)
        };
        let mut low = at as usize;
        while low > 0 && !boundary(low) {
            low -= 1;
        }
        let mut high = at as usize + 1;
        while high < self.tokens.len() && !boundary(high) {
            high += 1;
        }
        (low as u32, high as u32)
    }

    /// "Where no match is found, the officer decides": the first comma after a condition that begins the sentence.
    fn ends_condition(&self, at: usize, signs: &Signs) -> bool {
        self.of(signs.condition).iter().any(|m| {
            let start = m.start as usize;
            let begins = start == 0 || self.tokens[start].before.has(Marks::SEMICOLON.and(Marks::COLON));
            let end = m.end as usize;
            begins && end < at && !self.tokens[end..at].iter().any(|t| t.before.has(Marks::COMMA))
        })
    }

    /// "the Commission, the auditor and any third party": a party stands right before as well.
    fn lists_parties(&self, at: usize, signs: &Signs) -> bool {
        let at = at as u32;
        self.of(signs.party).iter().any(|m| m.end <= at && m.end + 2 > at)
            && !self.of(signs.modal).iter().any(|m| m.start + 3 > at && m.end <= at)
            && self.tokens[at as usize].before.has(Marks::COMMA)
    }

    /// The sense in which the words `anchor` are spoken of.
    pub(super) fn sense(&self, anchor: Match, signs: &Signs) -> Sense {
        let (low, high) = self.scope(anchor.start, signs);
        let negators: Vec<&Match> = self.live(signs.not, signs, low, high).collect();
        let exception = self
            .live(signs.except, signs, low, high)
            .find(|x| x.end <= anchor.start && !self.closed(x, anchor.start));
        if let Some(exception) = exception {
            let main = self.denied(exception.start, exception.start, low, exception.start, &negators, signs);
            let own = self.denied(anchor.start, anchor.end, exception.end, high, &negators, signs);
            return if main == own { Sense::Denied } else { Sense::Affirmed };
        }
        let later = self.live(signs.except, signs, low, high).find(|x| x.start >= anchor.end);
        let end = later.map_or(high, |x| x.start);
        if !self.denied(anchor.start, anchor.end, low, end, &negators, signs) {
            return Sense::Affirmed;
        }
        // "no audit shall take place except by an auditor the Commission appoints"; "… without the Contractor's consent"
        let way_out = later.or_else(|| {
            self.live(signs.without, signs, low, high).find(|x| x.start >= anchor.end || x.end <= anchor.start)
        });
        if let Some(way_out) = way_out {
            let until = |m: &&Match| m.start >= way_out.start && m.start < high;
            if self.of(signs.vendor_consent).iter().any(|m| until(&m)) {
                let free = self.of(signs.discretion).iter().any(|m| until(&m));
                return if free { Sense::Denied } else { Sense::OnConsent };
            }
            if self.of(signs.entitled).iter().any(|m| until(&m)) {
                return Sense::OnRequest;
            }
        }
        Sense::Denied
    }

    /// Places of a sign in `low..high` that are not part of an idiom.
    fn live<'s>(
        &'s self,
        concept: ConceptId,
        signs: &Signs,
        low: u32,
        high: u32,
    ) -> impl Iterator<Item = &'s Match> + 's {
        let idioms = self.of(signs.idiom);
        self.of(concept)
            .iter()
            .filter(move |m| m.start >= low && m.start < high)
            .filter(move |m| !idioms.iter().any(|idiom| idiom.start <= m.start && m.start < idiom.end))
    }

    /// True if the exception, set off by a comma, ends before `at`.
    fn closed(&self, exception: &Match, at: u32) -> bool {
        let set_off = exception.start == 0 || self.tokens[exception.start as usize].before.has(Marks::COMMA);
        set_off && self.tokens[exception.end as usize..at as usize + 1].iter().any(|t| t.before.has(Marks::COMMA))
    }

    fn denied(&self, start: u32, end: u32, low: u32, high: u32, negators: &[&Match], signs: &Signs) -> bool {
        let plain = negators.iter().any(|n| {
            if n.start < low || n.start >= high {
                return false;
            }
            if n.end <= start {
                return !self.aside(n, start, low, signs);
            }
            n.start >= end && self.of(signs.permit).iter().any(|p| p.start >= n.end && p.start <= n.end + 4)
                || n.start >= start && n.end <= end
        });
        let without = self.live(signs.without, signs, low, high).any(|w| {
            w.end <= start
                && start - w.end <= 5
                && !self.tokens[w.end as usize..=(start as usize).min(self.tokens.len() - 1)]
                    .iter()
                    .any(|t| t.before.has(Marks::COMMA))
        });
        let mut hindrances = 0;
        let mut last_end = None;
        for hindrance in self.live(signs.hinder, signs, low, high) {
            if hindrance.start < end && start < hindrance.end {
                continue;
            }
            // "permission, which it may refuse": said of the permission, not of the act.
            let of_discretion = |d: &Match| d.start <= hindrance.start && hindrance.end <= d.end;
            if self.of(signs.discretion).iter().any(of_discretion) {
                continue;
            }
            if hindrance.end <= start && self.aside(hindrance, start, low, signs) {
                continue;
            }
            // "without fear of legal action": the hindrance itself is taken away.
            if self
                .live(signs.without, signs, low, high)
                .any(|w| w.end <= hindrance.start && hindrance.start - w.end <= 3)
            {
                continue;
            }
            if last_end.is_none_or(|end: u32| hindrance.start > end + 2) {
                hindrances += 1;
            }
            last_end = Some(hindrance.end);
        }
        // A negator after the act may belong to a hindrance there: "the audit may not be refused".
        let of_hindrance = !plain
            && negators.iter().any(|n| n.start >= low && n.start < high && n.start >= end)
            && self.live(signs.hinder, signs, low, high).any(|h| {
                h.start >= end && negators.iter().any(|n| n.start >= end && n.end <= h.start && h.start - n.end <= 5)
            });
        (u32::from(plain || of_hindrance) + u32::from(without) + hindrances) % 2 == 1
    }

    /// "a person whose entry is refused may …": what stands in a relative clause before the act's own verb.
    fn aside(&self, sign: &Match, start: u32, low: u32, signs: &Signs) -> bool {
        let near = |r: &Match| r.start >= low && r.end <= sign.start && sign.start - r.end < 4;
        self.of(signs.relative).iter().any(near)
            && self.of(signs.modal).iter().any(|m| m.start >= sign.end && m.end <= start)
    }
}
