//! Do the short ways to powers and commitments give what the plain formula gives, on any input?
//!
//! The plain formula is computed by `secret_power`, which shares products with them and no table, chain or bucket; `groups`
//! holds both against num-bigint.

use proptest::prelude::*;
use voting::group::{Edwards, FiniteField, Group};
use voting::random::Seeded;

/// Where a scalar or a sum of challenges lies.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Random,
    Hash,
    Zero,
    One,
    /// q − 1.
    Last,
    /// 2^255, 2^256 − 1, 2^256 and 2^256 + 1, modulo q: where a sum is no longer that of a hash.
    Edge(u8),
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        3 => Just(Kind::Random),
        3 => Just(Kind::Hash),
        1 => Just(Kind::Zero),
        1 => Just(Kind::One),
        1 => Just(Kind::Last),
        3 => (0u8..4).prop_map(Kind::Edge),
    ]
}

fn scalar<G: Group>(g: &G, kind: Kind, random: &mut Seeded) -> G::Scalar {
    let two_256 = g.reduce(&[&[1][..], &[0; 32]].concat());
    match kind {
        Kind::Random => g.random(random),
        Kind::Hash => g.reduce(&voting::hash::sha256(&g.write_scalar(&g.random(random)))),
        Kind::Zero => g.scalar(0),
        Kind::One => g.scalar(1),
        Kind::Last => g.scalar_neg(&g.scalar(1)),
        Kind::Edge(0) => g.reduce(&[&[0x80][..], &[0; 31]].concat()),
        Kind::Edge(1) => g.scalar_sub(&two_256, &g.scalar(1)),
        Kind::Edge(2) => two_256,
        Kind::Edge(_) => g.scalar_add(&two_256, &g.scalar(1)),
    }
}

/// A member: mostly random, sometimes the neutral element or the generator.
fn member<G: Group>(g: &G, kind: Kind, random: &mut Seeded) -> G::Element {
    g.secret_generator_power(&scalar(g, kind, random))
}

/// f^s · (b/g^m)^t.
fn plain<G: Group>(g: &G, f: &G::Element, s: &G::Scalar, b: &G::Element, t: &G::Scalar, m: u64) -> G::Element {
    let shifted = g.div(b, &g.secret_generator_power(&g.scalar(m)));
    g.mul(&g.secret_power(f, s), &g.secret_power(&shifted, t))
}

/// Entries of a disjunction whose challenges sum up to something of this kind.
fn commitments<G: Group>(g: &G, base: Kind, entries: &[(Kind, Kind, u64)], sum: Kind, seed: &str) {
    let mut random = Seeded::new(seed);
    let (f, b) = (member(g, Kind::Random, &mut random), member(g, base, &mut random));
    let responses: Vec<_> = entries.iter().map(|(s, ..)| scalar(g, *s, &mut random)).collect();
    let mut challenges: Vec<_> = entries.iter().map(|(_, t, _)| scalar(g, *t, &mut random)).collect();
    let all = challenges.iter().fold(g.scalar(0), |all, t| g.scalar_add(&all, t));
    let last = challenges.pop().unwrap();
    challenges.push(g.scalar_add(&last, &g.scalar_sub(&scalar(g, sum, &mut random), &all)));
    let list: Vec<_> = responses.iter().zip(&challenges).zip(entries).map(|((s, t), (.., m))| (s, t, *m)).collect();
    let expected: Vec<String> = list.iter().map(|(s, t, m)| g.write(&plain(g, &f, s, &b, t, *m))).collect();
    let fixed = g.fixed(&f);
    let found = g.commits(&fixed, &g.base(&b), &list);
    assert_eq!(g.write_all(&found), expected);
    let one_by_one: Vec<_> = list.iter().map(|(s, t, m)| g.commit_shifted(&fixed, s, &g.base(&b), t, *m)).collect();
    assert_eq!(g.write_all(&one_by_one), expected);
}

/// Powers of whatever is written like an element, a member or not, alone and in products.
fn powers<G: Group>(g: &G, elements: &[G::Element], kinds: &[Kind], seed: &str) {
    let mut random = Seeded::new(seed);
    let all: Vec<_> =
        elements.iter().cloned().zip(kinds).map(|(e, kind)| (e, scalar(g, *kind, &mut random))).collect();
    let product = all.iter().fold(g.one(), |p, (e, s)| g.mul(&p, &g.secret_power(e, s)));
    assert_eq!(g.write(&g.product_of_powers(&all)), g.write(&product));
    let bases: Vec<_> = elements.iter().map(|e| g.base(e)).collect();
    let whole = elements.iter().fold(g.one(), |p, e| g.mul(&p, e));
    for short in [false, true] {
        let of_product = g.base_of_product(&whole, &bases.iter().collect::<Vec<_>>(), short);
        for (base, (element, s)) in bases.iter().zip(&all) {
            assert_eq!(g.write(&g.power(base, s)), g.write(&g.secret_power(element, s)));
            assert_eq!(g.write(&g.power(&of_product, s)), g.write(&g.secret_power(&whole, s)));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn commitments_of_a_disjunction(
        base in kind(),
        entries in prop::collection::vec((kind(), kind(), 0u64..4), 1..5),
        sum in kind(),
        seed in any::<u64>(),
    ) {
        let seed = seed.to_string();
        commitments(FiniteField::rfc_3526_2048(), base, &entries, sum, &seed);
        commitments(FiniteField::belenios_2048(), base, &entries, sum, &seed);
        commitments(Edwards::get(), base, &entries, sum, &seed);
    }

    #[test]
    fn powers_of_members_and_of_others(
        kinds in prop::collection::vec((kind(), any::<bool>()), 1..7),
        seed in any::<u64>(),
    ) {
        let seed = seed.to_string();
        let (all, strange): (Vec<_>, Vec<_>) = kinds.into_iter().unzip();
        for g in [FiniteField::rfc_3526_2048(), FiniteField::belenios_2048()] {
            let mut random = Seeded::new(&seed);
            // p − 1, of order 2, times a member.
            let minus_one = {
                let p = num_bigint::BigUint::parse_bytes(g.write(&g.inverse(&g.read("2").unwrap())).as_bytes(), 10).unwrap();
                // 1/2 mod p is (p + 1)/2.
                g.read(&(p * 2u8 - 2u8).to_string()).unwrap()
            };
            let one = |strange: &bool| {
                let member = member(g, Kind::Random, &mut random);
                if *strange { g.mul(&member, &minus_one) } else { member }
            };
            let elements: Vec<_> = strange.iter().map(one).collect();
            powers(g, &elements, &all, &seed);
        }
    }
}

/// Every edge of the sum, for every length, once: random cases might miss one.
#[test]
fn every_edge_of_the_sum() {
    for sum in [Kind::Zero, Kind::One, Kind::Last, Kind::Edge(0), Kind::Edge(1), Kind::Edge(2), Kind::Edge(3)] {
        for length in 1..4 {
            let entries: Vec<_> = (0..length).map(|m| (Kind::Random, Kind::Random, m)).collect();
            commitments(FiniteField::rfc_3526_2048(), Kind::Random, &entries, sum, "edges");
        }
    }
}
