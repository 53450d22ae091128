//! `scrutineer voting setup …`: credentials, single trustees, the election, the empty board.

use super::setup_log::{LogKey, Logged, log_key, say};
use super::{files, refused, rehearse, threshold};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::{Args, Subcommand};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use voting::group::{Group, GroupName};
use voting::json::Reader;
use voting::model::{Election, read_question};
use voting::setup_log::{Step, hash as digest};
use voting::trustee::{self, Trustee};
use voting::verify::{Depth, verify};
use voting::{credential, hash, hold, json, keygen, with_group};
use zeroize::Zeroizing;

/// Verbs of the set-up.
#[derive(Debug, Subcommand)]
pub(crate) enum Setup {
    /// Print an identifier for an election.
    Token,
    /// Make credentials: the public list, and what goes to the voters.
    Credentials(Credentials),
    /// Make a single trustee's key.
    Trustee(SingleTrustee),
    /// Make the keys of a group of trustees, step by step.
    #[command(subcommand)]
    Threshold(threshold::Threshold),
    /// Put trustees' public keys together.
    Trustees(Trustees),
    /// Find out, as a trustee, that a key opens what is encrypted for it.
    Rehearse(rehearse::Arguments),
    /// Write the election from a template.
    Election(ElectionArguments),
    /// Write the empty board, and close the log of the set-up.
    Archive(Archive),
    /// Make the key with which a role signs its lines in the log of the set-up.
    LogKey(LogKey),
}

/// Arguments of `credentials`.
#[derive(Debug, Args)]
pub(crate) struct Credentials {
    /// The election's identifier.
    #[arg(long)]
    uuid: String,
    /// The group.
    #[arg(long)]
    group: String,
    /// Lines `id`, `id,login` or `id,login,weight`.
    #[arg(long, value_name = "FILE", required_unless_present = "count", conflicts_with = "count")]
    voters: Option<PathBuf>,
    /// So many voters, numbered (at most 10 million).
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    count: Option<u64>,
    /// Folder for `public_creds.json` and `private_creds.json`.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    logged: Logged,
}

/// Arguments of `trustee`.
#[derive(Debug, Args)]
pub(crate) struct SingleTrustee {
    /// The group.
    #[arg(long)]
    group: String,
    /// Folder for `ID.pubkey` and `ID.privkey`.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    logged: Logged,
}

/// Arguments of `trustees`.
#[derive(Debug, Args)]
pub(crate) struct Trustees {
    /// The group.
    #[arg(long)]
    group: String,
    /// A `.pubkey` or a `threshold.json`, in the order of trustee numbers.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    from: Vec<PathBuf>,
    /// The list.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    logged: Logged,
}

/// Arguments of `election`.
#[derive(Debug, Args)]
pub(crate) struct ElectionArguments {
    /// The election's identifier.
    #[arg(long)]
    uuid: String,
    /// The group.
    #[arg(long)]
    group: String,
    /// {description, name, questions, administrator?, credential_authority?}.
    #[arg(long, value_name = "FILE")]
    template: PathBuf,
    /// The list of trustees.
    #[arg(long, value_name = "FILE")]
    trustees: PathBuf,
    /// The election.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    logged: Logged,
}

/// Arguments of `archive`.
#[derive(Debug, Args)]
pub(crate) struct Archive {
    /// The election.
    #[arg(long, value_name = "FILE")]
    election: PathBuf,
    /// The list of trustees.
    #[arg(long, value_name = "FILE")]
    trustees: PathBuf,
    /// The public list of credentials.
    #[arg(long, value_name = "FILE")]
    credentials: PathBuf,
    /// The board.
    #[arg(long, value_name = "FILE.bel")]
    out: PathBuf,
    /// Its time, seconds since 1970 (default: now).
    #[arg(long, value_name = "SECONDS")]
    timestamp: Option<u64>,
    #[command(flatten)]
    logged: Logged,
}

