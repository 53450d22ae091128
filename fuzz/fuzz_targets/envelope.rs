//! Do DSSE envelopes and the statements in them read without panic, and does what was read write back?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(envelope) = record::Envelope::parse(bytes) {
        let _ = envelope.statement();
    }
});
