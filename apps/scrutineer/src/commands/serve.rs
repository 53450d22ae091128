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
    /// Address to listen at; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Name in the head of every page, for example `Republic of Sample`.
    #[arg(long, default_value = "")]
    title: String,
    /// Where replies are sent, for example `mailto:records@example.org`; shown in the box "Right of reply".
    #[arg(long, value_name = "ADDRESS", default_value = "")]
    reply_to: String,
    /// Requests per second that one address may make in the long run; 0 for no limit. Behind a proxy all readers share
    /// the proxy's address: let the proxy limit them.
    #[arg(long, value_name = "N", default_value_t = 50)]
    rate: u32,
    /// Open connections at most.
    #[arg(long, value_name = "N", default_value_t = 1024)]
    connections: usize,
}

/// Serves until interrupted.
pub(crate) fn run(arguments: &Arguments, cli: &Cli) -> anyhow::Result<Exit> {
    let options = site::SiteOptions {
        title: arguments.title.clone(),
        reply_to: arguments.reply_to.clone(),
        requests_per_second: (arguments.rate > 0).then_some(arguments.rate),
        connections: arguments.connections.max(1),
        ..site::SiteOptions::default()
    };
    serve(&arguments.dir, arguments.listen, options, cli.json)
}

/// Serves the record in a folder at an address, reading only.
pub(crate) fn serve(dir: &Path, listen: SocketAddr, options: site::SiteOptions, json: bool) -> anyhow::Result<Exit> {
    let store = desk::open_reading(dir)?;
    let options = site::SiteOptions { public: store.public_folder(), ..options };
    site::serve(store, listen, options, move |address| {
        output::address("serve", serde_json::Value::Null, "", address, json);
    })?;
    Ok(Exit::Done)
}
