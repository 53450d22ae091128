//! What happens at the door beside reading: persons taken out, preparation by settings, selection by scope, made ids.

use crate::ingest::{cleaner, ingest};
use base::Private;
use base::json::{Value, canonical, parse};
use procurement::ingest::{Cleaner, Compiler, Item, Reader, made_id};
use procurement::persons::keyed;
use procurement::prepare::Preparation;
use procurement::scope::Scope;
use std::io::{Read, Write};

fn value(text: &str) -> Value {
    parse(text.as_bytes(), 64).unwrap().value
}

#[test]
fn a_natural_person_becomes_one_pseudonym_everywhere_and_nothing_of_the_person_stays() {
    let release = r#"{"ocid":"ocds-made01-1","id":"r","date":"2026-01-01T00:00:00Z","tag":["award"],
        "parties":[{"id":"P-77","name":"Juana Inventada","name_en":"Jane Invented","roles":["supplier"],
            "identifier":{"scheme":"XX-TAX","id":"55512345","legalName":"Juana Inventada Nadie"},
            "additionalIdentifiers":[{"scheme":"YY","id":"Y-991234"}],
            "address":{"streetAddress":"Calle Falsa 123","countryName":"PY"},
            "details":{"scale":"selfEmployed"},
            "contactPoint":{"name":"Juana Inventada","email":"juana@inventada.example","telephone":"0981 555 123"}}],
        "tender":{"id":"t","tenderers":[{"id":"P-77","name":"Juana Inventada"}],"contactPoint":{"email":"x@y.example"},
            "items":[{"id":"P-77","description":"of Juana Inventada"}]},
        "bids":{"details":[{"id":"b","tenderers":[{"id":"P-77","name":"Juana Inventada"}]}]},
        "awards":[{"id":"a","title":"To JUANA and Juana Inventada Nadie, 55512345","suppliers":[{"id":"P-77","name":"Juana Inventada"}]}]}"#;
    let (lines, report) = ingest(&[release.replace('\n', " ").as_bytes()]);
    // HMAC-SHA-256 over `scheme|id`, as the specification says.
    let pseudonym = format!("person:{}", keyed(&Private::new([7; 32]), "XX-TAX|55512345"));
    let process = value(&lines[0]);
    for pointer in [
        "/parties/0/id",
        "/parties/0/name",
        "/parties/0/identifier/id",
        "/tender/tenderers/0/id",
        "/tender/tenderers/0/name",
        "/bids/details/0/tenderers/0/id",
        "/awards/0/suppliers/0/id",
    ] {
        assert_eq!(process.pointer(pointer).and_then(Value::as_text), Some(pseudonym.as_str()), "{pointer}");
    }
    // An item that happens to have the same id is no person.
    assert_eq!(process.pointer("/tender/items/0/id").and_then(Value::as_text), Some("P-77"));
    let everything = format!("{}{}", lines[0], serde_json::to_string(&report).unwrap());
    for secret in ["Juana Inventada", "Jane", "55512345", "Y-991234", "Calle Falsa", "juana@", "0981", "y.example"] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
    assert_eq!((report.removed.contact_points, report.removed.natural_persons), (2, 1));
}

/// Found by a mutated release: members of a person at the top of the release made its `id` the person's.
#[test]
fn a_release_that_looks_like_a_person_keeps_its_id_and_cleans_to_itself() {
    let release = r#"{"ocid":"ocds-made01-1","id":"r-1","date":"2026-01-01T00:00:00Z","tag":["award"],"name":"Juana Inventada","roles":["tenderer"],"identifier":{"scheme":"COL-IDCARD","id":"1234567"},"parties":[{"id":"COL-IDCARD-1234567","name":"Juana Inventada","roles":["tenderer"],"identifier":{"scheme":"COL-IDCARD","id":"1234567","legalName":"Juana Inventada"}}]}"#;
    let (lines, report) = ingest(&[release.as_bytes()]);
    assert_eq!(report.removed.natural_persons, 1);
    let process = value(&lines[0]);
    assert_eq!(process.pointer("/id").and_then(Value::as_text), Some("ocds-made01-1-2026-01-01T00:00:00Z"));
    assert!(!lines[0].contains("Juana") && !lines[0].contains("1234567"), "{}", lines[0]);
    let (again, _) = ingest(&[lines[0].as_bytes()]);
    assert_eq!(again, lines);
}

