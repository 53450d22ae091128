//! How many cards would an audit read? A planner: figures in, workload out. Nothing on the record is used.

use super::{html, page};
use crate::chart::{self, Column};
use crate::router::Shared;
use crate::shell::Shell;
use crate::words::Arg;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use base::exact::Rational;
use rla::assertion::{assertions, reported_tally, to_f64};
use rla::plan::{self, Effort, Errors, Times};
use serde::Deserialize;
use serde_json::json;

/// Risk limits held against each other.
const LIMITS: [(i64, i64); 5] = [(1, 100), (2, 100), (5, 100), (10, 100), (20, 100)];
/// The one that the sentence speaks of.
const COMMON: (i64, i64) = (5, 100);
/// Cards after which a simulated audit is given up: a server works for others, too.
const CAP: u64 = 100_000;
/// Draws after which no further audit is simulated.
const DRAWS: u64 = 2_000_000;
/// One plan at a time: a plan takes longer than any other page, and readers of the record come first.
static TURN: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(1);

/// What is asked, as the address says it.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    cards: String,
    winner: String,
    runner: String,
    kind: String,
    one: String,
    two: String,
    cost: String,
}

impl Default for Asked {
    fn default() -> Self {
        let own = |text: &str| text.to_owned();
        Self {
            cards: own("50000"),
            winner: own("25500"),
            runner: own("23000"),
            kind: own("comparison"),
            one: own("1"),
            two: own("0.1"),
            cost: own("0"),
        }
    }
}

/// One field of the form: name, label, value, message if it is wrong.
struct Field {
    name: &'static str,
    label: String,
    value: String,
    wrong: Option<String>,
    whole: bool,
}

/// One risk limit: limit, without errors, and the quantiles; then the cost.
struct Line {
    limit: String,
    cells: [String; 5],
    cost: Option<String>,
}

#[derive(Template)]
#[template(path = "audit_plan.html")]
struct PlanPage {
    p: Shell,
    fields: Vec<Field>,
    polling: bool,
    wrong: Option<String>,
    lead: String,
    chart: String,
    lines: Vec<Line>,
    costs: bool,
    note: String,
    file: String,
    command: String,
}

/// What is asked, read.
struct Planned {
    polling: bool,
    cards: u64,
    winner: u64,
    runner: u64,
    errors: Errors,
    cost: f64,
}

/// `GET /audit-plan`.
pub(super) async fn show(State(site): State<Shared>, shell: Shell, Query(asked): Query<Asked>) -> Response {
    let turn = TURN.acquire().await;
    page(site, shell, move |_, p| {
        // Held until the work is done, also where nobody waits for it any more.
        let _turn = turn;
        let title = p.t("plan-title").to_owned();
        let mut p = p.titled(title, "nav-audits");
        p.noindex = true;
        let (fields, planned) = read(&p, &asked);
        let polling = asked.kind == "polling";
        let mut page = PlanPage {
            fields,
            polling,
            wrong: None,
            lead: String::new(),
            chart: String::new(),
            lines: Vec::new(),
            costs: false,
            note: String::new(),
            file: String::new(),
            command: String::new(),
            p,
        };
        match planned {
            None => page.wrong = Some(page.p.t("plan-wrong").to_owned()),
            Some(planned) => answer(&mut page, &planned),
        }
        Ok(html(&page))
    })
    .await
}

/// A whole number as people type it: 50,000 and 50 000 and 50.000 too, in Arabic digits too.
fn whole(text: &str) -> Option<u64> {
    ungrouped(&plain(text))?.parse().ok()
}

/// A number from 0 to `most` with decimals, point or comma. What could be either is not guessed: 1,500 is fifteen
/// hundred to some and one and a half to others.
fn decimal(text: &str, most: f64) -> Option<f64> {
    let text = plain(text);
    let points = |c: char| matches!(c, '.' | ',' | '٫');
    let read = match text.rsplit_once(points) {
        Some((before, after)) if !text.ends_with(points) => {
            let mark = text.chars().rev().find(|c| points(*c));
            let again = mark.is_some_and(|mark| before.contains(mark));
            let plain_before = before.chars().all(|c| c.is_ascii_digit());
            let either =
                mark != Some('٫') && plain_before && after.len() == 3 && !before.trim_start_matches('0').is_empty();
            let either = either && format!("{before}{after}").parse().is_ok_and(|n: f64| n <= most);
            match () {
                () if again => ungrouped(&text)?,
                () if either || !after.chars().all(|c| c.is_ascii_digit()) => return None,
                () => format!("{}.{after}", ungrouped(before)?),
            }
        }
        _ => ungrouped(&text)?,
    };
    read.parse().ok().filter(|n| (0.0..=most).contains(n))
}

