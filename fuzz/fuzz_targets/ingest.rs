//! Do OCDS bytes in any form read without panic, is nothing lost, and does what comes out read back as itself?
#![no_main]

use procurement::ingest::{Cleaner, Compiler, Item, Reader};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let cleaner = Cleaner::new(base::Private::new([7; 32]));
    let (mut compiler, mut releases) = (Compiler::new(), 0);
    for item in Reader::new(bytes, 0, &cleaner) {
        releases += u64::from(matches!(item, Item::Release(_)));
        compiler.take(item);
    }
    let mut lines = Vec::new();
    let report = compiler.finish(Vec::new(), |process| {
        lines.push(process.bytes);
        Ok::<_, std::convert::Infallible>(())
    });
    let Ok(report) = report;
    assert_eq!(report.counts.releases, releases);
    for line in lines {
        let again = base::json::parse(line.as_bytes(), 66).expect("what was written is JSON");
        assert_eq!(base::json::canonical(&again.value), line);
    }
});
