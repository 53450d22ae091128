//! Are elements and scalars that read written back to the same text, in every group?
#![no_main]

use voting::group::{Group, GroupName};
use voting::with_group;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    for name in GroupName::ALL {
        with_group!(name, g => {
            if let Some(e) = g.read(text) {
                assert_eq!(g.write(&e), text);
            }
            if let Some(s) = g.read_scalar(text) {
                assert_eq!(g.write_scalar(&s), text);
            }
        });
    }
});
