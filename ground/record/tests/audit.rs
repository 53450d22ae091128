//! Audits of whole copies: a sound one holds, and every change, removal or forgery is named with its place.

use crate::support::{Publisher, START, failures, key, kinds, text};
use base::json::{Object, Value};
use record::audit::{
    Audited, FindingCheck, NoFindings, Options, Recomputed, RecordView, StepCode, StepOutcome, audit,
};
use record::copy::CopyRead;
use record::disclosure::seal;
use record::erasure::Level;
use record::{Entry, Erasure, IssuerId, KeyType, MemoryCopy, Policy, Publicity, Role, Statement};

#[test]
fn a_sound_copy_holds_in_every_step() {
    let mut publisher = Publisher::new();
    for i in 0..600 {
        publisher.note(&format!("note {i}"));
    }
    let document: &[u8] = b"a contract";
    let operator = publisher.operator.clone();
    publisher.publish(&operator, "test.note", Publicity::Public, &text(&[("text", "with")]), &[3], &[document]);
    publisher.publish(&operator, "test.note", Publicity::Restricted, &text(&[("text", "secret")]), &[], &[]);
    let report = publisher.audit();
    assert_eq!(failures(&report), [""; 0]);
    assert_eq!(report.exit(), 0);
    assert_eq!(report.size, 603);
    assert_eq!(report.step(StepCode::Entries).counts["entries"], 603);
    assert_eq!(report.step(StepCode::Statements).counts["verified"], 602);
    assert_eq!(report.step(StepCode::Statements).counts["restricted"], 1);
    assert_eq!(report.step(StepCode::Documents).counts["documents"], 1);
    assert_eq!(report.step(StepCode::Witnesses).outcome, StepOutcome::NotAsked);
    assert_eq!(report.step(StepCode::Findings).outcome, StepOutcome::NotAsked);
    assert!(report.operator.is_some_and(|operator| operator.ends_with("operator.example")));
}

#[test]
fn a_bit_flipped_anywhere_is_named_with_its_file() {
    let mut publisher = Publisher::new();
    let operator = publisher.operator.clone();
    for _ in 0..258 {
        publisher.publish(&operator, "test.note", Publicity::Restricted, &text(&[("a", "b")]), &[], &[]);
    }
    publisher.publish(&operator, "test.note", Publicity::Public, &text(&[("a", "b")]), &[], &[b"document"]);
    let mut object = Object::new();
    object.insert("name", "somebody".into());
    let disclosed = seal(&mut object, &[("name", [7; 16])], &[[9; 32]]).unwrap();
    publisher.publish(&operator, "test.note", Publicity::Sealed, &Value::Object(object), &[], &[]);
    publisher.copy.insert(format!("disclosure/{}", disclosed[0].digest()), disclosed[0].text().into());
    assert_eq!(publisher.audit().exit(), 0, "{}", publisher.audit());

    for (path, bytes) in publisher.copy.clone() {
        // One bit in the middle, the first and the last byte: enough to reach each part of each kind of file.
        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut copy = publisher.copy.clone();
            copy.get_mut(&path).unwrap()[at] ^= 1 << (at % 8);
            let report = audit(&copy, &Options::new(&kinds), &mut NoFindings);
            assert_eq!(report.exit(), 1, "byte {at} of {path} changed, and nobody noticed");
            let blamed = report.failures().any(|failure| {
                let digits =
                    path.trim_start_matches("statement/").trim_end_matches(".json").trim_end_matches(".nonce");
                failure.place.contains(&path) || failure.place.contains(digits)
            });
            // A wrong key shows in the checkpoint it does not verify.
            assert!(blamed || path == "log.vkey", "byte {at} of {path}: {report}");
        }
    }
}