#[test]
fn a_person_is_known_by_the_scheme_and_a_firm_is_left_alone() {
    // Example of the standard: a party with a personal identifier (COL-IDCARD).
    let party = |scheme: &str, id: &str| {
        format!(
            r#"{{"ocid":"o","date":"2026-01-01","parties":[{{"id":"x1","name":"Somebody Else","roles":["supplier"],"identifier":{{"scheme":"{scheme}","id":"{id}"}}}}]}}"#
        )
    };
    let persons = |text: String| ingest(&[text.as_bytes()]).1.removed.natural_persons;
    assert_eq!(persons(party("COL-IDCARD", "1234567")), 1);
    assert_eq!(persons(party("PT-NIPPC", "245678901")), 1);
    assert_eq!(persons(party("PT-NIPPC", "504739506")), 0);
    assert_eq!(persons(party("XX-FIRM", "245678901")), 0);
    // Distinct persons are counted once over the run.
    assert_eq!(persons(format!("{}\n{}", party("COL-IDCARD", "1234567"), party("COL-IDCARD", "1234567"))), 1);
}

#[test]
fn contact_digests_stay_in_memory_only_and_meet_where_contacts_meet() {
    let release = |email: &str| {
        format!(
            r#"{{"ocid":"o{email}","date":"2026-01-01","parties":[{{"id":"x","name":"N","contactPoint":{{"email":"{email}","telephone":"+595 (21) 555-0199"}}}}]}}"#
        )
    };
    let cleaner = Cleaner { contact_digests: true, ..cleaner() };
    let digests = |text: &str| {
        let items: Vec<_> = Reader::new(text.as_bytes(), 0, &cleaner).collect();
        let Item::Release(release) = &items[0] else { panic!("a release") };
        canonical(release.value.pointer("/parties/0/x_scrutineer/contact_digests").unwrap())
    };
    assert_eq!(digests(&release("A@b.example")), digests(&release("a@B.example")));
    assert_ne!(digests(&release("c@b.example")), digests(&release("a@b.example")));
    let mut compiler = Compiler::new();
    Reader::new(release("a@b.example").as_bytes(), 0, &cleaner).for_each(|item| compiler.take(item));
    let mut bytes = String::new();
    compiler
        .finish(Vec::new(), |process| {
            bytes.push_str(&process.bytes);
            Ok::<_, std::convert::Infallible>(())
        })
        .unwrap();
    assert!(!bytes.contains("x_scrutineer") && !bytes.contains("digest"), "{bytes}");
}

#[test]
fn a_made_id_is_the_digest_the_specification_names() {
    // printf 'ceibo sistemas s.a.|' | sha256sum, by the coreutils.
    assert_eq!(made_id(" Ceibo\t Sistemas  S.A. ", ""), "scr-3e35de12fde9fbad");
    let release = r#"{"ocid":"o","date":"2026-01-01","parties":[{"name":"Ceibo","address":{"countryName":"Paraguay"}}],"awards":[{"id":"a","suppliers":[{"name":"CEIBO"}]}]}"#;
    let process = value(&ingest(&[release.as_bytes()]).0[0]);
    assert_eq!(process.pointer("/parties/0/id"), process.pointer("/awards/0/suppliers/0/id"));
    assert_eq!(
        process.pointer("/parties/0/id").and_then(Value::as_text),
        Some(made_id("Ceibo", "Paraguay").as_str())
    );
}

