//! Prints the text of a document, its pages and its problems: `cargo run -p documents --example text -- FILE`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program that answers on its output")]

fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let extracted = documents::extract(&std::fs::read(&path)?);
        println!("{}", extracted.text);
        eprintln!("{path}: {}", extracted.media_type);
        for (number, page) in (1..).zip(&extracted.pages) {
            eprintln!("  page {number}: {} visible characters, readable {}", page.chars, page.readable);
        }
        for problem in &extracted.problems {
            eprintln!("  {problem}");
        }
    }
    Ok(())
}
