//! The pages of the raters' room, and what their forms do.

use super::Raters;
use super::rights::{Act, Phase, Role, allowed};
use super::work::{self, Draft, EXPLAINS, Proposal, Refusal, VALUES, lacks};
use crate::pages::html;
use crate::room::pages::{sign_in, sign_in_page, sign_out, stopped, with};
use crate::room::trail;
use crate::room::{self, Carried, Duty as _, Stop, Visit, to};
use crate::shell::{self, Shell};
use askama::Template;
use assess::Dossier;
use assess::catalogue::Indicator;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::BTreeMap;

type Who = room::Who<Role>;

impl Who {
    fn rates(&self) -> bool {
        self.role == Role::Assessor
    }
}

/// The answer to a visit.
pub(super) fn answer(raters: &Raters, visit: &Visit) -> Response {
    let p = raters.door.shell(visit);
    let who = match raters.door.who(&*raters.room, visit) {
        Ok(who) => who,
        Err(text) => return stopped::<Raters>(p, None, text.into()),
    };
    route(raters, visit, p.clone(), who.clone()).unwrap_or_else(|stop| stopped::<Raters>(p, who, stop))
}

/// What a visit to an address takes: `None` if there is no such address, `Some(None)` if anybody may.
fn needs(method: &Method, path: &[&str], phase: Phase) -> Option<Option<Act>> {
    let rate = match phase {
        Phase::Blind => Act::Rate,
        Phase::Open => Act::RateAgain,
    };
    Some(match (method, path) {
        (&Method::GET | &Method::POST, ["sign-in"]) | (&Method::POST, ["sign-out"]) => None,
        (&Method::GET, []) | (&Method::GET, ["evidence", _]) => Some(Act::ReadWork),
        (&Method::GET | &Method::POST, ["questions", _] | ["hand-in"]) => Some(rate),
        (&Method::GET, ["ratings"] | ["ratings", _]) => Some(Act::ReadRatings),
        (&Method::POST, ["ratings", _, "propose" | "withdraw" | "dissent" | "agree"]) => Some(Act::Decide),
        (&Method::GET, ["trail"]) => Some(Act::ReadTrail),
        _ => return None,
    })
}

fn route(raters: &Raters, visit: &Visit, p: Shell, who: Option<Who>) -> Result<Response, Stop> {
    let method = visit.method.clone();
    let path: Vec<&str> = visit.path.split('/').filter(|part| !part.is_empty()).collect();
    let dossier = raters.dossier()?;
    let phase = work::phase(&dossier);
    let act = needs(&method, &path, phase).ok_or_else(Stop::nowhere)?;
    if method == Method::POST && !visit.from_here {
        return Err(Stop(StatusCode::FORBIDDEN, "room-stop-token", String::new()));
    }
    // A long text is not lost with a session: it goes through the door, or back into its form.
    let texts = matches!(path[..], ["questions", _] | ["ratings", _, "propose" | "dissent"]);
    if method == Method::POST && path != ["sign-in"] {
        match &who {
            None if texts => {
                let carried = Carried::of(visit);
                return Ok(sign_in_page::<Raters>(p, None, Some("room-signed-out"), StatusCode::FORBIDDEN, carried));
            }
            Some(who) if visit.field("token") != who.token => {
                return match texts && act.is_some_and(|act| allowed(act, Some(who.role), phase)) {
                    true => {
                        let why = p.t("room-stale").to_owned();
                        shown_again(raters, &dossier, p, who.clone(), visit, why, StatusCode::FORBIDDEN)
                    }
                    false => Err(Stop(StatusCode::FORBIDDEN, "room-stop-token", String::new())),
                };
            }
            _ => {}
        }
    }
    if let Some(act) = act
        && !allowed(act, who.as_ref().map(|who| who.role), phase)
    {
        return match who {
            None if method == Method::GET => Ok(to(&p, "/sign-in")),
            None => Err(Stop(StatusCode::FORBIDDEN, "room-stop-nobody", String::new())),
            Some(_) => Err(Stop(StatusCode::FORBIDDEN, forbidden(act, phase), String::new())),
        };
    }
    match (&method, &path[..], who) {
        (&Method::GET, ["sign-in"], who) => Ok(sign_in_page::<Raters>(p, who, None, StatusCode::OK, None)),
        (_, ["sign-in"], _) => {
            let frame = p.clone();
            sign_in(raters, visit, p, |carried, who| carried_form(raters, visit, frame, carried, who))
        }
        (_, ["sign-out"], who) => sign_out(raters, visit, &p, who),
        (_, _, None) => Err(Stop::nowhere()),
        (_, [], Some(who)) => work_page(raters, &dossier, p, who),
        (_, ["evidence", id], Some(_)) => evidence(raters, &dossier, id).unwrap_or_else(|| Err(Stop::nowhere())),
        (&Method::GET, ["questions", id], Some(who)) => question(raters, &dossier, p, who, id, None),
        (_, ["questions", id], Some(who)) => save(raters, visit, &dossier, p, who, id),
        (&Method::GET, ["hand-in"], Some(who)) => hand_in_page(raters, &dossier, p, who),
        (_, ["hand-in"], Some(who)) => {
            raters.change(&who.id, |change| change.hand_in()).map_err(|refusal| refused(&p, refusal))?;
            Ok(to(&p, "/"))
        }
        (_, ["ratings"], Some(who)) => ratings(raters, &dossier, p, who),
        (&Method::GET, ["ratings", id], Some(who)) => rated(raters, &dossier, p, who, id, None),
        (_, ["ratings", id, what], Some(who)) => {
            let text = visit.field("text");
            let done = raters.change(&who.id, |change| match *what {
                "propose" => change.propose(id, visit.field("verdict"), visit.field("explains"), text),
                "withdraw" => change.withdraw(id),
                "dissent" => change.dissent(id, text),
                _ => change.agree(id, visit.field("seen")),
            });
            match done {
                Ok(()) => Ok(to(&p, &format!("/ratings/{}", shell::encode(id)))),
                Err(refusal) => refused_form(raters, p, who, visit, refusal),
            }
        }
        (_, ["trail"], Some(who)) => trail_page(raters, p, who),
        _ => Err(Stop::nowhere()),
    }
}

