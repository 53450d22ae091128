//! All equations of a shuffle are checked as one product: is each of them still missed when it alone is false?

use voting::group::{Edwards, FiniteField, Group};
use voting::model::Ciphertext;
use voting::random::Seeded;
use voting::shuffle::{ShuffleProof, check, shuffle};

/// Makes the same shuffle of four ciphertexts, lets one thing be changed, and checks it.
fn holds<G: Group>(g: &G, change: impl FnOnce(&G::Element, &mut ShuffleProof<G>, &mut Vec<Ciphertext<G>>)) -> bool {
    let mut random = Seeded::new("equations of a shuffle");
    let key = g.secret_generator_power(&g.random(&mut random));
    let mut element = || g.secret_generator_power(&g.random(&mut random));
    let inputs: Vec<_> = (0..4).map(|_| Ciphertext { alpha: element(), beta: element() }).collect();
    let other = element();
    let (mut outputs, mut proof) = shuffle(g, "fingerprint", &key, &inputs, &mut random).unwrap();
    change(&other, &mut proof, &mut outputs);
    check(g, "fingerprint", &key, &inputs, &outputs, &proof)
}

fn each<G: Group>(g: &G) {
    assert!(holds(g, |_, _, _| ()));
    let one = g.scalar(1);
    for i in 0..5 {
        assert!(!holds(g, |e, p, _| p.t[i] = g.mul(&p.t[i], e)), "t[{i}]");
    }
    for i in 0..4 {
        assert!(!holds(g, |_, p, _| p.s[i] = g.scalar_add(&p.s[i], &one)), "s[{i}]");
        assert!(!holds(g, |_, p, _| p.s_hat[i] = g.scalar_add(&p.s_hat[i], &one)), "ŝ[{i}]");
        assert!(!holds(g, |_, p, _| p.s_prime[i] = g.scalar_add(&p.s_prime[i], &one)), "s'[{i}]");
        assert!(!holds(g, |e, p, _| p.t_hat[i] = g.mul(&p.t_hat[i], e)), "t̂[{i}]");
        assert!(!holds(g, |e, p, _| p.c[i] = g.mul(&p.c[i], e)), "c[{i}]");
        assert!(!holds(g, |e, p, _| p.c_hat[i] = g.mul(&p.c_hat[i], e)), "ĉ[{i}]");
        assert!(!holds(g, |e, _, all| all[i].beta = g.mul(&all[i].beta, e)), "β'[{i}]");
    }
    assert!(!holds(g, |_, p, _| p.t_hat.swap(0, 1)));
    assert!(!holds(g, |_, p, _| p.s_hat.swap(2, 3)));
    assert!(!holds(g, |_, _, all| all.swap(0, 1)));
    // Two faults that cancel out where every equation has the same weight.
    let undone = |e: &G::Element, p: &mut ShuffleProof<G>| {
        p.t_hat[0] = g.mul(&p.t_hat[0], e);
        p.t_hat[1] = g.div(&p.t_hat[1], e);
    };
    assert!(!holds(g, |e, p, _| undone(e, p)));
}

#[test]
fn one_false_equation_is_missed_by_none() {
    each(Edwards::get());
    each(FiniteField::rfc_3526_2048());
    each(FiniteField::belenios_2048());
}
