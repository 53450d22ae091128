//! Does a file of any type read without panic, are its pages in order, and is the answer the same again?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let extracted = documents::extract(bytes);
    let mut end = 0;
    for page in &extracted.pages {
        assert!(page.start == end && extracted.text.is_char_boundary(page.end));
        end = page.end;
    }
    assert_eq!(end, extracted.text.len());
    assert_eq!(documents::extract(bytes), extracted);
});
