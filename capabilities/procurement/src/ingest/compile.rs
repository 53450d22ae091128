//! What does each process look like, all its releases together? Collects cleaned releases and compiles them in order
//! of ocid, and keeps the books of a run.

use super::codes;
use super::problems::Problems;
use super::report::{Counts, Input, Publisher, RemovedCounts, Report};
use super::runs::{self, Aside, Held, Merged};
use super::{BATCH_BYTES, Cleaned, Item, Package};
use crate::merge;
use crate::schema::Schema;
use base::json::{Value, canonical, parse};
use base::{Action, Problem};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Collects the items of one run.
#[derive(Default)]
pub struct Compiler {
    held: Vec<Held>,
    held_bytes: usize,
    sequence: u64,
    aside: Option<Box<dyn Aside>>,
    runs: usize,
    failed: Option<io::Error>,
    counts: Counts,
    publishers: BTreeMap<(String, Option<String>), u64>,
    contact_points: u64,
    persons: BTreeSet<String>,
    problems: Problems,
    packages_with_license: u64,
}

/// An item with its release written out: the work on one item that needs no other, to be done on several threads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    item: Item,
    /// RFC 8785 bytes of the release; its value is gone.
    bytes: Box<str>,
}

impl From<Item> for Ready {
    fn from(mut item: Item) -> Self {
        let mut bytes = String::new();
        if let Item::Release(release) = &mut item {
            crate::persons::without_digests(&mut release.value);
            bytes = canonical(&std::mem::replace(&mut release.value, Value::Null));
        }
        Self { item, bytes: bytes.into() }
    }
}

impl Ready {
    /// What was found in it.
    pub fn problems(&self) -> &[Problem] {
        match &self.item {
            Item::Problem(problem) => std::slice::from_ref(problem),
            Item::Release(release) => &release.problems,
            Item::Package(package) => &package.problems,
            Item::Record => &[],
        }
    }
}

/// One process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// OCDS identifier.
    pub ocid: String,
    /// Its RFC 8785 bytes (one line, without line end).
    pub bytes: String,
    /// How many releases stand behind it, after duplicates.
    pub releases: u64,
}

/// Bytes of releases held before a sorted run is put aside.
const RUN_BYTES: usize = 24 << 20;

impl Compiler {
    /// A compiler that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// A compiler that puts sorted runs aside instead of holding all releases: memory does not grow with the input.
    pub fn with_aside(aside: Box<dyn Aside>) -> Self {
        Self { aside: Some(aside), ..Self::default() }
    }

    /// Takes the next item of an input, in order.
    pub fn take(&mut self, item: Item) {
        self.take_ready(item.into());
    }

    /// Takes the next item of an input, in order.
    pub fn take_ready(&mut self, ready: Ready) {
        match ready.item {
            Item::Release(release) => self.release(*release, ready.bytes),
            Item::Package(package) => self.package(package),
            Item::Record => self.counts.records += 1,
            Item::Problem(problem) => self.problem(problem),
        }
    }

    /// What has been counted so far; `processes` only after [`Self::finish`].
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// Whether anything could be read at all.
    pub const fn read_anything(&self) -> bool {
        self.counts.packages + self.counts.records + self.counts.releases > 0
    }

    /// What was found so far, in the order it was found.
    pub const fn problems(&self) -> &Problems {
        &self.problems
    }

    /// Whether any package stated a licence and none, nor any stream, was without one.
    pub fn licensed(&self) -> bool {
        self.packages_with_license > 0 && !self.problems.has(codes::LICENSE_MISSING.code)
    }

    /// Gives every process to `each`, in byte order of ocid, and the report of the run.
    ///
    /// The same releases give the same processes in any form and order. Releases of one process are merged in order of
    /// date; those of the same instant by release id, then by content. Of two different releases under one id the
    /// later in the input stands.
    ///
    /// # Errors
    /// Whatever `each` fails with.
    pub fn finish<E>(self, inputs: Vec<Input>, each: impl FnMut(Compiled) -> Result<(), E>) -> Result<Report, E> {
        assert!(self.aside.is_none(), "runs put aside are read back with `finish_from_aside`");
        self.conclude(inputs, each, |_| unreachable!("nothing was put aside, so nothing is read back"))
    }

