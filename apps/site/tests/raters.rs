//! The raters' room: is it blind, does it take two to decide, and can nobody do what the table of rights forbids?

use crate::room::{Browser, Folder};
use assess::{Catalogue, Dossier, Limits};
use axum::http::{StatusCode, header};
use site::raters::{Options, Role, Room, router};
use site::room::{Accounts, Files as _};
use std::collections::BTreeMap;
use std::path::Path;

impl Room for Folder {
    fn dossier(&self) -> Result<Dossier, String> {
        let files = self.files.lock().unwrap();
        assess::dossier::read(&*files, &catalogue(), &Limits::default(), true).map_err(|fatal| fatal.what)
    }
    fn today(&self) -> String {
        self.today.to_owned()
    }
}

fn catalogue() -> Catalogue {
    assess::catalogue::own().unwrap()
}

/// The sample election's dossier before anybody rated, with two assessors and a coordinator; pass phrases by account.
fn room(today: &'static str) -> (Folder, BTreeMap<&'static str, String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/assessment");
    let mut files = BTreeMap::new();
    for folder in ["", "evidence", "records"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap().map(Result::unwrap).filter(|e| e.path().is_file())
        {
            let name = entry.file_name().into_string().unwrap();
            let name = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            files.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
    files.insert("adjudications.yaml".to_owned(), b"adjudications: []\n".to_vec());
    let folder = Folder::new(today);
    *folder.files.lock().unwrap() = files;
    let phrases =
        folder.accounts([("obs", Role::Assessor), ("clinic", Role::Assessor), ("office", Role::Coordinator)]);
    (folder, phrases)
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or(("", ""));
    rest.split_once(after).map_or("", |(found, _)| found)
}

fn open(folder: &Folder) -> axum::Router {
    router(folder.clone(), catalogue(), Options { title: String::new(), secure: false })
}

/// Every page of the room in five languages: before and after the round is closed, by name.
pub fn pages() -> Vec<(String, String)> {
    let (folder, phrases) = room("2026-03-01");
    let app = open(&folder);
    let obs = Browser::sign_in(&app, "raters", "obs", &phrases["obs"]);
    let clinic = Browser::sign_in(&app, "raters", "clinic", &phrases["clinic"]);
    let mut all = Vec::new();
    let mut take = |browser: &Browser, name: &str, path: &str| {
        for language in ["", "/es", "/fr", "/pt", "/ar"] {
            let page = browser.get(&format!("{language}{path}"));
            all.push((format!("{name}{}", language.replace('/', "-")), page.text));
        }
    };
    obs.post("/questions/LEG-01", &[("value", "met"), ("evidence", "E-001"), ("reason", "The law says so.")]);
    obs.post("/questions/LEG-03", &[("value", "met")]);
    take(&Browser::new(&app, "raters"), "sign-in", "/sign-in");
    take(&obs, "work", "/");
    take(&obs, "question", "/questions/LEG-01");
    take(&obs, "hand-in", "/hand-in");
    take(&obs, "blind", "/ratings");
    obs.post("/questions/LEG-03", &[]);
    clinic.post("/questions/LEG-01", &[("value", "not_met"), ("evidence", "E-001")]);
    for browser in [&obs, &clinic] {
        assert_eq!(browser.post("/hand-in", &[]).status, StatusCode::SEE_OTHER);
    }
    take(&obs, "ratings", "/ratings");
    take(&obs, "undecided", "/ratings/LEG-01");
    obs.post("/ratings/LEG-01/propose", &[("verdict", "partly"), ("explains", "agreement"), ("text", "In part.")]);
    take(&clinic, "proposed", "/ratings/LEG-01");
    take(&obs, "trail", "/trail");
    all
}

const ROUTES: [(&str, &str); 13] = [
    ("GET", "/"),
    ("GET", "/evidence/E-001"),
    ("GET", "/questions/LEG-01"),
    ("POST", "/questions/LEG-01"),
    ("GET", "/hand-in"),
    ("POST", "/hand-in"),
    ("GET", "/ratings"),
    ("GET", "/ratings/LEG-01"),
    ("POST", "/ratings/LEG-01/propose"),
    ("POST", "/ratings/LEG-01/withdraw"),
    ("POST", "/ratings/LEG-01/dissent"),
    ("POST", "/ratings/LEG-01/agree"),
    ("GET", "/trail"),
];

/// Every address, for nobody, an assessor and a coordinator, while round 1 is blind: who gets through. 303 sends nobody
/// to the door; 409 and 422 mean that the address was open and the form not right.
#[test]
fn the_matrix_of_rights_holds_at_every_address() {
    let (folder, phrases) = room("2026-03-01");
    let app = open(&folder);
    let nobody = Browser::new(&app, "raters");
    let obs = Browser::sign_in(&app, "raters", "obs", &phrases["obs"]);
    let office = Browser::sign_in(&app, "raters", "office", &phrases["office"]);
    let blind: [[u16; 3]; 13] = [
        [303, 200, 200],
        [303, 200, 200],
        [303, 200, 403],
        [403, 303, 403],
        [303, 200, 403],
        [403, 409, 403],
        [303, 403, 403],
        [303, 403, 403],
        [403, 403, 403],
        [403, 403, 403],
        [403, 403, 403],
        [403, 403, 403],
        [303, 403, 200],
    ];
    for ((method, path), row) in ROUTES.into_iter().zip(blind) {
        for (browser, expected) in [&nobody, &obs, &office].into_iter().zip(row) {
            let token = [("token", browser.token.as_str())];
            let answer = browser.send(method, path, &token, &[]);
            assert_eq!(answer.status.as_u16(), expected, "{method} {path} (cookie: {:?})", browser.cookie.is_some());
            assert_eq!(answer.headers.get(header::CACHE_CONTROL).unwrap(), "no-store", "{path}");
            assert!(answer.headers.get(header::CONTENT_SECURITY_POLICY).is_some(), "{path}");
        }
    }
    // Everybody hands in; then the ratings are open, and questions that need no other look are closed.
    let clinic = Browser::sign_in(&app, "raters", "clinic", &phrases["clinic"]);
    for browser in [&obs, &clinic] {
        let form = [("value", "not_met"), ("evidence", "E-001"), ("go", "stay")];
        assert_eq!(browser.post("/questions/LEG-01", &form).status, StatusCode::SEE_OTHER);
        assert_eq!(browser.post("/hand-in", &[]).status, StatusCode::SEE_OTHER);
    }
    let opened: [[u16; 3]; 13] = [
        [303, 200, 200],
        [303, 200, 200],
        [303, 404, 403],
        [403, 303, 403],
        [303, 200, 403],
        [403, 303, 403],
        [303, 200, 200],
        [303, 200, 200],
        [403, 422, 403],
        [403, 409, 403],
        [403, 409, 403],
        [403, 409, 403],
        [303, 200, 200],
    ];
    for ((method, path), row) in ROUTES.into_iter().zip(opened) {
        for (browser, expected) in [&nobody, &obs, &office].into_iter().zip(row) {
            let form = [("token", browser.token.as_str()), ("value", "met"), ("evidence", "E-001")];
            let answer = browser.send(method, path, &form, &[]);
            assert_eq!(answer.status.as_u16(), expected, "{method} {path} (cookie: {:?})", browser.cookie.is_some());
        }
    }
    for (method, path) in
        [("DELETE", "/"), ("GET", "/nothing"), ("POST", "/ratings/LEG-01/erase"), ("PUT", "/hand-in")]
    {
        assert_eq!(obs.send(method, path, &[("token", &obs.token)], &[]).status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn a_round_is_blind_and_two_decide_and_the_assessment_reads_what_they_decided() {
    let (folder, phrases) = room("2026-03-01");
    let app = open(&folder);
    let obs = Browser::sign_in(&app, "raters", "obs", &phrases["obs"]);
    let clinic = Browser::sign_in(&app, "raters", "clinic", &phrases["clinic"]);
    let office = Browser::sign_in(&app, "raters", "office", &phrases["office"]);
    // Answers are saved, complete or not; hostile text is text.
    let hostile = "Because <script>alert(1)</script> & \"more\"";
    let saved = obs.post(
        "/questions/LEG-01",
        &[("value", "met"), ("evidence", "E-001"), ("evidence", "E-002"), ("reason", hostile), ("go", "next")],
    );
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert!(saved.place.starts_with("/questions/") && saved.place != "/questions/LEG-01", "{}", saved.place);
    let again = obs.get("/questions/LEG-01").text;
    assert!(again.contains("value=\"met\" checked") && again.contains("value=\"E-002\" checked"));
    assert!(again.contains("&#60;script&#62;") && !again.contains("<script>"), "shown as text");
    obs.post("/questions/LEG-03", &[("value", "met")]);
    assert!(obs.get("/").text.contains("a verdict needs evidence"));
    let refused = obs.post("/hand-in", &[]);
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text.contains("LEG-03"), "says which");
    assert!(folder.text("ratings/obs-1.yaml").is_empty());
    obs.post("/questions/LEG-03", &[("value", "indeterminate"), ("reason", "no text was found")]);
    // What one rates nobody else sees before all have handed in.
    for browser in [&clinic, &office] {
        let home = browser.get("/").text;
        assert!(home.contains("answers saved: 2") && !home.contains("hand in for good"), "how far, and no more");
        let question = browser.get("/questions/LEG-01").text;
        assert!(!question.contains("checked") && !question.contains("Because"), "nothing of another's answer");
        assert_eq!(browser.get("/ratings/LEG-01").status, StatusCode::FORBIDDEN);
    }
    assert_eq!(obs.post("/hand-in", &[]).status, StatusCode::SEE_OTHER);
    let first = folder.text("ratings/obs-1.yaml");
    assert!(first.contains("round: 1") && first.contains("sealed_on: \"2026-03-01\""), "{first}");
    assert_eq!(obs.post("/questions/LEG-01", &[("value", "partly")]).status, StatusCode::CONFLICT);
    assert_eq!(obs.post("/hand-in", &[]).status, StatusCode::CONFLICT);
    assert_eq!(folder.text("ratings/obs-1.yaml"), first, "never changed");
    assert_eq!(obs.get("/ratings").status, StatusCode::FORBIDDEN, "the other has not handed in");
    clinic.post("/questions/LEG-01", &[("value", "not_met"), ("evidence", "E-001")]);
    clinic.post("/questions/LEG-03", &[("value", "indeterminate"), ("reason", "nor here")]);
    assert_eq!(clinic.post("/hand-in", &[]).status, StatusCode::SEE_OTHER);
    // Together: the difference is shown, and decided by two.
    let list = clinic.get("/ratings").text;
    assert!(list.contains("LEG-01") && list.contains("ratings differ"));
    let page = clinic.get("/ratings/LEG-01").text;
    assert!(page.contains("&#60;script&#62;") && page.contains("not met"));
    let proposal = [("verdict", "partly"), ("explains", "agreement"), ("text", "In part.")];
    assert_eq!(
        obs.post("/ratings/LEG-01/propose", &[("verdict", "partly"), ("explains", "mood"), ("text", "x")]).status,
        422
    );
    assert_eq!(obs.post("/ratings/LEG-01/propose", &[("verdict", "partly"), ("explains", "date")]).status, 422);
    assert_eq!(obs.post("/ratings/LEG-01/propose", &proposal).status, StatusCode::SEE_OTHER);
    let seen = between(&clinic.get("/ratings/LEG-01").text, "name=\"seen\" value=\"", "\"").to_owned();
    assert_eq!(obs.post("/ratings/LEG-01/agree", &[("seen", &seen)]).status, StatusCode::CONFLICT, "one's own");
    assert_eq!(clinic.post("/ratings/LEG-01/agree", &[("seen", "other")]).status, StatusCode::CONFLICT);
    assert_eq!(obs.post("/ratings/LEG-01/withdraw", &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(clinic.post("/ratings/LEG-01/agree", &[("seen", &seen)]).status, StatusCode::CONFLICT, "withdrawn");
    assert_eq!(obs.post("/ratings/LEG-01/propose", &proposal).status, StatusCode::SEE_OTHER);
    assert_eq!(clinic.post("/ratings/LEG-01/withdraw", &[]).status, StatusCode::CONFLICT, "another's");
    assert_eq!(clinic.post("/ratings/LEG-01/dissent", &[("text", "Not enough.")]).status, StatusCode::SEE_OTHER);
    assert_eq!(clinic.post("/ratings/LEG-01/agree", &[("seen", &seen)]).status, StatusCode::SEE_OTHER);
    assert!(clinic.get("/ratings/LEG-01").text.contains("In part."));
    // A second round stands beside the first.
    assert!(obs.get("/questions/LEG-04").status.is_success(), "too few rated");
    obs.post("/questions/LEG-04", &[("value", "not_met"), ("evidence", "E-003")]);
    assert_eq!(obs.post("/hand-in", &[]).status, StatusCode::SEE_OTHER);
    assert!(folder.text("ratings/obs-2.yaml").contains("round: 2"));
    // The engine reads all of it without a complaint.
    let dossier = folder.dossier().unwrap();
    assert!(
        dossier.problems.iter().all(|p| !p.place.starts_with("ratings") && !p.place.starts_with("adjud")),
        "{:?}",
        dossier.problems
    );
    assert_eq!(dossier.ratings.len(), 5);
    assert_eq!(dossier.adjudications[0].by, ["obs", "clinic"]);
    assert_eq!(dossier.adjudications[0].dissent, Vec::<[String; 2]>::new(), "who agreed dissents no more");
    // The trail says who did what, and never an answer; an altered line is named.
    let trail = office.get("/trail").text;
    assert!(trail.contains("agreed: decided") && trail.contains("Steps that follow from each other"));
    assert!(!folder.text("raters/trail.jsonl").contains("In part."));
    let altered = folder.text("raters/trail.jsonl").replacen("\"saved\"", "\"signed-out\"", 1);
    folder.write("raters/trail.jsonl", altered.as_bytes()).unwrap();
    assert!(office.get("/trail").text.contains("The trail was altered at line"));
}

#[test]
fn forms_from_elsewhere_wrong_phrases_and_old_sessions_get_nothing() {
    let (folder, phrases) = room("2026-03-01");
    let app = open(&folder);
    let obs = Browser::sign_in(&app, "raters", "obs", &phrases["obs"]);
    let form = [("value", "met"), ("evidence", "E-001")];
    assert_eq!(obs.send("POST", "/questions/LEG-01", &form, &[]).status, StatusCode::FORBIDDEN, "no token");
    let with = [("value", "met"), ("evidence", "E-001"), ("token", obs.token.as_str())];
    for (site, expected) in [("cross-site", 403), ("same-site", 403), ("same-origin", 303)] {
        let answer = obs.send("POST", "/questions/LEG-01", &with, &[("sec-fetch-site", site)]);
        assert_eq!(answer.status.as_u16(), expected, "{site}");
    }
    let clinic = Browser::sign_in(&app, "raters", "clinic", &phrases["clinic"]);
    let other = [("value", "met"), ("evidence", "E-001"), ("token", clinic.token.as_str())];
    assert_eq!(obs.send("POST", "/questions/LEG-01", &other, &[]).status, StatusCode::FORBIDDEN, "another's token");
    // What is not on offer is refused.
    for (path, form) in [
        ("/questions/LEG-01", [("value", "perfect"), ("evidence", "E-001")]),
        ("/questions/LEG-01", [("value", "met"), ("evidence", "../dossier.yaml")]),
    ] {
        assert_eq!(obs.post(path, &form).status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(obs.post("/questions/XXX-99", &form).status, StatusCode::NOT_FOUND);
    assert_eq!(obs.get("/evidence/..%2Fdossier.yaml").status, StatusCode::NOT_FOUND);
    let file = obs.get("/evidence/E-001");
    assert_eq!(file.headers.get(header::CONTENT_TYPE).unwrap(), "application/octet-stream");
    assert!(file.headers.get(header::CONTENT_DISPOSITION).unwrap().to_str().unwrap().starts_with("attachment"));
    assert_eq!(obs.send("POST", "/questions/LEG-01", &[("reason", &"x".repeat(300_000))], &[]).status, 413);
    // Wrong phrases; after ten the account must wait, with the right one too.
    let stranger = Browser::new(&app, "raters");
    for n in 0..10 {
        let answer = stranger.post("/sign-in", &[("id", "clinic"), ("phrase", "wrong")]);
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{n}");
        assert!(answer.headers.get(header::SET_COOKIE).is_none());
    }
    let right = stranger.post("/sign-in", &[("id", "clinic"), ("phrase", &phrases["clinic"])]);
    assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(clinic.get("/").status.is_success(), "who is inside stays");
    // A closed account is out at once; signing out ends a session.
    let mut accounts = Accounts::<Role>::read(Some(folder.text("raters/accounts.json").as_bytes())).unwrap();
    accounts.close("clinic");
    folder.write("raters/accounts.json", &accounts.write()).unwrap();
    assert_eq!(clinic.get("/").place, "/sign-in");
    assert_eq!(obs.post("/sign-out", &[]).place, "/sign-in");
    assert_eq!(obs.get("/").place, "/sign-in");
    assert_eq!(obs.get("/ar").place, "/ar/sign-in");
}

#[test]
fn many_at_once_leave_a_trail_that_holds_and_lose_no_answer() {
    let (folder, phrases) = room("2026-03-01");
    let app = open(&folder);
    let browsers: Vec<Browser> =
        ["obs", "clinic"].iter().map(|id| Browser::sign_in(&app, "raters", id, &phrases[id])).collect();
    let questions: Vec<String> =
        browsers[0].get("/").text.split("href=\"/questions/").skip(1).map(|rest| rest[..6].to_owned()).collect();
    assert_eq!(questions.len(), 83);
    std::thread::scope(|scope| {
        for browser in &browsers {
            for part in questions.chunks(21) {
                scope.spawn(move || {
                    for id in part {
                        let form = [("value", "indeterminate"), ("reason", "not found"), ("go", "stay")];
                        assert_eq!(browser.post(&format!("/questions/{id}"), &form).status, StatusCode::SEE_OTHER);
                    }
                });
            }
        }
        scope.spawn(|| Browser::sign_in(&app, "raters", "office", &phrases["office"]));
    });
    let office = Browser::sign_in(&app, "raters", "office", &phrases["office"]);
    let trail = office.get("/trail").text;
    // Three sign-ins and one more, and every save.
    assert!(trail.contains("Steps that follow from each other: 170"), "{}", between(&trail, "class=\"v ", "</span>"));
    assert!(office.get("/").text.matches("answers saved: 83").count() == 2);
}

#[test]
fn a_long_text_is_lost_neither_with_a_session_nor_by_a_refusal() {
    let (folder, phrases) = room("2026-03-01");
    let app = open(&folder);
    let text = "A long reason & why, ".repeat(200);
    let form = [("value", "met"), ("evidence", "E-001"), ("reason", text.as_str())];
    let door = Browser::new(&app, "raters").post("/questions/LEG-01", &form);
    assert_eq!(door.status, StatusCode::FORBIDDEN);
    let (place, fields) = (door.hidden("to"), door.hidden("fields"));
    let sign = [("id", "obs"), ("phrase", phrases["obs"].as_str()), ("to", &place), ("fields", &fields)];
    let back = Browser::new(&app, "raters").post("/sign-in", &sign);
    assert!(back.status.is_success() && back.text.contains("value=\"met\" checked"));
    assert!(back.text.contains("not saved yet") && back.text.matches("A long reason &#38; why").count() == 200);
    assert!(folder.text("raters/drafts/obs-1.json").is_empty(), "nothing is saved unasked");
    let obs = Browser::sign_in(&app, "raters", "obs", &phrases["obs"]);
    let clinic = Browser::sign_in(&app, "raters", "clinic", &phrases["clinic"]);
    let stale = obs.send("POST", "/questions/LEG-01", &[&form[..], &[("token", "old")]].concat(), &[]);
    assert!(stale.status == StatusCode::FORBIDDEN && stale.text.contains("A long reason"));
    // The coordinator's page of a question is not opened by an old form.
    let office = Browser::sign_in(&app, "raters", "office", &phrases["office"]);
    let stale = office.send("POST", "/questions/LEG-01", &[&form[..], &[("token", "old")]].concat(), &[]);
    assert!(stale.status == StatusCode::FORBIDDEN && !stale.text.contains("A long reason"));
    for (browser, value) in [(&obs, "met"), (&clinic, "not_met")] {
        assert_eq!(browser.post("/questions/LEG-01", &[("value", value), ("evidence", "E-001")]).status, 303);
        assert_eq!(browser.post("/hand-in", &[]).status, StatusCode::SEE_OTHER);
    }
    let proposal = [("verdict", "partly"), ("explains", "date"), ("text", text.as_str())];
    assert_eq!(obs.post("/ratings/LEG-01/propose", &proposal).status, StatusCode::SEE_OTHER);
    let refused = clinic.post("/ratings/LEG-01/propose", &proposal);
    assert_eq!(refused.status, StatusCode::CONFLICT, "somebody proposed first");
    assert!(refused.text.contains("A long reason"));
}

#[test]
fn whatever_a_form_takes_the_door_takes_too() {
    let (folder, phrases) = room("2026-03-01");
    let app = open(&folder);
    // What grows most when it is encoded twice: letters of six bytes become ten, a blank of one becomes three.
    for text in ["\u{633}".repeat(43_600), format!("a{}a", " ".repeat(262_000))] {
        let form = [("value", "met"), ("evidence", "E-001"), ("reason", text.as_str())];
        let door = Browser::new(&app, "raters").post("/questions/LEG-01", &form);
        assert_eq!(door.status, StatusCode::FORBIDDEN);
        let (place, fields) = (door.hidden("to"), door.hidden("fields"));
        let mut sign = [("id", "obs"), ("phrase", "x"), ("to", &place), ("fields", &fields)];
        let wrong = Browser::new(&app, "raters").post("/es/sign-in", &sign);
        assert!(wrong.status == StatusCode::FORBIDDEN && wrong.hidden("fields") == fields, "{}", wrong.status);
        sign[1].1 = &phrases["obs"];
        let back = Browser::new(&app, "raters").post("/sign-in", &sign);
        assert!(back.status.is_success() && back.text.contains(&text), "{}", back.status);
    }
    // Nothing else takes more than before.
    let long = "a".repeat(256 * 1024);
    assert_eq!(Browser::new(&app, "raters").post("/questions/LEG-01", &[("reason", &long)]).status, 413);
    let sign = [("id", "obs"), ("phrase", "x"), ("fields", &*long.repeat(4))];
    assert_eq!(Browser::new(&app, "raters").post("/sign-in", &sign).status, 413);
}

#[test]
fn tries_are_counted_by_address_when_the_proxy_names_a_port() {
    let (folder, _) = room("2026-03-01");
    let accounts = folder.text("raters/accounts.json");
    folder.put("raters/accounts.json", accounts.replace("\"rounds\": 600000", "\"rounds\": 1"));
    let app = router(folder, catalogue(), Options { title: String::new(), secure: true });
    let wrong = |id: &str, from: &str| {
        let form = [("id", id), ("phrase", "x")];
        Browser::new(&app, "raters").send("POST", "/sign-in", &form, &[("x-forwarded-for", from)]).status
    };
    for id in ["obs", "clinic", "office"] {
        for port in 50_000..50_010 {
            assert_eq!(wrong(id, &format!("198.51.100.1, 203.0.113.7:{port}")), StatusCode::FORBIDDEN);
        }
    }
    assert_eq!(wrong("else", "203.0.113.7:50010"), StatusCode::TOO_MANY_REQUESTS, "thirty wrong tries");
    assert_eq!(wrong("else", "203.0.113.8:50010"), StatusCode::FORBIDDEN, "another address");
}

#[test]
fn who_declared_no_interests_or_is_recused_neither_rates_nor_decides_and_an_answer_is_looked_at_again() {
    let (folder, phrases) = room("2026-03-01");
    let app = open(&folder);
    let [obs, clinic] = ["obs", "clinic"].map(|id| Browser::sign_in(&app, "raters", id, &phrases[id]));
    let form = [("value", "met"), ("evidence", "E-001")];
    assert_eq!(obs.post("/questions/LEG-01", &form).status, StatusCode::SEE_OTHER);
    // Evidence that goes, or a question one is recused from, after the answer was saved.
    let (evidence, head) = (folder.text("evidence.yaml"), folder.text("dossier.yaml"));
    folder.put("evidence.yaml", evidence.replacen("id: E-001", "id: E-901", 1));
    let refused = obs.post("/hand-in", &[]);
    assert!(refused.status == StatusCode::CONFLICT && refused.text.contains("LEG-01"), "{}", refused.status);
    folder.put("evidence.yaml", evidence);
    let recused = head.replacen("  interests: none\n", "  interests: none\n  recused:\n  - LEG-01\n", 1);
    folder.put("dossier.yaml", recused.clone());
    assert_eq!(obs.post("/hand-in", &[]).status, StatusCode::CONFLICT);
    folder.put("dossier.yaml", head.clone());
    assert_eq!(obs.post("/hand-in", &[]).status, StatusCode::SEE_OTHER);
    assert_eq!(clinic.post("/questions/LEG-01", &[("value", "not_met"), ("evidence", "E-001")]).status, 303);
    assert_eq!(clinic.post("/hand-in", &[]).status, StatusCode::SEE_OTHER);
    // No interests, no part in deciding; nor in a question one is recused from.
    let proposal = [("verdict", "partly"), ("explains", "agreement"), ("text", "In part.")];
    assert_eq!(clinic.post("/ratings/LEG-01/propose", &proposal).status, StatusCode::SEE_OTHER);
    for (head, elsewhere) in [(head.replacen("  interests: none\n", "", 1), 404), (recused, 303)] {
        folder.put("dossier.yaml", head);
        let seen = clinic.get("/ratings/LEG-01").hidden("seen");
        assert_eq!(obs.post("/ratings/LEG-01/dissent", &[("text", "No.")]).status, StatusCode::NOT_FOUND);
        assert_eq!(obs.post("/ratings/LEG-01/agree", &[("seen", &seen)]).status, StatusCode::NOT_FOUND);
        assert_eq!(obs.post("/ratings/LEG-03/propose", &proposal).status, elsewhere, "another question");
    }
    assert!(folder.text("adjudications.yaml").contains("[]"));
}

#[test]
fn nothing_is_rated_after_the_as_of_date() {
    let (folder, phrases) = room("2026-04-01");
    let app = open(&folder);
    let obs = Browser::sign_in(&app, "raters", "obs", &phrases["obs"]);
    assert!(obs.get("/").text.contains("31 March 2026"));
    let answer = obs.post("/questions/LEG-01", &[("value", "met"), ("evidence", "E-001")]);
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(folder.text("raters/drafts/obs-1.json").is_empty());
}

#[test]
fn every_page_stands_in_five_languages() {
    let (folder, phrases) = room("2026-03-01");
    let app = open(&folder);
    let office = Browser::sign_in(&app, "raters", "office", &phrases["office"]);
    let obs = Browser::sign_in(&app, "raters", "obs", &phrases["obs"]);
    for language in ["", "/es", "/fr", "/pt", "/ar"] {
        for path in ["", "/questions/LEG-01", "/hand-in"] {
            let path = format!("{language}{path}");
            let answer = obs.get(if path.is_empty() { "/" } else { &path });
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(
                !answer.text.contains("raters-") && !answer.text.contains("room-"),
                "{path}: a key without words"
            );
        }
        for path in ["/trail", "/sign-in"] {
            let answer = office.get(&format!("{language}{path}"));
            assert!(
                answer.status.is_success() && !answer.text.contains(">raters-") && !answer.text.contains(">room-"),
                "{language}{path}"
            );
        }
    }
}
