//! Which contracting processes, buyers and suppliers carry a signal worth asking about?
//!
//! Thirteen flags over compiled releases: the eleven of Cardinal 0.0.8, with equal results, and two more. A signal is a
//! reason to ask, never a finding of wrongdoing. Lines are parsed on all cores and folded one after the other in the
//! order of the input, so that results never depend on the number of threads or on where the input was cut.
//!
//! [`FLAGS`] is the one table that the command line, the method pages and verifiers share. It is not a list of
//! [`base::Check`]: a check answers once for one input, while a flag answers for every process and party over all input
//! at once (its fences are quartiles of the whole), and says for each process whether it could be assessed.

mod coverage;
mod ledger;
mod price;
mod r003;
mod r018;
mod r024;
mod r025;
mod r028;
mod r030;
mod r035;
mod r036;
mod r038;
mod r044;
mod r048;
mod r055;
mod r058;
mod read;
pub(crate) mod release;
mod report;
pub(crate) mod settings;
mod statistics;

pub use r044::{normal_address, normal_email, normal_telephone};
pub use read::{Line, lines};
pub use report::{Cardinal, Coverage, Document, Excluded, NOTE, NotAssessed, Row};
pub use settings::{DEFAULT_SETTINGS, Settings, SettingsError};
pub use settings::{R003, R018, R025, R038, R048, R055};

use crate::shape::{self, NotRead};
use base::{Action, Place, Problem, Severity};
use coverage::Missing;
use ledger::{Aggregate, Hit, Ledger, Meta, Only, Process};
use price::Comparison;
use rayon::prelude::*;
use release::Release;
use serde::{Deserialize, Serialize};
use statistics::Sorted;
use std::io;

/// A flag's code: permanent, never reused for another question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "codes; their meaning stands in FLAGS")]
pub enum Flag {
    R003,
    R018,
    R024,
    R025,
    R028,
    R030,
    R035,
    R036,
    R038,
    R044,
    R048,
    R055,
    R058,
}

/// Whom a signal concerns; ordered as the names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Group {
    /// `buyer.id`.
    Buyer,
    /// The contracting process.
    #[serde(rename = "OCID")]
    Ocid,
    /// `tender.procuringEntity.id`.
    ProcuringEntity,
    /// A tenderer or supplier.
    Tenderer,
}

/// One flag in words.
#[derive(Debug)]
pub struct Method {
    /// Code.
    pub flag: Flag,
    /// Rises whenever the same input could give another answer.
    pub version: u16,
    /// Short name.
    pub title: &'static str,
    /// The question it answers, in one sentence.
    pub question: &'static str,
    /// Why the answer is worth asking about.
    pub why: &'static str,
    /// Where the method comes from.
    pub source: &'static str,
    /// Whom it can concern.
    pub groups: &'static [Group],
    /// Fields it reads, as pointers.
    pub fields: &'static [&'static str],
    /// Parameters: name, default, meaning.
    pub settings: &'static [(&'static str, &'static str, &'static str)],
}

/// Every flag, in the order of their codes.
pub static FLAGS: [Method; 13] = [
    r003::METHOD,
    r018::METHOD,
    r024::METHOD,
    r025::METHOD,
    r028::METHOD,
    r030::METHOD,
    r035::METHOD,
    r036::METHOD,
    r038::METHOD,
    r044::METHOD,
    r048::METHOD,
    r055::METHOD,
    r058::METHOD,
];

impl Flag {
    /// All, in the order of their codes.
    pub const ALL: [Self; 13] = [
        Self::R003,
        Self::R018,
        Self::R024,
        Self::R025,
        Self::R028,
        Self::R030,
        Self::R035,
        Self::R036,
        Self::R038,
        Self::R044,
        Self::R048,
        Self::R055,
        Self::R058,
    ];

