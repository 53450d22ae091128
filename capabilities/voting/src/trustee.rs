//! Trustees, single and threshold: reading and checking what they publish (specification, section 5).

use crate::fault::Code;
use crate::group::Group;
use crate::json::{self, Reader};
use crate::model::Proof;
use crate::proof;
use base::json::Value;

/// Trustees in one election at most, counting each of a threshold group.
pub const MAX_TRUSTEES: usize = 100;

/// A trustee's public key with the proof that its secret is known.
pub struct TrusteeKey<G: Group> {
    /// Proof of knowledge.
    pub pok: Proof<G>,
    /// g^x.
    pub public_key: G::Element,
    /// Name, if published.
    pub name: Option<String>,
}

impl<G: Group> TrusteeKey<G> {
    /// Reads a key.
    pub fn read(r: &mut Reader, group: &G, value: &Value) -> Option<Self> {
        let object = r.object(value, &["pok", "public_key", "name?"])?;
        let pok = r.field(object, "pok", |r, v| r.proof(group, v));
        let public_key = r.field(object, "public_key", |r, v| r.key(group, v));
        let name = r.optional(object, "name", Reader::string);
        Some(Self { pok: pok?, public_key: public_key?, name: name? })
    }

    /// As JSON.
    pub fn to_json(&self, group: &G) -> String {
        self.write(group, self.name.as_deref())
    }

    fn write(&self, group: &G, name: Option<&str>) -> String {
        let name = name.map(|n| format!(",\"name\":{}", json::quoted(n))).unwrap_or_default();
        let key = group.write(&self.public_key);
        format!("{{\"pok\":{},\"public_key\":\"{key}\"{name}}}", self.pok.to_json(group))
    }

    /// Whether the proof of knowledge holds.
    pub fn holds(&self, group: &G) -> bool {
        proof::knows(group, &self.public_key, &pok_prefix(group, &self.public_key), &self.pok)
    }
}

/// What a proof of knowledge of a trustee's key is bound to.
pub(crate) fn pok_prefix<G: Group>(group: &G, key: &G::Element) -> String {
    format!("pok|{}|{}|", group.name().as_str(), group.write(key))
}

/// A text with its signature.
pub struct Signed<G: Group> {
    /// The text.
    pub message: String,
    /// The signature.
    pub signature: Proof<G>,
}

impl<G: Group> Signed<G> {
    /// Reads a signed text.
    pub fn read(r: &mut Reader, group: &G, value: &Value) -> Option<Self> {
        let object = r.object(value, &["message", "signature"])?;
        let message = r.field(object, "message", Reader::string);
        let signature = r.field(object, "signature", |r, v| r.proof(group, v));
        Some(Self { message: message?, signature: signature? })
    }

    /// As JSON.
    pub fn to_json(&self, group: &G) -> String {
        format!("{{\"message\":{},\"signature\":{}}}", json::quoted(&self.message), self.signature.to_json(group))
    }

    /// Whether the signature holds under this key.
    pub fn holds(&self, group: &G, key: &G::Element) -> bool {
        proof::signed(group, key, &self.message, &self.signature)
    }
}

/// What a threshold trustee's certificate binds it to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Group.
    pub group: String,
    /// Number of trustees.
    pub size: u64,
    /// How many can decrypt.
    pub threshold: u64,
    /// Which one this is, from 1.
    pub index: u64,
}

/// The keys in a certificate.
pub struct CertKeys<G: Group> {
    /// Context, absent in the plain form.
    pub context: Option<Context>,
    /// Key that verifies this trustee's messages.
    pub verification: G::Element,
    /// Key that messages to this trustee are encrypted to.
    pub encryption: G::Element,
}

