//! Does the audit report say what the verifier found, in five languages, always the same?

use crate::shared;
use base::Language;
use voting::audit::{audit, html};
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
