//! Is every statement what its entry committed to, signed by one who might, and is what is missing erased?

use super::entries::Walk;
use super::files::{disclosure_digest, read};
use super::report::{Report, Step, StepCode};
use crate::base64;
use crate::copy::{
    CopyRead, MAX_BLOB, MAX_STATEMENT, blob_path, disclosure_path, nonce_path, optional, statement_path,
};
use crate::disclosure::{self, Disclosure, MAX_DISCLOSURE};
use crate::entry::{ERASURE, Entry, Publicity, commitment};
use crate::erasure::{Erasure, Level};
use crate::reference;
use crate::refusal::{Code, Refusal};
use crate::statement::{Envelope, Statement};
use base::Digest;
use base::digest::sha256;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// What was learnt about one entry's statement.
#[derive(Default)]
pub(super) struct Checked {
    found: Found,
    failures: Vec<(StepCode, Refusal)>,
    missing_blobs: Vec<Digest>,
    /// Documents that are there.
    blobs: Vec<Digest>,
    unpublished: u64,
    disclosures: u64,
    /// Digests of sealed fields and decoys.
    sealed: Vec<Digest>,
    erasure: Option<Erasure>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Not in the copy.
    #[default]
    Missing,
    /// There, and what was committed to, signed by its issuer, who might.
    Verified,
    /// As above, but the issuer's key was not valid then or not for this kind: shown, reported, not hidden.
    Doubtful,
    /// There, but wrong.
    Bad,
}

/// What the walk keeps of all statements until its end.
#[derive(Default)]
pub(super) struct Collected {
    /// Entries whose statement is neither there nor restricted, with what to look for.
    missing: Vec<Missing>,
    missing_blobs: Vec<(u64, Digest)>,
    /// Entries whose statement is there but does not hold.
    pub(super) bad: BTreeSet<u64>,
    /// Entries whose statement holds but whose issuer's key was not valid for it.
    pub(super) doubtful: BTreeSet<u64>,
    /// Erased entries, and the erasure that says so.
    pub(super) erased: BTreeMap<u64, u64>,
    erased_blobs: BTreeMap<(u64, Digest), u64>,
    erased_disclosures: BTreeMap<(u64, Digest), u64>,
    /// Documents whose digest is right: many statements may name one.
    good_blobs: Mutex<BTreeSet<Digest>>,
    /// Documents that are there, and how many statements that are there name each.
    pub(super) blobs: BTreeMap<Digest, u32>,
    /// Digests of sealed fields and decoys, and how many statements that are there have each.
    pub(super) disclosures: BTreeMap<Digest, u32>,
}

struct Missing {
    index: u64,
    commitment: Digest,
    /// An erasure itself cannot be erased: it must stay to say why something is gone.
    erasable: bool,
}

/// Reads a statement, holds it against its commitment, and reads it; `None` if it is not in the copy.
pub(super) fn load(copy: &dyn CopyRead, entry: &Entry) -> Result<Option<(Envelope, Statement)>, Refusal> {
    let path = statement_path(&entry.commitment);
    let Some(bytes) = optional(copy, &path, MAX_STATEMENT)? else {
        return Ok(None);
    };
    let nonce_path = nonce_path(&entry.commitment);
    let nonce = optional(copy, &nonce_path, 32)?.and_then(|nonce| <[u8; 32]>::try_from(nonce).ok());
    let Some(nonce) = nonce else {
        let found = "the nonce is missing or has not 32 bytes, so nobody can tell whether this is the statement";
        return Err(Refusal::new(Code::CommitMismatch, nonce_path, found, "Ask the operator for the nonce."));
    };
    if commitment(&nonce, &bytes) != entry.commitment {
        return Err(Refusal::new(
            Code::CommitMismatch,
            path,
            "nonce and statement do not hash to the entry's commitment",
            "The statement or its nonce was changed; compare them with another copy.",
        ));
    }
    let envelope = Envelope::parse(&bytes).map_err(|e| e.within(&path))?;
    let statement = envelope.statement().map_err(|e| e.within(&path))?;
    if statement.kind != entry.kind {
        return Err(Refusal::new(
            Code::StatementSchema,
            format!("{path}, /predicateType"),
            format!("the statement is of kind `{}`, the entry of `{}`", statement.kind, entry.kind),
            "Ask the operator; the entry says what the statement does not.",
        ));
    }
    Ok(Some((envelope, statement)))
}

