//! Releases changed at random, the same for the same seed: nothing may panic, whatever the bytes.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::shared;
use procurement::ingest::split::Splitter;
use procurement::schema::Schema;
use procurement::validate::{Rules, Validation};

/// How many rounds: by default `default`; `SCRUTINEER_ROUNDS` says otherwise (1000000 for the long run).
pub(crate) fn rounds(default: usize) -> usize {
    std::env::var("SCRUTINEER_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// A release with most of what ingest and validation look at.
pub(crate) const FULL: &str = r#"{"ocid":"ocds-made01-1","id":"r1","date":"2026-03-01T09:00:00Z","tag":["award"],"initiationType":"tender","language":"es","parties":[{"id":"B-1","name":"Tribunal","roles":["buyer"],"identifier":{"scheme":"XX","id":"1"},"details":{"scale":"large"},"address":{"streetAddress":"s 1","locality":"l","countryName":"PY"},"contactPoint":{"name":"n","email":"a@b.example"}},{"id":"S-1","name":"Ceibo","roles":["supplier"],"details":{"scale":"selfEmployed"},"identifier":{"scheme":"PT-NIPPC","id":"123456789"}}],"buyer":{"id":"B-1","name":"Tribunal"},"tender":{"id":"t","title":"Padrón","status":"complete","procurementMethod":"open","numberOfTenderers":2,"value":{"amount":1000.50,"currency":"USD"},"tenderPeriod":{"startDate":"2026-01-01T00:00:00Z","endDate":"2026-01-31T00:00:00Z"},"items":[{"id":"1","classification":{"scheme":"CPV","id":"48"},"quantity":1,"unit":{"name":"u","value":{"amount":1,"currency":"USD"}}}],"documents":[{"id":"d","url":"http://a.example/x","datePublished":"2026-01-01T00:00:00Z"}]},"awards":[{"id":"a1","status":"active","date":"2026-02-01T00:00:00Z","value":{"amount":900,"currency":"USD"},"suppliers":[{"id":"S-1","name":"Ceibo"}]}],"contracts":[{"id":"c1","awardID":"a1","value":{"amount":900,"currency":"USD"},"dateSigned":"2026-02-02T00:00:00Z"}],"bids":{"details":[{"id":"b1","status":"valid","tenderers":[{"id":"S-1"}],"value":{"amount":900,"currency":"USD"}}]}}"#;

/// A small generator of pseudo-random numbers (xorshift64*, Vigna 2016): the same everywhere.
pub(crate) struct Mutator(u64);

impl Mutator {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % n
    }

    /// Changes a JSON document in its structure; the result is JSON again.
    pub(crate) fn mutate_json(&mut self, text: &str) -> String {
        let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
        for _ in 0..=self.below(3) {
            let mut spots = 0;
            visit(&mut value, &mut |_| spots += 1);
            let spot = self.below(spots);
            let new = self.value();
            let mut at = 0;
            let what = self.below(4);
            visit(&mut value, &mut |v| {
                if at == spot {
                    match (what, &mut *v) {
                        (0, serde_json::Value::Object(map)) if !map.is_empty() => {
                            let key = map.keys().next().unwrap().clone();
                            map.remove(&key);
                        }
                        (1, serde_json::Value::Array(items)) if !items.is_empty() => {
                            let again = items[0].clone();
                            items.push(again);
                        }
                        (2, v) => *v = serde_json::Value::Array(vec![v.clone()]),
                        (_, v) => *v = new.clone(),
                    }
                }
                at += 1;
            });
        }
        value.to_string()
    }

    fn value(&mut self) -> serde_json::Value {
        let texts = [
            "",
            " ",
            "1,200",
            "12.50",
            "-7",
            "2026-03-01",
            "31/02/2026",
            "2026-03-01T09:00:00Z",
            "http://a b",
            "http://a.example/é",
            "urn:x:y",
            "open",
            "licitación",
            "person:0123456789abcdef",
            "S-1",
            "1990-12-31T23:59:60Z",
            "2026-03-01T09:00:00+99:99",
            "mailto:x",
            "\u{0}",
            "a\u{202e}b",
        ];
        match self.below(9) {
            0 => serde_json::Value::Null,
            1 => true.into(),
            2 => (i64::try_from(self.below(5)).unwrap() - 2).into(),
            3 => 1.5e300.into(),
            4 => serde_json::json!([]),
            5 => serde_json::json!({}),
            6 => serde_json::json!([{"id": 1}, {"id": "1"}, {"id": 1}]),
            _ => texts[self.below(texts.len())].into(),
        }
    }

    /// Changes bytes anywhere: flips, cuts, doubles, brackets and line ends put in.
    pub(crate) fn mutate_bytes(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = bytes.to_vec();
        for _ in 0..=self.below(4) {
            if out.is_empty() {
                break;
            }
            let at = self.below(out.len());
            match self.below(6) {
                0 => out[at] ^= 1 << self.below(8),
                1 => out.truncate(at),
                2 => out.insert(at, b"{}[]\",:\n\\\0\xff"[self.below(11)]),
                3 => {
                    let end = at + self.below(out.len() - at);
                    let part = out[at..end].to_vec();
                    out.splice(at..at, part);
                }
                4 => {
                    let end = at + self.below((out.len() - at).min(64));
                    out.drain(at..end);
                }
                _ => out[at] = b'\n',
            }
        }
        out
    }
}

fn visit(value: &mut serde_json::Value, f: &mut impl FnMut(&mut serde_json::Value)) {
    f(value);
    match value {
        serde_json::Value::Array(items) => items.iter_mut().for_each(|v| visit(v, f)),
        serde_json::Value::Object(map) => map.values_mut().for_each(|v| visit(v, f)),
        _ => {}
    }
}

#[test]
fn mutated_input_never_panics_and_what_is_cleaned_cleans_to_itself() {
    let mut seeds: Vec<Vec<u8>> = shared::releases().into_iter().map(String::into_bytes).collect();
    seeds.push(FULL.into());
    seeds.push(format!("{FULL}\n{FULL}\n").into_bytes());
    seeds.push(format!("{{\"license\":\"L\",\"releases\":[{FULL},{FULL}]}}").into_bytes());
    seeds.push(
        format!("[{{\"records\":[{{\"ocid\":\"o\",\"compiledRelease\":{FULL},\"releases\":[{FULL}]}}]}}]")
            .into_bytes(),
    );
    // Another seed, for long runs side by side: SCRUTINEER_SEED.
    let seed = std::env::var("SCRUTINEER_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(11);
    let mut mutator = Mutator::new(seed);
    for round in 0..rounds(2_000) {
        let seed = &seeds[round % seeds.len()];
        let bytes = match std::str::from_utf8(seed) {
            Ok(text) if round % 3 == 0 && serde_json::from_str::<serde_json::Value>(text).is_ok() => {
                mutator.mutate_json(text).into_bytes()
            }
            _ => mutator.mutate_bytes(seed),
        };
        let (lines, report) = crate::ingest::ingest(&[&bytes]);
        assert!(report.problems.iter().all(|p| p.what.len() < 400));
        // A mutation may move an address out of its contact point; what is no contact point is the import's to refuse.
        assert!(lines.iter().all(|line| !line.contains(r#""contactPoint":"#)), "{}", String::from_utf8_lossy(&bytes));
        // What is tagged compiled is taken as it stands. (A record's compiled release may be tagged otherwise.)
        let lines: Vec<_> = lines.into_iter().filter(|line| line.contains(r#""tag":["compiled"]"#)).collect();
        let (again, _) = crate::ingest::ingest(&[lines.join("\n").as_bytes()]);
        assert_eq!(again, lines, "{}", String::from_utf8_lossy(&bytes));
        let mut validation = Validation::default();
        let rules = Rules { release: Schema::release(), coverage: round % 2 == 0 };
        Splitter::new(bytes.as_slice()).for_each(|piece| validation.piece(&piece, 0, rules));
        let answer = validation.finish("1.1.5", true);
        assert!(answer.errors.iter().all(|e| e.examples.len() <= 10));
    }
}
