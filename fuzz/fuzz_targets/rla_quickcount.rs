//! Do designs, stations and returns of quick counts read, and estimate, without panic?
#![no_main]

use rla::quickcount as quick;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = quick::design(bytes);
    let half = bytes.len() / 2;
    let (stations, _) = quick::stations(&bytes[..half], 0);
    let text = r#"{"stations":"s","margin":"0.1","seed":"12345678901234567890"}"#;
    let Some(design) = quick::design(text.as_bytes()).0 else { return };
    let Ok(sample) = quick::draw(&design, &stations) else { return };
    let (candidates, returns, _) = quick::returns(&bytes[half..], 0, &|id| sample.sample.iter().any(|d| d.station == id));
    let _ = quick::estimate(&sample, &stations, &candidates, &returns, 0.95);
});