#[test]
fn one_bit_in_any_byte_of_any_file_is_named() {
    let mut publisher = Publisher::new();
    let operator = publisher.operator.clone();
    let witness = key("w1.example", KeyType::Cosignature, 21);
    let policy =
        format!("log {}\nwitness w1 {}\ngroup g 1 w1\nquorum g\n", publisher.log.verifier(), witness.verifier());
    publisher.copy.insert("policy".into(), policy.into_bytes());
    publisher.witnessed_by(witness);
    let note = text(&[("a", "b")]);
    publisher.publish(&operator, "test.note", Publicity::Restricted, &note, &[], &[]);
    let erased = publisher.note("erased");
    publisher.publish(&operator, "test.note", Publicity::Public, &note, &[1], &[b"document"]);
    let mut object = Object::new();
    object.insert("name", "somebody".into());
    let disclosed = seal(&mut object, &[("name", [7; 16])], &[[9; 32]]).unwrap();
    publisher.publish(&operator, "test.note", Publicity::Sealed, &Value::Object(object), &[], &[]);
    publisher.copy.insert(format!("disclosure/{}", disclosed[0].digest()), disclosed[0].text().into());
    publisher.erase(&Erasure::statement(), &[erased]);
    publisher.withhold(erased);
    // The tiles of the last size and of one before it: all kinds of files a copy has, and none twice.
    publisher.copy.retain(|path, _| !path.starts_with("tile/") || path.ends_with(".p/6") || path.ends_with(".p/4"));
    assert_eq!(publisher.audit().exit(), 0, "{}", publisher.audit());
    let mut bytes_seen = 0;
    for (path, bytes) in &publisher.copy {
        for at in 0..bytes.len() {
            let mut copy = publisher.copy.clone();
            copy.get_mut(path).unwrap()[at] ^= 1 << (at % 8);
            let report = audit(&copy, &Options::new(&kinds), &mut NoFindings);
            assert_ne!(report.exit(), 0, "byte {at} of {path} changed, and nobody noticed");
            let digits = path.trim_start_matches("statement/").trim_end_matches(".json").trim_end_matches(".nonce");
            let named = |place: &str| place.contains(path) || place.contains(digits);
            // A key's or policy's change may show only in the checkpoint that no longer fits it.
            let named =
                |place: &str| named(place) || (["log.vkey", "policy"].contains(&&**path) && named_checkpoint(place));
            assert!(report.failures().any(|failure| named(&failure.place)), "byte {at} of {path}: {report}");
            bytes_seen += 1;
        }
    }
    assert!(bytes_seen > 4_500, "{bytes_seen}");
}

fn named_checkpoint(place: &str) -> bool {
    place.contains("checkpoint")
}

#[test]
fn a_missing_statement_is_withheld_until_an_erasure_says_why() {
    let mut publisher = Publisher::new();
    let index = publisher.note("a mistake");
    publisher.withhold(index);
    let report = publisher.audit();
    assert_eq!(failures(&report), [format!("R-WITHHELD entry 1, statement/{}.json", publisher.commitment(1))]);
    assert_eq!(report.exit(), 1);

    publisher.erase(&Erasure::statement(), &[index]);
    let report = publisher.audit();
    assert_eq!(failures(&report), [""; 0]);
    assert_eq!(report.step(StepCode::Erasures).counts["erased"], 1);

    // The erasure itself cannot be erased away.
    let erasure = publisher.erase(&Erasure::statement(), &[2]);
    publisher.withhold(2);
    let report = publisher.audit();
    assert_eq!(report.step(StepCode::Erasures).counts["withheld"], 2, "{report}");
    assert_eq!(erasure, 3);
}

#[test]
fn an_erasure_of_a_disclosure_excuses_no_missing_statement() {
    let mut publisher = Publisher::new();
    let index = publisher.note("still to be seen");
    let erasure = Erasure { level: Level::Disclosure, disclosures: vec![], blobs: vec![] };
    publisher.erase(&erasure, &[index]);
    publisher.withhold(index);
    assert_eq!(publisher.audit().step(StepCode::Erasures).counts["withheld"], 1);
}

