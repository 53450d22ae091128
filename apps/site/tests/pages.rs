//! Does every page answer, in every language, with everything from the data escaped?

use crate::fixture::{self, Memory};
use axum::body::to_bytes;
use axum::http::{Request, StatusCode, header};
use base::Language;
use tower::ServiceExt;

/// Every address of the site that is a page, without language prefix.
pub const PAGES: [&str; 46] = [
    "/",
    "/procurement",
    "/procurement?q=%D8%AE%D8%AF%D9%85%D8%A7%D8%AA&sort=amount&page=1",
    "/procurement?q=nothing-like-this&flag=R018&year=1999",
    "/procurement/ocds-sample-2026-017",
    "/procurement/ocds-sample-2026-bare",
    "/procurement/ocds-x%2F%3Cb%3E%26%22%27%3F%23",
    "/procurement/contracts",
    "/procurement/contracts/4f1c0d5b6a7988776655443322110fedcba98765432100123456789abcdef019",
    "/procurement/buyers",
    "/procurement/buyers/SM-NEC",
    "/vendors",
    "/vendors/SM-VERIDAT",
    "/vendors/SM-ORBIS",
    "/method",
    "/method/R018",
    "/record",
    "/record/entries/7",
    "/imports",
    "/imports/00000000000000000000000000000000000000000000000000000000000000ab",
    "/procurement/ocds-sample-2026-017/release?at=%2Ftender%2FnumberOfTenderers",
    "/procurement/ocds-sample-2026-017/release?at=%2Fawards%2F0%2Fvalue",
    "/procurement/contracts/aa1c0d5b6a7988776655443322110fedcba98765432100123456789abcdef019",
    "/assessment",
    "/assessment/velmora-2025~2026-03-31/missing",
    "/assessment/velmora-2025~2026-03-31/compare",
    "/assessment/velmora-2025~2026-03-31/sensitivity",
    "/assessment/velmora-2025~2026-03-31/recommendations/R3.5",
    "/assessment/velmora-2025~2026-03-31/indicators/VOT-05",
    "/assessment/velmora-2025~2026-03-31/indicators/REG-01",
    "/assessment/sources",
    "/assessment/sources?q=privacy&pins=unverified",
    "/assessment/sources?q=nothing-like-this",
    "/voting",
    "/voting/SampLeadershp1?tracker=aB3%2Fx%2BcdefghijkLmnopqrstuvwxyzABCDEFGHIJKLM",
    "/voting/SampHosti1e222?tracker=%3Cscript",
    "/voting/SampUnjudged33",
    "/audits",
    "/audit-plan",
    "/audits/marram-bay",
    "/audits/hostile-bay",
    "/audits/unjudged-bay",
    "/audits/marram-bay/pull",
    "/quick-counts/run-off",
    "/quick-counts/referendum",
    "/voting/SampLeadershp1/trackers",
];

/// An answer as text.
pub struct Answer {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub text: String,
}

pub fn ask(data: Memory, path: &str) -> Answer {
    ask_with(data, site::SiteOptions::default(), path)
}

pub fn ask_with(data: Memory, options: site::SiteOptions, path: &str) -> Answer {
    let app = site::router(data, options);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let request =
            Request::get(path).header(header::HOST, "record.example.org").body(axum::body::Body::empty()).unwrap();
        let response = app.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    })
}

pub fn in_language(language: Language, path: &str) -> String {
    match language {
        Language::English => path.to_owned(),
        other if path == "/" => format!("/{}", other.code()),
        other => format!("/{}{path}", other.code()),
    }
}

#[test]
fn every_page_answers_in_every_language() {
    for language in Language::ALL {
        for path in PAGES.into_iter().chain(["/verify"]) {
            let path = in_language(language, path);
            let answer = ask(fixture::full(), &path);
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            let html = format!("<html lang=\"{}\" dir=\"{}\">", language.code(), language.direction());
            assert!(answer.text.contains(&html), "{path}: language and direction");
            assert_eq!(answer.text.matches("<h1").count(), 1, "{path}: one first heading");
            assert!(answer.text.len() < 100_000, "{path}: {} bytes", answer.text.len());
        }
    }
}

