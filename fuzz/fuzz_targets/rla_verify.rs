//! Does the second derivation say no to damaged records without panic?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let names = ["audit.json", "cards.csv", "manifest.csv", "census.json", "log.jsonl", "rounds/1/sample.csv", "seed.json"];
    let size = (bytes.len() / names.len()).max(1);
    let parts = bytes.chunks(size).map(<[u8]>::to_vec);
    let files = names.iter().map(|n| (*n).to_owned()).zip(parts).collect();
    assert!(!rla::verify::verify(&files, None).holds);
});
