//! Conditions on one record: true, false or unknown, after Kleene's strong three-valued logic.

use crate::record::{Cell, Kind, Record, Type};
use base::exact::{self, Rational};
use base::json::Value;
use base::time;

/// True, false, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    /// Holds.
    True,
    /// Does not hold.
    False,
    /// Cannot be told.
    Unknown,
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl Truth {
    /// True if all are; false if one is; else unknown.
    pub fn all(of: impl IntoIterator<Item = Self>) -> Self {
        let mut out = Self::True;
        for truth in of {
            match truth {
                Self::False => return Self::False,
                Self::Unknown => out = Self::Unknown,
                Self::True => {}
            }
        }
        out
    }

    /// True if one is; false if all are; else unknown.
    pub fn any(of: impl IntoIterator<Item = Self>) -> Self {
        Self::all(of.into_iter().map(Self::negate)).negate()
    }

    /// The opposite; unknown stays unknown.
    #[must_use]
    pub const fn negate(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// What rules know beside the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// The as-of date, days since 1970-01-01; its end (UTC) where hours are counted.
    pub as_of: i64,
    /// Polling day of the election, if known.
    pub polling_day: Option<i64>,
    /// The day results became final, if known.
    pub results_final_on: Option<i64>,
}

/// Milliseconds of a day.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// A date or time that a condition reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Field(usize),
    AsOf,
    PollingDay,
    ResultsFinalOn,
}

/// A value that may be not known, or known not to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known<T> {
    Value(T),
    Null,
    Missing,
}

impl Moment {
    pub(crate) fn days(self, record: &Record, context: &Context) -> Known<i64> {
        match self {
            Self::Field(at) => match record.cell(at) {
                Cell::Day(day) => Known::Value(*day),
                Cell::Instant(ms) => Known::Value(ms.div_euclid(DAY_MS)),
                Cell::Null => Known::Null,
                _ => Known::Missing,
            },
            Self::AsOf => Known::Value(context.as_of),
            Self::PollingDay => context.polling_day.map_or(Known::Missing, Known::Value),
            Self::ResultsFinalOn => context.results_final_on.map_or(Known::Missing, Known::Value),
        }
    }

    fn millis(self, record: &Record, context: &Context) -> Known<i64> {
        if let Self::Field(at) = self
            && let Cell::Instant(ms) = record.cell(at)
        {
            return Known::Value(*ms);
        }
        let end = i64::from(self == Self::AsOf);
        match self.days(record, context) {
            Known::Value(day) => Known::Value((day + end) * DAY_MS),
            Known::Null => Known::Null,
            Known::Missing => Known::Missing,
        }
    }
}

/// A condition with its fields found in one kind.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    IsText(usize, Box<str>),
    IsBool(usize, bool),
    In(usize, Vec<Box<str>>),
    AtLeast(usize, Rational),
    AtMost(usize, Rational),
    Present(usize),
    Has(usize, Box<str>),
    SizeAtLeast(usize, usize),
    Between { hours: bool, from: Moment, to: Moment, at_least: Option<Rational>, at_most: Option<Rational> },
    Months { from: Moment, to: Moment, at_most: i64 },
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
}

impl Condition {
    pub(crate) fn holds(&self, record: &Record, context: &Context) -> Truth {
        let cell = |at: &usize, test: &dyn Fn(&Cell) -> bool| match record.cell(*at) {
            Cell::Missing => Truth::Unknown,
            Cell::Null => Truth::False,
            other => test(other).into(),
        };
        match self {
            Self::IsText(at, want) => cell(at, &|c| matches!(c, Cell::Text(t) if t == want)),
            Self::IsBool(at, want) => cell(at, &|c| *c == Cell::Bool(*want)),
            Self::In(at, wanted) => cell(at, &|c| matches!(c, Cell::Text(t) if wanted.contains(t))),
            Self::AtLeast(at, limit) => cell(at, &|c| number(c).is_some_and(|n| n >= *limit)),
            Self::AtMost(at, limit) => cell(at, &|c| number(c).is_some_and(|n| n <= *limit)),
            Self::Present(at) => cell(at, &|_| true),
            Self::Has(at, want) => cell(at, &|c| matches!(c, Cell::List(items) if items.contains(want))),
            Self::SizeAtLeast(at, n) => cell(at, &|c| matches!(c, Cell::List(items) if items.len() >= *n)),
            Self::Between { hours, from, to, at_least, at_most } => {
                let (a, b, unit) = if *hours {
                    (from.millis(record, context), to.millis(record, context), 3_600_000)
                } else {
                    (from.days(record, context), to.days(record, context), 1)
                };
                both(a, b, |a, b| {
                    let d = Rational::new((b - a).into(), unit.into());
                    at_least.as_ref().is_none_or(|l| d >= *l) && at_most.as_ref().is_none_or(|l| d <= *l)
                })
            }
            Self::Months { from, to, at_most } => {
                both(from.days(record, context), to.days(record, context), |a, b| {
                    let limit = time::from_day_number(a).and_then(|a| time::plus_months(a, *at_most));
                    limit.is_some_and(|limit| b <= time::day_number(limit))
                })
            }
            Self::All(of) => Truth::all(of.iter().map(|c| c.holds(record, context))),
            Self::Any(of) => Truth::any(of.iter().map(|c| c.holds(record, context))),
            Self::Not(of) => of.holds(record, context).negate(),
        }
    }
}

