//! Trustees' keys: single ones, and those of a threshold group made together (specification, sections 5 and 6; after
//! T. Pedersen, *EUROCRYPT* 1991). The assembler routes messages and learns nothing.

use crate::credential::{base58, from_seed};
use crate::fault::Refusal;
use crate::group::Group;
use crate::hash;
use crate::json::{self, Reader, Wiped};
use crate::model::Proof;
use crate::proof;
use crate::random::Random;
use crate::trustee::{
    CertKeys, Context, Signed, Threshold, Trustee, TrusteeKey, bound_message, check_certs, pok_prefix, read_coefexps,
    share_key,
};
use aes::Aes256;
use base::json::Value;
use ccm::aead::{Aead as _, KeyInit as _};
use ccm::consts::{U8, U13};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

type Ccm = ccm::Ccm<Aes256, U8, U13>;

/// A new single key: secret and public part.
pub fn single<G: Group>(group: &G, random: &mut dyn Random) -> (Zeroizing<G::Scalar>, TrusteeKey<G>) {
    let secret = Zeroizing::new(group.random(random));
    let key = public_part(group, &secret, random);
    (secret, key)
}

/// The public part of a secret key, with a proof that it is known.
pub fn public_part<G: Group>(group: &G, secret: &G::Scalar, random: &mut dyn Random) -> TrusteeKey<G> {
    let public_key = group.secret_generator_power(secret);
    let pok = proof::know(group, secret, &pok_prefix(group, &public_key), random);
    TrusteeKey { pok, public_key, name: None }
}

/// A threshold trustee's own keys, from its seed.
pub struct Keys<G: Group> {
    signing: Zeroizing<G::Scalar>,
    decryption: Zeroizing<G::Scalar>,
    verification: G::Element,
    encryption: G::Element,
}

impl<G: Group> Keys<G> {
    /// The keys that follow from a seed.
    pub fn new(group: &G, seed: &str) -> Self {
        let signing = from_seed(group, "sk|", seed);
        let decryption = from_seed(group, "dk|", seed);
        let verification = group.secret_generator_power(&signing);
        let encryption = group.secret_generator_power(&decryption);
        Self { signing, decryption, verification, encryption }
    }
}

fn broken(place: impl Into<String>, what: impl Into<String>) -> Refusal {
    Refusal::new("SETUP_INVALID", place, what, "Ask whoever sent this for the file as it was made.")
}

fn sign<G: Group>(group: &G, keys: &Keys<G>, message: String, random: &mut dyn Random) -> Signed<G> {
    let signature = proof::sign(group, &keys.signing, &message, random);
    Signed { message, signature }
}

/// Step 1: a new seed, which stays secret, and the certificate of trustee `index` (from 1) of `size`.
///
/// # Errors
/// `SETUP_INVALID` unless 1 ≤ threshold < size and 1 ≤ index ≤ size ≤ 100.
pub fn certificate<G: Group>(
    group: &G,
    index: u64,
    threshold: u64,
    size: u64,
    random: &mut dyn Random,
) -> Result<(Zeroizing<String>, Signed<G>), Refusal> {
    if threshold < 1 || threshold >= size || index < 1 || index > size || size > 100 {
        let what = format!("trustee {index}, {threshold} of {size}");
        let remedy = "Give i/k/n with 1 ≤ i ≤ n ≤ 100 and 1 ≤ k < n.";
        return Err(Refusal::new("SETUP_INVALID", "context", what, remedy));
    }
    let seed = Zeroizing::new(base58(random, 22));
    let keys = Keys::new(group, &seed);
    let context = Context { group: group.name().as_str().to_owned(), size, threshold, index };
    let message = CertKeys {
        context: Some(context),
        verification: keys.verification.clone(),
        encryption: keys.encryption.clone(),
    };
    let cert = sign(group, &keys, message.to_json(group), random);
    Ok((seed, cert))
}

/// All certificates of a group of trustees, checked (step 2).
pub struct Certificates<G: Group> {
    /// As signed.
    pub signed: Vec<Signed<G>>,
    keys: Vec<CertKeys<G>>,
    /// How many trustees suffice.
    pub threshold: usize,
}

