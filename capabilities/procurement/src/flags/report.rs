//! How results are shown: our own rows with reasons and evidence, and Cardinal's JSON.

use super::coverage::Missing;
use super::ledger::{Aggregate, EVIDENCE_LIMIT, Hit, Only, Spot};
use super::statistics::round4;
use super::{Flag, Flags, Group};
use base::{Place, Problem};
use serde::ser::{SerializeMap, SerializeSeq as _, Serializer};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What every report says.
pub const NOTE: &str = "A flag is a signal worth asking about, never a finding of wrongdoing.";

/// Lines that did not take part, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// `tender.status` is `cancelled`.
    pub cancelled: u64,
    /// `tender.procurementMethodDetails` is excluded by the settings.
    pub method_details: u64,
    /// No `ocid` that is a text.
    pub no_ocid: u64,
    /// Not JSON in UTF-8.
    pub not_json: u64,
}

/// One signal with its reason and its places.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row<'a> {
    /// Which flag.
    pub flag: Flag,
    /// Whom it concerns: process, buyer, procuring entity or tenderer.
    pub group: Group,
    /// Its ocid or party id.
    pub id: &'a str,
    /// The shortest decimal that reads back to the same double; `None` where there is no number (division by zero).
    pub value: Option<String>,
    /// The reason in English, with the numbers that made it.
    pub because: String,
    /// The numbers that made it, by name.
    pub inputs: BTreeMap<&'static str, serde_json::Value>,
    /// The places that decided, at most 20 for results over many processes.
    pub evidence: Vec<Place>,
    /// How many places there are, for results over many processes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_total: Option<u64>,
}

/// On how many processes a flag could be assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Which flag.
    pub flag: Flag,
    /// Processes on which it could be assessed, with or without a signal.
    pub assessable: u64,
    /// Processes on which it could not.
    pub not_assessable: u64,
    /// What was missing, and on how many processes.
    pub missing: BTreeMap<&'static str, u64>,
}

/// A flag that could not be assessed on a process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotAssessed {
    /// Which flag.
    pub flag: Flag,
    /// Pointers of the fields it misses, `*` for any index.
    pub missing: Vec<&'static str>,
}

/// A reason in words, the numbers by name, and pointers relative to the release.
pub(crate) struct Told {
    because: String,
    inputs: BTreeMap<&'static str, serde_json::Value>,
    pointers: Vec<String>,
}

impl Told {
    pub(crate) const fn new(because: String) -> Self {
        Self { because, inputs: BTreeMap::new(), pointers: Vec::new() }
    }

    pub(crate) fn input(mut self, name: &'static str, value: impl Into<serde_json::Value>) -> Self {
        self.inputs.insert(name, value.into());
        self
    }

    pub(crate) fn at(mut self, pointer: impl Into<String>) -> Self {
        self.pointers.push(pointer.into());
        self
    }
}

/// A number that matters, as decimal text.
pub(crate) fn number(value: f64) -> serde_json::Value {
    decimal(value).into()
}

/// A count.
pub(crate) fn count(value: f64) -> serde_json::Value {
    (value as i64).into()
}

fn decimal(value: f64) -> Option<String> {
    value.is_finite().then(|| format!("{}", value + 0.0))
}

/// Where a result comes from, in the order of results.
#[derive(Debug, Clone, Copy)]
enum Source {
    Hit(usize),
    Aggregate(usize),
}

struct Found<'a> {
    group: Group,
    id: &'a str,
    flag: Flag,
    source: Source,
}

impl Flags {
    /// How many lines took part.
    pub const fn processes(&self) -> u64 {
        self.processes
    }

    /// Lines that did not take part.
    pub const fn excluded(&self) -> Excluded {
        self.excluded
    }

    /// The main currency, if an amount was compared or a setting fixes it.
    pub fn currency(&self) -> Option<&str> {
        self.settings.currency.as_deref().or(self.ledger.currency.as_deref())
    }

