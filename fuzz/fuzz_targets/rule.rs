//! Do rules and records read without panic, and does every rule that reads answer?
#![no_main]

use std::sync::OnceLock;

static CATALOGUE: OnceLock<assess::Catalogue> = OnceLock::new();

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let catalogue = CATALOGUE.get_or_init(|| assess::catalogue::own().expect("the own catalogue passes its lint"));
    let at = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    let Ok(parsed) = base::json::parse(&bytes[..at], 32) else { return };
    let Ok(rule) = rule::Rule::read(&parsed.value, &catalogue.kinds) else { return };
    let context = rule::Context { as_of: 20_727, polling_day: Some(20_590), results_final_on: None };
    let mut run = rule::Run::new(&rule, context);
    for line in bytes[at..].split(|b| *b == b'\n') {
        let Ok(parsed) = base::json::parse(line, 8) else { continue };
        for kind in &catalogue.kinds {
            if let Ok(record) = kind.read(&parsed.value) {
                run.push(&kind.name, &record);
            }
        }
    }
    for factor in rule::Factor::ALL {
        let signal = run.finish(|_| Some(rule::Coverage::Census), factor);
        assert!(!signal.possible.is_empty());
    }
});
