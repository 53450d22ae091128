//! The audit boards' room: are the seats blind, is no card lost or changed by sending it twice, and can nobody do what the
//! table of rights forbids?

use crate::room::{Answer, Browser, Folder};
use axum::http::{StatusCode, header};
use site::boards::{Options, Role, router};
use site::room::Accounts;
use std::collections::BTreeMap;
use std::path::Path;

/// The engine's small audit with its first three cards and a phantom drawn; pass phrases by account.
fn room() -> (Folder, BTreeMap<&'static str, String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../capabilities/rla/tests/cases/record");
    let folder = Folder::new("2026-03-01");
    let read = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let named =
        |id: &str, name: &str| (format!("{{\"id\":\"{id}\"}}"), format!("{{\"id\":\"{id}\",\"name\":\"{name}\"}}"));
    let [(a, ada), (b, ben)] = [named("A", "Ada"), named("B", "Ben")];
    folder.put("audit.json", read("audit.json").replace(&a, &ada).replace(&b, &ben));
    folder.put("manifest.csv", read("manifest.csv"));
    let sample = read("rounds/1/sample.csv");
    let lines: Vec<&str> = sample.lines().take(4).chain(sample.lines().filter(|l| l.contains("phantom"))).collect();
    folder.put("rounds/1/sample.csv", lines.join("\n") + "\n");
    let phrases = folder.accounts([("ann", Role::A), ("bob", Role::B), ("office", Role::Coordinator)]);
    (folder, phrases)
}

/// Fills in a card as its page stands now.
fn enter(browser: &Browser, order: usize, form: &[(&str, &str)]) -> Answer {
    let path = format!("/cards/{order}");
    let page = browser.get(&path);
    let (of, pass, seen) = (page.hidden("of"), page.hidden("pass"), page.hidden("seen"));
    browser.post(&path, &[form, &[("of", of.as_str()), ("pass", pass.as_str()), ("seen", seen.as_str())]].concat())
}

fn open(folder: &Folder) -> axum::Router {
    router(folder.clone(), Options { title: String::new(), secure: false })
}

/// Ada; list L1; X then Z; yes.
const ADA: [(&str, &str); 5] = [("c0", "k0"), ("c1", "k0"), ("r2-0", "1"), ("r2-2", "2"), ("c3", "k0")];
/// The same with another mayor.
const BEN: [(&str, &str); 5] = [("c0", "k1"), ("c1", "k0"), ("r2-0", "1"), ("r2-2", "2"), ("c3", "k0")];
/// Nothing valid, too many, not on the card.
const NONE: [(&str, &str); 4] = [("c0", "blank"), ("c1", "over"), ("c2", "absent"), ("c3", "absent")];

/// How the forms of the round's cards name them, by their places in the sample.
const OF: [&str; 4] = ["", "1/B3/040", "1/B4/012", "1/B4/021"];

/// Every page of the room in five languages, from the door to the files, by name.
pub fn pages() -> Vec<(String, String)> {
    let (folder, phrases) = room();
    let app = open(&folder);
    let [ann, bob, office] = ["ann", "bob", "office"].map(|id| Browser::sign_in(&app, "boards", id, &phrases[id]));
    let mut all = Vec::new();
    let mut take = |browser: &Browser, name: &str, path: &str| {
        for language in ["", "/es", "/fr", "/pt", "/ar"] {
            let page = browser.get(&format!("{language}{path}"));
            all.push((format!("boards-{name}{}", language.replace('/', "-")), page.text));
        }
    };
    take(&Browser::new(&app, "boards"), "sign-in", "/sign-in");
    take(&ann, "list", "/");
    take(&ann, "card", "/cards/1");
    enter(&ann, 1, &ADA);
    enter(&bob, 1, &BEN);
    take(&ann, "together", "/cards/1");
    for (browser, order, form) in [(&ann, 1, &ADA[..]), (&bob, 1, &ADA), (&ann, 2, &NONE), (&bob, 2, &NONE)] {
        enter(browser, order, form);
    }
    take(&ann, "agreed", "/cards/2");
    enter(&ann, 3, &ADA);
    enter(&bob, 3, &ADA);
    assert_eq!(office.post("/round", &[]).status, StatusCode::SEE_OTHER);
    take(&office, "round", "/round");
    take(&office, "trail", "/trail");
    let (folder, phrases) = batches();
    let app = open(&folder);
    let ann = Browser::sign_in(&app, "boards", "ann", &phrases["ann"]);
    let take = |name: &str, path: &str, all: &mut Vec<(String, String)>| {
        for language in ["", "/ar"] {
            let page = ann.get(&format!("{language}{path}"));
            all.push((format!("boards-{name}{}", language.replace('/', "-")), page.text));
        }
    };
    take("batches", "/", &mut all);
    take("batch", "/cards/1", &mut all);
    all
}

