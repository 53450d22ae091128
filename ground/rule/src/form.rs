//! The forms a rule can take, read from parsed YAML or JSON. Every fault is told, not only the first.

use crate::condition::{Condition, Faults, Moment, field, limit, moment, read};
use crate::record::{Kind, Type};
use crate::verdict::{Combine, Verdict};
use base::exact::Rational;
use base::json::Value;

/// A rule: one form over one kind of record, or the worst of several.
#[derive(Debug, Clone)]
pub struct Rule(pub(crate) Vec<Part>);

/// One form over one kind.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) kind: String,
    pub(crate) selection: Option<Condition>,
    pub(crate) if_none: IfNone,
    pub(crate) min_n: u64,
    pub(crate) form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IfNone {
    Verdict(Verdict),
    NotAssessed,
    NotApplicable,
}

/// Thresholds of met and partly.
#[derive(Debug, Clone)]
pub(crate) struct Bands {
    pub(crate) met: Rational,
    pub(crate) partly: Option<Rational>,
    /// Partly begins above its threshold, not at it.
    pub(crate) over: bool,
    pub(crate) direction: Direction,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    AtLeast,
    AtMost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reference {
    Overall,
    Highest,
    Lowest,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Groups {
    pub(crate) dimension: usize,
    pub(crate) group: usize,
    pub(crate) numerator: usize,
    pub(crate) denominator: usize,
}

#[derive(Debug, Clone)]
pub(crate) struct Times {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) hours: bool,
    pub(crate) quantile: Rational,
    pub(crate) bands: Bands,
}

#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "a catalogue holds a hundred forms, not millions")]
pub(crate) enum Form {
    Share { bands: Bands, that: Condition, partly_that: Option<Condition>, wilson: bool },
    AllOf { elements: Vec<Condition>, met: usize, partly: usize, combine: Combine },
    FirstOf { cases: Vec<(Condition, Option<Verdict>)>, otherwise: Option<Verdict>, combine: Combine },
    Before { at: usize, event: Moment, met: i64, partly: Option<i64>, if_later: Verdict, combine: Combine },
    Ratio { numerator: usize, denominator: usize, bands: Bands, combine: Combine },
    Complete { fields: Vec<usize>, bands: Bands },
    Months { month: usize, by: Option<usize>, window: i64, met: i64, partly: i64 },
    Largest { group: usize, bands: Bands },
    GroupRate { groups: Groups, rse: Option<usize>, complement: bool, reference: Reference, bands: Bands },
    Time(Times),
    TimeRatio { times: Times, split: usize, compare: Box<str>, against: Box<str> },
    NoDifference { groups: Groups, explained: usize, significance: f64, effect: f64, power: f64 },
    NoneConfirmed { field: usize, confirmed: Vec<Box<str>>, open: Vec<Box<str>> },
}

impl Form {
    /// Whether the form may answer from a sample.
    pub(crate) const fn takes_sample(&self) -> bool {
        matches!(
            self,
            Self::Share { .. }
                | Self::GroupRate { .. }
                | Self::Time(_)
                | Self::TimeRatio { .. }
                | Self::NoDifference { .. }
        )
    }
}

impl Rule {
    /// Reads a rule against the kinds of a catalogue.
    ///
    /// # Errors
    /// Every fault found, each in a sentence: unknown form or kind, unknown field, wrong comparison, bands the wrong
    /// way round, a `worst_of` inside another.
    pub fn read(value: &Value, kinds: &[Kind]) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let mut parts = Vec::new();
        if word(value, "form") == Some("worst_of") {
            let rules = value.get("rules").and_then(Value::as_array).unwrap_or_default();
            if rules.len() < 2 {
                faults.push("worst_of wants two rules or more".to_owned());
            }
            for rule in rules {
                if word(rule, "form") == Some("worst_of") {
                    faults.push("worst_of inside worst_of".to_owned());
                } else {
                    parts.extend(part(rule, kinds, &mut faults));
                }
            }
        } else {
            parts.extend(part(value, kinds, &mut faults));
        }
        if faults.is_empty() { Ok(Self(parts)) } else { Err(faults) }
    }

    /// The kinds it reads, in order, each once.
    pub fn kinds(&self) -> Vec<&str> {
        let mut out: Vec<&str> = Vec::new();
        for part in &self.0 {
            if !out.contains(&part.kind.as_str()) {
                out.push(&part.kind);
            }
        }
        out
    }
}

