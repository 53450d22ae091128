//! Do disclosures of sealed fields read without panic, and does what was read write back?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(disclosure) = record::Disclosure::parse(text) {
        assert_eq!(disclosure.text(), text);
    }
});
