//! The audit file, `scrutineer-rla-1`: JSON, or TOML with the same keys.

use crate::martingale::Population;
use crate::model::{Audit, AuditType, Candidate, Choice, Contest};
use base::exact::{self, Rational};
use base::{Action, Place, Problem, Severity};
use num_traits::{One as _, Signed as _, Zero as _};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// Most contests of an audit.
pub const MAX_CONTESTS: usize = 4096;
/// Most candidates of a ranked contest.
pub const MAX_IRV: usize = 64;
/// Most candidates times seats of a contest.
pub const MAX_QUOTIENTS: u64 = 1_000_000;
/// Longest identifier or name of a contest or candidate, in bytes: findings and verdicts repeat them.
pub const MAX_NAME: usize = 500;
/// Largest numerator and denominator of a first divisor.
const MAX_DIVISOR: u64 = 1_000_000_000;

/// Reads an audit file. With any problem of severity error there is no audit; warnings stand beside one.
pub fn read(bytes: &[u8]) -> (Option<Audit>, Vec<Problem>) {
    let mut reader = Reader { problems: Vec::new() };
    let audit = reader.document(bytes);
    let refused = reader.problems.iter().any(|p| p.severity == Severity::Error);
    (audit.filter(|_| !refused), reader.problems)
}

struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    fn problem(&mut self, severity: Severity, code: &str, pointer: &str, what: impl Into<String>, remedy: &str) {
        let place = Place { input: 0, line: 0, pointer: pointer.to_owned() };
        let action = if severity == Severity::Error { Action::Refused } else { Action::Kept };
        self.problems.push(Problem::new(code, severity, action, place, what, remedy));
    }

    fn wrong(&mut self, code: &str, pointer: &str, what: impl Into<String>, remedy: &str) {
        self.problem(Severity::Error, code, pointer, what, remedy);
    }

    fn document(&mut self, bytes: &[u8]) -> Option<Audit> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.wrong("RLA-ENCODING", "", "the audit file is not UTF-8", "Save it as UTF-8.");
            return None;
        };
        let text = text.trim_start_matches('\u{feff}');
        let parsed: Result<Value, String> = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|e| e.to_string())
        } else {
            toml::from_str(text).map_err(|e| e.to_string())
        };
        let root = match parsed {
            Ok(Value::Object(root)) => root,
            Ok(_) => {
                self.wrong(
                    "RLA-FORMAT",
                    "",
                    "the audit file is not an object",
                    "Begin with format = \"scrutineer-rla-1\".",
                );
                return None;
            }
            Err(error) => {
                self.wrong("RLA-FORMAT", "", error, "Correct the JSON or TOML at the place named.");
                return None;
            }
        };
        self.keys(&root, "", &["format", "title", "risk_limit", "contests"]);
        if root.get("format").and_then(Value::as_str) != Some("scrutineer-rla-1") {
            self.wrong(
                "RLA-FORMAT",
                "/format",
                "the format is not `scrutineer-rla-1`",
                "Write format = \"scrutineer-rla-1\".",
            );
            return None;
        }
        let default = self.risk_limit(root.get("risk_limit"), "/risk_limit");
        let title = root.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
        let listed = root.get("contests").and_then(Value::as_array).cloned().unwrap_or_default();
        if listed.is_empty() {
            self.wrong("RLA-FORMAT", "/contests", "no contest is listed", "List at least one contest.");
        }
        if listed.len() > MAX_CONTESTS {
            self.wrong(
                "RLA-LIMIT",
                "/contests",
                format!("{} contests", listed.len()),
                "Split the audit: at most 4,096 contests.",
            );
            return None;
        }
        let mut contests: Vec<Contest> = Vec::new();
        for (i, value) in listed.iter().enumerate() {
            let pointer = format!("/contests/{i}");
            let Some(object) = value.as_object() else {
                self.wrong("RLA-FORMAT", &pointer, "a contest is not an object", "Write its keys.");
                continue;
            };
            if let Some(contest) = self.contest(object, &pointer, default.clone()) {
                if contests.iter().any(|c| c.id == contest.id) {
                    self.wrong(
                        "RLA-KEY",
                        &pointer,
                        format!("contest `{}` stands twice", contest.id),
                        "Give each contest an id of its own.",
                    );
                }
                contests.push(contest);
            }
        }
        Some(Audit { title, contests })
    }

    fn keys(&mut self, object: &Map<String, Value>, pointer: &str, known: &[&str]) {
        for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
            let remedy = "Remove it, or correct its spelling; it was not used.";
            self.problem(
                Severity::Warning,
                "RLA-KEY",
                &format!("{pointer}/{key}"),
                format!("unknown key `{key}`"),
                remedy,
            );
        }
    }

    fn risk_limit(&mut self, value: Option<&Value>, pointer: &str) -> Option<Rational> {
        let read = plain(value?);
        let half = Rational::new(1.into(), 2.into());
        match read {
            Some(a) if a.is_positive() && a < half => Some(a),
            _ => {
                self.wrong(
                    "RLA-FORMAT",
                    pointer,
                    "the risk limit is not a decimal above 0 and below 0.5, with 18 decimals at most and no exponent",
                    "Write risk_limit = \"0.05\".",
                );
                None
            }
        }
    }

    fn share(&mut self, object: &Map<String, Value>, key: &str, pointer: &str) -> Option<Rational> {
        let value = object.get(key)?;
        match plain(value) {
            Some(share) if share.is_positive() && share < Rational::one() => Some(share),
            _ => {
                self.wrong(
                    "RLA-FORMAT",
                    &format!("{pointer}/{key}"),
                    "a share must lie between 0 and 1, with 18 decimals at most and no exponent",
                    "Write a fraction \"2/3\" or a decimal \"0.05\".",
                );
                None
            }
        }
    }

    fn whole(&mut self, object: &Map<String, Value>, key: &str, pointer: &str, default: u64) -> u64 {
        match object.get(key) {
            None => default,
            Some(value) => match value.as_u64().or_else(|| value.as_str().and_then(|s| s.parse().ok())) {
                // Above this no count of paper is meant, and sums could overflow.
                Some(number) if number <= 1 << 40 => number,
                _ => {
                    self.wrong(
                        "RLA-FORMAT",
                        &format!("{pointer}/{key}"),
                        "not a whole number of at most 2^40",
                        "Write a count.",
                    );
                    default
                }
            },
        }
    }

    fn contest(&mut self, object: &Map<String, Value>, pointer: &str, default: Option<Rational>) -> Option<Contest> {
        const KEYS: &[&str] = &[
            "id",
            "name",
            "choice_function",
            "seats",
            "votes_allowed",
            "candidates",
            "reported",
            "reported_winners",
            "reported_seats",
            "reported_invalid",
            "cards",
            "audit_type",
            "use_style",
            "test",
            "risk_limit",
            "share",
            "share_inclusive",
            "threshold",
            "first_divisor",
            "max_score",
            "runoff_share",
            "pools",
        ];
        self.keys(object, pointer, KEYS);
        let id = object.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
        if id.is_empty() || id.len() > 64 || !id.chars().all(fits) {
            self.wrong(
                "RLA-KEY",
                &format!("{pointer}/id"),
                format!("contest id `{id}` is not [a-z0-9._-]{{1,64}}"),
                "Choose such an id.",
            );
        }
        if object.get("name").and_then(Value::as_str).is_some_and(|name| name.len() > MAX_NAME) {
            let what = format!("a name of more than {MAX_NAME} bytes");
            self.wrong("RLA-LIMIT", &format!("{pointer}/name"), what, "Shorten it.");
        }
        self.forms(object, pointer);
        let candidates = self.candidates(object, pointer);
        let choice = self.choice(object, pointer)?;
        if choice == Choice::Irv && candidates.len() > MAX_IRV {
            self.wrong(
                "RLA-LIMIT",
                &format!("{pointer}/candidates"),
                "more than 64 ranked candidates",
                "A full hand count is needed.",
            );
        }
        let audit_type = match object.get("audit_type").and_then(Value::as_str) {
            None | Some("comparison") => AuditType::Comparison,
            Some("polling") => AuditType::Polling,
            Some("oneaudit") => AuditType::OneAudit,
            Some("batch") => AuditType::Batch,
            Some(other) => {
                self.wrong(
                    "RLA-CHOICE",
                    &format!("{pointer}/audit_type"),
                    format!("audit type `{other}` is not known"),
                    "Use comparison, polling, oneaudit or batch.",
                );
                AuditType::Comparison
            }
        };
        if !object.contains_key("cards") {
            self.wrong(
                "RLA-CARDS-BOUND",
                &format!("{pointer}/cards"),
                "the upper bound on cards is missing",
                "Give the number of cards that may hold the contest, from outside the voting system.",
            );
        }
        let by_candidate = |reader: &mut Self, key: &str| -> Option<Vec<u64>> {
            let map = object.get(key)?.as_object()?;
            let mut out = vec![0; candidates.len()];
            for name in map.keys() {
                let value = reader.whole(map, name, &format!("{pointer}/{key}"), 0);
                match candidates.iter().position(|c| &c.id == name) {
                    Some(place) => out[place] = value,
                    None => reader.wrong(
                        "RLA-CAND",
                        &format!("{pointer}/{key}/{name}"),
                        format!("`{name}` is not a candidate"),
                        "Use the ids under candidates.",
                    ),
                }
            }
            Some(out)
        };
        let reported = by_candidate(self, "reported");
        let reported_seats = by_candidate(self, "reported_seats");
        let reported_winners = object.get("reported_winners").and_then(Value::as_array).map(|list| {
            let mut winners = Vec::new();
            for name in list.iter().filter_map(Value::as_str) {
                match candidates.iter().position(|c| c.id == name) {
                    Some(place) => winners.push(place),
                    None => self.wrong(
                        "RLA-CAND",
                        &format!("{pointer}/reported_winners"),
                        format!("`{name}` is not a candidate"),
                        "Use the ids under candidates.",
                    ),
                }
            }
            winners.sort_unstable();
            winners.dedup();
            winners
        });
        let own = self.risk_limit(object.get("risk_limit"), &format!("{pointer}/risk_limit"));
        let Some(risk_limit) = own.or(default) else {
            self.wrong(
                "RLA-FORMAT",
                &format!("{pointer}/risk_limit"),
                "no risk limit",
                "Write risk_limit = \"0.05\".",
            );
            return None;
        };
        let cards = self.whole(object, "cards", pointer, 0);
        let test = object.get("test").filter(|test| !test.is_null()).cloned();
        if let Some(named) = test.as_ref().filter(|t| t["kind"] != "default") {
            let size = (audit_type != AuditType::Batch).then_some(cards);
            let population = Population { size, upper: 1.0, null_mean: 0.5 };
            if let Err(what) = crate::risk::test(named, &population, &Vec::new) {
                let remedy = "Correct the test, or leave it out for the one that fits the audit type.";
                self.wrong("RLA-FORMAT", &format!("{pointer}/test"), what, remedy);
            }
        }
        let two_round = matches!(choice, Choice::TwoRound { .. });
        let seats = self.whole(object, "seats", pointer, if two_round { 2 } else { 1 });
        if seats.saturating_mul(candidates.len() as u64) > MAX_QUOTIENTS {
            self.wrong(
                "RLA-LIMIT",
                &format!("{pointer}/seats"),
                format!("{} candidates for {seats} seats", candidates.len()),
                "Candidates times seats may be 1,000,000 at most.",
            );
        }
        Some(Contest {
            name: object.get("name").and_then(Value::as_str).unwrap_or(&id).to_owned(),
            id,
            choice,
            seats,
            votes_allowed: self.whole(object, "votes_allowed", pointer, 1).max(1),
            reported,
            reported_winners,
            reported_seats,
            reported_invalid: self.whole(object, "reported_invalid", pointer, 0),
            cards,
            audit_type,
            use_style: object.get("use_style").and_then(Value::as_bool).unwrap_or(true),
            test,
            risk_limit,
            threshold: self.share(object, "threshold", pointer),
            candidates,
        })
    }

    /// Refuses values of another form than is read: the default in their place is not what was meant.
    fn forms(&mut self, object: &Map<String, Value>, pointer: &str) {
        let ids = |v: &Value| v.as_array().is_some_and(|all| all.iter().all(Value::is_string));
        type Form<'f> = (&'f str, &'f dyn Fn(&Value) -> bool, &'f str);
        let forms: [Form<'_>; 7] = [
            ("choice_function", &Value::is_string, "a text"),
            ("audit_type", &Value::is_string, "a text"),
            ("use_style", &Value::is_boolean, "true or false"),
            ("share_inclusive", &Value::is_boolean, "true or false"),
            ("reported", &Value::is_object, "a count for each candidate"),
            ("reported_seats", &Value::is_object, "a count for each candidate"),
            ("reported_winners", &ids, "a list of ids"),
        ];
        for (key, fits, form) in forms {
            if object.get(key).is_some_and(|value| !value.is_null() && !fits(value)) {
                let what = format!("`{key}` is not {form}");
                self.wrong("RLA-FORMAT", &format!("{pointer}/{key}"), what, "Correct it, or leave it out.");
            }
        }
    }

    fn candidates(&mut self, object: &Map<String, Value>, pointer: &str) -> Vec<Candidate> {
        let mut out: Vec<Candidate> = Vec::new();
        let mut ids = HashSet::new();
        let listed = object.get("candidates").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if listed.is_empty() || listed.len() > usize::from(u16::MAX) {
            self.wrong(
                "RLA-CAND",
                &format!("{pointer}/candidates"),
                "no candidates, or too many",
                "List the candidates.",
            );
            return out;
        }
        for (i, value) in listed.iter().enumerate() {
            let place = format!("{pointer}/candidates/{i}");
            if let Some(map) = value.as_object() {
                self.keys(map, &place, &["id", "name", "write_in"]);
            }
            let id = value.get("id").or(Some(value)).and_then(Value::as_str).unwrap_or_default().to_owned();
            let reserved = |c: char| c.is_control() || ",;=>\"".contains(c);
            if id.is_empty() || id == "-" || id == "!" || id.trim() != id || id.contains(reserved) {
                self.wrong(
                    "RLA-CAND",
                    &place,
                    format!("candidate id `{id}` cannot be written in a cell"),
                    "Choose an id without , ; = > and quotes.",
                );
            }
            if !ids.insert(id.clone()) {
                self.wrong(
                    "RLA-CAND",
                    &place,
                    format!("candidate `{id}` stands twice"),
                    "Give each candidate an id of its own.",
                );
            }
            let name = value.get("name").and_then(Value::as_str).unwrap_or(&id).to_owned();
            if id.len().max(name.len()) > MAX_NAME {
                let what = format!("an id or name of more than {MAX_NAME} bytes");
                self.wrong("RLA-LIMIT", &place, what, "Shorten it.");
            }
            out.push(Candidate { id, name });
        }
        out
    }

    fn choice(&mut self, object: &Map<String, Value>, pointer: &str) -> Option<Choice> {
        let name = object.get("choice_function").and_then(Value::as_str).unwrap_or("plurality");
        let inclusive = object.get("share_inclusive").and_then(Value::as_bool).unwrap_or(false);
        let share = self.share(object, "share", pointer);
        let small = |d: &Rational| {
            let most = MAX_DIVISOR.into();
            d.is_positive() && *d.numer() <= most && *d.denom() <= most
        };
        let first = object.get("first_divisor").and_then(number).filter(small);
        if object.contains_key("first_divisor") && first.is_none() {
            self.wrong(
                "RLA-FORMAT",
                &format!("{pointer}/first_divisor"),
                "not a positive decimal, or one with more than nine digits",
                "Write first_divisor = \"1.4\".",
            );
        }
        let choice = match name {
            "plurality" => Choice::Plurality,
            "approval" => Choice::Approval,
            "scoring" => match self.whole(object, "max_score", pointer, 0) {
                0 => {
                    self.wrong(
                        "RLA-FORMAT",
                        &format!("{pointer}/max_score"),
                        "scoring needs the highest score",
                        "Write max_score = 5.",
                    );
                    return None;
                }
                max => Choice::Scoring { max },
            },
            "supermajority" | "threshold" => {
                let Some(share) = share else {
                    self.wrong(
                        "RLA-FORMAT",
                        &format!("{pointer}/share"),
                        format!("{name} needs a share"),
                        "Write share = \"2/3\".",
                    );
                    return None;
                };
                if name == "threshold" {
                    Choice::Threshold { share, inclusive }
                } else {
                    Choice::Supermajority { share, inclusive }
                }
            }
            "dhondt" => Choice::HighestAverage { first: first.unwrap_or_else(Rational::one), step: 1 },
            "sainte-lague" => Choice::HighestAverage { first: first.unwrap_or_else(Rational::one), step: 2 },
            "hamilton" => Choice::Hamilton,
            "irv" => Choice::Irv,
            "two-round" => {
                let share = self.share(object, "runoff_share", pointer);
                Choice::TwoRound { share: share.unwrap_or_else(|| Rational::new(1.into(), 2.into())) }
            }
            other => {
                let what = format!("choice function `{other}` is not known");
                self.wrong("RLA-CHOICE", &format!("{pointer}/choice_function"), what, "Use plurality, approval, scoring, supermajority, threshold, dhondt, sainte-lague, hamilton, irv or two-round.");
                return None;
            }
        };
        Some(choice)
    }
}

/// A number as people write it in a law: what the second derivation takes, too.
fn plain(value: &Value) -> Option<Rational> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fits = |part: &str| {
        let decimals = part.trim().split_once('.').map_or(0, |(_, decimals)| decimals.len());
        decimals <= 18 && !part.contains(['e', 'E'])
    };
    if text.split('/').all(fits) { number(value) } else { None }
}

/// A decimal or fraction `p/q`, as text or JSON number.
pub fn number(value: &Value) -> Option<Rational> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    match text.split_once('/') {
        Some((p, q)) => {
            let (p, q) = (exact::parse(p.trim())?, exact::parse(q.trim())?);
            (!q.is_zero()).then(|| p / q)
        }
        None => exact::parse(&text),
    }
}

/// TOML text as the JSON value with the same keys.
///
/// # Errors
/// Where the text is no TOML.
pub fn toml_value(text: &str) -> Result<Value, String> {
    toml::from_str(text).map_err(|e| e.to_string())
}