const ROUTES: [(&str, &str); 7] = [
    ("GET", "/"),
    ("GET", "/cards/1"),
    ("POST", "/cards/1"),
    ("POST", "/cards/1/again"),
    ("GET", "/round"),
    ("POST", "/round"),
    ("GET", "/trail"),
];

/// Every address, for nobody, both seats and a coordinator, in each phase. 303 sends nobody to the door; 409 and 422 mean
/// that the address was open and the form not right.
#[test]
fn the_matrix_of_rights_holds_at_every_address() {
    let (folder, phrases) = room();
    let app = open(&folder);
    let nobody = Browser::new(&app, "boards");
    let [ann, bob, office] = ["ann", "bob", "office"].map(|id| Browser::sign_in(&app, "boards", id, &phrases[id]));
    let holds = |name: &str, rows: [[u16; 4]; 7]| {
        for ((method, path), row) in ROUTES.into_iter().zip(rows) {
            for (who, (browser, expected)) in [&nobody, &ann, &bob, &office].into_iter().zip(row).enumerate() {
                let answer = browser.send(method, path, &[("token", &browser.token)], &[]);
                assert_eq!(answer.status.as_u16(), expected, "{name}: {method} {path} ({who})");
                assert_eq!(answer.headers.get(header::CACHE_CONTROL).unwrap(), "no-store", "{path}");
                assert!(answer.headers.get(header::CONTENT_SECURITY_POLICY).is_some(), "{path}");
            }
        }
    };
    holds(
        "entering",
        [
            [303, 200, 200, 200],
            [303, 200, 200, 403],
            [403, 422, 422, 403],
            [403, 409, 409, 403],
            [303, 200, 200, 200],
            [403, 403, 403, 403],
            [303, 403, 403, 200],
        ],
    );
    for order in 1..=3 {
        for browser in [&ann, &bob] {
            assert_eq!(enter(browser, order, &ADA).status, StatusCode::SEE_OTHER);
        }
    }
    holds(
        "agreed",
        [
            [303, 200, 200, 200],
            [303, 200, 200, 403],
            [403, 422, 422, 403],
            [403, 409, 409, 403],
            [303, 200, 200, 200],
            [403, 303, 303, 303],
            [303, 200, 200, 200],
        ],
    );
    folder.put("rounds/1/risk.json", "{}");
    holds(
        "closed",
        [
            [303, 200, 200, 200],
            [303, 200, 200, 403],
            [403, 403, 403, 403],
            [403, 403, 403, 403],
            [303, 200, 200, 200],
            [403, 403, 403, 403],
            [303, 200, 200, 200],
        ],
    );
    for (method, path) in [
        ("DELETE", "/"),
        ("GET", "/nothing"),
        ("PUT", "/round"),
        ("GET", "/cards/4"),
        ("GET", "/cards/7"),
        ("GET", "/cards/x"),
    ] {
        assert_eq!(ann.send(method, path, &[("token", &ann.token)], &[]).status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn two_seats_enter_blind_and_again_together_and_the_files_are_what_the_audit_reads() {
    let (folder, phrases) = room();
    let app = open(&folder);
    let [ann, bob, office] = ["ann", "bob", "office"].map(|id| Browser::sign_in(&app, "boards", id, &phrases[id]));
    let list = ann.get("/").text;
    let at = |card: &str| list.find(card).unwrap();
    assert!(at("B3/040") < at("B4/012") && at("B4/012") < at("B4/021") && list.contains("shelf 3"));
    assert!(!list.contains("phantom"), "nobody can pull a phantom");
    // A form that lacks something is shown again with what it holds.
    let lacks = enter(&ann, 1, &[("c0", "k0"), ("c1", "k0"), ("c1", "over"), ("r2-0", "1"), ("r2-1", "1")]);
    assert_eq!(lacks.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["value=\"k0\" checked", "Enter either votes", "the same rank", "Nothing is entered"] {
        assert!(lacks.text.contains(part), "{part}");
    }
    for (name, value) in
        [("c0", "k9"), ("c0", "<script>"), ("r2-0", "0"), ("r2-0", "99"), ("r2-0", "x"), ("r0-0", "1")]
    {
        let form: Vec<_> = ADA.into_iter().filter(|(own, _)| *own != name).chain([(name, value)]).collect();
        let answer = enter(&ann, 1, &form);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={value}");
        assert!(!answer.text.contains("<script>"));
    }
    assert!(folder.text("boards/round-1/1.json").is_empty(), "nothing half is saved");
    // Saved, sent again, changed before the other seat has entered.
    let first = enter(&ann, 1, &ADA);
    assert_eq!((first.status, first.place.as_str()), (StatusCode::SEE_OTHER, "/cards/2?saved=1"));
    assert!(ann.get(&first.place).text.contains("is saved"));
    let kept = folder.text("boards/round-1/1.json");
    let trail = folder.text("boards/trail.jsonl");
    let again = ann.post("/cards/1", &[&ADA[..], &[("of", OF[1]), ("pass", "1"), ("seen", "")]].concat());
    assert_eq!(again.status, StatusCode::SEE_OTHER, "sent once more after a lost connection");
    assert_eq!((folder.text("boards/round-1/1.json"), folder.text("boards/trail.jsonl")), (kept, trail));
    let other = ann.post("/cards/1", &[&BEN[..], &[("of", OF[1]), ("pass", "1"), ("seen", "")]].concat());
    assert_eq!(other.status, StatusCode::CONFLICT, "an old form never replaces what is saved");
    assert!(other.text.contains("value=\"k1\" checked"), "and loses nothing");
    assert_eq!(enter(&ann, 1, &BEN).status, StatusCode::SEE_OTHER, "a fresh one does");
    // The other seat, and the coordinator, see nothing of it.
    let blind = bob.get("/cards/1").text;
    assert!(!blind.contains("checked") && !blind.contains("value=\"1\" min") && !blind.contains("Seat A"));
    assert!(!bob.get("/").text.contains("waiting for the other seat"));
    assert!(office.get("/trail").text.contains("entered what the paper says"));
    assert_eq!(bob.get("/trail").status, StatusCode::FORBIDDEN);
    // They differ: both are shown, both enter again, what was entered stays.
    assert_eq!(enter(&bob, 1, &ADA).place, "/cards/2?saved=1");
    for browser in [&ann, &bob] {
        assert!(browser.get("/").text.contains("To be entered again, together"));
        let page = browser.get("/cards/1").text;
        assert!(page.contains("Seat A") && page.contains("Ada") && page.contains("Ben") && page.contains("together"));
        assert!(!page.contains("checked"));
    }
    let late = ann.post("/cards/1", &[&BEN[..], &[("of", OF[1]), ("pass", "1"), ("seen", "")]].concat());
    assert_eq!(late.status, StatusCode::SEE_OTHER, "the first pass, sent again, is known");
    let late = ann.post("/cards/1", &[&ADA[..], &[("of", OF[1]), ("pass", "1"), ("seen", "")]].concat());
    assert_eq!(late.status, StatusCode::CONFLICT, "the first pass is over");
    assert_eq!(enter(&ann, 1, &ADA).place, "/?saved=1");
    assert!(!bob.get("/cards/1").text.contains("checked"), "blind in each pass");
    assert_eq!(enter(&bob, 1, &ADA).place, "/?saved=1");
    assert!(bob.get("/?saved=1").text.contains("Both seats agree."));
    assert_eq!(enter(&bob, 1, &BEN).status, StatusCode::CONFLICT, "agreed");
    assert_eq!(folder.text("boards/round-1/1.json").matches("\"salt\"").count(), 5, "every entry is kept");
    // A card that is not there; a card without a valid vote.
    for browser in [&ann, &bob] {
        assert_eq!(enter(browser, 2, &[("status", "not_found")]).status, StatusCode::SEE_OTHER);
        assert_eq!(browser.post("/round", &[]).status, StatusCode::FORBIDDEN, "not all agree");
        assert_eq!(enter(browser, 3, &NONE).status, StatusCode::SEE_OTHER);
    }
    // Both were wrong: the card is opened again, once, and entered again.
    assert_eq!(ann.post("/cards/3/again", &[("of", OF[3]), ("pass", "1")]).status, StatusCode::SEE_OTHER);
    assert_eq!(bob.post("/cards/3/again", &[("of", OF[3]), ("pass", "1")]).status, StatusCode::SEE_OTHER);
    assert_eq!(bob.post("/round", &[]).status, StatusCode::FORBIDDEN);
    for browser in [&ann, &bob] {
        assert!(browser.get("/cards/3").text.contains("Too many marks"));
        assert_eq!(enter(browser, 3, &BEN).status, StatusCode::SEE_OTHER);
    }
    assert_eq!(office.post("/round", &[]).status, StatusCode::SEE_OTHER);
    assert!(office.get("/round").text.contains("--second DIR/boards/round-1-b.csv"));
    let expected = "card,batch,position,style,status,mayor,council,head,bond\n\
        B3/040,B3,40,,found,A,L1,X&gt;Z,yes\nB4/012,B4,12,,not_found,,,,\nB4/021,B4,21,,found,B,L1,X&gt;Z,yes\n"
        .replace("&gt;", ">");
    assert_eq!(folder.text("boards/round-1-a.csv"), expected);
    assert_eq!(folder.text("boards/round-1-b.csv"), expected);
    let trail = ann.get("/trail").text;
    assert!(
        trail.contains("follow from each other")
            && trail.contains("entered otherwise")
            && trail.contains("wrote a file")
    );
    folder.put("boards/trail.jsonl", folder.text("boards/trail.jsonl").replacen("\"ann\"", "\"bob\"", 1));
    assert!(ann.get("/trail").text.contains("was altered at line 2"));
}

#[test]
fn a_lost_session_a_killed_server_and_an_old_form_lose_no_card() {
    let (folder, phrases) = room();
    let ann = Browser::sign_in(&open(&folder), "boards", "ann", &phrases["ann"]);
    enter(&ann, 1, &ADA);
    // Another process over the same folder knows what was saved, and no session.
    let app = open(&folder);
    let mut lost = Browser::new(&app, "boards");
    (lost.cookie, lost.token) = (ann.cookie.clone(), ann.token.clone());
    let form = [&BEN[..], &[("of", OF[2]), ("pass", "1"), ("seen", "")]].concat();
    let door = lost.post("/cards/2", &form);
    assert_eq!(door.status, StatusCode::FORBIDDEN);
    let (place, fields) = (door.hidden("to"), door.hidden("fields"));
    assert_eq!((place.as_str(), fields.contains("c0=k1")), ("/cards/2", true), "{fields}");
    let wrong = Browser::new(&app, "boards")
        .post("/sign-in", &[("id", "ann"), ("phrase", "x"), ("to", "/cards/2"), ("fields", &fields)]);
    assert_eq!((wrong.status, wrong.hidden("fields")), (StatusCode::FORBIDDEN, fields.clone()), "carried on");
    let sign = [("id", "ann"), ("phrase", phrases["ann"].as_str()), ("to", "/cards/2"), ("fields", fields.as_str())];
    let back = Browser::new(&app, "boards").post("/sign-in", &sign);
    assert_eq!(back.status, StatusCode::OK);
    assert!(back.text.contains("value=\"k1\" checked") && back.text.contains("not saved yet"));
    assert!(folder.text("boards/round-1/2.json").is_empty(), "nothing is saved unasked");
    let mut ann = Browser::new(&app, "boards");
    (ann.cookie, ann.token) = (back.cookie("boards"), back.hidden("token"));
    assert!(ann.get("/cards/1").text.contains("value=\"k0\" checked"), "what was saved is there");
    let old = ann.send("POST", "/cards/2", &[&form[..], &[("token", "old")]].concat(), &[]);
    assert_eq!(old.status, StatusCode::FORBIDDEN);
    assert!(old.text.contains("value=\"k1\" checked") && old.text.contains("not saved yet"));
    assert!(folder.text("boards/round-1/2.json").is_empty());
    assert_eq!(enter(&ann, 2, &BEN).status, StatusCode::SEE_OTHER);
    // Saved, but killed before the trail was written: sending again completes the trail.
    let trail = folder.text("boards/trail.jsonl");
    let cut = trail.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n";
    folder.put("boards/trail.jsonl", cut);
    assert_eq!(enter(&ann, 2, &BEN).status, StatusCode::SEE_OTHER);
    assert_eq!(folder.text("boards/trail.jsonl"), trail);
    // From another site nothing is taken or shown; a form too large is refused whole.
    let from_elsewhere = ann.send(
        "POST",
        "/cards/3",
        &[&form[..], &[("token", ann.token.as_str())]].concat(),
        &[("sec-fetch-site", "cross-site")],
    );
    assert_eq!(from_elsewhere.status, StatusCode::FORBIDDEN);
    assert!(!from_elsewhere.text.contains("checked"));
    let large = "x".repeat(300 * 1024);
    assert_eq!(ann.post("/cards/3", &[("c0", &large)]).status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(folder.text("boards/round-1/3.json").is_empty());
    // Wrong pass phrases make one wait; a closed account is out at once.
    for _ in 0..9 {
        assert_eq!(
            Browser::new(&app, "boards").post("/sign-in", &[("id", "ann"), ("phrase", "x")]).status,
            StatusCode::FORBIDDEN
        );
    }
    let wait = Browser::new(&app, "boards").post("/sign-in", &[("id", "ann"), ("phrase", &phrases["ann"])]);
    assert_eq!(wait.status, StatusCode::TOO_MANY_REQUESTS);
    let mut accounts = Accounts::<Role>::read(Some(folder.text("boards/accounts.json").as_bytes())).unwrap();
    assert!(accounts.close("ann"));
    folder.put("boards/accounts.json", String::from_utf8(accounts.write()).unwrap());
    assert_eq!(ann.get("/").place, "/sign-in");
}

/// The next round counts its cards from 1 again, and the server runs on.
#[test]
fn a_form_of_one_round_is_never_taken_for_a_card_of_the_next() {
    let (folder, phrases) = room();
    let app = open(&folder);
    let ann = Browser::sign_in(&app, "boards", "ann", &phrases["ann"]);
    let old = [&ADA[..], &[("of", OF[1]), ("pass", "1"), ("seen", "")]].concat();
    folder.put("rounds/1/risk.json", "{}");
    let sample = folder.text("rounds/1/sample.csv");
    let next: Vec<String> = sample
        .lines()
        .filter(|line| !line.contains("phantom"))
        .map(|line| line.replace("B3/040", "B3/041"))
        .collect();
    folder.put("rounds/2/sample.csv", next.join("\n") + "\n");
    assert!(ann.get("/cards/1").text.contains("B3/041"), "another card stands at this place now");
    let answer = ann.post("/cards/1", &old);
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(!answer.text.contains("checked"), "what the other card says is not shown under this one");
    let stale = ann.send("POST", "/cards/1", &[&old[..], &[("token", "old")]].concat(), &[]);
    assert!(stale.status == StatusCode::CONFLICT && !stale.text.contains("checked"));
    let door = Browser::new(&app, "boards").post("/cards/1", &old);
    let fields = door.hidden("fields");
    let sign = [("id", "ann"), ("phrase", phrases["ann"].as_str()), ("to", "/cards/1"), ("fields", fields.as_str())];
    let back = Browser::new(&app, "boards").post("/sign-in", &sign);
    assert_eq!((back.status, back.place.as_str()), (StatusCode::SEE_OTHER, "/"));
    assert!(back.cookie("boards").is_some(), "signed in all the same");
    assert!(folder.text("boards/round-2/1.json").is_empty());
}

#[test]
fn files_that_say_what_was_read_before_are_not_called_written() {
    let (folder, phrases) = room();
    let app = open(&folder);
    let [ann, bob] = ["ann", "bob"].map(|id| Browser::sign_in(&app, "boards", id, &phrases[id]));
    for order in 1..=3 {
        for browser in [&ann, &bob] {
            assert_eq!(enter(browser, order, &ADA).status, StatusCode::SEE_OTHER);
        }
    }
    assert!(!ann.get("/round").text.contains("--second"), "not written yet");
    assert_eq!(ann.post("/round", &[]).status, StatusCode::SEE_OTHER);
    assert!(ann.get("/round").text.contains("--second"));
    let older = folder.text("boards/round-1-a.csv");
    assert_eq!(ann.post("/cards/2/again", &[("of", OF[2]), ("pass", "1")]).status, StatusCode::SEE_OTHER);
    assert!(!ann.get("/round").text.contains("--second"), "a card is open again");
    for browser in [&ann, &bob] {
        assert_eq!(enter(browser, 2, &BEN).status, StatusCode::SEE_OTHER);
    }
    assert!(!ann.get("/round").text.contains("--second"), "the files hold the earlier reading");
    assert_eq!(ann.post("/round", &[]).status, StatusCode::SEE_OTHER);
    assert!(ann.get("/round").text.contains("--second") && folder.text("boards/round-1-a.csv") != older);
    folder.put("boards/round-1-b.csv", older);
    assert!(!ann.get("/round").text.contains("--second"), "one of the two is not what they agree on");
}

#[test]
fn a_new_pass_phrase_ends_what_was_begun_with_the_old_one_and_no_card_to_read_is_carried_too() {
    let (folder, phrases) = room();
    let app = open(&folder);
    let ann = Browser::sign_in(&app, "boards", "ann", &phrases["ann"]);
    let mut accounts = Accounts::<Role>::read(Some(folder.text("boards/accounts.json").as_bytes())).unwrap();
    let renewed = accounts.set("ann", Role::A, true, [1; 32]).unwrap();
    folder.put("boards/accounts.json", accounts.write());
    assert_eq!(ann.get("/").place, "/sign-in");
    let door = ann.post("/cards/2", &[("of", OF[2]), ("pass", "1"), ("seen", ""), ("status", "not_found")]);
    let fields = door.hidden("fields");
    let sign = [("id", "ann"), ("phrase", renewed.as_str()), ("to", "/cards/2"), ("fields", fields.as_str())];
    let back = Browser::new(&app, "boards").post("/sign-in", &sign);
    assert!(back.status.is_success() && back.text.contains("You have said:"), "{}", back.text);
    assert!(folder.text("boards/round-1/2.json").is_empty(), "nothing is saved unasked");
}

#[test]
fn many_at_once_lose_nothing_and_the_trail_holds() {
    let (folder, phrases) = room();
    let app = open(&folder);
    let [ann, bob, office] = ["ann", "bob", "office"].map(|id| Browser::sign_in(&app, "boards", id, &phrases[id]));
    std::thread::scope(|scope| {
        for browser in [&ann, &bob] {
            for (order, of) in OF.iter().enumerate().skip(1) {
                // Each form is sent twice at the same time.
                for _ in 0..2 {
                    scope.spawn(move || {
                        let form = [&ADA[..], &[("of", of), ("pass", "1"), ("seen", "")]].concat();
                        let answer = browser.post(&format!("/cards/{order}"), &form);
                        assert_eq!(answer.status, StatusCode::SEE_OTHER);
                    });
                }
            }
        }
    });
    for order in 1..=3 {
        assert_eq!(folder.text(&format!("boards/round-1/{order}.json")).matches("\"salt\"").count(), 2);
    }
    // Three sign-ins, six entries, three agreements.
    assert!(office.get("/trail").text.contains("Steps that follow from each other: 12"));
    assert_eq!(office.post("/round", &[]).status, StatusCode::SEE_OTHER);
}

#[test]
fn names_from_the_audit_are_text_and_other_audits_are_told_apart() {
    let (folder, phrases) = room();
    folder.put("audit.json", folder.text("audit.json").replace("\"Ada\"", "\"<b>Ada</b> & \\\"co\\\"\""));
    let ann = Browser::sign_in(&open(&folder), "boards", "ann", &phrases["ann"]);
    for language in ["", "/es", "/fr", "/pt", "/ar"] {
        let page = ann.get(&format!("{language}/cards/1"));
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains("<b>Ada") && !page.text.contains("boards-"), "{language}");
        assert!(!page.text.contains("<script"));
    }
    enter(&ann, 1, &ADA);
    // Another sample under the same number: what was entered is not taken for it.
    let sample = folder.text("rounds/1/sample.csv").replacen("B3/040", "B3/041", 1);
    folder.put("rounds/1/sample.csv", sample);
    assert_eq!(ann.get("/").status, StatusCode::SERVICE_UNAVAILABLE);
}

/// An audit by batches with a second round: B1 was counted for the mayor in the first, B2 is drawn twice.
fn batches() -> (Folder, BTreeMap<&'static str, String>) {
    let folder = Folder::new("2026-03-01");
    folder.put(
        "audit.json",
        r#"{"format":"scrutineer-rla-1","title":"Bay","risk_limit":"0.1","contests":[
        {"id":"mayor","audit_type":"batch","cards":300,"candidates":[{"id":"A","name":"Ada"},{"id":"B","name":"Ben"}],"reported":{"A":180,"B":100}},
        {"id":"council","audit_type":"batch","cards":300,"votes_allowed":2,"seats":2,"candidates":["K","L","M"],"reported":{"K":150,"L":140,"M":90}}]}"#,
    );
    folder.put("manifest.csv", "batch,cards,location\nB1,100,shelf 1\nB2,120,shelf 2\nB3,80,shelf 1\n");
    let row = |order: u64, batch: &str, contests: &str| {
        format!("{order},{batch},{},{batch},{order},{contests}\n", format!("{order:02x}").repeat(32))
    };
    let head = "order,card,ticket,batch,position,contests\n";
    folder.put("rounds/1/sample.csv", format!("{head}{}", row(1, "B1", "mayor")));
    let second = [
        row(1, "B2", "mayor"),
        row(2, "B1", "mayor"),
        row(3, "B2", "council"),
        row(4, "B2", "mayor"),
        row(5, "B1", "council"),
    ];
    folder.put("rounds/2/sample.csv", format!("{head}{}", second.concat()));
    let phrases = folder.accounts([("ann", Role::A), ("bob", Role::B), ("office", Role::Coordinator)]);
    (folder, phrases)
}

#[test]
fn batches_are_counted_blind_and_only_what_no_round_counted_before() {
    let (folder, phrases) = batches();
    let app = open(&folder);
    let [ann, bob, office] = ["ann", "bob", "office"].map(|id| Browser::sign_in(&app, "boards", id, &phrases[id]));
    let list = ann.get("/").text;
    assert!(
        list.contains("/cards/1") && list.contains("/cards/2") && !list.contains("/cards/3"),
        "each batch once: {list}"
    );
    assert!(list.contains("Count each drawn batch by hand") && list.contains("shelf 2"));
    let page = ann.get("/cards/2").text;
    assert!(page.contains("Batch \u{2068}B1\u{2069}") && page.contains("name=\"n1\""), "{page}");
    assert!(!page.contains("name=\"n0\""), "the mayor's votes in B1 were counted in the first round");
    assert!(!page.contains("value=\"unreadable\""));
    let two = [
        ("cards", "120"),
        ("n0", "118"),
        ("r0-0", "70"),
        ("r0-1", "45"),
        ("n1", "120"),
        ("r1-0", "80"),
        ("r1-1", "60"),
        ("r1-2", "90"),
    ];
    // Too many votes, a number that is missing, one that is none: nothing is saved and nothing is lost.
    for (name, value, said) in [
        ("r0-0", "99", "More than the cards can hold"),
        ("r1-2", "101", "More than the cards can hold"),
        ("n0", "121", "More than the cards can hold"),
        ("cards", "", "A number is missing"),
        ("r0-1", "-1", "A number is not one of those allowed"),
        ("status", "unreadable", "Nothing is saved yet"),
    ] {
        let form: Vec<_> =
            two.into_iter().filter(|(own, _)| *own != name && name != "status").chain([(name, value)]).collect();
        let answer = enter(&ann, 1, &form);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}={value}");
        assert!(answer.text.contains(said), "{name}={value}: {}", answer.text);
    }
    assert!(folder.text("boards/round-2/1.json").is_empty());
    assert_eq!(enter(&ann, 1, &two).status, StatusCode::SEE_OTHER);
    assert!(!bob.get("/cards/1").text.contains("value=\"118\""), "blind");
    assert!(ann.get("/cards/1").text.contains("value=\"118\""));
    let other: Vec<_> =
        two.into_iter().map(|(name, n)| if name == "r0-0" { (name, "71") } else { (name, n) }).collect();
    assert_eq!(enter(&bob, 1, &other).status, StatusCode::SEE_OTHER);
    let differ = ann.get("/cards/1").text;
    assert!(differ.contains("Ada: 70") && differ.contains("Ada: 71") && differ.contains("differs"), "{differ}");
    for browser in [&ann, &bob] {
        assert_eq!(enter(browser, 1, &two).status, StatusCode::SEE_OTHER);
        assert_eq!(enter(browser, 2, &[("status", "not_found")]).status, StatusCode::SEE_OTHER);
    }
    assert_eq!(office.post("/round", &[]).status, StatusCode::SEE_OTHER);
    let expected = "pool,cards,contest,contest_cards,candidate,votes\nB1,0,council,0,K,0\nB1,0,council,0,L,0\nB1,0,council,0,M,0\n\
        B2,120,mayor,118,A,70\nB2,120,mayor,118,B,45\nB2,120,council,120,K,80\nB2,120,council,120,L,60\nB2,120,council,120,M,90\n";
    assert_eq!(folder.text("boards/round-2-a.csv"), expected);
    assert_eq!(folder.text("boards/round-2-b.csv"), expected);
}