/// Reads a JSON value of a set-up file or a message; what was parsed is wiped.
fn read<T>(bytes: &[u8], place: &str, take: impl FnOnce(&mut Reader, &Value) -> Option<T>) -> Result<T, Refusal> {
    let mut r = Reader::new(place);
    let value = r.parse(bytes, false).map(Wiped).and_then(|v| take(&mut r, &v.0));
    if let Some(refusal) = r.refusal {
        return Err(refusal);
    }
    match (r.faults.first(), value) {
        (None, Some(value)) => Ok(value),
        (fault, _) => Err(broken(
            fault.map_or_else(|| place.to_owned(), |f| f.place.clone()),
            fault.map_or_else(|| "cannot be read".to_owned(), |f| f.what.clone()),
        )),
    }
}

impl<G: Group> Certificates<G> {
    /// Reads and checks certificates, one JSON text each, in order of their indices.
    ///
    /// # Errors
    /// `SETUP_INVALID` with the first fault.
    pub fn read(group: &G, lines: &[&str]) -> Result<Self, Refusal> {
        let mut signed = Vec::new();
        let mut keys = Vec::new();
        for (i, line) in lines.iter().enumerate() {
            let place = format!("certificate {}", i + 1);
            let cert = read(line.as_bytes(), &place, |r, v| Signed::read(r, group, v))?;
            keys.push(read(cert.message.as_bytes(), &place, |r, _| CertKeys::read(r, group, &cert.message))?);
            signed.push(cert);
        }
        let mut r = Reader::new("certificates");
        check_certs(&mut r, group, &signed, &keys);
        if let Some(fault) = r.faults.first() {
            return Err(broken(fault.place.clone(), fault.what.clone()));
        }
        let threshold = keys.first().and_then(|k: &CertKeys<G>| k.context.as_ref()).map_or(0, |c| c.threshold);
        for (i, key) in keys.iter().enumerate() {
            let expected = Context {
                group: group.name().as_str().to_owned(),
                size: keys.len() as u64,
                threshold,
                index: i as u64 + 1,
            };
            if key.context.as_ref() != Some(&expected) {
                return Err(broken(format!("certificate {}", i + 1), "was made for another context or place"));
            }
        }
        let threshold = usize::try_from(threshold).unwrap_or_default();
        if threshold < 1 || threshold >= keys.len() {
            return Err(broken("certificates", format!("{threshold} of {}", keys.len())));
        }
        Ok(Self { signed, keys, threshold })
    }

    /// The place of the trustee with these keys, from 0.
    ///
    /// # Errors
    /// `KEY_MISMATCH`.
    pub fn place_of(&self, keys: &Keys<G>) -> Result<usize, Refusal> {
        self.keys.iter().position(|k| k.verification == keys.verification).ok_or_else(|| {
            let what = "no certificate was made with this seed";
            Refusal::new("KEY_MISMATCH", "certificates", what, "Use the key file that was made with the certificate.")
        })
    }
}

/// Encrypts a message to a trustee.
fn encrypt<G: Group>(
    group: &G,
    key: &G::Element,
    message: &[u8],
    random: &mut dyn Random,
) -> Result<String, Refusal> {
    if message.len() >= 1 << 16 {
        return Err(Refusal::new("TOO_LARGE", "message", "65,536 bytes or more", "Use fewer trustees."));
    }
    let r = Zeroizing::new(group.random(random));
    let t = Zeroizing::new(group.random(random));
    let alpha = group.write(&group.secret_generator_power(&r));
    let shared = group.secret_generator_power(&t);
    let beta = group.write(&group.mul(&group.secret_power(key, &r), &shared));
    let data = cipher(group, &shared)?
        .encrypt(&nonce(&alpha).into(), message)
        .map_err(|_| broken("message", "cannot be encrypted"))?;
    let hex = base::digest::hex(&data);
    Ok(format!("{{\"alpha\":{},\"beta\":{},\"data\":\"{hex}\"}}", json::quoted(&alpha), json::quoted(&beta)))
}

fn nonce(alpha: &str) -> [u8; 13] {
    let mut out = [0u8; 13];
    out.copy_from_slice(&hash::sha256(&format!("iv|{alpha}"))[..13]);
    out
}

