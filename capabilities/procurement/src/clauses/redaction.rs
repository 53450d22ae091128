//! How much of a text is blacked out, and where?

use super::report::Redaction;
use base::document::Page;
use regex::Regex;
use std::sync::LazyLock;

/// Counts marks: runs of █ ■ ▇ ▉ ▓, `[REDACTED]` and its forms in five languages, `XXXX`.
pub(super) fn measure(text: &str, pages: &[Page]) -> Redaction {
    let mut hidden = 0_u64;
    let mut marks = 0;
    let mut on: Vec<usize> = Vec::new();
    for found in MARK.find_iter(text) {
        marks += 1;
        hidden += found.as_str().chars().filter(|c| !c.is_whitespace()).count() as u64;
        let page = page_of(pages, found.start());
        if on.last() != Some(&page) {
            on.push(page);
        }
    }
    let visible: u64 = pages.iter().map(|page| page.chars as u64).sum();
    Redaction { share: super::decimal(hidden.min(visible), visible, 6), marks, pages: on }
}

/// The page a byte stands on, counted from 1.
pub(super) fn page_of(pages: &[Page], byte: usize) -> usize {
    pages.partition_point(|page| page.end <= byte).min(pages.len().saturating_sub(1)) + 1
}

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        [█■▇▉▓▆]+(?:[\ \t]+[█■▇▉▓▆]+)*
        |[\[(<]\s*(?:redacted|withheld|confidential|deleted|omitted|blacked\ out
            |confidencial|reservado|suprimido|tachado|censurado|testado|omitido|ocultado|sigiloso|rasurado
            |confidentiel|occulté|biffé|masqué|caviardé|supprimé
            |محجوب|محذوف|سري|حُذف)(?:[^\])>\n]{0,40})?[\])>]
        |\bX{4,}\b",
    )
    .expect("a valid pattern")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_every_form_are_counted_once_a_run() {
        let text =
            "Price: ████ ███ and [REDACTED], XXXX.\u{c}Precio: [confidencial] del TAXXXXI; (occulté – secret).";
        let page = |start: usize, end: usize| Page {
            start,
            end,
            chars: text[start..end].chars().filter(|c| !c.is_whitespace() && !c.is_control()).count(),
            readable: true,
        };
        let split = text.find('\u{c}').expect("two pages") + 1;
        let measured = measure(text, &[page(0, split), page(split, text.len())]);
        assert_eq!(measured.marks, 5);
        assert_eq!(measured.pages, [1, 2]);
        // 7 + 10 + 4 + 14 + 16 = 51 of 33 + 44 visible characters, counted by hand.
        assert_eq!(
            measured.share,
            format!("{:.6}", 51.0 / (page(0, split).chars + page(split, text.len()).chars) as f64)
        );
    }
}
