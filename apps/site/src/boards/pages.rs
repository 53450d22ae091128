//! The pages of the audit boards' room, and what their forms do.

use super::Boards;
use super::entry::{self, Asked, Count, Fields, OTHERS, asked};
use super::rights::{Act, Phase, Role, allowed};
use super::work::{self, Card, Entry, Form, Kept, Pass, Read, Refusal, Round, files_of};
use crate::pages::html;
use crate::room::pages::{sign_in, sign_in_page, sign_out, stopped, with};
use crate::room::trail;
use crate::room::{self, Carried, Duty as _, Stop, Visit, to};
use crate::shell::Shell;
use crate::words::Arg;
use askama::Template;
use axum::http::{Method, StatusCode};
use axum::response::Response;

type Who = room::Who<Role>;

impl Who {
    fn reads(&self) -> bool {
        self.role.reads()
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        let conflict = |key| Self(StatusCode::CONFLICT, key, String::new());
        match refusal {
            Refusal::Changed => conflict("room-stop-changed"),
            Refusal::Agreed => conflict("boards-stop-agreed"),
            Refusal::NotAll => conflict("boards-stop-not-all"),
            Refusal::Closed => conflict("boards-stop-closed"),
            Refusal::Io(text) => text.into(),
        }
    }
}

/// The answer to a visit.
pub(super) fn answer(boards: &Boards, visit: &Visit) -> Response {
    let p = boards.door.shell(visit);
    let who = match boards.door.who(&*boards.files, visit) {
        Ok(who) => who,
        Err(text) => return stopped::<Boards>(p, None, text.into()),
    };
    route(boards, visit, p.clone(), who.clone()).unwrap_or_else(|stop| stopped::<Boards>(p, who, stop))
}

/// What a visit to an address takes: `None` if there is no such address, `Some(None)` if anybody may.
fn needs(method: &Method, path: &[&str]) -> Option<Option<Act>> {
    Some(match (method, path) {
        (&Method::GET | &Method::POST, ["sign-in"]) | (&Method::POST, ["sign-out"]) => None,
        (&Method::GET, []) => Some(Act::ReadList),
        (&Method::GET, ["cards", _]) => Some(Act::OpenCard),
        (&Method::POST, ["cards", _]) => Some(Act::Enter),
        (&Method::POST, ["cards", _, "again"]) => Some(Act::Again),
        (&Method::GET, ["round"]) => Some(Act::ReadRound),
        (&Method::POST, ["round"]) => Some(Act::Write),
        (&Method::GET, ["trail"]) => Some(Act::ReadTrail),
        _ => return None,
    })
}

