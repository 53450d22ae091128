//! Do signed notes read without panic, and does what was read write back?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(note) = record::Note::parse(bytes) {
        assert_eq!(note.to_string().as_bytes(), bytes);
    }
});
