//! Do the bundles and tiles have the checkpoint's root, and does every entry fit? The walk through the copy.

use super::Options;
use super::report::{Report, StepCode};
use super::statements::{self, Checked, Collected};
use crate::copy::{CopyRead, CopyTiles, TileRead};
use crate::entry::{Entry, ISSUER};
use crate::issuer::Issuers;
use crate::merkle::{leaf_hash, root};
use crate::refusal::{Code, Refusal};
use crate::tile::{Row, TilePath, decode_bundle, decode_tile, encode_tile, row_shape};
use crate::tree::{Frontier, tile_root};
use base::Digest;
use rayon::prelude::*;

/// Bundles read at a time: enough for all cores, little enough for memory.
const BATCH: usize = 64;

/// The state of an audit between two batches, and what it learnt.
pub(super) struct Walk<'a> {
    pub(super) copy: &'a dyn CopyRead,
    pub(super) options: &'a Options<'a>,
    pub(super) size: u64,
    pub(super) issuers: Issuers,
    pub(super) collected: Collected,
    /// Root over every bundle's leaves, so that a second reading cannot be given other bytes; `None` where it was bad.
    pub(super) bundles: Vec<Option<Digest>>,
    /// Entries that are findings.
    pub(super) findings: Vec<u64>,
    pub(super) root_at_old_size: Option<Digest>,
    /// Each entry's commitment, by index; `None` where the entry was bad. Kept only if statements are looked at.
    pub(super) commitments: Vec<Option<Digest>>,
    old_size: Option<u64>,
    frontier: Frontier,
    /// A bundle and its tile were both unreadable: from there on no root can be computed.
    broken: bool,
    last_time: u64,
}

/// One bundle as read, in parallel with others.
struct Bundle {
    /// Root over the leaves of the bundle; `None` if the bundle is bad.
    root: Option<Digest>,
    /// From the bundle, or if that is bad from its tile.
    leaves: Option<Vec<Digest>>,
    entries: Vec<Result<Entry, Refusal>>,
    failures: Vec<Refusal>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(copy: &'a dyn CopyRead, options: &'a Options<'a>, size: u64, old_size: Option<u64>) -> Self {
        Self {
            copy,
            options,
            size,
            issuers: Issuers::new(),
            collected: Collected::default(),
            bundles: Vec::new(),
            findings: Vec::new(),
            root_at_old_size: (old_size == Some(0)).then(crate::merkle::empty_root),
            commitments: Vec::new(),
            old_size,
            frontier: Frontier::new(),
            broken: false,
            last_time: 0,
        }
    }

    pub(super) fn run(&mut self, report: &mut Report, root: &Digest, is_finding: &dyn Fn(&str) -> bool) {
        let (full, partial) = row_shape(Row::Entries, self.size);
        let bundles = full + u64::from(partial > 0);
        let mut first = 0;
        while first < bundles {
            let end = bundles.min(first + BATCH as u64);
            let batch: Vec<Bundle> = (first..end).into_par_iter().map(|n| self.read(n)).collect();
            let missing_whole = batch.iter().all(|bundle| bundle.root.is_none() && bundle.leaves.is_none());
            self.take(first, batch, report, is_finding);
            if missing_whole {
                // A size that the copy has nothing for: say so once instead of billions of times.
                report
                    .step_mut(StepCode::Entries)
                    .notes
                    .push(format!("nothing was found from entry {} on; looking ended there", first * 256));
                return;
            }
            first = end;
            if let Some(progress) = self.options.progress {
                progress((first * 256).min(self.size), self.size);
            }
        }
        self.finish(report, root);
    }

    /// Reads bundle `n` and its level-0 tile, and holds them against each other.
    fn read(&self, n: u64) -> Bundle {
        let (full, partial) = row_shape(Row::Entries, self.size);
        let width = if n < full { 256 } else { partial };
        let path = TilePath::new(Row::Entries, n, width).expect("a bundle within the size");
        let tile = TilePath::new(Row::Hashes(0), n, width).expect("a tile within the size");
        let tiles = CopyTiles(self.copy);
        let mut bundle = Bundle { root: None, leaves: None, entries: Vec::new(), failures: Vec::new() };
        match tiles.tile(path) {
            Err(refusal) => bundle.failures.push(refusal),
            Ok(bytes) => match decode_bundle(&bytes, width) {
                Err(refusal) => bundle.failures.push(refusal.within(&path.to_string())),
                Ok(entries) => {
                    let leaves: Vec<Digest> = entries.iter().map(|entry| leaf_hash(entry)).collect();
                    bundle.root = Some(bundle_root(&leaves));
                    bundle.leaves = Some(leaves);
                    bundle.entries = entries.iter().map(|entry| Entry::parse(entry, self.options.kinds)).collect();
                }
            },
        }
        let published = tiles
            .tile(tile)
            .and_then(|bytes| decode_tile(&bytes, width).map_err(|refusal| refusal.within(&tile.to_string())));
        match (published, &bundle.leaves) {
            (Err(refusal), _) => bundle.failures.push(refusal),
            (Ok(published), Some(leaves)) => {
                for (i, _) in leaves.iter().zip(&published).enumerate().filter(|(_, (ours, theirs))| ours != theirs) {
                    let index = n * 256 + i as u64;
                    bundle.failures.push(Refusal::new(
                        Code::TileDiffers,
                        format!("entry {index}, {path} and {tile}"),
                        "the entry does not hash to its place in the tile",
                        "One of the two files was changed; compare them with another copy.",
                    ));
                }
            }
            (Ok(published), None) => bundle.leaves = Some(published),
        }
        bundle
    }

