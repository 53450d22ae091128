//! `record init|key|append|erase`: what changes a record.

use crate::cli::Cli;
use crate::desk;
use crate::output::{self, Exit, Failure};
use crate::publication;
use anyhow::Context as _;
use clap::{Args, Subcommand};
use kinds::Body;
use kinds::body::BodyError;
use record::erasure::{Erasure, Level};
use record::issuer::{Issuer, Role};
use record::statement::Envelope;
use record::{IssuerId, Reason};
use std::path::PathBuf;
use store::Submission;

/// Arguments of `record init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Folder to make the record in.
    dir: PathBuf,
    /// The organisation that keeps the record; never a private person.
    #[arg(long, default_value = "Operator of this record")]
    organisation: String,
    /// Origin line: the address under which the record will be served, without `https://`. Default: `localhost/<random>`.
    #[arg(long)]
    origin: Option<String>,
}

/// Makes an empty record.
pub(crate) fn init(arguments: &Init, cli: &Cli) -> anyhow::Result<Exit> {
    let desk = desk::create(&arguments.dir, &arguments.organisation, arguments.origin.as_deref())?;
    let log = desk.store.log_key().to_string();
    if cli.json {
        output::json(&serde_json::json!({ "kind": "record-init", "version": 1, "dir": desk.dir, "log_key": log }))?;
    } else {
        output::text(format!("made a record in {}", desk.dir.display()));
        output::text(format!("its public copy: {}", desk.store.public_folder().display()));
        output::text(format!("its log key (give it to whoever verifies): {log}"));
        output::text(format!(
            "its secret keys: {} – back them up, show them to nobody",
            desk::keys_folder(&desk.dir).display()
        ));
    }
    Ok(Exit::Done)
}

/// Verbs of `record key`.
#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Make a key for an organisation and put it on the record.
    New(KeyNew),
    /// List the organisations and keys on the record.
    List(KeyList),
}

/// Arguments of `record key new`.
#[derive(Debug, Args)]
pub(crate) struct KeyNew {
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Name of the key: letters, digits, dots.
    #[arg(long)]
    name: String,
    /// The organisation; never a private person.
    #[arg(long)]
    organisation: String,
    /// operator, authority, data-protection-authority, auditor, observer, vendor, party, platform or court.
    #[arg(long)]
    role: String,
    /// Kinds it may sign, for example `procurement.*`.
    #[arg(long = "kind", required = true)]
    kinds: Vec<String>,
    /// File for the secret key.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Arguments of `record key list`.
#[derive(Debug, Args)]
pub(crate) struct KeyList {
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
}

/// Runs a key verb.
pub(crate) fn key(verb: &Key, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Key::New(arguments) => key_new(arguments, cli),
        Key::List(arguments) => key_list(arguments, cli),
    }
}

fn key_new(arguments: &KeyNew, cli: &Cli) -> anyhow::Result<Exit> {
    let role = Role::parse(&arguments.role).ok_or_else(|| {
        Failure::usage(
            "role-unknown",
            format!("`{}` is none of the roles", arguments.role),
            "See --help for the roles.",
        )
    })?;
    let desk = desk::open(&arguments.dir, None)?;
    let key = desk::new_key(&arguments.name)?;
    desk::write_secret(&arguments.out, key.to_secret_line().expose())?;
    let issuer = Issuer {
        organisation: arguments.organisation.clone(),
        role,
        key: key.verifier().clone(),
        valid_from: desk::now_seconds(),
        valid_until: None,
        kinds: arguments.kinds.clone(),
    };
    let receipt = desk.append(&Body::Issuer(issuer), &[], Vec::new())?;
    let line = key.verifier().to_string();
    if cli.json {
        output::json(
            &serde_json::json!({ "kind": "record-key", "version": 1, "entry": receipt.index, "vkey": line }),
        )?;
    } else {
        output::text(format!("{line} is on the record as entry {}", receipt.index));
    }
    Ok(Exit::Done)
}

