//! Elections inside parties and associations on pages: is a verdict seen at once, and does a voter find the ballot?

use crate::fixture;
use crate::fixture::elections::{BAD, FINE, LATER, TRACKER, ballot};
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

/// A list that is cut on the page says how many lines more there are, in every language.
#[test]
fn a_cut_list_says_how_many_more_there_are() {
    let page = |language: &str| {
        let mut many = fixture::full();
        let row = many.rows.iter_mut().find(|row| row.kind == "election" && row.id == BAD).unwrap();
        let mut view: kinds::voting::ElectionView = serde_json::from_str(&row.json).unwrap();
        let verdict = view.verdict.as_mut().unwrap();
        verdict.reasons = vec![verdict.reasons[0].clone(); 130];
        let setup = verdict.setup.as_mut().unwrap();
        setup.reasons = vec![setup.reasons[0].clone(); 107];
        let latest = view.states.pop().unwrap();
        view.states = vec![view.states[0].clone(); 104];
        view.states.push(latest);
        row.json = serde_json::to_string(&view).unwrap();
        ask(many, &format!("{language}/voting/{BAD}")).text
    };
    for (language, said) in [
        ("", ["And 32 reasons more", "And 7 reasons more", "And 5 earlier states"]),
        ("/es", ["Y 32 motivos más", "Y 7 motivos más", "Y 5 estados anteriores"]),
        ("/fr", ["Et 32 raisons de plus", "Et 7 raisons de plus", "Et 5 états antérieurs"]),
        ("/pt", ["E mais 32 razões", "E mais 7 razões", "E mais 5 estados anteriores"]),
        ("/ar", ["سببًا آخر في التقرير", "أسباب أخرى في التقرير", "حالات سابقة أخرى"]),
    ] {
        let page = page(language);
        said.iter().for_each(|said| assert!(page.contains(said), "{language}: {said}"));
    }
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

#[test]
fn the_list_of_ballots_is_read_from_their_rows() {
    let list = |uuid: &str| ask(fixture::full(), &format!("/voting/{uuid}/trackers")).text;
    // No verdict document is at hand: none is needed.
    let (fine, bad, later) = (list(FINE), list(BAD), list(LATER));
    assert!(fine.contains(TRACKER) && fine.contains("Replaced by a later ballot"), "{fine}");
    assert!(bad.contains(TRACKER) && bad.contains("No longer on the board"), "{bad}");
    // Of the state that nobody judged nothing is said: the one before it says what became of the ballot.
    assert!(later.contains("On the board, counts") && !later.contains("No longer on the board"), "{later}");
    assert!(!list("SampUnjudged33").contains(TRACKER));

    let page = |page: &str| {
        let mut many = fixture::full();
        many.rows.extend((0..600).map(|n| ballot(FINE, &format!("ballot-{n:03}"), Vec::new())));
        ask(many, &format!("/voting/{FINE}/trackers?page={page}")).text
    };
    let (one, two) = (page("1"), page("2"));
    assert!(one.contains("601") && one.contains("ballot-498") && !one.contains("ballot-499"), "500 on a page");
    assert!(two.contains("ballot-499") && two.contains("ballot-599") && !two.contains("ballot-498"));
    assert!(["3", "0", "x"].iter().all(|other| page(other).contains("ballot-498")), "the first one else");
}