fn cipher<G: Group>(group: &G, shared: &G::Element) -> Result<Ccm, Refusal> {
    let text = Zeroizing::new(group.write(shared));
    let mut key: [u8; 32] = Sha256::new().chain_update(b"key|").chain_update(text.as_bytes()).finalize().into();
    let cipher = Ccm::new_from_slice(&key).map_err(|_| broken("message", "no key"))?;
    key.zeroize();
    Ok(cipher)
}

/// a^−s for an element of the group and a secret scalar: by the exponent q − s, because an inverse takes a time that
/// depends on what is inverted.
fn inverse_power<G: Group>(group: &G, a: &G::Element, secret: &G::Scalar) -> G::Element {
    group.secret_power(a, &Zeroizing::new(group.scalar_neg(secret)))
}

/// Decrypts a message to the holder of this key.
fn decrypt<G: Group>(group: &G, secret: &G::Scalar, text: &str) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let (alpha, beta, data) = read(text.as_bytes(), "encrypted message", |r, v| {
        let object = r.object(v, &["alpha", "beta", "data"])?;
        let alpha = r.field(object, "alpha", |r, v| r.element(group, v));
        let beta = r.field(object, "beta", |r, v| r.element(group, v));
        let data = r.field(object, "data", Reader::string);
        Some((alpha?, beta?, data?))
    })?;
    let unreadable = || {
        Refusal::new("KEY_MISMATCH", "encrypted message", "this key does not open it", "Use the key it was made for.")
    };
    let data = base::digest::unhex(&data).ok_or_else(unreadable)?;
    let shared = group.mul(&beta, &inverse_power(group, &alpha, secret));
    let alpha = group.write(&alpha);
    let plain = cipher(group, &shared)?.decrypt(&nonce(&alpha).into(), &data[..]).map_err(|_| unreadable())?;
    Ok(Zeroizing::new(plain))
}

/// Signs a message to a trustee and encrypts it.
fn send<G: Group>(
    group: &G,
    keys: &Keys<G>,
    recipient: &G::Element,
    message: &str,
    random: &mut dyn Random,
) -> Result<String, Refusal> {
    let message = Zeroizing::new(json::quoted(message));
    let inner = Zeroizing::new(format!(
        "{{\"recipient\":{},\"message\":{}}}",
        json::quoted(&group.write(recipient)),
        message.as_str()
    ));
    let signature = proof::sign(group, &keys.signing, &inner, random).to_json(group);
    let inner = Zeroizing::new(json::quoted(&inner));
    let signed = Zeroizing::new(format!("{{\"message\":{},\"signature\":{signature}}}", inner.as_str()));
    encrypt(group, recipient, signed.as_bytes(), random)
}

/// Opens a message and checks who sent it to whom.
fn receive<G: Group>(
    group: &G,
    keys: &Keys<G>,
    sender: &G::Element,
    text: &str,
) -> Result<Zeroizing<String>, Refusal> {
    let plain = decrypt(group, &keys.decryption, text)?;
    let signed = read(&plain, "message", |r, v| Signed::read(r, group, v))?;
    let holds = signed.holds(group, sender);
    let inner = Zeroizing::new(signed.message);
    if !holds {
        return Err(broken("message", "the sender's signature does not hold"));
    }
    let (recipient, message) = read(inner.as_bytes(), "message", |r, v| {
        let object = r.object(v, &["recipient", "message"])?;
        let recipient = r.field(object, "recipient", |r, v| r.element(group, v));
        let message = r.field(object, "message", Reader::string).map(Zeroizing::new);
        Some((recipient?, message?))
    })?;
    if recipient != keys.encryption {
        return Err(broken("message", "was meant for another trustee"));
    }
    Ok(message)
}

/// A secret scalar's text.
fn written<G: Group>(group: &G, secret: &G::Scalar) -> Zeroizing<String> {
    Zeroizing::new(group.write_scalar(secret))
}