    /// Lines that could not be read, and dates whose texts and instants disagree.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The results in our own format, ordered by group, id, flag.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let found = self.found(Only::Own);
        let mut at = 0;
        std::iter::from_fn(move || {
            let first = found.get(at)?;
            let same = found[at..].iter().take_while(|other| key(other) == key(first)).count();
            let row = self.row(&found[at..at + same]);
            at += same;
            Some(row)
        })
    }

    /// Which flags could not be assessed on each process, in input order; empty without [`super::Options::per_process`].
    pub fn not_assessed(&self) -> impl Iterator<Item = (&str, Vec<NotAssessed>)> {
        self.not_assessed.iter().map(|(ocid, missed)| {
            let missed = missed
                .iter()
                .map(|(flag, missing)| NotAssessed { flag: *flag, missing: missing.pointers().collect() });
            (self.ledger.ocids.text(*ocid), missed.collect())
        })
    }

    /// On how many processes each flag that ran could be assessed; empty without [`super::Options::coverage`].
    pub fn coverage(&self) -> Vec<Coverage> {
        if !self.options.coverage {
            return Vec::new();
        }
        let coverage = |flag: Flag| {
            let counted = &self.coverage[flag as usize];
            let missing = counted.missing.iter().enumerate().filter(|(_, n)| **n > 0);
            Coverage {
                flag,
                assessable: counted.assessable,
                not_assessable: counted.not_assessable,
                missing: missing.map(|(bit, n)| (Missing::pointer(bit), *n)).collect(),
            }
        };
        self.settings.flags().into_iter().map(coverage).collect()
    }

    /// Codes of the flags that raised at least one signal.
    pub fn raised(&self) -> std::collections::BTreeSet<Flag> {
        let hits = self.ledger.hits.iter().filter(|hit| hit.only != Only::Cardinal).map(|hit| hit.flag);
        hits.chain(self.aggregates.iter().map(|aggregate| aggregate.flag)).collect()
    }

    /// The document of `--format json`; `inputs`: name, digest and size of each input.
    pub fn document<'a, I: Serialize>(&'a self, inputs: &'a [I], meta: bool) -> Document<'a, I> {
        Document { flags: self, inputs, meta }
    }

    /// The document of `--format cardinal`.
    pub const fn cardinal(&self, meta: bool) -> Cardinal<'_> {
        Cardinal { flags: self, meta }
    }

    fn found(&self, format: Only) -> Vec<Found<'_>> {
        let name = |group: Group, id: u32| match group {
            Group::Ocid => self.ledger.ocids.text(id),
            _ => self.ledger.parties.text(id),
        };
        let hits =
            self.ledger.hits.iter().enumerate().filter(|(_, hit)| hit.only == Only::Both || hit.only == format);
        let hits = hits.map(|(at, hit)| Found {
            group: hit.group,
            id: name(hit.group, hit.id),
            flag: hit.flag,
            source: Source::Hit(at),
        });
        let aggregates = self.aggregates.iter().enumerate().map(|(at, aggregate)| Found {
            group: aggregate.group,
            id: name(aggregate.group, aggregate.id),
            flag: aggregate.flag,
            source: Source::Aggregate(at),
        });
        let mut found: Vec<Found<'_>> = hits.chain(aggregates).collect();
        found.sort_by(|a, b| key(a).cmp(&key(b)));
        found
    }

    /// The value of one result: of several lines the last one's, of several tallies the largest.
    fn value(&self, same: &[Found<'_>]) -> f64 {
        same.iter().fold(f64::NEG_INFINITY, |value, found| match found.source {
            Source::Hit(at) => self.ledger.hits[at].value,
            Source::Aggregate(at) => value.max(self.aggregates[at].value),
        })
    }

    fn row<'a>(&'a self, same: &[Found<'a>]) -> Row<'a> {
        let Found { group, id, flag, source } = same[0];
        let value = decimal(self.value(same));
        let mut evidence: Vec<Place> = Vec::new();
        match source {
            Source::Aggregate(_) => {
                let aggregates = || {
                    same.iter().filter_map(|found| match found.source {
                        Source::Aggregate(at) => Some(&self.aggregates[at]),
                        Source::Hit(_) => None,
                    })
                };
                let largest = aggregates().reduce(|a, b| if b.value > a.value { b } else { a });
                let told = tell_aggregate(largest.expect("the first of them is one"));
                let places = aggregates().flat_map(|aggregate| &aggregate.spots.first);
                evidence.extend(places.map(|spot| place_of(flag, spot)));
                evidence.sort();
                evidence.dedup();
                evidence.truncate(EVIDENCE_LIMIT);
                let total = aggregates().map(|aggregate| aggregate.spots.total).sum();
                let evidence_total = (group != Group::Ocid).then_some(total);
                Row { flag, group, id, value, because: told.because, inputs: told.inputs, evidence, evidence_total }
            }
            Source::Hit(first) => {
                let mut told = self.tell(&self.ledger.hits[first]);
                let mut processes = std::collections::BTreeSet::new();
                let mut total = 0;
                for found in same {
                    let Source::Hit(at) = found.source else { continue };
                    let hit = &self.ledger.hits[at];
                    processes.insert(hit.process);
                    let pointers = self.tell(hit).pointers;
                    total += pointers.len() as u64;
                    for pointer in pointers {
                        let place = Place { input: hit.input, line: hit.line, pointer };
                        if evidence.len() < EVIDENCE_LIMIT && !evidence.contains(&place) {
                            evidence.push(place);
                        }
                    }
                }
                if group != Group::Ocid {
                    let ocid = self.ledger.ocids.text(self.ledger.hits[first].process);
                    let more = match processes.len() {
                        1 => String::new(),
                        n => format!(" (and in {} more processes)", n - 1),
                    };
                    told.because = format!("in process {ocid}: {}{more}", told.because);
                    told.inputs.insert("processes", processes.len().into());
                }
                let evidence_total = (group != Group::Ocid).then_some(total);
                Row { flag, group, id, value, because: told.because, inputs: told.inputs, evidence, evidence_total }
            }
        }
    }

    fn tell(&self, hit: &Hit) -> Told {
        let ledger = &self.ledger;
        match hit.flag {
            Flag::R003 => super::r003::tell(hit),
            Flag::R018 => super::r018::tell(hit, ledger),
            Flag::R024 => super::r024::tell(hit, &self.comparisons[hit.texts[0] as usize]),
            Flag::R058 => super::r058::tell(hit, &self.comparisons[hit.texts[0] as usize]),
            Flag::R028 => super::r028::tell(hit, ledger),
            Flag::R030 => super::r030::tell(hit, ledger),
            Flag::R035 => super::r035::tell(hit),
            Flag::R036 => super::r036::tell(hit),
            Flag::R044 => super::r044::tell(hit),
            Flag::R025 | Flag::R038 | Flag::R048 | Flag::R055 => Told::new(String::new()),
        }
    }
}

fn key<'a>(found: &Found<'a>) -> (Group, &'a str, Flag) {
    (found.group, found.id, found.flag)
}

