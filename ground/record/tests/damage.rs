//! Damaged and hostile bytes for every parser: never a panic, and what is read says the same when written again.
//!
//! The same properties as the targets in `fuzz/`, on stable Rust and with a fixed number of cases.

use crate::support::{append, key, leaves, text};
use base::json::{canonical, parse};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use record::disclosure::{self, Disclosure};
use record::proof::inclusion;
use record::tile::{decode_bundle, encode_bundle};
use record::{
    Checkpoint, Code, CopyTiles, Entry, Envelope, Erasure, Issuer, IssuerId, KeyType, MemoryCopy, Note, Policy,
    Publicity, Reason, Role, SignedCheckpoint, Statement, Subject, TilePath, TlogProof, Tree, VerifierKey, personal,
};

/// What happens to bytes on their way: some changed, some cut out, some doubled, some put in.
#[derive(Debug, Clone)]
enum Damage {
    Set(Index, u8),
    Cut(Index, usize),
    Double(Index, usize),
    Insert(Index, Vec<u8>),
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    // Bytes that mean something to one of the formats come often.
    let byte = prop_oneof![any::<u8>(), prop::sample::select(b"\n\n  \"\"{}[]:,\\/+-=.0129ex".to_vec())];
    let one = prop_oneof![
        (any::<Index>(), byte.clone()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        (any::<Index>(), 1_usize..40).prop_map(|(at, n)| Damage::Cut(at, n)),
        (any::<Index>(), 1_usize..40).prop_map(|(at, n)| Damage::Double(at, n)),
        (any::<Index>(), vec(byte, 1..6)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
    ];
    vec(one, 0..4)
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        let length = bytes.len();
        if length == 0 {
            break;
        }
        match damage {
            Damage::Set(at, byte) => bytes[at.index(length)] = *byte,
            Damage::Cut(at, n) => {
                let at = at.index(length);
                bytes.drain(at..length.min(at + n));
            }
            Damage::Double(at, n) => {
                let at = at.index(length);
                let part = bytes[at..length.min(at + n)].to_vec();
                bytes.splice(at..at, part);
            }
            Damage::Insert(at, new) => {
                let at = at.index(length);
                bytes.splice(at..at, new.iter().copied());
            }
        }
    }
    bytes
}

fn entry() -> Entry {
    Entry {
        by: IssuerId(0x0123_4567_89ab_cdef),
        commitment: base::digest::sha256(b"statement"),
        kind: "record.erasure".into(),
        publicity: Publicity::Public,
        reason: Some(Reason::CourtOrder),
        refs: vec![0, 7, 9_007_199_254_740_991],
        time: 1_790_000_000,
        version: 1,
    }
}

fn policy() -> String {
    let vkey = |name: &str, kind, seed| key(name, kind, seed).verifier().to_string();
    format!(
        "# comment\nlog {} https://log.example/\nwitness a {}\nwitness b {} https://b.example/\ngroup g all a b\nquorum g\n",
        vkey("log.example", KeyType::Ed25519, 1),
        vkey("a.example", KeyType::Cosignature, 2),
        vkey("b.example", KeyType::Cosignature, 3)
    )
}

fn proof() -> String {
    let log = key("log.example", KeyType::Ed25519, 1);
    let (mut tree, mut copy) = (Tree::new(), MemoryCopy::new());
    append(&mut tree, &mut copy, &leaves(0, 5));
    let checkpoint = Checkpoint::new("log.example", 5, tree.root()).sign(&log).unwrap();
    let hashes = inclusion(2, 5, &CopyTiles(&copy)).unwrap();
    TlogProof { extra: Some(b"extra".to_vec()), index: 2, hashes, checkpoint }.to_string()
}

fn statement() -> Statement {
    let issuer = Issuer {
        organisation: "Electoral Commission".into(),
        role: Role::Authority,
        key: key("commission.example", KeyType::Ed25519, 4).verifier().clone(),
        valid_from: 1_790_000_000,
        valid_until: Some(1_890_000_000),
        kinds: vec!["procurement.*".into()],
    };
    let subjects = vec![Subject { name: Some("a".into()), sha256: base::digest::sha256(b"a") }];
    Statement { subjects, kind: "record.issuer".into(), predicate: issuer.to_predicate() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn entries(damage in damages()) {
        let bytes = damaged(entry().to_bytes().unwrap(), &damage);
        if let Ok(read) = Entry::parse(&bytes, &|_| true) {
            prop_assert_eq!(read.to_bytes().unwrap(), bytes);
        }
    }

    #[test]
    fn notes_and_checkpoints(damage in damages()) {
        let proof = proof();
        let bytes = damaged(proof.split_once("\n\n").unwrap().1.into(), &damage);
        if let Ok(note) = Note::parse(&bytes) {
            prop_assert_eq!(note.to_string().into_bytes(), bytes.clone());
        }
        if let Ok(read) = SignedCheckpoint::parse(&bytes) {
            prop_assert_eq!(read.checkpoint.to_string(), read.note.text());
        }
    }

    #[test]
    fn proofs(damage in damages()) {
        let bytes = damaged(proof().into(), &damage);
        if let Ok(read) = TlogProof::parse(&bytes) {
            prop_assert_eq!(read.to_string().into_bytes(), bytes);
            // No damage makes a proof of another entry, nor of this one unless only the unsigned lines changed.
            prop_assert!(read.verify(b"leaf 3", key("log.example", KeyType::Ed25519, 1).verifier()).is_err());
        }
    }

    #[test]
    fn policies_and_keys(damage in damages()) {
        let bytes = damaged(policy().into(), &damage);
        let _ = Policy::parse(&bytes);
        let line = damaged(key("log.example", KeyType::Ed25519, 1).verifier().to_string().into(), &damage);
        let line = String::from_utf8_lossy(&line);
        if let Ok(read) = VerifierKey::parse(&line) {
            prop_assert_eq!(read.to_string(), line);
        }
    }

    #[test]
    fn bundles_and_paths(damage in damages(), width in 0_u16..300) {
        let bytes = damaged(encode_bundle(&leaves(0, 4)).unwrap(), &damage);
        for width in [width, 4] {
            if let Ok(entries) = decode_bundle(&bytes, width) {
                prop_assert_eq!(encode_bundle(&entries).unwrap(), &bytes[..]);
            }
        }
        let path = damaged(b"tile/1/x001/x234/067.p/9".to_vec(), &damage);
        let path = String::from_utf8_lossy(&path);
        if let Some(read) = TilePath::parse(&path) {
            prop_assert_eq!(read.to_string(), path);
        }
    }

    #[test]
    fn envelopes_and_statements(damage in damages()) {
        let signed = statement().sign(&key("operator.example", KeyType::Ed25519, 2)).unwrap();
        if let Ok(envelope) = Envelope::parse(&damaged(signed, &damage)) {
            let _ = envelope.statement();
        }
        if let Ok(read) = Statement::parse_payload(&damaged(statement().to_payload().unwrap(), &damage)) {
            let _ = Issuer::from_predicate(&read.predicate);
            let _ = Erasure::from_predicate(&read.predicate);
            let _ = disclosure::digests(&read.predicate);
            let _ = personal::find(&read.predicate);
            let written = read.to_payload().unwrap();
            prop_assert_eq!(Statement::parse_payload(&written).unwrap().to_payload().unwrap(), written);
        }
    }

    #[test]
    fn disclosures(damage in damages()) {
        let whole = Disclosure::new(&[1; 16], "name", text(&[("a", "b")])).unwrap();
        let inner = damaged(record::base64::decode_url(whole.text()).unwrap(), &damage);
        for text in [damaged(whole.text().into(), &damage), record::base64::encode_url(&inner).into()] {
            let text = String::from_utf8_lossy(&text);
            if let Ok(read) = Disclosure::parse(&text) {
                prop_assert_eq!(read.text(), text);
            }
        }
    }

    #[test]
    fn texts_for_the_linter(text in "(tel|cpf|\\+|\\(|\\)|@|\\.|-| |[0-9]{1,9}|[A-Zé]){0,40}") {
        let _ = personal::suspects(&text);
    }
}

#[test]
fn refusals_have_their_code_and_place() {
    let good = String::from_utf8(entry().to_bytes().unwrap()).unwrap();
    let known = |kind: &str| kind == "record.erasure";
    let refused = |text: &str| {
        let refusal = Entry::parse(text.as_bytes(), &known).unwrap_err();
        assert!(!refusal.found.is_empty() && refusal.remedy.ends_with('.'), "{refusal}");
        (refusal.code, refusal.place)
    };
    assert_eq!(Entry::parse(good.as_bytes(), &known).unwrap(), entry());
    let swap = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        refused(&good.replacen(from, to, 1))
    };
    let at = |code, place: &str| (code, place.to_owned());
    assert_eq!(swap("record.erasure", "record.unknown"), at(Code::EntrySchema, "field r"));
    assert_eq!(swap("\"k\":\"record.erasure\",", ""), at(Code::EntrySchema, "field k"));
    assert_eq!(swap("\"v\":1", "\"v\":2"), at(Code::EntrySchema, "field v"));
    assert_eq!(swap("\"v\":1", "\"name\":\"x\",\"v\":1"), at(Code::EntrySchema, ""));
    assert_eq!(swap("\"v\":1", "\"v\":1,\"v\":1"), at(Code::JsonDuplicateKey, "/v"));
    assert_eq!(swap("\"v\":1", "\"v\":1 "), at(Code::EntrySchema, ""));
    assert_eq!(swap("1790000000", "1790000000.0"), at(Code::EntrySchema, "field t"));
    assert_eq!(swap("1790000000", "-1"), at(Code::EntrySchema, "field t"));
    assert_eq!(swap("[0,7,", "[7,0,"), at(Code::RefForward, "field ref"));
    assert_eq!(swap("[0,7,", "[7,7,"), at(Code::RefForward, "field ref"));
    assert_eq!(swap("court-order", "whim"), at(Code::EntrySchema, "field r"));
    assert_eq!(swap("\"public\"", "\"secret\""), at(Code::EntrySchema, "field p"));
    assert_eq!(swap("0123456789abcdef", "0123456789ABCDEF"), at(Code::EntrySchema, "field by"));
    assert_eq!(swap("}", ""), at(Code::JsonSyntax, ""));
    assert_eq!(refused(&"x".repeat(1_025)), at(Code::EntrySize, ""));
    let unknown = Entry::parse(good.as_bytes(), &|_| false).unwrap_err();
    assert_eq!((unknown.code, unknown.place.as_str()), (Code::KindUnknown, "field k"));
}

#[test]
fn predicates_take_no_floats_no_great_integers_and_no_key_twice() {
    let refused = |predicate: &str| {
        let payload = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","predicate":{predicate},"predicateType":"https://scrutineer.example/test.note/v1","subject":[]}}"#
        );
        let refusal = Statement::parse_payload(payload.as_bytes()).unwrap_err();
        (refusal.code, refusal.place)
    };
    let at = |code, place: &str| (code, place.to_owned());
    assert_eq!(refused(r#"{"a":{"b":[1,1.5]}}"#), at(Code::JsonNumber, "/predicate/a/b/1"));
    assert_eq!(refused(r#"{"a/b":1e3}"#), at(Code::JsonNumber, "/predicate/a~1b"));
    assert_eq!(refused(r#"{"a":9007199254740992}"#), at(Code::JsonNumber, "/predicate/a"));
    assert_eq!(refused(r#"{"a":-9007199254740992}"#), at(Code::JsonNumber, "/predicate/a"));
    assert_eq!(refused(r#"{"a":-0}"#), at(Code::JsonNumber, "/predicate/a"));
    assert_eq!(refused(r#"{"a":1,"a":1}"#), at(Code::JsonDuplicateKey, "/predicate/a"));
    assert_eq!(refused("[]"), at(Code::StatementSchema, "/predicate"));
    let extremes = parse(br#"{"a":9007199254740991,"b":-9007199254740991}"#, 4).unwrap().value;
    let statement = Statement { subjects: vec![], kind: "test.note".into(), predicate: extremes.clone() };
    let read = Statement::parse_payload(&statement.to_payload().unwrap()).unwrap();
    assert_eq!(canonical(&read.predicate), canonical(&extremes));
    // When we write, the same rules hold.
    let float = Statement { predicate: parse(br#"{"a":0.5}"#, 4).unwrap().value, ..statement };
    let refusal = float.to_payload().unwrap_err();
    assert_eq!((refusal.code, refusal.place.as_str()), (Code::JsonNumber, "/predicate/a"));
}

#[test]
fn too_large_a_statement_is_refused() {
    let large = text(&[("text", &"x".repeat(1 << 20))]);
    let statement = Statement { subjects: vec![], kind: "test.note".into(), predicate: large };
    assert_eq!(statement.sign(&key("a", KeyType::Ed25519, 1)).unwrap_err().code, Code::Size);
    assert_eq!(Envelope::parse(&vec![b' '; (1 << 20) + 1]).unwrap_err().code, Code::Size);
}