    /// As [`Self::finish`], for a compiler made with [`Self::with_aside`].
    ///
    /// # Errors
    /// Whatever `each` fails with, and runs that could not be put aside or read back.
    pub fn finish_from_aside<E: From<io::Error>>(
        mut self,
        inputs: Vec<Input>,
        each: impl FnMut(Compiled) -> Result<(), E>,
    ) -> Result<Report, E> {
        match self.failed.take() {
            Some(error) => Err(error.into()),
            None => self.conclude(inputs, each, E::from),
        }
    }

    fn conclude<E>(
        mut self,
        inputs: Vec<Input>,
        mut each: impl FnMut(Compiled) -> Result<(), E>,
        failed: impl Fn(io::Error) -> E,
    ) -> Result<Report, E> {
        let mut held = std::mem::take(&mut self.held);
        held.sort_unstable_by(|a, b| (&a.ocid, a.sequence).cmp(&(&b.ocid, b.sequence)));
        let aside = self.aside.take();
        let mut merged = Merged::new(aside.as_deref().map(|a| a as &dyn Aside), self.runs, held).map_err(&failed)?;
        loop {
            let mut groups: Vec<Vec<Held>> = Vec::new();
            let mut bytes = 0;
            while bytes < BATCH_BYTES
                && let Some(first) = merged.next().map_err(&failed)?
            {
                let mut group = vec![first];
                while merged.peek() == Some(&*group[0].ocid) {
                    group.extend(merged.next().map_err(&failed)?);
                }
                bytes += group.iter().map(|held| held.bytes.len()).sum::<usize>();
                groups.push(group);
            }
            if groups.is_empty() {
                break;
            }
            let done: Vec<(Compiled, Vec<Problem>)> = groups.into_par_iter().map(compile).collect();
            for (compiled, problems) in done {
                self.counts.processes += 1;
                self.problems.extend(problems);
                each(compiled)?;
            }
        }
        drop(merged);
        self.problems.sort();
        let problem_counts = self.problems.counts();
        let publishers = self
            .publishers
            .into_iter()
            .map(|((name, license), packages)| Publisher { name, license, packages })
            .collect();
        Ok(Report {
            kind: "procurement-ingest".to_owned(),
            version: 1,
            inputs,
            counts: self.counts,
            publishers,
            removed: RemovedCounts {
                contact_points: self.contact_points,
                natural_persons: self.persons.len() as u64,
            },
            scope: None,
            problems: self.problems,
            problem_counts,
        })
    }

    fn release(&mut self, mut release: Cleaned, bytes: Box<str>) {
        self.counts.releases += 1;
        self.contact_points += release.removed.contact_points;
        self.persons.append(&mut release.removed.natural_persons);
        self.problems.extend(std::mem::take(&mut release.problems));
        self.held_bytes += bytes.len() + release.ocid.len() + size_of::<Held>();
        self.sequence += 1;
        self.held.push(Held {
            ocid: release.ocid.into(),
            sequence: self.sequence,
            place: release.place,
            compiled: release.compiled,
            bytes,
        });
        if self.held_bytes > RUN_BYTES
            && self.failed.is_none()
            && let Some(aside) = &mut self.aside
        {
            self.held.sort_unstable_by(|a, b| (&a.ocid, a.sequence).cmp(&(&b.ocid, b.sequence)));
            match runs::write(aside.as_mut(), &self.held) {
                Ok(()) => {
                    self.runs += 1;
                    self.held.clear();
                    self.held_bytes = 0;
                }
                Err(error) => self.failed = Some(error),
            }
        }
    }

    fn package(&mut self, package: Package) {
        self.counts.packages += 1;
        self.packages_with_license += u64::from(package.license.is_some());
        *self.publishers.entry((package.publisher.unwrap_or_default(), package.license)).or_insert(0) += 1;
        package.problems.into_iter().for_each(|problem| self.problem(problem));
    }