fn word<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_text)
}

/// Reads the members of one rule; a fault for each that is missing or wrong.
struct Reader<'a> {
    value: &'a Value,
    kind: &'a Kind,
    faults: &'a mut Faults,
}

impl Reader<'_> {
    fn fault<T>(&mut self, what: impl Into<String>) -> Option<T> {
        self.faults.push(what.into());
        None
    }

    fn field(&mut self, key: &str, types: &[Type]) -> Option<usize> {
        let name = word(self.value, key);
        self.named(key, name, types)
    }

    fn named(&mut self, key: &str, name: Option<&str>, types: &[Type]) -> Option<usize> {
        let at = field(self.kind, name, self.faults)?;
        let found = &self.kind.fields[at];
        if !types.is_empty() && !types.contains(&found.field_type) {
            return self.fault(format!("`{key}`: {} is {:?}", found.name, found.field_type));
        }
        Some(at)
    }

    fn condition(&mut self, key: &str) -> Option<Condition> {
        match self.value.get(key) {
            Some(value) => read(self.kind, value, false, self.faults),
            None => self.fault(format!("`{key}` is missing")),
        }
    }

    fn number(&mut self, key: &str) -> Option<Rational> {
        match self.value.get(key).map(limit) {
            Some(Some(number)) => Some(number),
            Some(None) => self.fault(format!("`{key}` is not a number")),
            None => self.fault(format!("`{key}` is missing")),
        }
    }

    fn integer(&mut self, key: &str) -> Option<i64> {
        match self.value.get(key).and_then(Value::as_integer).filter(|n| n.unsigned_abs() < 1 << 40) {
            Some(number) => Some(number),
            None => self.fault(format!("`{key}` is not a whole number")),
        }
    }

    fn float(&mut self, key: &str) -> Option<f64> {
        self.number(key).and_then(|n| num_traits::ToPrimitive::to_f64(&n))
    }

    fn words(&mut self, key: &str) -> Option<Vec<Box<str>>> {
        let items = self.value.get(key).and_then(Value::as_array).unwrap_or_default();
        match items.iter().map(|item| item.as_text().map(Box::from)).collect() {
            Some(words) if !items.is_empty() => Some(words),
            _ => self.fault(format!("`{key}` should be a list of texts")),
        }
    }

    fn combine(&mut self) -> Option<Combine> {
        match word(self.value, "combine") {
            Some("worst") => Some(Combine::Worst),
            Some("best") => Some(Combine::Best),
            _ => self.fault("`combine` should be worst or best"),
        }
    }

    /// Thresholds; the band of met lies inside that of partly.
    fn bands(&mut self, direction: Direction, partly_required: bool) -> Option<Bands> {
        let met = self.number("met")?;
        let over = self.value.get("partly").is_none() && self.value.get("partly_over").is_some();
        let key = if over { "partly_over" } else { "partly" };
        if over && direction == Direction::AtMost {
            // Above a threshold is everything worse than met: nothing could be not met.
            return self.fault("`partly_over` goes with values that should be high; give `partly`");
        }
        let partly = if self.value.get(key).is_some() || partly_required { Some(self.number(key)?) } else { None };
        let wrong = partly.as_ref().is_some_and(|partly| match direction {
            Direction::AtLeast => met < *partly,
            Direction::AtMost => met > *partly,
        });
        if wrong {
            return self.fault("the bands of met and partly are the wrong way round");
        }
        Some(Bands { met, partly, over, direction })
    }

    fn direction(&mut self) -> Option<Direction> {
        match word(self.value, "direction") {
            Some("at_least") => Some(Direction::AtLeast),
            Some("at_most") => Some(Direction::AtMost),
            _ => self.fault("`direction` should be at_least or at_most"),
        }
    }

    fn groups(&mut self) -> Option<Groups> {
        const NAMES: &[Type] = &[Type::Text, Type::Id, Type::Enum];
        let dimension = self.field("dimension", NAMES);
        let group = self.field("group", NAMES);
        let numerator = self.field("numerator", &[Type::Int]);
        let denominator = self.field("denominator", &[Type::Int]);
        Some(Groups { dimension: dimension?, group: group?, numerator: numerator?, denominator: denominator? })
    }

    fn times(&mut self) -> Option<Times> {
        let hours = match word(self.value, "unit") {
            Some("hours") => true,
            Some("days") => false,
            _ => return self.fault("`unit` should be hours or days"),
        };
        let types: &[Type] = if hours { &[Type::Time] } else { &[Type::Date] };
        let from = self.field("from", types);
        let to = self.field("to", types);
        let quantile = self.number("quantile");
        let bands = self.bands(Direction::AtMost, true);
        Some(Times { from: from?, to: to?, hours, quantile: quantile?, bands: bands? })
    }

    fn form(&mut self, name: &str) -> Option<Form> {
        Some(match name {
            "share_at_least" | "share_at_most" | "wilson_at_least" => {
                let wilson = name == "wilson_at_least";
                let direction = if name == "share_at_most" { Direction::AtMost } else { Direction::AtLeast };
                let bands = self.bands(direction, wilson);
                let that = self.condition("that");
                let partly_that = match self.value.get("partly_that") {
                    Some(_) => Some(self.condition("partly_that")?),
                    None => None,
                };
                Form::Share { bands: bands?, that: that?, partly_that, wilson }
            }
            "all_of" => {
                let items = self.value.get("elements").and_then(Value::as_array).unwrap_or_default();
                let elements: Vec<_> = items
                    .iter()
                    .map(|item| match item.get("holds") {
                        Some(holds) => read(self.kind, holds, false, self.faults),
                        None => self.fault("an element without `holds`"),
                    })
                    .collect();
                let (met, partly, combine) = (self.integer("met"), self.integer("partly"), self.combine());
                let (met, partly) = (usize::try_from(met?).ok(), usize::try_from(partly?).ok());
                match (met, partly) {
                    (Some(met), Some(partly)) if partly <= met && met <= items.len() => Form::AllOf {
                        elements: elements.into_iter().collect::<Option<_>>()?,
                        met,
                        partly,
                        combine: combine?,
                    },
                    _ => return self.fault("the bands of met and partly are the wrong way round"),
                }
            }
            "first_of" => {
                let items = self.value.get("cases").and_then(Value::as_array).unwrap_or_default();
                let mut cases = Vec::new();
                let mut whole = !items.is_empty();
                for item in items {
                    let when = item.get("when").and_then(|when| read(self.kind, when, false, self.faults));
                    let then = self.then(word(item, "then"));
                    match (when, then) {
                        (Some(when), Some(then)) => cases.push((when, then)),
                        _ => whole = false,
                    }
                }
                let otherwise = self.then(word(self.value, "otherwise"));
                let combine = self.combine();
                if !whole {
                    return self.fault("`cases` should be a list of `when` and `then`");
                }
                Form::FirstOf { cases, otherwise: otherwise?, combine: combine? }
            }
            "before_event" => {
                let at = self.field("at", &[Type::Date]);
                let event = moment(self.kind, word(self.value, "event"), self.faults);
                let met = self.integer("met_days");
                let partly = match self.value.get("partly_days") {
                    Some(_) => Some(self.integer("partly_days")?),
                    None => None,
                };
                let if_later = match self.value.get("if_later") {
                    Some(v) => match v.as_text().and_then(Verdict::from_word) {
                        Some(verdict) => verdict,
                        None => return self.fault("`if_later` should be a verdict"),
                    },
                    None => Verdict::NotMet,
                };
                let combine = self.combine();
                if partly.zip(met).is_some_and(|(partly, met)| partly > met) {
                    return self.fault("the bands of met and partly are the wrong way round");
                }
                Form::Before { at: at?, event: event?, met: met?, partly, if_later, combine: combine? }
            }
            "ratio_bands" => {
                const NUMBERS: &[Type] = &[Type::Int, Type::Decimal];
                let numerator = self.field("numerator", NUMBERS);
                let denominator = self.field("denominator", NUMBERS);
                let direction = self.direction()?;
                let (bands, combine) = (self.bands(direction, true), self.combine());
                Form::Ratio { numerator: numerator?, denominator: denominator?, bands: bands?, combine: combine? }
            }
            "completeness" => {
                let names = self.words("fields")?;
                let fields: Vec<_> = names.iter().map(|name| self.named("fields", Some(name), &[])).collect();
                let bands = self.bands(Direction::AtLeast, true);
                Form::Complete { fields: fields.into_iter().collect::<Option<_>>()?, bands: bands? }
            }
            "months_covered" => {
                let month = self.field("month", &[Type::Month]);
                let by = match self.value.get("by") {
                    Some(_) => Some(self.field("by", &[])?),
                    None => None,
                };
                let (window, met, partly) = (self.integer("window")?, self.integer("met")?, self.integer("partly")?);
                if !(1..=1200).contains(&window) || partly > met {
                    return self.fault(
                        "the bands of met and partly are the wrong way round, or the window is not 1 to 1200",
                    );
                }
                Form::Months { month: month?, by, window, met, partly }
            }
            "largest_share" => {
                let group = self.field("group", &[]);
                Form::Largest { group: group?, bands: self.bands(Direction::AtMost, true)? }
            }
            "group_rate_ratio" => {
                let groups = self.groups();
                let rse = match self.value.get("denominator_rse") {
                    Some(_) => Some(self.field("denominator_rse", &[Type::Decimal])?),
                    None => None,
                };
                let reference = match word(self.value, "reference") {
                    Some("overall") => Reference::Overall,
                    Some("highest") => Reference::Highest,
                    Some("lowest") => Reference::Lowest,
                    _ => return self.fault("`reference` should be overall, highest or lowest"),
                };
                let complement = self.value.get("complement") == Some(&Value::Bool(true));
                let direction = self.direction()?;
                let bands = self.bands(direction, true);
                Form::GroupRate { groups: groups?, rse, complement, reference, bands: bands? }
            }
            "time_quantile" => Form::Time(self.times()?),
            "time_quantile_ratio" => {
                let times = self.times();
                let split = self.field("split", &[Type::Enum, Type::Text, Type::Id]);
                let (compare, against) = (word(self.value, "compare"), word(self.value, "against"));
                let (Some(compare), Some(against)) = (compare, against) else {
                    return self.fault("`compare` and `against` should be texts");
                };
                Form::TimeRatio { times: times?, split: split?, compare: compare.into(), against: against.into() }
            }
            "no_difference" => {
                let groups = self.groups();
                let explained = self.field("explained", &[Type::Bool]);
                let (significance, effect, power) =
                    (self.float("significance"), self.float("effect"), self.float("power"));
                Form::NoDifference {
                    groups: groups?,
                    explained: explained?,
                    significance: significance?,
                    effect: effect?,
                    power: power?,
                }
            }
            "none_confirmed" => {
                let field = self.field("field", &[Type::Enum, Type::Text, Type::Id]);
                let (confirmed, open) = (self.words("confirmed"), self.words("open"));
                Form::NoneConfirmed { field: field?, confirmed: confirmed?, open: open? }
            }
            other => return self.fault(format!("{other} is no form of a rule")),
        })
    }

    /// A verdict, or `None` inside for `not_assessed`.
    fn then(&mut self, then: Option<&str>) -> Option<Option<Verdict>> {
        match then {
            Some("not_assessed") => Some(None),
            Some(text) if Verdict::from_word(text).is_some() => Some(Verdict::from_word(text)),
            _ => self.fault("a case should end in met, partly, not_met or not_assessed"),
        }
    }
}

