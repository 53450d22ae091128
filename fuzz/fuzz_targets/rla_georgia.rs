//! Does a batch audit's report read without panic?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let file = || vec![rla::replay::georgia::CountyFile { folder: "A".into(), bytes: bytes.to_vec() }];
    let _ = rla::replay::georgia::replay(&file(), &file(), bytes);
});
