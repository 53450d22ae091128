//! What may be appended, and what is checked before the sequencer sees it.

use crate::error::StoreError;
use crate::options::Options;
use base::Digest;
use base::digest::sha256;
use record::entry::ERASURE;
use record::erasure::Erasure;
use record::statement::Envelope;
use record::{Code, Entry, IssuerId, Publicity, Reason, Refusal, base64, commitment, reference};

/// One statement to append, with the documents it speaks of.
#[derive(Debug, Clone)]
pub struct Submission {
    /// Kind of the entry; the statement must be of the same.
    pub kind: String,
    /// Key of the organisation that signed the statement.
    pub by: IssuerId,
    /// Who may read the statement.
    pub publicity: Publicity,
    /// Earlier entries that this corrects, answers or erases; ascending. The signed statement names the same ones by
    /// their commitments ([`record::reference`]).
    pub refs: Vec<u64>,
    /// Why something is erased; only on `record.erasure`.
    pub reason: Option<Reason>,
    /// The signed envelope, stored and hashed exactly as given.
    pub statement: Vec<u8>,
    /// Published documents among the statement's subjects.
    pub blobs: Vec<Vec<u8>>,
    /// Disclosures of sealed fields to publish with it, as written in SD-JWT (base64url text).
    pub disclosures: Vec<String>,
}

/// Where a submission stands on the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Index of its entry.
    pub index: u64,
    /// The entry's commitment: the statement's name in the copy.
    pub commitment: Digest,
    /// True if the same statement stood there before; nothing was appended then.
    pub duplicate: bool,
}

/// A submission that fits, with its nonce.
pub(crate) struct Prepared {
    /// Time is still 0.
    pub(crate) entry: Entry,
    pub(crate) nonce: [u8; 32],
    pub(crate) statement: Vec<u8>,
    /// SHA-256 of the statement's bytes: what deduplication goes by.
    pub(crate) digest: Digest,
    /// Documents the statement speaks of; each once.
    pub(crate) subjects: Vec<Digest>,
    /// Digest as in `_sd`, and the disclosure.
    pub(crate) disclosures: Vec<(String, String)>,
    /// The earlier entries that the signer named, as commitments.
    pub(crate) references: Vec<Digest>,
    /// What an erasure says is gone.
    pub(crate) erasure: Option<Erasure>,
}

impl Submission {
    /// A public submission without references, blobs and disclosures.
    pub fn public(kind: &str, by: IssuerId, statement: Vec<u8>) -> Self {
        Self {
            kind: kind.to_owned(),
            by,
            publicity: Publicity::Public,
            refs: Vec::new(),
            reason: None,
            statement,
            blobs: Vec::new(),
            disclosures: Vec::new(),
        }
    }
}

/// Checks a submission as far as that needs no database, and draws its nonce.
pub(crate) fn prepare(submission: Submission, options: &Options) -> Result<(Prepared, Vec<Vec<u8>>), StoreError> {
    let Submission { kind, by, publicity, refs, reason, statement, blobs, disclosures } = submission;
    check_size("the statement", statement.len(), options.max_statement)?;
    let said = Envelope::parse(&statement)?.statement()?;
    if said.kind != kind {
        return Err(Refusal::new(
            Code::StatementSchema,
            "/predicateType",
            format!("the statement is of kind `{}`, the entry of kind `{kind}`", said.kind),
            "Append the statement under its own kind.",
        )
        .into());
    }
    let erasure = if kind == ERASURE {
        Some(Erasure::from_predicate(&said.predicate).map_err(|e| e.within("statement"))?)
    } else {
        None
    };
    let references = reference::references(&said.predicate).map_err(|e| e.within("statement"))?;
    let mut subjects: Vec<Digest> = said.subjects.iter().map(|subject| subject.sha256).collect();
    subjects.sort_unstable();
    subjects.dedup();
    for blob in &blobs {
        check_size("a blob", blob.len(), options.max_blob)?;
        let digest = sha256(blob);
        if subjects.binary_search(&digest).is_err() {
            return Err(Refusal::new(
                Code::BlobDigest,
                format!("blob {digest}"),
                "the statement does not name the document among its subjects",
                "Name each document by its SHA-256, or leave it out.",
            )
            .into());
        }
    }
    let mut named: Vec<(String, String)> =
        disclosures.into_iter().map(|text| (base64::encode_url(&sha256(text.as_bytes()).0), text)).collect();
    named.sort_unstable();
    named.dedup();
    for (digest, text) in &named {
        check_size("a disclosure", text.len(), options.max_statement)?;
        if publicity == Publicity::Restricted || base64::decode_url(text).is_none() {
            return Err(Refusal::new(
                Code::DisclosureBad,
                format!("disclosure {digest}"),
                "the disclosure is not URL-safe base64, or its statement is restricted",
                "Publish disclosures of public statements only, as they were made.",
            )
            .into());
        }
    }
    let mut nonce = [0; 32];
    getrandom::fill(&mut nonce)
        .map_err(|e| StoreError::file("drawing a nonce from", "the system's randomness", std::io::Error::other(e)))?;
    let entry =
        Entry { by, commitment: commitment(&nonce, &statement), kind, publicity, reason, refs, time: 0, version: 1 };
    // Writing it once shows whether its fields fit; the sequencer only adds the time.
    entry.to_bytes()?;
    let digest = sha256(&statement);
    Ok((Prepared { entry, nonce, statement, digest, subjects, disclosures: named, references, erasure }, blobs))
}

/// Holds the entry's references against those that were signed. `commitment_of`: of an entry that stands.
pub(crate) fn check_references(
    prepared: &Prepared,
    commitment_of: &mut dyn FnMut(u64) -> Result<Option<Digest>, StoreError>,
) -> Result<(), StoreError> {
    let mut known = Vec::with_capacity(prepared.entry.refs.len());
    for index in &prepared.entry.refs {
        let commitment = commitment_of(*index)?.ok_or_else(|| {
            let found = format!("the submission refers to entry {index}, which is not on the record");
            Refusal::new(Code::RefForward, "field ref", found, "Refer to earlier entries only.")
        })?;
        known.push((*index, commitment));
    }
    let commitment_of = |index| known.iter().find(|(at, _)| *at == index).map(|(_, commitment)| *commitment);
    Ok(reference::check(&prepared.entry.refs, &prepared.references, &commitment_of)?)
}

pub(crate) fn check_size(what: &str, size: usize, limit: usize) -> Result<(), StoreError> {
    if size <= limit {
        return Ok(());
    }
    Err(Refusal::new(
        Code::Size,
        "",
        format!("{what} has {size} bytes, more than {limit}"),
        "Split it, or ask the operator to raise the limit.",
    )
    .into())
}