#[test]
fn an_erasure_by_somebody_who_may_not_excuses_nothing() {
    let mut publisher = Publisher::new();
    let vendor = key("vendor.example", KeyType::Ed25519, 5);
    publisher.issuer(&vendor, Role::Vendor, START, None, &["test.*"]);
    let index = publisher.note("inconvenient");
    let predicate = Erasure::statement().to_predicate();
    publisher.publish(&vendor, "record.erasure", Publicity::Public, &predicate, &[index], &[]);
    publisher.withhold(index);
    let report = publisher.audit();
    assert_eq!(
        failures(&report),
        [
            "R-KEY-KIND entry 3, field k".to_owned(),
            format!("R-WITHHELD entry 2, statement/{}.json", publisher.commitment(2))
        ]
    );
}

#[test]
fn what_was_erased_or_is_restricted_must_not_lie_there() {
    let mut publisher = Publisher::new();
    let operator = publisher.operator.clone();
    let note = text(&[("a", "b")]);
    let gone = publisher.note("erased");
    let with_blobs = publisher.publish(&operator, "test.note", Publicity::Public, &note, &[], &[b"alone", b"shared"]);
    publisher.publish(&operator, "test.note", Publicity::Public, &note, &[], &[b"shared"]);
    let mut object = Object::new();
    object.insert("name", "somebody".into());
    let disclosed = seal(&mut object, &[("name", [7; 16])], &[]).unwrap();
    let sealed =
        publisher.publish(&operator, "test.note", Publicity::Sealed, &Value::Object(object.clone()), &[], &[]);
    let disclosure = format!("disclosure/{}", disclosed[0].digest());
    publisher.copy.insert(disclosure.clone(), disclosed[0].text().into());
    assert_eq!(publisher.audit().exit(), 0, "{}", publisher.audit());

    publisher.erase(&Erasure::statement(), &[gone]);
    let blobs = vec![base::digest::sha256(b"alone"), base::digest::sha256(b"shared")];
    let what = Erasure { level: Level::Subject, disclosures: vec![disclosed[0].digest()], blobs: blobs.clone() };
    publisher.erase(&what, &[with_blobs, sealed]);
    let stem = format!("entry 1, statement/{}", publisher.commitment(gone));
    let still = [
        format!("R-NOT-PUBLIC {stem}.json"),
        format!("R-NOT-PUBLIC {stem}.nonce"),
        format!("R-NOT-PUBLIC entry {with_blobs}, blob/{}", blobs[0]),
        format!("R-NOT-PUBLIC entry {with_blobs}, {disclosure}"),
    ];
    let report = publisher.audit();
    assert_eq!(failures(&report), still, "the shared document stays: another statement needs it");
    assert_eq!(report.step(StepCode::Erasures).outcome, StepOutcome::Fails);
    // The nonce alone is enough to guess a short statement: it must go as well.
    publisher.copy.remove(&format!("statement/{}.json", publisher.commitment(gone)));
    publisher.copy.remove(&format!("blob/{}", blobs[0]));
    publisher.copy.remove(&disclosure);
    assert_eq!(failures(&publisher.audit()), [still[1].clone()]);
    publisher.copy.remove(&format!("statement/{}.nonce", publisher.commitment(gone)));
    assert_eq!(failures(&publisher.audit()), [""; 0]);
    // Another statement has the same sealed field: then its disclosure may be there.
    publisher.publish(&operator, "test.note", Publicity::Sealed, &Value::Object(object), &[], &[]);
    publisher.copy.insert(disclosure, disclosed[0].text().into());
    assert_eq!(failures(&publisher.audit()), [""; 0]);

    let secret = publisher.note("secret");
    let last = publisher.entries.last_mut().unwrap();
    last.publicity = Publicity::Restricted;
    let entry = last.clone();
    publisher.append_entry(entry);
    let secret = secret + 1;
    assert_eq!(
        failures(&publisher.audit()),
        [format!("R-NOT-PUBLIC entry {secret}, statement/{}.json", publisher.commitment(secret))]
    );
}