/// Step 3: the polynomial of the trustee with this seed, as JSON.
///
/// # Errors
/// `KEY_MISMATCH` when no certificate is of this seed.
pub fn polynomial<G: Group>(
    group: &G,
    certs: &Certificates<G>,
    seed: &str,
    random: &mut dyn Random,
) -> Result<String, Refusal> {
    let keys = Keys::new(group, seed);
    certs.place_of(&keys)?;
    let k = certs.threshold;
    let coefficients: Zeroizing<Vec<G::Scalar>> = Zeroizing::new((0..k).map(|_| group.random(random)).collect());
    let coefexps: Vec<G::Element> = coefficients.iter().map(|a| group.secret_generator_power(a)).collect();
    // Room for all of it, so that no shorter buffer with a part of it is left behind.
    let mut own = Zeroizing::new(String::with_capacity(32 + k * (json::MAX_DIGITS + 3)));
    for (m, a) in coefficients.iter().enumerate() {
        own.push_str(if m == 0 { "{\"polynomial\":[\"" } else { "\",\"" });
        own.push_str(&written(group, a));
    }
    own.push_str("\"]}");
    let polynomial = send(group, &keys, &keys.encryption, &own, random)?;
    let mut secrets = Vec::new();
    for (j, recipient) in certs.keys.iter().enumerate() {
        let x = group.scalar(j as u64 + 1);
        // Horner's rule.
        let value = Zeroizing::new(
            coefficients
                .iter()
                .rev()
                .fold(group.scalar(0), |value, a| group.scalar_add(&group.scalar_mul(&value, &x), a)),
        );
        let message = Zeroizing::new(format!("{{\"secret\":\"{}\"}}", written(group, &value).as_str()));
        secrets.push(json::quoted(&send(group, &keys, &recipient.encryption, &message, random)?));
    }
    let bound = bound_message(group, &certs.signed, &coefexps);
    let signature = proof::sign(group, &keys.signing, &bound, random);
    let list = json::list(group.write_all(&coefexps).iter().map(|e| json::quoted(e)));
    let coefexps = sign(group, &keys, format!("{{\"coefexps\":{list}}}"), random);
    Ok(format!(
        "{{\"polynomial\":{},\"secrets\":{},\"coefexps\":{},\"signature\":{}}}",
        json::quoted(&polynomial),
        json::list(secrets),
        coefexps.to_json(group),
        signature.to_json(group)
    ))
}

/// What trustees publish in step 3, read and checked.
pub struct Polynomials<G: Group> {
    polynomials: Vec<String>,
    secrets: Vec<Vec<String>>,
    commitments: Commitments<G>,
}

struct Commitments<G: Group> {
    signed: Vec<Signed<G>>,
    signatures: Vec<Proof<G>>,
    elements: Vec<Vec<G::Element>>,
}

impl<G: Group> Commitments<G> {
    fn check(
        group: &G,
        certs: &Certificates<G>,
        signed: Vec<Signed<G>>,
        signatures: Vec<Proof<G>>,
    ) -> Result<Self, Refusal> {
        let n = certs.keys.len();
        if signed.len() != n || signatures.len() != n {
            return Err(broken("polynomials", format!("{} and {} of {n} trustees", signed.len(), signatures.len())));
        }
        let mut elements = Vec::new();
        for (i, ((s, signature), keys)) in signed.iter().zip(&signatures).zip(&certs.keys).enumerate() {
            let place = format!("polynomial {}", i + 1);
            let a = read(s.message.as_bytes(), &place, |r, _| read_coefexps(r, group, &s.message))?;
            if a.len() != certs.threshold {
                return Err(broken(place, format!("{} commitments, not {}", a.len(), certs.threshold)));
            }
            let bound = bound_message(group, &certs.signed, &a);
            if !s.holds(group, &keys.verification) || !proof::signed(group, &keys.verification, &bound, signature) {
                return Err(broken(place, "a signature does not hold"));
            }
            elements.push(a);
        }
        Ok(Self { signed, signatures, elements })
    }

    /// The public key of the share of trustee `j` (from 0).
    fn key(&self, group: &G, j: usize) -> G::Element {
        self.elements.iter().fold(group.one(), |e, a| group.mul(&e, &share_key(group, a, j + 1)))
    }
}

