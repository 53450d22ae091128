//! Do settings files read without panic, and are preparations applied without one?
#![no_main]

use procurement::{flags, prepare::Preparation};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = flags::Settings::parse(text);
    if let Ok(preparation) = Preparation::parse(text) {
        let release = br#"{"ocid":"o","bids":{"details":[{"status":"x","value":{"amount":1}}]},"awards":[{"status":"a"}]}"#;
        let mut release = base::json::parse(release, 64).expect("JSON").value;
        preparation.apply(&mut release);
    }
});
