//! Does the leaf of the log take any bytes without panic, and hold what it promises?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(entry) = record::Entry::parse(bytes, &|_| true) {
        assert_eq!(entry.to_bytes().expect("what was read can be written"), bytes);
    }
});
