//! Does an audit file read without panic, whatever the bytes?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (audit, problems) = rla::audit::read(bytes);
    assert!(audit.is_some() || !problems.is_empty(), "what cannot be read is named");
});
