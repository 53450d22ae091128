//! Do pledges, performance reviews and reviews of clauses read line by line without panic?
#![no_main]

use procurement::{clauses, commitments};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let lines = (1..).zip(text.lines()).map(|(line, bytes)| procurement::flags::Line { input: 0, line, bytes: bytes.as_bytes() });
    let frameworks = [commitments::Framework::embedded()];
    let _ = commitments::compute(lines, &frameworks, None, None);
    let _ = clauses::review::read(text, 0);
});
