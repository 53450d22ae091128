//! The three groups of the protocol, behind one trait.
//!
//! Elements and scalars that came from outside are *read*: their text must be the canonical one. Membership of the
//! subgroup of prime order is a second question, [`Group::is_member`], because its cost can be shared with the other
//! powers of the same element. Functions whose name begins with `secret_` take constant time in the exponent; all
//! other powers are for public data only.

mod buckets;
mod comb;
mod constants;
mod decimal;
mod edwards;
mod finite;
mod montgomery;

pub use edwards::Edwards;
pub use finite::FiniteField;

use crate::random::Random;
use zeroize::Zeroize;

/// The groups this version knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupName {
    /// The subgroup of 256-bit order in a 2048-bit field. No ranked questions.
    Belenios2048,
    /// The quadratic residues modulo the 2048-bit prime of RFC 3526.
    Rfc3526,
    /// The prime-order subgroup of edwards25519.
    Ed25519,
}

impl GroupName {
    /// All groups.
    pub const ALL: [Self; 3] = [Self::Belenios2048, Self::Rfc3526, Self::Ed25519];

    /// The name as elections write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Belenios2048 => "BELENIOS-2048",
            Self::Rfc3526 => "RFC-3526-2048",
            Self::Ed25519 => "Ed25519",
        }
    }

    /// Finds a group by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.as_str() == name)
    }

    /// How many bytes one element can carry (one byte for each answer of a ranked question); 0: no such questions.
    pub const fn embedding_limit(self) -> usize {
        match self {
            Self::Belenios2048 => 0,
            Self::Rfc3526 => 254,
            Self::Ed25519 => 30,
        }
    }
}

/// Runs a generic expression with the group of this name.
///
/// ```
/// use voting::group::{Group, GroupName};
/// let name = voting::with_group!(GroupName::Ed25519, g => g.name());
/// assert_eq!(name, GroupName::Ed25519);
/// ```
#[macro_export]
macro_rules! with_group {
    ($name:expr, $g:ident => $body:expr) => {
        match $name {
            $crate::group::GroupName::Belenios2048 => {
                let $g = $crate::group::FiniteField::belenios_2048();
                $body
            }
            $crate::group::GroupName::Rfc3526 => {
                let $g = $crate::group::FiniteField::rfc_3526_2048();
                $body
            }
            $crate::group::GroupName::Ed25519 => {
                let $g = $crate::group::Edwards::get();
                $body
            }
        }
    };
}

