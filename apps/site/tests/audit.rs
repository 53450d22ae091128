//! Does the page of an audit say what is known, and no more?

use crate::fixture::{self, audits};
use crate::pages::ask;
use axum::http::StatusCode;

fn get(path: &str) -> String {
    let answer = ask(fixture::full(), path);
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.text
}

#[test]
fn an_audit_says_its_verdict_its_risk_and_what_comes_next() {
    let page = get(&format!("/audits/{}", audits::FINE));
    for said in [
        "Full hand count required",
        "These contests are counted by hand in full",
        "A further round is drawn",
        "Evidence of a compliance audit",
        "Published here in this order",
        "When the seed was drawn, no record can show",
        "Commitment published here",
        "Seed published here",
        "Coast List\u{2069} has more votes than",
        "votes of \u{2068}Coast List\u{2069} divided by 3",
        "unheard-of:a:b",
        // Rounded up, never down.
        "0.00215%",
        "8.32%",
        "scrutineer rla verify FOLDER --head 2222",
        "not found",
        "Just before, \u{2068}&lt;script&gt;\u{2069} leaves.",
    ] {
        assert!(page.contains(said), "lacks `{said}`");
    }
    assert!(page.contains("class=\"tree\"") && page.contains("class=\"node out\""), "the endings are drawn");
    assert!(page.contains("/record/blob/cdcd") && page.contains("stroke-dasharray"));
    let list = get("/audits");
    assert!(list.contains("Too close to call") && list.contains("Not judged yet") && list.contains("0.00215%"));
}

#[test]
fn what_does_not_hold_or_is_not_judged_confirms_nothing() {
    let page = get(&format!("/audits/{}", audits::BAD));
    assert!(page.contains("RLA-V-EXTENDS") && page.contains("No compliance audit is on file"));
    assert!(page.contains("Until then nothing here may be relied upon") && page.contains("And 3 reasons more"));
    assert!(page.contains("Not shown by this record"));
    assert!(!page.contains("class=\"v met\">Confirmed<"), "an earlier round may not look confirmed");
    let page = get(&format!("/audits/{}", audits::UNJUDGED));
    assert!(page.contains("is not judged yet") && !page.contains("Risk after each round"));
    // Nothing is said of an order that nobody looked at.
    assert!(!page.contains("No seed yet") && !page.contains("The seed has not been drawn"));
    let page = get(&format!("/audits/{}", audits::UNREAD));
    assert!(page.contains("its document is not here") && !page.contains("is not judged yet"));
    // What was found of an earlier state is shown nowhere as if it were of this one.
    let page = get(&format!("/audits/{}", audits::OLDER));
    assert!(page.contains("is not judged yet") && !page.contains("Risk after each round"));
    let json = |path: &str| -> serde_json::Value { serde_json::from_str(&get(&format!("/api/v1/{path}"))).unwrap() };
    for (path, current) in
        [("audits/older-bay", false), ("audits/older-bay/sample", false), ("audits/marram-bay", true)]
    {
        assert_eq!(json(path)["current"], current, "{path}");
    }
    assert_eq!(ask(fixture::full(), "/audits/no-such").status, StatusCode::NOT_FOUND);
}

#[test]
fn what_was_not_compared_is_not_said_to_agree() {
    let page = get(&format!("/audits/{}", audits::BATCHES));
    assert!(page.contains("Paper was not held against records card by card") && page.contains("Batches counted"));
    assert!(!page.contains("differs from it") && !page.contains("Cards read") && !page.contains("Differences found"));
    assert!(get(&format!("/audits/{}", audits::FINE)).contains("not reached"));
}

#[test]
fn a_quick_count_names_no_winner_when_it_is_too_close() {
    let page = get(&format!("/quick-counts/{}", audits::CLOSE));
    assert!(page.contains("Too close to call") && page.contains("nobody may be called the winner"));
    assert!(!page.contains("\u{2069} leads") && page.contains("hold at every look"));
    let page = get(&format!("/quick-counts/{}", audits::AHEAD));
    assert!(page.contains("Candidate Amari\u{2069} leads") && page.contains("finished sample"));
}

#[test]
fn programs_get_the_same_rows() {
    for path in ["audits", "audits/marram-bay", "audits/marram-bay/sample", "quick-counts", "quick-counts/run-off"] {
        let value: serde_json::Value = serde_json::from_str(&get(&format!("/api/v1/{path}"))).unwrap();
        assert!(value.is_object(), "{path}");
    }
}

#[test]
fn a_plan_is_what_the_method_says_and_wrong_figures_get_words_instead_of_numbers() {
    // A diluted margin of 5 %: without errors 119 cards at a risk limit of 5 %, and 5,990 at a margin of 0.1 %
    // (Stark, ln(1/a)/ln(1 + 2(x0 - 1/2)) with x0 = 1/(2 - v/u)).
    let page = get("/audit-plan");
    assert!(page.contains(">119</td>") && page.contains("400 simulated audits"), "{page}");
    let page = get("/audit-plan?cards=50%20000&winner=25%2C025&runner=%D9%A2%D9%A4%D9%A9%D9%A7%D9%A5&one=0&two=0");
    assert!(page.contains(">5,990</td>"), "digits of every script, with or without separators: {page}");
    let page = get("/es/audit-plan?kind=polling&cost=1%2C5");
    assert!(page.contains("Coste de 9 de 10") && page.contains(">–</td>"), "polling has no size without errors");
    // Too close for a sample: words, not the number where the simulation was given up.
    let page = get("/audit-plan?cards=2000&winner=1000&runner=999&one=100");
    assert!(page.contains("all cards") && page.contains("full hand count may be the shorter way"), "{page}");
    for (wrong, said) in [
        ("winner=23000&runner=23000", "A tie cannot be audited"),
        ("cards=0", "from 1 to 1,000,000,000"),
        ("cards=99999999999999999999999", "from 1 to 1,000,000,000"),
        ("one=nan", "from 0 to 200"),
        ("cost=-1", "from 0 to 1,000,000"),
        ("cost=1%2C500", "it can be read in two ways"),
        ("cards=50000.5", "Give a whole number"),
        ("winner=%3Cscript%3E", "&#60;script&#62;"),
    ] {
        let page = get(&format!("/audit-plan?{wrong}"));
        assert!(page.contains(said) && page.contains("role=\"alert\"") && !page.contains("id=\"plan\""), "{wrong}");
    }
}
