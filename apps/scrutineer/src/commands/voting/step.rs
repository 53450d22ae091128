//! `scrutineer voting close`, `tally`, `shuffle`, `end-shuffles`, `decrypt`, `result`: the steps after the vote.

use super::{files, refused};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use std::path::PathBuf;
use voting::event::Kind;
use voting::group::Group;
use voting::hold::{self, Payload};
use voting::verify::Depth;
use voting::{keygen, tally, with_board};
use zeroize::Zeroizing;

/// Arguments of `close` and `end-shuffles`.
#[derive(Debug, Args)]
pub(crate) struct Mark {
    /// The board.
    archive: PathBuf,
}

/// Arguments of `tally` and `result`.
#[derive(Debug, Args)]
pub(crate) struct Step {
    /// The board.
    archive: PathBuf,
    /// Append to the board instead of printing.
    #[arg(long)]
    append: bool,
}

/// Arguments of `shuffle`.
#[derive(Debug, Args)]
pub(crate) struct Shuffle {
    /// The board.
    archive: PathBuf,
    /// Number of the trustee, from 1.
    #[arg(long, value_name = "N")]
    trustee: u64,
    /// Append to the board instead of printing.
    #[arg(long)]
    append: bool,
}

/// Arguments of `decrypt`.
#[derive(Debug, Args)]
pub(crate) struct Decrypt {
    /// The board.
    archive: PathBuf,
    /// Number of the trustee, from 1.
    #[arg(long, value_name = "N")]
    trustee: u64,
    #[command(flatten)]
    key: KeyFiles,
    /// Append to the board instead of printing.
    #[arg(long)]
    append: bool,
}

/// Where a trustee keeps its secret key.
#[derive(Debug, Args)]
pub(crate) struct KeyFiles {
    /// A single trustee's `ID.privkey`.
    #[arg(long, value_name = "FILE", required_unless_present = "seed", conflicts_with = "seed")]
    key: Option<PathBuf>,
    /// A threshold trustee's `ID.key`.
    #[arg(long, value_name = "FILE", requires = "decryption_key")]
    seed: Option<PathBuf>,
    /// A threshold trustee's `ID.dkey`.
    #[arg(long, value_name = "FILE", requires = "seed")]
    decryption_key: Option<PathBuf>,
}

/// Appends an event without content.
pub(crate) fn mark(arguments: &Mark, kind: Kind, cli: &Cli) -> anyhow::Result<Exit> {
    let mut open = files::Open::new(&arguments.archive, true, Depth::Full)?;
    files::print_or_append(&mut open, true, kind, &Payload::Nothing, cli.json)?;
    Ok(Exit::Done)
}

/// Multiplies the ballots that count.
pub(crate) fn tally(arguments: &Step, cli: &Cli) -> anyhow::Result<Exit> {
    let mut open = files::Open::new(&arguments.archive, arguments.append, Depth::Full)?;
    hold::allowed(&open.verified, Kind::EncryptedTally).map_err(refused)?;
    let payload = with_board!(open.board()?, b => hold::encrypted_tally(b)).map_err(refused)?;
    files::print_or_append(&mut open, arguments.append, Kind::EncryptedTally, &payload, cli.json)?;
    Ok(Exit::Done)
}

/// Shuffles the ranked questions.
pub(crate) fn shuffle(arguments: &Shuffle, cli: &Cli) -> anyhow::Result<Exit> {
    let mut open = files::Open::new(&arguments.archive, arguments.append, Depth::Full)?;
    hold::allowed(&open.verified, Kind::Shuffle).map_err(refused)?;
    let body = with_board!(open.board()?, b => {
        hold::check_owner(b, arguments.trustee, &b.shufflers).and_then(|()| hold::shuffled(b, &mut files::System))
    })
    .map_err(refused)?;
    let payload = Payload::Owned(arguments.trustee, body);
    files::print_or_append(&mut open, arguments.append, Kind::Shuffle, &payload, cli.json)?;
    Ok(Exit::Done)
}

/// Reads a trustee's secret key.
pub(super) fn secret<G: Group>(group: &G, arguments: &KeyFiles) -> Result<Zeroizing<G::Scalar>, Failure> {
    if let (Some(seed), Some(key)) = (&arguments.seed, &arguments.decryption_key) {
        let (seed, key) = (files::read_secret(seed)?, files::read_secret(key)?);
        return keygen::open(group, &seed, &key).map_err(refused);
    }
    let path = arguments.key.as_deref().unwrap_or_else(|| std::path::Path::new("-"));
    let text = files::read_secret(path)?;
    let secret = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).and_then(|t| group.read_scalar(t));
    secret.map(Zeroizing::new).ok_or_else(|| {
        let what = "is not a secret key of this group";
        Failure::new("KEY_MISMATCH", what, "Name the .privkey file.").at(path.display().to_string())
    })
}

/// Makes a trustee's share of the decryption.
pub(crate) fn decrypt(arguments: &Decrypt, cli: &Cli) -> anyhow::Result<Exit> {
    let mut open = files::Open::new(&arguments.archive, arguments.append, Depth::Full)?;
    hold::allowed(&open.verified, Kind::PartialDecryption).map_err(refused)?;
    let body = with_board!(open.board()?, b => {
        let key = secret(b.group, &arguments.key)?;
        hold::share(b, arguments.trustee, &key, &mut files::System)
    })
    .map_err(refused)?;
    let payload = Payload::Owned(arguments.trustee, body);
    files::print_or_append(&mut open, arguments.append, Kind::PartialDecryption, &payload, cli.json)?;
    Ok(Exit::Done)
}

/// Computes the result from the shares.
pub(crate) fn result(arguments: &Step, cli: &Cli) -> anyhow::Result<Exit> {
    let mut open = files::Open::new(&arguments.archive, arguments.append, Depth::Full)?;
    hold::allowed(&open.verified, Kind::Result).map_err(refused)?;
    let outcome = with_board!(open.board()?, b => hold::result(b)).map_err(refused)?;
    let payload = Payload::One(tally::result_json(&outcome));
    files::print_or_append(&mut open, arguments.append, Kind::Result, &payload, cli.json)?;
    if arguments.append {
        output::remark(voting::LIMITS);
    }
    Ok(Exit::Done)
}
