//! `scrutineer serve`: the site over a record.

use crate::cli::Cli;
use crate::desk;
use crate::output::{self, Exit};
use clap::Args;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of the record.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Address to listen at.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

/// Serves until interrupted.
pub(crate) fn run(arguments: &Arguments, _cli: &Cli) -> anyhow::Result<Exit> {
    serve(&arguments.dir, arguments.listen)
}

/// Serves the record in a folder at an address, reading only.
pub(crate) fn serve(dir: &Path, listen: SocketAddr) -> anyhow::Result<Exit> {
    let store = desk::open_reading(dir)?;
    let options = site::SiteOptions { public: store.public_folder(), ..site::SiteOptions::default() };
    site::serve(store, listen, options, |address| {
        output::remark(format!("http://{address}/  –  stop with Ctrl-C"));
    })?;
    Ok(Exit::Done)
}