fn route(boards: &Boards, visit: &Visit, p: Shell, who: Option<Who>) -> Result<Response, Stop> {
    let method = visit.method.clone();
    let path: Vec<&str> = visit.path.split('/').filter(|part| !part.is_empty()).collect();
    let act = needs(&method, &path).ok_or_else(Stop::nowhere)?;
    if method == Method::POST && !visit.from_here {
        return Err(Stop(StatusCode::FORBIDDEN, "room-stop-token", String::new()));
    }
    match (&method, &path[..]) {
        (&Method::GET, ["sign-in"]) => return Ok(sign_in_page::<Boards>(p, who, None, StatusCode::OK, None)),
        (_, ["sign-in"]) => {
            let frame = p.clone();
            return sign_in(boards, visit, p, |carried, who| carried_card(boards, visit, frame, carried, who));
        }
        _ => {}
    }
    let stale = method == Method::POST && who.as_ref().is_some_and(|who| visit.field("token") != who.token);
    let forbidden = |key| Err(Stop(StatusCode::FORBIDDEN, key, String::new()));
    let Some(who) = who else {
        return match (&method, &path[..]) {
            (&Method::GET, _) => Ok(to(&p, "/sign-in")),
            (_, ["sign-out"]) => sign_out(boards, visit, &p, None),
            // A card filled in by somebody whose session has ended is carried through the door.
            (_, ["cards", _]) => Ok(sign_in_page::<Boards>(
                p,
                None,
                Some("room-signed-out"),
                StatusCode::FORBIDDEN,
                Carried::of(visit),
            )),
            _ => forbidden("room-stop-nobody"),
        };
    };
    let Some(act) = act else {
        return if stale { forbidden("room-stop-token") } else { sign_out(boards, visit, &p, Some(who)) };
    };
    let round = work::round(&*boards.files)?;
    let all = round.all(&*boards.files)?;
    let phase = round.phase(&all);
    if !allowed(act, Some(who.role), phase) {
        return forbidden(match (act, phase) {
            (Act::ReadTrail, Phase::Entering) => "boards-stop-blind",
            (Act::Write, Phase::Entering) => "boards-stop-not-all",
            (Act::Enter | Act::Again | Act::Write, Phase::Closed) => "boards-stop-closed",
            _ => "room-stop-role",
        });
    }
    let view = View { boards, round: &round, all: &all, phase };
    let card = |order: &str| order.parse().ok().and_then(|order| round.card(order)).ok_or_else(Stop::nowhere);
    match (&method, &path[..]) {
        (_, []) => Ok(view.list(visit, p, who)),
        (&Method::GET, ["cards", order]) => view.card(visit, p, who, card(order)?, None, StatusCode::OK),
        (_, ["cards", order]) if stale => {
            let card = card(order)?;
            if made_for(&visit.form) != round.of(card) {
                return Err(Refusal::Changed.into());
            }
            let fault = Some(("room-stale", visit.form.clone(), Vec::new()));
            view.card(visit, p, who, card, fault, StatusCode::FORBIDDEN)
        }
        (&Method::POST, _) if stale => forbidden("room-stop-token"),
        (_, ["cards", order]) => view.save(visit, p, who, card(order)?),
        (_, ["cards", order, "again"]) => {
            let order = card(order)?.order;
            boards.change(&who.id, who.role, |change| change.again(order, &form(visit)))?;
            Ok(to(&p, &format!("/cards/{order}")))
        }
        (&Method::GET, ["round"]) => view.round(p, who),
        (_, ["round"]) => {
            boards.change(&who.id, who.role, |change| change.write())?;
            Ok(to(&p, "/round"))
        }
        (_, ["trail"]) => view.trail(p, who),
        _ => Err(Stop::nowhere()),
    }
}

/// The card whose form was carried through the door, filled in as it was sent; `None` if it was none, or its round is over.
fn carried_card(
    boards: &Boards,
    visit: &Visit,
    p: Shell,
    carried: &Carried,
    who: Who,
) -> Result<Option<Response>, Stop> {
    let order = carried.to.strip_prefix("/cards/").and_then(|order| order.parse().ok());
    let Some(order) = order.filter(|_| who.reads()) else { return Ok(None) };
    let round = work::round(&*boards.files)?;
    let all = round.all(&*boards.files)?;
    let view = View { boards, round: &round, all: &all, phase: round.phase(&all) };
    let form = carried.form();
    let Some(card) = round.card(order).filter(|card| made_for(&form) == round.of(card)) else { return Ok(None) };
    view.card(visit, p, who, card, Some(("room-carried", form, Vec::new())), StatusCode::OK).map(Some)
}

/// The card that a form names; see [`Round::of`].
fn made_for(form: &Fields) -> &str {
    form.iter().find(|(name, _)| name == "of").map_or("", |(_, of)| of)
}

/// The round as it stood when the visit came.
struct View<'a> {
    boards: &'a Boards,
    round: &'a Round,
    /// In the order of the round's cards.
    all: &'a [Kept],
    phase: Phase,
}

/// A card as a line of the list.
struct Line {
    card: String,
    storage: String,
    batch: String,
    position: String,
    href: Option<String>,
    class: &'static str,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "boards_list.html")]
struct List {
    p: Shell,
    who: Option<Who>,
    title: String,
    lead: String,
    saved: Option<String>,
    round: String,
    mine: String,
    agreed: String,
    next: Option<String>,
    /// To be entered again by both.
    differ: Vec<Line>,
    lines: Vec<Line>,
    complete: bool,
}

/// What is wrong with a form: the key of a sentence, the fields as sent, and what is wrong with which contest.
type Fault = (&'static str, Fields, Vec<(usize, &'static str)>);

