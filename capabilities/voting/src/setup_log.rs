//! Who made what when an election was set up: a log of signed lines, held against the board (specification, sections
//! 6, 13 and 16).
//!
//! Each line names a step, the hashes of what the step made or used, and the key that signed it. The step alone says in
//! which role: administrator, credential authority, trustee. Lines may be written on many machines and joined in any
//! order; the last one, the administrator's, names the hash of all before it and of the board's first event. An election
//! has an *audited set-up* when every line holds, nothing is missing, and each role and each trustee signed with one key
//! that signed for nobody else. Different keys are shown, not different persons.

use crate::fault::{Code, Reason};
use crate::group::Group;
use crate::trustee::{MAX_TRUSTEES, Trustee};
use crate::verify::{AnyBoard, Board, Verified};
use base::digest::{Digest, sha256};
use base::json::{self, Value};
use record::{SigningKey, VerifierKey, base64};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Length of a log at most, in bytes: more than a hundred trustees need.
pub const MAX_LOG: usize = 1 << 20;

/// What stands before the signed text, so that no other signature of the same key can be taken for one of this log.
const CONTEXT: &str = "scrutineer-setup-log/v1\n";

/// Who may take a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Puts the parts together and runs the board.
    Administrator,
    /// Makes the voting codes.
    CredentialAuthority,
    /// Holds a key that decrypts.
    Trustee,
}

impl Role {
    /// The role's key in the texts of the audit report.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::CredentialAuthority => "credential_authority",
            Self::Trustee => "trustee",
        }
    }
}

/// A step of the set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The list of public credentials.
    Credentials,
    /// A single trustee's key.
    Key,
    /// A threshold trustee's certificate.
    Certificate,
    /// A threshold trustee's polynomial.
    Polynomial,
    /// What each threshold trustee gets.
    Route,
    /// A threshold trustee's share of the key.
    Share,
    /// The parameters of a threshold group.
    Assemble,
    /// The list of trustees.
    Trustees,
    /// A trustee's rehearsal of a decryption.
    Rehearsal,
    /// The election.
    Election,
    /// The empty board, and the end of the log.
    Board,
}

impl Step {
    /// Who takes this step.
    pub const fn role(self) -> Role {
        match self {
            Self::Credentials => Role::CredentialAuthority,
            Self::Key | Self::Certificate | Self::Polynomial | Self::Share | Self::Rehearsal => Role::Trustee,
            Self::Route | Self::Assemble | Self::Trustees | Self::Election | Self::Board => Role::Administrator,
        }
    }

    /// What a line of this step names by its hash; of `route`, one `message.N` for each trustee beside it.
    const fn named(self) -> &'static [&'static str] {
        match self {
            Self::Credentials => &["credentials"],
            Self::Key => &["key"],
            Self::Certificate => &["certificate"],
            Self::Polynomial => &["certificates", "commitments", "message"],
            Self::Route => &["certificates"],
            Self::Share => &["key", "message", "received"],
            Self::Assemble => &["parameters"],
            Self::Trustees => &["trustees"],
            Self::Rehearsal => &["key", "trustees"],
            Self::Election => &["election", "trustees"],
            Self::Board => &["credentials", "election", "event", "log", "trustees"],
        }
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// SHA-256 of what was made or used, by name.
    pub hashes: BTreeMap<String, Digest>,
    /// The key that signed, as `name+id+base64`.
    pub key: String,
    /// Its Ed25519 signature over the line without this field, Base64.
    pub signature: String,
    /// The step.
    pub step: Step,
}

impl Line {
    /// Signs a line; its text ends with a line end.
    pub fn sign<N: Into<String>>(
        step: Step,
        hashes: impl IntoIterator<Item = (N, Digest)>,
        key: &SigningKey,
    ) -> String {
        let hashes = hashes.into_iter().map(|(name, hash)| (name.into(), hash)).collect();
        let mut line = Self { hashes, key: key.verifier().to_string(), signature: String::new(), step };
        line.signature = base64::encode(&key.sign(line.signed().as_bytes()));
        line.text() + "\n"
    }

    fn value(&self) -> Value {
        Value::from(&serde_json::to_value(self).unwrap_or_default())
    }

    fn text(&self) -> String {
        json::canonical(&self.value())
    }

    fn signed(&self) -> String {
        let mut value = self.value();
        if let Value::Object(object) = &mut value {
            object.remove("signature");
        }
        format!("{CONTEXT}{}", json::canonical(&value))
    }
}

/// The hash of an element or of a message, as lines name it.
pub fn hash(text: &str) -> Digest {
    sha256(text.as_bytes())
}

