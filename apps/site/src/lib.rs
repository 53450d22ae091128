//! The pages and the JSON interface: what anyone sees of the record in a browser, in five languages, without scripts.
//!
//! A page never computes: it reads rows that were made when the record changed, puts them into words, and shows the
//! way to the evidence. `router.rs` lists every address.

pub mod api;
mod assets;
pub mod boards;
mod chart;
pub mod data;
mod error;
pub mod export;
mod files;
mod form;
mod limit;
pub mod method;
mod metrics;
pub mod numbers;
mod pages;
pub mod raters;
pub mod room;
mod router;
pub mod schema;
mod server;
mod shell;
mod stream;
mod table;
mod witness;
pub mod words;

pub use data::Data;
pub use router::router;
pub use server::{accept, serve};

use std::path::PathBuf;
use std::time::Duration;

/// What an operator may set.
#[derive(Debug, Clone)]
pub struct SiteOptions {
    /// The folder with the public copy of the record (`DIR/public`), served under `/record/`.
    pub public: PathBuf,
    /// Name of the site in its head, for example `Republic of Sample`; empty for none.
    pub title: String,
    /// Requests per second that one address may make in the long run; `None` for no limit.
    pub requests_per_second: Option<u32>,
    /// Requests an address may make at once before the limit per second holds.
    pub burst: u32,
    /// Where a buyer or vendor sends a reply, for example `mailto:records@example.org`; empty if nobody takes any.
    pub reply_to: String,
    /// Address under which readers find the exported files, with their folder, for the commands of `/verify`; empty on
    /// a server, which takes the name that a request asks for.
    pub address: String,
    /// How long answers made from many rows (choices of a filter, counts of the home page) may be kept.
    pub keep: Duration,
    /// How long a request may take before it is answered with 503.
    pub timeout: Duration,
    /// Open connections at most; further ones wait to be accepted.
    pub connections: usize,
    /// How long the head of a request may take, and how long a connection may idle.
    pub head_timeout: Duration,
    /// How long a reader may take nothing of an answer.
    pub stall_timeout: Duration,
    /// How long running answers are waited for on shutdown.
    pub farewell: Duration,
}

impl Default for SiteOptions {
    fn default() -> Self {
        Self {
            public: PathBuf::new(),
            title: String::new(),
            requests_per_second: Some(50),
            burst: 200,
            reply_to: String::new(),
            address: String::new(),
            keep: Duration::from_secs(5),
            timeout: Duration::from_secs(10),
            connections: 1024,
            head_timeout: Duration::from_secs(15),
            stall_timeout: Duration::from_secs(30),
            farewell: Duration::from_secs(10),
        }
    }
}