/// Runs a verb of the set-up.
pub(crate) fn run(verb: &Setup, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Setup::Token => {
            let token = credential::base58(&mut files::System, 14);
            if cli.json {
                output::json(&serde_json::json!({ "uuid": token }))?;
            } else {
                output::text(token);
            }
            Ok(Exit::Done)
        }
        Setup::Credentials(arguments) => with_group!(group(&arguments.group)?, g => credentials(g, arguments, cli)),
        Setup::Trustee(arguments) => with_group!(group(&arguments.group)?, g => single(g, arguments, cli)),
        Setup::Threshold(verb) => threshold::run(verb, cli),
        Setup::Rehearse(arguments) => {
            with_group!(group(&arguments.group)?, g => rehearse::run(g, arguments, cli))
        }
        Setup::Trustees(arguments) => with_group!(group(&arguments.group)?, g => trustees(g, arguments, cli)),
        Setup::Election(arguments) => with_group!(group(&arguments.group)?, g => election(g, arguments, cli)),
        Setup::Archive(arguments) => archive(arguments, cli),
        Setup::LogKey(arguments) => log_key(arguments, cli.json),
    }
}

/// Finds a group by its name.
pub(super) fn group(name: &str) -> Result<GroupName, Failure> {
    GroupName::find(name).ok_or_else(|| {
        let known = GroupName::ALL.map(GroupName::as_str).join(", ");
        Failure::new("GROUP_UNSUPPORTED", format!("the group {name} is not known"), format!("Name one of {known}."))
    })
}

/// Says which files were written.
pub(super) fn written(paths: &[PathBuf], json: bool) -> anyhow::Result<Exit> {
    let names: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
    if json {
        output::json(&serde_json::json!({ "written": names }))?;
    } else {
        names.iter().for_each(output::text);
    }
    Ok(Exit::Done)
}

/// One voter: a name that never leaves the private file, and a weight.
type Voter = (String, u64);

fn voters(path: &Path) -> Result<Vec<Voter>, Failure> {
    let text = Zeroizing::new(files::read_text(path)?);
    let mut all: Vec<Voter> = Vec::new();
    let mut first = BTreeMap::new();
    let mut problems = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let number = i + 1;
        let fields: Vec<&str> = line.split(',').collect();
        let id = fields[0].trim();
        let weight = match fields.get(2) {
            None => Some(1),
            Some(w) => {
                let plain = w.bytes().all(|b| b.is_ascii_digit()) && (*w == "0" || !w.starts_with('0'));
                w.parse().ok().filter(|w| plain && *w <= credential::MAX_WEIGHT)
            }
        };
        if id.is_empty() {
            problems.push(format!("line {number}: no voter. Take the line out."));
        } else if fields.len() > 3 {
            problems.push(format!("line {number}: more than three fields. Write id,login,weight."));
        } else if let Some(before) = first.insert(id.to_owned(), number) {
            problems.push(format!("line {number}: the same voter as in line {before}. Take one out."));
        }
        match weight {
            None => problems.push(format!("line {number}: the weight is not a whole number up to 100000000000.")),
            Some(weight) => all.push((id.to_owned(), weight)),
        }
    }
    if all.is_empty() && problems.is_empty() {
        problems.push("no line. Write one voter in each.".to_owned());
    }
    if problems.is_empty() {
        return Ok(all);
    }
    let remedy = "Correct the file; nothing was written.";
    Err(Failure::new("VOTERS_INVALID", problems.join(" "), remedy).at(path.display().to_string()))
}