/// The hashes that the last line names: those of the board's first event, and of all lines before.
pub fn closing(verified: &Verified, lines: &[u8]) -> Option<[(&'static str, Digest); 5]> {
    let made = verified.setup.as_ref()?;
    Some([
        ("credentials", made.credentials),
        ("election", made.election),
        ("event", made.event),
        ("log", sha256(lines)),
        ("trustees", made.trustees),
    ])
}

/// Whether a log holds the line that closes it: whatever is added then, the log no longer holds.
pub fn is_closed(log: &[u8]) -> bool {
    let lines = log.split(|byte| *byte == b'\n');
    lines.filter_map(|line| serde_json::from_slice::<Line>(line).ok()).any(|line| line.step == Step::Board)
}

/// What a log says in words, line by line, to be looked through for personal data before it is published: the name of
/// the key, or the whole line where it is no line of a log.
pub fn words(log: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(log);
    text.lines()
        .map(|text| read_line(text).map_or_else(|_| text.to_owned(), |(_, key)| key.name().to_owned()))
        .collect()
}

/// Who signed in which role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Signer {
    /// Role.
    pub role: Role,
    /// Trustee number from 1, of a trustee.
    pub trustee: Option<u64>,
    /// Name of the key, as its owner called it.
    pub name: String,
    /// SHA-256 of the public key's 32 bytes.
    pub fingerprint: String,
}

/// What was found about a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// Whether the election may be called one with an audited set-up.
    pub audited: bool,
    /// SHA-256 of the log.
    pub sha256: String,
    /// Lines that could be read.
    pub lines: u64,
    /// Who signed in which role.
    pub signers: Vec<Signer>,
    /// Trustees who rehearsed a decryption.
    pub rehearsed: u64,
    /// Why the set-up is not called audited.
    pub reasons: Vec<Reason>,
}

/// What a board says of one trustee, as hashes.
struct Holder {
    key: Digest,
    certificate: Option<Digest>,
    commitments: Option<Digest>,
    /// All certificates of its group, one in each line.
    certificates: Option<Digest>,
    /// The parameters of its group: as they stand, and without the names that may be added after they were assembled.
    parameters: Option<[Digest; 2]>,
}

fn holders<G: Group>(board: &Board<G>) -> Vec<Holder> {
    let g = board.group;
    let mut all = Vec::new();
    for trustee in board.trustees.iter().flatten() {
        let parameters = match trustee {
            Trustee::Single(_) => None,
            Trustee::Pedersen(p) => Some(p),
        };
        let certificates =
            parameters.map(|p| hash(&p.certs.iter().map(|cert| cert.to_json(g) + "\n").collect::<String>()));
        let all_of = parameters.map(|p| [p.to_json(g), p.without_names(g)].map(|text| hash(&text)));
        for (i, key) in trustee.keys().iter().enumerate() {
            let part = |list: fn(&crate::trustee::Threshold<G>) -> &Vec<crate::trustee::Signed<G>>| {
                parameters.and_then(|p| list(p).get(i)).map(|signed| hash(&signed.to_json(g)))
            };
            all.push(Holder {
                key: hash(&g.write(&key.public_key)),
                certificate: part(|p| &p.certs),
                commitments: part(|p| &p.coefexps),
                certificates,
                parameters: all_of,
            });
        }
    }
    all
}

/// Holds a log against a board that was verified at least to [`crate::verify::Depth::Append`].
pub fn check(bytes: &[u8], verified: &Verified) -> Findings {
    let mut reasons = Vec::new();
    let lines = read(bytes, &mut reasons);
    let holders = match &verified.board {
        Some(AnyBoard::Finite(board)) => holders(board),
        Some(AnyBoard::Edwards(board)) => holders(board),
        None => Vec::new(),
    };
    if verified.setup.is_none() || holders.is_empty() {
        let what = "the board's set-up cannot be read, so that no log can be held against it";
        reasons.push(Reason::new(Code::SetupLogBoard, "board", what));
    } else if let Some(reason) = verified.report.reasons.first() {
        let what = format!("the board itself is rejected: {reason}");
        reasons.push(Reason::new(Code::SetupLogBoard, "board", what));
    }
    let mut signers = BTreeSet::new();
    let mut rehearsed = BTreeSet::new();
    for (number, line, key) in &lines {
        let place = format!("line {number} ({})", step_name(line.step));
        let trustee = compare(line, &place, verified, &holders, &mut reasons);
        if line.step == Step::Rehearsal {
            rehearsed.extend(trustee);
        }
        signers.insert(Signer {
            role: line.step.role(),
            trustee: trustee.map(|i| i as u64 + 1),
            name: key.name().to_owned(),
            fingerprint: sha256(&key.public()).to_string(),
        });
    }
    missing(&lines, &holders, &mut reasons);
    closed(bytes, &lines, &mut reasons);
    roles(&signers, &mut reasons);
    Findings {
        audited: reasons.is_empty(),
        sha256: sha256(bytes).to_string(),
        lines: lines.len() as u64,
        signers: signers.into_iter().collect(),
        rehearsed: rehearsed.len() as u64,
        reasons,
    }
}

