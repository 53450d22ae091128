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
use rla::model::{Assertion, Contest};
use rla::plan::{self, Effort, Errors, Times};
use serde::Deserialize;
use serde_json::json;

/// Risk limits held against each other.
const LIMITS: [(i64, i64); 5] = [(1, 100), (2, 100), (5, 100), (10, 100), (20, 100)];
/// The one that the sentence speaks of.
const COMMON: (i64, i64) = (5, 100);
/// Cards after which a simulated audit is given up: a server works for others, too.
const CAP: u64 = 100_000;

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
    page(site, shell, move |_, p| {
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

/// A whole number as people type it: 50,000 and 50 000 too, in Arabic digits too.
fn whole(text: &str) -> Option<u64> {
    let digits: String =
        plain(text).chars().filter(|c| !matches!(c, ' ' | ',' | '.' | '\u{a0}' | '\u{202f}' | '٬')).collect();
    digits.parse().ok()
}

/// A number with decimals, point or comma.
fn decimal(text: &str) -> Option<f64> {
    plain(text).replace([',', '٫'], ".").trim().parse().ok().filter(|n: &f64| n.is_finite())
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
    let rate = |text: &str| decimal(text).filter(|n| (0.0..=200.0).contains(n));
    let (one, two) = (rate(&asked.one), rate(&asked.two));
    let cost = decimal(&asked.cost).filter(|n| (0.0..=1e6).contains(n));
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
    let mut columns = Vec::new();
    let mut lines = Vec::new();
    let mut repetitions = u64::MAX;
    for (n, d) in LIMITS {
        let limit = Rational::new(n.into(), d.into());
        let Some((error_free, times)) = times(&contest, &list, planned.errors, &limit) else { continue };
        repetitions = repetitions.min(times.sorted.len() as u64);
        let p = &page.p;
        let shown = |q: f64| size(p, &times, q, planned.cards);
        let name = p.percent(&to_f64(&limit).to_string());
        let reached = times.reached(0.9);
        if (n, d) == COMMON {
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
        "scrutineer rla plan audit.json --p1 {} --p2 {} --cost-card {}",
        planned.errors.one, planned.errors.two, planned.cost
    );
    page.file = text;
}

fn times(contest: &Contest, list: &[Assertion], errors: Errors, limit: &Rational) -> Option<(Option<u64>, Times)> {
    let effort = Effort { repetitions: 400, cap: contest.cards.min(CAP), draws: 2_000_000 };
    let times = plan::contest(contest, list, errors, to_f64(limit), effort)?;
    Some((plan::tightest(list)?.sample_size(contest.audit_type, limit), times))
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
