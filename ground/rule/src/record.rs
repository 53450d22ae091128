//! Kinds of records and their typed values. A key left out is not known; `null` says that there is none.

use base::exact::{self, Rational};
use base::json::Value;
use base::time;

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// An identifier.
    Id,
    /// Free text.
    Text,
    /// A calendar date, `YYYY-MM-DD`.
    Date,
    /// An instant, RFC 3339 with offset.
    Time,
    /// A calendar month, `YYYY-MM`.
    Month,
    /// A whole number.
    Int,
    /// A decimal as text, for example `"0.10"`, or a whole number.
    Decimal,
    /// `true` or `false`.
    Bool,
    /// One of the listed words.
    Enum,
    /// A list of texts.
    List,
}

impl Type {
    /// Reads the type's name.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "id" => Self::Id,
            "text" => Self::Text,
            "date" => Self::Date,
            "time" => Self::Time,
            "month" => Self::Month,
            "int" => Self::Int,
            "decimal" => Self::Decimal,
            "bool" => Self::Bool,
            "enum" => Self::Enum,
            "list" => Self::List,
            _ => return None,
        })
    }
}

/// One field of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its key.
    pub name: String,
    /// Its type.
    pub field_type: Type,
    /// Whether the key must be there.
    pub required: bool,
    /// Whether `null` is allowed.
    pub nullable: bool,
    /// The words of an enum; empty for other types.
    pub values: Vec<String>,
}

/// A kind of record: its name and fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// The kind's name.
    pub name: String,
    /// Its fields, in the catalogue's order.
    pub fields: Vec<Field>,
}

/// A value as a rule sees it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Not known.
    Missing,
    /// Known that there is none.
    Null,
    /// Truth value.
    Bool(bool),
    /// Whole number.
    Int(i64),
    /// Exact decimal.
    Decimal(Rational),
    /// Days since 1970-01-01.
    Day(i64),
    /// Milliseconds since 1970-01-01T00:00:00Z.
    Instant(i64),
    /// Months since year 0.
    Month(i64),
    /// Text, identifier or enum word.
    Text(Box<str>),
    /// List of texts.
    List(Vec<Box<str>>),
}

/// A record: one cell for each field of its kind, in the kind's order.
#[derive(Debug, Clone, PartialEq)]
pub struct Record(pub(crate) Vec<Cell>);

impl Record {
    /// The cell of a field by its position in the kind.
    pub fn cell(&self, position: usize) -> &Cell {
        self.0.get(position).unwrap_or(&Cell::Missing)
    }
}

/// Months since year 0 of `YYYY-MM`; `None` for anything else.
pub fn month(text: &str) -> Option<i64> {
    let (year, month) = text.split_once('-')?;
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(year, 4) || !digits(month, 2) {
        return None;
    }
    let month: i64 = month.parse().ok()?;
    (1..=12).contains(&month).then_some(year.parse::<i64>().ok()? * 12 + month - 1)
}

/// Days since 1970-01-01 of `YYYY-MM-DD`; `None` for anything else.
pub fn day(text: &str) -> Option<i64> {
    (text.len() == 10).then(|| time::date(text)).flatten().map(time::day_number)
}

impl Kind {
    /// The position of a field by name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// Reads one record.
    ///
    /// # Errors
    /// What is wrong with it, naming the field: required key missing, `null` where not nullable, unknown key, value
    /// outside an enum, wrong type.
    pub fn read(&self, value: &Value) -> Result<Record, String> {
        let Value::Object(object) = value else { return Err("the line is not an object".to_owned()) };
        let mut cells = vec![Cell::Missing; self.fields.len()];
        let mut next = 0;
        for (key, value) in object.iter() {
            // Members mostly come in the kind's order; then no search is needed.
            let at = (next..self.fields.len()).find(|i| self.fields[*i].name == key).or_else(|| self.position(key));
            let Some(at) = at else { return Err(format!("`{key}` is no field of {}", self.name)) };
            cells[at] = self.fields[at].read(value)?;
            next = at + 1;
        }
        for (field, cell) in self.fields.iter().zip(&cells) {
            if field.required && *cell == Cell::Missing {
                return Err(format!("the required field `{}` is missing", field.name));
            }
        }
        Ok(Record(cells))
    }
}

impl Field {
    fn read(&self, value: &Value) -> Result<Cell, String> {
        if *value == Value::Null {
            return if self.nullable { Ok(Cell::Null) } else { Err(format!("`{}` may not be null", self.name)) };
        }
        let text = value.as_text();
        let cell = match self.field_type {
            Type::Id | Type::Text => text.filter(|t| self.field_type == Type::Text || !t.is_empty()).map(boxed),
            Type::Enum => {
                let word = text.ok_or_else(|| format!("`{}` is not a word", self.name))?;
                if !self.values.iter().any(|known| known == word) {
                    return Err(format!("`{}` has no value `{word}`", self.name));
                }
                Some(boxed(word))
            }
            Type::Date => text.and_then(day).map(Cell::Day),
            Type::Time => text.and_then(time::instant).map(Cell::Instant),
            Type::Month => text.and_then(month).map(Cell::Month),
            Type::Int => value.as_integer().map(Cell::Int),
            Type::Decimal => match value {
                Value::Text(t) if t.len() <= 40 && !t.contains(['e', 'E']) => exact::parse(t).map(Cell::Decimal),
                _ => value.as_integer().map(Cell::Int),
            },
            Type::Bool => match value {
                Value::Bool(b) => Some(Cell::Bool(*b)),
                _ => None,
            },
            Type::List => value
                .as_array()
                .and_then(|items| items.iter().map(|item| item.as_text().map(Box::from)).collect())
                .map(Cell::List),
        };
        cell.ok_or_else(|| format!("`{}` should be {}", self.name, self.field_type.shape()))
    }
}

fn boxed(text: &str) -> Cell {
    Cell::Text(text.into())
}

impl Type {
    const fn shape(self) -> &'static str {
        match self {
            Self::Id => "an identifier (text, not empty)",
            Self::Text => "text",
            Self::Date => "a date YYYY-MM-DD",
            Self::Time => "a time after RFC 3339 with offset",
            Self::Month => "a month YYYY-MM",
            Self::Int => "a whole number",
            Self::Decimal => "a decimal as text",
            Self::Bool => "true or false",
            Self::Enum => "one of the listed words",
            Self::List => "a list of texts",
        }
    }
}