fn step_name(step: Step) -> String {
    format!("{step:?}").to_lowercase()
}

type Read = (usize, Line, VerifierKey);

/// The lines whose form and signature hold, with their numbers.
fn read(bytes: &[u8], reasons: &mut Vec<Reason>) -> Vec<Read> {
    let mut out = Vec::new();
    if bytes.len() > MAX_LOG {
        let what = format!("{} bytes, more than {MAX_LOG}", bytes.len());
        reasons.push(Reason::new(Code::SetupLogFormat, "log", what));
        return out;
    }
    let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| text.ends_with('\n')) else {
        reasons.push(Reason::new(Code::SetupLogFormat, "log", "is not UTF-8 text that ends with a line end"));
        return out;
    };
    for (number, text) in (1..).zip(text.split_terminator('\n')) {
        match read_line(text) {
            Ok((line, key)) => out.push((number, line, key)),
            Err((code, what)) => reasons.push(Reason::new(code, format!("line {number}"), what)),
        }
    }
    out
}

fn read_line(text: &str) -> Result<(Line, VerifierKey), (Code, String)> {
    let form = |what: String| (Code::SetupLogFormat, what);
    let line: Line = serde_json::from_str(text).map_err(|error| form(format!("is no line of a log: {error}")))?;
    if line.text() != text {
        return Err(form("is not written in the one allowed form (JSON with sorted names, no spaces)".to_owned()));
    }
    let expected = line.step.named();
    let numbered = |name: &str| {
        let number = name.strip_prefix("message.").and_then(|n| Some((n, n.parse::<usize>().ok()?)));
        number.is_some_and(|(text, n)| (1..=MAX_TRUSTEES).contains(&n) && text == n.to_string())
    };
    let message = |name: &str| line.step == Step::Route && numbered(name);
    let names: Vec<&str> = line.hashes.keys().map(String::as_str).filter(|name| !message(name)).collect();
    if names != expected {
        return Err(form(format!("names {}, not {}", names.join(", "), expected.join(", "))));
    }
    let key = VerifierKey::parse(&line.key).map_err(|refusal| form(refusal.to_string()))?;
    let signature: Option<[u8; 64]> = base64::decode(&line.signature).and_then(|s| s.try_into().ok());
    if !signature.is_some_and(|signature| key.verifies(line.signed().as_bytes(), &signature)) {
        return Err((Code::SetupLogSignature, format!("the key {} did not sign it", key.name())));
    }
    Ok((line, key))
}

/// Holds the hashes of a line against the board; gives the trustee it speaks of, from 0.
fn compare(
    line: &Line,
    place: &str,
    verified: &Verified,
    holders: &[Holder],
    reasons: &mut Vec<Reason>,
) -> Option<usize> {
    let mut differs = |what: String| reasons.push(Reason::new(Code::SetupLogBoard, place, what));
    if let Some(made) = &verified.setup {
        let stands = [
            ("credentials", made.credentials),
            ("election", made.election),
            ("event", made.event),
            ("trustees", made.trustees),
        ];
        for (name, stands) in stands {
            if line.hashes.get(name).is_some_and(|hash| *hash != stands) {
                differs(format!("{name}: not the one on the board"));
            }
        }
    }
    let find = |name: &str, part: fn(&Holder) -> Option<Digest>| {
        let hash = line.hashes.get(name)?;
        Some(holders.iter().position(|holder| part(holder) == Some(*hash)))
    };
    let named = [
        ("key", find("key", |h| Some(h.key))),
        ("certificate", find("certificate", |h| h.certificate)),
        ("commitments", find("commitments", |h| h.commitments)),
    ];
    let mut trustee = None;
    for (name, found) in named.into_iter().filter_map(|(name, found)| Some((name, found?))) {
        match (found, trustee) {
            (None, _) => differs(format!("{name}: of no trustee on the board")),
            (Some(at), Some(before)) if at != before => {
                differs(format!("{name}: of trustee {}, not of trustee {}", at + 1, before + 1));
            }
            (Some(at), _) => trustee = Some(at),
        }
    }
    // Of the group of the trustee who signs; the administrator's lines name no trustee.
    let own = trustee.map_or(holders, |at| &holders[at..=at]);
    if line.hashes.get("certificates").is_some_and(|hash| own.iter().all(|h| h.certificates != Some(*hash))) {
        differs("certificates: not those of the group on the board".to_owned());
    }
    let made = |hash: &Digest| own.iter().any(|h| h.parameters.is_some_and(|all| all.contains(hash)));
    if line.hashes.get("parameters").is_some_and(|hash| !made(hash)) {
        differs("parameters: of no group on the board".to_owned());
    }
    trustee
}

