//! Do ranked ballots read without panic, in both forms?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = rla::ranked::raire(bytes);
    let _ = rla::ranked::raire_json(bytes);
});
