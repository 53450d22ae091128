//! What else lies in the copy? Older tiles, files that belong to no entry, files that no copy has. Only where the copy
//! can be listed.
//!
//! A record that is being written has files whose entries the checkpoint does not cover yet; their bundles lie there
//! before them. Such files are counted, not blamed.

use super::entries::{Walk, differs};
use super::report::{Report, Step, StepCode, StepOutcome};
use super::statements;
use crate::base64;
use crate::copy::{CopyTiles, MAX_STATEMENT, TileRead, optional, statement_path};
use crate::disclosure::{self, MAX_DISCLOSURE, digest_of};
use crate::entry::Entry;
use crate::refusal::{Code, Refusal};
use crate::statement::{Envelope, Statement};
use crate::tile::{MAX_BUNDLE, Row, TilePath, decode_bundle, row_shape};
use base::Digest;
use std::collections::BTreeSet;

/// Files at the top of a copy that other steps read.
const TOP: [&str; 3] = ["checkpoint", "log.vkey", "policy"];
/// Where a writer keeps files that are not whole yet.
const UNFINISHED: &str = ".tmp/";

/// What a listed file is.
enum Kind {
    /// Looked at here, and good.
    Good,
    /// Looked at by another step.
    Elsewhere,
    /// A tile or bundle beyond the checkpoint's size.
    Beyond(TilePath),
    /// Not whole yet.
    Unfinished,
    /// Belongs to no entry under the checkpoint.
    Stray(Stray),
    /// No copy has such a file.
    Unknown,
}

/// A well-named file that no entry under the checkpoint accounts for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stray {
    /// A statement or nonce, by its commitment.
    Statement(Digest),
    Disclosure(Digest),
    /// A document. It may wait for its statement, so it is mentioned and not blamed.
    Blob(Digest),
}

/// Looks at every file of the copy that the log's present state does not need but a reader may find.
pub(super) fn look(walk: &mut Walk<'_>, report: &mut Report) {
    let mut commitments: Vec<Digest> = std::mem::take(&mut walk.commitments).into_iter().flatten().collect();
    commitments.sort_unstable();
    let step = report.step_mut(StepCode::Files);
    let mut strays: Vec<(String, Stray)> = Vec::new();
    let mut beyond: Vec<TilePath> = Vec::new();
    let listed = walk.copy.list(&mut |path| match sort(walk, &commitments, path) {
        Ok(Kind::Good) => step.count("files", 1),
        Ok(Kind::Elsewhere) => {}
        Ok(Kind::Beyond(_)) => step.count("tiles beyond the checkpoint, not looked at", 1),
        Ok(Kind::Unfinished) => step.count("unfinished files, not looked at", 1),
        Ok(Kind::Stray(stray)) => strays.push((path.to_owned(), stray)),
        Ok(Kind::Unknown) => {
            step.count("unknown files", 1);
            let remedy = "Pay no heed to it: it is no part of the record.";
            step.notice(Refusal::new(Code::FileUnknown, path, "no copy of a record has such a file", remedy));
        }
        Err(refusal) => step.fail(refusal),
    });
    // Bundles are listed again after the strays: what was appended meanwhile has its bundle by now.
    let again = match (&listed, strays.is_empty()) {
        (Ok(true), false) => walk.copy.list(&mut |path| {
            if let Ok(Kind::Beyond(tile)) = sort_tile_only(walk, path)
                && tile.row() == Row::Entries
            {
                beyond.push(tile);
            }
        }),
        _ => listed.clone(),
    };
    let pending = pending(walk, &beyond);
    for (path, stray) in strays {
        if pending.contains(&stray) {
            step.count("files of entries beyond the checkpoint", 1);
        } else {
            tell(step, &path, stray);
        }
    }
    match listed.and(again) {
        Ok(true) => step.done(),
        Ok(false) => step.outcome = StepOutcome::NotAsked,
        Err(why) => step.fail(Refusal::new(Code::FileUnreadable, "", why, "See that the copy can be listed.")),
    }
}

fn tell(step: &mut Step, path: &str, stray: Stray) {
    let remedy = "Ask the operator what it is; it is under no checkpoint, so nobody vouches for it.";
    match stray {
        Stray::Statement(_) => {
            step.fail(Refusal::new(Code::FileStray, path, "the file belongs to no entry of the log", remedy));
        }
        Stray::Disclosure(_) => {
            step.fail(Refusal::new(Code::FileStray, path, "no statement in the copy has the sealed field", remedy));
        }
        Stray::Blob(_) => {
            step.count("documents that no statement names", 1);
            let found = "no statement in the copy names the document";
            step.notice(Refusal::new(Code::FileStray, path, found, remedy));
        }
    }
}

