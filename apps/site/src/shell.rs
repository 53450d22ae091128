//! What every page has around it: language, navigation, the same page in the other languages.

use crate::numbers;
use crate::words::{Arg, Words};
use base::Language;

/// The frame of a page. Templates call its methods for every word, link and figure.
#[derive(Clone)]
pub(crate) struct Shell {
    /// Language of the page.
    pub(crate) language: Language,
    words: &'static Words,
    /// Address without language prefix, with query.
    path: String,
    /// Title of the page, for the tab.
    pub(crate) title: String,
    /// Which main section is current.
    section: &'static str,
    /// Name of this site, as its operator set it.
    pub(crate) site: String,
    /// The reader's browser prefers this language; offered, never forced.
    pub(crate) suggestion: Option<Language>,
    /// Search engines should not keep this page (errors, filtered lists).
    pub(crate) noindex: bool,
}

/// One language in the switch.
pub(crate) struct Choice {
    /// BCP 47 code.
    pub(crate) code: &'static str,
    /// The language's own name.
    pub(crate) name: &'static str,
    /// Its direction.
    pub(crate) dir: &'static str,
    /// This page in it.
    pub(crate) href: String,
    /// Whether it is the language of this page.
    pub(crate) current: bool,
}

impl Shell {
    /// A frame in a language for an address.
    pub(crate) fn new(language: Language, path: String, site: &str, suggestion: Option<Language>) -> Self {
        Self {
            language,
            words: Words::of(language),
            path,
            title: String::new(),
            section: "",
            site: site.to_owned(),
            suggestion: suggestion.filter(|s| *s != language),
            noindex: false,
        }
    }

    /// Sets title and section.
    pub(crate) fn titled(mut self, title: impl Into<String>, section: &'static str) -> Self {
        self.title = title.into();
        self.section = section;
        self
    }

    /// A word or sentence without variables.
    pub(crate) fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.t(key)
    }

    /// A sentence with variables.
    pub(crate) fn say(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        self.words.say(key, args)
    }

    /// A sentence whose only variable is the count `n`.
    pub(crate) fn count(&self, key: &str, n: impl Into<Arg>) -> String {
        self.words.say(key, &[("n", n.into())])
    }

    /// The reader's word for a code of an open list, else the code as published.
    pub(crate) fn code(&self, prefix: &str, value: &str) -> String {
        self.words.code(prefix, value).unwrap_or(value).to_owned()
    }

    /// All messages of this language.
    pub(crate) const fn words(&self) -> &'static Words {
        self.words
    }

    /// A path of this site in the reader's language.
    pub(crate) fn href(&self, path: &str) -> String {
        href(self.language, path)
    }

    /// The same page in every language.
    pub(crate) fn choices(&self) -> Vec<Choice> {
        Language::ALL
            .into_iter()
            .map(|language| Choice {
                code: language.code(),
                name: language.name(),
                dir: language.direction(),
                href: href(language, &self.path),
                current: language == self.language,
            })
            .collect()
    }

    /// The sentence that offers the browser's language, in that language, with its link.
    pub(crate) fn offer(&self) -> Option<(&'static str, &'static str, String, String)> {
        let language = self.suggestion?;
        let text = Words::of(language).t("language-offer").to_owned();
        Some((language.code(), language.direction(), href(language, &self.path), text))
    }

    /// The main sections: key, address, whether current.
    pub(crate) fn sections(&self) -> Vec<(&'static str, String, bool)> {
        SECTIONS.iter().map(|(key, path)| (*key, self.href(path), *key == self.section)).collect()
    }

    /// Whether this section is current.
    pub(crate) fn is_in(&self, section: &str) -> bool {
        self.section == section
    }

    /// A whole number in the reader's form.
    pub(crate) fn n(&self, value: impl TryInto<i64>) -> String {
        numbers::integer(self.language, value.try_into().unwrap_or(i64::MAX))
    }

    /// A date in the reader's form.
    pub(crate) fn date(&self, text: &str) -> String {
        numbers::date(self.language, text)
    }

    /// A date for tables.
    pub(crate) fn day(&self, text: &str) -> String {
        numbers::date_short(self.language, text)
    }

    /// Money in the reader's form.
    pub(crate) fn money(&self, money: &procurement::view::Money) -> String {
        numbers::money(self.language, &money.amount, &money.currency)
    }

    /// A share in the reader's form.
    pub(crate) fn percent(&self, share: &str) -> String {
        numbers::percent(self.language, share)
    }

    /// A share in the reader's form, with at most `places` decimals.
    pub(crate) fn percent_to(&self, share: &str, places: u32) -> String {
        numbers::percent_to(self.language, share, places)
    }

    /// A decimal in the reader's form.
    pub(crate) fn decimal(&self, text: &str, places: u32) -> String {
        numbers::decimal(self.language, text, places)
    }

    /// Whether the page runs from right to left.
    pub(crate) fn rtl(&self) -> bool {
        self.language == Language::Arabic
    }
}

/// A path in a language: English stands without prefix, the others under `/es`, `/fr`, `/pt`, `/ar`.
pub(crate) fn href(language: Language, path: &str) -> String {
    match language {
        Language::English => path.to_owned(),
        other if path == "/" => format!("/{}", other.code()),
        other => format!("/{}{path}", other.code()),
    }
}

/// Percent-encodes one segment of a path or one value of a query (RFC 3986, unreserved characters stay).
pub(crate) fn encode(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

/// The address of a process page.
pub(crate) fn process_path(ocid: &str) -> String {
    format!("/procurement/{}", encode(ocid))
}

/// The address of a buyer's page.
pub(crate) fn buyer_path(id: &str) -> String {
    format!("/procurement/buyers/{}", encode(id))
}

/// Whether a text can stand in the attribute `lang`: a primary subtag of two or three letters, then subtags of one to
/// eight letters or digits (BCP 47, section 2.1). What publishers write there may be anything.
pub(crate) fn is_language_tag(tag: &str) -> bool {
    let mut subtags = tag.split('-');
    let primary = subtags.next().unwrap_or_default();
    matches!(primary.len(), 2..=3)
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && subtags.all(|s| matches!(s.len(), 1..=8) && s.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// The address of a vendor's page.
pub(crate) fn vendor_path(id: &str) -> String {
    format!("/vendors/{}", encode(id))
}

/// The address of a contract's page.
pub(crate) fn contract_path(sha256: &str) -> String {
    format!("/procurement/contracts/{}", encode(sha256))
}

const SECTIONS: [(&str, &str); 9] = [
    ("nav-assessment", "/assessment"),
    ("nav-contracts", "/procurement"),
    ("nav-buyers", "/procurement/buyers"),
    ("nav-vendors", "/vendors"),
    ("nav-audits", "/audits"),
    ("nav-voting", "/voting"),
    ("nav-record", "/record"),
    ("nav-method", "/method"),
    ("nav-verify", "/verify"),
];
