//! L10: which passages of a tender look tailored to one supplier? Listed with their place, never summed.
//!
//! Words in five languages; a passage is a reason to read the tender, no more. R003 stands here with its default of
//! fifteen days.

use super::release::{Release, texts};
use crate::names::Names;
use base::Place;
use base::exact::{Rational, parse, to_plain};
use base::text::fold;
use serde::Serialize;
use std::sync::LazyLock;

/// One passage worth reading.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Tailoring<'a> {
    /// Process.
    pub ocid: &'a str,
    /// Buyer.
    pub buyer: &'a str,
    /// `brand-without-equivalent`, `turnover-above-value`, `short-period`, `one-product`, `clarification-refused`.
    pub signal: &'static str,
    /// Where.
    pub place: Place,
    /// What stands there, in words.
    pub because: &'a str,
}

/// The passages found; texts that many of them share stand here once.
#[derive(Debug, Default)]
pub(crate) struct Passages {
    found: Vec<Passage>,
    texts: Names,
}

/// A [`Tailoring`] in numbers of [`Passages::texts`]; the ocid's is of the table of ocids.
#[derive(Debug, Clone, Copy)]
struct Passage {
    line: u64,
    input: u32,
    ocid: u32,
    buyer: u32,
    pointer: u32,
    because: u32,
    signal: Signal,
}

#[derive(Debug, Clone, Copy)]
enum Signal {
    Brand,
    Turnover,
    Period,
    Product,
    Refused,
}

impl Signal {
    const fn name(self) -> &'static str {
        match self {
            Self::Brand => "brand-without-equivalent",
            Self::Turnover => "turnover-above-value",
            Self::Period => "short-period",
            Self::Product => "one-product",
            Self::Refused => "clarification-refused",
        }
    }
}

impl Passages {
    /// In the order in which they stand.
    pub(crate) fn iter<'a>(&'a self, ocids: &'a Names) -> impl Iterator<Item = Tailoring<'a>> {
        self.found.iter().map(|passage| shown(passage, &self.texts, ocids))
    }

    /// In order of ocid, buyer, signal and place.
    pub(crate) fn sort(&mut self, ocids: &Names) {
        let Self { found, texts } = self;
        found.sort_by(|a, b| {
            let same = || shown(a, texts, ocids).cmp(&shown(b, texts, ocids));
            ocids.text(a.ocid).cmp(ocids.text(b.ocid)).then_with(same)
        });
    }
}

fn shown<'a>(passage: &Passage, texts: &'a Names, ocids: &'a Names) -> Tailoring<'a> {
    let pointer = texts.text(passage.pointer).to_owned();
    Tailoring {
        ocid: ocids.text(passage.ocid),
        buyer: texts.text(passage.buyer),
        signal: passage.signal.name(),
        place: Place { input: passage.input, line: passage.line, pointer },
        because: texts.text(passage.because),
    }
}

/// Raw beginnings of words that make a text worth folding: a quick look before the slow one.
const TRIGGERS: [&str; 30] = [
    "brand",
    "model",
    "trademark",
    "make:",
    "marca",
    "modelo",
    "marque",
    "modèle",
    "modele",
    "ماركة",
    "طراز",
    "علامة",
    "العلامة",
    "turnover",
    "revenue",
    "factur",
    "ingresos",
    "chiffre",
    "volume",
    "رقم",
    "only",
    "sole",
    "único",
    "unico",
    "única",
    "unica",
    "seul",
    "exclusiv",
    "الوحيد",
    "فقط",
];

/// A brand or model is named.
const BRANDS: [&str; 17] = [
    "brand",
    "brand name",
    "model",
    "trademark",
    "marca",
    "modelo",
    "marca registrada",
    "marque",
    "marque deposee",
    "modele",
    "ماركة",
    "طراز",
    "العلامة التجارية",
    "علامة تجارية",
    "brands",
    "models",
    "marcas",
];

/// Another product would do.
const EQUIVALENT: [&str; 24] = [
    "or equivalent",
    "or an equivalent",
    "or similar",
    "or equal",
    "or comparable",
    "any brand",
    "any model",
    "brand neutral",
    "o equivalente",
    "o similar",
    "o su equivalente",
    "cualquier marca",
    "ou equivalent",
    "ou un equivalent",
    "ou similaire",
    "toute marque",
    "ou equivalente",
    "ou similar",
    "qualquer marca",
    "او ما يعادله",
    "او ما يعادلها",
    "او ما يماثله",
    "او مكافئ",
    "اي ماركه",
];