    /// The code as text.
    pub const fn code(self) -> &'static str {
        match self {
            Self::R003 => "R003",
            Self::R018 => "R018",
            Self::R024 => "R024",
            Self::R025 => "R025",
            Self::R028 => "R028",
            Self::R030 => "R030",
            Self::R035 => "R035",
            Self::R036 => "R036",
            Self::R038 => "R038",
            Self::R044 => "R044",
            Self::R048 => "R048",
            Self::R055 => "R055",
            Self::R058 => "R058",
        }
    }

    /// The flag with this code, if there is one.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.code() == code)
    }

    /// The flag in words.
    pub fn method(self) -> &'static Method {
        &FLAGS[self as usize]
    }
}

impl Group {
    /// The group's name in results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Buyer => "Buyer",
            Self::Ocid => "OCID",
            Self::ProcuringEntity => "ProcuringEntity",
            Self::Tenderer => "Tenderer",
        }
    }
}

/// What to write down besides the results; each costs memory or time.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Places behind results over many processes.
    pub evidence: bool,
    /// On how many processes each flag could be assessed.
    pub coverage: bool,
    /// Which flags could not be assessed on which process, and why ([`Flags::not_assessed`]).
    pub per_process: bool,
    /// Which parties took part in which process (Cardinal's `Maps`).
    pub maps: bool,
    /// Threads to parse with; all cores if `None`. Results never depend on it.
    pub threads: Option<usize>,
}

impl Options {
    /// Everything a page or a published finding shows.
    pub const fn full() -> Self {
        Self { evidence: true, coverage: true, per_process: true, maps: false, threads: None }
    }
}

/// The results of one run, compact; [`Flags::rows`], [`Flags::document`] and [`Flags::cardinal`] show them.
#[derive(Debug)]
pub struct Flags {
    settings: Settings,
    options: Options,
    ledger: Ledger,
    comparisons: Vec<Comparison>,
    aggregates: Vec<Aggregate>,
    meta: Vec<Meta>,
    coverage: Vec<CoverageCount>,
    not_assessed: Vec<(u32, Vec<(Flag, Missing)>)>,
    /// Ocid and party, where the maps want it.
    tenderers: Vec<(u32, u32)>,
    disqualifying: [Vec<(u32, u32)>; 2],
    processes: u64,
    excluded: Excluded,
    problems: Vec<Problem>,
}

#[derive(Debug, Clone, Copy, Default)]
struct CoverageCount {
    assessable: u64,
    missing: [u64; 32],
    not_assessable: u64,
}

/// Computes the flags over lines of compiled releases, in their order.
///
/// ```
/// use procurement::flags::{Line, Options, Settings, compute};
/// let line = br#"{"ocid":"F","tender":{"numberOfTenderers":1,"procurementMethod":"open"}}"#;
/// let flags = compute([Line { input: 0, line: 1, bytes: line }], &Settings::standard(), Options::full());
/// let row = flags.rows().next().unwrap();
/// assert_eq!((row.flag.code(), row.id, row.because.as_str()), ("R018", "F", "one tenderer in a procedure by method `open`"));
/// ```
pub fn compute<'a>(lines: impl IntoIterator<Item = Line<'a>>, settings: &Settings, options: Options) -> Flags {
    let mut engine = Engine::new(settings, options);
    let mut batch = Vec::with_capacity(4096);
    for line in lines {
        batch.push(line);
        if batch.len() == 4096 {
            engine.push(&batch);
            batch.clear();
        }
    }
    engine.push(&batch);
    engine.finish()
}

/// Computes the flags over a stream of JSON Lines; memory does not grow with the stream but with what is flagged.
///
/// # Errors
/// What the reader reports.
pub fn compute_stream(reader: impl io::Read, settings: &Settings, options: Options) -> io::Result<Flags> {
    let mut engine = Engine::new(settings, options);
    lines(reader, 0, |batch| engine.push(batch))?;
    Ok(engine.finish())
}