fn part(value: &Value, kinds: &[Kind], faults: &mut Faults) -> Option<Part> {
    let Some(form) = word(value, "form") else {
        faults.push("a rule without `form`".to_owned());
        return None;
    };
    let of = value.get("of");
    let name = of.and_then(|of| word(of, "kind")).unwrap_or_default();
    let Some(kind) = kinds.iter().find(|kind| kind.name == name) else {
        faults.push(format!("unknown record kind {name}"));
        return None;
    };
    let before = faults.len();
    let selection = of.and_then(|of| of.get("where")).and_then(|selection| read(kind, selection, true, faults));
    let if_none = match word(value, "if_none") {
        Some("not_assessed") => Some(IfNone::NotAssessed),
        Some("not_applicable") => Some(IfNone::NotApplicable),
        Some(other) => Verdict::from_word(other).map(IfNone::Verdict),
        None => None,
    };
    if if_none.is_none() {
        faults.push("`if_none` should be a verdict, not_assessed or not_applicable".to_owned());
    }
    let mut reader = Reader { value, kind, faults };
    let min_n = match value.get("min_n") {
        Some(_) => reader.integer("min_n").and_then(|n| u64::try_from(n).ok()),
        None => Some(0),
    };
    let form = reader.form(form);
    if faults.len() > before {
        return None;
    }
    Some(Part { kind: name.to_owned(), selection, if_none: if_none?, min_n: min_n?, form: form? })
}