const fn forbidden(act: Act, phase: Phase) -> &'static str {
    match (act, phase) {
        (Act::ReadRatings | Act::RateAgain | Act::Decide | Act::ReadTrail, Phase::Blind) => "raters-stop-blind",
        _ => "room-stop-role",
    }
}

fn refused(p: &Shell, refusal: Refusal) -> Stop {
    let conflict = |key, text| Stop(StatusCode::CONFLICT, key, text);
    let wrong = |key| Stop(StatusCode::UNPROCESSABLE_ENTITY, key, String::new());
    match refusal {
        Refusal::PastAsOf(day) => conflict("raters-stop-past", p.date(&day)),
        Refusal::HandedIn => conflict("raters-stop-handed-in", String::new()),
        Refusal::Incomplete(ids) => conflict("raters-stop-incomplete", ids.join(" ")),
        Refusal::Nothing => conflict("raters-stop-nothing", String::new()),
        Refusal::Changed => conflict("room-stop-changed", String::new()),
        Refusal::OwnProposal => conflict("raters-stop-own", String::new()),
        Refusal::NoQuestion => Stop::nowhere(),
        Refusal::NotOffered => wrong("raters-stop-not-offered"),
        Refusal::NoReasons => wrong("raters-stop-no-reasons"),
        Refusal::Io(text) => text.into(),
    }
}

/// The form that was carried through the door, with what was sent.
fn carried_form(
    raters: &Raters,
    visit: &Visit,
    p: Shell,
    carried: &Carried,
    who: Who,
) -> Result<Option<Response>, Stop> {
    if !who.rates() {
        return Ok(None);
    }
    let (dossier, why) = (raters.dossier()?, p.t("room-carried").to_owned());
    shown_again(raters, &dossier, p, who, &carried.sent(visit), why, StatusCode::OK).map(Some)
}