/// A group of prime order q with its scalars modulo q.
pub trait Group: Send + Sync + Sized + 'static {
    /// A group element, or before [`Group::is_member`] said yes, something that is written like one.
    type Element: Clone + PartialEq + Send + Sync;
    /// An integer modulo q. Arithmetic on scalars is constant time.
    type Scalar: Clone + PartialEq + Send + Sync + Zeroize;
    /// An element made ready for several powers.
    type Base: Send + Sync;
    /// An element made ready for very many powers.
    type Fixed: Send + Sync;
    /// An element made ready for many secret powers.
    type Comb: Send + Sync;

    /// Which group this is.
    fn name(&self) -> GroupName;
    /// The neutral element.
    fn one(&self) -> Self::Element;
    /// The generator g.
    fn generator(&self) -> Self::Element;
    /// a·b.
    fn mul(&self, a: &Self::Element, b: &Self::Element) -> Self::Element;
    /// a⁻¹.
    fn inverse(&self, a: &Self::Element) -> Self::Element;
    /// Reads the canonical text; `None` for any other text. The order is not looked at.
    fn read(&self, text: &str) -> Option<Self::Element>;
    /// Writes the canonical text.
    fn write(&self, a: &Self::Element) -> String;
    /// Writes many; cheaper than one by one where a division can be shared.
    fn write_all(&self, all: &[Self::Element]) -> Vec<String> {
        all.iter().map(|a| self.write(a)).collect()
    }
    /// Bytes whose lexicographic order is the protocol's order of elements.
    fn order_key(&self, a: &Self::Element) -> Vec<u8>;

    /// Makes an element ready for several powers.
    fn base(&self, a: &Self::Element) -> Self::Base;
    /// Makes the product of some elements ready, where the elements are ready already; `short` says that powers with a
    /// hash are likely all that it is made for.
    fn base_of_product(&self, product: &Self::Element, _parts: &[&Self::Base], _short: bool) -> Self::Base {
        self.base(product)
    }
    /// Makes an element ready for very many powers.
    fn fixed(&self, a: &Self::Element) -> Self::Fixed;
    /// The generator, ready for very many powers.
    fn generator_fixed(&self) -> &Self::Fixed;
    /// Whether an element is of the subgroup of order q.
    fn is_member(&self, a: &Self::Base) -> bool;
    /// f^s · b^t, for public scalars.
    fn commit(&self, f: &Self::Fixed, s: &Self::Scalar, b: &Self::Base, t: &Self::Scalar) -> Self::Element;
    /// f^s · (b/g^m)^t, for public scalars.
    fn commit_shifted(
        &self,
        f: &Self::Fixed,
        s: &Self::Scalar,
        b: &Self::Base,
        t: &Self::Scalar,
        m: u64,
    ) -> Self::Element {
        self.shift(self.commit(f, s, b, t), t, m)
    }
    /// f^s · (b/g^m)^t of each s, t and m, for public scalars, where both f and b [are members](Group::is_member): for
    /// others the result may differ from that of [`Group::commit_shifted`].
    fn commits(
        &self,
        f: &Self::Fixed,
        b: &Self::Base,
        all: &[(&Self::Scalar, &Self::Scalar, u64)],
    ) -> Vec<Self::Element> {
        all.iter().map(|(s, t, m)| self.commit_shifted(f, s, b, t, *m)).collect()
    }
    /// commitment / g^(m·t), for public scalars.
    fn shift(&self, commitment: Self::Element, t: &Self::Scalar, m: u64) -> Self::Element {
        if m == 0 {
            return commitment;
        }
        let exponent = self.scalar_neg(&self.scalar_mul(&self.scalar(m), t));
        self.mul(&commitment, &self.fixed_power(self.generator_fixed(), &exponent))
    }
    /// b^t, for public scalars.
    fn power(&self, b: &Self::Base, t: &Self::Scalar) -> Self::Element;
    /// f^s, for public scalars.
    fn fixed_power(&self, f: &Self::Fixed, s: &Self::Scalar) -> Self::Element;
    /// The product of all a^s, for public scalars.
    fn product_of_powers(&self, all: &[(Self::Element, Self::Scalar)]) -> Self::Element;
    /// a^s in constant time.
    fn secret_power(&self, a: &Self::Element, s: &Self::Scalar) -> Self::Element;
    /// Makes an element ready for many secret powers: worth it from a handful on.
    fn comb(&self, a: &Self::Element) -> Self::Comb;
    /// c^s in constant time.
    fn comb_power(&self, c: &Self::Comb, s: &Self::Scalar) -> Self::Element;
    /// g^s in constant time.
    fn secret_generator_power(&self, s: &Self::Scalar) -> Self::Element;

    /// Reads a canonical decimal below q; `None` for any other text.
    fn read_scalar(&self, text: &str) -> Option<Self::Scalar>;
    /// Writes the canonical decimal.
    fn write_scalar(&self, s: &Self::Scalar) -> String;
    /// A small number as a scalar.
    fn scalar(&self, value: u64) -> Self::Scalar;
    /// a + b.
    fn scalar_add(&self, a: &Self::Scalar, b: &Self::Scalar) -> Self::Scalar;
    /// a − b.
    fn scalar_sub(&self, a: &Self::Scalar, b: &Self::Scalar) -> Self::Scalar;
    /// a·b.
    fn scalar_mul(&self, a: &Self::Scalar, b: &Self::Scalar) -> Self::Scalar;
    /// 1/a for a ≠ 0.
    fn scalar_inverse(&self, a: &Self::Scalar) -> Self::Scalar;
    /// At most 64 big-endian bytes, reduced modulo q.
    fn reduce(&self, bytes: &[u8]) -> Self::Scalar;
    /// A uniform scalar.
    fn random(&self, random: &mut dyn Random) -> Self::Scalar;

    /// The independent generator number i ≥ −1 of the shuffle proof, or `None` if it would be 1 or g (specification,
    /// section 2).
    fn independent(&self, i: i64) -> Option<Self::Element>;
    /// The element that carries these bytes, at most [`GroupName::embedding_limit`] of them.
    fn embed(&self, values: &[u8]) -> Option<Self::Element>;
    /// The `count` bytes that an element carries.
    fn decode(&self, a: &Self::Element, count: usize) -> Vec<u8>;

    /// −a.
    fn scalar_neg(&self, a: &Self::Scalar) -> Self::Scalar {
        self.scalar_sub(&self.scalar(0), a)
    }

    /// Reads an element and checks that it is of the subgroup.
    fn read_member(&self, text: &str) -> Option<Self::Element> {
        let a = self.read(text)?;
        self.is_member(&self.base(&a)).then_some(a)
    }

    /// a^s for a public scalar.
    fn power_once(&self, a: &Self::Element, s: &Self::Scalar) -> Self::Element {
        self.product_of_powers(&[(a.clone(), s.clone())])
    }

    /// a/b.
    fn div(&self, a: &Self::Element, b: &Self::Element) -> Self::Element {
        self.mul(a, &self.inverse(b))
    }
}

/// Whether `i` in the numbers used for a shuffle of `n` ciphertexts all give usable, distinct generators.
pub(crate) fn independents<G: Group>(group: &G, n: usize) -> Option<(G::Element, Vec<G::Element>)> {
    use rayon::prelude::*;
    let all: Option<Vec<G::Element>> =
        (0..=n).into_par_iter().map(|i| group.independent(i64::try_from(i).ok()? - 1)).collect();
    let mut all = all?;
    let mut keys: Vec<_> = all.iter().map(|h| group.order_key(h)).collect();
    keys.sort();
    if keys.windows(2).any(|pair| pair[0] == pair[1]) {
        return None;
    }
    let rest = all.split_off(1);
    Some((all.pop()?, rest))
}