fn credentials<G: Group>(group: &G, arguments: &Credentials, cli: &Cli) -> anyhow::Result<Exit> {
    let base58 = |b: u8| credential::BASE58.contains(&b);
    if arguments.uuid.len() < 14 || !arguments.uuid.bytes().all(base58) {
        let what = "the uuid is not at least 14 Base58 characters";
        return Err(Failure::new("SETUP_INVALID", what, "Take one from `setup token`.").at("--uuid").into());
    }
    let voters = match (&arguments.voters, arguments.count) {
        (Some(path), _) => voters(path)?,
        (None, count) => (1..=count.unwrap_or(0)).map(|i| (i.to_string(), 1)).collect(),
    };
    let paths = [arguments.out.join("public_creds.json"), arguments.out.join("private_creds.json")];
    paths.iter().try_for_each(|p| files::absent(p))?;
    let pen = arguments.logged.pen()?;
    let mut seen = std::collections::HashSet::new();
    let mut public = Vec::with_capacity(voters.len());
    let mut private = Zeroizing::new(String::from("{"));
    for (i, (id, weight)) in voters.iter().enumerate() {
        let code = loop {
            let code = credential::generate(&mut files::System);
            if seen.insert(hash::sha256(&code)) {
                break code;
            }
        };
        let secret = credential::secret(group, &arguments.uuid, &code).map_err(refused)?;
        public.push((group.secret_generator_power(&secret), *weight));
        private.push_str(if i > 0 { "," } else { "" });
        private.push_str(&Zeroizing::new(format!("{}:\"{}\"", json::quoted(id), *code)));
    }
    private.push('}');
    files::folder(&arguments.out)?;
    files::create(&paths[1], private.as_bytes(), true)?;
    let list = credential::write_list(group, &public);
    files::create(&paths[0], list.as_bytes(), false)?;
    pen.map(|pen| pen.write(Step::Credentials, [("credentials", digest(&list))])).transpose()?;
    written(&paths, cli.json)
}

fn single<G: Group>(group: &G, arguments: &SingleTrustee, cli: &Cli) -> anyhow::Result<Exit> {
    let pen = arguments.logged.pen()?;
    let (secret, public) = keygen::single(group, &mut files::System);
    let key = group.write(&public.public_key);
    let id = hash::hex(key.as_bytes())[..8].to_uppercase();
    files::folder(&arguments.out)?;
    let paths = [arguments.out.join(format!("{id}.pubkey")), arguments.out.join(format!("{id}.privkey"))];
    let text = Zeroizing::new(format!("\"{}\"", *Zeroizing::new(group.write_scalar(&secret))));
    files::create(&paths[1], text.as_bytes(), true)?;
    files::create(&paths[0], format!("{}\n", public.to_json(group)).as_bytes(), false)?;
    pen.map(|pen| pen.write(Step::Key, [("key", digest(&key))])).transpose()?;
    written(&paths, cli.json)
}

/// Fails with the first fault of a reader.
fn first_fault(r: Reader) -> Result<(), Failure> {
    if let Some(refusal) = r.refusal {
        return Err(refused(refusal));
    }
    match r.faults.into_iter().next() {
        Some(f) => Err(Failure::new("SETUP_INVALID", f.what, "Ask for the file as it was made.").at(f.place)),
        None => Ok(()),
    }
}

fn trustees<G: Group>(group: &G, arguments: &Trustees, cli: &Cli) -> anyhow::Result<Exit> {
    let mut lines = Vec::new();
    for path in &arguments.from {
        let text = files::read_text(path)?;
        let mut r = Reader::new(path.display().to_string());
        let value = r.parse(text.trim().as_bytes(), false);
        let entry = value.as_ref().and_then(|v| {
            if v.get("threshold").is_some() {
                trustee::Threshold::read(&mut r, group, v).map(Trustee::Pedersen)
            } else {
                trustee::TrusteeKey::read(&mut r, group, v).map(Trustee::Single)
            }
        });
        first_fault(r)?;
        lines.extend(entry.map(|e| e.to_json(group)));
    }
    let list = json::list(lines);
    key(group, &list, "trustees")?;
    let pen = arguments.logged.pen()?;
    files::create(&arguments.out, list.as_bytes(), false)?;
    pen.map(|pen| pen.write(Step::Trustees, [("trustees", digest(&list))])).transpose()?;
    written(std::slice::from_ref(&arguments.out), cli.json)
}