#[test]
fn tolerance_brings_each_shape_into_place() {
    let case = |release: &str| {
        let (lines, report) = ingest(&[release.as_bytes()]);
        let mut codes: Vec<_> = report.problems.iter().map(|p| p.code).collect();
        codes.retain(|c| c != "license-missing" && c != "no-date");
        (lines[0].clone(), codes)
    };
    let (line, codes) =
        case(r#"{"ocid":"o","date":"2026-01-01","tender":[{"id":"t","value":[1,2],"numberOfTenderers":"007"}]}"#);
    assert_eq!(
        line,
        r#"{"date":"2026-01-01","id":"o-2026-01-01","ocid":"o","tag":["compiled"],"tender":{"id":"t","numberOfTenderers":7}}"#
    );
    assert_eq!(codes, ["array-for-object", "number-as-text", "array-for-object"]);
    // Money is exact, and a number in the publisher's own field is not touched.
    let (line, codes) = case(
        r#"{"ocid":"o","date":"2026-01-01","tender":{"id":"t","value":{"amount":"12345678901234.55"}},"own":{"amount":"1"}}"#,
    );
    assert!(line.contains(r#""amount":12345678901234.55"#) && line.contains(r#""own":{"amount":"1"}"#), "{line}");
    assert_eq!(codes, ["number-as-text"]);
    for wrong in ["1,200", "1.", ".5", "+1", "1e3", "0x1", " 1", "", "１２"] {
        let (line, codes) = case(&format!(
            r#"{{"ocid":"o","date":"2026-01-01","tender":{{"id":"t","value":{{"amount":"{wrong}"}}}}}}"#
        ));
        assert_eq!(codes, ["amount-not-a-number"], "{wrong}");
        assert!(!line.contains("amount"), "{line}");
    }
    let (_, codes) = case(r#"{"ocid":"o","date":"2026-01-01","ocid":"o"}"#);
    assert_eq!(codes, ["duplicate-key"]);
}

#[test]
fn settings_prepare_releases_as_cardinals_page_says() {
    let settings = "[defaults]\ncurrency = USD\nitem_classification_scheme = UNSPSC\nbid_status = valid\naward_status = active\nparty_roles = true\n\
        [redactions]\namount = 0|99999999\norganization_id = placeholder\n\
        [corrections]\naward_status_by_contract_status = true\n\
        [modifications]\nmove_auctions = true\nprefix_buyer_or_procuring_entity_id = B-\nprefix_tenderer_or_supplier_id = S-\nsplit_procurement_method_details = -\n\
        [codelists.bid_status]\nQualified = valid\n[codelists.award_status]\nActive = active\n[R018]\n";
    let preparation = Preparation::parse(settings).unwrap();
    let mut release = value(
        r#"{"ocid":"o","buyer":{"id":1},"parties":[{"id":"B-1"},{"id":"S-2","roles":["payee"]}],
        "tender":{"procurementMethodDetails":"Mutual - detail","procuringEntity":{"id":"B-1"}},
        "auctions":[{"stages":[{"bids":[{"status":"Qualified","tenderers":[{"id":2}],"value":{"amount":0.00},
            "items":[{"classification":{"id":43}}]},{"tenderers":[{"id":"placeholder"}],"value":{"amount":5,"currency":"EUR"}}]}]}],
        "awards":[{"id":7,"status":"Active","suppliers":[{"id":"S-2"}]},{"id":"8"}],
        "contracts":[{"awardID":7,"status":"cancelled"},{"awardID":"8","status":"cancelled"},{"awardID":"8","status":"active"}]}"#,
    );
    preparation.apply(&mut release);
    // Worked out by hand from Cardinal's page "prepare".
    let expected = value(
        r#"{"ocid":"o","buyer":{"id":"B-1"},"parties":[{"id":"B-1","roles":["buyer","procuringEntity"]},{"id":"S-2","roles":["payee","tenderer","supplier"]}],
        "tender":{"procurementMethodDetails":"Mutual","procuringEntity":{"id":"B-1"}},
        "auctions":[{"stages":[{}]}],
        "bids":{"details":[{"status":"valid","tenderers":[{"id":"S-2"}],"value":{"currency":"USD"},
            "items":[{"classification":{"id":"43","scheme":"UNSPSC"}}]},{"tenderers":[{}],"value":{"amount":5,"currency":"EUR"},"status":"valid"}]},
        "awards":[{"id":"7","status":"cancelled","suppliers":[{"id":"S-2"}]},{"id":"8","status":"active"}],
        "contracts":[{"awardID":"7","status":"cancelled"},{"awardID":"8","status":"cancelled"},{"awardID":"8","status":"active"}]}"#,
    );
    assert_eq!(canonical(&release), canonical(&expected));
    assert!(Preparation::parse("[defaults]\nparty_roles = maybe\n").is_err());
    assert!(Preparation::parse("[modifications]\nmove_aucions = true\n").is_err());
}

#[test]
fn scope_names_every_rule_that_matches() {
    let scope = Scope::from_toml(
        r#"
        [[rule]]
        id = "buyer"
        buyers = ["EMB"]
        [[rule]]
        id = "codes"
        classification_prefixes = [{ scheme = "CPV", prefix = "48" }]
        and_terms = true
        [[rule]]
        id = "terms"
        fields = ["/tender/title", "/awards/items/description"]
        terms = ["padrón electoral", "TREP", "سجل الناخبين"]
        "#,
    )
    .unwrap();
    let rules = |text: &str| scope.rules(&value(text));
    assert_eq!(rules(r#"{"buyer":{"id":"EMB"}}"#), ["buyer"]);
    assert_eq!(
        rules(r#"{"buyer":{"id":"x"},"parties":[{"id":"x","identifier":{"scheme":"S","id":"EMB"}}]}"#),
        ["buyer"]
    );
    assert_eq!(rules(r#"{"tender":{"title":"El PADRON \n Electoral 2026"}}"#), ["terms"]);
    assert_eq!(rules(r#"{"tender":{"title":"تحديث سِجِلّ الناخبين"}}"#), ["terms"]);
    assert_eq!(rules(r#"{"awards":[{"items":[{"description":"x"},{"description":"(TREP)"}]}]}"#), ["terms"]);
    // Only whole words: not inside another word, not with a digit beside it.
    for no in ["TREPADOR", "xTREP", "TREP2", "padrones electorales", "El padrón, electoral"] {
        assert!(rules(&format!(r#"{{"tender":{{"title":"{no}"}}}}"#)).is_empty(), "{no}");
    }
    let codes = r#""tender":{"items":[{"classification":{"scheme":"CPV","id":"48000000"}}]"#;
    assert!(rules(&format!("{{{codes}}}}}")).is_empty(), "and_terms wants a term too");
    assert_eq!(rules(&format!(r#"{{{codes},"title":"TREP"}}}}"#)), ["codes", "terms"]);
    for wrong in [
        "[[rule]]\nid = \"a\"\n",
        "[[rule]]\nid = \"a\"\nterms = [\"x\"]\n",
        "[[rul]]\n",
        "[[rule]]\nid = \"a\"\nbuyers = [\"x\"]\nbuyer = 1\n",
    ] {
        assert!(Scope::from_toml(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn the_scope_and_schemes_handed_over_are_read() {
    let Some(folder) = crate::shared::folder() else { return };
    let text = |name: &str| String::from_utf8(crate::shared::bytes(&folder, name)).unwrap();
    let scope = Scope::from_toml(&text("scope.toml")).unwrap();
    assert_eq!(scope.rules(&value(r#"{"tender":{"title":"Servicio de preconteo"}}"#)), ["terms"]);
    procurement::persons::PersonSchemes::from_toml(&text("person-schemes.toml")).unwrap();
}

/// Runs in memory, small ones, so that merging them is exercised.
#[derive(Default)]
struct Memory(Vec<Vec<u8>>);

impl procurement::ingest::Aside for Memory {
    fn create(&mut self) -> std::io::Result<Box<dyn Write + '_>> {
        self.0.push(Vec::new());
        Ok(Box::new(self.0.last_mut().unwrap()))
    }

    fn open(&self, number: usize) -> std::io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(self.0[number].as_slice()))
    }
}

#[test]
fn runs_put_aside_change_nothing() {
    // 70 MB in an order that is not that of the ocids, so that at least two runs are put aside.
    let padding = "x".repeat(60_000);
    let mut text = String::new();
    for i in 0..1_200u32 {
        let ocid = i.wrapping_mul(2_654_435_761) % 400;
        text.push_str(&format!(
            "{{\"ocid\":\"o{ocid:05}\",\"id\":\"{i}\",\"date\":\"2026-01-01T00:00:{:02}Z\",\"tender\":{{\"id\":\"{i}\",\"title\":\"{padding}\"}}}}\n",
            i % 60
        ));
    }
    let run = |mut compiler: Compiler, aside: bool| {
        let cleaner = cleaner();
        Reader::new(text.as_bytes(), 0, &cleaner).for_each(|item| compiler.take(item));
        let mut lines = Vec::new();
        let each = |process: procurement::ingest::Compiled| {
            lines.push(base::digest::sha256(process.bytes.as_bytes()));
            Ok::<_, std::io::Error>(())
        };
        let report = if aside { compiler.finish_from_aside(vec![], each) } else { compiler.finish(vec![], each) };
        (report.unwrap(), lines)
    };
    let expected = run(Compiler::new(), false);
    assert_eq!(expected.1.len(), 400);
    assert_eq!(run(Compiler::with_aside(Box::new(Memory::default())), true), expected);
}
