//! Does the search for personal data take any bytes without panic, and hold what it promises?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = record::personal::suspects(text);
});