fn tell_aggregate(aggregate: &Aggregate) -> Told {
    match aggregate.flag {
        Flag::R025 => super::r025::tell(aggregate),
        Flag::R038 => super::r038::tell(aggregate),
        Flag::R048 => super::r048::tell(aggregate),
        _ => super::r055::tell(aggregate),
    }
}

fn place_of(flag: Flag, spot: &Spot) -> Place {
    let pointer = match flag {
        Flag::R025 => super::r025::pointer(spot.at),
        Flag::R038 => super::r038::pointer(spot.at),
        Flag::R048 => super::r048::pointer(spot.at),
        _ => super::r055::pointer(spot.at),
    };
    Place { input: spot.input, line: spot.line, pointer }
}

/// Our own format; see the specification of procurement, section 4.
pub struct Document<'a, I> {
    flags: &'a Flags,
    inputs: &'a [I],
    meta: bool,
}

impl<I: Serialize> Serialize for Document<'_, I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let flags = self.flags;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kind", "procurement-flags")?;
        map.serialize_entry("version", &1)?;
        map.serialize_entry("inputs", self.inputs)?;
        map.serialize_entry("settings_sha256", &flags.settings.sha256)?;
        map.serialize_entry("currency", &flags.currency())?;
        map.serialize_entry("processes", &flags.processes)?;
        map.serialize_entry("excluded", &flags.excluded)?;
        map.serialize_entry("results", &Rows(flags))?;
        if self.meta {
            let mut meta: BTreeMap<Flag, BTreeMap<&str, Option<String>>> = BTreeMap::new();
            for (flag, name, value) in &flags.meta {
                meta.entry(*flag).or_default().insert(name, decimal(round4(*value)));
            }
            map.serialize_entry("meta", &meta)?;
        }
        if flags.options.maps {
            map.serialize_entry("maps", &maps(flags, Only::Own))?;
        }
        map.serialize_entry("coverage", &flags.coverage())?;
        map.serialize_entry("note", NOTE)?;
        map.serialize_entry("problems", &flags.problems)?;
        map.end()
    }
}