fn sort(walk: &Walk<'_>, commitments: &[Digest], path: &str) -> Result<Kind, Refusal> {
    if TOP.contains(&path) {
        return Ok(Kind::Elsewhere);
    }
    if path.starts_with(UNFINISHED) {
        return Ok(Kind::Unfinished);
    }
    let Some((folder, name)) = path.split_once('/') else { return Ok(Kind::Unknown) };
    match folder {
        "tile" => tile(walk, path),
        "statement" => {
            let stem = name.strip_suffix(".json").or_else(|| name.strip_suffix(".nonce"));
            let Some(commitment) = stem.and_then(Digest::from_hex) else { return Ok(Kind::Unknown) };
            let known = commitments.binary_search(&commitment).is_ok();
            Ok(if known { Kind::Elsewhere } else { Kind::Stray(Stray::Statement(commitment)) })
        }
        "disclosure" => {
            let Some(digest) = disclosure_digest(name) else { return Ok(Kind::Unknown) };
            let bytes = optional(walk.copy, path, MAX_DISCLOSURE)?.unwrap_or_default();
            if std::str::from_utf8(&bytes).is_ok_and(|text| digest_of(text) != name) {
                let found = "the disclosure does not have the digest it is named after";
                return Err(Refusal::new(Code::DisclosureBad, path, found, "Compare it with another copy."));
            }
            let named = walk.collected.disclosures.contains_key(&digest);
            Ok(if named { Kind::Good } else { Kind::Stray(Stray::Disclosure(digest)) })
        }
        "blob" => {
            let Some(digest) = Digest::from_hex(name) else { return Ok(Kind::Unknown) };
            if walk.collected.blobs.contains_key(&digest) {
                return Ok(Kind::Good);
            }
            // Also a document that nobody names is what its name says, or it was changed.
            statements::blob(walk, &digest)?;
            Ok(Kind::Stray(Stray::Blob(digest)))
        }
        _ => Ok(Kind::Unknown),
    }
}

fn sort_tile_only(walk: &Walk<'_>, path: &str) -> Result<Kind, Refusal> {
    let Some(tile) = TilePath::parse(path) else { return Ok(Kind::Unknown) };
    Ok(if is_beyond(walk, tile) { Kind::Beyond(tile) } else { Kind::Elsewhere })
}

fn is_beyond(walk: &Walk<'_>, tile: TilePath) -> bool {
    let (full, partial) = row_shape(tile.row(), walk.size);
    tile.index() > full || (tile.index() == full && tile.width() > partial)
}

/// An older, narrower tile must be the beginning of the one that took its place.
fn tile(walk: &Walk<'_>, path: &str) -> Result<Kind, Refusal> {
    let Some(tile) = TilePath::parse(path) else { return Ok(Kind::Unknown) };
    if is_beyond(walk, tile) {
        return Ok(Kind::Beyond(tile));
    }
    let (full, partial) = row_shape(tile.row(), walk.size);
    let width = if tile.index() < full { 256 } else { partial };
    if tile.width() == width {
        return Ok(Kind::Elsewhere);
    }
    let Some(bytes) = optional(walk.copy, path, MAX_BUNDLE)? else { return Ok(Kind::Elsewhere) };
    let now = TilePath::new(tile.row(), tile.index(), width).expect("a tile within the size");
    let now = CopyTiles(walk.copy).tile(now)?;
    if now.starts_with(&bytes) && fits(tile, &bytes) { Ok(Kind::Good) } else { Err(differs(path)) }
}

fn fits(path: TilePath, bytes: &[u8]) -> bool {
    match path.row() {
        Row::Hashes(_) => bytes.len() == 32 * usize::from(path.width()),
        Row::Entries => decode_bundle(bytes, path.width()).is_ok(),
    }
}

/// What the bundles beyond the checkpoint account for. Nobody vouches for them, so what they hold is only counted.
fn pending(walk: &Walk<'_>, bundles: &[TilePath]) -> BTreeSet<Stray> {
    let mut found = BTreeSet::new();
    for path in bundles {
        let Ok(Some(bytes)) = optional(walk.copy, &path.to_string(), MAX_BUNDLE) else { continue };
        let Ok(entries) = decode_bundle(&bytes, path.width()) else { continue };
        for entry in entries.iter().filter_map(|entry| Entry::parse(entry, walk.options.kinds).ok()) {
            found.insert(Stray::Statement(entry.commitment));
            let Some(statement) = read(walk, &entry.commitment) else { continue };
            found.extend(statement.subjects.iter().map(|subject| Stray::Blob(subject.sha256)));
            let digests = disclosure::digests(&statement.predicate).unwrap_or_default();
            found.extend(digests.into_iter().filter_map(disclosure_digest).map(Stray::Disclosure));
        }
    }
    found
}

/// The statement of a commitment, as it lies there.
pub(super) fn read(walk: &Walk<'_>, commitment: &Digest) -> Option<Statement> {
    let bytes = optional(walk.copy, &statement_path(commitment), MAX_STATEMENT).ok()??;
    Envelope::parse(&bytes).ok()?.statement().ok()
}

/// The bytes of a digest as it stands in `_sd` and names a file.
pub(super) fn disclosure_digest(text: &str) -> Option<Digest> {
    base64::decode_url(text)?.try_into().ok().map(Digest)
}
