//! Do a manifest and Colorado's lists read without panic?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = rla::manifest::read(bytes, 0);
    let _ = rla::replay::colorado::ballot_list(bytes, 0);
    let _ = rla::replay::colorado::sizes(bytes, 0);
});
