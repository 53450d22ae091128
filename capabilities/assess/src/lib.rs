//! Assessment: does the technology of this election meet the obligations that bind this state on this date, how do we
//! know, and what do we not know?
//!
//! Pure: files, time and randomness are arguments. `catalogue` reads and lints the questions, `dossier` what one
//! assessment knows, `compute` answers; the same input gives the same bytes on every machine and any number of threads.

pub mod agreement;
pub mod catalogue;
pub mod compare;
pub mod compute;
pub mod diff;
pub mod dossier;
pub mod evidence;
pub mod export;
pub mod finding;
pub mod folder;
pub mod law;
mod lint;
pub mod personal;
pub mod problem;
pub mod ratings;
pub mod records;
pub mod result;
pub mod scaffold;
pub mod schema;
pub mod score;
pub mod simulate;
pub mod verify;
pub mod view;
pub mod yaml;

pub use catalogue::Catalogue;
pub use compute::{Options, compute};
pub use dossier::{Dossier, Limits};
pub use folder::Folder;
pub use problem::{Fatal, Problem};
pub use result::Assessment;
