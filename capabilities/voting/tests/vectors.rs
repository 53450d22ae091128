//! Do groups and hashes reproduce the published values?

use crate::shared;
use serde_json::Value;
use voting::group::{Group, GroupName};
use voting::random::Random;
use voting::{credential, hash, with_group};

fn vectors() -> Option<Value> {
    Some(serde_json::from_slice(&shared::read("vectors.json")?).unwrap())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Gives these numbers, first to last, where a group draws scalars.
struct Given(GroupName, Vec<u64>);

impl Random for Given {
    fn fill(&mut self, bytes: &mut [u8]) {
        bytes.fill(0);
        let value = self.1.remove(0);
        let end = bytes.len();
        match self.0 {
            GroupName::Ed25519 => bytes[..8].copy_from_slice(&value.to_le_bytes()),
            _ => bytes[end - 8..].copy_from_slice(&value.to_be_bytes()),
        }
    }
}

#[test]
fn check_characters() {
    let Some(vectors) = vectors() else { return };
    for case in vectors["base58_checksum"].as_array().unwrap() {
        assert_eq!(credential::check_form(text(&case["credential"])).is_ok(), case["valid"]);
    }
}

#[test]
fn groups() {
    let Some(vectors) = vectors() else { return };
    for name in GroupName::ALL {
        with_group!(name, g => group(g, &vectors["groups"][name.as_str()]));
    }
}

fn group<G: Group>(g: &G, v: &Value) {
    for (i, h) in v["generators"].as_object().unwrap() {
        let ours = g.independent(i.parse().unwrap()).unwrap();
        assert_eq!(g.write(&ours), text(h), "{:?} generator {i}", g.name());
        assert!(g.is_member(&g.base(&ours)));
    }
    let s = g.read_scalar("12345678901234567890").unwrap();
    let power = text(&v["g^12345678901234567890"]);
    let read = g.read_member(power).unwrap();
    for ours in [
        g.secret_generator_power(&s),
        g.secret_power(&g.generator(), &s),
        g.fixed_power(g.generator_fixed(), &s),
        g.power(&g.base(&g.generator()), &s),
        g.power_once(&g.generator(), &s),
    ] {
        assert_eq!(g.write(&ours), power);
        assert!(ours == read);
    }
    let h = &v["hash_to_scalar"];
    let elements: Vec<_> =
        h["elements"].as_array().unwrap().iter().map(|e| g.read_member(text(e)).unwrap()).collect();
    let ours = hash::to_scalar(g, text(&h["prefix"]), &elements);
    assert_eq!(g.write_scalar(&ours), text(&h["scalar"]));
    for c in v["credentials"].as_array().unwrap() {
        let secret = credential::secret(g, text(&c["uuid"]), text(&c["credential"])).unwrap();
        assert_eq!(g.write_scalar(&secret), text(&c["secret"]));
        assert_eq!(g.write(&g.secret_generator_power(&secret)), text(&c["public"]));
    }
    let seed = &v["threshold_seed"];
    for (prefix, secret, public) in [("sk|", "sk", "verification"), ("dk|", "dk", "encryption")] {
        let s = credential::from_seed(g, prefix, text(&seed["seed"]));
        assert_eq!(g.write_scalar(&s), text(&seed[secret]));
        assert_eq!(g.write(&g.secret_generator_power(&s)), text(&seed[public]));
    }
    let m = &v["signed_msg"];
    let sk = credential::from_seed(g, "sk|", text(&seed["seed"]));
    let w = m["w"].to_string().trim_matches('"').parse().unwrap();
    let proof = voting::proof::sign(g, &sk, text(&m["value"]["message"]), &mut Given(g.name(), vec![w]));
    assert_eq!(proof.to_json(g), m["value"]["signature"].to_string());
    for e in v["embedding"].as_array().into_iter().flatten() {
        let values: Vec<u8> =
            e["vector"].as_array().unwrap().iter().map(|x| u8::try_from(x.as_u64().unwrap()).unwrap()).collect();
        let ours = g.embed(&values).unwrap();
        assert_eq!(g.write(&ours), text(&e["element"]), "{values:?}");
        assert_eq!(g.decode(&ours, values.len()), values);
        assert!(g.is_member(&g.base(&ours)));
    }
}