/// Takes lines batch by batch; for callers with several inputs.
pub struct Engine {
    flags: Flags,
    r025: r025::Tally,
    r038: r038::Tally,
    r048: r048::Tally,
    r055: r055::Tally,
    pool: Option<rayon::ThreadPool>,
}

/// A parsed line with the contacts that only R044 needs.
type Parsed<'a> = Result<(Release<'a>, Option<r044::Contacts<'a>>), NotRead>;

/// Problems kept at most; the counts are complete.
const PROBLEM_LIMIT: usize = 1000;

impl Engine {
    /// An engine that has read nothing.
    pub fn new(settings: &Settings, options: Options) -> Self {
        let pool = options.threads.filter(|threads| *threads > 1);
        let pool = pool.and_then(|threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok());
        Self {
            flags: Flags {
                settings: settings.clone(),
                options,
                ledger: Ledger::default(),
                comparisons: Vec::new(),
                aggregates: Vec::new(),
                meta: Vec::new(),
                coverage: vec![CoverageCount::default(); Flag::ALL.len()],
                not_assessed: Vec::new(),
                tenderers: Vec::new(),
                disqualifying: [Vec::new(), Vec::new()],
                processes: 0,
                excluded: Excluded::default(),
                problems: Vec::new(),
            },
            r025: r025::Tally::default(),
            r038: r038::Tally::default(),
            r048: r048::Tally::default(),
            r055: r055::Tally::default(),
            pool,
        }
    }

    /// Takes the next lines. Where the input is cut into batches makes no difference.
    pub fn push(&mut self, lines: &[Line<'_>]) {
        let contacts = self.flags.settings.r044;
        // Parsed in parts, so that half a gigabyte of parsed releases never stands in memory at once.
        for part in lines.chunks(2048) {
            let parsed: Vec<Parsed<'_>> = match (&self.pool, self.flags.options.threads) {
                (Some(pool), _) => {
                    pool.install(|| part.par_iter().with_min_len(64).map(|line| parse(line, contacts)).collect())
                }
                (None, Some(_)) => part.iter().map(|line| parse(line, contacts)).collect(),
                (None, None) => part.par_iter().with_min_len(64).map(|line| parse(line, contacts)).collect(),
            };
            for (line, parsed) in part.iter().zip(parsed) {
                self.fold(line, parsed);
            }
        }
    }

    fn fold(&mut self, line: &Line<'_>, parsed: Parsed<'_>) {
        let flags = &mut self.flags;
        let (release, contacts) = match parsed {
            Ok(parsed) => parsed,
            Err(NotRead::Blank) => return,
            Err(NotRead::NotAnObject) => return flags.refuse(line, "no-ocid", "the line is no object"),
            Err(NotRead::NotJson) => return flags.refuse(line, "not-json", "the line is not JSON in UTF-8"),
        };
        let Some(ocid) = release.ocid.as_deref() else {
            return flags.refuse(line, "no-ocid", "the release has no `ocid` that is a text");
        };
        if release.tender.as_ref().is_some_and(|tender| tender.status.as_deref() == Some("cancelled")) {
            flags.excluded.cancelled += 1;
            return;
        }
        if release.method_details().is_some_and(|details| flags.settings.excluded_method_details.contains(details)) {
            flags.excluded.method_details += 1;
            return;
        }
        flags.processes += 1;
        let ocid = flags.ledger.ocids.number(ocid);
        let process = Process { release: &release, ocid, input: line.input, line: line.line };
        self.flag(&process, contacts.as_ref());
        let flags = &mut self.flags;
        if flags.options.coverage || flags.options.per_process {
            flags.assess(&process, contacts.as_ref());
        }
        if flags.options.maps {
            flags.map(&process);
        }
    }

