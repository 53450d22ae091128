//! Do witness policies read without panic, and does what was read write back?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = record::Policy::parse(bytes);
});
