//! Is every cards file judged, and every pool proposed, without panic?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut rows = rla::rows::Rows::new(bytes);
    let Ok(Some(row)) = rows.next_row() else { return };
    let Some(columns) = rla::privacy::columns(row) else { return };
    let mut counter = rla::privacy::Counter::new(columns, Vec::new());
    while let Ok(Some(row)) = rows.next_row() {
        counter.add(row);
    }
    let _ = counter.report(10, &rla::cards::Pools::default(), &[]);
});
