//! What stands on a board, checked event by event.

use super::Depth;
use super::log::Log;
use crate::archive::{Record, Source};
use crate::ballot::{Ballot, Rules};
use crate::credential::{self, PublicCredential};
use crate::fault::{Code, Refusal};
use crate::group::{Edwards, FiniteField, Group};
use crate::json::Reader;
use crate::model::{Ciphertext, Election, fingerprint};
use crate::shuffle::{self, Shuffle};
use crate::tally::{self, Outcome, Owned, Share, SizedTally, Tally};
use crate::trustee::{self, Trustee};
use base::Digest;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A board in one of the groups.
pub enum AnyBoard {
    /// A finite-field group.
    Finite(Box<Board<FiniteField>>),
    /// Ed25519.
    Edwards(Box<Board<Edwards>>),
}

/// Runs a generic expression with the board of either group.
#[macro_export]
macro_rules! with_board {
    ($any:expr, $b:ident => $body:expr) => {
        match $any {
            $crate::verify::AnyBoard::Finite($b) => $body,
            $crate::verify::AnyBoard::Edwards($b) => $body,
        }
    };
}

/// What stands on a board.
pub struct Board<G: Group> {
    /// The group.
    pub group: &'static G,
    /// The election.
    pub election: Election,
    /// φ.
    pub fingerprint: String,
    /// The election key, if it could be read.
    pub key: Option<G::Element>,
    key_fixed: Option<G::Fixed>,
    /// Trustees, if they could be read.
    pub trustees: Option<Vec<Trustee<G>>>,
    /// Public credentials, if they could be read.
    pub credentials: Option<Vec<PublicCredential<G>>>,
    by_text: HashMap<String, usize>,
    /// The ballot that counts for a credential: hash, where its bytes are, and how many.
    last: HashMap<usize, Last<G>>,
    seen: HashSet<Digest>,
    /// Whether membership of the credentials was checked.
    members_checked: bool,
    /// Ballots seen.
    pub ballots: u64,
    /// Whether every ballot could take part in the tally.
    complete: bool,
    products: Tally<G>,
    /// Hashes of ballots and whether each still counts, in order; kept for those who look for their tracker.
    pub trackers: Vec<(String, usize)>,
    /// The tally as published, ranked questions as last shuffled.
    pub current: Option<Tally<G>>,
    /// Number and weight of counted ballots, as published.
    pub sized: Option<SizedTally>,
    /// Trustees who shuffled.
    pub shufflers: Vec<u64>,
    /// Shares by trustee number − 1.
    pub shares: Vec<Option<Share<G>>>,
    /// Numbers of the trustees who published a share, in order.
    pub sharers: Vec<u64>,
    /// The result, if published.
    pub result: Option<Vec<Outcome>>,
}

/// What is left of a ballot once it was checked and can count.
struct Cast<G: Group> {
    voter: usize,
    /// Ciphertexts of the questions that are tallied without opening, to the power of the voter's weight.
    weighted: Vec<Ciphertext<G>>,
    ranked: Vec<Ciphertext<G>>,
}

struct Last<G: Group> {
    offset: u64,
    length: usize,
    ranked: Vec<Ciphertext<G>>,
    tracker: String,
}

/// Reads and checks the set-up.
pub(super) fn set_up(
    log: &mut Log,
    place: &str,
    election: &Record,
    trustees: &Record,
    credentials: &Record,
    depth: Depth,
) -> Result<Option<AnyBoard>, Refusal> {
    let mut r = Reader::new(format!("{place}, election"));
    let read = Election::read(&mut r, &election.body)?;
    log.count(Code::JsonSchema, 1);
    if read.is_some() {
        log.count(Code::ElectionParameters, 1);
    }
    log.absorb(election.number, r)?;
    let Some(read) = read else { return Ok(None) };
    let phi = fingerprint(&election.body);
    use crate::group::GroupName;
    Ok(Some(match read.group {
        GroupName::Belenios2048 => AnyBoard::Finite(Box::new(Board::set_up(
            FiniteField::belenios_2048(),
            log,
            place,
            (read, phi),
            (election, trustees, credentials),
            depth,
        )?)),
        GroupName::Rfc3526 => AnyBoard::Finite(Box::new(Board::set_up(
            FiniteField::rfc_3526_2048(),
            log,
            place,
            (read, phi),
            (election, trustees, credentials),
            depth,
        )?)),
        GroupName::Ed25519 => AnyBoard::Edwards(Box::new(Board::set_up(
            Edwards::get(),
            log,
            place,
            (read, phi),
            (election, trustees, credentials),
            depth,
        )?)),
    }))
}