#[test]
fn files_that_belong_to_nothing_are_named() {
    let mut publisher = Publisher::new();
    publisher.note("one");
    let digest = base::digest::sha256(b"nobody's");
    let mut object = Object::new();
    object.insert("name", "somebody".into());
    let nobodys = seal(&mut object, &[("name", [7; 16])], &[]).unwrap().remove(0);
    let disclosure = format!("disclosure/{}", nobodys.digest());
    let sound = publisher.copy.clone();
    let mut put = |path: &str, bytes: &[u8]| drop(publisher.copy.insert(path.into(), bytes.into()));
    put(&format!("statement/{digest}.json"), b"{}");
    put(&format!("statement/{digest}.nonce"), &[0; 32]);
    put(&disclosure, nobodys.text().as_bytes());
    let report = publisher.audit();
    let strays = [disclosure, format!("statement/{digest}.json"), format!("statement/{digest}.nonce")];
    assert_eq!(failures(&report), strays.map(|path| format!("R-FILE-STRAY {path}")));
    assert_eq!(report.step(StepCode::Files).outcome, StepOutcome::Fails);
    // A document may wait for its statement, and a host may add files: said, and no failure.
    publisher.copy = sound;
    let mut put = |path: &str, bytes: &[u8]| drop(publisher.copy.insert(path.into(), bytes.into()));
    let unknown = ["index.html", "statement/readme.txt", "blob/x", "tile/0/000.q/1", "a/b"];
    unknown.iter().for_each(|path| put(path, b"?"));
    put(&format!("blob/{digest}"), b"nobody's");
    put(".tmp/17-1", b"half");
    let report = publisher.audit();
    assert_eq!((failures(&report), report.exit()), (vec![], 0), "{report}");
    let step = report.step(StepCode::Files);
    let mut notices: Vec<String> = step.notices.iter().map(|n| format!("{} {}", n.code, n.place)).collect();
    notices.sort();
    let mut expected: Vec<String> = unknown.iter().map(|path| format!("R-FILE-UNKNOWN {path}")).collect();
    expected.insert(0, format!("R-FILE-STRAY blob/{digest}"));
    expected.sort();
    assert_eq!(notices, expected);
    assert_eq!((step.counts["unknown files"], step.counts["unfinished files, not looked at"]), (5, 1));
    publisher.copy.insert(format!("blob/{digest}"), b"changed".to_vec());
    assert_eq!(failures(&publisher.audit()), [format!("R-BLOB-DIGEST blob/{digest}")]);
}

#[test]
fn what_waits_for_its_checkpoint_is_counted_and_not_blamed() {
    let mut publisher = Publisher::new();
    publisher.note("one");
    let before = publisher.copy["checkpoint"].clone();
    let operator = publisher.operator.clone();
    let mut object = Object::new();
    object.insert("name", "somebody".into());
    let disclosed = seal(&mut object, &[("name", [7; 16])], &[]).unwrap();
    publisher.copy.insert(format!("disclosure/{}", disclosed[0].digest()), disclosed[0].text().into());
    publisher.publish(&operator, "test.note", Publicity::Sealed, &Value::Object(object), &[], &[b"a document"]);
    publisher.copy.insert("checkpoint".into(), before);
    let report = publisher.audit();
    assert_eq!((failures(&report), report.exit()), (vec![], 0), "{report}");
    let step = report.step(StepCode::Files);
    assert_eq!(step.counts["files of entries beyond the checkpoint"], 4, "{report}");
    assert!(step.notices.is_empty());
    // Without the bundle that accounts for it, a statement is a stray.
    publisher.copy.retain(|path, _| !path.starts_with("tile/entries/000.p/3"));
    assert_eq!(publisher.audit().step(StepCode::Files).failed, 3);
}

