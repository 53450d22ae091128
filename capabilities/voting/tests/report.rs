//! Does the audit report say what the verifier found, in five languages, always the same?

use crate::election::hold_in;
use crate::events::{put_together, take_apart};
use crate::shared;
use base::Language;
use voting::archive::encode_data;
use voting::audit::{audit, html};
use voting::group::Edwards;
use voting::verify::{Depth, diff, verify};

#[test]
fn says_what_was_found() {
    let Some(bytes) = shared::read("v251-ed25519-nh-mixnet/cfrmx1oVt6jVoP.bel") else { return };
    let old = shared::read("v251-ed25519-nh-mixnet/before-close/cfrmx1oVt6jVoP.bel").unwrap();
    let (difference, _) = diff(&old, &bytes).unwrap();
    let verified = verify(&bytes, Depth::Full).unwrap();
    for language in Language::ALL {
        let document = audit(&verified, Some(difference.clone()), None, language);
        let page = html(&verified, &document, language);
        assert_eq!(page, html(&verified, &audit(&verified, Some(difference.clone()), None, language), language));
        assert!(page.contains(&verified.report.archive.sha256));
        assert!(page.contains(voting::audit::text("setup_without", language)), "no log, no audited set-up");
        assert!(!page.contains("<script") && !page.contains("http"), "{language:?}");
        for limit in document.limits {
            assert!(page.contains(limit), "{language:?}: {limit}");
        }
        assert_eq!(page.matches("<table>").count(), page.matches("<caption>").count());
    }
}

#[test]
fn a_rejected_board_shows_its_reason_and_no_result() {
    let Some(bytes) = shared::read("tampered/v251-ed25519-h-single3/result-changed.bel") else { return };
    let verified = verify(&bytes, Depth::Full).unwrap();
    let page = html(&verified, &audit(&verified, None, None, Language::English), Language::English);
    assert!(page.contains("REJECTED") && page.contains("<code>RESULT_MISMATCH</code>"));
    assert!(page.contains("No result is shown") && !page.contains("<svg"));
}

/// A finished board that holds by itself is rejected by the comparison with an older copy: one verdict, every reason, no
/// result, and never that the board only adds to that copy.
#[test]
fn a_comparison_that_rejects_is_the_verdict() {
    let held = hold_in(Edwards::get(), [1; 5], false);
    let events = take_apart(&held.bytes);
    let only_adds = "The board only adds";
    let report = |older: &Vec<u8>| {
        let (difference, verified) = diff(older, &held.bytes).unwrap();
        assert!(verified.report.accepted(), "the board holds by itself");
        let document = audit(&verified, Some(difference), None, Language::English);
        let page = html(&verified, &document, Language::English);
        (serde_json::to_value(&document).unwrap(), page)
    };
    let rejected = |older: &Vec<u8>, code: &str, said: &str| {
        let (json, page) = report(older);
        assert_eq!((&json["report"]["verdict"], &json["report"]["complete"]), (&"rejected".into(), &false.into()));
        assert!(json["report"]["result"].is_null());
        assert_eq!(json["report"]["reasons"], json["compared"]["reasons"]);
        assert!(page.contains("REJECTED") && page.contains("Why it is rejected"), "{page}");
        assert!(page.contains(&format!("<code>{code}</code>")) && page.contains(said), "{page}");
        assert!(page.contains("No result is shown") && !page.contains("<svg") && !page.contains(only_adds), "{page}");
    };
    let mut other = events[..3].to_vec();
    other.swap(1, 2);
    rejected(&put_together(&other), "BOARD_NOT_EXTENSION", "THE BOARD CHANGES");
    let mut torn = put_together(&events[..3]);
    torn.truncate(torn.len() - 512);
    rejected(&torn, "ARCHIVE_FORMAT", "older archive, record");
    rejected(&torn, "ARCHIVE_FORMAT", "The older copy itself does not hold");
    let (json, page) = report(&put_together(&events[..3]));
    assert!(json["report"]["verdict"] == "accepted" && page.contains(only_adds) && page.contains("<svg"));
}

#[test]
fn a_comparison_counts_the_reasons_it_does_not_list() {
    let held = hold_in(Edwards::get(), [1; 5], false);
    let mut older = put_together(&take_apart(&held.bytes)[..1]);
    let mut newer = older.clone();
    for i in 0..1_500 {
        older.extend(encode_data(format!("\"{i}\"").as_bytes(), 1_790_000_000).1);
        newer.extend(encode_data(format!("\"n{i}\"").as_bytes(), 1_790_000_000).1);
    }
    let (difference, verified) = diff(&older, &newer).unwrap();
    assert_eq!((difference.reasons.len(), difference.reasons_more), (1_000, 2_001));
    assert_eq!(difference.reasons[0].code.as_str(), "BOARD_NOT_EXTENSION");
    let document = audit(&verified, Some(difference), None, Language::English);
    assert!(html(&verified, &document, Language::English).contains("<p>+ 2001</p>"));
    assert_eq!(document.report.reasons_more, 2_001);
}
