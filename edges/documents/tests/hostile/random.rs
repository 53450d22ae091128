//! Noise: files of every type with bytes changed, cut off at every fiftieth, or made of random parts.

use super::docx::{document, paragraph};
use super::pdf::{page, shown};
use super::{pdf, read};
use proptest::prelude::*;
use std::path::Path;

/// One whole file of each type, small enough to be changed thousands of times.
fn seeds() -> Vec<Vec<u8>> {
    let html = "<!doctype html><meta charset=utf-8><table><tr><td>Auditor<td>may inspect</table><ol><li hidden>x<li>y</ol><pre>z</pre>&eacute;";
    vec![
        "1. The auditor may inspect.\u{c}2. Artículo المادة".as_bytes().to_vec(),
        html.as_bytes().to_vec(),
        document(&(paragraph("one") + r#"<w:tbl><w:tr><w:tc>"# + &paragraph("two") + "</w:tc></w:tr></w:tbl>")),
        page(&shown(pdf::LONG), &[]),
    ]
}

/// Whole files of other programs: the sample election's.
fn contracts() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/contracts");
    [
        "vec-2021-004-register-upgrade.docx",
        "val-2021-001-portal.pdf",
        "vec-2024-001-authentication-devices.pdf",
        "vec-2025-003-transmission-network.html",
    ]
    .iter()
    .map(|name| std::fs::read(folder.join(name)).unwrap())
    .collect()
}

#[test]
fn files_cut_at_every_fiftieth() {
    for whole in seeds().into_iter().chain(contracts()) {
        let all = read(&whole);
        for part in 0..50 {
            let cut = read(&whole[..whole.len() * part / 50]);
            let same = cut.text == all.text;
            let said = !cut.problems.is_empty() || matches!(&cut.media_type[..], "text/plain" | "text/html");
            assert!(same || said, "a cut {} that lost text says so (at {part}/50)", all.media_type);
        }
    }
}

#[test]
fn contracts_with_bytes_changed() {
    for (n, whole) in contracts().into_iter().enumerate() {
        for round in 0..60usize {
            let mut bytes = whole.clone();
            // A fixed walk over the file: the same changes at every run.
            for step in 1..=8 {
                let at = (round * 7919 + step * 104_729 + n * 31) % bytes.len();
                bytes[at] ^= 1 << (round % 8) | (step as u8);
            }
            read(&bytes);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_never_break_a_reader(seed in 0usize..4, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 1..12)) {
        let mut bytes = seeds().swap_remove(seed);
        for (at, value, kind) in changes {
            let at = at.index(bytes.len().max(1));
            match kind {
                0 if at < bytes.len() => bytes[at] = value,
                1 => bytes.insert(at.min(bytes.len()), value),
                _ if at < bytes.len() => drop(bytes.remove(at)),
                _ => {}
            }
        }
        read(&bytes);
    }

    #[test]
    fn random_parts_never_break_a_reader(
        parts in prop::collection::vec(prop::sample::select(vec![
            "<", ">", "<<", ">>", "[", "]", "(", ")", "/", "\\", "%", " ", "\n", "1 0 R", "3 0 obj", "endobj", "stream\n", "endstream",
            "/Kids", "/Type", "/Page", "/Filter", "/FlateDecode", "/Length", "-1", "99999999999", "0.5", "Tj", "TJ", "Tf", "Do", "q", "Q", "BI", "EI", "ID", "BT", "/F", "/X", "Tm",
            "xref", "trailer", "beginbfrange", "<0041>", "<w:p>", "</w:p>", "<w:t>", "&a;", "&#x41;", "<b>", "<li>", "<!--", "-->", "<td>", "<script>", "عقد", "\u{c}", "\0",
        ]), 0..60),
        kind in 0usize..4,
    ) {
        let noise = parts.concat();
        let bytes = match kind {
            0 => format!("<html>{noise}").into_bytes(),
            1 => document(&noise),
            2 => page(&(shown("x") + &noise), &[format!("<</A {noise}>>")]),
            _ => format!("%PDF-1.7 {noise}").into_bytes(),
        };
        read(&bytes);
    }
}