    fn take(&mut self, first: u64, batch: Vec<Bundle>, report: &mut Report, is_finding: &dyn Fn(&str) -> bool) {
        let mut entries: Vec<(u64, Entry)> = Vec::with_capacity(batch.len() * 256);
        for (n, bundle) in (first..).zip(batch) {
            bundle.failures.into_iter().for_each(|refusal| report.step_mut(StepCode::Root).fail(refusal));
            self.bundles.push(bundle.root);
            self.grow(bundle.leaves, bundle.root, report);
            let step = report.step_mut(StepCode::Entries);
            if self.options.statements {
                // A bundle that could not be read leaves no gap: indices stay what they are.
                let first = usize::try_from(n * 256).expect("as many bundles were read");
                self.commitments.resize(first, None);
                let read = bundle.entries.iter().map(|entry| entry.as_ref().ok().map(|entry| entry.commitment));
                self.commitments.extend(read);
            }
            for (index, entry) in (n * 256..).zip(bundle.entries) {
                let entry = match entry.and_then(|entry| entry.check_refs(index).map(|()| entry)) {
                    Ok(entry) => entry,
                    Err(refusal) => {
                        step.fail(refusal.within(&format!("entry {index}")));
                        continue;
                    }
                };
                step.count("entries", 1);
                if entry.time < self.last_time {
                    step.fail(Refusal::new(
                        Code::TimeDecreases,
                        format!("entry {index}, field t"),
                        format!("the time {} lies before {}, that of an earlier entry", entry.time, self.last_time),
                        "Ask the operator; a sequencer's clock must not go back.",
                    ));
                }
                self.last_time = self.last_time.max(entry.time);
                if is_finding(&entry.kind) {
                    self.findings.push(index);
                }
                entries.push((index, entry));
            }
        }
        if self.options.statements {
            self.take_statements(&entries, report);
        }
    }

    /// Issuers' statements first and in order, since the others are held against them; then all others at once.
    fn take_statements(&mut self, entries: &[(u64, Entry)], report: &mut Report) {
        for (index, entry) in entries.iter().filter(|(_, entry)| entry.kind == ISSUER) {
            let checked = statements::check_issuer(self, *index, entry);
            self.collected.take(*index, entry, checked, report);
        }
        let checked: Vec<Checked> = entries
            .par_iter()
            .with_min_len(16)
            .filter(|(_, entry)| entry.kind != ISSUER)
            .map(|(index, entry)| statements::check(self, *index, entry))
            .collect();
        let others = entries.iter().filter(|(_, entry)| entry.kind != ISSUER);
        for ((index, entry), checked) in others.zip(checked) {
            self.collected.take(*index, entry, checked, report);
        }
    }

    /// The commitment of an entry that was read and fits.
    pub(super) fn commitment(&self, index: u64) -> Option<Digest> {
        *self.commitments.get(usize::try_from(index).ok()?)?
    }

    fn grow(&mut self, leaves: Option<Vec<Digest>>, root: Option<Digest>, report: &mut Report) {
        let Some(leaves) = leaves.filter(|_| !self.broken) else {
            self.broken = true;
            return;
        };
        let copy = self.copy;
        let mut finished = |path: TilePath, hashes: &[Digest]| {
            if path.row() != Row::Hashes(0) {
                compare(copy, path, hashes, report);
            }
        };
        let here = self.frontier.size()..=self.frontier.size() + leaves.len() as u64;
        let whole = leaves.len() == 256 && !self.old_size.is_some_and(|old| here.contains(&old));
        match root {
            // Most tiles: their root was computed on another core.
            Some(root) if whole => self.frontier.push_tile(&leaves, root, &mut finished),
            _ => {
                for leaf in leaves {
                    self.frontier.push(leaf, &mut finished);
                    if self.old_size == Some(self.frontier.size()) {
                        self.root_at_old_size = Some(self.frontier.root());
                    }
                }
            }
        }
    }

    fn finish(&self, report: &mut Report, root: &Digest) {
        report.step_mut(StepCode::Entries).done();
        if self.broken {
            let step = report.step_mut(StepCode::Root);
            step.notes.push("the root could not be computed: a bundle and its tile are both unreadable".to_owned());
            return;
        }
        for (path, hashes) in self.frontier.partial_tiles().filter(|(path, _)| path.row() != Row::Hashes(0)) {
            compare(self.copy, path, hashes, report);
        }
        let step = report.step_mut(StepCode::Root);
        let found = self.frontier.root();
        if found != *root {
            step.fail(Refusal::new(
                Code::RootDiffers,
                "checkpoint",
                format!("the {} entries have the root {found}, the checkpoint says {root}", self.size),
                "Keep the copy and report it: entries were changed after the checkpoint was signed, or the copy is damaged.",
            ));
        }
        step.count("entries", self.frontier.size());
        step.done();
    }
}

/// What a bundle is known by: the root over its leaves.
pub(super) fn bundle_root(leaves: &[Digest]) -> Digest {
    if leaves.len() == 256 { tile_root(leaves) } else { root(leaves) }
}

fn compare(copy: &dyn CopyRead, path: TilePath, hashes: &[Digest], report: &mut Report) {
    let step = report.step_mut(StepCode::Root);
    match CopyTiles(copy).tile(path) {
        Ok(bytes) if bytes == encode_tile(hashes) => step.count("tiles above the leaves", 1),
        Ok(_) => step.fail(differs(&path.to_string())),
        Err(refusal) => step.fail(refusal),
    }
}

pub(super) fn differs(path: &str) -> Refusal {
    Refusal::new(
        Code::TileDiffers,
        path,
        "the file is not what the entries give",
        "The file was changed; compare it with another copy.",
    )
}
