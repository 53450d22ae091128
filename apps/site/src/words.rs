//! The words of a page in the reader's language: Fluent messages, read once at start.
//!
//! A message without variables is kept as plain text, so that most words on a page cost one look-up. Names from the
//! data are set apart with Unicode isolates (U+2068, U+2069), so that an Arabic name does not turn an English sentence.

use crate::numbers;
use base::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::memoizer::MemoizerKind;
use fluent_bundle::types::{FluentNumber, FluentNumberOptions};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/locales");
static ALL: LazyLock<[Words; 5]> = LazyLock::new(|| Language::ALL.map(Words::load));

/// All messages of one language.
pub struct Words {
    language: Language,
    plain: HashMap<String, String>,
    bundle: FluentBundle<FluentResource>,
}

/// A value put into a message.
#[derive(Debug, Clone)]
pub enum Arg {
    /// A whole number: chooses the plural form and is written in the reader's form.
    Count(u64),
    /// A text made by us (a formatted number, a date, a keyword for a selection).
    Text(String),
    /// A text from the data, set apart in its own direction.
    Name(String),
}

impl Words {
    /// The words of a language.
    pub fn of(language: Language) -> &'static Self {
        let at = Language::ALL.iter().position(|l| *l == language).expect("Language::ALL holds every language");
        &ALL[at]
    }

    /// A message without variables. The key itself where the message is missing, which a test forbids.
    pub fn t<'a>(&'a self, key: &'a str) -> &'a str {
        self.plain.get(key).map_or(key, String::as_str)
    }

    /// A message with variables.
    pub fn say(&self, key: &str, args: &[(&'static str, Arg)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            values.set(*name, self.value(arg));
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "message {key} in {}: {errors:?}", self.language.code());
        text
    }

    /// A message with variables, only if it exists and every variable it uses is given.
    pub fn try_say(&self, key: &str, args: &[(String, Arg)]) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            values.set(name.as_str(), self.value(arg));
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }

    /// Whether there is such a message.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The plain message `prefix-value` if there is one: the reader's word for a code of an open list.
    pub fn code(&self, prefix: &str, value: &str) -> Option<&str> {
        self.plain.get(&format!("{prefix}-{value}")).map(String::as_str)
    }

    /// Every key and whether its message takes variables.
    pub fn keys(&self) -> BTreeMap<String, bool> {
        sources(self.language)
            .flat_map(message_keys)
            .map(|key| {
                let takes_variables = !self.plain.contains_key(&key);
                (key, takes_variables)
            })
            .collect()
    }

    fn load(language: Language) -> Self {
        let tag = language.code().parse().expect("our language codes are BCP 47 tags");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::English => written::<0>,
            Language::Spanish => written::<1>,
            Language::French => written::<2>,
            Language::Portuguese => written::<3>,
            Language::Arabic => written::<4>,
        }));
        let mut keys = Vec::new();
        for source in sources(language) {
            keys.extend(message_keys(source));
            let resource = FluentResource::try_new(source.to_owned())
                .unwrap_or_else(|(_, errors)| panic!("locales/{}: {errors:?}", language.code()));
            bundle
                .add_resource(resource)
                .unwrap_or_else(|errors| panic!("locales/{}: a key twice: {errors:?}", language.code()));
        }
        let plain = keys
            .into_iter()
            .filter_map(|key| {
                let pattern = bundle.get_message(&key)?.value()?;
                let mut errors = Vec::new();
                let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
                errors.is_empty().then_some((key, text))
            })
            .collect();
        Self { language, plain, bundle }
    }

    fn value(&self, arg: &Arg) -> FluentValue<'static> {
        match arg {
            Arg::Count(n) if self.language == Language::Arabic && *n >= 100 => arabic_hundreds(*n),
            Arg::Count(n) => FluentValue::from(*n),
            Arg::Text(text) if self.language == Language::Arabic && !is_keyword(text) => isolated(text).into(),
            Arg::Text(text) => text.clone().into(),
            Arg::Name(name) => isolated(name).into(),
        }
    }
}

impl From<u64> for Arg {
    fn from(n: u64) -> Self {
        Self::Count(n)
    }
}

impl From<&u64> for Arg {
    fn from(n: &u64) -> Self {
        Self::Count(*n)
    }
}

impl From<&usize> for Arg {
    fn from(n: &usize) -> Self {
        Self::Count(*n as u64)
    }
}

impl From<usize> for Arg {
    fn from(n: usize) -> Self {
        Self::Count(n as u64)
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// Sets a text from the data apart, so that its direction stays its own.
pub fn isolated(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

/// A count of a hundred or more in Arabic: CLDR's rules look at its last two digits, the plural rules we use look at
/// the whole number. So a number with the right form chooses, and the real one, carried beside it, is written.
fn arabic_hundreds(n: u64) -> FluentValue<'static> {
    let same_form = match n % 100 {
        3..=10 => 3.0,
        11..=99 => 11.0,
        _ => 100.0,
    };
    let options = FluentNumberOptions { currency: Some(n.to_string()), ..FluentNumberOptions::default() };
    FluentValue::Number(FluentNumber::new(same_form, options))
}

/// A text that a message may select on must arrive as it is.
fn is_keyword(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

fn sources(language: Language) -> impl Iterator<Item = &'static str> {
    LOCALES.get_dir(language.code()).into_iter().flat_map(Dir::files).filter_map(|file| file.contents_utf8())
}

/// The keys of a source: lines that begin with a letter and hold ` = ` or end in `=`.
fn message_keys(source: &str) -> impl Iterator<Item = String> {
    source.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic())).filter_map(|line| {
        let (key, _) = line.split_once('=')?;
        Some(key.trim().to_owned())
    })
}

fn written<const AT: usize>(value: &FluentValue<'_>, _: &impl MemoizerKind) -> Option<String> {
    match value {
        FluentValue::Number(FluentNumber { options: FluentNumberOptions { currency: Some(real), .. }, .. }) => {
            Some(numbers::integer(Language::ALL[AT], real.parse().ok()?))
        }
        FluentValue::Number(number) =>
        {
            #[expect(clippy::cast_possible_truncation, reason = "counts are whole and below 2^53")]
            Some(numbers::integer(Language::ALL[AT], number.value as i64))
        }
        _ => None,
    }
}
