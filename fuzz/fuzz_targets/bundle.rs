//! Do entry bundles read without panic, and does what was read write back?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for width in [1, 2, 255, 256] {
        if let Ok(entries) = record::tile::decode_bundle(bytes, width) {
            assert_eq!(record::tile::encode_bundle(&entries).expect("lengths fit"), bytes);
        }
    }
});