impl<G: Group> CertKeys<G> {
    /// Reads the message of a certificate.
    pub fn read(r: &mut Reader, group: &G, message: &str) -> Option<Self> {
        let value = r.parse(message.as_bytes(), true)?;
        let object = r.object(&value, &["context?", "verification", "encryption"])?;
        let context = r.optional(object, "context", |r, v| {
            let object = r.object(v, &["group", "size", "threshold", "index"])?;
            let group = r.field(object, "group", Reader::string);
            let size = r.field(object, "size", Reader::number);
            let threshold = r.field(object, "threshold", Reader::number);
            let index = r.field(object, "index", Reader::number);
            Some(Context { group: group?, size: size?, threshold: threshold?, index: index? })
        });
        let verification = r.field(object, "verification", |r, v| r.key(group, v));
        let encryption = r.field(object, "encryption", |r, v| r.key(group, v));
        Some(Self { context: context?, verification: verification?, encryption: encryption? })
    }

    /// As JSON.
    pub fn to_json(&self, group: &G) -> String {
        let context = self.context.as_ref().map(|c| {
            let Context { group, size, threshold, index } = c;
            format!(
                "\"context\":{{\"group\":\"{group}\",\"size\":{size},\"threshold\":{threshold},\"index\":{index}}},"
            )
        });
        format!(
            "{{{}\"verification\":\"{}\",\"encryption\":\"{}\"}}",
            context.unwrap_or_default(),
            group.write(&self.verification),
            group.write(&self.encryption)
        )
    }
}

/// The published parameters of a threshold group.
pub struct Threshold<G: Group> {
    /// How many can decrypt.
    pub threshold: u64,
    /// Certificates.
    pub certs: Vec<Signed<G>>,
    /// Commitments to polynomials.
    pub coefexps: Vec<Signed<G>>,
    /// Signatures over all certificates and the own commitments, in the bound form.
    pub signatures: Option<Vec<Proof<G>>>,
    /// Keys of the shares.
    pub verification_keys: Vec<TrusteeKey<G>>,
}

impl<G: Group> Threshold<G> {
    /// Reads parameters.
    pub fn read(r: &mut Reader, group: &G, value: &Value) -> Option<Self> {
        let object = r.object(value, &["threshold", "certs", "coefexps", "signatures?", "verification_keys"])?;
        let threshold = r.field(object, "threshold", Reader::number);
        let certs = r.field(object, "certs", |r, v| r.list(v, |r, v| Signed::read(r, group, v)));
        let coefexps = r.field(object, "coefexps", |r, v| r.list(v, |r, v| Signed::read(r, group, v)));
        let signatures = r.optional(object, "signatures", |r, v| r.list(v, |r, v| r.proof(group, v)));
        let keys = r.field(object, "verification_keys", |r, v| r.list(v, |r, v| TrusteeKey::read(r, group, v)));
        Some(Self {
            threshold: threshold?,
            certs: certs?,
            coefexps: coefexps?,
            signatures: signatures?,
            verification_keys: keys?,
        })
    }

    /// As JSON.
    pub fn to_json(&self, group: &G) -> String {
        self.write(group, |key| key.to_json(group))
    }

    /// As JSON without the names of trustees: as they were put together, before anybody added names.
    pub fn without_names(&self, group: &G) -> String {
        self.write(group, |key| key.write(group, None))
    }

    fn write(&self, group: &G, key: impl Fn(&TrusteeKey<G>) -> String) -> String {
        let signatures = self
            .signatures
            .as_ref()
            .map(|all| format!(",\"signatures\":{}", json::list(all.iter().map(|s| s.to_json(group)))))
            .unwrap_or_default();
        format!(
            "{{\"threshold\":{},\"certs\":{},\"coefexps\":{}{signatures},\"verification_keys\":{}}}",
            self.threshold,
            json::list(self.certs.iter().map(|c| c.to_json(group))),
            json::list(self.coefexps.iter().map(|c| c.to_json(group))),
            json::list(self.verification_keys.iter().map(key))
        )
    }

