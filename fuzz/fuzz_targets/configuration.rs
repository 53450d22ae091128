//! Do scope, person schemes, commitment frameworks, groups and rates read without panic?
#![no_main]

use procurement::{commitments::Framework, lockin, persons::PersonSchemes, scope::Scope};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(scope) = Scope::from_toml(text) {
        let release = br#"{"ocid":"o","buyer":{"id":"B"},"tender":{"title":"Padr\u00f3n electoral","items":[{"classification":{"scheme":"CPV","id":"48"}}]}}"#;
        let _ = scope.rules(&base::json::parse(release, 64).expect("JSON").value);
    }
    let _ = PersonSchemes::from_toml(text);
    let _ = Framework::parse(text);
    let _ = lockin::groups(text);
    let _ = lockin::Rates::parse(text);
});
