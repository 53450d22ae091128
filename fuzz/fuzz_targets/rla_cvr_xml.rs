//! Do XML exports of cast vote records, and archives of them, read without panic?
#![no_main]

const AUDIT: &str = r#"{"format":"scrutineer-rla-1","risk_limit":"0.05","contests":[
 {"id":"a","name":"1","choice_function":"plurality","candidates":[{"id":"A"},{"id":"B"}],"cards":9}]}"#;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some(audit) = rla::audit::read(AUDIT.as_bytes()).0 else { return };
    let (names, _) = rla::cvr::nist_xml_names(bytes);
    let _ = rla::cvr::nist_xml(&audit, &names, bytes, &mut |_| {});
    let _ = rla::cvr::hart(&audit, "card", bytes, &mut |_| {});
    let _ = rla::cvr::entries(std::io::Cursor::new(bytes), &mut |name, bytes| {
        rla::cvr::hart(&audit, name, bytes, &mut |_| {})
    });
});
