//! Whatever the input, no panic, nothing lost, and the same answer however the input is cut.

use procurement::flags::{Engine, Line, Options, Settings, compute};
use procurement::lockin;
use proptest::prelude::*;

const ALL: &str = "[R003]\n[R018]\n[R024]\nthreshold = 0.1\n[R025]\n[R028]\n[R030]\n[R035]\n[R036]\n[R038]\n\
                   minimum_contracting_processes = 1\nminimum_submitted_bids = 1\n[R044]\n[R048]\n\
                   minimum_contracting_processes = 1\n[R055]\nthreshold = 500\n[R058]\n";

/// Releases that hold every field the engines read.
const SEEDS: [&str; 4] = [
    r#"{"ocid":"o1","buyer":{"id":"B"},"parties":[{"id":"S","roles":["tenderer"],"contactPoint":{"email":"a@b.example","telephone":"+1 555 0100 22"},"address":{"streetAddress":"1 Road","locality":"Town","countryName":"XX"}},{"id":"T","contactPoint":{"email":"A@b.example"}}],"tender":{"status":"complete","procurementMethod":"open","procurementMethodDetails":"d","numberOfTenderers":1,"title":"brand X","tenderPeriod":{"startDate":"2024-01-01T00:00:00Z","endDate":"2024-01-05T00:00:00+02:00"},"procuringEntity":{"id":"P"},"value":{"amount":100,"currency":"USD"}},"bids":{"details":[{"status":"valid","date":"2024-01-05T00:00:00Z","tenderers":[{"id":"S"}],"value":{"amount":100.5,"currency":"USD"}},{"status":"disqualified","tenderers":[{"id":"T"}],"value":{"amount":90,"currency":"USD"}},{"status":"valid","tenderers":[{"id":"T"}],"value":{"amount":100.5,"currency":"USD"}}]},"awards":[{"id":"a","status":"active","date":"2024-02-01","suppliers":[{"id":"S"}],"value":{"amount":100.5,"currency":"USD"},"items":[{"classification":{"id":"43211500"}}]}],"contracts":[{"id":"c","awardID":"a","period":{"startDate":"2024-02-01","durationInDays":30},"value":{"amount":100.5,"currency":"USD"}}]}"#,
    r#"{"ocid":"o2","buyer":{"id":"B"},"tender":{"procurementMethod":"direct"},"awards":[{"id":"a","status":"active","date":"2024-01-01","suppliers":[{"id":"S"},{"id":"T"}],"value":{"amount":1e2,"currency":"USD"}},{"id":"b","status":"active","date":"2024-01-02","suppliers":[{"id":"S"}],"value":{"amount":450,"currency":"USD"}}]}"#,
    r#"{"ocid":"o3","buyer":{"id":"C"},"tender":{"procurementMethod":"direct"},"awards":[{"status":"active","date":"2024-01-03T10:00:00Z","suppliers":[{"id":"S"}],"value":{"amount":499.99,"currency":"USD"}},{"status":"pending"}],"bids":{"details":[]}}"#,
    r#"{"ocid":"o1","tender":{"status":"cancelled"}}"#,
];

/// Pieces of JSON put in the place of others.
const PIECES: [&str; 14] = [
    "null",
    "1e999",
    "-0",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "[]",
    "{}",
    "\"\"",
    "99999999999999999999",
    "true",
    "\"2024-02-30\"",
    "\"9999-12-31T23:59:60Z\"",
    "[[[[[[",
    "\u{feff}",
];

fn mutate(line: &str, cuts: &[(u16, u8, u8)]) -> Vec<u8> {
    let mut bytes = line.as_bytes().to_vec();
    for (at, what, with) in cuts {
        let at = usize::from(*at) % bytes.len().max(1);
        let end = bytes.len().min(at + usize::from(*with % 12));
        match what % 4 {
            0 if at < bytes.len() => bytes[at] = *with,
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..end, PIECES[usize::from(*with) % PIECES.len()].bytes())),
            _ => {
                // A whole value of another type: from a colon to the next comma.
                let colon = bytes[at..].iter().position(|b| *b == b':').map(|found| at + found + 1);
                if let Some(colon) = colon {
                    let comma =
                        bytes[colon..].iter().position(|b| *b == b',').map_or(bytes.len(), |found| colon + found);
                    bytes.splice(colon..comma, PIECES[usize::from(*with) % PIECES.len()].bytes());
                }
            }
        }
    }
    bytes.retain(|b| *b != b'\n');
    bytes
}

fn lines(texts: &[Vec<u8>]) -> Vec<Line<'_>> {
    (1..).zip(texts).map(|(line, bytes)| Line { input: 0, line, bytes }).collect()
}

fn answers(flags: &procurement::flags::Flags) -> (String, String) {
    let document = serde_json::to_string(&flags.document::<()>(&[], true)).unwrap();
    (serde_json::to_string(&flags.cardinal(true)).unwrap(), document)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_panic_and_nothing_lost(
        which in prop::collection::vec((0..4usize, prop::collection::vec(any::<(u16, u8, u8)>(), 0..6)), 1..8),
        cut in 0..8usize,
    ) {
        let texts: Vec<Vec<u8>> = which.iter().map(|(seed, cuts)| mutate(SEEDS[*seed], cuts)).collect();
        let lines = lines(&texts);
        let settings = Settings::parse(ALL).unwrap();
        let whole = compute(lines.iter().copied(), &settings, Options { maps: true, ..Options::full() });
        let excluded = whole.excluded();
        let blank = texts.iter().filter(|text| text.iter().all(u8::is_ascii_whitespace)).count() as u64;
        let counted = whole.processes() + excluded.cancelled + excluded.method_details + excluded.no_ocid + excluded.not_json;
        prop_assert_eq!(counted + blank, texts.len() as u64);
        for coverage in whole.coverage() {
            prop_assert_eq!(coverage.assessable + coverage.not_assessable, whole.processes());
        }
        // Every line's place is inside the input.
        for place in whole.rows().flat_map(|row| row.evidence) {
            prop_assert!(place.line >= 1 && place.line <= texts.len() as u64);
        }

        let mut engine = Engine::new(&settings, Options { maps: true, threads: Some(1), ..Options::full() });
        let cut = cut.min(lines.len());
        engine.push(&lines[..cut]);
        engine.push(&lines[cut..]);
        prop_assert_eq!(answers(&whole), answers(&engine.finish()));

        let measured = lockin::compute(lines.iter().copied(), &lockin::Settings { category_digits: Some(2), ..lockin::Settings::default() });
        serde_json::to_string(&measured.document::<()>(&[], &procurement::ingest::Problems::default())).unwrap();
    }
}