/// False if either is known not to be there, unknown if either is not known.
fn both(a: Known<i64>, b: Known<i64>, test: impl Fn(i64, i64) -> bool) -> Truth {
    match (a, b) {
        (Known::Value(a), Known::Value(b)) => test(a, b).into(),
        (Known::Null, _) | (_, Known::Null) => Truth::False,
        _ => Truth::Unknown,
    }
}

/// The number in a cell, if it is one.
pub(crate) fn number(cell: &Cell) -> Option<Rational> {
    match cell {
        Cell::Int(n) => Some(Rational::from_integer((*n).into())),
        Cell::Decimal(n) => Some(n.clone()),
        _ => None,
    }
}

/// A number in a rule: an integer or a decimal text.
pub(crate) fn limit(value: &Value) -> Option<Rational> {
    match value {
        Value::Number(n) if n.len() <= 18 => n.parse::<i64>().ok().map(|n| Rational::from_integer(n.into())),
        Value::Text(t) if t.len() <= 40 && !t.contains(['e', 'E']) => exact::parse(t),
        _ => None,
    }
}

/// Where something is wrong in a rule, and what.
pub(crate) type Faults = Vec<String>;

/// Finds a field; a fault if there is none.
pub(crate) fn field(kind: &Kind, name: Option<&str>, faults: &mut Faults) -> Option<usize> {
    let name = name.unwrap_or_default();
    let at = kind.position(name);
    if at.is_none() {
        faults.push(format!("{} has no field {name}", kind.name));
    }
    at
}

pub(crate) fn moment(kind: &Kind, name: Option<&str>, faults: &mut Faults) -> Option<Moment> {
    match name {
        Some("as_of") => Some(Moment::AsOf),
        Some("election.polling_day") => Some(Moment::PollingDay),
        Some("election.results_final_on") => Some(Moment::ResultsFinalOn),
        other => field(kind, other, faults).map(Moment::Field),
    }
}

