//! `scrutineer export …`: what is public, for other places than this server.

use crate::cli::Cli;
use crate::desk;
use crate::output::{self, Exit, Failure};
use crate::progress::Progress;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What can be exported.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// The whole site with the record as plain files, for any web host.
    Site(SiteArguments),
}

/// Arguments of `export site`.
#[derive(Debug, Args)]
pub(crate) struct SiteArguments {
    /// Folder to make; it must not exist yet.
    out: PathBuf,
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Name in the head of every page, for example `Republic of Sample`.
    #[arg(long, default_value = "")]
    title: String,
    /// Where replies are sent, for example `mailto:records@example.org`.
    #[arg(long, value_name = "ADDRESS", default_value = "")]
    reply_to: String,
    /// Where the files will be found, with the folder, for the commands of the page `verify`.
    #[arg(long, value_name = "URL", default_value = "http://localhost:8000")]
    address: String,
}

/// Runs an export.
pub(crate) fn run(verb: &Export, cli: &Cli) -> anyhow::Result<Exit> {
    match verb {
        Export::Site(arguments) => site(arguments, cli),
    }
}

fn site(arguments: &SiteArguments, cli: &Cli) -> anyhow::Result<Exit> {
    let out = &arguments.out;
    if out.exists() {
        let what = "the folder exists; nothing is overwritten";
        let remedy = "Name a folder that does not exist, and put it in the place of the old one afterwards.";
        return Err(Failure::new("FILE_EXISTS", what, remedy).at(out.display().to_string()).into());
    }
    if !plain(&arguments.address) {
        let what = format!("{} is no address of a site", arguments.address);
        return Err(Failure::usage("bad-address", what, "Write it like https://example.org/folder.").into());
    }
    let store = desk::open_reading(&arguments.dir)?;
    let options = site::SiteOptions {
        public: store.public_folder(),
        title: arguments.title.clone(),
        reply_to: arguments.reply_to.clone(),
        address: arguments.address.clone(),
        ..site::SiteOptions::default()
    };
    let bar = Progress::count("writing pages", 0);
    let done = site::export::export(store, &options, out, &|done, of| bar.to(done, of))?;
    bar.finish();
    if cli.json {
        let mut value = serde_json::to_value(&done)?;
        value["kind"] = "export-site".into();
        value["version"] = 1.into();
        value["out"] = serde_json::to_value(out)?;
        output::json(&value)?;
    } else {
        output::text(format!(
            "{}: {} pages, {} files, {} bytes; {} links that need a server were left as text",
            out.display(),
            done.pages,
            done.files,
            done.bytes,
            done.unlinked
        ));
        done.problems.iter().for_each(output::text);
        output::text("Look at it: python3 -m http.server 8000 --directory OUT");
    }
    Ok(if done.problems.is_empty() { Exit::Done } else { Exit::DoesNotHold })
}

/// An address that can stand in a command without quoting.
fn plain(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let fits =
            |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']' | b'/' | b'_' | b'~');
        !rest.is_empty() && rest.bytes().all(fits)
    })
}