#[test]
fn hostile_text_is_shown_as_text() {
    for path in PAGES {
        let text = ask(fixture::full(), path).text;
        for bad in ["<script", "<img", "onerror=alert(1)>", "<b>id", "</table><h1>gone", "<i>other", "style="] {
            assert!(!text.contains(bad), "{path} holds {bad}");
        }
    }
    let text = ask(fixture::full(), PAGES[6]).text;
    assert!(text.contains("&#60;script&#62;alert(&#34;title&#34;)"), "the title is shown as text");
}

#[test]
fn evidence_leads_to_the_marked_place_in_the_compiled_release() {
    let text = ask(fixture::full(), PAGES[4]).text;
    let path = "/procurement/ocds-sample-2026-017/release?at=%2Ftender%2FnumberOfTenderers";
    assert!(text.contains(&format!("href=\"{path}#at\"")), "the process page links its evidence");
    let text = ask(fixture::full(), path).text;
    assert!(text.contains("&quot;numberOfTenderers&quot;: <mark id=\"at\">1</mark>"), "{text}");
    assert!(text.contains("&lt;script&gt;alert(&#39;release&#39;)&lt;/script&gt;"));
    // Nothing stands at /awards/0/value: the whole release is the nearest part, and the page says so.
    let text = ask(fixture::full(), "/procurement/ocds-sample-2026-017/release?at=%2Fawards%2F0%2Fvalue").text;
    assert!(text.contains("<code><mark id=\"at\">{") && text.contains("Nothing stands at this place"));
    assert_eq!(ask(fixture::full(), "/procurement/ocds-sample-2026-bare/release").status, StatusCode::NOT_FOUND);
}

#[test]
fn a_reply_stands_dated_beside_what_it_answers() {
    let text = ask(fixture::full(), PAGES[4]).text;
    assert!(text.contains("<a href=\"#reply-") && text.contains("replied on 2 April 2026"), "beside the signal");
    let text = ask(fixture::full(), PAGES[8]).text;
    assert!(text.contains("replied on 3 April 2026") && text.contains("id=\"reply-41\""), "beside the clause");
    assert!(text.contains("under &#60;i&#62;annex B"), "the words are text");
}

#[test]
fn an_organisation_without_a_page_is_named_and_not_linked() {
    let mut memory = fixture::full();
    memory.rows.retain(|row| row.kind != "supplier");
    let text = ask(memory, PAGES[8]).text;
    assert!(text.contains("Veridat SA") && !text.contains("href=\"/vendors/SM-VERIDAT\""));
}

#[test]
fn unknown_is_shown_as_unknown_and_nothing_is_ranked() {
    let base = "/assessment/velmora-2025~2026-03-31";
    let text = ask(fixture::full(), &format!("{base}/indicators/LEG-05")).text;
    assert!(text.contains("<span class=\"v unknown\">indeterminate</span>"), "{text}");
    assert!(text.contains("evidence too weak") && text.contains("neither met nor not met"));
    let text = ask(fixture::full(), &format!("{base}/indicators/VOT-05")).text;
    // Both ratings stand side by side, and the dissent beside the decision.
    assert!(text.contains("They were not free to publish.") && text.contains("Dissent"), "{text}");
    assert!(text.contains("pin not verified"));
    let text = ask(fixture::full(), &format!("{base}/missing")).text;
    assert!(text.contains("Asked and not answered") && text.contains("Velmora Electoral Commission"), "{text}");
    // The later date is the first a reader sees, and leads to what changed.
    let text = ask(fixture::full(), "/assessment").text;
    assert!(text.contains(&format!("href=\"{base}/compare\">What changed since 28 February 2026")), "{text}");
    let text = ask(fixture::full(), &format!("{base}/compare/2026-02-28")).text;
    assert!(text.contains("<bdi>E-012: new: A, refutes</bdi>") && text.contains("not distinguishable"), "{text}");
    assert!(text.contains("<bdi>cases: 4 → 6</bdi>") && !text.contains("assess-compare-"), "{text}");
    let empty = ask(Memory::default(), "/assessment").text;
    assert!(empty.contains("scrutineer import assess"));
    for path in
        [format!("{base}/indicators/XXX-99"), "/assessment/nothing".to_owned(), format!("{base}/compare/2020-01-01")]
    {
        assert_eq!(ask(fixture::full(), &path).status, StatusCode::NOT_FOUND);
    }
}