/// Checks the statement of an issuer's entry and takes the issuer up.
pub(super) fn check_issuer(walk: &mut Walk<'_>, index: u64, entry: &Entry) -> Checked {
    let loaded = match load(walk.copy, entry) {
        Ok(Some(loaded)) => loaded,
        Ok(None) => return Checked::default(),
        Err(refusal) => return bad(index, StepCode::Statements, refusal),
    };
    if walk.issuers.key_for(entry, &loaded.1.predicate).is_some_and(|key| loaded.0.verify(&key).is_ok()) {
        // An issuer whose own entry was not signed by a valid operator introduces nobody.
        let first = walk.issuers.operator().is_none();
        let allowed = if first { Ok(()) } else { walk.issuers.check(index, entry) };
        if let Err(refusal) = allowed.and_then(|()| walk.issuers.admit(index, entry, &loaded.1.predicate)) {
            return bad(index, StepCode::Issuers, refusal);
        }
    }
    check_loaded(walk, index, entry, &loaded.0, &loaded.1)
}

/// Checks an entry's statement: commitment, signature, issuer, disclosures, documents.
pub(super) fn check(walk: &Walk<'_>, index: u64, entry: &Entry) -> Checked {
    match load(walk.copy, entry) {
        Ok(Some((envelope, statement))) => {
            let mut checked = check_loaded(walk, index, entry, &envelope, &statement);
            if entry.publicity == Publicity::Restricted {
                let found = "the statement is restricted, yet it lies in the copy";
                let refusal = not_public(&statement_path(&entry.commitment), found.to_owned());
                checked.failures.push((StepCode::Erasures, refusal.within(&format!("entry {index}"))));
            }
            checked
        }
        Ok(None) => Checked::default(),
        Err(refusal) => bad(index, StepCode::Statements, refusal),
    }
}

fn check_loaded(walk: &Walk<'_>, index: u64, entry: &Entry, envelope: &Envelope, statement: &Statement) -> Checked {
    let mut checked = Checked { found: Found::Verified, ..Checked::default() };
    match walk.issuers.key_for(entry, &statement.predicate) {
        Some(key) => {
            if let Err(refusal) = envelope.verify(&key) {
                let path = statement_path(&entry.commitment);
                checked.fail(index, StepCode::Statements, refusal.within(&path));
            }
            if let Err(refusal) = walk.issuers.check(index, entry) {
                checked.fail(index, StepCode::Issuers, refusal);
            }
        }
        None => {
            let found = format!("no earlier record.issuer entry introduces the key {}", entry.by);
            let refusal = Refusal::new(Code::KeyUnknown, "field by", found, "Ask the operator who signed this.");
            checked.fail(index, StepCode::Issuers, refusal);
        }
    }
    let said = reference::references(&statement.predicate);
    let held = said.and_then(|said| reference::check(&entry.refs, &said, &|earlier| walk.commitment(earlier)));
    if let Err(refusal) = held {
        checked.fail(index, StepCode::Statements, refusal);
    }
    checked.disclosures(walk, index, entry, statement);
    checked.documents(walk, index, entry, statement);
    if entry.kind == ERASURE {
        match Erasure::from_predicate(&statement.predicate) {
            Ok(erasure) if checked.found == Found::Verified => checked.erasure = Some(erasure),
            Ok(_) => {}
            Err(refusal) => checked.fail(index, StepCode::Erasures, refusal),
        }
    }
    checked
}

impl Checked {
    fn fail(&mut self, index: u64, step: StepCode, refusal: Refusal) {
        match (step, refusal.code) {
            (StepCode::Issuers, Code::KeyExpired | Code::KeyKind) if self.found != Found::Bad => {
                self.found = Found::Doubtful;
            }
            (StepCode::Statements | StepCode::Issuers | StepCode::Erasures, _) => self.found = Found::Bad,
            // A wrong document or disclosure leaves the statement itself what it was.
            _ => {}
        }
        self.failures.push((step, refusal.within(&format!("entry {index}"))));
    }

