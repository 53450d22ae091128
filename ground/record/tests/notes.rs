//! Notes, checkpoints, policies and proof files: against the crate `signed_note`, the specifications' examples, and
//! damaged bytes.

use crate::support::{append, key, leaves};
use base::Private;
use proptest::prelude::*;
use record::proof::inclusion;
use record::{
    Checkpoint, Code, CopyTiles, KeyType, MemoryCopy, Note, Policy, SignedCheckpoint, SigningKey, TlogProof, Tree,
    VerifierKey,
};
use signed_note::{Note as TheirNote, StandardSigner, StandardVerifier, VerifierList};

/// The example of C2SP signed-note: its key is not published there, its form is.
const QUASIMODO: &str = "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n\
    — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

/// The example of C2SP tlog-cosignature: a log's and a witness's signature.
const SOFA: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
    — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

#[test]
fn the_specifications_examples_read_and_write_back() {
    let note = Note::parse(QUASIMODO.as_bytes()).unwrap();
    assert_eq!(note.text().lines().count(), 4);
    assert_eq!(note.to_string(), QUASIMODO);
    let checkpoint = SignedCheckpoint::parse(SOFA.as_bytes()).unwrap();
    assert_eq!(checkpoint.checkpoint.size, 20_852_163);
    assert_eq!(checkpoint.checkpoint.to_string(), checkpoint.note.text());
    assert_eq!(checkpoint.note.to_string(), SOFA);
    // The witness's time, as the specification prints it.
    assert_eq!(checkpoint.note.signatures()[1].bytes[..8], 1_679_315_147_u64.to_be_bytes());
}

#[test]
fn the_go_checksum_databases_signature_verifies() {
    // Published by the Go checksum database and used as the example of Go's package note.
    let key = VerifierKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
    let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
        — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    let note = Note::parse(text.as_bytes()).unwrap();
    assert_eq!(note.verify(std::slice::from_ref(&key)).unwrap()[0].key, 0);
    let changed = Note::parse(text.replace("answer", "remedy").as_bytes()).unwrap();
    assert_eq!(changed.verify(&[key]).unwrap_err().code, Code::SignatureBad);
}

fn their_verifiers(key: &VerifierKey) -> VerifierList {
    VerifierList::new(vec![Box::new(StandardVerifier::new(&key.to_string()).unwrap())])
}

proptest! {
    #[test]
    fn signed_note_verifies_ours_and_we_verify_theirs(
        text in "[^\\p{Cc}]{1,40}(\n[^\\p{Cc}]{0,20}){0,3}",
        name in "[a-z./]{1,20}",
        seed in any::<[u8; 32]>(),
    ) {
        let text = format!("{text}\n");
        let ours = SigningKey::from_seed(&name, KeyType::Ed25519, &Private::new(seed)).unwrap();
        let mut note = Note::new(&text).unwrap();
        note.sign(&ours);
        let read = TheirNote::from_bytes(note.to_string().as_bytes()).unwrap();
        prop_assert_eq!(read.verify(&their_verifiers(ours.verifier())).unwrap().0.len(), 1);

        let theirs = StandardSigner::new(ours.to_secret_line().expose()).unwrap();
        let mut their_note = TheirNote::new(text.as_bytes(), &[]).unwrap();
        their_note.add_sigs(&[&theirs]).unwrap();
        prop_assert_eq!(String::from_utf8(their_note.to_bytes()).unwrap(), note.to_string());
        let again = SigningKey::parse_secret_line(&ours.to_secret_line()).unwrap();
        prop_assert_eq!(again.verifier(), ours.verifier());
    }

    #[test]
    fn signed_note_takes_and_refuses_the_same_bytes(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3)) {
        let mut bytes = SOFA.as_bytes().to_vec();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let (ours, theirs) = (Note::parse(&bytes), TheirNote::from_bytes(&bytes));
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?}", String::from_utf8_lossy(&bytes));
        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            prop_assert_eq!(ours.text().as_bytes(), theirs.text());
            let text = tlog_tiles::Checkpoint::from_bytes(theirs.text());
            prop_assert_eq!(Checkpoint::parse(ours.text()).is_ok(), text.is_ok());
        }
    }

    #[test]
    fn a_bit_flipped_in_a_signed_checkpoint_is_refused(at in any::<prop::sample::Index>(), bit in 0..8) {
        let log = key("log.example", KeyType::Ed25519, 3);
        let checkpoint = Checkpoint::new("log.example", 4_711, base::digest::sha256(b"root"));
        let mut bytes = checkpoint.sign(&log).unwrap().note.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        let refused = SignedCheckpoint::parse(&bytes).and_then(|read| read.verify(log.verifier())).is_err();
        prop_assert!(refused, "byte {}", at);
    }
}