#[test]
fn a_reference_that_was_not_signed_counts_for_nothing() {
    let mut publisher = Publisher::new();
    let operator = publisher.operator.clone();
    let (harmless, inconvenient) = (publisher.note("harmless"), publisher.note("inconvenient"));
    let signed = |kind: &str, mut predicate: Value, refs: &[u64], publisher: &Publisher| {
        let named: Vec<_> = refs.iter().map(|index| publisher.commitment(*index)).collect();
        record::reference::refer(&mut predicate, &named);
        Statement { subjects: vec![], kind: kind.into(), predicate }.sign(&operator).unwrap()
    };
    // A signed erasure of one entry, turned by the sequencer on another.
    let erasure = signed("record.erasure", Erasure::statement().to_predicate(), &[harmless], &publisher);
    publisher.publish_signed(&operator, "record.erasure", Publicity::Public, erasure, &[inconvenient]);
    publisher.withhold(inconvenient);
    let withheld = format!("R-WITHHELD entry 2, statement/{}.json", publisher.commitment(inconvenient));
    assert_eq!(failures(&publisher.audit()), ["R-REF-DIFFERS entry 3, field ref".to_owned(), withheld.clone()]);
    // A correction nobody signed, and one that the entry does not show.
    let note = text(&[("text", "correction")]);
    let unsigned = signed("test.note", note.clone(), &[], &publisher);
    publisher.publish_signed(&operator, "test.note", Publicity::Public, unsigned, &[harmless]);
    let hidden = signed("test.note", note.clone(), &[harmless], &publisher);
    publisher.publish_signed(&operator, "test.note", Publicity::Public, hidden, &[]);
    let sound = signed("test.note", note, &[harmless, inconvenient], &publisher);
    publisher.publish_signed(&operator, "test.note", Publicity::Public, sound, &[harmless, inconvenient]);
    let differs = |index| format!("R-REF-DIFFERS entry {index}, field ref");
    assert_eq!(failures(&publisher.audit()), [differs(3), differs(4), differs(5), withheld]);
}

#[test]
fn documents_missing_or_erased_are_told_apart() {
    let mut publisher = Publisher::new();
    let operator = publisher.operator.clone();
    let note = text(&[("a", "b")]);
    let index = publisher.publish(&operator, "test.note", Publicity::Public, &note, &[], &[b"one", b"two"]);
    let two = base::digest::sha256(b"two");
    publisher.copy.remove(&format!("blob/{two}")).unwrap();
    assert_eq!(failures(&publisher.audit()), [format!("R-BLOB-MISSING entry 1, blob/{two}")]);
    let erasure = Erasure { level: Level::Subject, disclosures: vec![], blobs: vec![two] };
    publisher.erase(&erasure, &[index]);
    let report = publisher.audit();
    assert_eq!(failures(&report), [""; 0]);
    assert_eq!(report.step(StepCode::Documents).counts["erased"], 1);
}

#[test]
fn keys_count_only_when_known_valid_and_of_their_kind() {
    let mut publisher = Publisher::new();
    let stranger = key("stranger.example", KeyType::Ed25519, 6);
    let vendor = key("vendor.example", KeyType::Ed25519, 5);
    let note = text(&[("a", "b")]);
    let public = Publicity::Public;
    publisher.publish(&stranger, "test.note", public, &note, &[], &[]);
    publisher.issuer(&vendor, Role::Vendor, START, Some(START + 5), &["test.note"]);
    publisher.publish(&vendor, "test.note", public, &note, &[], &[]); // entry 3 at START + 4: valid
    publisher.publish(&vendor, "test.note", public, &note, &[], &[]); // entry 4 at START + 5: expired
    publisher.issuer(&vendor, Role::Vendor, START, None, &["test.note"]); // entry 5: renewed
    publisher.publish(&vendor, "test.finding", public, &note, &[], &[]); // entry 6: not its kind
    publisher.publish(&vendor, "test.note", public, &note, &[], &[]); // entry 7 at START + 8: valid, revoked below
    publisher.issuer(&vendor, Role::Vendor, START, Some(START + 8), &["test.note"]);
    let report = publisher.audit();
    assert_eq!(
        failures(&report),
        [
            "R-KEY-UNKNOWN entry 1, field by",
            "R-KEY-EXPIRED entry 4, field by",
            "R-KEY-KIND entry 6, field k",
            "R-KEY-EXPIRED entry 7, field by",
        ]
    );
    assert_eq!(report.step(StepCode::Issuers).failed, 4);
}

