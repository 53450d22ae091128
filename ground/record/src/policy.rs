//! Which logs and which witnesses suffice: a witness policy file, and whether a checkpoint meets it.
//!
//! Source: C2SP tlog-policy.

use crate::checkpoint::{SignedCheckpoint, parse_decimal};
use crate::key::{KeyType, VerifierKey};
use crate::refusal::{Code, Refusal};
use std::collections::{BTreeMap, BTreeSet};

/// The longest policy file, in bytes.
pub const MAX_POLICY: usize = 1 << 18;
/// The most lines of each kind: logs, witnesses, groups.
pub const MAX_MEMBERS: usize = 256;

/// A trust policy: known logs, known witnesses, and how many of which must have signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<VerifierKey>,
    witnesses: Vec<Witness>,
    nodes: Vec<Node>,
    quorum: Option<usize>,
}

/// A witness of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its name within the policy file; where that is not UTF-8, with replacement characters.
    pub name: String,
    /// Its key.
    pub key: VerifierKey,
    /// Where it takes checkpoints, if the policy says so.
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Witness(usize),
    Group { threshold: usize, members: Vec<usize> },
}

/// What a checkpoint has of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Witnesses that cosigned: name in the policy and time in seconds since 1970, in the policy's order.
    pub cosigned: Vec<(String, u64)>,
    /// How many witnesses the policy knows.
    pub known: usize,
    /// Whether the quorum is reached.
    pub met: bool,
}

impl Policy {
    /// The policy that asks for no witness.
    pub const fn none() -> Self {
        Self { logs: Vec::new(), witnesses: Vec::new(), nodes: Vec::new(), quorum: None }
    }

    /// Reads a policy file.
    ///
    /// # Errors
    /// `R-POLICY-SYNTAX` with the line.
    pub fn parse(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > MAX_POLICY {
            return Err(syntax(0, "the file is too long"));
        }
        if !bytes.is_empty() && !bytes.ends_with(b"\n") {
            return Err(syntax(0, "the last line does not end in a line end"));
        }
        let mut reader =
            Reader { policy: Self::none(), names: BTreeMap::new(), used: BTreeSet::new(), quorum: false };
        for (i, line) in bytes.split(|b| *b == b'\n').enumerate() {
            if line.iter().any(|b| (*b < b' ' && *b != b'\t') || *b == 0x7f) {
                return Err(syntax(i + 1, "the line has a control character"));
            }
            let words: Vec<&[u8]> =
                line.split(|b| matches!(b, b' ' | b'\t')).filter(|word| !word.is_empty()).collect();
            if words.first().is_none_or(|word| word.starts_with(b"#")) {
                continue;
            }
            reader.line(&words).map_err(|found| syntax(i + 1, &found))?;
        }
        if !reader.quorum {
            return Err(syntax(0, "the line `quorum` is missing"));
        }
        Ok(reader.policy)
    }

    /// The logs it accepts; empty if the caller knows the log from elsewhere.
    pub fn logs(&self) -> &[VerifierKey] {
        &self.logs
    }

    /// The witnesses it knows, in the order written.
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// Whether it asks for any witness.
    pub const fn asks_for_witnesses(&self) -> bool {
        self.quorum.is_some()
    }

    /// Says which witnesses cosigned a checkpoint and whether they are enough.
    ///
    /// # Errors
    /// `R-SIG-BAD` if a known witness's cosignature does not verify.
    pub fn standing(&self, checkpoint: &SignedCheckpoint) -> Result<Standing, Refusal> {
        let keys: Vec<VerifierKey> = self.witnesses.iter().map(|witness| witness.key.clone()).collect();
        let mut verified = match checkpoint.note.verify(&keys) {
            Ok(verified) => verified,
            Err(refusal) if refusal.code == Code::KeyUnknown => Vec::new(),
            Err(refusal) => return Err(refusal),
        };
        verified.sort_by_key(|v| v.key);
        let signed: BTreeSet<usize> = verified.iter().map(|v| v.key).collect();
        Ok(Standing {
            cosigned: verified
                .iter()
                .map(|v| (self.witnesses[v.key].name.clone(), v.time.expect("a witness signs with a time")))
                .collect(),
            known: self.witnesses.len(),
            met: self.quorum.is_none_or(|node| self.holds(node, &signed)),
        })
    }

    fn holds(&self, node: usize, signed: &BTreeSet<usize>) -> bool {
        match &self.nodes[node] {
            Node::Witness(witness) => signed.contains(witness),
            Node::Group { threshold, members } => {
                members.iter().filter(|member| self.holds(**member, signed)).count() >= *threshold
            }
        }
    }
}