/// The page of a form with what was sent, and why it is not saved.
fn shown_again(
    raters: &Raters,
    dossier: &Dossier,
    p: Shell,
    who: Who,
    sent: &Visit,
    why: String,
    status: StatusCode,
) -> Result<Response, Stop> {
    let path: Vec<&str> = sent.path.split('/').filter(|part| !part.is_empty()).collect();
    let phase = work::phase(dossier);
    let page = match path[..] {
        ["questions", id] => question(raters, dossier, p, who, id, Some((&why, sent))),
        ["ratings", id, _] if allowed(Act::Decide, Some(who.role), phase) => {
            rated(raters, dossier, p, who, id, Some((&why, sent)))
        }
        _ => Ok(to(&p, "/")),
    };
    page.map(|response| if response.status() == StatusCode::OK { with(status, response) } else { response })
}

/// A refused form comes back with what was sent, if its page can still be shown.
fn refused_form(raters: &Raters, p: Shell, who: Who, sent: &Visit, refusal: Refusal) -> Result<Response, Stop> {
    let Stop(status, why, detail) = refused(&p, refusal);
    let text = [p.t(why), &detail].join(" ");
    let again = shown_again(raters, &*raters.dossier()?, p, who, sent, text.trim().to_owned(), status);
    again.map_err(|_| Stop(status, why, detail))
}

/// A question as a line of a list.
struct Line {
    id: String,
    question: String,
    href: String,
    class: &'static str,
    state: String,
}

/// How far one assessor is.
struct Progress {
    id: String,
    organisation: String,
    done: bool,
    state: String,
}

#[derive(Template)]
#[template(path = "raters_work.html")]
struct Work {
    p: Shell,
    who: Option<Who>,
    title: String,
    lead: String,
    as_of: String,
    past: bool,
    answered: String,
    panel: Vec<Progress>,
    lines: Vec<Line>,
    handed_in: bool,
    open: bool,
}

fn work_page(raters: &Raters, dossier: &Dossier, p: Shell, who: Who) -> Result<Response, Stop> {
    let phase = work::phase(dossier);
    let round = work::round(phase);
    let done = work::handed_in(dossier, i64::from(round));
    let drafts_of = |id: &str| work::drafts(&*raters.room, id, round).map_err(|refusal| refused(&p, refusal));
    let mine = if who.rates() { drafts_of(&who.id)? } else { BTreeMap::new() };
    let mut lines = Vec::new();
    let mut answered = 0;
    let wanted = wanted(raters, dossier, &who, phase);
    for indicator in &wanted {
        let draft = mine.get(&indicator.id);
        answered += usize::from(draft.is_some_and(|draft| lacks(draft).is_none()));
        let (class, state) = state(&p, draft);
        let href = p.href(&format!("/questions/{}", shell::encode(&indicator.id)));
        lines.push(Line { id: indicator.id.clone(), question: indicator.question.clone(), href, class, state });
    }
    let mut panel = Vec::new();
    for id in work::panel(dossier) {
        let saved = drafts_of(id)?.len();
        let is_done = done.contains(id);
        let state = match is_done {
            true => p.t("raters-handed-in").to_owned(),
            false => p.count("raters-saved-count", saved),
        };
        let organisation = dossier.assessor(id).map(|a| a.organisation.clone()).unwrap_or_default();
        panel.push(Progress { id: id.to_owned(), organisation, done: is_done, state });
    }
    let open = phase == Phase::Open;
    let lead = match (who.rates(), open) {
        (true, false) => "raters-lead-blind",
        (true, true) => "raters-lead-open",
        (false, _) => "raters-lead-coordinator",
    };
    let handed_in = done.contains(&who.id);
    let page = Work {
        title: dossier.title.clone(),
        lead: p.t(lead).to_owned(),
        as_of: p.date(&dossier.as_of),
        past: raters.room.today() > dossier.as_of,
        answered: p.say("room-answered", &[("n", answered.into()), ("all", wanted.len().into())]),
        panel,
        lines,
        handed_in,
        open,
        p: p.clone().titled(p.t("raters-work"), "raters-work"),
        who: Some(who),
    };
    Ok(html(&page))
}

/// The questions an assessor is asked now: all in round 1, in round 2 those that need another look.
fn wanted<'a>(raters: &'a Raters, dossier: &'a Dossier, who: &'a Who, phase: Phase) -> Vec<&'a Indicator> {
    if !who.rates() {
        return Vec::new();
    }
    let looks = match phase {
        Phase::Blind => None,
        Phase::Open => Some(assess::scaffold::reconcile(&raters.catalogue, dossier).unwrap_or_default()),
    };
    work::questions(&raters.catalogue, dossier, &who.id)
        .filter(|indicator| looks.as_ref().is_none_or(|looks| looks.iter().any(|l| l.indicator == indicator.id)))
        .collect()
}

