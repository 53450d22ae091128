//! Do canonical JSON read without panic, and does what was read write back?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(parsed) = base::json::parse(bytes, 64) else { return };
    let once = base::json::canonical(&parsed.value);
    let again = base::json::parse(once.as_bytes(), 64).expect("canonical JSON is JSON");
    assert_eq!(base::json::canonical(&again.value), once);
});
