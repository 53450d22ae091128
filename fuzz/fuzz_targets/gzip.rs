//! Does damaged gzip data end in problems, never in a panic or without bound?
#![no_main]

use procurement::ingest::{Cleaner, Reader};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut packed = vec![0x1f, 0x8b, 8];
    packed.extend_from_slice(bytes);
    let cleaner = Cleaner::new(base::Private::new([7; 32]));
    for data in [bytes, &packed] {
        let _ = Reader::new(data, 0, &cleaner).count();
    }
});
