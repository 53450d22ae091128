//! Do CSV exports of cast vote records and totals of batches read without panic?
#![no_main]

const AUDIT: &str = r#"{"format":"scrutineer-rla-1","risk_limit":"0.05","contests":[
 {"id":"a","name":"1","choice_function":"plurality","candidates":[{"id":"A"},{"id":"B"}],"cards":9},
 {"id":"b","name":"2","choice_function":"irv","candidates":[{"id":"A"},{"id":"B"}],"cards":9}]}"#;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some(audit) = rla::audit::read(AUDIT.as_bytes()).0 else { return };
    let mut pools = rla::cards::Pools::default();
    let _ = rla::cvr::dominion_csv(&audit, bytes, &mut pools, &mut |_| {});
    let _ = rla::cvr::ess_csv(&audit, bytes, &mut |_| {});
    let _ = rla::cvr::clearballot_csv(&audit, bytes, &mut |_| {});
    let half = bytes.len() / 2;
    let (manifest, _) = rla::manifest::read(&bytes[..half], 0);
    let _ = rla::cards::totals(&audit, &manifest, &bytes[half..], 0);
});
