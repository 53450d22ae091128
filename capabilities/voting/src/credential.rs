//! Credentials: what a voter holds, and the public list of their keys (specification, section 4).

use crate::fault::{Code, Refusal};
use crate::group::Group;
use crate::json::Reader;
use crate::random::{Random, below};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

/// The Base58 alphabet.
pub const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/// The greatest weight of a voter.
pub const MAX_WEIGHT: u64 = 100_000_000_000;
/// Rounds of PBKDF2 for short credentials.
const ROUNDS: u32 = 1000;

/// Random Base58 characters.
pub fn base58(random: &mut dyn Random, length: usize) -> String {
    (0..length)
        .map(|_| {
            let i = usize::try_from(below(random, 58)).unwrap_or_default();
            char::from(BASE58[i])
        })
        .collect()
}

/// A new credential in full form: `XXXXX-XXXXXX-XXXXX-XXXXXX`.
pub fn generate(random: &mut dyn Random) -> Zeroizing<String> {
    let all = Zeroizing::new(base58(random, 22));
    Zeroizing::new(format!("{}-{}-{}-{}", &all[..5], &all[5..11], &all[11..16], &all[16..]))
}

fn digit(c: u8) -> Option<u64> {
    BASE58.iter().position(|b| *b == c).and_then(|i| u64::try_from(i).ok())
}

/// Checks the form of a credential.
///
/// # Errors
/// `CREDENTIAL_FORMAT` with the position, never the credential itself.
pub fn check_form(credential: &str) -> Result<(), Refusal> {
    let refuse = |what: String| {
        Err(Refusal::new("CREDENTIAL_FORMAT", "credential", what, "Type the credential again, with its dashes."))
    };
    let bytes = credential.as_bytes();
    let dashes: &[usize] = match bytes.len() {
        25 => &[5, 12, 18],
        19 => &[3, 7, 11, 15],
        15 => &[],
        n => return refuse(format!("{n} characters; a credential has 25, 19 or 15")),
    };
    for (i, c) in bytes.iter().enumerate() {
        let fits = if dashes.contains(&i) { *c == b'-' } else { digit(*c).is_some() };
        if !fits {
            return refuse(format!("the character at position {} does not belong there", i + 1));
        }
    }
    if bytes.len() < 25 {
        let digits: Vec<u64> = bytes.iter().filter_map(|c| digit(*c)).collect();
        let (number, check) = digits.split_at(14);
        let number = number.iter().fold(0u64, |n, d| (n * 58 + d) % 53);
        if !(number + check[0]).is_multiple_of(53) {
            return refuse("the check character at the end does not fit".to_owned());
        }
    }
    Ok(())
}

/// The secret key of a credential in an election.
///
/// # Errors
/// See [`check_form`].
pub fn secret<G: Group>(group: &G, uuid: &str, credential: &str) -> Result<Zeroizing<G::Scalar>, Refusal> {
    check_form(credential)?;
    let mut bytes = [0u8; 64];
    if credential.len() == 25 {
        for (half, number) in bytes.chunks_exact_mut(32).zip(["0", "1"]) {
            let hash = Sha256::new()
                .chain_update(b"derive_credential|")
                .chain_update(uuid)
                .chain_update(b"|")
                .chain_update(number)
                .chain_update(b"|")
                .chain_update(credential);
            half.copy_from_slice(&hash.finalize());
        }
    } else {
        pbkdf2::pbkdf2_hmac::<Sha256>(credential.as_bytes(), uuid.as_bytes(), ROUNDS, &mut bytes[32..]);
    }
    let secret = Zeroizing::new(group.reduce(&bytes));
    bytes.zeroize();
    Ok(secret)
}

/// One line of the public list.
pub struct PublicCredential<G: Group> {
    /// The key's text.
    pub text: String,
    /// The key.
    pub element: G::Element,
    /// How much this voter's ballot counts.
    pub weight: u64,
}

/// Reads the public list; faults stand in the reader. Without `members` it is not checked that keys are in the group.
pub fn read_list<G: Group>(
    r: &mut Reader,
    group: &G,
    bytes: &[u8],
    ranked: bool,
    members: bool,
) -> Option<Vec<PublicCredential<G>>> {
    use rayon::prelude::*;
    let value = r.parse(bytes, true)?;
    let lines = r.list(&value, Reader::string)?;
    // Membership is the cost: on all cores, each with a reader of its own, joined in order.
    let read: Vec<(Reader, Option<PublicCredential<G>>)> = lines
        .par_iter()
        .enumerate()
        .map(|(i, line)| {
            let mut own = Reader::new(r.origin.clone());
            let credential = own.index(i, |r| read_line(r, group, line, members));
            (own, credential)
        })
        .collect();
    let mut all = Vec::with_capacity(lines.len());
    let mut complete = true;
    for (own, credential) in read {
        r.join(own);
        match credential {
            Some(credential) => all.push(credential),
            None => complete = false,
        }
    }
    let mut seen = std::collections::HashSet::new();
    for (i, credential) in all.iter().enumerate() {
        if !seen.insert(credential.text.as_str()) {
            r.index(i, |r| r.fault(Code::CredentialsList, "this key stands in the list before"));
        }
        if ranked && credential.weight != 1 {
            r.index(i, |r| r.fault(Code::CredentialsList, "ranked questions take no weights other than 1"));
        }
    }
    complete.then_some(all)
}

fn read_line<G: Group>(r: &mut Reader, group: &G, line: &str, member: bool) -> Option<PublicCredential<G>> {
    let (text, weight) = match line.split_once(',') {
        None => (line, 1),
        Some((text, weight)) => {
            let plain = !weight.is_empty() && weight.bytes().all(|b| b.is_ascii_digit());
            let canonical = plain && (weight == "0" || !weight.starts_with('0'));
            match weight.parse::<u64>().ok().filter(|w| canonical && *w <= MAX_WEIGHT) {
                Some(weight) => (text, weight),
                None => {
                    r.fault(Code::CredentialsList, format!("the weight is not a whole number up to {MAX_WEIGHT}"));
                    return None;
                }
            }
        }
    };
    let value = base::json::Value::Text(text.to_owned());
    let element = if member { r.key(group, &value)? } else { r.unchecked_element(group, &value)? };
    Some(PublicCredential { text: text.to_owned(), element, weight })
}

/// Writes the public list, sorted by key so that the order tells nothing; weights for all or for none.
pub fn write_list<G: Group>(group: &G, credentials: &[(G::Element, u64)]) -> String {
    let weighted = credentials.iter().any(|(_, w)| *w != 1);
    let mut lines: Vec<(Vec<u8>, String)> = credentials
        .iter()
        .map(|(key, weight)| {
            let weight = if weighted { format!(",{weight}") } else { String::new() };
            (group.order_key(key), format!("\"{}{weight}\"", group.write(key)))
        })
        .collect();
    lines.sort();
    crate::json::list(lines.into_iter().map(|(_, line)| line))
}

/// int(SHA-256(prefix ‖ seed)) mod q: the keys of a threshold trustee.
pub fn from_seed<G: Group>(group: &G, prefix: &str, seed: &str) -> Zeroizing<G::Scalar> {
    let mut hash: [u8; 32] = Sha256::new().chain_update(prefix).chain_update(seed).finalize().into();
    let secret = Zeroizing::new(group.reduce(&hash));
    hash.zeroize();
    secret
}
