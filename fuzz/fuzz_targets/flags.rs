//! Do flags and lock-in over any lines end without panic, count every line, and agree with the exact reader on what is JSON?
#![no_main]

use procurement::flags::{Line, Options, Settings, compute};
use procurement::lockin;
use std::sync::LazyLock;

static ALL: LazyLock<Settings> = LazyLock::new(|| {
    let text = format!("{}\n[R044]\n[R055]\nthreshold = 500\n", procurement::flags::DEFAULT_SETTINGS);
    Settings::parse(&text).expect("settings")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let lines: Vec<Line<'_>> =
        (1..).zip(bytes.split(|byte| *byte == b'\n')).map(|(line, bytes)| Line { input: 0, line, bytes }).collect();
    let flags = compute(lines.iter().copied(), &ALL, Options { threads: Some(1), ..Options::full() });
    let broken = lines.iter().filter(|line| {
        !line.bytes.iter().all(u8::is_ascii_whitespace) && base::json::parse(line.bytes, 128).is_err()
    });
    assert_eq!(flags.excluded().not_json, broken.count() as u64);
    let _ = serde_json::to_string(&flags.document::<()>(&[], true)).expect("JSON");
    let settings = lockin::Settings { category_digits: Some(2), ..lockin::Settings::default() };
    let measured = lockin::compute(lines.iter().copied(), &settings);
    let _ = serde_json::to_string(&measured.document::<()>(&[], &procurement::ingest::Problems::default())).expect("JSON");
});
