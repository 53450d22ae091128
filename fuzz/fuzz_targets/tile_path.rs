//! Do paths of tiles and bundles read without panic, and does what was read write back?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(path) = record::TilePath::parse(text) {
        assert_eq!(path.to_string(), text);
    }
});
