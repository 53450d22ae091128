//! Do cards, paper readings and pools read without panic?
#![no_main]

const AUDIT: &str = r#"{"format":"scrutineer-rla-1","risk_limit":"0.05","contests":[
 {"id":"a","choice_function":"plurality","candidates":[{"id":"A"},{"id":"B"}],"cards":9},
 {"id":"b","choice_function":"irv","candidates":[{"id":"A"},{"id":"B"}],"cards":9},
 {"id":"c","choice_function":"scoring","max_score":5,"candidates":[{"id":"A"},{"id":"B"}],"cards":9}]}"#;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some(audit) = rla::audit::read(AUDIT.as_bytes()).0 else { return };
    let sampled = std::collections::BTreeSet::from(["1".to_owned()]);
    let _ = rla::rounds::read_papers(&audit, bytes, 0, &sampled);
    let _ = rla::rounds::read_sample(&audit, bytes);
    let _ = rla::cards::pools(&audit, bytes, 0);
});
