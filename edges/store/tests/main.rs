//! The store on a temporary folder, on both databases: append, search, crash between two writes, erase, recover.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod append;
mod bed;
mod crash;
mod disk;
mod erase;
mod fsck;
mod kill;
mod postgres;
mod recover;
mod rows;
