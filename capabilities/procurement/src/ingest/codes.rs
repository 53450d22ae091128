//! The problems ingest can report: one table of code, severity, action and remedy.

use base::{Action, Place, Problem, Severity};

/// A kind of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// Stable code in kebab case.
    pub code: &'static str,
    /// How serious.
    pub severity: Severity,
    /// What is done with the value; `array-for-object` and `superseded` say it case by case.
    pub action: Action,
    /// What to do now.
    pub remedy: &'static str,
}

impl Code {
    /// The problem at a place.
    pub fn at(&self, place: Place, what: impl Into<String>) -> Problem {
        Problem::new(self.code, self.severity, self.action, place, what, self.remedy)
    }
}

macro_rules! codes {
    ($($name:ident $code:literal $severity:ident $action:ident $remedy:literal)*) => {
        $(#[doc = concat!("`", $code, "`")]
        pub const $name: Code =
            Code { code: $code, severity: Severity::$severity, action: Action::$action, remedy: $remedy };)*
        /// All of them.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

codes! {
    NOT_JSON "not-json" Error Refused "Correct the text so that it is JSON, or export it again, and ingest again."
    NOT_UTF8 "not-utf8" Error Refused "Export the file as UTF-8 and ingest again."
    NOT_AN_OBJECT "not-an-object" Error Refused "Give a release, a record or a package: each is a JSON object."
    UNKNOWN_FORM "unknown-form" Error Refused "Give an OCDS release, release package or record package."
    NO_OCID "no-ocid" Error Refused "Ask the publisher for the ocid: without it a release belongs to no process."
    TOO_DEEP "too-deep" Error Refused "A release nests at most 64 arrays and objects; ask the publisher to correct it."
    TOO_LONG "too-long" Error Refused "A release has at most 64 MiB; ask the publisher to split it."
    TRUNCATED_GZIP "truncated-gzip" Error Refused "Fetch the file again; what came before the damage was read."
    OBJECT_FOR_ARRAY "object-for-array" Warning Changed "Tell the publisher: this field is an array, even for one value."
    ARRAY_FOR_OBJECT "array-for-object" Warning Changed "Tell the publisher: this field is one object, not an array."
    NUMBER_AS_TEXT "number-as-text" Warning Changed "Tell the publisher: numbers stand without quotes."
    AMOUNT_NOT_A_NUMBER "amount-not-a-number" Warning Changed "Tell the publisher: an amount is a plain number like 1200.50."
    NULL_AMOUNT "null-amount" Warning Kept "Ask the publisher for the amount; until then it counts as missing, never as zero."
    UNKNOWN_CODE "unknown-code" Warning Kept "Ask the publisher to use a code of the closed codelist."
    NO_PARTY_ID "no-party-id" Warning Changed "Ask the publisher to identify the organisation; an id was made from name and country."
    PARTY_NOT_LISTED "party-not-listed" Warning Kept "Ask the publisher to list the organisation in `parties`."
    DUPLICATE_RELEASE "duplicate-release" Warning Removed "Ask the publisher to give each release its own id."
    DUPLICATE_KEY "duplicate-key" Warning Kept "Correct the object so that it names each member once; the last one stands."
    BAD_DATE "bad-date" Warning Kept "Write dates as 2026-03-01T09:00:00Z; this one is kept as text and no measure can use it."
    NO_DATE "no-date" Warning Kept "Ask the publisher to date every release; this one is taken as older than all dated ones."
    PERSON_REMOVED "person-removed" Info Removed "Nothing to do: data about persons does not enter the record."
    LICENSE_MISSING "license-missing" Info Kept "Ask the publisher under which licence the data may be used."
    LINKED_RELEASE_MISSING "linked-release-missing" Info Kept "Fetch the linked release and ingest it too."
    SUPERSEDED "superseded" Info Removed "Nothing to do: a later compiled release of this process is used."
}

/// Why `no-date` is here: §2 of the specification does not list it for ingest, and refuses undated releases only in
/// `merge`. Ingest is tolerant: the release is kept and its order is stated.
#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn codes_are_distinct_and_kebab() {
        for (i, code) in ALL.iter().enumerate() {
            assert!(code.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit()));
            assert!(ALL[..i].iter().all(|c| c.code != code.code), "{} twice", code.code);
            assert!(code.remedy.ends_with('.'));
        }
    }
}