impl View<'_> {
    /// Whether batches are counted instead of cards read.
    fn by_batches(&self) -> bool {
        self.round.audit.by_batches()
    }

    fn pairs(&self) -> impl Iterator<Item = (&Card, &Kept)> {
        self.round.cards.iter().zip(self.all)
    }

    fn line(&self, p: &Shell, who: &Who, card: &Card, kept: &Kept) -> Line {
        let state = kept.state();
        let own = state.open().of(who.role).is_some();
        let (class, word) = match (state.agreed, state.passes.len() > 1, own) {
            (true, ..) => ("met", "boards-state-agreed"),
            (_, true, false) => ("notmet", "boards-state-differ"),
            (_, true, true) => ("partly", "boards-state-saved-again"),
            (_, false, true) => ("partly", "boards-state-saved"),
            (_, false, false) => ("unknown", "boards-state-open"),
        };
        Line {
            card: card.drawn.card.clone(),
            storage: card.storage.clone(),
            batch: card.drawn.batch.clone(),
            position: card.drawn.position.clone(),
            href: who.reads().then(|| p.href(&format!("/cards/{}", card.order))),
            class,
            state: word,
        }
    }

    /// The next card that this seat has not entered at all, after a place in the list, and from its beginning again.
    fn next(&self, seat: Role, after: Option<usize>) -> Option<usize> {
        let at = after.and_then(|order| self.round.cards.iter().position(|card| card.order == order));
        let start = at.map_or(0, |at| at + 1);
        let pairs: Vec<_> = self.pairs().collect();
        let (before, behind) = pairs.split_at(start);
        let open = |(_, kept): &&(&Card, &Kept)| {
            let state = kept.state();
            state.passes.len() == 1 && state.asks(seat)
        };
        behind.iter().chain(before).find(open).map(|(card, _)| card.order)
    }

    /// The card whose form was saved a moment ago.
    fn saved(&self, p: &Shell, visit: &Visit) -> Option<String> {
        let order = visit.query.strip_prefix("saved=")?.parse::<usize>().ok()?;
        let (card, kept) = self.pairs().find(|(card, _)| card.order == order)?;
        let state = kept.state();
        let key = match () {
            () if state.agreed => "boards-saved-agreed",
            () if !state.earlier().is_empty() => "boards-saved-differ",
            () => "boards-saved",
        };
        Some(p.say(key, &[("card", Arg::Name(card.drawn.card.clone()))]))
    }

    fn list(&self, visit: &Visit, p: Shell, who: Who) -> Response {
        let lines = self.pairs().map(|(card, kept)| self.line(&p, &who, card, kept)).collect::<Vec<_>>();
        let all = lines.len();
        let of = |n: usize| p.say("room-answered", &[("n", n.into()), ("all", all.into())]);
        let agreed = lines.iter().filter(|line| line.class == "met").count();
        let mine = self.pairs().filter(|(_, kept)| !kept.state().asks(who.role)).count();
        let next = self.next(who.role, None).filter(|_| who.reads());
        let again = |(card, kept): (&Card, &Kept)| {
            let state = kept.state();
            (!state.agreed && state.passes.len() > 1).then(|| self.line(&p, &who, card, kept))
        };
        let lead = match (self.phase, who.reads()) {
            (Phase::Closed, _) => "boards-stop-closed",
            (_, true) if self.by_batches() => "boards-lead-batches",
            (_, true) => "boards-lead",
            (_, false) => "boards-lead-coordinator",
        };
        html(&List {
            title: self.round.audit.title.clone(),
            lead: p.t(lead).to_owned(),
            saved: self.saved(&p, visit),
            round: p.n(self.round.number as i64),
            mine: if who.reads() { of(mine) } else { String::new() },
            agreed: of(agreed),
            next: next.map(|order| p.href(&format!("/cards/{order}"))),
            differ: self.pairs().filter_map(again).collect(),
            lines,
            complete: self.phase == Phase::Agreed,
            p: p.clone().titled(p.t("boards-list"), "boards-list"),
            who: Some(who),
        })
    }

    fn save(&self, visit: &Visit, p: Shell, who: Who, card: &Card) -> Result<Response, Stop> {
        let contests = &self.round.audit.contests;
        let read = match visit.field("status") {
            "not_found" => Read { status: "not_found", cells: vec![String::new(); contests.len()] },
            "unreadable" if !self.by_batches() => {
                Read { status: "unreadable", cells: vec![String::new(); contests.len()] }
            }
            _ if self.by_batches() => {
                let mut wrong = Vec::new();
                let mut cells = vec![String::new(); contests.len()];
                let cards = entry::number(&visit.form, "cards").unwrap_or_else(|key| {
                    wrong.push((contests.len(), key));
                    u64::MAX
                });
                for &at in &card.contests {
                    match Count::said(&contests[at], at, &visit.form, cards) {
                        Ok(cell) => cells[at] = cell,
                        Err(key) => wrong.push((at, key)),
                    }
                }
                if !wrong.is_empty() {
                    let fault = Some(("boards-wrong", visit.form.clone(), wrong));
                    return self.card(visit, p, who, card, fault, StatusCode::UNPROCESSABLE_ENTITY);
                }
                Read { status: "found", cells }
            }
            _ => {
                let mut wrong = Vec::new();
                let mut cells = Vec::new();
                for (at, contest) in contests.iter().enumerate() {
                    match entry::cell(contest, at, &visit.form) {
                        Ok(cell) => cells.push(cell),
                        Err(key) => wrong.push((at, key)),
                    }
                }
                if !wrong.is_empty() {
                    let fault = Some(("boards-wrong", visit.form.clone(), wrong));
                    return self.card(visit, p, who, card, fault, StatusCode::UNPROCESSABLE_ENTITY);
                }
                Read { status: "found", cells }
            }
        };
        let form = form(visit);
        let done = self.boards.change(&who.id, who.role, |change| change.enter(card.order, &form, &read));
        // Read again: what changed is what the form must be held against.
        let round = work::round(&*self.boards.files)?;
        let all = round.all(&*self.boards.files)?;
        let view = View { boards: self.boards, round: &round, all: &all, phase: round.phase(&all) };
        if let Err(Refusal::Changed) = done
            && let Some(card) = round.card(card.order).filter(|card| round.of(card) == form.of)
        {
            let fault = Some(("boards-changed", visit.form.clone(), Vec::new()));
            return view.card(visit, p, who, card, fault, StatusCode::CONFLICT);
        }
        done?;
        let next = if form.pass > 1 { None } else { view.next(who.role, Some(card.order)) };
        let page = next.map_or_else(|| "/".to_owned(), |order| format!("/cards/{order}"));
        Ok(to(&p, &format!("{page}?saved={}", card.order)))
    }

    fn card(
        &self,
        visit: &Visit,
        p: Shell,
        who: Who,
        card: &Card,
        fault: Option<Fault>,
        status: StatusCode,
    ) -> Result<Response, Stop> {
        let kept = self.round.kept(&*self.boards.files, card)?;
        let state = kept.state();
        let own = state.open().of(who.role);
        let contests = &self.round.audit.contests;
        let (sentence, fields, wrong) = match fault {
            Some((sentence, fields, wrong)) => (Some(sentence), fields, wrong),
            None => {
                let cells = own.filter(|own| own.status == "found").map(|own| &own.cells);
                let said = contests.iter().enumerate().zip(cells.into_iter().flatten());
                let fields = said.flat_map(|((at, contest), cell)| match self.by_batches() {
                    true => Count::fields(at, cell),
                    false => entry::fields(contest, at, cell),
                });
                (None, fields.collect(), Vec::new())
            }
        };
        // A form carried through the door may have said that there is no card to read.
        let said = fields.iter().find(|(name, _)| name == "status").map(|(_, status)| status.clone());
        let said = said.as_deref().filter(|status| ["not_found", "unreadable"].contains(status));
        let open = !state.agreed && self.phase != Phase::Closed;
        let mut asked: Vec<Contest> = Vec::new();
        if self.by_batches() {
            asked.push(self.cards(&p, &fields, &wrong));
            asked.extend(card.contests.iter().map(|at| self.count(&p, *at, &fields, &wrong)));
        } else {
            asked.extend(card.contests.iter().map(|at| self.contest(&p, *at, &fields, &wrong)));
        }
        let mut shown: Vec<Shown> =
            (1..).zip(state.earlier()).map(|(n, pass)| self.shown(&p, card, Some(n), pass)).collect();
        if state.agreed {
            shown.push(self.shown(&p, card, None, state.open()));
        }
        let page = CardPage {
            title: p.say(
                if self.by_batches() { "boards-batch-title" } else { "boards-card" },
                &[("card", Arg::Name(card.drawn.card.clone()))],
            ),
            by_batches: self.by_batches(),
            line: self.line(&p, &who, card, &kept),
            saved: self.saved(&p, visit),
            fault: sentence.map(|key| p.t(key).to_owned()),
            contests: if open { asked } else { Vec::new() },
            shown,
            open,
            may_reopen: state.agreed && self.phase != Phase::Closed,
            unread: own
                .filter(|own| own.status != "found")
                .map(|own| own.status.as_str())
                .or(said)
                .map(|status| status_word(&p, status)),
            pass: state.passes.len(),
            seen: own.map(Entry::digest).unwrap_or_default(),
            of: self.round.of(card),
            action: p.href(&format!("/cards/{}", card.order)),
            p: p.clone().titled(card.drawn.card.clone(), "boards-list"),
            who: Some(who),
        };
        Ok(with(status, html(&page)))
    }

    fn contest(&self, p: &Shell, at: usize, fields: &Fields, wrong: &[(usize, &'static str)]) -> Contest {
        let contest = &self.round.audit.contests[at];
        let kind = asked(contest);
        let has = |name: &str, value: &str| fields.iter().any(|(own, said)| own == name && said == value);
        let name = format!("c{at}");
        let numbers = matches!(kind, Asked::Ranks | Asked::Scores(_));
        let candidates = contest.candidates.iter().enumerate().map(|(c, candidate)| {
            let (own, value) =
                if numbers { (format!("r{at}-{c}"), String::new()) } else { (name.clone(), format!("k{c}")) };
            let said = fields.iter().find(|(name, _)| *name == own).map(|(_, said)| said.clone());
            let ticked = has(&own, &value);
            Choice {
                text: candidate.name.clone(),
                value: if numbers { said.unwrap_or_default() } else { value },
                name: own,
                ticked,
            }
        });
        let others = OTHERS.map(|(value, _, key)| Choice {
            name: name.clone(),
            value: value.to_owned(),
            text: p.t(key).to_owned(),
            ticked: has(&name, value),
        });
        let allowed = match kind {
            Asked::One => p.t("boards-ask-one").to_owned(),
            Asked::Many if contest.choice == rla::model::Choice::Approval => p.t("boards-ask-any").to_owned(),
            Asked::Many => p.count("boards-ask-many", contest.votes_allowed),
            Asked::Ranks => p.t("boards-ask-ranks").to_owned(),
            Asked::Scores(max) => p.count("boards-ask-scores", max),
        };
        Contest {
            at,
            first: at == 0,
            name: contest.name.clone(),
            allowed,
            kind: if numbers {
                "number"
            } else if kind == Asked::One {
                "radio"
            } else {
                "checkbox"
            },
            min: u64::from(kind == Asked::Ranks),
            max: if let Asked::Scores(max) = kind { max } else { contest.candidates.len() as u64 },
            candidates: candidates.collect(),
            others: others.into(),
            wrong: wrong.iter().find(|(own, _)| *own == at).map(|(_, key)| p.t(key).to_owned()),
        }
    }

    /// The number of cards in a batch, asked for before its contests.
    fn cards(&self, p: &Shell, fields: &Fields, wrong: &[(usize, &'static str)]) -> Contest {
        let at = self.round.audit.contests.len();
        let head = (p.t("boards-count-cards").to_owned(), "boards-count-cards-note");
        self.numbers(p, at, head, Vec::new(), fields, wrong)
    }

    /// A contest whose votes in a batch are counted.
    fn count(&self, p: &Shell, at: usize, fields: &Fields, wrong: &[(usize, &'static str)]) -> Contest {
        let contest = &self.round.audit.contests[at];
        let held = (format!("n{at}"), p.t("boards-count-held").to_owned());
        let votes = contest.candidates.iter().enumerate().map(|(c, own)| (format!("r{at}-{c}"), own.name.clone()));
        let asked = std::iter::once(held).chain(votes).collect();
        self.numbers(p, at, (contest.name.clone(), "boards-count-note"), asked, fields, wrong)
    }

    /// Fields for numbers; without any asked for, one for the cards of the batch.
    fn numbers(
        &self,
        p: &Shell,
        at: usize,
        (name, allowed): (String, &'static str),
        asked: Vec<(String, String)>,
        fields: &Fields,
        wrong: &[(usize, &'static str)],
    ) -> Contest {
        let asked = if asked.is_empty() { vec![("cards".to_owned(), name.clone())] } else { asked };
        let value = |own: &str| fields.iter().find(|(name, _)| name == own).map(|(_, said)| said.clone());
        let choice = |(name, text): (String, String)| Choice {
            value: value(&name).unwrap_or_default(),
            ticked: false,
            name,
            text,
        };
        Contest {
            at,
            first: at == self.round.audit.contests.len(),
            name,
            allowed: p.t(allowed).to_owned(),
            kind: "number",
            min: 0,
            max: 1_000_000_000,
            candidates: asked.into_iter().map(choice).collect(),
            others: Vec::new(),
            wrong: wrong.iter().find(|(own, _)| *own == at).map(|(_, key)| p.t(key).to_owned()),
        }
    }

    fn shown(&self, p: &Shell, card: &Card, n: Option<i64>, pass: &Pass) -> Shown {
        let entries = [pass.of(Role::A), pass.of(Role::B)];
        let cell = |entry: Option<&Entry>, at: usize| match entry {
            Some(entry) if entry.status == "found" && self.by_batches() => {
                Count::words(p, &self.round.audit.contests[at], &entry.cells[at])
            }
            Some(entry) if entry.status == "found" => {
                entry::words(p, &self.round.audit.contests[at], &entry.cells[at])
            }
            Some(entry) => status_word(p, &entry.status),
            None => String::new(),
        };
        let rows = card.contests.iter().map(|at| {
            let [a, b] = entries.map(|entry| cell(entry, *at));
            (self.round.audit.contests[*at].name.clone(), a != b, a, b)
        });
        let title = match n {
            Some(n) => p.say("boards-pass", &[("n", Arg::Text(p.n(n)))]),
            None => p.t("boards-pass-agreed").to_owned(),
        };
        Shown {
            title,
            seats: entries.map(|entry| entry.map(|e| e.who.clone()).unwrap_or_default()),
            rows: rows.collect(),
        }
    }

    fn round(&self, p: Shell, who: Who) -> Result<Response, Stop> {
        let all = self.all.len();
        let agreed = self.all.iter().filter(|kept| kept.state().agreed).count();
        let files = files_of(self.round.number);
        let written = self.round.written(&*self.boards.files, self.all)?;
        let state = match self.phase {
            Phase::Entering => "boards-stop-not-all",
            Phase::Agreed => "boards-all-agreed",
            Phase::Closed => "boards-stop-closed",
        };
        let page = RoundPage {
            round: p.n(self.round.number as i64),
            agreed: p.say("room-answered", &[("n", agreed.into()), ("all", all.into())]),
            state: p.t(state).to_owned(),
            may_write: self.phase == Phase::Agreed,
            command: format!("scrutineer rla record DIR --mvrs DIR/{} --second DIR/{}", files[0], files[1]),
            written,
            p: p.clone().titled(p.t("boards-round"), "boards-round"),
            who: Some(who),
        };
        Ok(html(&page))
    }

    fn trail(&self, p: Shell, who: Who) -> Result<Response, Stop> {
        let trail = trail::shown(&*self.boards.files, Role::PLACE, &p, "boards-did")?;
        let p = p.clone().titled(p.t("room-trail"), "room-trail");
        Ok(html(&Trail { trail, p, who: Some(who) }))
    }
}

/// What a form of a card was made from.
fn form(visit: &Visit) -> Form<'_> {
    let pass = visit.field("pass").parse().unwrap_or(0);
    Form { of: made_for(&visit.form), pass, seen: visit.field("seen") }
}

fn status_word(p: &Shell, status: &str) -> String {
    p.t(if status == "not_found" { "boards-not-found" } else { "boards-unreadable" }).to_owned()
}

/// One field of a contest.
struct Choice {
    name: String,
    value: String,
    text: String,
    ticked: bool,
}

/// A contest to enter.
struct Contest {
    at: usize,
    /// Whether the page begins with it.
    first: bool,
    name: String,
    allowed: String,
    kind: &'static str,
    min: u64,
    max: u64,
    candidates: Vec<Choice>,
    others: Vec<Choice>,
    wrong: Option<String>,
}

/// What both seats entered in one pass.
struct Shown {
    title: String,
    seats: [String; 2],
    /// Contest, whether they differ, seat A, seat B.
    rows: Vec<(String, bool, String, String)>,
}

#[derive(Template)]
#[template(path = "boards_card.html")]
struct CardPage {
    p: Shell,
    who: Option<Who>,
    title: String,
    line: Line,
    saved: Option<String>,
    fault: Option<String>,
    contests: Vec<Contest>,
    shown: Vec<Shown>,
    open: bool,
    may_reopen: bool,
    by_batches: bool,
    unread: Option<String>,
    pass: usize,
    seen: String,
    of: String,
    action: String,
}

#[derive(Template)]
#[template(path = "boards_round.html")]
struct RoundPage {
    p: Shell,
    who: Option<Who>,
    round: String,
    agreed: String,
    state: String,
    may_write: bool,
    written: bool,
    command: String,
}

#[derive(Template)]
#[template(path = "boards_trail.html")]
struct Trail {
    p: Shell,
    who: Option<Who>,
    trail: trail::Shown,
}