/// The election key that follows from a list of trustees.
fn key<G: Group>(group: &G, list: &str, place: &str) -> Result<G::Element, Failure> {
    let mut r = Reader::new(place);
    let key = trustee::read_list(&mut r, group, list.as_bytes()).and_then(|l| trustee::check_all(&mut r, group, &l));
    first_fault(r)?;
    key.ok_or_else(|| Failure::new("SETUP_INVALID", "the key cannot be computed", "Check the trustees.").at(place))
}

fn election<G: Group>(group: &G, arguments: &ElectionArguments, cli: &Cli) -> anyhow::Result<Exit> {
    let list = files::read_text(&arguments.trustees)?;
    let public_key = key(group, &list, "trustees")?;
    let mut r = Reader::new("template");
    let value = r.parse(&files::read(&arguments.template)?, false);
    let fields = ["description", "name", "questions", "administrator?", "credential_authority?"];
    let mut questions = Vec::new();
    if let Some(list) = value.as_ref().and_then(|v| v.get("questions")).and_then(base::json::Value::as_array) {
        for (i, item) in list.iter().enumerate() {
            let question = r.member("questions", |r| r.index(i, |r| read_question(r, item))).map_err(refused)?;
            questions.extend(question);
        }
    }
    let election = value.as_ref().and_then(|v| {
        let object = r.object(v, &fields)?;
        let description = r.field(object, "description", Reader::string);
        let name = r.field(object, "name", Reader::string);
        let administrator = r.optional(object, "administrator", Reader::string);
        let credential_authority = r.optional(object, "credential_authority", Reader::string);
        Some(Election {
            description: description?,
            name: name?,
            group: group.name(),
            public_key: group.write(&public_key),
            questions,
            uuid: arguments.uuid.clone(),
            administrator: administrator?,
            credential_authority: credential_authority?,
        })
    });
    // A template may hold its fields in any order.
    r.faults.retain(|f| f.code != voting::fault::Code::JsonCanonical);
    first_fault(r)?;
    let Some(election) = election else {
        return Err(Failure::new("SETUP_INVALID", "the template cannot be read", "Write it as JSON.").into());
    };
    if let Some(fault) = election.parameter_faults().into_iter().next() {
        return Err(Failure::new("SETUP_INVALID", fault, "Change the template or the group.").at("template").into());
    }
    let pen = arguments.logged.pen()?;
    let election = election.to_json();
    files::create(&arguments.out, election.as_bytes(), false)?;
    let hashes = [("election", digest(&election)), ("trustees", digest(&list))];
    pen.map(|pen| pen.write(Step::Election, hashes)).transpose()?;
    written(std::slice::from_ref(&arguments.out), cli.json)
}

fn archive(arguments: &Archive, cli: &Cli) -> anyhow::Result<Exit> {
    let timestamp =
        arguments.timestamp.unwrap_or_else(|| u64::try_from(jiff::Timestamp::now().as_second()).unwrap_or_default());
    let bytes = hold::archive(
        &files::read_text(&arguments.election)?,
        &files::read_text(&arguments.trustees)?,
        &files::read_text(&arguments.credentials)?,
        timestamp,
    )
    .map_err(refused)?;
    let pen = arguments.logged.pen()?;
    files::create(&arguments.out, &bytes, false)?;
    let Some(pen) = pen else { return written(std::slice::from_ref(&arguments.out), cli.json) };
    let found = pen.close(&verify(&bytes, Depth::Append).map_err(refused)?)?;
    if cli.json {
        output::json(&serde_json::json!({ "written": [arguments.out], "setup": found }))?;
    } else {
        output::text(arguments.out.display().to_string());
        say(found.as_ref());
    }
    Ok(if found.is_some_and(|found| found.audited) { Exit::Done } else { Exit::DoesNotHold })
}