fn key_list(arguments: &KeyList, cli: &Cli) -> anyhow::Result<Exit> {
    let store = desk::open_reading(&arguments.dir)?;
    let (stated, _) = crate::contents::read(&store)?;
    let issuers: Vec<_> = stated
        .iter()
        .filter_map(|statement| match &statement.body {
            Body::Issuer(issuer) => Some((statement.index, issuer)),
            _ => None,
        })
        .collect();
    if cli.json {
        let list: Vec<_> = issuers
            .iter()
            .map(|(index, issuer)| {
                serde_json::json!({
                    "entry": index, "organisation": issuer.organisation, "role": issuer.role.as_str(),
                    "vkey": issuer.key.to_string(), "kinds": issuer.kinds,
                })
            })
            .collect();
        output::json(
            &serde_json::json!({ "kind": "record-keys", "version": 1, "log_key": store.log_key().to_string(), "issuers": list }),
        )?;
    } else {
        output::text(format!("log  {}", store.log_key()));
        for (index, issuer) in issuers {
            output::text(format!(
                "entry {index}  {}  {}  {}  may sign {}",
                issuer.role.as_str(),
                issuer.organisation,
                issuer.key,
                issuer.kinds.join(", ")
            ));
        }
    }
    Ok(Exit::Done)
}

/// Arguments of `record append`.
#[derive(Debug, Args)]
pub(crate) struct Append {
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Kind of the statement.
    #[arg(long)]
    kind: String,
    /// A signed DSSE envelope, appended exactly as it is; or, with `--sign`, the predicate to sign.
    #[arg(long, value_name = "FILE")]
    statement: PathBuf,
    /// The file holds a predicate: sign it with `--key` (default: the operator's key).
    #[arg(long)]
    sign: bool,
    /// File of the key that signs.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Documents the statement names.
    #[arg(long = "document", value_name = "FILE")]
    documents: Vec<PathBuf>,
    /// Earlier entries that this corrects or answers; a statement signed elsewhere must name the same ones.
    #[arg(long = "ref", value_name = "INDEX")]
    refs: Vec<u64>,
    /// Field (JSON pointer) that looks like personal data and is none; once for each.
    #[arg(long, value_name = "POINTER")]
    personal_confirmed: Vec<String>,
}

/// Appends one statement.
pub(crate) fn append(arguments: &Append, cli: &Cli) -> anyhow::Result<Exit> {
    let desk = desk::open(&arguments.dir, arguments.key.as_deref())?;
    let read = |path: &PathBuf| std::fs::read(path).with_context(|| format!("opening {}", path.display()));
    let bytes = read(&arguments.statement)?;
    let blobs = arguments.documents.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?;
    let (submission, predicate) = if arguments.sign {
        let predicate = record::statement::parse_strict(&bytes)?;
        let body = body_of(&arguments.kind, &predicate)?;
        (desk.submission(&body, &arguments.refs, blobs)?, predicate)
    } else {
        let envelope = Envelope::parse(&bytes)?;
        let signer =
            envelope.signatures.first().and_then(|s| IssuerId::parse(&s.key_id)).context(
                "the envelope's signature does not name its key by the 16 hexadecimal digits an entry takes",
            )?;
        let predicate = envelope.statement()?.predicate;
        body_of(&arguments.kind, &predicate)?;
        let mut submission = Submission::public(&arguments.kind, signer, bytes);
        submission.refs.clone_from(&arguments.refs);
        submission.blobs = blobs;
        (submission, predicate)
    };
    let confirmed: Vec<&str> = arguments.personal_confirmed.iter().map(String::as_str).collect();
    if let Err(refusals) = record::personal::check(&predicate, &confirmed) {
        let all: Vec<String> = refusals.iter().map(|r| format!("{}: {}", r.place, r.found)).collect();
        let remedy =
            "Take it out or seal the field; if it is no personal data, name the field with --personal-confirmed.";
        return Err(Failure::new("R-PERSONAL", all.join("; "), remedy).into());
    }
    let receipt = desk.store.append(vec![submission])?.first().copied().context("no receipt")?;
    publication::project(&desk.store)?;
    if cli.json {
        output::json(&serde_json::json!({
            "kind": "record-append", "version": 1, "entry": receipt.index,
            "commitment": receipt.commitment, "duplicate": receipt.duplicate,
        }))?;
    } else if receipt.duplicate {
        output::text(format!("the same statement stands on the record already, as entry {}", receipt.index));
    } else {
        output::text(format!("entry {}", receipt.index));
    }
    Ok(Exit::Done)
}

