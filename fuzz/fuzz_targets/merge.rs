//! Do raw releases merge without panic, compiled and versioned?
#![no_main]

use procurement::ingest::{Raw, raw};
use procurement::{merge, schema::Schema};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let releases = raw(bytes, 0).filter_map(|raw| match raw {
        Raw::Release { value, .. } => Some(value),
        Raw::Problem(_) => None,
    });
    let mut releases: Vec<_> = releases.collect();
    merge::sort(&mut releases);
    let _ = merge::compiled(Schema::release(), &releases);
    let _ = merge::versioned(Schema::release(), &releases);
});
