//! Does the verifier come to a verdict on any bytes, without panic?
#![no_main]

use voting::verify::{Depth, verify};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = verify(&bytes.to_vec(), Depth::Full);
});