    fn problem(&mut self, problem: Problem) {
        self.counts.refused += u64::from(problem.action == Action::Refused);
        self.problems.push(problem);
    }
}

/// The releases of one process as one, and what was found on the way.
fn compile(mut group: Vec<Held>) -> (Compiled, Vec<Problem>) {
    if group.len() == 1 && group[0].compiled {
        let Held { ocid, bytes, .. } = group.remove(0);
        return (Compiled { ocid: ocid.into(), bytes: bytes.into(), releases: 1 }, Vec::new());
    }
    let mut problems = Vec::new();
    let mut releases = without_duplicates(group, &mut problems);
    // A total order that does not depend on the input's: date, id, content.
    releases.sort_by(|a, b| {
        let key = |r: &Read| (merge::date_order(r.date()).0, r.id().map(str::to_owned));
        key(a).cmp(&key(b)).then_with(|| a.held.bytes.cmp(&b.held.bytes))
    });
    let count = releases.len() as u64;
    if let Some(at) = releases.iter().rposition(|r| r.held.compiled) {
        let used = releases.remove(at).held;
        for other in releases {
            let what = "a compiled release of this process is used in its place";
            problems.push(codes::SUPERSEDED.at(other.held.place, what));
        }
        return (Compiled { ocid: used.ocid.into(), bytes: used.bytes.into(), releases: count }, problems);
    }
    for release in &releases {
        if merge::date_order(release.date()).0.is_none() {
            problems.push(codes::NO_DATE.at(release.held.place.clone(), "the release has no date that can be read"));
        }
    }
    let ocid = releases[0].held.ocid.to_string();
    let values: Vec<Value> = releases.into_iter().map(|r| r.value).collect();
    let value = merge::compiled(Schema::release(), &values).expect("a process has at least one release");
    (Compiled { ocid, bytes: canonical(&value), releases: count }, problems)
}

/// Same ocid and id: identical releases count once; of different ones the later in the input stands.
fn without_duplicates(group: Vec<Held>, problems: &mut Vec<Problem>) -> Vec<Read> {
    let mut kept: Vec<Read> = Vec::with_capacity(group.len());
    let mut by_id: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
    for held in group {
        let new = Read { value: read_back(&held.bytes), held };
        let id = new.id().map(str::to_owned);
        let places = by_id.entry(id.clone()).or_default();
        let same = places.iter().copied().find(|i| id.is_some() || kept[*i].held.bytes == new.held.bytes);
        let Some(at) = same else {
            places.push(kept.len());
            kept.push(new);
            continue;
        };
        let old = &mut kept[at];
        let before = old.held.place.line;
        let identical = old.held.bytes == new.held.bytes;
        let place = new.held.place.clone();
        let elsewhere = if old.held.place.input == place.input {
            format!("line {before}")
        } else {
            format!("input {} line {before}", old.held.place.input)
        };
        let what = if identical {
            format!("the same release stands in {elsewhere} already; it counts once")
        } else {
            format!("another release with this ocid and id stands in {elsewhere}; this one, the later, is used")
        };
        problems.push(codes::DUPLICATE_RELEASE.at(place, what));
        if identical {
            old.held.compiled |= new.held.compiled;
        } else {
            *old = new;
        }
    }
    kept
}

/// What was written in canonical form, as a value.
fn read_back(bytes: &str) -> Value {
    parse(bytes.as_bytes(), super::MAX_DEPTH + 1).expect("canonical JSON reads back").value
}

impl Compiled {
    /// The compiled release.
    pub fn value(&self) -> Value {
        read_back(&self.bytes)
    }
}

struct Read {
    value: Value,
    held: Held,
}

impl Read {
    fn date(&self) -> Option<&str> {
        self.value.get("date").and_then(Value::as_text)
    }

    fn id(&self) -> Option<&str> {
        match self.value.get("id")? {
            Value::Text(text) => Some(text),
            Value::Number(number) => Some(number),
            _ => None,
        }
    }
}