/// Which steps nobody signed for.
fn missing(lines: &[Read], holders: &[Holder], reasons: &mut Vec<Reason>) {
    let mut lacks = |what: String| reasons.push(Reason::new(Code::SetupLogMissing, "log", what));
    for (step, who) in [
        (Step::Credentials, "the credential authority signed no list of credentials"),
        (Step::Trustees, "the administrator signed no list of trustees"),
        (Step::Election, "the administrator signed no election"),
    ] {
        if !lines.iter().any(|(_, line, _)| line.step == step) {
            lacks(who.to_owned());
        }
    }
    let signed = |step: Step, name: &str, hash: Option<Digest>| {
        lines.iter().any(|(_, line, _)| line.step == step && line.hashes.get(name).copied() == hash)
    };
    for (number, holder) in (1..).zip(holders) {
        if holder.certificate.is_none() {
            if !signed(Step::Key, "key", Some(holder.key)) {
                lacks(format!("trustee {number} did not sign for its key"));
            }
            continue;
        }
        for (step, name, hash, what) in [
            (Step::Certificate, "certificate", holder.certificate, "certificate"),
            (Step::Polynomial, "commitments", holder.commitments, "polynomial"),
            (Step::Share, "key", Some(holder.key), "share of the key"),
        ] {
            if !signed(step, name, hash) {
                lacks(format!("trustee {number} did not sign for its {what}"));
            }
        }
    }
}

/// Whether the log is closed by its last line, over all lines before.
fn closed(bytes: &[u8], lines: &[Read], reasons: &mut Vec<Reason>) {
    let ends = lines.iter().filter(|(_, line, _)| line.step == Step::Board).count();
    let count = bytes.iter().filter(|b| **b == b'\n').count();
    let last = lines.last().filter(|(number, line, _)| *number == count && line.step == Step::Board);
    let Some((_, line, _)) = last.filter(|_| ends == 1) else {
        let what = "the administrator's line for the board is not the last one, or not the only one";
        reasons.push(Reason::new(Code::SetupLogMissing, "log", what));
        return;
    };
    let before = bytes.len() - line.text().len() - 1;
    if line.hashes.get("log") != Some(&sha256(&bytes[..before])) {
        let what = "lines before it were added, changed or taken out after it was signed";
        reasons.push(Reason::new(Code::SetupLogSignature, format!("line {count} (board)"), what));
    }
}

/// Whether each key signed in one role only and for one trustee, and each role and trustee with one key.
fn roles(signers: &BTreeSet<Signer>, reasons: &mut Vec<Reason>) {
    let mut fault = |what: String| reasons.push(Reason::new(Code::SetupLogRoles, "log", what));
    let mut by_key: BTreeMap<&str, Vec<&Signer>> = BTreeMap::new();
    let mut by_hand: BTreeMap<(Role, Option<u64>), Vec<&Signer>> = BTreeMap::new();
    for signer in signers {
        by_key.entry(&signer.fingerprint).or_default().push(signer);
        // A trustee's line that speaks of nobody on the board has its own reason.
        if signer.role != Role::Trustee || signer.trustee.is_some() {
            by_hand.entry((signer.role, signer.trustee)).or_default().push(signer);
        }
    }
    for all in by_key.values() {
        let roles: BTreeSet<&str> = all.iter().map(|signer| signer.role.as_str()).collect();
        let trustees: BTreeSet<u64> = all.iter().filter_map(|signer| signer.trustee).collect();
        let name = &all[0].name;
        if roles.len() > 1 {
            let roles: Vec<String> = roles.into_iter().map(|role| role.replace('_', " ")).collect();
            fault(format!("the key {name} signed as {}", roles.join(" and as ")));
        }
        if trustees.len() > 1 {
            let numbers: Vec<String> = trustees.iter().map(u64::to_string).collect();
            fault(format!("the key {name} signed for the trustees {}", numbers.join(", ")));
        }
    }
    for ((role, trustee), all) in &by_hand {
        let keys: BTreeSet<&str> = all.iter().map(|signer| signer.fingerprint.as_str()).collect();
        if keys.len() > 1 {
            let number = trustee.map(|n| format!(" {n}")).unwrap_or_default();
            let names: Vec<String> =
                all.iter().map(|s| format!("{} ({})", s.name, s.fingerprint.get(..8).unwrap_or_default())).collect();
            fault(format!(
                "the {}{number} signed with several keys: {}",
                role.as_str().replace('_', " "),
                names.join(", ")
            ));
        }
    }
}