/// The digits of a whole number; nothing if there is anything else than one separator before groups of three.
fn ungrouped(text: &str) -> Option<String> {
    let separators = |c: char| matches!(c, ' ' | ',' | '.' | '’' | '\'' | '\u{a0}' | '\u{202f}' | '٬');
    let digits = |group: &str| !group.is_empty() && group.chars().all(|c| c.is_ascii_digit());
    let Some(separator) = text.chars().find(|c| separators(*c)) else {
        return digits(text).then(|| text.to_owned());
    };
    let mut groups = text.split(separator);
    let first = groups.next()?;
    let fits = digits(first) && first.len() <= 3 && groups.all(|group| digits(group) && group.len() == 3);
    fits.then(|| text.split(separator).collect())
}

fn plain(text: &str) -> String {
    let digit = |c: char| match c {
        '٠'..='٩' => char::from_digit(c as u32 - '٠' as u32, 10).unwrap_or(c),
        _ => c,
    };
    text.trim().chars().take(40).map(digit).collect()
}

/// The form as filled in, with what is wrong beside each field; what is asked if nothing is.
fn read(p: &Shell, asked: &Asked) -> (Vec<Field>, Option<Planned>) {
    let cards = whole(&asked.cards).filter(|n| (1..=1_000_000_000).contains(n));
    let winner = whole(&asked.winner).filter(|n| *n <= cards.unwrap_or(u64::MAX));
    let runner = whole(&asked.runner).filter(|n| match (cards, winner) {
        (Some(cards), Some(winner)) => *n < winner && winner + *n <= cards,
        _ => true,
    });
    let (one, two) = (decimal(&asked.one, 200.0), decimal(&asked.two, 200.0));
    let cost = decimal(&asked.cost, 1e6);
    let field = |name, value: &str, right: bool, whole| Field {
        name,
        label: p.t(&format!("plan-{name}")).to_owned(),
        value: value.chars().take(40).collect(),
        wrong: (!right).then(|| p.t(&format!("plan-wrong-{name}")).to_owned()),
        whole,
    };
    let fields = vec![
        field("cards", &asked.cards, cards.is_some(), true),
        field("winner", &asked.winner, winner.is_some(), true),
        field("runner", &asked.runner, runner.is_some(), true),
        field("one", &asked.one, one.is_some(), false),
        field("two", &asked.two, two.is_some(), false),
        field("cost", &asked.cost, cost.is_some(), false),
    ];
    let planned = || {
        Some(Planned {
            polling: asked.kind == "polling",
            cards: cards?,
            winner: winner?,
            runner: runner?,
            errors: Errors { one: one? / 1000.0, two: two? / 1000.0 },
            cost: cost?,
        })
    };
    let planned = planned();
    (fields, planned)
}

/// The audit file that the form describes: the same is read here and by whoever computes it again.
fn file(planned: &Planned) -> String {
    let kind = if planned.polling { "polling" } else { "comparison" };
    let rest = planned.cards - planned.winner - planned.runner;
    json!({
        "format": "scrutineer-rla-1",
        "title": "plan",
        "risk_limit": "0.05",
        "contests": [{
            "id": "contest",
            "name": "Contest",
            "choice_function": "plurality",
            "audit_type": kind,
            "cards": planned.cards,
            "candidates": [{ "id": "first", "name": "Winner" }, { "id": "second", "name": "Runner-up" }],
            "reported": { "first": planned.winner, "second": planned.runner },
            "reported_invalid": rest,
        }],
    })
    .to_string()
}