    fn flag(&mut self, process: &Process<'_, '_>, contacts: Option<&r044::Contacts<'_>>) {
        let Flags { settings, options, ledger, comparisons, processes, .. } = &mut self.flags;
        if settings.r024.is_some() || settings.r058.is_some() {
            comparisons.extend(price::compare(process, settings, ledger));
        }
        if let Some(own) = &settings.r003 {
            r003::fold(process, own, ledger);
        }
        if let Some(own) = &settings.r018 {
            r018::fold(process, own, ledger);
        }
        if settings.r025.is_some() {
            r025::fold(process, &mut self.r025, ledger, options.evidence);
        }
        if settings.r028 {
            r028::fold(process, settings, ledger);
        }
        if settings.r030 {
            r030::fold(process, ledger);
        }
        if let Some(threshold) = settings.r035 {
            r035::fold(process, threshold, ledger);
        }
        if settings.r036 {
            r036::fold(process, settings, ledger);
        }
        if settings.r038.is_some() {
            r038::fold(process, &mut self.r038, ledger, options.evidence);
        }
        if let Some(contacts) = contacts {
            r044::fold(process, contacts, ledger);
        }
        if let Some(own) = &settings.r048 {
            r048::fold(process, *processes, own, &mut self.r048, ledger, options.evidence);
        }
        if let Some(own) = &settings.r055 {
            r055::fold(process, own, &mut self.r055, ledger);
        }
    }

    /// Draws the fences and closes the books.
    pub fn finish(self) -> Flags {
        let Self { mut flags, r025, r038, r048, r055, .. } = self;
        let Flags { settings, ledger, comparisons, aggregates, meta, problems, .. } = &mut flags;
        // Of several lines with the same ocid the last one's comparison stands.
        comparisons.sort_by_key(|comparison| comparison.process);
        let mut at = 0;
        while at + 1 < comparisons.len() {
            at += 1;
            if comparisons[at - 1].process == comparisons[at].process {
                comparisons[at - 1].process = u32::MAX;
            }
        }
        comparisons.retain(|comparison| comparison.process != u32::MAX);
        let fences = Sorted::new(comparisons.iter().map(Comparison::difference).collect()).fences();
        if let Some(threshold) = settings.r024 {
            r024::finish(comparisons, fences, threshold, ledger, meta);
        }
        if let Some(threshold) = settings.r058 {
            r058::finish(comparisons, fences, threshold, ledger, meta);
        }
        if let Some(own) = &settings.r025 {
            aggregates.extend(r025::finish(r025, own, meta));
        }
        if let Some(own) = &settings.r038 {
            aggregates.extend(r038::finish(r038, own, meta));
        }
        if let Some(own) = &settings.r048 {
            aggregates.extend(r048::finish(r048, own, meta));
        }
        if let Some(own) = &settings.r055 {
            let found = r055::finish(r055, own, settings, ledger.currency.as_deref());
            aggregates.extend(found.processes);
            aggregates.extend(found.parties);
        }
        for hit in ledger.hits.iter().filter(|hit| hit.only == Only::Cardinal && hit.group == Group::Ocid) {
            problems.push(Problem::new(
                "date-order-differs",
                Severity::Info,
                Action::Kept,
                Place { input: hit.input, line: hit.line, pointer: format!("/bids/details/{}/date", hit.spots[0]) },
                "the bid is later than the deadline as text but not as a point in time",
                "Nothing to do; R030 is not raised here, while Cardinal raises it.",
            ));
        }
        flags.problems.sort_by(|a, b| a.place.cmp(&b.place));
        flags.problems.dedup();
        flags
    }
}

fn parse<'a>(line: &Line<'a>, contacts: bool) -> Parsed<'a> {
    let release: Release<'a> = shape::read(line.bytes)?;
    let contacts = contacts.then(|| r044::Contacts::of(&release));
    Ok((release, contacts))
}

impl Flags {
    fn refuse(&mut self, line: &Line<'_>, code: &str, what: &str) {
        match code {
            "not-json" => self.excluded.not_json += 1,
            _ => self.excluded.no_ocid += 1,
        }
        if self.problems.len() < PROBLEM_LIMIT {
            let place = Place { input: line.input, line: line.line, pointer: String::new() };
            let remedy = "Run `procurement ingest` on the file first; it names every deviation.";
            self.problems.push(Problem::new(code, Severity::Error, Action::Refused, place, what, remedy));
        }
    }