#[test]
fn unknown_signatures_are_kept_and_a_witness_signs_with_its_time() {
    let (log, witness, other) = (
        key("log.example", KeyType::Ed25519, 3),
        key("w.example", KeyType::Cosignature, 4),
        key("x", KeyType::Ed25519, 5),
    );
    let mut signed = Checkpoint::new("log.example", 7, base::digest::sha256(b"root")).sign(&log).unwrap();
    signed.note.cosign(&witness, 1_790_000_000);
    signed.note.sign(&other);
    let read = SignedCheckpoint::parse(signed.note.to_string().as_bytes()).unwrap();
    assert_eq!(read.note.signatures().len(), 3);
    assert_eq!(read, signed);
    read.verify(log.verifier()).unwrap();
    let keys = [log.verifier().clone(), witness.verifier().clone()];
    let verified = read.note.verify(&keys).unwrap();
    assert_eq!(verified.iter().map(|v| (v.key, v.time)).collect::<Vec<_>>(), [(0, None), (1, Some(1_790_000_000))]);
    assert_eq!(read.verify(other.verifier()).unwrap_err().code, Code::KeyUnknown);
    // The same secret under the other type is another key.
    let as_log = key("w.example", KeyType::Ed25519, 4);
    assert_eq!(read.note.verify(&[as_log.verifier().clone()]).unwrap_err().code, Code::KeyUnknown);
}

#[test]
fn keys_of_small_order_are_refused() {
    // The identity point: with it as key, a signature fits every text.
    let mut identity = [0; 32];
    identity[0] = 1;
    assert_eq!(VerifierKey::new("anybody", KeyType::Ed25519, identity).unwrap_err().code, Code::KeySyntax);
}

#[test]
fn a_proof_file_verifies_offline_and_reads_back() {
    let log = key("log.example", KeyType::Ed25519, 3);
    let (mut tree, mut copy) = (Tree::new(), MemoryCopy::new());
    for size in [1_u64, 2, 300] {
        let from = tree.size();
        append(&mut tree, &mut copy, &leaves(from, size));
        let checkpoint = Checkpoint::new("log.example", size, tree.root()).sign(&log).unwrap();
        for index in [0, size / 2, size - 1] {
            for extra in [None, Some(b"context".to_vec())] {
                let hashes = inclusion(index, size, &CopyTiles(&copy)).unwrap();
                let proof = TlogProof { extra, index, hashes, checkpoint: checkpoint.clone() };
                let text = proof.to_string();
                let read = TlogProof::parse(text.as_bytes()).unwrap();
                assert_eq!(read, proof);
                read.verify(format!("leaf {index}").as_bytes(), log.verifier()).unwrap();
                assert_eq!(read.verify(b"leaf x", log.verifier()).unwrap_err().code, Code::ProofBad);
            }
        }
    }
}

#[test]
fn policies_follow_the_specification() {
    let log = key("log.example", KeyType::Ed25519, 3);
    let witness: Vec<SigningKey> =
        (0..5).map(|i| key(&format!("w{i}.example"), KeyType::Cosignature, 10 + i)).collect();
    let keys: Vec<String> = witness.iter().map(|w| w.verifier().to_string()).collect();
    // The specification's example, with two witnesses in the second group.
    let policy = format!(
        "# two organisations\nlog {}\n\nwitness X1 {}\nwitness X2 {}\n\twitness X3 {} https://w2.example/\n\
         group X-witnesses 2 X1 X2 X3\nwitness Y1 {}\nwitness Y2 {}\ngroup Y-witnesses any Y1 Y2\n\
         group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n",
        log.verifier(),
        keys[0],
        keys[1],
        keys[2],
        keys[3],
        keys[4]
    );
    let read = Policy::parse(policy.as_bytes()).unwrap();
    assert_eq!((read.logs().len(), read.witnesses().len()), (1, 5));
    let met = |signers: &[usize]| {
        let mut signed = Checkpoint::new("log.example", 7, base::digest::sha256(b"root")).sign(&log).unwrap();
        signers.iter().for_each(|i| signed.note.cosign(&witness[*i], 5));
        let standing = read.standing(&signed).unwrap();
        assert_eq!(standing.cosigned.len(), signers.len());
        standing.met
    };
    assert!(met(&[0, 2, 4]));
    assert!(met(&[0, 1, 2, 3, 4]));
    assert!(!met(&[0, 4]));
    assert!(!met(&[0, 1, 2]));
    assert!(!met(&[]));

    let none = Policy::parse(b"quorum none\n").unwrap();
    assert!(!none.asks_for_witnesses());
    let place = |text: &str| Policy::parse(text.as_bytes()).unwrap_err().place;
    assert_eq!(place(""), "");
    assert_eq!(place("quorum none\nquorum none\n"), "line 2");
    assert_eq!(place("quorum w\n"), "line 1");
    assert_eq!(place("quorum none"), "");
    let line = |i: usize, name: &str| format!("witness {name} {}\n", keys[i]);
    for (what, text) in [
        ("the same witness twice", line(0, "a") + &line(0, "b")),
        ("the same name twice", line(0, "a") + &line(1, "a")),
        ("a witness named none", line(0, "none")),
        ("a member of two groups", line(0, "a") + &line(1, "b") + "group g any a b\ngroup h any a\n"),
        ("a member twice", line(0, "a") + "group g 2 a a\n"),
        ("a threshold above the members", line(0, "a") + "group g 2 a\n"),
        ("a threshold of zero", line(0, "a") + "group g 0 a\n"),
        ("a group without members", "group g any\n".to_owned()),
        ("a name from further down", "group g any a\n".to_owned() + &line(0, "a")),
        ("a log's key for a witness", format!("witness a {}\n", log.verifier())),
        ("a witness's key for a log", format!("log {}\n", keys[0])),
        ("a control character", "# \r\n".to_owned()),
        ("an unknown word", "witnesses\n".to_owned()),
    ] {
        assert!(Policy::parse(format!("{text}quorum none\n").as_bytes()).is_err(), "{what}");
    }
}