fn answer(page: &mut PlanPage, planned: &Planned) {
    let text = file(planned);
    let contest = rla::audit::read(text.as_bytes()).0.and_then(|audit| audit.contests.into_iter().next());
    let list = contest.as_ref().and_then(|contest| {
        let tally = reported_tally(contest)?;
        assertions(contest, &tally, contest.cards).ok().map(|(_, list)| list)
    });
    let (Some(contest), Some(list)) = (contest, list) else {
        page.wrong = Some(page.p.t("plan-wrong").to_owned());
        return;
    };
    let limits = LIMITS.map(|(n, d)| Rational::new(n.into(), d.into()));
    let effort = Effort { repetitions: 400, cap: contest.cards.min(CAP), draws: DRAWS };
    let simulated = plan::contest(&contest, &list, planned.errors, &limits.each_ref().map(to_f64), effort);
    let tightest = plan::tightest(&list);
    let mut columns = Vec::new();
    let mut lines = Vec::new();
    let mut repetitions = u64::MAX;
    for ((limit, own), times) in limits.iter().zip(LIMITS).zip(simulated.unwrap_or_default()) {
        let error_free = tightest.and_then(|own| own.sample_size(contest.audit_type, limit));
        repetitions = repetitions.min(times.sorted.len() as u64);
        let p = &page.p;
        let shown = |q: f64| size(p, &times, q, planned.cards);
        let name = p.percent(&to_f64(limit).to_string());
        let reached = times.reached(0.9);
        if own == COMMON {
            page.lead = sentence(p, planned, &times, &name);
        }
        if reached {
            let value = times.quantile(0.9);
            columns.push(Column { name: name.clone(), label: p.n(value), value: value as f64 });
        }
        lines.push(Line {
            cells: [
                error_free.map_or_else(|| "–".to_owned(), |n| p.n(n)),
                shown(0.5),
                shown(0.8),
                shown(0.9),
                shown(0.99),
            ],
            cost: (planned.cost > 0.0).then(|| match reached {
                true => p.decimal(&format!("{:.2}", times.quantile(0.9) as f64 * planned.cost), 2),
                false => "–".to_owned(),
            }),
            limit: name,
        });
    }
    let p = &page.p;
    if columns.len() == LIMITS.len() {
        page.chart = chart::columns(p, &columns, p.t("plan-chart"));
    }
    page.note = p.say(
        "plan-note",
        &[("n", Arg::Count(repetitions)), ("seed", plan::SEED.to_owned().into()), ("cap", p.n(CAP).into())],
    );
    page.lines = lines;
    page.costs = planned.cost > 0.0;
    page.command = format!(
        "scrutineer rla plan audit.json --p1 {} --p2 {} --cost-card {} --cap {CAP} --draws {DRAWS}",
        planned.errors.one, planned.errors.two, planned.cost
    );
    page.file = text;
}

/// A quantile, or what is known where too few simulated audits ended.
fn size(p: &Shell, times: &Times, q: f64, cards: u64) -> String {
    if times.reached(q) {
        p.n(times.quantile(q))
    } else if times.cap >= cards {
        p.t("plan-all").to_owned()
    } else {
        p.say("plan-more", &[("n", p.n(times.cap).into())])
    }
}

fn sentence(p: &Shell, planned: &Planned, times: &Times, limit: &str) -> String {
    let margin = planned.winner - planned.runner;
    let share = p.percent_to(&format!("{:.4}", margin as f64 / planned.cards as f64), 2);
    let mut args: Vec<(&str, Arg)> = vec![
        ("margin", p.n(margin).into()),
        ("cards", p.n(planned.cards).into()),
        ("share", share.into()),
        ("limit", limit.to_owned().into()),
    ];
    if !times.reached(0.9) {
        return p.say("plan-lead-long", &args);
    }
    args.push(("half", p.n(times.quantile(0.5)).into()));
    args.push(("most", p.n(times.quantile(0.9)).into()));
    p.say("plan-lead", &args)
}

#[cfg(test)]
mod tests {
    use super::{decimal, whole};

    #[test]
    fn numbers_are_read_as_people_type_them_and_what_can_be_read_twice_is_refused() {
        for text in ["50000", "50,000", "50.000", "50 000", "50\u{202f}000", "50’000", "٥٠٬٠٠٠", " ٥٠٠٠٠ "]
        {
            assert_eq!(whole(text), Some(50_000), "{text}");
        }
        for text in ["50000.5", "5,00,00", "50,000.0", "50.00", "", ",", "5000,000", "50,", "1,000 000", "-5", "5e4"]
        {
            assert_eq!(whole(text), None, "{text}");
        }
        for (text, value) in [
            ("1.5", 1.5),
            ("1,5", 1.5),
            ("١٫٥", 1.5),
            ("0.125", 0.125),
            ("0,125", 0.125),
            ("1 500", 1500.0),
            ("1,500.25", 1500.25),
            ("1.500,25", 1500.25),
            ("1٬500٫125", 1500.125),
            ("1,000,000", 1e6),
            ("12.3456", 12.3456),
            ("7", 7.0),
        ] {
            assert_eq!(decimal(text, 1e6), Some(value), "{text}");
        }
        for text in ["1,500", "1.500", "nan", "inf", "-1", "1e3", "1.", ".", "1,5,0", "15,00.5", "1.5.", "1000001"] {
            assert_eq!(decimal(text, 1e6), None, "{text}");
        }
        assert_eq!(decimal("1.500", 200.0), Some(1.5), "fifteen hundred cannot be meant");
    }
}
