//! The raters' room: where the panel of an assessment rates in a browser, blind in round 1, and decides together
//! afterwards. A server of its own over the folder of one dossier; the public site never shows what lies here.
//!
//! It works without scripts. Every change is a form with the session's token; who may do what stands in `rights.rs`,
//! what is done in `work.rs`.

mod pages;
mod rights;
mod work;

pub use crate::room::Options;
pub use rights::Role;
pub use work::Room;

use crate::room::pages::Words;
use crate::room::{Door, Duty as _, Files, Service, Stop, Visit, trail};
use assess::{Catalogue, Dossier};
use axum::Router;
use axum::response::Response;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A dossier is read again after this time, because others may change its files.
const FRESH: Duration = Duration::from_secs(20);

/// One panel and its server.
pub(crate) struct Raters {
    room: Box<dyn Room>,
    catalogue: Catalogue,
    door: Door,
    /// The dossier as last read; held while anything is written, so that one change follows the other.
    dossier: Mutex<Option<(Instant, Arc<Dossier>)>>,
}

impl Raters {
    pub(crate) fn dossier(&self) -> Result<Arc<Dossier>, String> {
        let mut kept = self.dossier.lock().unwrap_or_else(PoisonError::into_inner);
        self.fresh(&mut kept)
    }

    fn fresh(&self, kept: &mut Option<(Instant, Arc<Dossier>)>) -> Result<Arc<Dossier>, String> {
        if let Some((at, dossier)) = kept
            && at.elapsed() < FRESH
        {
            return Ok(Arc::clone(dossier));
        }
        let dossier = Arc::new(self.room.dossier()?);
        *kept = Some((Instant::now(), Arc::clone(&dossier)));
        Ok(dossier)
    }

    /// Saves over the dossier as last read, while nobody else makes a change: a draft is looked at again when it is handed in.
    fn save<T>(
        &self,
        id: &str,
        make: impl FnOnce(&work::Change<'_>) -> Result<T, work::Refusal>,
    ) -> Result<T, work::Refusal> {
        let mut kept = self.dossier.lock().unwrap_or_else(PoisonError::into_inner);
        let dossier = self.fresh(&mut kept).map_err(work::Refusal::Io)?;
        make(&work::Change { room: &*self.room, catalogue: &self.catalogue, dossier: &dossier, id })
    }

    /// Makes a change over the dossier as it stands on the disk, while nobody else makes one.
    fn change<T>(
        &self,
        id: &str,
        make: impl FnOnce(&work::Change<'_>) -> Result<T, work::Refusal>,
    ) -> Result<T, work::Refusal> {
        *self.dossier.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let done = self.save(id, make);
        *self.dossier.lock().unwrap_or_else(PoisonError::into_inner) = None;
        done
    }
}

/// What the room calls itself and its parts.
pub(crate) const WORDS: Words = Words {
    room: "raters-room",
    sections: [("raters-work", "/"), ("raters-ratings", "/ratings"), ("room-trail", "/trail")],
    door: "raters-sign-in-lead",
    footer: "raters-footer",
};

impl Service for Raters {
    type Role = Role;
    const WORDS: Words = WORDS;

    fn door(&self) -> &Door {
        &self.door
    }

    fn files(&self) -> &dyn Files {
        &*self.room
    }

    /// While nobody else writes one.
    fn note(&self, who: &str, did: &str) -> Result<(), Stop> {
        let _alone = self.dossier.lock().unwrap_or_else(PoisonError::into_inner);
        trail::note(&*self.room, Role::PLACE, who, did, "", "").map_err(|error| error.to_string().into())
    }

    fn answer(&self, visit: &Visit) -> Response {
        pages::answer(self, visit)
    }
}

/// The room as one service.
pub fn router(room: impl Room, catalogue: Catalogue, options: Options) -> Router {
    crate::room::router(Raters {
        room: Box::new(room),
        catalogue,
        door: Door::new(options),
        dossier: Mutex::default(),
    })
}

/// Serves the room until the process is asked to end.
///
/// # Errors
/// If the address cannot be listened on.
pub fn serve(
    room: impl Room,
    catalogue: Catalogue,
    listen: SocketAddr,
    options: Options,
    announce: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    crate::room::serve(router(room, catalogue, options), listen, announce)
}
