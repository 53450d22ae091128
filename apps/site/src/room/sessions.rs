//! Who is signed in, and how often somebody may try.

use crate::limit::network;
use base::digest::hex;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::{Duration, Instant};

/// A session ends after this time, whatever is done in it.
pub(crate) const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// A session ends when nothing is done in it for this long.
const IDLE: Duration = Duration::from_secs(3600);
/// Sessions at most; the one used longest ago makes room.
const MOST: usize = 1_000;

/// One signed-in account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) id: String,
    /// Salt of the account's key when it began: another pass phrase ends it.
    pub(crate) salt: String,
    /// Stands in every form; a form from elsewhere does not know it.
    pub(crate) token: String,
    begun: Instant,
    used: Instant,
}

/// All sessions, by a digest of their cookie: whoever reads this memory has no cookie.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    all: HashMap<[u8; 32], Session>,
}

impl Sessions {
    /// Begins a session of an account whose key has this salt; says its cookie. `random`: two times 32 bytes nobody knows.
    pub(crate) fn begin(&mut self, id: &str, salt: &str, random: [[u8; 32]; 2], now: Instant) -> String {
        self.all.retain(|_, session| alive(session, now));
        if self.all.len() >= MOST
            && let Some(oldest) = self.all.iter().min_by_key(|(_, session)| session.used).map(|(key, _)| *key)
        {
            self.all.remove(&oldest);
        }
        let cookie = hex(&random[0]);
        let session =
            Session { id: id.to_owned(), salt: salt.to_owned(), token: hex(&random[1]), begun: now, used: now };
        self.all.insert(digest(&cookie), session);
        cookie
    }

    /// The session of a cookie, used now.
    pub(crate) fn find(&mut self, cookie: &str, now: Instant) -> Option<Session> {
        let key = digest(cookie);
        let session = self.all.get_mut(&key)?;
        if !alive(session, now) {
            self.all.remove(&key);
            return None;
        }
        session.used = now;
        Some(session.clone())
    }

    /// Ends the session of a cookie.
    pub(crate) fn end(&mut self, cookie: &str) {
        self.all.remove(&digest(cookie));
    }
}

fn digest(cookie: &str) -> [u8; 32] {
    Sha256::digest(cookie.as_bytes()).into()
}

fn alive(session: &Session, now: Instant) -> bool {
    now.duration_since(session.begun) < LONGEST && now.duration_since(session.used) < IDLE
}

/// Wrong pass phrases, by account and by address.
#[derive(Debug, Default)]
pub(crate) struct Tries {
    all: HashMap<Key, Vec<Instant>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Account(String),
    Address(IpAddr),
}

/// Wrong tries are remembered this long.
const MEMORY: Duration = Duration::from_secs(15 * 60);
/// So many wrong tries for one account, and for one address, before one must wait.
const PER_ACCOUNT: usize = 10;
const PER_ADDRESS: usize = 30;

impl Tries {
    /// Whether another try is taken.
    pub(crate) fn may(&mut self, id: &str, address: Option<IpAddr>, now: Instant) -> bool {
        self.all.retain(|_, times| {
            times.retain(|time| now.duration_since(*time) < MEMORY);
            !times.is_empty()
        });
        let of = |key: &Key| self.all.get(key).map_or(0, Vec::len);
        of(&Key::Account(id.to_owned())) < PER_ACCOUNT
            && address.is_none_or(|address| of(&Key::Address(network(address))) < PER_ADDRESS)
    }

    /// Remembers a wrong try.
    pub(crate) fn wrong(&mut self, id: &str, address: Option<IpAddr>, now: Instant) {
        let id: String = id.chars().take(100).collect();
        for key in [Some(Key::Account(id)), address.map(network).map(Key::Address)].into_iter().flatten() {
            self.all.entry(key).or_default().push(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_by_itself_and_by_hand() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut sessions = Sessions::default();
        let cookie = sessions.begin("obs", "s", [[1; 32], [2; 32]], start);
        assert_eq!(sessions.find(&cookie, at(3_599)).unwrap().id, "obs");
        assert_eq!(sessions.find("other", at(3_599)), None);
        assert!(sessions.find(&cookie, at(2 * 3_599)).is_some(), "each use prolongs it");
        assert!(sessions.find(&cookie, at(2 * 3_599 + 3_601)).is_none(), "idle for an hour");
        let cookie = sessions.begin("obs", "s", [[3; 32], [4; 32]], start);
        for half_hour in 1..24 {
            assert!(sessions.find(&cookie, at(half_hour * 1_800)).is_some());
        }
        assert!(sessions.find(&cookie, at(24 * 1_800)).is_none(), "twelve hours");
        let cookie = sessions.begin("obs", "s", [[5; 32], [6; 32]], start);
        sessions.end(&cookie);
        assert!(sessions.find(&cookie, start).is_none());
    }

    #[test]
    fn wrong_pass_phrases_make_one_wait() {
        let start = Instant::now();
        let address = Some(IpAddr::from([192, 0, 2, 1]));
        let mut tries = Tries::default();
        for _ in 0..PER_ACCOUNT {
            assert!(tries.may("obs", address, start));
            tries.wrong("obs", address, start);
        }
        assert!(!tries.may("obs", address, start), "the account");
        assert!(!tries.may("obs", None, start), "from anywhere");
        for n in 0..PER_ADDRESS - PER_ACCOUNT {
            assert!(tries.may(&format!("other-{n}"), address, start));
            tries.wrong(&format!("other-{n}"), address, start);
        }
        assert!(!tries.may("clinic", address, start), "the address");
        assert!(tries.may("clinic", Some(IpAddr::from([192, 0, 2, 2])), start), "another address");
        assert!(tries.may("obs", address, start + MEMORY), "after a quarter of an hour");
    }
}
