//! What pages list and search, made from statements and findings: rows that can be deleted and made again.

mod organisations;
mod process;