impl AnyBoard {
    /// The election.
    pub fn election(&self) -> &Election {
        with_board!(self, b => &b.election)
    }

    pub(super) fn has_ranked(&self) -> bool {
        self.election().has_ranked()
    }

    pub(super) fn note_ballot(&mut self, hash: Digest) {
        with_board!(self, b => {
            b.ballots += 1;
            b.complete = false;
            b.seen.insert(hash);
        });
    }

    pub(super) fn ballot_lost(&mut self) {
        with_board!(self, b => {
            b.ballots += 1;
            b.complete = false;
        });
    }

    pub(super) fn ballots(
        &mut self,
        log: &mut Log,
        source: &dyn Source,
        batch: Vec<(String, Record)>,
    ) -> Result<(), Refusal> {
        with_board!(self, b => b.add_ballots(log, source, batch))
    }

    pub(super) fn tally(
        &mut self,
        log: &mut Log,
        place: &str,
        tally: &Record,
        sized: &Record,
    ) -> Result<(), Refusal> {
        with_board!(self, b => b.add_tally(log, place, tally, sized))
    }

    pub(super) fn shuffle(
        &mut self,
        log: &mut Log,
        place: &str,
        payload: &Record,
        owned: &Record,
    ) -> Result<(), Refusal> {
        with_board!(self, b => b.add_shuffle(log, place, payload, owned))
    }

    pub(super) fn share(
        &mut self,
        log: &mut Log,
        place: &str,
        payload: &Record,
        owned: &Record,
    ) -> Result<(), Refusal> {
        with_board!(self, b => b.add_share(log, place, payload, owned))
    }

    pub(super) fn result(&mut self, log: &mut Log, place: &str, result: &Record) -> Result<(), Refusal> {
        with_board!(self, b => b.add_result(log, place, result))
    }
}

impl<G: Group> Board<G> {
    fn set_up(
        group: &'static G,
        log: &mut Log,
        place: &str,
        (election, fingerprint): (Election, String),
        (first, trustees, credentials): (&Record, &Record, &Record),
        depth: Depth,
    ) -> Result<Self, Refusal> {
        let (full, members) = (depth != Depth::Structure, depth == Depth::Full);
        let ranked = election.has_ranked();
        let mut r = Reader::new(format!("{place}, election"));
        let key = full
            .then(|| {
                let value = base::json::Value::Text(election.public_key.clone());
                r.member("public_key", |r| r.key(group, &value))
            })
            .flatten();
        log.absorb(first.number, r)?;

        let mut r = Reader::new(format!("{place}, trustees"));
        let list = if full { trustee::read_list(&mut r, group, &trustees.body) } else { None };
        if full {
            log.count(Code::JsonSchema, 1);
            log.count(Code::JsonCanonical, 1);
        }
        if let Some(list) = &list {
            let product = trustee::check_all(&mut r, group, list);
            log.count(Code::TrusteeProof, list.iter().map(|t| t.keys().len() as u64).sum());
            if let (Some(product), Some(key)) = (product, &key) {
                log.count(Code::ElectionKey, 1);
                if product != *key {
                    r.fault(Code::ElectionKey, "the election key is not the product of the trustees' keys");
                }
            }
        }
        log.absorb(trustees.number, r)?;

        let mut r = Reader::new(format!("{place}, credentials"));
        let voters =
            if full { credential::read_list(&mut r, group, &credentials.body, ranked, members) } else { None };
        if full {
            log.count(Code::JsonSchema, 1);
            log.count(Code::JsonCanonical, 1);
        }
        if let Some(voters) = &voters {
            log.count(Code::CredentialsList, voters.len() as u64);
        }
        log.absorb(credentials.number, r)?;

        let by_text = voters.iter().flatten().enumerate().map(|(i, c)| (c.text.clone(), i)).collect();
        let key_fixed = key.as_ref().map(|y| group.fixed(y));
        let shares = list.iter().flatten().flat_map(Trustee::keys).map(|_| None).collect();
        let products = election
            .questions
            .iter()
            .map(|q| if q.is_ranked() { Vec::new() } else { vec![Ciphertext::neutral(group); q.entries()] })
            .collect();
        let mut board = Self {
            group,
            election,
            fingerprint,
            key,
            key_fixed,
            trustees: list,
            credentials: voters,
            by_text,
            last: HashMap::new(),
            seen: HashSet::new(),
            members_checked: members,
            ballots: 0,
            complete: true,
            products,
            trackers: Vec::new(),
            current: None,
            sized: None,
            shufflers: Vec::new(),
            shares,
            sharers: Vec::new(),
            result: None,
        };
        if board.rules().is_some() && board.credentials.is_some() {
            for code in BALLOT_CODES {
                log.count(*code, 0);
            }
        } else {
            board.complete = false;
        }
        Ok(board)
    }

