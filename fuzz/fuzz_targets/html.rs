//! Does HTML read without panic, whatever stands in it?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let extracted = documents::extract(&[b"<html>", bytes].concat());
    assert_eq!(extracted.media_type, "text/html");
});
