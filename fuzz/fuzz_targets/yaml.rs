//! Do the files of a dossier read without panic, and does what was read write back as the same value?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for definition in ["dossier", "evidence_file", "rating_file", "adjudication_file"] {
        let _ = assess::dossier::check_file("fuzz.yaml", bytes, definition);
    }
    let Ok(document) = assess::yaml::parse(bytes) else { return };
    let again = assess::yaml::parse(assess::yaml::write(&document.value).as_bytes()).expect("written YAML is YAML");
    assert_eq!(again.value, document.value);
});