#[test]
fn a_statement_by_an_expired_key_is_reported_and_not_hidden() {
    struct Look(Vec<(u64, bool, bool)>);
    impl FindingCheck for Look {
        fn is_finding(&self, kind: &str) -> bool {
            kind == "test.finding"
        }
        fn check(&mut self, _: &Audited, _: &Statement, record: &dyn RecordView) -> Recomputed {
            let visit = &mut |audited: Audited| {
                self.0.push((audited.index, audited.statement.is_some(), audited.by_valid_key));
                Ok(())
            };
            record.each(1, record.size(), visit).unwrap();
            Recomputed::NotComputed { reason: "only looking".into() }
        }
    }
    let mut publisher = Publisher::new();
    let vendor = key("vendor.example", KeyType::Ed25519, 5);
    publisher.issuer(&vendor, Role::Vendor, START, Some(START + 1), &["test.note"]);
    publisher.publish(&vendor, "test.note", Publicity::Public, &text(&[("a", "b")]), &[], &[]);
    let operator = publisher.operator.clone();
    publisher.publish(&operator, "test.finding", Publicity::Public, &text(&[("a", "b")]), &[], &[]);
    let mut look = Look(Vec::new());
    let report = publisher.audit_with(&mut look);
    assert_eq!(failures(&report), ["R-KEY-EXPIRED entry 2, field by", "R-FINDING-NOT-COMPUTED entry 3"]);
    assert_eq!(look.0, [(1, true, true), (2, true, false), (3, true, true)]);
    assert_eq!(report.step(StepCode::Findings).outcome, StepOutcome::NotDone);
}

#[test]
fn only_an_operator_introduces_issuers() {
    let mut publisher = Publisher::new();
    let vendor = key("vendor.example", KeyType::Ed25519, 5);
    publisher.issuer(&vendor, Role::Vendor, START, None, &["*"]);
    // The vendor, allowed every kind but no operator, tries to introduce a friend.
    let friend = key("friend.example", KeyType::Ed25519, 8);
    let predicate = record::Issuer {
        organisation: "friend".into(),
        role: Role::Auditor,
        key: friend.verifier().clone(),
        valid_from: START,
        valid_until: None,
        kinds: vec!["*".into()],
    }
    .to_predicate();
    publisher.publish(&vendor, "record.issuer", Publicity::Public, &predicate, &[], &[]);
    publisher.publish(&friend, "test.note", Publicity::Public, &text(&[("a", "b")]), &[], &[]);
    assert_eq!(
        failures(&publisher.audit()),
        ["R-ISSUER-BAD entry 2, /predicate/role", "R-KEY-UNKNOWN entry 3, field by"]
    );
}

#[test]
fn a_forged_signature_is_bad_even_with_the_right_commitment() {
    let mut publisher = Publisher::new();
    let forger = key("operator.example", KeyType::Ed25519, 99);
    let statement = Statement { subjects: vec![], kind: "test.note".into(), predicate: text(&[("a", "b")]) };
    let bytes = String::from_utf8(statement.sign(&forger).unwrap()).unwrap();
    let forged = bytes.replace(
        &IssuerId::of(forger.verifier()).to_string(),
        &IssuerId::of(publisher.operator.verifier()).to_string(),
    );
    let commitment = record::commitment(&[3; 32], forged.as_bytes());
    publisher.copy.insert(format!("statement/{commitment}.json"), forged.into_bytes());
    publisher.copy.insert(format!("statement/{commitment}.nonce"), vec![3; 32]);
    let entry = Entry { commitment, ..publisher_entry(&publisher) };
    publisher.append_entry(entry);
    assert_eq!(
        failures(&publisher.audit()),
        [format!("R-SIG-BAD entry 1, statement/{commitment}.json, /signatures")]
    );
}