    /// Checks everything of section 5 and gives the group's part of the election key. Faults stand in the reader;
    /// `None` when the part cannot be computed.
    pub fn check(&self, r: &mut Reader, group: &G) -> Option<G::Element> {
        let n = self.certs.len();
        let lengths = [self.coefexps.len(), self.verification_keys.len()];
        let k = usize::try_from(self.threshold).unwrap_or(usize::MAX);
        if n == 0 || lengths.iter().any(|l| *l != n) || k < 1 || k > n {
            r.fault(Code::TrusteeProof, format!("{} of {n} trustees with lists of {lengths:?}", self.threshold));
            return None;
        }
        let certs: Option<Vec<CertKeys<G>>> = r.member("certs", |r| {
            let read = self.certs.iter().enumerate();
            read.map(|(i, c)| r.index(i, |r| r.member("message", |r| CertKeys::read(r, group, &c.message))))
                .collect::<Vec<_>>()
                .into_iter()
                .collect()
        });
        let coefexps: Option<Vec<Vec<G::Element>>> = r.member("coefexps", |r| {
            let read = self.coefexps.iter().enumerate();
            read.map(|(i, c)| r.index(i, |r| r.member("message", |r| read_coefexps(r, group, &c.message))))
                .collect::<Vec<_>>()
                .into_iter()
                .collect()
        });
        let (certs, coefexps) = (certs?, coefexps?);
        check_certs(r, group, &self.certs, &certs);
        for (i, (c, cert)) in self.coefexps.iter().zip(&certs).enumerate() {
            if !c.holds(group, &cert.verification) {
                r.fault(Code::TrusteeProof, format!("the signature of coefexps[{i}] does not hold"));
            }
        }
        if let Some(i) = coefexps.iter().position(|a| a.len() != k) {
            r.fault(Code::TrusteeProof, format!("coefexps[{i}] has {} entries, not {k}", coefexps[i].len()));
            return None;
        }
        self.check_form(r, group, &certs, &coefexps);
        for (j, key) in self.verification_keys.iter().enumerate() {
            let place = format!("verification_keys[{j}]");
            if !key.holds(group) {
                r.fault(Code::TrusteeProof, format!("the proof of knowledge of {place} does not hold"));
            }
            let expected = coefexps.iter().fold(group.one(), |e, a| group.mul(&e, &share_key(group, a, j + 1)));
            if expected != key.public_key {
                r.fault(Code::TrusteeProof, format!("{place} does not follow from the commitments"));
            }
        }
        Some(coefexps.iter().fold(group.one(), |e, a| group.mul(&e, &a[0])))
    }

    /// Bound form or plain form, never a mixture.
    fn check_form(&self, r: &mut Reader, group: &G, certs: &[CertKeys<G>], coefexps: &[Vec<G::Element>]) {
        let with_context = certs.iter().filter(|c| c.context.is_some()).count();
        match (&self.signatures, with_context) {
            (None, 0) => r.remark(|r| {
                format!(
                    "{}: PLAIN_THRESHOLD_FORM: the certificates are not bound to this group of trustees (form of \
                     Belenios 2.0)",
                    r.place()
                )
            }),
            (Some(signatures), with) if with == certs.len() && signatures.len() == certs.len() => {
                for (i, cert) in certs.iter().enumerate() {
                    let expected = Context {
                        group: group.name().as_str().to_owned(),
                        size: certs.len() as u64,
                        threshold: self.threshold,
                        index: i as u64 + 1,
                    };
                    if cert.context.as_ref() != Some(&expected) {
                        r.fault(Code::TrusteeProof, format!("certs[{i}] was made for another context"));
                    }
                    let message = bound_message(group, &self.certs, &coefexps[i]);
                    if !proof::signed(group, &cert.verification, &message, &signatures[i]) {
                        r.fault(Code::TrusteeProof, format!("signatures[{i}] does not hold"));
                    }
                }
            }
            _ => {
                r.fault(Code::TrusteeProof, "some certificates are bound to this group of trustees and some are not")
            }
        }
    }
}

/// Checks that certificates verify and that their keys are distinct.
pub(crate) fn check_certs<G: Group>(r: &mut Reader, group: &G, signed: &[Signed<G>], keys: &[CertKeys<G>]) {
    for (i, (cert, key)) in signed.iter().zip(keys).enumerate() {
        if !cert.holds(group, &key.verification) {
            r.fault(Code::TrusteeProof, format!("the signature of certs[{i}] does not hold"));
        }
        for (j, other) in keys[..i].iter().enumerate() {
            if other.verification == key.verification || other.encryption == key.encryption {
                r.fault(Code::TrusteeProof, format!("certs[{j}] and certs[{i}] share a key"));
            }
        }
    }
}

