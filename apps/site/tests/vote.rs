//! Elections inside parties and associations on pages: is a verdict seen at once, and does a voter find the ballot?

use crate::fixture;
use crate::fixture::elections::{BAD, FINE, LATER, TRACKER};
use crate::pages::ask;

#[test]
fn a_verdict_is_seen_at_once_and_a_result_only_where_it_holds() {
    let page = ask(fixture::full(), &format!("/voting/{FINE}")).text;
    for said in [
        "Accepted: every check",
        "not a system for public elections",
        "2 of 3",
        "Fewer than 10",
        "Six or more",
        "Audited set-up:",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(page.contains("<th scope=\"row\" dir=\"auto\">الفريق الثاني</th><td class=\"n\">2</td>"), "{page}");
    let page = ask(fixture::full(), &format!("/voting/{BAD}")).text;
    assert!(page.contains("REJECTED: do not rely on this board") && page.contains("event 16 (Result), result[0][0]"));
    assert!(page.contains("No result is shown") && page.contains("And 2 reasons more"));
    assert!(page.contains("NOT an audited set-up") && page.contains("<code>SETUP_LOG_ROLES</code>"), "{page}");
    let page = ask(fixture::full(), "/voting/SampUnjudged33").text;
    assert!(page.contains("Not judged yet") && !page.contains("Accepted"), "nobody judged it: {page}");
}

#[test]
fn a_voter_looks_for_a_tracker() {
    let ask = |uuid: &str, tracker: &str| ask(fixture::full(), &format!("/voting/{uuid}?tracker={tracker}")).text;
    let written = TRACKER.replace('/', "%2F").replace('+', "%2B");
    let page = ask(FINE, &written);
    assert!(page.contains("Replaced by a later ballot") && page.contains("On the board, counts"), "{page}");
    // A browser writes a space as `+`; one that was typed by mistake does not hide the ballot.
    assert!(ask(FINE, &format!("+{written}+")).contains("Replaced by a later ballot"));
    let page = ask(BAD, &written);
    assert!(page.contains("No longer on the board"), "{page}");
    // The latest state is not judged: its verdict is not the earlier one's, and no ballot is said to have gone.
    let page = ask(LATER, &written);
    assert!(page.contains("Not judged yet") && page.contains("On the board, counts"), "{page}");
    assert!(!page.contains("No longer on the board") && !page.contains("Accepted: every check"), "{page}");
    let page = ask(FINE, "%3Cscript%3E");
    assert!(page.contains("Not on this board") && !page.contains("<script"), "{page}");
    assert!(!ask(FINE, "").contains("Not on this board"));
}
