//! The store on a temporary folder, on both databases: append, search, crash between two writes, erase, recover.

mod append;
mod bed;
mod postgres;
mod rows;
