//! Which flags run and with which parameters: Cardinal's INI file, read strictly.
//!
//! A flag runs if its section stands in the file. Sections of Cardinal's `prepare` command are known and left to
//! `ingest`. Anything else unknown is an error with its line, because a mistyped parameter would silently change results.

use super::Flag;
use std::collections::{BTreeMap, BTreeSet};

/// What runs without a settings file: Cardinal's eleven, each with its defaults.
pub const DEFAULT_SETTINGS: &str =
    "[R003]\n[R018]\n[R024]\n[R025]\n[R028]\n[R030]\n[R035]\n[R036]\n[R038]\n[R048]\n[R058]\n";

/// Parameters of one run.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// SHA-256 of the settings text.
    pub sha256: Option<base::Digest>,
    /// The main currency, if fixed; else that of the first amount compared.
    pub currency: Option<String>,
    /// `tender.procurementMethodDetails` with which prices are compared; empty: all but the next.
    pub price_comparison: BTreeSet<String>,
    /// `tender.procurementMethodDetails` with which prices are not compared.
    pub no_price_comparison: BTreeSet<String>,
    /// `tender.procurementMethodDetails` left out altogether.
    pub excluded_method_details: BTreeSet<String>,
    /// R003, if it runs.
    pub r003: Option<R003>,
    /// R018, if it runs.
    pub r018: Option<R018>,
    /// R024, if it runs: the threshold that replaces the lower fence.
    pub r024: Option<Option<f64>>,
    /// R025, if it runs.
    pub r025: Option<R025>,
    /// R028 runs.
    pub r028: bool,
    /// R030 runs.
    pub r030: bool,
    /// R035, if it runs: how many others must be disqualified, at least 1.
    pub r035: Option<u64>,
    /// R036 runs.
    pub r036: bool,
    /// R038, if it runs.
    pub r038: Option<R038>,
    /// R044 runs.
    pub r044: bool,
    /// R048, if it runs.
    pub r048: Option<R048>,
    /// R055, if it runs.
    pub r055: Option<R055>,
    /// R058, if it runs: the threshold that replaces the upper fence.
    pub r058: Option<Option<f64>>,
}

/// Parameters of R003.
#[derive(Debug, Clone)]
pub struct R003 {
    /// Flagged below this many days.
    pub threshold: i64,
    /// Methods it looks at; empty: all.
    pub procurement_methods: BTreeSet<String>,
    /// Thresholds that replace the general one, by `procurementMethodDetails`.
    pub procurement_method_details: BTreeMap<String, i64>,
}

/// Parameters of R018.
#[derive(Debug, Clone)]
pub struct R018 {
    /// Methods it looks at; empty: all.
    pub procurement_methods: BTreeSet<String>,
}

/// Parameters of R025.
#[derive(Debug, Clone, Copy)]
pub struct R025 {
    /// Of all tenderers' numbers of bids, 0–100.
    pub percentile: u64,
    /// Replaces the lower fence of the ratios.
    pub threshold: Option<f64>,
}

/// Parameters of R038.
#[derive(Debug, Clone, Copy)]
pub struct R038 {
    /// Replaces the upper fences.
    pub threshold: Option<f64>,
    /// Tenderers with fewer bids are left out.
    pub minimum_submitted_bids: u64,
    /// Buyers and procuring entities with fewer bids (not processes: that is what Cardinal counts) are left out.
    pub minimum_contracting_processes: u64,
}

/// Parameters of R048.
#[derive(Debug, Clone, Copy)]
pub struct R048 {
    /// Length of the classification's beginning that is compared, in characters.
    pub digits: u64,
    /// Replaces the upper fence.
    pub threshold: Option<u64>,
    /// Suppliers seen in fewer processes are left out.
    pub minimum_contracting_processes: u64,
}

/// Parameters of R055.
#[derive(Debug, Clone)]
pub struct R055 {
    /// Amount from which the law asks for competition, in the main currency.
    pub threshold: f64,
    /// Length of the window in days.
    pub window_days: i64,
    /// Methods counted as direct.
    pub methods: BTreeSet<String>,
}

/// A settings file that cannot be used; names the line and says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("settings line {line}: {what}")]
pub struct SettingsError {
    /// Line in the file, counted from 1.
    pub line: u64,
    /// What was found.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Default for R003 {
    fn default() -> Self {
        Self { threshold: 15, procurement_methods: BTreeSet::new(), procurement_method_details: BTreeMap::new() }
    }
}