#[test]
fn entries_that_do_not_fit_are_named() {
    let mut publisher = Publisher::new();
    let base = publisher_entry(&publisher);
    let restricted = Entry { publicity: Publicity::Restricted, ..base };
    publisher.append_entry(Entry { refs: vec![1], ..restricted.clone() });
    publisher.append_entry(Entry { time: START - 1, ..restricted.clone() });
    publisher.append_entry(Entry { kind: "test.unknown".into(), ..restricted });
    assert_eq!(
        failures(&publisher.audit()),
        ["R-REF-FORWARD entry 1, field ref", "R-TIME-DECREASES entry 2, field t", "R-KIND-UNKNOWN entry 3, field k"]
    );
}

#[test]
fn the_copy_must_extend_what_was_seen_before() {
    let mut publisher = Publisher::new();
    publisher.note("one");
    let old = publisher.copy["checkpoint"].clone();
    let mut other = Publisher::new();
    other.note("another one");
    let fork = other.copy["checkpoint"].clone();
    for i in 0..300 {
        publisher.note(&i.to_string());
    }
    let since = |seen: &[u8], copy: &MemoryCopy| {
        audit(copy, &Options { since: Some(seen), ..Options::new(&kinds) }, &mut NoFindings)
    };
    assert_eq!(since(&old, &publisher.copy).step(StepCode::Since).outcome, StepOutcome::Holds);
    assert_eq!(failures(&since(&fork, &publisher.copy)), ["R-CHECKPOINT-FORK checkpoint"]);
    let new = publisher.copy["checkpoint"].clone();
    let mut before = Publisher::new();
    before.note("one");
    assert_eq!(failures(&since(&new, &before.copy)), ["R-ROLLBACK checkpoint"]);
}

#[test]
fn witnesses_are_counted_after_the_readers_policy() {
    let mut publisher = Publisher::new();
    let (one, two) = (key("w1.example", KeyType::Cosignature, 21), key("w2.example", KeyType::Cosignature, 22));
    publisher.witnessed_by(one.clone());
    publisher.note("seen by one witness");
    let policy = |quorum: &str| {
        let text = format!(
            "log {}\nwitness w1 {}\nwitness w2 {}\ngroup g {quorum} w1 w2\nquorum g\n",
            publisher.log.verifier(),
            one.verifier(),
            two.verifier()
        );
        Policy::parse(text.as_bytes()).unwrap()
    };
    let run = |policy: &Policy| {
        audit(&publisher.copy, &Options { policy: Some(policy), ..Options::new(&kinds) }, &mut NoFindings)
    };
    let report = run(&policy("any"));
    assert_eq!((report.exit(), report.witnesses), (0, 1), "{report}");
    assert_eq!(failures(&run(&policy("all"))), ["R-QUORUM checkpoint"]);
}

#[test]
fn an_empty_folder_is_no_copy_and_a_lying_size_ends_soon() {
    let report = audit(&MemoryCopy::new(), &Options::new(&kinds), &mut NoFindings);
    assert_eq!(failures(&report), ["R-FILE-MISSING checkpoint"]);
    let mut publisher = Publisher::new();
    let checkpoint = record::Checkpoint::new("localhost/test", 1 << 60, publisher.tree.root());
    let note = checkpoint.sign(&publisher.log).unwrap().note.to_string();
    publisher.copy.insert("checkpoint".into(), note.into_bytes());
    let report = publisher.audit();
    assert_eq!(report.exit(), 1);
    assert!(report.step(StepCode::Root).failed < 1_000);
}