    fn assess(&mut self, process: &Process<'_, '_>, contacts: Option<&r044::Contacts<'_>>) {
        let mut missed = Vec::new();
        for flag in Flag::ALL {
            let Some(missing) = missing(flag, process.release, contacts, &self.settings) else { continue };
            let count = &mut self.coverage[flag as usize];
            if missing.is_none() {
                count.assessable += 1;
                continue;
            }
            count.not_assessable += 1;
            for bit in missing.bits() {
                count.missing[bit] += 1;
            }
            if self.options.per_process {
                missed.push((flag, missing));
            }
        }
        if self.options.per_process {
            self.not_assessed.push((process.ocid, missed));
        }
    }

    fn map(&mut self, process: &Process<'_, '_>) {
        let release = process.release;
        let (settings, ledger) = (&self.settings, &mut self.ledger);
        if settings.r025.is_some() || settings.r038.is_some() || settings.r048.is_some() {
            for tenderer in release.submitted().flat_map(|(_, bid)| bid.tenderer_ids()) {
                self.tenderers.push((process.ocid, ledger.parties.number(tenderer)));
            }
        }
        if settings.r038.is_some() && release.submitted().any(|(_, bid)| bid.is("disqualified")) {
            for (table, id) in self.disqualifying.iter_mut().zip([r038::buyer(release), r038::entity(release)]) {
                table.extend(id.map(|id| (process.ocid, ledger.parties.number(id))));
            }
        }
    }
}

/// What a flag that runs misses on a release; `None` if it does not run.
fn missing(
    flag: Flag,
    release: &Release<'_>,
    contacts: Option<&r044::Contacts<'_>>,
    settings: &Settings,
) -> Option<Missing> {
    match flag {
        Flag::R003 => settings.r003.as_ref().map(|own| r003::missing(release, own)),
        Flag::R018 => settings.r018.as_ref().map(|own| r018::missing(release, own)),
        Flag::R024 => settings.r024.map(|_| price::missing(release, settings)),
        Flag::R025 => settings.r025.map(|_| r025::missing(release)),
        Flag::R028 => settings.r028.then(|| r028::missing(release, settings)),
        Flag::R030 => settings.r030.then(|| r030::missing(release)),
        Flag::R035 => settings.r035.map(|_| r035::missing(release)),
        Flag::R036 => settings.r036.then(|| r036::missing(release, settings)),
        Flag::R038 => settings.r038.map(|_| r038::missing(release)),
        Flag::R044 => contacts.map(|contacts| r044::missing(release, contacts)),
        Flag::R048 => settings.r048.map(|_| r048::missing(release)),
        Flag::R055 => settings.r055.as_ref().map(|own| r055::missing(release, own)),
        Flag::R058 => settings.r058.map(|_| price::missing(release, settings)),
    }
}

/// Writes down a signal that a comparison of prices made, on the process and on some of its tenderers; the hit's first
/// text is the comparison's index.
fn push_comparison(
    ledger: &mut Ledger,
    flag: Flag,
    comparison: &Comparison,
    index: usize,
    fence: f64,
    parties: &[u32],
) {
    let at = ledger.hits.len();
    let hit = Hit {
        flag,
        group: Group::Ocid,
        id: comparison.process,
        process: comparison.process,
        input: comparison.input,
        line: comparison.line,
        value: comparison.difference(),
        numbers: [comparison.winning_price, fence],
        spots: [comparison.winning_bid, comparison.second_bid],
        texts: [index as u32, 0],
        only: Only::Both,
    };
    ledger.hits.push(hit);
    for party in parties {
        ledger.hits.push(Hit { group: Group::Tenderer, id: *party, value: 0.0, ..ledger.hits[at] });
    }
}