    fn disclosures(&mut self, walk: &Walk<'_>, index: u64, entry: &Entry, statement: &Statement) {
        let digests = match disclosure::digests(&statement.predicate) {
            Ok(digests) => digests,
            Err(refusal) => return self.fail(index, StepCode::Disclosures, refusal),
        };
        if !digests.is_empty() && entry.publicity == Publicity::Public {
            let found = "the statement has sealed fields, but its entry says `public`";
            let refusal = Refusal::new(Code::StatementSchema, "field p", found, "Write `sealed` in such an entry.");
            self.fail(index, StepCode::Disclosures, refusal);
        }
        for digest in digests {
            self.sealed.extend(disclosure_digest(digest));
            let path = disclosure_path(digest);
            match optional(walk.copy, &path, MAX_DISCLOSURE) {
                Ok(None) => {}
                Ok(Some(bytes)) => {
                    let text = std::str::from_utf8(&bytes).unwrap_or_default();
                    match Disclosure::parse(text) {
                        Ok(disclosure) if disclosure.digest() == digest => self.disclosures += 1,
                        Ok(_) => {
                            let found = "the disclosure does not have the digest it is named after";
                            let remedy = "Compare it with another copy.";
                            let refusal = Refusal::new(Code::DisclosureBad, path, found, remedy);
                            self.fail(index, StepCode::Disclosures, refusal);
                        }
                        Err(refusal) => self.fail(index, StepCode::Disclosures, refusal.within(&path)),
                    }
                }
                Err(refusal) => self.fail(index, StepCode::Disclosures, refusal),
            }
        }
    }

    fn documents(&mut self, walk: &Walk<'_>, index: u64, entry: &Entry, statement: &Statement) {
        for subject in &statement.subjects {
            match blob(walk, &subject.sha256) {
                Ok(true) => self.blobs.push(subject.sha256),
                Ok(false) if entry.publicity == Publicity::Public => self.missing_blobs.push(subject.sha256),
                Ok(false) => self.unpublished += 1,
                Err(refusal) => self.fail(index, StepCode::Documents, refusal),
            }
        }
    }
}

fn bad(index: u64, step: StepCode, refusal: Refusal) -> Checked {
    let mut checked = Checked { found: Found::Bad, ..Checked::default() };
    checked.fail(index, step, refusal);
    checked
}

/// Whether the document is in the copy, with its digest.
pub(super) fn blob(walk: &Walk<'_>, digest: &Digest) -> Result<bool, Refusal> {
    let good = &walk.collected.good_blobs;
    if good.lock().unwrap_or_else(PoisonError::into_inner).contains(digest) {
        return Ok(true);
    }
    let path = blob_path(digest);
    let Some(bytes) = optional(walk.copy, &path, MAX_BLOB)? else {
        return Ok(false);
    };
    let found = sha256(&bytes);
    if found != *digest {
        return Err(Refusal::new(
            Code::BlobDigest,
            path,
            format!("the document has the digest {found}"),
            "The document was changed; compare it with another copy.",
        ));
    }
    good.lock().unwrap_or_else(PoisonError::into_inner).insert(*digest);
    Ok(true)
}

impl Collected {
    pub(super) fn take(&mut self, index: u64, entry: &Entry, checked: Checked, report: &mut Report) {
        for (step, refusal) in checked.failures {
            report.step_mut(step).fail(refusal);
        }
        let statements = report.step_mut(StepCode::Statements);
        match checked.found {
            Found::Verified => statements.count("verified", 1),
            Found::Doubtful => {
                statements.count("verified", 1);
                self.doubtful.insert(index);
            }
            Found::Bad => {
                self.bad.insert(index);
            }
            Found::Missing if entry.publicity == Publicity::Restricted => statements.count("restricted", 1),
            Found::Missing => {
                let erasable = entry.kind != ERASURE;
                self.missing.push(Missing { index, commitment: entry.commitment, erasable });
            }
        }
        checked.sealed.iter().for_each(|digest| *self.disclosures.entry(*digest).or_default() += 1);
        checked.blobs.iter().for_each(|digest| *self.blobs.entry(*digest).or_default() += 1);
        if !checked.sealed.is_empty() {
            let step = report.step_mut(StepCode::Disclosures);
            step.count("digests of sealed fields and decoys", checked.sealed.len() as u64);
            step.count("disclosed", checked.disclosures);
        }
        if !checked.blobs.is_empty() {
            report.step_mut(StepCode::Documents).count("documents", checked.blobs.len() as u64);
        }
        if checked.unpublished > 0 {
            report.step_mut(StepCode::Documents).count("of sealed statements, not published", checked.unpublished);
        }
        self.missing_blobs.extend(checked.missing_blobs.into_iter().map(|digest| (index, digest)));
        if let Some(erasure) = checked.erasure {
            for earlier in &entry.refs {
                if erasure.level == Level::Statement {
                    self.erased.entry(*earlier).or_insert(index);
                }
                self.erased_blobs.extend(erasure.blobs.iter().map(|blob| ((*earlier, *blob), index)));
                let digests = erasure.disclosures.iter().filter_map(|digest| disclosure_digest(digest));
                self.erased_disclosures.extend(digests.map(|digest| ((*earlier, digest), index)));
            }
            report.step_mut(StepCode::Erasures).count("erasures", 1);
        }
    }
}