/// One product is the only one allowed.
const ONE_PRODUCT: [&str; 20] = [
    "only the product",
    "the only product",
    "sole product",
    "only the following product",
    "only product",
    "exclusively the product",
    "no other product",
    "unico producto",
    "solamente el producto",
    "ningun otro producto",
    "exclusivamente el producto",
    "seul produit",
    "uniquement le produit",
    "aucun autre produit",
    "unico produto",
    "somente o produto",
    "nenhum outro produto",
    "المنتج الوحيد",
    "منتج واحد فقط",
    "لا يقبل اي منتج اخر",
];

/// Yearly turnover.
const TURNOVER: [&str; 12] = [
    "turnover",
    "annual revenue",
    "yearly revenue",
    "facturacion",
    "ingresos anuales",
    "volumen de negocios",
    "chiffre d'affaires",
    "chiffre d’affaires",
    "volume de negocios",
    "faturamento",
    "رقم الاعمال",
    "facturacao",
];

/// A question was not answered.
const REFUSED: [&str; 20] = [
    "will not be answered",
    "no clarification",
    "clarification refused",
    "request refused",
    "question refused",
    "is rejected",
    "not be clarified",
    "declined to answer",
    "no se respondera",
    "se rechaza",
    "rechazada",
    "no ha lugar",
    "ne sera pas repondu",
    "demande rejetee",
    "refusee",
    "nao sera respondid",
    "pedido recusado",
    "recusada",
    "لن يتم الرد",
    "رفض الطلب",
];

/// Adds the passages of one release.
pub(crate) fn find(
    release: &Release<'_>,
    ocid: u32,
    (input, line): (u32, u64),
    turnover_factor: u64,
    passages: &mut Passages,
) {
    let Some(buyer) = release.buyer_id() else { return };
    let mut add = |signal, pointer: &str, because: &str| {
        let Passages { found, texts } = &mut *passages;
        let [buyer, pointer, because] = [buyer, pointer, because].map(|text| texts.number(text));
        found.push(Passage { line, input, ocid, buyer, pointer, because, signal });
    };
    let texts = texts(release, worth_reading);
    let folded: Vec<(String, String)> = texts.into_iter().map(|(pointer, text)| (pointer, fold(text))).collect();
    // "Or equivalent" may stand in another sentence of the same tender.
    let open = folded.iter().any(|(_, text)| EQUIVALENT.iter().any(|words| holds(text, words)));
    for (pointer, text) in &folded {
        if let Some(word) = BRANDS.iter().find(|word| holds(text, word)).filter(|_| !open) {
            add(Signal::Brand, pointer, &format!("`{word}` stands there and nowhere \"or equivalent\""));
        }
        if let Some(words) = ONE_PRODUCT.iter().find(|words| holds(text, words)) {
            add(Signal::Product, pointer, &format!("`{words}` stands there"));
        }
        if let Some(because) = turnover(release, text, turnover_factor) {
            add(Signal::Turnover, pointer, &because);
        }
    }
    let tender = release.tender.as_ref();
    for (at, enquiry) in tender.and_then(|tender| tender.enquiries.as_deref()).unwrap_or_default().iter().enumerate()
    {
        let answer = fold(enquiry.answer.as_deref().unwrap_or_default());
        if let Some(words) = REFUSED.iter().find(|words| answer.contains(**words)) {
            add(Signal::Refused, &format!("/tender/enquiries/{at}/answer"), &format!("`{words}` stands there"));
        }
    }
    let period = tender.and_then(|tender| tender.period.as_ref());
    let time = |text: Option<&str>| text.and_then(base::time::instant);
    if let Some((start, end)) = period.and_then(|p| time(p.start.as_deref()).zip(time(p.end.as_deref()))) {
        let days = (end - start) / 86_400_000;
        if days < 15 {
            add(Signal::Period, "/tender/tenderPeriod", &format!("open for {days} whole days (R003, threshold 15)"));
        }
    }
}