impl Settings {
    /// Reads an INI text: `;` and `#` begin comment lines, lists are separated by `|`.
    ///
    /// # Errors
    /// [`SettingsError`] for an unknown section or key, or a value of the wrong kind.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let mut settings = Self { sha256: Some(base::digest::sha256(text.as_bytes())), ..Self::default() };
        for section in sections(text)? {
            settings.take(section)?;
        }
        Ok(settings)
    }

    /// The eleven flags with their default parameters.
    pub fn standard() -> Self {
        Self::parse(DEFAULT_SETTINGS).expect("the built-in settings are valid")
    }

    /// The flags that run, in the order of their codes.
    pub fn flags(&self) -> Vec<Flag> {
        Flag::ALL.into_iter().filter(|flag| self.runs(*flag)).collect()
    }

    /// Whether a flag runs.
    pub const fn runs(&self, flag: Flag) -> bool {
        match flag {
            Flag::R003 => self.r003.is_some(),
            Flag::R018 => self.r018.is_some(),
            Flag::R024 => self.r024.is_some(),
            Flag::R025 => self.r025.is_some(),
            Flag::R028 => self.r028,
            Flag::R030 => self.r030,
            Flag::R035 => self.r035.is_some(),
            Flag::R036 => self.r036,
            Flag::R038 => self.r038.is_some(),
            Flag::R044 => self.r044,
            Flag::R048 => self.r048.is_some(),
            Flag::R055 => self.r055.is_some(),
            Flag::R058 => self.r058.is_some(),
        }
    }

    /// Whether prices are compared in a process with these `procurementMethodDetails`.
    pub(crate) fn compares_prices(&self, details: Option<&str>) -> bool {
        match details {
            Some(details) if self.price_comparison.is_empty() => !self.no_price_comparison.contains(details),
            Some(details) => self.price_comparison.contains(details),
            None => self.price_comparison.is_empty(),
        }
    }

    fn take(&mut self, mut section: Section) -> Result<(), SettingsError> {
        match section.name.clone().as_str() {
            "" => {
                self.currency = section.text("currency");
                self.price_comparison = section.list("price_comparison_procurement_methods").unwrap_or_default();
                self.no_price_comparison =
                    section.list("no_price_comparison_procurement_methods").unwrap_or_default();
            }
            "exclusions" => {
                self.excluded_method_details = section.list("procurement_method_details").unwrap_or_default();
            }
            "R003" => {
                let details = self.r003.take().unwrap_or_default().procurement_method_details;
                self.r003 = Some(R003 {
                    threshold: section.value("threshold", "a whole number of days")?.unwrap_or(15),
                    procurement_methods: section.list("procurement_methods").unwrap_or_default(),
                    procurement_method_details: details,
                });
            }
            "R003.procurement_method_details" => {
                let days = section.all("a whole number of days")?;
                self.r003.get_or_insert_default().procurement_method_details = days;
            }
            "R018" => {
                let methods = section.list("procurement_methods").unwrap_or_else(|| list("open|selective"));
                self.r018 = Some(R018 { procurement_methods: methods });
            }
            "R024" => self.r024 = Some(section.value("threshold", "a number")?),
            "R025" => {
                self.r025 = Some(R025 {
                    percentile: section.value("percentile", "a whole number from 0 to 100")?.unwrap_or(75),
                    threshold: section.value("threshold", "a number")?,
                });
            }
            "R028" => self.r028 = true,
            "R030" => self.r030 = true,
            "R035" => {
                self.r035 =
                    Some(section.value("threshold", "a whole number")?.map_or(1, |threshold: u64| threshold.max(1)));
            }
            "R036" => self.r036 = true,
            "R038" => {
                self.r038 = Some(R038 {
                    threshold: section.value("threshold", "a number")?,
                    minimum_submitted_bids: section.value("minimum_submitted_bids", "a whole number")?.unwrap_or(2),
                    minimum_contracting_processes: section
                        .value("minimum_contracting_processes", "a whole number")?
                        .unwrap_or(2),
                });
            }
            "R044" => self.r044 = true,
            "R048" => {
                self.r048 = Some(R048 {
                    digits: section.value("digits", "a whole number")?.unwrap_or(2),
                    threshold: section.value("threshold", "a whole number")?,
                    minimum_contracting_processes: section
                        .value("minimum_contracting_processes", "a whole number")?
                        .unwrap_or(20),
                });
            }
            "R055" => {
                let window_days = section.value("window_days", "a whole number of days, at least 1")?.unwrap_or(365);
                let threshold = section.value("threshold", "a number above 0")?.filter(|threshold| *threshold > 0.0);
                let Some(threshold) = threshold.filter(|_| window_days > 0) else {
                    return Err(section.error(
                        "R055 has no threshold above 0, or no window",
                        "Write `threshold = 50000` (the amount from which competition is required) under [R055].",
                    ));
                };
                let methods = section.list("methods").unwrap_or_else(|| list("direct"));
                self.r055 = Some(R055 { threshold, window_days, methods });
            }
            "R058" => self.r058 = Some(section.value("threshold", "a number")?),
            "output" => {
                section.text("info_currency_mismatches");
            }
            "defaults" => {
                section.drop(&["currency", "item_classification_scheme", "bid_status", "award_status", "party_roles"])
            }
            "redactions" => section.drop(&["amount", "organization_id"]),
            "corrections" => section.drop(&["award_status_by_contract_status"]),
            "modifications" => section.drop(&[
                "move_auctions",
                "prefix_buyer_or_procuring_entity_id",
                "prefix_tenderer_or_supplier_id",
                "split_procurement_method_details",
            ]),
            "codelists.bid_status" | "codelists.award_status" => section.values.clear(),
            name => {
                let known: Vec<&str> = Flag::ALL.iter().map(|flag| flag.code()).collect();
                return Err(section.error(
                    format!("`[{name}]` is not a section this program knows"),
                    format!("Known flags are {}.", known.join(", ")),
                ));
            }
        }
        section.nothing_left()
    }
}

