//! The room of audit boards: two seats read the paper of each sampled card, blind to each other, and enter what it says;
//! where they differ they enter it again together. A server of its own over the folder of one audit; the public site never
//! shows what lies in its `boards/`.
//!
//! It works without scripts, by keyboard alone. A card is one form; it is on the disk before the answer is sent, and
//! sending it again changes nothing. Who may do what stands in `rights.rs`, what is done in `work.rs`.

mod entry;
mod pages;
mod rights;
mod work;

pub use crate::room::Options;
pub use rights::Role;

use crate::room::pages::Words;
use crate::room::{Door, Duty as _, Files, Service, Stop, Visit, trail};
use axum::Router;
use axum::response::Response;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use work::{Change, Refusal, Round};

/// One audit and its server.
pub(crate) struct Boards {
    files: Box<dyn Files>,
    door: Door,
    /// Held while anything is written, so that one change follows the other.
    alone: Mutex<()>,
}

impl Boards {
    /// Makes a change over the round as it stands on the disk, while nobody else makes one.
    fn change<T>(
        &self,
        who: &str,
        seat: Role,
        make: impl FnOnce(&Change<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let _alone = self.alone.lock().unwrap_or_else(PoisonError::into_inner);
        let round = work::round(&*self.files)?;
        make(&Change { files: &*self.files, round: &round, who, seat })
    }
}

/// What the room calls itself and its parts.
pub(crate) const WORDS: Words = Words {
    room: "boards-room",
    sections: [("boards-list", "/"), ("boards-round", "/round"), ("room-trail", "/trail")],
    door: "boards-sign-in-lead",
    footer: "boards-footer",
};

impl Service for Boards {
    type Role = Role;
    const WORDS: Words = WORDS;

    fn door(&self) -> &Door {
        &self.door
    }

    fn files(&self) -> &dyn Files {
        &*self.files
    }

    /// While nobody else writes one.
    fn note(&self, who: &str, did: &str) -> Result<(), Stop> {
        let _alone = self.alone.lock().unwrap_or_else(PoisonError::into_inner);
        trail::note(&*self.files, Role::PLACE, who, did, "", "").map_err(|error| error.to_string().into())
    }

    fn answer(&self, visit: &Visit) -> Response {
        pages::answer(self, visit)
    }
}

/// The number of the round that can be entered, and of its cards.
///
/// # Errors
/// Why there is none, for people.
pub fn open_round(files: &dyn Files) -> Result<(usize, usize), String> {
    work::round(files).map(|Round { number, cards, .. }| (number, cards.len()))
}

/// The room as one service.
pub fn router(files: impl Files, options: Options) -> Router {
    crate::room::router(Boards { files: Box::new(files), door: Door::new(options), alone: Mutex::default() })
}

/// Serves the room until the process is asked to end.
///
/// # Errors
/// If the address cannot be listened on.
pub fn serve(
    files: impl Files,
    listen: SocketAddr,
    options: Options,
    announce: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    crate::room::serve(router(files, options), listen, announce)
}
