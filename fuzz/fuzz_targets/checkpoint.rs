//! Do checkpoints read without panic, and does what was read write back?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = record::SignedCheckpoint::parse(bytes) {
        assert_eq!(read.checkpoint.to_string(), read.note.text());
    }
});
