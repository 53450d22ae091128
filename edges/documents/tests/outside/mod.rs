//! Documents made by other programs; how is written in `tests/data/README.md`.

use crate::hostile::{codes, read};
use base::document::Extracted;
use std::path::Path;

fn data(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).unwrap()
}

fn extracted(name: &str) -> Extracted {
    read(&data(name))
}

#[test]
fn the_words_of_a_pdf_are_those_that_poppler_finds() {
    for name in ["chromium-latin.pdf", "reportlab.pdf", "object-streams.pdf", "fpdf2.pdf"] {
        let ours = extracted(name);
        let theirs = String::from_utf8(data(&format!("{name}.txt"))).unwrap();
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&ours.text), words(&theirs), "{name}");
        assert_eq!(ours.pages.len(), theirs.matches('\u{c}').count(), "{name}");
        assert!(
            ours.pages.iter().all(|page| page.readable) && ours.problems.is_empty(),
            "{name}: {:?}",
            ours.problems
        );
    }
}

#[test]
fn a_word_document_reads_as_it_is_shown() {
    let document = extracted("python-docx.docx");
    assert_eq!(
        document.text,
        "Contract SAMPLE-1 (public version)\n\nContract for ballot boxes\n\n\
         The Office and the Supplier agree as follows; every word of this text was made up for a test.\n\n\
         1. The Supplier delivers two hundred boxes.\n\n2. The Supplier repairs what breaks within four hours.\n\n\
         3. The Office may inspect the boxes at any time.\n\n• one key for each box\n\n• one seal for each key\n\n\
         Item\tNumber\tDue\nBox\t200\t1 March\n\nKept words inserted words\u{c}\
         Second page: the Supplier keeps a list of all keys and gives it to the Office after the election day.\n\n\
         Made for a test; nobody is bound by it"
    );
    assert!(document.problems.is_empty(), "{:?}", document.problems);
}

#[test]
fn what_cannot_be_relied_on_is_unread() {
    let arabic = extracted("chromium-arabic.pdf");
    assert!(!arabic.pages[0].readable && codes(&arabic) == ["visual-order"]);
    let encrypted = extracted("encrypted.pdf");
    assert_eq!((codes(&encrypted), encrypted.pages.len()), (vec!["encrypted"], 2));
}

#[test]
fn the_method_does_not_change_without_its_version() {
    let mut files: Vec<_> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".md"))
        .collect();
    files.sort();
    let mut all = String::new();
    for name in files {
        let bytes = data(&name);
        for length in [bytes.len(), bytes.len() / 2] {
            all += &serde_json::to_string(&documents::extract(&bytes[..length])).unwrap();
        }
    }
    // If this differs and it was meant, raise `VERSION`: a verifier with the same version must get the same bytes.
    let digest = base::digest::sha256(all.as_bytes()).to_string();
    assert_eq!((documents::VERSION, &digest[..16]), (3, "285166337a7f8974"));
}
