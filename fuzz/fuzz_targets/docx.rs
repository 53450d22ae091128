//! Does a docx read without panic, whatever its parts say? The input is the text of every part.
#![no_main]

use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let kinds = ["numbering", "styles", "footnotes", "header"];
    let relations: String = kinds.iter().map(|k| format!("<Relationship Id='{k}' Type='/{k}' Target='{k}.xml'/>")).collect();
    // Parts are divided by a byte that stands in no XML.
    let mut given = bytes.split(|b| *b == 0xff);
    let mut part = |name: &str, data: &[u8]| {
        zip.start_file(name, options).expect("a part can be begun");
        zip.write_all(data).expect("and written");
    };
    part("word/_rels/document.xml.rels", format!("<Relationships>{relations}</Relationships>").as_bytes());
    part("word/document.xml", given.next().unwrap_or_default());
    for kind in kinds {
        part(&format!("word/{kind}.xml"), given.next().unwrap_or_default());
    }
    let file = zip.finish().expect("the zip can be closed").into_inner();
    documents::extract(&file);
    documents::extract(&[b"PK\x03\x04", bytes].concat());
});