impl Standing {
    /// Whether the quorum is met.
    ///
    /// # Errors
    /// `R-QUORUM` with how many cosigned.
    pub fn quorum(&self) -> Result<(), Refusal> {
        if self.met {
            return Ok(());
        }
        Err(Refusal::new(
            Code::Quorum,
            "checkpoint",
            format!("{} of {} witnesses cosigned, too few for the quorum", self.cosigned.len(), self.known),
            "Wait for a later checkpoint, and ask the witnesses what they saw if it stays so.",
        ))
    }
}

struct Reader<'a> {
    policy: Policy,
    names: BTreeMap<&'a [u8], usize>,
    /// Names that are members of a group already: each may be one once, so that no witness counts twice.
    used: BTreeSet<&'a [u8]>,
    quorum: bool,
}

impl<'a> Reader<'a> {
    fn line(&mut self, words: &[&'a [u8]]) -> Result<(), String> {
        match words {
            [b"log", key] | [b"log", key, _] => self.log(key),
            [b"witness", name, key] => self.witness(name, key, None),
            [b"witness", name, key, url] => self.witness(name, key, Some(url)),
            [b"group", name, threshold, members @ ..] => self.group(name, threshold, members),
            [b"quorum", name] => self.quorum(name),
            [word, ..] => Err(format!("`{}` is no line of this form", text(word))),
            [] => Ok(()),
        }
    }

    fn log(&mut self, key: &[u8]) -> Result<(), String> {
        let key = verifier(key)?;
        if key.kind() != KeyType::Ed25519 {
            return Err("a log's key is of type 0x01".into());
        }
        if self.policy.logs.iter().any(|log| log.public() == key.public()) {
            return Err("the same log stands twice".into());
        }
        limit(self.policy.logs.len())?;
        self.policy.logs.push(key);
        Ok(())
    }

    fn witness(&mut self, name: &'a [u8], key: &[u8], url: Option<&[u8]>) -> Result<(), String> {
        let key = verifier(key)?;
        if key.kind() != KeyType::Cosignature {
            return Err("a witness's key is of type 0x04".into());
        }
        if self.policy.witnesses.iter().any(|witness| witness.key.public() == key.public()) {
            return Err("the same witness stands twice".into());
        }
        limit(self.policy.witnesses.len())?;
        let witness = self.policy.witnesses.len();
        self.define(name, Node::Witness(witness))?;
        self.policy.witnesses.push(Witness { name: text(name), key, url: url.map(text) });
        Ok(())
    }

    fn group(&mut self, name: &'a [u8], threshold: &[u8], members: &[&'a [u8]]) -> Result<(), String> {
        limit(self.policy.nodes.len() - self.policy.witnesses.len())?;
        if members.is_empty() {
            return Err("a group has at least one member".into());
        }
        let threshold = match threshold {
            b"any" => 1,
            b"all" => members.len(),
            number => std::str::from_utf8(number)
                .ok()
                .and_then(parse_decimal)
                .and_then(|k| usize::try_from(k).ok())
                .filter(|k| (1..=members.len()).contains(k))
                .ok_or("the threshold is not `any`, `all` or a number from 1 to the number of members")?,
        };
        let mut nodes = Vec::with_capacity(members.len());
        for member in members {
            nodes.push(self.named(member)?);
            if !self.used.insert(member) {
                return Err(format!("`{}` is a group's member already", text(member)));
            }
        }
        self.define(name, Node::Group { threshold, members: nodes })
    }

    fn quorum(&mut self, name: &[u8]) -> Result<(), String> {
        if self.quorum {
            return Err("there is a second line `quorum`".into());
        }
        self.policy.quorum = if name == b"none" { None } else { Some(self.named(name)?) };
        self.quorum = true;
        Ok(())
    }

    fn named(&self, name: &[u8]) -> Result<usize, String> {
        self.names.get(name).copied().ok_or_else(|| format!("`{}` is not defined above", text(name)))
    }

    fn define(&mut self, name: &'a [u8], node: Node) -> Result<(), String> {
        if name == b"none" {
            return Err("the name `none` has a meaning of its own".into());
        }
        if self.names.insert(name, self.policy.nodes.len()).is_some() {
            return Err(format!("the name `{}` is defined twice", text(name)));
        }
        self.policy.nodes.push(node);
        Ok(())
    }
}

fn verifier(key: &[u8]) -> Result<VerifierKey, String> {
    let line = std::str::from_utf8(key).map_err(|_| "the key is not UTF-8".to_owned())?;
    VerifierKey::parse(line).map_err(|refusal| refusal.found)
}

fn limit(count: usize) -> Result<(), String> {
    if count < MAX_MEMBERS { Ok(()) } else { Err(format!("there are more than {MAX_MEMBERS} of these")) }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn syntax(line: usize, found: &str) -> Refusal {
    let place = if line == 0 { String::new() } else { format!("line {line}") };
    Refusal::new(Code::PolicySyntax, place, found, "Correct the policy file (c2sp.org/tlog-policy).")
}
