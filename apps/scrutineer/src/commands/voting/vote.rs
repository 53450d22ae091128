//! `scrutineer voting vote`: make a ballot.

use super::{files, refused};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use clap::Args;
use std::path::PathBuf;
use voting::event::Kind;
use voting::hold::{self, Payload};
use voting::verify::Depth;
use voting::vote::{Voter, read_choice};
use voting::{credential, hash, with_board};
use zeroize::Zeroizing;

/// Arguments of `vote`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The board.
    archive: PathBuf,
    /// File with one credential; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    credential: PathBuf,
    /// File with the plain choice, like `[[0,1],[1,0,0]]`.
    #[arg(long, value_name = "FILE")]
    choice: PathBuf,
    /// Append the ballot to the board and print its tracker.
    #[arg(long)]
    append: bool,
}

/// Runs the verb.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let secret = files::read_secret(&arguments.credential)?;
    let choice = Zeroizing::new(files::read(&arguments.choice)?);
    let mut open = files::Open::new(&arguments.archive, arguments.append, Depth::Append)?;
    hold::allowed(&open.verified, Kind::Ballot).map_err(refused)?;
    let ballot = with_board!(open.board()?, b => {
        let choice = read_choice(&b.election.questions, &choice).map_err(refused)?;
        let key = credential::secret(b.group, &b.election.uuid, one(&secret)).map_err(refused)?;
        let public = voting::group::Group::secret_generator_power(b.group, &key);
        if b.credential(&voting::group::Group::write(b.group, &public)).is_none() {
            let what = "this credential is not on the list of the election";
            return Err(Failure::new("CREDENTIAL_UNKNOWN", what, "Check the election and the spelling.").into());
        }
        let voter = Voter {
            group: b.group,
            uuid: &b.election.uuid,
            fingerprint: &b.fingerprint,
            questions: &b.election.questions,
            key: b.key.as_ref().ok_or_else(|| Failure::new("BOARD_REJECTED", "no key", "Run `verify`."))?,
        };
        voter.ballot(&key, &choice, &mut files::System).map_err(refused)?
    });
    let tracker = hash::b64(ballot.as_bytes());
    if !arguments.append {
        output::text(&ballot);
        return Ok(Exit::Done);
    }
    let event = open.append(Kind::Ballot, &Payload::One(ballot))?;
    if cli.json {
        output::json(&serde_json::json!({ "tracker": tracker, "event": event }))?;
    } else {
        output::text(&tracker);
    }
    Ok(Exit::Done)
}

/// The credential in a file: alone, as `id credential`, or in a JSON object of one voter.
fn one(text: &str) -> &str {
    let object = text.strip_prefix('{').and_then(|t| t.strip_suffix('}'));
    let quoted = object.and_then(|t| t.trim_end().strip_suffix('"')?.rsplit_once('"'));
    match quoted {
        // Of several voters nobody can say whose ballot it is to be; what is left is then no credential.
        Some((before, credential)) if before.matches('"').count() == 2 => credential,
        None if text.lines().nth(1).is_none() => text.rsplit_once(char::is_whitespace).map_or(text, |(_, own)| own),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::one;

    #[test]
    fn a_credential_is_found_in_each_form_a_voter_may_get_it() {
        for text in ["abc-def", "12 abc-def", "a@b.example abc-def", r#"{"12":"abc-def"}"#, r#"{ "12": "abc-def" }"#]
        {
            assert_eq!(one(text), "abc-def", "{text}");
        }
        for several in [r#"{"12":"abc-def","13":"ghi"}"#, "12 abc-def\n13 ghi", "abc-def\nghi"] {
            assert_eq!(one(several), several, "whose ballot it is to be is not guessed");
        }
    }
}