/// Reads `{"coefexps":[…]}`.
pub(crate) fn read_coefexps<G: Group>(r: &mut Reader, group: &G, message: &str) -> Option<Vec<G::Element>> {
    let value = r.parse(message.as_bytes(), true)?;
    let object = r.object(&value, &["coefexps"])?;
    r.field(object, "coefexps", |r, v| r.list(v, |r, v| r.element(group, v)))
}

/// What the entry of `signatures` of a trustee signs.
pub(crate) fn bound_message<G: Group>(group: &G, certs: &[Signed<G>], coefexps: &[G::Element]) -> String {
    format!(
        "certs_sig|{{\"certs\":{},\"coefexps\":{}}}",
        json::list(certs.iter().map(|c| c.to_json(group))),
        json::list(group.write_all(coefexps).iter().map(|e| json::quoted(e)))
    )
}

/// ∏_m A_m^(j^m): g to the polynomial's value at j.
pub(crate) fn share_key<G: Group>(group: &G, coefexps: &[G::Element], j: usize) -> G::Element {
    let j = group.scalar(j as u64);
    let mut power = group.scalar(1);
    let mut terms = Vec::with_capacity(coefexps.len());
    for a in coefexps {
        terms.push((a.clone(), power.clone()));
        power = group.scalar_mul(&power, &j);
    }
    group.product_of_powers(&terms)
}

/// A trustee as the list has it.
pub enum Trustee<G: Group> {
    /// One key, whose share is always needed.
    Single(TrusteeKey<G>),
    /// A group of which any `threshold` suffice.
    Pedersen(Threshold<G>),
}

impl<G: Group> Trustee<G> {
    /// Keys of the shares, in order of trustee numbers.
    pub fn keys(&self) -> &[TrusteeKey<G>] {
        match self {
            Self::Single(key) => std::slice::from_ref(key),
            Self::Pedersen(threshold) => &threshold.verification_keys,
        }
    }

    /// As JSON.
    pub fn to_json(&self, group: &G) -> String {
        match self {
            Self::Single(key) => format!("[\"Single\",{}]", key.to_json(group)),
            Self::Pedersen(threshold) => format!("[\"Pedersen\",{}]", threshold.to_json(group)),
        }
    }
}

/// Reads the list of trustees.
pub fn read_list<G: Group>(r: &mut Reader, group: &G, bytes: &[u8]) -> Option<Vec<Trustee<G>>> {
    let value = r.parse(bytes, true)?;
    let all = r.list(&value, |r, v| {
        let pair = r.tuple(v, 2)?;
        match pair[0].as_text() {
            Some("Single") => r.index(1, |r| TrusteeKey::read(r, group, &pair[1])).map(Trustee::Single),
            Some("Pedersen") => r.index(1, |r| Threshold::read(r, group, &pair[1])).map(Trustee::Pedersen),
            _ => {
                r.fault(Code::JsonSchema, "must be Single or Pedersen");
                None
            }
        }
    })?;
    let count: usize = all.iter().map(|t| t.keys().len()).sum();
    if all.is_empty() || count > MAX_TRUSTEES {
        r.fault(Code::TrusteeProof, format!("{count} trustees; there must be between 1 and {MAX_TRUSTEES}"));
    }
    Some(all)
}

/// Checks all trustees and gives the election key; `None` when it cannot be computed.
pub fn check_all<G: Group>(r: &mut Reader, group: &G, trustees: &[Trustee<G>]) -> Option<G::Element> {
    let mut key = Some(group.one());
    for (i, trustee) in trustees.iter().enumerate() {
        let part = r.index(i, |r| match trustee {
            Trustee::Single(single) => {
                if !single.holds(group) {
                    r.fault(Code::TrusteeProof, "the proof of knowledge of the key does not hold");
                }
                Some(single.public_key.clone())
            }
            Trustee::Pedersen(threshold) => r.index(1, |r| threshold.check(r, group)),
        });
        key = key.zip(part).map(|(a, b)| group.mul(&a, &b));
    }
    key
}