/// Reads a predicate as the content of a kind, or says what does not fit.
fn body_of(kind: &str, predicate: &base::json::Value) -> anyhow::Result<Body> {
    Body::read(kind, predicate).map_err(|error| match error {
        BodyError::Refused(refusal) => refusal.into(),
        BodyError::UnknownKind(_) => {
            Failure::new("R-KIND-UNKNOWN", error.to_string(), "Name one of these with --kind.").into()
        }
        other => {
            let remedy = "Write the predicate with exactly the fields of its kind.";
            Failure::new("R-STATEMENT-SCHEMA", other.to_string(), remedy).into()
        }
    })
}

/// Arguments of `record add-cosignatures`.
#[derive(Debug, Args)]
pub(crate) struct AddCosignatures {
    /// The checkpoint as witnesses gave it back: a signed note with their signatures.
    note: PathBuf,
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
}

/// Keeps others' signatures under a checkpoint of this log. Whether they suffice is each reader's policy.
pub(crate) fn add_cosignatures(arguments: &AddCosignatures, cli: &Cli) -> anyhow::Result<Exit> {
    let path = &arguments.note;
    let note = std::fs::read_to_string(path).with_context(|| format!("opening {}", path.display()))?;
    let desk = desk::open(&arguments.dir, None)?;
    desk.store.add_cosignatures(&note)?;
    let published = record::Note::parse(desk.store.checkpoint()?.as_bytes())?;
    let signers: Vec<&str> = published.signatures().iter().map(|signature| signature.name.as_str()).collect();
    if cli.json {
        output::json(
            &serde_json::json!({ "kind": "record-add-cosignatures", "version": 1, "checkpoint_signed_by": signers }),
        )?;
    } else {
        output::text(format!("the published checkpoint is signed by {}", signers.join(", ")));
    }
    Ok(Exit::Done)
}

/// Arguments of `record erase`.
#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// Entry whose statement, or one field of it, is to be erased.
    index: u64,
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Erase only this sealed field's disclosure: its digest as it stands in `_sd`.
    #[arg(long, value_name = "DIGEST")]
    field: Option<String>,
    /// art17, court-order, error or safety.
    #[arg(long)]
    reason: String,
    /// A second organisation's key: erasure takes four eyes.
    #[arg(long, value_name = "FILE")]
    second_key: PathBuf,
}

/// Erases a statement or one disclosure.
pub(crate) fn erase(arguments: &Erase, cli: &Cli) -> anyhow::Result<Exit> {
    let reason = Reason::parse(&arguments.reason).ok_or_else(|| {
        Failure::usage(
            "reason-unknown",
            format!("`{}` is none of the reasons", arguments.reason),
            "Give art17, court-order, error or safety.",
        )
    })?;
    let desk = desk::open(&arguments.dir, None)?;
    let second = desk::open_key(&arguments.second_key)?;
    let known = issuer_on_record(&desk, second.verifier())?;
    if !known || second.verifier() == desk.key.verifier() {
        return Err(Failure::new(
            "second-key",
            "the second key is not another organisation's key on this record",
            "Put one on the record with `scrutineer record key new`, held by somebody else.",
        )
        .into());
    }
    let erasure = match &arguments.field {
        None => Erasure::statement(),
        Some(digest) => Erasure { level: Level::Disclosure, disclosures: vec![digest.clone()], blobs: Vec::new() },
    };
    let mut submission = desk.submission_signed_by_two(&Body::Erasure(erasure), &[arguments.index], &second)?;
    submission.reason = Some(reason);
    let receipt = desk.store.erase(submission)?;
    publication::project(&desk.store)?;
    let findings =
        "Published findings that rest on it can no longer be computed again; `scrutineer publish` makes new ones.";
    if cli.json {
        output::json(
            &serde_json::json!({ "kind": "record-erase", "version": 1, "entry": receipt.index, "note": findings }),
        )?;
    } else {
        output::text(format!("erased; entry {} says so. {findings}", receipt.index));
    }
    Ok(Exit::Done)
}

fn issuer_on_record(desk: &desk::Desk, key: &record::VerifierKey) -> anyhow::Result<bool> {
    let (stated, _) = crate::contents::read(&desk.store)?;
    Ok(stated.iter().any(|s| matches!(&s.body, Body::Issuer(issuer) if issuer.key == *key)))
}
