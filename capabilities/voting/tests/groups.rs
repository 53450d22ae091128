//! Do the finite-field groups give what num-bigint gives, at every edge: exponents around lengths of chains, words and
//! hashes, numbers whose Montgomery form is tiny, shifts of any size, elements outside the subgroup?
//!
//! Results are compared with `==`, as the verifier compares them, with the same number freshly read.

use num_bigint::BigUint;
use voting::group::{FiniteField, Group};
use voting::random::Seeded;

type Scalar = <FiniteField as Group>::Scalar;
type Element = <FiniteField as Group>::Element;

struct Field {
    g: &'static FiniteField,
    p: BigUint,
    q: BigUint,
}

impl Field {
    fn all() -> [Self; 2] {
        [FiniteField::rfc_3526_2048(), FiniteField::belenios_2048()].map(|g| {
            // 1/2 mod p is (p + 1)/2.
            let half: BigUint = g.write(&g.inverse(&g.read("2").unwrap())).parse().unwrap();
            let q: BigUint = g.write_scalar(&g.scalar_neg(&g.scalar(1))).parse().unwrap();
            Self { g, p: half * 2u8 - 1u8, q: q + 1u8 }
        })
    }

    fn element(&self, n: &BigUint) -> Element {
        self.g.read(&n.to_string()).unwrap()
    }

    fn scalar(&self, n: &BigUint) -> Scalar {
        self.g.read_scalar(&n.to_string()).unwrap()
    }

    fn number(&self, e: &Element) -> BigUint {
        self.g.write(e).parse().unwrap()
    }

    fn inverse(&self, n: &BigUint) -> BigUint {
        n.modinv(&self.p).unwrap()
    }

    #[track_caller]
    fn same(&self, found: &Element, expected: &BigUint) {
        assert_eq!(&self.number(found), expected);
        assert!(*found == self.element(expected), "not as it is when read: {expected}");
    }

    fn is_member(&self, n: &BigUint) -> bool {
        n.modpow(&self.q, &self.p) == BigUint::from(1u8)
    }

    /// 2^k and its neighbours around words, windows and hashes, the greatest, and some at random.
    fn scalars(&self) -> Vec<BigUint> {
        let one = BigUint::from(1u8);
        let mut all: Vec<BigUint> = (0u8..3).map(BigUint::from).collect();
        for k in [5u32, 6, 59, 60, 63, 64, 251, 252, 255, 256, 257, 258, 263, 512, 2039, 2040, 2044, 2045, 2046] {
            let power = &one << k;
            all.extend([&power - 1u8, &power * 5u8 / 4u8, &power + 1u8, power]);
        }
        all.extend([&self.q - 1u8, &self.q - 2u8, &self.q >> 1u8, ((&one << 64u8) - 1u8) << 60u8]);
        let mut random = Seeded::new("scalars");
        all.extend((0..3).map(|_| self.g.write_scalar(&self.g.random(&mut random)).parse::<BigUint>().unwrap()));
        all.retain(|n| *n < self.q);
        all
    }

    /// The least and the greatest, members or not, and numbers whose Montgomery form is tiny or close to p: a product that
    /// is such a number comes out of the reduction above p.
    fn elements(&self) -> Vec<BigUint> {
        let one = BigUint::from(1u8);
        let from_form = self.inverse(&((&one << 2100u32) % &self.p));
        let mut all = vec![one.clone(), BigUint::from(2u8), &self.p - 1u8, &self.p - 2u8, &one << 2047u32];
        let forms =
            [&one << 60u8, (&one << 60u8) - 1u8, &one << 1990u32, &one << 1996u32, &one << 2047u32, &self.p - 1u8];
        all.extend(forms.into_iter().chain([one, BigUint::from(2u8)]).map(|form| form * &from_form % &self.p));
        let mut random = Seeded::new("elements");
        let member = self.number(&self.g.secret_generator_power(&self.g.random(&mut random)));
        all.extend([&self.p - &member, member]);
        all
    }
}

#[test]
fn products_quotients_and_membership() {
    for f in Field::all() {
        let all = f.elements();
        for a in &all {
            let x = f.element(a);
            f.same(&x, a);
            f.same(&f.g.inverse(&x), &f.inverse(a));
            assert_eq!(f.g.is_member(&f.g.base(&x)), f.is_member(a), "{a}");
            for b in &all {
                f.same(&f.g.mul(&x, &f.element(b)), &(a * b % &f.p));
                // The quotient's product with b is a again: of tiny forms, too.
                let quotient = f.g.div(&x, &f.element(b));
                f.same(&quotient, &(a * f.inverse(b) % &f.p));
                f.same(&f.g.mul(&quotient, &f.element(b)), a);
                f.same(&f.g.product_of_powers(&[(quotient, f.g.scalar(1)), (f.element(b), f.g.scalar(1))]), a);
            }
        }
        for none in [BigUint::ZERO, f.p.clone(), &f.p + 1u8] {
            assert!(f.g.read(&none.to_string()).is_none());
        }
    }
}

