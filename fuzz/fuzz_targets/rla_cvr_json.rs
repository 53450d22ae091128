//! Do JSON exports of cast vote records read without panic?
#![no_main]

const AUDIT: &str = r#"{"format":"scrutineer-rla-1","risk_limit":"0.05","contests":[
 {"id":"a","name":"1","choice_function":"plurality","candidates":[{"id":"A"},{"id":"B"}],"cards":9},
 {"id":"b","name":"2","choice_function":"irv","candidates":[{"id":"A"},{"id":"B"}],"cards":9}]}"#;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some(audit) = rla::audit::read(AUDIT.as_bytes()).0 else { return };
    let mut pools = rla::cards::Pools::default();
    let mut each = |mut card: rla::cvr::Card| rla::cvr::absorb(&audit, &mut pools, &mut card);
    let (names, _) = rla::cvr::dominion_names(bytes, bytes);
    let _ = rla::cvr::dominion_json(&audit, &names, bytes, &mut each);
    let (names, _) = rla::cvr::nist_json_names(bytes);
    let _ = rla::cvr::nist_json(&audit, &names, bytes, &mut each);
});