/// One section of an INI file, taken apart key by key.
pub(crate) struct Section {
    pub(crate) name: String,
    pub(crate) line: u64,
    pub(crate) values: BTreeMap<String, (u64, String)>,
}

impl Section {
    fn text(&mut self, key: &str) -> Option<String> {
        self.values.remove(key).map(|(_, value)| value)
    }

    fn list(&mut self, key: &str) -> Option<BTreeSet<String>> {
        self.text(key).map(|value| list(&value))
    }

    fn value<T: std::str::FromStr>(&mut self, key: &str, kind: &str) -> Result<Option<T>, SettingsError> {
        let Some((line, value)) = self.values.remove(key) else { return Ok(None) };
        value.parse().map(Some).map_err(|_| SettingsError {
            line,
            what: format!("[{}] {key}: `{value}` is not {kind}", self.name),
            remedy: format!("Write {kind} after `{key} =`."),
        })
    }

    fn all<T: std::str::FromStr>(&mut self, kind: &str) -> Result<BTreeMap<String, T>, SettingsError> {
        let keys: Vec<String> = self.values.keys().cloned().collect();
        let mut all = BTreeMap::new();
        for key in keys {
            if let Some(value) = self.value(&key, kind)? {
                all.insert(key, value);
            }
        }
        Ok(all)
    }

    fn drop(&mut self, known: &[&str]) {
        self.values.retain(|key, _| !known.contains(&key.as_str()));
    }

    fn nothing_left(&self) -> Result<(), SettingsError> {
        let Some((key, (line, _))) = self.values.iter().min_by_key(|(_, (line, _))| *line) else { return Ok(()) };
        let place =
            if self.name.is_empty() { "before the first section".to_owned() } else { format!("in [{}]", self.name) };
        Err(SettingsError {
            line: *line,
            what: format!("`{key}` {place} is not a parameter this program knows"),
            remedy: "Correct the name or remove the line; a parameter that is silently ignored would change results."
                .into(),
        })
    }

    fn error(&self, what: impl Into<String>, remedy: impl Into<String>) -> SettingsError {
        SettingsError { line: self.line, what: what.into(), remedy: remedy.into() }
    }
}

fn list(value: &str) -> BTreeSet<String> {
    value.split_terminator('|').map(str::to_owned).collect()
}

/// Splits the text into sections; the same section twice is one, later keys replacing earlier ones.
pub(crate) fn sections(text: &str) -> Result<Vec<Section>, SettingsError> {
    let mut all = vec![Section { name: String::new(), line: 1, values: BTreeMap::new() }];
    let mut current = 0;
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with([';', '#']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let name = name.trim();
            current = all.iter().position(|section| section.name == name).unwrap_or_else(|| {
                all.push(Section { name: name.to_owned(), line: number, values: BTreeMap::new() });
                all.len() - 1
            });
            continue;
        }
        let Some((key, value)) = line.split_once(['=', ':']) else {
            return Err(SettingsError {
                line: number,
                what: format!("`{line}` is neither a [section] nor `name = value`"),
                remedy: "Begin comments with `;` or `#`.".into(),
            });
        };
        all[current].values.insert(key.trim().to_owned(), (number, unquote(value.trim()).to_owned()));
    }
    Ok(all)
}

fn unquote(value: &str) -> &str {
    ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_line_of_a_mistake() {
        let error = Settings::parse("[R003]\n; thirty\nthresold = 30\n").unwrap_err();
        assert_eq!(
            (error.line, error.what.as_str()),
            (3, "`thresold` in [R003] is not a parameter this program knows")
        );
        let error = Settings::parse("[R003]\nthreshold = ten\n").unwrap_err();
        assert_eq!(error.what, "[R003] threshold: `ten` is not a whole number of days");
        assert_eq!(Settings::parse("\n[R999]\n").unwrap_err().line, 2);
        assert_eq!(Settings::parse("[R055]\n").unwrap_err().line, 1);
        assert_eq!(Settings::parse("rubbish").unwrap_err().line, 1);
    }

    #[test]
    fn reads_every_parameter() {
        let settings = Settings::parse(
            "currency = USD\n[R003]\nprocurement_methods = open|selective\n[R003.procurement_method_details]\nx = 5\n\
             [R035]\nthreshold = 0\n[R048]\ndigits=4\n[R055]\nthreshold=50000\n[prepare]\n",
        );
        assert_eq!(settings.unwrap_err().line, 12);
        let settings = Settings::parse(
            "currency = USD\n[R003]\n[R003.procurement_method_details]\nx = 5\n[R035]\nthreshold = 0\n",
        );
        let settings = settings.unwrap();
        assert_eq!(settings.r035, Some(1));
        assert_eq!(settings.r003.as_ref().unwrap().procurement_method_details["x"], 5);
        assert_eq!(settings.flags(), [Flag::R003, Flag::R035]);
    }
}