fn state(p: &Shell, draft: Option<&Draft>) -> (&'static str, String) {
    match draft {
        None => ("unknown", p.t("raters-not-answered").to_owned()),
        Some(draft) => match lacks(draft) {
            Some(key) => ("partly", p.t(key).to_owned()),
            None => (class(&draft.value), p.w(&draft.value).to_owned()),
        },
    }
}

fn class(value: &str) -> &'static str {
    match value {
        "met" => "met",
        "partly" => "partly",
        "not_met" => "notmet",
        "not_applicable" => "skipped",
        _ => "unknown",
    }
}

/// An item of evidence to tick.
struct Tick {
    id: String,
    title: String,
    grade: String,
    made_by: String,
    dated: String,
    href: String,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "raters_question.html")]
struct Question {
    p: Shell,
    who: Option<Who>,
    indicator: Indicator,
    action: String,
    fault: Option<String>,
    state: (&'static str, String),
    values: Vec<(&'static str, String, bool)>,
    reason: String,
    near: Vec<Tick>,
    far: Vec<Tick>,
    pins: Vec<(String, String, bool)>,
    before: Option<String>,
    after: Option<String>,
    place: String,
}

impl Question {
    fn far_ticked(&self) -> bool {
        self.far.iter().any(|tick| tick.ticked)
    }
}

/// Why a form that was sent is not saved, in words, and the form.
type Sent<'a> = (&'a str, &'a Visit);

fn question(
    raters: &Raters,
    dossier: &Dossier,
    p: Shell,
    who: Who,
    id: &str,
    sent: Option<Sent<'_>>,
) -> Result<Response, Stop> {
    let phase = work::phase(dossier);
    let round = work::round(phase);
    let wanted = wanted(raters, dossier, &who, phase);
    let at = wanted.iter().position(|indicator| indicator.id == id).ok_or_else(Stop::nowhere)?;
    if work::handed_in(dossier, i64::from(round)).contains(&who.id) {
        return Err(Stop(StatusCode::CONFLICT, "raters-stop-handed-in", String::new()));
    }
    let drafts = work::drafts(&*raters.room, &who.id, round).map_err(|refusal| refused(&p, refusal))?;
    let draft = match sent {
        Some((_, sent)) => draft_of(sent),
        None => drafts.get(id).cloned().unwrap_or_default(),
    };
    let href = |at: usize| p.href(&format!("/questions/{}", shell::encode(&wanted[at].id)));
    let tick = |item: &assess::evidence::Item| Tick {
        id: item.id.clone(),
        title: item.title.clone(),
        grade: format!("{:?}", item.grade),
        made_by: item.made_by.clone(),
        dated: p.date(&item.dated),
        href: p.href(&format!("/evidence/{}", shell::encode(&item.id))),
        ticked: draft.evidence.contains(&item.id),
    };
    let bears = |item: &&assess::evidence::Item| item.bears_on.iter().any(|bearing| bearing.indicator == id);
    let indicator = wanted[at];
    let page = Question {
        action: href(at),
        fault: sent.map(|(why, _)| why.to_owned()),
        state: state(&p, drafts.get(id)),
        values: VALUES.map(|value| (value, p.w(value).to_owned(), draft.value == value)).into(),
        reason: draft.reason.clone(),
        near: dossier.evidence.iter().filter(bears).map(tick).collect(),
        far: dossier.evidence.iter().filter(|item| !bears(item)).map(tick).collect(),
        pins: raters
            .catalogue
            .pins(indicator)
            .into_iter()
            .map(|pin| (pin.source.clone(), pin.pin.clone().unwrap_or_default(), pin.verified))
            .collect(),
        before: at.checked_sub(1).map(href),
        after: (at + 1 < wanted.len()).then(|| href(at + 1)),
        place: p.say("raters-place", &[("n", (at + 1).into()), ("all", wanted.len().into())]),
        indicator: indicator.clone(),
        p: p.clone().titled(id, "raters-work"),
        who: Some(who.clone()),
    };
    Ok(html(&page))
}

/// The answer that a form says.
fn draft_of(visit: &Visit) -> Draft {
    Draft {
        value: visit.field("value").to_owned(),
        reason: visit.field("reason").to_owned(),
        evidence: visit.fields("evidence"),
        rated_on: String::new(),
    }
}

fn save(raters: &Raters, visit: &Visit, dossier: &Dossier, p: Shell, who: Who, id: &str) -> Result<Response, Stop> {
    if let Err(refusal) = raters.save(&who.id, |change| change.save(id, draft_of(visit))) {
        return refused_form(raters, p, who, visit, refusal);
    }
    let wanted = wanted(raters, dossier, &who, work::phase(dossier));
    let at = wanted.iter().position(|indicator| indicator.id == id);
    let next = at.and_then(|at| wanted.get(at + 1)).filter(|_| visit.field("go") == "next");
    Ok(match (next, visit.field("go")) {
        (Some(next), _) => to(&p, &format!("/questions/{}", shell::encode(&next.id))),
        (None, "next") => to(&p, "/"),
        _ => to(&p, &format!("/questions/{}", shell::encode(id))),
    })
}

#[derive(Template)]
#[template(path = "raters_hand_in.html")]
struct HandIn {
    p: Shell,
    who: Option<Who>,
    counts: Vec<(&'static str, String, String)>,
    unanswered: u64,
    incomplete: Vec<(String, String, String)>,
    nothing: bool,
}

fn hand_in_page(raters: &Raters, dossier: &Dossier, p: Shell, who: Who) -> Result<Response, Stop> {
    let phase = work::phase(dossier);
    let drafts = work::drafts(&*raters.room, &who.id, work::round(phase)).map_err(|refusal| refused(&p, refusal))?;
    let wanted = wanted(raters, dossier, &who, phase);
    let counts = VALUES.map(|value| {
        let n = drafts.values().filter(|draft| draft.value == value && lacks(draft).is_none()).count();
        (class(value), p.w(value).to_owned(), p.n(n as i64))
    });
    let incomplete = drafts.iter().filter_map(|(id, draft)| {
        let href = p.href(&format!("/questions/{}", shell::encode(id)));
        Some((id.clone(), p.t(lacks(draft)?).to_owned(), href))
    });
    let page = HandIn {
        counts: counts.into(),
        unanswered: wanted.iter().filter(|indicator| !drafts.contains_key(&indicator.id)).count() as u64,
        incomplete: incomplete.collect(),
        nothing: drafts.is_empty(),
        p: p.clone().titled(p.t("raters-hand-in"), "raters-work"),
        who: Some(who),
    };
    Ok(html(&page))
}

/// A question whose ratings are looked at together.
struct Compared {
    id: String,
    question: String,
    href: String,
    why: String,
    ratings: Vec<(String, &'static str, String)>,
}

#[derive(Template)]
#[template(path = "raters_ratings.html")]
struct Ratings {
    p: Shell,
    who: Option<Who>,
    lines: Vec<Compared>,
}

fn ratings(raters: &Raters, dossier: &Dossier, p: Shell, who: Who) -> Result<Response, Stop> {
    let looks = assess::scaffold::reconcile(&raters.catalogue, dossier).map_err(|fatal| fatal.what.clone())?;
    let proposals = work::proposals(&*raters.room).map_err(|refusal| refused(&p, refusal))?;
    let lines = looks.into_iter().map(|look| {
        let why = match (proposals.contains_key(&look.indicator), look.why) {
            (true, _) => "raters-proposed",
            (false, "differ") => "raters-differ",
            (false, _) => "raters-too-few",
        };
        Compared {
            href: p.href(&format!("/ratings/{}", shell::encode(&look.indicator))),
            id: look.indicator,
            question: look.question,
            why: p.t(why).to_owned(),
            ratings: look.ratings.into_iter().map(|(who, v)| (who, class(v), p.w(v).to_owned())).collect(),
        }
    });
    let lines = lines.collect();
    Ok(html(&Ratings { lines, p: p.clone().titled(p.t("raters-ratings"), "raters-ratings"), who: Some(who) }))
}

/// One rating beside the others.
struct Rating {
    who: String,
    round: String,
    class: &'static str,
    value: String,
    reason: String,
    evidence: String,
}

#[derive(Template)]
#[template(path = "raters_rated.html")]
struct Rated {
    p: Shell,
    who: Option<Who>,
    indicator: Indicator,
    ratings: Vec<Rating>,
    decided: Option<assess::ratings::Adjudication>,
    proposal: Option<Proposal>,
    /// Digest of the proposal, and whether it is the reader's own.
    seen: (String, bool),
    explains: Vec<(&'static str, String)>,
    verdicts: Vec<(&'static str, String)>,
    again: Option<String>,
    action: String,
    fault: Option<String>,
    /// As sent: verdict, what it explains, text.
    said: [String; 3],
}

fn rated(
    raters: &Raters,
    dossier: &Dossier,
    p: Shell,
    who: Who,
    id: &str,
    sent: Option<Sent<'_>>,
) -> Result<Response, Stop> {
    let indicator = raters.catalogue.indicator(id).ok_or_else(Stop::nowhere)?;
    let mut proposals = work::proposals(&*raters.room).map_err(|refusal| refused(&p, refusal))?;
    let proposal = proposals.remove(id);
    let asked = wanted(raters, dossier, &who, work::phase(dossier));
    let open = !work::handed_in(dossier, 2).contains(&who.id);
    let again = asked.iter().any(|indicator| indicator.id == id) && open;
    let page = Rated {
        ratings: dossier
            .ratings
            .iter()
            .filter(|rating| rating.indicator == id)
            .map(|rating| Rating {
                who: rating.assessor.clone(),
                round: p.n(i64::from(rating.round)),
                class: class(rating.value.word()),
                value: p.w(rating.value.word()).to_owned(),
                reason: rating.reason.clone().unwrap_or_default(),
                evidence: rating.evidence.join(" "),
            })
            .collect(),
        decided: dossier.adjudications.iter().find(|a| a.indicator == id).cloned(),
        seen: proposal.as_ref().map(|own| (work::digest(own), own.by == who.id)).unwrap_or_default(),
        proposal,
        explains: EXPLAINS.map(|code| (code, p.code("raters-explains", code))).into(),
        verdicts: [VALUES[0], VALUES[1], VALUES[2]].map(|value| (value, p.w(value).to_owned())).into(),
        again: again.then(|| p.href(&format!("/questions/{}", shell::encode(id)))),
        action: p.href(&format!("/ratings/{}", shell::encode(id))),
        fault: sent.map(|(why, _)| why.to_owned()),
        said: ["verdict", "explains", "text"]
            .map(|name| sent.map(|(_, sent)| sent.field(name).to_owned()).unwrap_or_default()),
        indicator: indicator.clone(),
        p: p.clone().titled(id, "raters-ratings"),
        who: Some(who),
    };
    Ok(html(&page))
}

#[derive(Template)]
#[template(path = "raters_trail.html")]
struct Trail {
    p: Shell,
    who: Option<Who>,
    trail: trail::Shown,
}

fn trail_page(raters: &Raters, p: Shell, who: Who) -> Result<Response, Stop> {
    let trail = trail::shown(&*raters.room, Role::PLACE, &p, "raters-did")?;
    Ok(html(&Trail { trail, p: p.clone().titled(p.t("room-trail"), "room-trail"), who: Some(who) }))
}

/// A file of evidence, to be kept and never shown in place: nothing in it is run.
fn evidence(raters: &Raters, dossier: &Dossier, id: &str) -> Option<Result<Response, Stop>> {
    let items = dossier.lists[0].as_array()?;
    let text = |item: &base::json::Value, name: &str| item.get(name)?.as_text().map(str::to_owned);
    let item = items.iter().find(|item| text(item, "id").as_deref() == Some(id))?;
    let file = text(item, "file")?;
    let bytes = match raters.room.read(&file) {
        Ok(bytes) => bytes?,
        Err(error) => return Some(Err(error.to_string().into())),
    };
    let name: String =
        file.rsplit('/').next()?.chars().filter(|c| c.is_ascii_alphanumeric() || ".-_".contains(*c)).collect();
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")).ok()?;
    let kind = HeaderValue::from_static("application/octet-stream");
    Some(Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()))
}