impl<G: Group> Polynomials<G> {
    /// Reads and checks polynomials, one JSON text each, in order of the trustees.
    ///
    /// # Errors
    /// `SETUP_INVALID` with the first fault.
    pub fn read(group: &G, certs: &Certificates<G>, lines: &[&str]) -> Result<Self, Refusal> {
        let (mut polynomials, mut secrets, mut signed, mut signatures) = (vec![], vec![], vec![], vec![]);
        for (i, line) in lines.iter().enumerate() {
            let place = format!("polynomial {}", i + 1);
            let (polynomial, secret, coefexps, signature) = read(line.as_bytes(), &place, |r, v| {
                let object = r.object(v, &["polynomial", "secrets", "coefexps", "signature"])?;
                let polynomial = r.field(object, "polynomial", Reader::string);
                let secrets = r.field(object, "secrets", |r, v| r.list(v, Reader::string));
                let coefexps = r.field(object, "coefexps", |r, v| Signed::read(r, group, v));
                let signature = r.field(object, "signature", |r, v| r.proof(group, v));
                Some((polynomial?, secrets?, coefexps?, signature?))
            })?;
            if secret.len() != certs.keys.len() {
                return Err(broken(place, format!("{} secrets for {} trustees", secret.len(), certs.keys.len())));
            }
            polynomials.push(polynomial);
            secrets.push(secret);
            signed.push(coefexps);
            signatures.push(signature);
        }
        let commitments = Commitments::check(group, certs, signed, signatures)?;
        Ok(Self { polynomials, secrets, commitments })
    }

    /// Step 4: what trustee `j` (from 0) gets, as JSON.
    pub fn route(&self, group: &G, j: usize) -> String {
        format!(
            "{{\"polynomial\":{},\"secrets\":{},\"coefexps\":{},\"signatures\":{}}}",
            json::quoted(&self.polynomials[j]),
            json::list(self.secrets.iter().map(|s| json::quoted(&s[j]))),
            json::list(self.commitments.signed.iter().map(|c| c.to_json(group))),
            json::list(self.commitments.signatures.iter().map(|s| s.to_json(group)))
        )
    }
}

/// Step 5: checks what came for the trustee with this seed, and gives its voutput, as JSON.
///
/// # Errors
/// `SETUP_INVALID` names the trustee whose message does not hold.
pub fn accept<G: Group>(
    group: &G,
    certs: &Certificates<G>,
    seed: &str,
    vinput: &[u8],
    random: &mut dyn Random,
) -> Result<String, Refusal> {
    let keys = Keys::new(group, seed);
    let own = certs.place_of(&keys)?;
    let (polynomial, secrets, coefexps, signatures) = read(vinput, "vinput", |r, v| {
        let object = r.object(v, &["polynomial", "secrets", "coefexps", "signatures"])?;
        let polynomial = r.field(object, "polynomial", Reader::string);
        let secrets = r.field(object, "secrets", |r, v| r.list(v, Reader::string));
        let coefexps = r.field(object, "coefexps", |r, v| r.list(v, |r, v| Signed::read(r, group, v)));
        let signatures = r.field(object, "signatures", |r, v| r.list(v, |r, v| r.proof(group, v)));
        Some((polynomial?, secrets?, coefexps?, signatures?))
    })?;
    let commitments = Commitments::check(group, certs, coefexps, signatures)?;
    if secrets.len() != certs.keys.len() {
        return Err(broken("vinput", format!("{} secrets of {} trustees", secrets.len(), certs.keys.len())));
    }
    receive(group, &keys, &keys.verification, &polynomial)?;
    let mut sum = Zeroizing::new(group.scalar(0));
    for (i, text) in secrets.iter().enumerate() {
        let place = format!("the secret from trustee {}", i + 1);
        let message = receive(group, &keys, &certs.keys[i].verification, text)
            .map_err(|e| Refusal { place: format!("{place}, {}", e.place), ..e })?;
        let secret = Zeroizing::new(read(message.as_bytes(), &place, |r, v| {
            let object = r.object(v, &["secret"])?;
            r.field(object, "secret", |r, v| r.scalar(group, v))
        })?);
        if group.secret_generator_power(&secret) != share_key(group, &commitments.elements[i], own + 1) {
            return Err(broken(place, "does not fit this trustee's commitments"));
        }
        sum = Zeroizing::new(group.scalar_add(&sum, &secret));
    }
    let message = Zeroizing::new(format!("{{\"decryption_key\":\"{}\"}}", written(group, &sum).as_str()));
    let private = send(group, &keys, &keys.encryption, &message, random)?;
    let public = public_part(group, &sum, random);
    Ok(format!("{{\"private_key\":{},\"public_key\":{}}}", json::quoted(&private), public.to_json(group)))
}