    /// What ballots are checked against; `None` when the key could not be read.
    pub fn rules(&self) -> Option<Rules<'_, G>> {
        Some(Rules {
            group: self.group,
            uuid: &self.election.uuid,
            fingerprint: &self.fingerprint,
            questions: &self.election.questions,
            key: self.key.as_ref()?,
            key_fixed: self.key_fixed.as_ref()?,
        })
    }

    /// The public key of a credential, by its text.
    pub fn credential(&self, text: &str) -> Option<&PublicCredential<G>> {
        self.credentials.as_ref()?.get(*self.by_text.get(text)?)
    }

    /// The public key of a credential whose membership in the group is known.
    pub(crate) fn member(&self, text: &str) -> Option<&G::Element> {
        let element = &self.credential(text)?.element;
        let member = || *element != self.group.one() && self.group.is_member(&self.group.base(element));
        (self.members_checked || member()).then_some(element)
    }

    /// Whether a ballot of these bytes stands already.
    pub fn has_ballot(&self, bytes: &[u8]) -> bool {
        self.seen.contains(&base::digest::sha256(bytes))
    }

    /// How many credentials cast a ballot that counts.
    pub fn counted(&self) -> u64 {
        self.last.len() as u64
    }

    /// The weight of the ballots that count.
    pub fn weight(&self) -> u64 {
        let voters = self.credentials.as_deref().unwrap_or_default();
        self.last.keys().map(|i| voters[*i].weight).sum()
    }

    /// Trackers of all ballots in order, and whether each still counts.
    pub fn tracker_list(&self) -> Vec<(&str, bool)> {
        let counts =
            |(tracker, voter): &(String, usize)| self.last.get(voter).is_some_and(|last| last.tracker == *tracker);
        self.trackers.iter().map(|entry| (entry.0.as_str(), counts(entry))).collect()
    }

    fn add_ballots(
        &mut self,
        log: &mut Log,
        source: &dyn Source,
        batch: Vec<(String, Record)>,
    ) -> Result<(), Refusal> {
        self.ballots += batch.len() as u64;
        let (Some(rules), Some(voters)) = (self.rules(), self.credentials.as_ref()) else { return Ok(()) };
        let checked: Vec<_> = batch
            .par_iter()
            .map(|(place, record)| {
                let mut r = Reader::new(place.clone());
                let find = |text: &str| self.by_text.get(text).map(|i| &voters[*i].element);
                let checked = rules.check(&mut r, &record.body, find);
                let ballot = checked.ballot.filter(|_| checked.readable);
                (r, ballot.and_then(|ballot| self.cast(ballot)))
            })
            .collect();
        for ((place, record), (r, cast)) in batch.into_iter().zip(checked) {
            for code in BALLOT_CODES.iter().chain(&[Code::JsonSchema, Code::JsonCanonical]) {
                log.count(*code, 1);
            }
            log.absorb(record.number, r)?;
            if !self.seen.insert(record.hash) {
                log.fault(record.number, Code::BallotDuplicate, place, "the same ballot stands before");
            }
            match cast {
                Some(cast) => self.count(source, &record, cast)?,
                None => self.complete = false,
            }
        }
        Ok(())
    }

    /// What of a ballot counts; `None` when its credential is not on the list.
    fn cast(&self, ballot: Ballot<G>) -> Option<Cast<G>> {
        let voter = *self.by_text.get(&ballot.credential)?;
        let weight = self.credentials.as_ref()?[voter].weight;
        let (mut weighted, mut ranked) = (Vec::new(), Vec::new());
        for (question, answer) in self.election.questions.iter().zip(&ballot.answers) {
            if question.is_ranked() {
                ranked.extend(answer.ciphertexts().iter().cloned());
            } else {
                weighted.extend(answer.ciphertexts().iter().map(|c| c.pow(self.group, weight)));
            }
        }
        Some(Cast { voter, weighted, ranked })
    }

    /// Lets a ballot count in place of the same credential's earlier one.
    fn count(&mut self, source: &dyn Source, record: &Record, cast: Cast<G>) -> Result<(), Refusal> {
        let Cast { voter, weighted, ranked } = cast;
        if let Some(last) = self.last.get(&voter) {
            let mut bytes = vec![0u8; last.length];
            source.read_at(last.offset, &mut bytes).map_err(|e| {
                Refusal::new(
                    "FILE_UNREADABLE",
                    format!("byte {}", last.offset),
                    e.to_string(),
                    "Name a readable file.",
                )
            })?;
            let old = Ballot::read(&mut Reader::new(""), self.group, &bytes);
            if let Some(old) = old.and_then(|old| self.cast(old)) {
                self.multiply(&old.weighted, true);
            }
        }
        self.multiply(&weighted, false);
        let tracker = crate::hash::digest_b64(&record.hash);
        self.trackers.push((tracker.clone(), voter));
        let last = Last { offset: record.body_offset(), length: record.body.len(), ranked, tracker };
        self.last.insert(voter, last);
        Ok(())
    }

    /// Multiplies a ballot into the products, or takes it out again. Ranked questions have no products.
    fn multiply(&mut self, weighted: &[Ciphertext<G>], divide: bool) {
        for (product, c) in self.products.iter_mut().flatten().zip(weighted) {
            *product = if divide { product.div(self.group, c) } else { product.mul(self.group, c) };
        }
    }

    /// The encrypted tally of the ballots that count; `None` when not all of them could be read.
    pub fn encrypted_tally(&self) -> Option<Tally<G>> {
        if !self.complete {
            return None;
        }
        let mut tally = self.products.clone();
        let mut at = 0;
        for (question, list) in self.election.questions.iter().zip(&mut tally) {
            if question.is_ranked() {
                *list = self.last.values().map(|last| last.ranked[at].clone()).collect();
                tally::sort(self.group, list);
                at += 1;
            }
        }
        Some(tally)
    }

    fn add_tally(&mut self, log: &mut Log, place: &str, tally: &Record, sized: &Record) -> Result<(), Refusal> {
        let mut r = Reader::new(format!("{place}, encrypted tally"));
        let published = tally::read_tally(&mut r, self.group, &tally.body);
        log.count(Code::JsonSchema, 1);
        log.count(Code::JsonCanonical, 1);
        let expected = self.encrypted_tally();
        if let (Some(published), Some(expected)) = (&published, &expected) {
            log.count(Code::EncryptedTally, 1);
            compare(&mut r, published, expected);
        }
        log.absorb(tally.number, r)?;
        let mut r = Reader::new(format!("{place}, sized encrypted tally"));
        let read = SizedTally::read(&mut r, &sized.body);
        // What is wrong with its form was said when its references were followed.
        r = Reader::new(r.origin);
        if let (Some(read), true) = (&read, self.complete) {
            log.count(Code::TallyCount, 1);
            let found = [
                ("num_tallied", read.num_tallied, self.counted()),
                ("total_weight", read.total_weight, self.weight()),
            ];
            for (name, published, computed) in found {
                if published != computed {
                    r.member(name, |r| {
                        r.fault(Code::TallyCount, format!("{published} published, {computed} by the ballots"));
                    });
                }
            }
        }
        log.absorb(sized.number, r)?;
        self.forget_shares();
        self.current = published;
        self.sized = read;
        Ok(())
    }

    /// Shares were checked against the tally that stood then; where a step out of its order brings another one, they
    /// are no shares of that.
    fn forget_shares(&mut self) {
        self.shares.fill_with(|| None);
    }

    fn owner(&self, log: &mut Log, place: &str, owned: &Record, before: &[u64]) -> Option<u64> {
        let mut r = Reader::new(place);
        let owner = Owned::read(&mut r, &owned.body)?.owner;
        let trustees = self.shares.len() as u64;
        if self.trustees.is_some() {
            log.count(Code::OwnerIndex, 1);
            if owner < 1 || owner > trustees {
                let what = format!("trustee {owner}; they are numbered 1 to {trustees}");
                log.fault(owned.number, Code::OwnerIndex, format!("{place}, owner"), what);
                return None;
            }
        }
        if before.contains(&owner) {
            let what = format!("trustee {owner} did this before");
            log.fault(owned.number, Code::OwnerIndex, format!("{place}, owner"), what);
        }
        Some(owner)
    }

    fn add_shuffle(&mut self, log: &mut Log, place: &str, payload: &Record, owned: &Record) -> Result<(), Refusal> {
        let owner = self.owner(log, place, owned, &self.shufflers);
        self.shufflers.extend(owner);
        self.forget_shares();
        let mut r = Reader::new(format!("{place}, shuffle"));
        let shuffle = Shuffle::read(&mut r, self.group, &payload.body);
        log.count(Code::JsonSchema, 1);
        log.count(Code::JsonCanonical, 1);
        if let (Some(shuffle), Some(current), Some(key)) = (shuffle, &mut self.current, &self.key) {
            log.count(Code::ShuffleProof, 1);
            let ranked: Vec<usize> =
                (0..self.election.questions.len()).filter(|i| self.election.questions[*i].is_ranked()).collect();
            if shuffle.ciphertexts.len() != ranked.len() || shuffle.proofs.len() != ranked.len() {
                r.fault(Code::ShuffleProof, format!("must hold lists and proofs for {} questions", ranked.len()));
            } else {
                for (k, (list, proof)) in shuffle.ciphertexts.into_iter().zip(&shuffle.proofs).enumerate() {
                    let Some(inputs) = current.get(ranked[k]) else { continue };
                    if !shuffle::check(self.group, &self.fingerprint, key, inputs, &list, proof) {
                        let what = "the proof does not hold: the output may not be the input in another order";
                        r.member("proofs", |r| r.index(k, |r| r.fault(Code::ShuffleProof, what)));
                    }
                    current[ranked[k]] = list;
                }
            }
        } else {
            self.current = None;
        }
        log.absorb(payload.number, r)
    }

    fn add_share(&mut self, log: &mut Log, place: &str, payload: &Record, owned: &Record) -> Result<(), Refusal> {
        let owner = self.owner(log, place, owned, &self.sharers);
        self.sharers.extend(owner);
        let mut r = Reader::new(format!("{place}, partial decryption"));
        let share = Share::read(&mut r, self.group, &payload.body);
        log.count(Code::JsonSchema, 1);
        log.count(Code::JsonCanonical, 1);
        let index = owner.and_then(|o| usize::try_from(o).ok()?.checked_sub(1));
        let key = index.and_then(|i| {
            let key = self.trustees.iter().flatten().flat_map(Trustee::keys).nth(i)?;
            Some((i, key.public_key.clone()))
        });
        if let (Some(share), Some((i, key)), Some(tally)) = (share, key, &self.current) {
            log.count(Code::DecryptionProof, 1);
            if share.check(&mut r, self.group, &self.fingerprint, &key, tally) {
                self.shares[i] = Some(share);
            }
        }
        log.absorb(payload.number, r)
    }

    fn add_result(&mut self, log: &mut Log, place: &str, record: &Record) -> Result<(), Refusal> {
        let mut r = Reader::new(place);
        let result = tally::read_result(&mut r, &self.election.questions, &record.body);
        log.count(Code::JsonSchema, 1);
        log.count(Code::JsonCanonical, 1);
        if let (Some(tally), Some(trustees)) = (&self.current, &self.trustees) {
            log.count(Code::DecryptionMissing, 1);
            let shape_fits = tally.len() == self.election.questions.len();
            match tally::combine(self.group, trustees, &self.shares, tally) {
                Err(missing) => {
                    // A share that stands but was refused is not missing: DECRYPTION_PROOF said so.
                    let absent: Vec<usize> =
                        missing.into_iter().filter(|n| !self.sharers.contains(&(*n as u64))).collect();
                    if !absent.is_empty() {
                        let what = format!("no share of trustees {absent:?}");
                        r.fault(Code::DecryptionMissing, what);
                    }
                }
                Ok(factors) if shape_fits => {
                    if let (Some(result), Some(sized)) = (&result, &self.sized) {
                        log.count(Code::ResultMismatch, 1);
                        let questions = &self.election.questions;
                        tally::check_result(
                            &mut r,
                            self.group,
                            questions,
                            tally,
                            &factors,
                            sized.total_weight,
                            result,
                        );
                    }
                }
                Ok(_) => {}
            }
        }
        self.result = result;
        log.absorb(record.number, r)
    }

    /// How many shares a threshold group needs and how many it has: for reports.
    pub fn thresholds(&self) -> Vec<(u64, u64)> {
        let pair = |t: &Trustee<G>| match t {
            Trustee::Single(_) => None,
            Trustee::Pedersen(p) => Some((p.threshold, p.certs.len() as u64)),
        };
        self.trustees.iter().flatten().filter_map(pair).collect()
    }

    /// Counts of events' contents, by name: for reports.
    pub(super) fn numbers(&self) -> BTreeMap<&'static str, u64> {
        let mandatory = self.trustees.iter().flatten().filter(|t| matches!(t, Trustee::Single(_))).count() as u64;
        BTreeMap::from([
            ("credentials", self.credentials.as_ref().map_or(0, |c| c.len() as u64)),
            ("ballots", self.ballots),
            ("counted", self.counted()),
            ("weight", self.weight()),
            ("trustees", self.shares.len() as u64),
            ("mandatory", mandatory),
            ("shuffles", self.shufflers.len() as u64),
            ("decryptions", self.sharers.len() as u64),
        ])
    }
}

/// Checks of single ballots.
const BALLOT_CODES: &[Code] = &[
    Code::BallotElection,
    Code::BallotCredential,
    Code::BallotShape,
    Code::BallotProof,
    Code::BallotSignature,
    Code::BallotDuplicate,
];

fn compare<G: Group>(r: &mut Reader, published: &Tally<G>, expected: &Tally<G>) {
    if published.len() != expected.len() {
        r.fault(Code::EncryptedTally, format!("{} questions, not {}", published.len(), expected.len()));
        return;
    }
    for (i, (a, b)) in published.iter().zip(expected).enumerate() {
        r.index(i, |r| {
            if a.len() != b.len() {
                r.fault(Code::EncryptedTally, format!("{} ciphertexts, not {}", a.len(), b.len()));
            } else {
                for j in (0..a.len()).filter(|j| a[*j] != b[*j]) {
                    r.index(j, |r| r.fault(Code::EncryptedTally, "is not what the counted ballots give"));
                }
            }
        });
    }
}
