//! Accounts of a room: an id, a role, and a derived key in place of the pass phrase.

use base::digest::{hex, unhex};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// Repetitions of PBKDF2-HMAC-SHA-256 for a new account (OWASP Password Storage Cheat Sheet, 2023: 600,000).
const ROUNDS: u32 = 600_000;

/// What an account of a room is for.
pub trait Duty: Copy + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The room's name: that of its private folder, of its cookie, and in the format of its accounts.
    const PLACE: &'static str;
}

/// All accounts of a room; the file `PLACE/accounts.json` in its folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Accounts<D> {
    /// `scrutineer-PLACE-1`.
    format: String,
    accounts: Vec<Account<D>>,
}

/// One account.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Account<D> {
    id: String,
    role: D,
    /// Hexadecimal.
    salt: String,
    rounds: u32,
    /// Hexadecimal, 32 bytes.
    key: String,
    /// A closed account stays, so that its id is never given to somebody else.
    #[serde(default)]
    closed: bool,
}

impl<D: Duty> Accounts<D> {
    /// Reads the file; none yet is an empty list.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(bytes: Option<&[u8]>) -> Result<Self, String> {
        let format = format!("scrutineer-{}-1", D::PLACE);
        let Some(bytes) = bytes else { return Ok(Self { format, accounts: Vec::new() }) };
        let accounts: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        match accounts.format == format {
            true => Ok(accounts),
            false => Err(format!("the format is `{}`, this version reads `{format}`", accounts.format)),
        }
    }

    /// The file's bytes.
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// Makes an account, or gives one a new pass phrase; says the pass phrase, which stands nowhere else.
    ///
    /// `random`: 32 bytes nobody knows; 100 of their bits make the pass phrase, 16 other bytes the salt.
    ///
    /// # Errors
    /// The account is there already and `renew` is not asked for, or the other way round; or it is closed.
    pub fn set(&mut self, id: &str, role: D, renew: bool, random: [u8; 32]) -> Result<String, String> {
        let at = self.accounts.iter().position(|account| account.id == id);
        match (at, renew) {
            (Some(_), false) => return Err(format!("there is an account `{id}` already")),
            (None, true) => return Err(format!("there is no account `{id}`")),
            (Some(at), true) if self.accounts[at].closed => return Err(format!("the account `{id}` is closed")),
            _ => {}
        }
        let phrase = phrase(&random[..16]);
        let salt = hex(&random[16..]);
        let account = Account {
            id: id.to_owned(),
            role,
            key: hex(&derived(&phrase, &salt, ROUNDS)),
            salt,
            rounds: ROUNDS,
            closed: false,
        };
        match at {
            Some(at) => self.accounts[at] = account,
            None => self.accounts.push(account),
        }
        Ok(phrase)
    }

    /// Closes an account; false if there is none.
    pub fn close(&mut self, id: &str) -> bool {
        let Some(account) = self.accounts.iter_mut().find(|account| account.id == id) else { return false };
        account.closed = true;
        true
    }

    /// The role behind an id and a pass phrase. It takes as long for an id that does not exist.
    pub(crate) fn check(&self, id: &str, phrase: &str) -> Option<D> {
        let account = self.accounts.iter().find(|account| account.id == id && !account.closed);
        let (salt, rounds) = account.map_or(("", ROUNDS), |account| (account.salt.as_str(), account.rounds));
        // What people copy from paper: blanks and capitals do not count.
        let phrase: String = phrase.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        let found = derived(&phrase, salt, rounds);
        let account = account?;
        let wanted = unhex(&account.key)?;
        let differs =
            wanted.iter().zip(found).fold(wanted.len() ^ found.len(), |all, (a, b)| all | usize::from(a ^ b));
        (differs == 0).then_some(account.role)
    }

    /// The salt of an open account's key: another after each new pass phrase.
    pub(crate) fn salt(&self, id: &str) -> Option<&str> {
        self.accounts.iter().find(|account| account.id == id && !account.closed).map(|account| account.salt.as_str())
    }

    /// The role of an account that is not closed.
    pub fn role(&self, id: &str) -> Option<D> {
        self.accounts.iter().find(|account| account.id == id && !account.closed).map(|account| account.role)
    }
}

fn derived(phrase: &str, salt: &str, rounds: u32) -> [u8; 32] {
    let mut key = [0; 32];
    pbkdf2::pbkdf2_hmac::<Sha256>(phrase.as_bytes(), salt.as_bytes(), rounds.max(1), &mut key);
    key
}

/// Twenty letters and digits that are not mistaken for each other, in groups of five: 100 bits.
fn phrase(random: &[u8]) -> String {
    const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bits = random.iter().fold(0u128, |all, byte| all << 8 | u128::from(*byte));
    let mut out = String::new();
    for at in 0..20 {
        if at > 0 && at % 5 == 0 {
            out.push('-');
        }
        out.push(char::from(SIGNS[(bits & 31) as usize]));
        bits >>= 5;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raters::Role;

    #[test]
    fn a_pass_phrase_opens_its_account_and_no_other() {
        let mut accounts = Accounts::read(None).unwrap();
        let phrase = accounts.set("obs", Role::Assessor, false, [7; 32]).unwrap();
        assert_eq!(phrase.len(), 23);
        accounts.set("office", Role::Coordinator, false, [9; 32]).unwrap();
        let mut accounts = Accounts::read(Some(&accounts.write())).unwrap();
        assert_eq!(accounts.check("obs", &phrase), Some(Role::Assessor));
        assert_eq!(accounts.check("obs", &format!(" {} ", phrase.to_uppercase())), Some(Role::Assessor));
        assert_eq!(accounts.check("office", &phrase), None);
        assert_eq!(accounts.check("nobody", &phrase), None);
        assert_eq!(accounts.check("obs", ""), None);
        assert!(accounts.set("obs", Role::Assessor, false, [1; 32]).is_err());
        let renewed = accounts.set("obs", Role::Assessor, true, [1; 32]).unwrap();
        assert_eq!(accounts.check("obs", &phrase), None, "the old one is gone");
        assert_eq!(accounts.check("obs", &renewed), Some(Role::Assessor));
        assert!(accounts.close("obs") && accounts.role("obs").is_none());
        assert_eq!(accounts.check("obs", &renewed), None, "closed");
        assert!(accounts.set("obs", Role::Assessor, true, [2; 32]).is_err(), "a closed id is not given out again");
        assert!(!String::from_utf8(accounts.write()).unwrap().contains(&renewed));
        assert!(Accounts::<Role>::read(Some(b"{\"format\":\"other\",\"accounts\":[]}")).is_err());
    }
}