/// Step 6: the published parameters, and for each trustee its encrypted decryption key.
///
/// # Errors
/// `SETUP_INVALID` names the trustee whose voutput does not hold.
pub fn assemble<G: Group>(
    group: &G,
    certs: Certificates<G>,
    polynomials: Polynomials<G>,
    voutputs: &[&str],
) -> Result<(Threshold<G>, Vec<String>), Refusal> {
    if voutputs.len() != certs.keys.len() {
        return Err(broken("voutputs", format!("{} of {} trustees", voutputs.len(), certs.keys.len())));
    }
    let (mut keys, mut private) = (Vec::new(), Vec::new());
    for (j, line) in voutputs.iter().enumerate() {
        let place = format!("voutput {}", j + 1);
        let (secret, public) = read(line.as_bytes(), &place, |r, v| {
            let object = r.object(v, &["private_key", "public_key"])?;
            let secret = r.field(object, "private_key", Reader::string);
            let public = r.field(object, "public_key", |r, v| TrusteeKey::read(r, group, v));
            Some((secret?, public?))
        })?;
        if !public.holds(group) || public.public_key != polynomials.commitments.key(group, j) {
            return Err(broken(place, "the public key does not follow from the commitments"));
        }
        keys.push(public);
        private.push(secret);
    }
    let threshold = Threshold {
        threshold: certs.threshold as u64,
        certs: certs.signed,
        coefexps: polynomials.commitments.signed,
        signatures: Some(polynomials.commitments.signatures),
        verification_keys: keys,
    };
    Ok((threshold, private))
}

/// Opens the decryption key of a threshold trustee with its seed.
///
/// # Errors
/// `KEY_MISMATCH` when the seed does not open it.
pub fn open<G: Group>(group: &G, seed: &str, decryption_key: &str) -> Result<Zeroizing<G::Scalar>, Refusal> {
    let keys = Keys::new(group, seed);
    let message = receive(group, &keys, &keys.verification, decryption_key)?;
    let secret = read(message.as_bytes(), "decryption key", |r, v| {
        let object = r.object(v, &["decryption_key"])?;
        r.field(object, "decryption_key", |r, v| r.scalar(group, v))
    })?;
    Ok(Zeroizing::new(secret))
}

/// Rehearses a decryption before an election opens: is this secret the key of one of the trustees, and does a share
/// made with it open a ciphertext made for that key alone? Gives the trustee's number, from 1.
///
/// # Errors
/// `KEY_MISMATCH` when it is the key of none of them.
pub fn rehearse<G: Group>(
    group: &G,
    secret: &G::Scalar,
    trustees: &[Trustee<G>],
    random: &mut dyn Random,
) -> Result<u64, Refusal> {
    let mismatch =
        |what: &str| Refusal::new("KEY_MISMATCH", "key", what, "Use the key that was made for this election.");
    let public = group.secret_generator_power(secret);
    let number = trustees
        .iter()
        .flat_map(Trustee::keys)
        .position(|key| key.public_key == public)
        .ok_or_else(|| mismatch("is the key of no trustee on this list"))?;
    let message = group.secret_generator_power(&Zeroizing::new(group.random(random)));
    let r = Zeroizing::new(group.random(random));
    let alpha = group.secret_generator_power(&r);
    let beta = group.mul(&group.secret_power(&public, &r), &message);
    let opened = group.mul(&beta, &inverse_power(group, &alpha, secret));
    if opened == message { Ok(number as u64 + 1) } else { Err(mismatch("does not open a test ciphertext")) }
}