fn worth_reading(text: &str) -> bool {
    static SEARCH: LazyLock<aho_corasick::AhoCorasick> = LazyLock::new(|| {
        aho_corasick::AhoCorasick::builder().ascii_case_insensitive(true).build(TRIGGERS).expect("thirty short words")
    });
    SEARCH.is_match(text)
}

/// Whether folded words stand in a folded text at word borders.
fn holds(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + words.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// A wanted turnover above `factor` times the tender's value, when both are stated.
fn turnover(release: &Release<'_>, text: &str, factor: u64) -> Option<String> {
    let (digits, _) = release.tender.as_ref()?.value.as_ref()?.money()?;
    let value = parse(digits)?;
    let at = TURNOVER.iter().find_map(|words| text.find(words).map(|at| at + words.len()))?;
    let window: String = text[at..].chars().take(120).collect();
    let wanted = numbers(&window).into_iter().max()?;
    let limit = &value * Rational::from_integer(factor.into());
    (wanted > limit).then(|| {
        format!(
            "a turnover of {} is wanted, more than {factor} times the tender's value of {}",
            to_plain(&wanted, 2),
            to_plain(&value, 2)
        )
    })
}

/// Numbers of at least four digits, with any of `. , ' blank` between groups of three.
fn numbers(text: &str) -> Vec<Rational> {
    let mut all = Vec::new();
    let mut digits = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c.to_digit(10) {
            Some(_) => digits.push(c),
            None => {
                let grouping = matches!(c, '.' | ',' | '\'' | ' ' | '’') && !digits.is_empty();
                if grouping && chars.peek().is_some_and(char::is_ascii_digit) {
                    continue;
                }
                all.extend(parse(&digits).filter(|_| digits.len() >= 4));
                digits.clear();
            }
        }
    }
    all.extend(parse(&digits).filter(|_| digits.len() >= 4));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signals(tender: &str) -> Vec<(&'static str, String)> {
        let line = format!(r#"{{"ocid":"o","buyer":{{"id":"b"}},"tender":{tender}}}"#);
        let release: Release<'_> = crate::shape::read(line.as_bytes()).expect("a release");
        let mut ocids = Names::default();
        let mut found = Passages::default();
        find(&release, ocids.number("o"), (0, 1), 2, &mut found);
        found.iter(&ocids).map(|one| (one.signal, one.place.pointer)).collect()
    }

    #[test]
    fn brand_without_equivalent_in_five_languages() {
        for (named, open) in [
            ("Printers, brand Norvane X2", "Printers, brand Norvane X2 or equivalent"),
            ("Impresoras marca Norvane", "Impresoras marca Norvane o equivalente"),
            ("Imprimantes de marque Norvane", "Imprimantes de marque Norvane ou équivalent"),
            ("Impressoras da marca Norvane", "Impressoras da marca Norvane ou equivalente"),
            ("طابعات من طراز نورفان", "طابعات من طراز نورفان أو ما يعادله"),
        ] {
            let tender = |text: &str| format!(r#"{{"items":[{{"description":"{text}"}}]}}"#);
            let place = "/tender/items/0/description".to_owned();
            assert_eq!(signals(&tender(named)), [("brand-without-equivalent", place)], "{named}");
            assert!(signals(&tender(open)).is_empty(), "{open}");
        }
        assert!(signals(r#"{"title":"Remodelling of the office"}"#).is_empty());
    }

    #[test]
    fn turnover_product_clarification_and_period() {
        let wanted = r#"{"value":{"amount":100000,"currency":"USD"},"eligibilityCriteria":"Annual turnover of at least USD 250,000"}"#;
        assert_eq!(signals(wanted), [("turnover-above-value", "/tender/eligibilityCriteria".to_owned())]);
        assert!(signals(&wanted.replace("250,000", "150,000")).is_empty());
        assert_eq!(signals(r#"{"description":"Se acepta como único producto el sistema X"}"#)[0].0, "one-product");
        let refused =
            r#"{"enquiries":[{"description":"May others bid?","answer":"This request will not be answered."}]}"#;
        assert_eq!(signals(refused), [("clarification-refused", "/tender/enquiries/0/answer".to_owned())]);
        let short = r#"{"tenderPeriod":{"startDate":"2024-01-01T00:00:00Z","endDate":"2024-01-15T23:00:00Z"}}"#;
        assert_eq!(signals(short)[0].0, "short-period");
    }
}
