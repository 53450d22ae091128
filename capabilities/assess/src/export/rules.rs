//! A rule in words, made from the rule itself, so that the method page cannot say something else than the code does.

use crate::catalogue::{list, text};
use base::json::Value;

/// The sentence of a rule as it stands in the catalogue.
pub fn sentence(rule: &Value) -> String {
    let form = text(rule, "form");
    if form == "worst_of" {
        let parts: Vec<String> = list(rule, "rules").iter().map(sentence).collect();
        return format!("The worst of: ({})", parts.join(") and ("));
    }
    let of = rule.get("of").unwrap_or(&Value::Null);
    let selected = match of.get("where") {
        Some(selection) => format!("records `{}` where {}", text(of, "kind"), condition(selection)),
        None => format!("records `{}`", text(of, "kind")),
    };
    let show = |key: &str| rule.get(key).map(plain).unwrap_or_default();
    let that = |key: &str| rule.get(key).map(condition).unwrap_or_default();
    let (met, partly) = (show("met"), show("partly"));
    let bands = |word: &str, unit: &str| {
        let partly = match (rule.get("partly"), rule.get("partly_over")) {
            (Some(p), _) => format!("partly if {word} {}{unit}", plain(p)),
            (None, Some(p)) => format!("partly if over {}{unit}", plain(p)),
            _ => "no band of partly".to_owned(),
        };
        format!("met if {word} {met}{unit}; {partly}; not met otherwise")
    };
    let body = match form.as_str() {
        "share_at_least" | "wilson_at_least" => {
            let what = if form == "wilson_at_least" { "Wilson's lower 95 % bound of the share" } else { "the share" };
            let second = match rule.get("partly_that") {
                Some(other) => format!(" (for partly also counting those where {})", condition(other)),
                None => String::new(),
            };
            format!("{what} where {}: {}{second}", that("that"), bands("at least", ""))
        }
        "share_at_most" => format!("the share where {}: {}", that("that"), bands("at most", "")),
        "all_of" => {
            let elements: Vec<String> = list(rule, "elements")
                .iter()
                .map(|e| format!("{} ({})", text(e, "name"), e.get("holds").map(condition).unwrap_or_default()))
                .collect();
            format!(
                "for each, how many hold of: {}; met at {met}, partly at {partly}; {} counts",
                elements.join(", "),
                show("combine")
            )
        }
        "first_of" => {
            let cases: Vec<String> = list(rule, "cases")
                .iter()
                .map(|c| format!("{} if {}", text(c, "then"), c.get("when").map(condition).unwrap_or_default()))
                .collect();
            format!("for each, {}; else {}; {} counts", cases.join("; else "), show("otherwise"), show("combine"))
        }
        "before_event" => {
            let partly =
                rule.get("partly_days").map(|d| format!("; partly at {} days", plain(d))).unwrap_or_default();
            let later = rule.get("if_later").map_or_else(|| "not_met".to_owned(), plain);
            format!(
                "days from `{}` to `{}`: met at {} or more{partly}; else {later}; {} counts",
                show("at"),
                show("event"),
                show("met_days"),
                show("combine")
            )
        }
        "ratio_bands" => {
            let word = if show("direction") == "at_least" { "at least" } else { "at most" };
            format!(
                "for each `{}` over `{}`: {}; {} counts",
                show("numerator"),
                show("denominator"),
                bands(word, ""),
                show("combine")
            )
        }
        "completeness" => format!("share of filled fields of {}: {}", show("fields"), bands("at least", "")),
        "months_covered" => {
            let by = rule.get("by").map(|by| format!(", the lowest of any `{}`", plain(by))).unwrap_or_default();
            format!(
                "distinct `{}` of the {} whole months before the as-of date{by}: {}",
                show("month"),
                show("window"),
                bands("at least", "")
            )
        }
        "largest_share" => format!(
            "share of the largest `{}`, unknown ones counted both ways: {}",
            show("group"),
            bands("at most", "")
        ),
        "group_rate_ratio" => {
            let rate = if rule.get("complement") == Some(&Value::Bool(true)) { "one minus " } else { "" };
            let edge = if show("direction") == "at_least" {
                format!("met if the lower end is at least {met}, not met if the upper is under {partly}")
            } else {
                format!("met if the upper end is at most {met}, not met if the lower is over {partly}")
            };
            format!(
                "{rate}`{}` over `{}` of each group against the {} of its dimension, with its 95 % interval: {edge}, partly otherwise; the worst group counts",
                show("numerator"),
                show("denominator"),
                show("reference")
            )
        }
        "time_quantile" => format!(
            "Kaplan-Meier {} quantile of the {} from `{}` to `{}`, open ones censored: {}",
            show("quantile"),
            show("unit"),
            show("from"),
            show("to"),
            bands("at most", "")
        ),
        "time_quantile_ratio" => format!(
            "that {} quantile of `{}` {} over {}: {}",
            show("quantile"),
            show("split"),
            show("compare"),
            show("against"),
            bands("at most", "")
        ),
        "no_difference" => format!(
            "`{}` over `{}` by group: Holm-adjusted z tests at {}; met if none differs unexplained and each other test has power {} for a difference of {}",
            show("numerator"),
            show("denominator"),
            show("significance"),
            show("power"),
            show("effect")
        ),
        "none_confirmed" => format!(
            "`{}`: not met if any is {}; contested if any is {}; met otherwise",
            show("field"),
            show("confirmed"),
            show("open")
        ),
        other => other.to_owned(),
    };
    let least = rule.get("min_n").map(|n| format!(" At least {} records.", plain(n))).unwrap_or_default();
    format!("Over {selected}: {body}. If there is none: {}.{least}", show("if_none"))
}

fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => base::json::canonical(other),
    }
}

fn condition(value: &Value) -> String {
    let join = |key: &str, word: &str| {
        let parts: Vec<String> = list(value, key).iter().map(condition).collect();
        format!("({})", parts.join(word))
    };
    if value.get("all").is_some() {
        return join("all", " and ");
    }
    if value.get("any").is_some() {
        return join("any", " or ");
    }
    if let Some(of) = value.get("not") {
        return format!("not {}", condition(of));
    }
    let limits = || {
        let bound = |key: &str, word: &str| value.get(key).map(|v| format!("{word} {}", plain(v)));
        [bound("at_least", "at least"), bound("at_most", "at most")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    };
    for (key, unit) in [("days_between", "days"), ("hours_between", "hours"), ("months_between", "calendar months")] {
        if let [from, to] = list(value, key) {
            return format!("{unit} from `{}` to `{}` {}", plain(from), plain(to), limits());
        }
    }
    let field = text(value, "field");
    for (key, words) in [("is", "is"), ("in", "is one of"), ("has", "holds"), ("size_at_least", "holds at least")] {
        if let Some(want) = value.get(key) {
            return format!("`{field}` {words} {}", plain(want));
        }
    }
    if value.get("present").is_some() { format!("`{field}` is there") } else { format!("`{field}` {}", limits()) }
}
