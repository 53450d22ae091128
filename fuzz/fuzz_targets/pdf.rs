//! Does a PDF read without panic, whatever its objects and its page say?
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let head: &[u8] = b"%PDF-1.7 1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]>>endobj \
        3 0 obj<</Type/Page/Contents 4 0 R/Resources 5 0 R>>endobj \
        5 0 obj<</Font<</F<</Subtype/Type1>>/G<</Subtype/Type0/ToUnicode 4 0 R>>>>/XObject<</X 4 0 R>>>>endobj \
        4 0 obj<</Subtype/Form>>stream\n";
    let extracted = documents::extract(&[head, bytes, b"\nendstream endobj"].concat());
    assert_eq!(extracted.media_type, "application/pdf");
});