/// Draws up what could only be known at the end: what is missing was erased, or is withheld.
pub(super) fn finish(walk: &Walk<'_>, report: &mut Report) {
    let collected = &walk.collected;
    let complete = walk.bundles.len() as u64 * 256 >= walk.size;
    let step = report.step_mut(StepCode::Erasures);
    for Missing { index, commitment, erasable } in &collected.missing {
        if *erasable && collected.erased.contains_key(index) {
            step.count("erased", 1);
            continue;
        }
        step.count("withheld", 1);
        step.fail(Refusal::new(
            Code::Withheld,
            format!("entry {index}, {}", statement_path(commitment)),
            "the statement is not in the copy and no entry says that it was erased",
            "Ask the operator where it is, and others whether they have it; report it if it does not appear.",
        ));
    }
    still_there(walk, step);
    let documents = report.step_mut(StepCode::Documents);
    for (index, digest) in &collected.missing_blobs {
        if collected.erased_blobs.contains_key(&(*index, *digest)) || collected.erased.contains_key(index) {
            documents.count("erased", 1);
            continue;
        }
        documents.fail(Refusal::new(
            Code::BlobMissing,
            format!("entry {index}, {}", blob_path(digest)),
            "the document that the statement names is not in the copy",
            "Ask the operator where it is; report it if it does not appear.",
        ));
    }
    if complete {
        for code in
            [StepCode::Statements, StepCode::Issuers, StepCode::Disclosures, StepCode::Documents, StepCode::Erasures]
        {
            report.step_mut(code).done();
        }
    }
}

/// Reports what was erased and is in the copy all the same. What another standing statement needs may stay.
fn still_there(walk: &Walk<'_>, step: &mut Step) {
    let collected = &walk.collected;
    let mut look = |path: String, limit: usize, index: u64, erasure: u64| match optional(walk.copy, &path, limit) {
        Ok(None) => {}
        Ok(Some(_)) => {
            let found = format!("entry {erasure} erased it, yet it lies in the copy");
            step.fail(not_public(&path, found).within(&format!("entry {index}")));
        }
        Err(refusal) => step.fail(refusal),
    };
    for (index, erasure) in &collected.erased {
        let Some(commitment) = walk.commitment(*index) else { continue };
        look(statement_path(&commitment), MAX_STATEMENT, *index, *erasure);
        look(nonce_path(&commitment), MAX_STATEMENT, *index, *erasure);
    }
    let standing = |index: u64| walk.commitment(index).and_then(|commitment| read(walk, &commitment));
    let names = |index: u64, digest: &Digest| {
        let digests = |statement: &Statement| -> Vec<Digest> {
            let digests = disclosure::digests(&statement.predicate).unwrap_or_default();
            digests.into_iter().filter_map(disclosure_digest).collect()
        };
        standing(index).is_some_and(|said| {
            said.subjects.iter().any(|subject| subject.sha256 == *digest) || digests(&said).contains(digest)
        })
    };
    // By digest: how many standing statements need it, less those for which it was erased.
    let unneeded = |erased: &BTreeMap<(u64, Digest), u64>, named: &BTreeMap<Digest, u32>| {
        let mut left: BTreeMap<Digest, (u32, u64, u64)> = BTreeMap::new();
        for ((index, digest), erasure) in erased {
            let needed = named.get(digest).copied().unwrap_or_default();
            let entry = left.entry(*digest).or_insert((needed, *index, *erasure));
            entry.0 = entry.0.saturating_sub(u32::from(names(*index, digest)));
        }
        left.retain(|_, (needed, _, _)| *needed == 0);
        left
    };
    for (digest, (_, index, erasure)) in unneeded(&collected.erased_blobs, &collected.blobs) {
        look(blob_path(&digest), MAX_BLOB, index, erasure);
    }
    for (digest, (_, index, erasure)) in unneeded(&collected.erased_disclosures, &collected.disclosures) {
        look(disclosure_path(&base64::encode_url(&digest.0)), MAX_DISCLOSURE, index, erasure);
    }
}

fn not_public(path: &str, found: String) -> Refusal {
    Refusal::new(Code::NotPublic, path, found, "Delete the file; tell the operator if it came from there.")
}