#[test]
fn powers_at_the_edges_of_exponents() {
    for f in Field::all() {
        let (elements, scalars) = (f.elements(), f.scalars());
        for (i, s) in scalars.iter().enumerate() {
            let (n, last) = (f.scalar(s), f.scalar(&(&f.q - 1u8)));
            let a = &elements[i % elements.len()];
            let (x, expected) = (f.element(a), a.modpow(s, &f.p));
            // The chain is not there yet; there as far as this exponent needs it; there in full.
            let base = f.g.base(&x);
            f.same(&f.g.power(&base, &n), &expected);
            f.same(&f.g.power(&base, &n), &expected);
            f.same(&f.g.power(&base, &last), &a.modpow(&(&f.q - 1u8), &f.p));
            f.same(&f.g.power(&base, &n), &expected);
            f.same(&f.g.fixed_power(&f.g.fixed(&x), &n), &expected);
            f.same(&f.g.power_once(&x, &n), &expected);
            f.same(&f.g.secret_power(&x, &n), &expected);
            f.same(&f.g.comb_power(&f.g.comb(&x), &n), &expected);
            let power = f.number(&f.g.generator()).modpow(s, &f.p);
            f.same(&f.g.secret_generator_power(&n), &power);
            // A power that is a number of tiny form.
            let tiny = &elements[5 + i % 4];
            if let (true, Some(inverse)) = (f.is_member(tiny), s.modinv(&f.q)) {
                let root = f.element(&tiny.modpow(&inverse, &f.p));
                f.same(&f.g.power(&f.g.base(&root), &n), tiny);
                f.same(&f.g.fixed_power(&f.g.fixed(&root), &n), tiny);
                f.same(&f.g.secret_power(&root, &n), tiny);
            }
        }
        f.same(&f.g.product_of_powers(&[]), &BigUint::from(1u8));
    }
}

#[test]
fn commitments_with_shifts_of_any_size() {
    for f in Field::all() {
        let (elements, scalars) = (f.elements(), f.scalars());
        let members: Vec<&BigUint> = elements.iter().filter(|n| f.is_member(n)).collect();
        let generator = f.number(&f.g.generator());
        let shifts = [0, 1, 255, 256, 1_073_741_823, 1 << 63, u64::MAX];
        assert!(f.g.commits(f.g.generator_fixed(), &f.g.base(&f.g.one()), &[]).is_empty());
        for i in 0..scalars.len() {
            let fixed = members[i % members.len()];
            let table = f.g.fixed(&f.element(fixed));
            // Up to more entries than buckets are made for at a time.
            let length = if i % 20 == 0 { 33 } else { 1 + i % 4 };
            let mut list: Vec<(BigUint, BigUint, u64)> = (0..length)
                .map(|j| {
                    let at = |n: usize| scalars[(i * 7 + j * n) % scalars.len()].clone();
                    (at(13), at(29), shifts[(i + j) % shifts.len()])
                })
                .collect();
            if i % 2 == 0 {
                // Challenges that sum up to something short.
                let others = list[1..].iter().fold(BigUint::ZERO, |sum, (_, t, _)| sum + t) % &f.q;
                list[0].1 = (&scalars[i % 30] + &f.q - others) % &f.q;
            }
            let own: Vec<_> = list.iter().map(|(s, t, m)| (f.scalar(s), f.scalar(t), *m)).collect();
            for base in [members[(i / 2) % members.len()], &elements[i % elements.len()]] {
                let expected = list.iter().map(|(s, t, m)| {
                    let shifted = base * f.inverse(&generator.modpow(&BigUint::from(*m), &f.p)) % &f.p;
                    fixed.modpow(s, &f.p) * shifted.modpow(t, &f.p) % &f.p
                });
                let expected: Vec<BigUint> = expected.collect();
                for ((s, t, m), expected) in own.iter().zip(&expected).take(4) {
                    f.same(&f.g.commit_shifted(&table, s, &f.g.base(&f.element(base)), t, *m), expected);
                }
                if f.is_member(base) {
                    let list: Vec<_> = own.iter().map(|(s, t, m)| (s, t, *m)).collect();
                    let found = f.g.commits(&table, &f.g.base(&f.element(base)), &list);
                    assert_eq!(found.len(), expected.len());
                    found.iter().zip(&expected).for_each(|(found, expected)| f.same(found, expected));
                }
            }
        }
    }
}

/// A base gets a table once it was asked for often: the same powers as before.
#[test]
fn powers_before_and_after_a_table() {
    for f in Field::all() {
        let (a, scalars) = (&f.elements()[4], f.scalars());
        let fixed = f.g.fixed(&f.element(a));
        let all: Vec<_> = scalars.iter().map(|s| (f.scalar(s), a.modpow(s, &f.p))).collect();
        for _ in 0..300 / all.len() + 2 {
            all.iter().for_each(|(s, expected)| f.same(&f.g.fixed_power(&fixed, s), expected));
        }
    }
}
