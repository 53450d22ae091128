//! Do in-toto statements read without panic, and does what was read write back?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(statement) = record::Statement::parse_payload(bytes) {
        let _ = record::Issuer::from_predicate(&statement.predicate);
        let _ = record::Erasure::from_predicate(&statement.predicate);
        let _ = record::disclosure::digests(&statement.predicate);
        let _ = record::personal::find(&statement.predicate);
        let written = statement.to_payload().expect("what was read can be written");
        let again = record::Statement::parse_payload(&written).expect("what we write, we read");
        assert_eq!(again.to_payload().expect("and write again"), written);
    }
});
