//! What the tests share: keys, a log in memory, and a publisher that makes a whole copy.

use base::json::{Object, Value};
use base::{Digest, Private};
use record::audit::{FindingCheck, Options, Report, audit};
use record::entry::{ERASURE, ISSUER};
use record::reference::refer;
use record::{
    Appended, Checkpoint, Entry, Erasure, Issuer, IssuerId, KeyType, MemoryCopy, Publicity, Reason, Role, SigningKey,
    Statement, Subject, Tree, commitment,
};

pub(crate) const START: u64 = 1_790_000_000;

/// Leaves `from..to` as short texts.
pub(crate) fn leaves(from: u64, to: u64) -> Vec<Vec<u8>> {
    (from..to).map(|i| format!("leaf {i}").into_bytes()).collect()
}

/// Appends to a tree and writes the files into the copy.
pub(crate) fn append(tree: &mut Tree, copy: &mut MemoryCopy, entries: &[Vec<u8>]) -> Appended {
    let appended = tree.append(entries).unwrap();
    for file in &appended.files {
        copy.insert(file.path.to_string(), file.bytes.clone());
    }
    appended
}

pub(crate) fn key(name: &str, kind: KeyType, seed: u8) -> SigningKey {
    SigningKey::from_seed(name, kind, &Private::new([seed; 32])).unwrap()
}

pub(crate) fn kinds(kind: &str) -> bool {
    matches!(kind, ISSUER | ERASURE | "test.note" | "test.finding")
}

pub(crate) fn text(members: &[(&str, &str)]) -> Value {
    Value::Object(members.iter().map(|(k, v)| ((*k).to_owned(), Value::from(*v))).collect::<Object>())
}

/// Makes a copy of a small record, step by step.
pub(crate) struct Publisher {
    pub(crate) copy: MemoryCopy,
    pub(crate) tree: Tree,
    pub(crate) log: SigningKey,
    pub(crate) operator: SigningKey,
    pub(crate) time: u64,
    pub(crate) entries: Vec<Entry>,
    witnesses: Vec<SigningKey>,
}

impl Publisher {
    /// A log whose first entry introduces its operator.
    pub(crate) fn new() -> Self {
        let log = key("localhost/test", KeyType::Ed25519, 1);
        let operator = key("operator.example", KeyType::Ed25519, 2);
        let mut publisher = Self {
            copy: MemoryCopy::new(),
            tree: Tree::new(),
            log,
            operator,
            time: START,
            entries: Vec::new(),
            witnesses: Vec::new(),
        };
        publisher.copy.insert("log.vkey".into(), format!("{}\n", publisher.log.verifier()).into_bytes());
        publisher.issuer(&publisher.operator.clone(), Role::Operator, START, None, &["*"]);
        publisher
    }

    pub(crate) fn witnessed_by(&mut self, witness: SigningKey) {
        self.witnesses.push(witness);
    }

    pub(crate) fn issuer(
        &mut self,
        key: &SigningKey,
        role: Role,
        from: u64,
        until: Option<u64>,
        kinds: &[&str],
    ) -> u64 {
        let issuer = Issuer {
            organisation: key.verifier().name().to_owned(),
            role,
            key: key.verifier().clone(),
            valid_from: from,
            valid_until: until,
            kinds: kinds.iter().map(|k| (*k).to_owned()).collect(),
        };
        self.publish(&self.operator.clone(), ISSUER, Publicity::Public, &issuer.to_predicate(), &[], &[])
    }

    pub(crate) fn note(&mut self, text_of_note: &str) -> u64 {
        self.publish(
            &self.operator.clone(),
            "test.note",
            Publicity::Public,
            &text(&[("text", text_of_note)]),
            &[],
            &[],
        )
    }

    pub(crate) fn erase(&mut self, erasure: &Erasure, refs: &[u64]) -> u64 {
        self.publish(&self.operator.clone(), ERASURE, Publicity::Public, &erasure.to_predicate(), refs, &[])
    }

    pub(crate) fn publish(
        &mut self,
        signer: &SigningKey,
        kind: &str,
        publicity: Publicity,
        predicate: &Value,
        refs: &[u64],
        blobs: &[&[u8]],
    ) -> u64 {
        let subjects = blobs.iter().map(|blob| Subject::unnamed(base::digest::sha256(blob))).collect();
        for blob in blobs {
            self.copy.insert(format!("blob/{}", base::digest::sha256(blob)), blob.to_vec());
        }
        let mut predicate = predicate.clone();
        let named: Vec<Digest> = refs.iter().map(|index| self.commitment(*index)).collect();
        refer(&mut predicate, &named);
        let statement = Statement { subjects, kind: kind.to_owned(), predicate }.sign(signer).unwrap();
        self.publish_signed(signer, kind, publicity, statement, refs)
    }

    /// Publishes a signed statement as it is.
    pub(crate) fn publish_signed(
        &mut self,
        signer: &SigningKey,
        kind: &str,
        publicity: Publicity,
        statement: Vec<u8>,
        refs: &[u64],
    ) -> u64 {
        let nonce = base::digest::sha256(format!("nonce {}", self.entries.len()).as_bytes()).0;
        let commitment = commitment(&nonce, &statement);
        if publicity != Publicity::Restricted {
            self.copy.insert(format!("statement/{commitment}.json"), statement);
            self.copy.insert(format!("statement/{commitment}.nonce"), nonce.to_vec());
        }
        self.time += 1;
        self.append_entry(Entry {
            by: IssuerId::of(signer.verifier()),
            commitment,
            kind: kind.to_owned(),
            publicity,
            reason: (kind == ERASURE).then_some(Reason::Error),
            refs: refs.to_vec(),
            time: self.time,
            version: 1,
        })
    }

    pub(crate) fn append_entry(&mut self, entry: Entry) -> u64 {
        append(&mut self.tree, &mut self.copy, &[entry.to_bytes().unwrap()]);
        self.entries.push(entry);
        self.seal();
        self.tree.size() - 1
    }

    /// Signs the checkpoint anew.
    pub(crate) fn seal(&mut self) {
        let checkpoint = Checkpoint::new(self.log.verifier().name(), self.tree.size(), self.tree.root());
        let mut signed = checkpoint.sign(&self.log).unwrap();
        for witness in &self.witnesses {
            signed.note.cosign(witness, self.time);
        }
        self.copy.insert("checkpoint".into(), signed.note.to_string().into_bytes());
    }

    pub(crate) fn commitment(&self, index: u64) -> Digest {
        self.entries[usize::try_from(index).unwrap()].commitment
    }

    /// Takes a statement and its nonce out of the copy.
    pub(crate) fn withhold(&mut self, index: u64) {
        let commitment = self.commitment(index);
        self.copy.remove(&format!("statement/{commitment}.json")).unwrap();
        self.copy.remove(&format!("statement/{commitment}.nonce")).unwrap();
    }

    pub(crate) fn audit(&self) -> Report {
        audit(&self.copy, &Options::new(&kinds), &mut record::audit::NoFindings)
    }

    pub(crate) fn audit_with(&self, findings: &mut dyn FindingCheck) -> Report {
        audit(&self.copy, &Options::new(&kinds), findings)
    }
}

/// The codes of all failures, in order, each with its place.
pub(crate) fn failures(report: &Report) -> Vec<String> {
    report.failures().map(|failure| format!("{} {}", failure.code, failure.place)).collect()
}