#[test]
fn a_folder_that_cannot_be_read_is_not_done_rather_than_failed() {
    struct Unreadable(MemoryCopy);
    impl CopyRead for Unreadable {
        fn read(&self, path: &str, limit: usize) -> Result<Option<Vec<u8>>, String> {
            if path.starts_with("statement/") { Err("permission denied".into()) } else { self.0.read(path, limit) }
        }
    }
    let mut publisher = Publisher::new();
    publisher.note("one");
    let report = audit(&Unreadable(publisher.copy), &Options::new(&kinds), &mut NoFindings);
    assert_eq!(report.step(StepCode::Statements).outcome, StepOutcome::NotDone);
    assert_eq!(report.step(StepCode::Root).outcome, StepOutcome::Holds);
}

#[test]
fn findings_are_computed_again() {
    /// A finding says how many notes stand before it.
    struct CountNotes;
    impl FindingCheck for CountNotes {
        fn is_finding(&self, kind: &str) -> bool {
            kind == "test.finding"
        }
        fn check(&mut self, finding: &Audited, statement: &Statement, record: &dyn RecordView) -> Recomputed {
            let (mut notes, mut erased) = (0, None);
            record
                .each(0, finding.index, &mut |audited| {
                    notes += u64::from(audited.entry.kind == "test.note" && audited.statement.is_some());
                    erased = erased.or(record.erased_by(audited.index).map(|_| audited.index));
                    Ok(())
                })
                .unwrap();
            if let Some(erased) = erased {
                return Recomputed::Erased { detail: format!("entry {erased} is erased") };
            }
            let published = statement.predicate.get("notes").and_then(Value::as_text).unwrap();
            if published == notes.to_string() {
                return Recomputed::Equal;
            }
            Recomputed::Differs { detail: format!("published {published}, computed {notes}") }
        }
    }
    let mut publisher = Publisher::new();
    let operator = publisher.operator.clone();
    for i in 0..300 {
        publisher.note(&i.to_string());
    }
    publisher.publish(&operator, "test.finding", Publicity::Public, &text(&[("notes", "300")]), &[], &[]);
    let report = publisher.audit_with(&mut CountNotes);
    assert_eq!(report.step(StepCode::Findings).counts["equal"], 1, "{report}");
    assert_eq!(report.exit(), 0);
    publisher.publish(&operator, "test.finding", Publicity::Public, &text(&[("notes", "299")]), &[], &[]);
    let report = publisher.audit_with(&mut CountNotes);
    assert_eq!(failures(&report), ["R-FINDING-DIFFERS entry 302"]);
    publisher.erase(&Erasure::statement(), &[5]);
    publisher.withhold(5);
    let report = publisher.audit_with(&mut CountNotes);
    assert_eq!(report.step(StepCode::Findings).counts["input erased"], 2);
    assert_eq!(report.exit(), 0);
}

#[test]
fn a_report_is_json_for_programs() {
    let mut publisher = Publisher::new();
    publisher.note("one");
    publisher.withhold(1);
    let json = serde_json::to_value(publisher.audit()).unwrap();
    assert_eq!(json["size"], 2);
    let erasures = json["steps"].as_array().unwrap().iter().find(|step| step["code"] == "erasures").unwrap();
    assert_eq!(erasures["outcome"], "fails");
    assert_eq!(erasures["failures"][0]["code"], "R-WITHHELD");
}

fn publisher_entry(publisher: &Publisher) -> Entry {
    Entry {
        by: IssuerId::of(publisher.operator.verifier()),
        commitment: base::digest::sha256(b"nothing"),
        kind: "test.note".into(),
        publicity: Publicity::Public,
        reason: None,
        refs: vec![],
        time: publisher.time + 1,
        version: 1,
    }
}