struct Rows<'a>(&'a Flags);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        for row in self.0.rows() {
            seq.serialize_element(&row)?;
        }
        seq.end()
    }
}

/// Cardinal's format: the same JSON value as Cardinal 0.0.8 prints.
pub struct Cardinal<'a> {
    flags: &'a Flags,
    meta: bool,
}

impl Serialize for Cardinal<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let flags = self.flags;
        let found = flags.found(Only::Cardinal);
        let mut map = serializer.serialize_map(None)?;
        for group in found.chunk_by(|a, b| a.group == b.group) {
            map.serialize_entry(group[0].group.name(), &CardinalGroup { flags, found: group })?;
        }
        if self.meta {
            let mut meta: BTreeMap<Flag, BTreeMap<&str, f64>> = BTreeMap::new();
            for (flag, name, value) in &flags.meta {
                meta.entry(*flag).or_default().insert(name, round4(*value));
            }
            map.serialize_entry("Meta", &meta)?;
        }
        if flags.options.maps {
            map.serialize_entry("Maps", &maps(flags, Only::Cardinal))?;
        }
        map.end()
    }
}

struct CardinalGroup<'a> {
    flags: &'a Flags,
    found: &'a [Found<'a>],
}

impl Serialize for CardinalGroup<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for one in self.found.chunk_by(|a, b| a.id == b.id) {
            let mut values: BTreeMap<Flag, f64> = BTreeMap::new();
            for same in one.chunk_by(|a, b| a.flag == b.flag) {
                values.insert(same[0].flag, self.flags.value(same));
            }
            map.serialize_entry(one[0].id, &values)?;
        }
        map.end()
    }
}

/// Cardinal's `Maps`: all eight keys, arrays sorted.
fn maps(flags: &Flags, format: Only) -> BTreeMap<&'static str, BTreeMap<&str, Mapped<'_>>> {
    const KEYS: [(&str, Flag); 5] = [
        ("ocid_tenderer_r024", Flag::R024),
        ("ocid_tenderer_r028", Flag::R028),
        ("ocid_tenderer_r030", Flag::R030),
        ("ocid_tenderer_r035", Flag::R035),
        ("ocid_tenderer_r058", Flag::R058),
    ];
    let (ocids, parties) = (&flags.ledger.ocids, &flags.ledger.parties);
    let mut maps: BTreeMap<&str, BTreeMap<&str, Mapped<'_>>> = BTreeMap::new();
    for (key, pairs) in ["ocid_buyer_r038", "ocid_procuringentity_r038"].into_iter().zip(&flags.disqualifying) {
        let of_one = pairs.iter().map(|(ocid, id)| (ocids.text(*ocid), Mapped::One(parties.text(*id))));
        maps.insert(key, of_one.collect());
    }
    let mut add = |key: &'static str, ocid: u32, id: u32| {
        let all = maps.entry(key).or_default().entry(ocids.text(ocid)).or_insert_with(|| Mapped::Many(Vec::new()));
        if let Mapped::Many(all) = all {
            all.push(parties.text(id));
        }
    };
    for (ocid, id) in &flags.tenderers {
        add("ocid_tenderer", *ocid, *id);
    }
    for hit in flags.ledger.hits.iter().filter(|hit| hit.group == Group::Tenderer) {
        if (hit.only == Only::Both || hit.only == format)
            && let Some((key, _)) = KEYS.iter().find(|(_, flag)| *flag == hit.flag)
        {
            add(key, hit.process, hit.id);
        }
    }
    for key in KEYS.iter().map(|(key, _)| *key).chain(["ocid_tenderer"]) {
        maps.entry(key).or_default();
    }
    for mapped in maps.values_mut().flat_map(BTreeMap::values_mut) {
        if let Mapped::Many(all) = mapped {
            all.sort_unstable();
            all.dedup();
        }
    }
    maps
}

#[derive(Serialize)]
#[serde(untagged)]
enum Mapped<'a> {
    One(&'a str),
    Many(Vec<&'a str>),
}

impl From<NotAssessed> for crate::view::NotAssessed {
    fn from(not_assessed: NotAssessed) -> Self {
        let missing = not_assessed.missing.into_iter().map(Cow::Borrowed).map(Cow::into_owned).collect();
        Self { code: not_assessed.flag.code().to_owned(), missing }
    }
}
