//! Does validation of any bytes end without panic, with bounded examples?
#![no_main]

use procurement::schema::Schema;
use procurement::validate::{Rules, Validation, stream};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut validation = Validation::default();
    let _ = stream(bytes, 0, Rules { release: Schema::release(), coverage: true }, &mut validation);
    let answer = validation.finish("1.1.5", true);
    assert!(answer.errors.iter().all(|error| error.examples.len() <= 10));
});