/// Reads a condition over a kind. With `required_only` it may read required fields only, so that it is never unknown.
pub(crate) fn read(kind: &Kind, value: &Value, required_only: bool, faults: &mut Faults) -> Option<Condition> {
    let many = |key: &str, faults: &mut Faults| -> Option<Option<Vec<Condition>>> {
        let items = value.get(key)?;
        let Some(items) = items.as_array().filter(|items| !items.is_empty()) else {
            faults.push(format!("`{key}` should be a list of conditions"));
            return Some(None);
        };
        // Every item is read, so that every fault is told.
        let read: Vec<_> = items.iter().map(|item| read(kind, item, required_only, faults)).collect();
        Some(read.into_iter().collect())
    };
    if let Some(of) = many("all", faults) {
        return Some(Condition::All(of?));
    }
    if let Some(of) = many("any", faults) {
        return Some(Condition::Any(of?));
    }
    if let Some(of) = value.get("not") {
        return Some(Condition::Not(Box::new(read(kind, of, required_only, faults)?)));
    }
    for key in ["days_between", "hours_between", "months_between"] {
        if let Some(pair) = value.get(key) {
            return read_between(kind, key, pair, value, required_only, faults);
        }
    }
    let Some(name) = value.get("field").and_then(Value::as_text) else {
        faults.push("a condition names no field".to_owned());
        return None;
    };
    let at = field(kind, Some(name), faults)?;
    let found = &kind.fields[at];
    if required_only && !found.required {
        faults.push(format!("a selection may only read required fields, {name} is not"));
    }
    let mut fault = |what: String| {
        faults.push(what);
        None
    };
    let in_enum = |word: &str| found.field_type != Type::Enum || found.values.iter().any(|v| v == word);
    let numeric = matches!(found.field_type, Type::Int | Type::Decimal);
    let list = found.field_type == Type::List;
    if let Some(want) = value.get("is") {
        return match want {
            Value::Bool(b) if found.field_type == Type::Bool => Some(Condition::IsBool(at, *b)),
            Value::Bool(_) => fault(format!("{name} is {:?}, compared with a boolean", found.field_type)),
            Value::Text(t) if in_enum(t) => Some(Condition::IsText(at, t.as_str().into())),
            Value::Text(t) => fault(format!("{name} has no value {t}")),
            _ => fault(format!("{name} is compared with neither text nor boolean")),
        };
    }
    if let Some(of) = value.get("in") {
        let words: Option<Vec<&str>> = of.as_array().and_then(|items| items.iter().map(Value::as_text).collect());
        let Some(words) = words else { return fault(format!("{name}: `in` should be a list of texts")) };
        if let Some(word) = words.iter().find(|word| !in_enum(word)) {
            return fault(format!("{name} has no value {word}"));
        }
        return Some(Condition::In(at, words.into_iter().map(Box::from).collect()));
    }
    for (key, make) in [
        ("at_least", Condition::AtLeast as fn(usize, Rational) -> Condition),
        ("at_most", Condition::AtMost as fn(usize, Rational) -> Condition),
    ] {
        if let Some(number) = value.get(key) {
            if !numeric {
                return fault(format!("{name} is {:?}, compared as a number", found.field_type));
            }
            return match limit(number) {
                Some(number) => Some(make(at, number)),
                None => fault(format!("{name}: `{key}` is not a number")),
            };
        }
    }
    if let Some(present) = value.get("present") {
        return match present {
            Value::Bool(true) => Some(Condition::Present(at)),
            _ => fault(format!("{name}: `present` may only be true")),
        };
    }
    if value.get("has").is_some() || value.get("size_at_least").is_some() {
        if !list {
            return fault(format!("{name} is not a list"));
        }
        if let Some(word) = value.get("has").and_then(Value::as_text) {
            return Some(Condition::Has(at, word.into()));
        }
        let size = value.get("size_at_least").and_then(Value::as_integer).and_then(|n| usize::try_from(n).ok());
        return match size {
            Some(size) => Some(Condition::SizeAtLeast(at, size)),
            None => fault(format!("{name}: `has` wants a text, `size_at_least` a whole number")),
        };
    }
    fault(format!("{name} is compared with nothing"))
}

fn read_between(
    kind: &Kind,
    key: &str,
    pair: &Value,
    value: &Value,
    required_only: bool,
    faults: &mut Faults,
) -> Option<Condition> {
    let names = pair.as_array().unwrap_or_default();
    if names.len() != 2 {
        faults.push(format!("{key} wants two dates"));
        return None;
    }
    let types: &[Type] = if key == "hours_between" { &[Type::Time, Type::Date] } else { &[Type::Date] };
    let mut moments = [Moment::AsOf; 2];
    let mut whole = true;
    for (slot, name) in moments.iter_mut().zip(names) {
        let Some(found) = moment(kind, name.as_text(), faults) else {
            whole = false;
            continue;
        };
        if let Moment::Field(at) = found {
            let found = &kind.fields[at];
            if !types.contains(&found.field_type) {
                faults.push(format!("{key}: {} is {:?}", found.name, found.field_type));
                whole = false;
            }
            if required_only && !found.required {
                faults.push(format!("a selection may only read required fields, {} is not", found.name));
            }
        }
        *slot = found;
    }
    let mut bound = |name: &str| -> Option<Rational> {
        let value = value.get(name)?;
        let number = limit(value);
        if number.is_none() {
            faults.push(format!("{key}: `{name}` is not a number"));
            whole = false;
        }
        number
    };
    let (at_least, at_most) = (bound("at_least"), bound("at_most"));
    if at_least.is_none() && at_most.is_none() {
        faults.push(format!("{key} without a limit"));
        return None;
    }
    let [from, to] = moments;
    if !whole {
        return None;
    }
    if key == "months_between" {
        let at_most = value.get("at_most").and_then(Value::as_integer).filter(|n| n.abs() <= 12_000);
        if at_most.is_none() {
            faults.push("months_between wants `at_most`, a whole number of at most 12000".to_owned());
        }
        return Some(Condition::Months { from, to, at_most: at_most? });
    }
    Some(Condition::Between { hours: key == "hours_between", from, to, at_least, at_most })
}
