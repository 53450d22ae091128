//! The audit report: one HTML file without scripts or outside resources, the same bytes for the same input. No names
//! of voters, ever.

mod texts;

use crate::fault::Reason;
use crate::group::Group;
use crate::hash;
use crate::method::schulze;
use crate::model::Question;
use crate::setup_log::Findings;
use crate::tally::Outcome;
use crate::trustee::Trustee;
use crate::verify::{AnyBoard, Board, Difference, Report, Verified};
use base::Language;
use serde::Serialize;
pub use texts::text;

/// A trustee as the report shows it.
#[derive(Debug, Clone, Serialize)]
pub struct KeyLine {
    /// Number from 1.
    pub number: u64,
    /// Name, if published.
    pub name: Option<String>,
    /// SHA-256 of the key's text.
    pub fingerprint: String,
    /// How many of its group suffice, and how many there are; absent for a trustee who is always needed.
    pub threshold: Option<(u64, u64)>,
}

/// What the report holds, as a document.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// What `verify` says; where the comparison with an older copy rejects the board, its verdict and its reasons, and
    /// no result.
    pub report: Report,
    /// The archive's time, RFC 3339.
    pub time: String,
    /// Who held which key.
    pub keys: Vec<KeyLine>,
    /// Ballots replaced by a later one.
    pub revotes: u64,
    /// What `verify-diff` says of an older copy, if one was given.
    pub compared: Option<Difference>,
    /// What the log of the set-up shows, if one was given.
    pub setup: Option<Findings>,
    /// What no archive can show.
    pub limits: [&'static str; 6],
}

/// Puts the report together.
pub fn audit(
    verified: &Verified,
    compared: Option<Difference>,
    setup: Option<Findings>,
    language: Language,
) -> Audit {
    let mut report = verified.report.clone();
    if let Some(d) = compared.as_ref().filter(|d| d.verdict != "accepted") {
        (report.verdict, report.complete, report.result) = (d.verdict, false, None);
        (report.reasons, report.reasons_more) = (d.reasons.clone(), d.reasons_more);
    }
    let keys = verified.board.as_ref().map(|any| crate::with_board!(any, b => keys(b))).unwrap_or_default();
    let limits = ["not_public", "limit1", "limit2", "limit3", "limit4", "limit5"].map(|key| text(key, language));
    let revotes = report.counts.ballots.saturating_sub(report.counts.ballots_counted);
    let time = base::time::rfc3339(i64::try_from(verified.timestamp).unwrap_or(0).saturating_mul(1000));
    Audit { report, time, keys, revotes, compared, setup, limits }
}

fn keys<G: Group>(board: &Board<G>) -> Vec<KeyLine> {
    let mut all = Vec::new();
    for trustee in board.trustees.iter().flatten() {
        let threshold = match trustee {
            Trustee::Single(_) => None,
            Trustee::Pedersen(p) => Some((p.threshold, p.certs.len() as u64)),
        };
        for key in trustee.keys() {
            all.push(KeyLine {
                number: all.len() as u64 + 1,
                name: key.name.clone(),
                fingerprint: hash::hex(board.group.write(&key.public_key).as_bytes()),
                threshold,
            });
        }
    }
    all
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// A text of the election's own, set apart in its own direction.
fn apart(text: &str) -> String {
    format!("<bdi>{}</bdi>", escape(text))
}

/// A table with a caption and header cells; cells are HTML already.
fn table(caption: &str, head: &[&str], rows: &[Vec<String>]) -> String {
    // A wide table scrolls by itself, by keyboard too, so that the page never scrolls sideways.
    let label = escape(caption);
    let mut out = format!(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table><caption>{label}</caption>"
    );
    if head.iter().any(|cell| !cell.is_empty()) {
        out.push_str("<thead><tr>");
        for cell in head {
            let cell = if cell.is_empty() {
                "<td></td>".to_owned()
            } else {
                format!("<th scope=\"col\">{}</th>", escape(cell))
            };
            out.push_str(&cell);
        }
        out.push_str("</tr></thead>");
    }
    out.push_str("<tbody>");
    for row in rows {
        out.push_str("<tr>");
        for (i, cell) in row.iter().enumerate() {
            let (open, close) = if i == 0 { ("<th scope=\"row\">", "</th>") } else { ("<td>", "</td>") };
            out.push_str(&format!("{open}{cell}{close}"));
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    out
}

const STYLE: &str = "body{font-family:sans-serif;max-width:60em;margin:auto;padding:1em;line-height:1.5;color:#111;\
background:#fff}table{border-collapse:collapse;margin:1em 0}caption{text-align:start;font-weight:bold}\
.wide{overflow-x:auto}svg{max-width:100%}th,td{border:1px solid #666;padding:.3em .6em;text-align:start}.verdict{border:3px solid #111;padding:.6em;\
font-weight:bold}code{overflow-wrap:anywhere}";

/// The report as one HTML file.
pub fn html(verified: &Verified, audit: &Audit, language: Language) -> String {
    let t = |key: &str| text(key, language);
    let report = &audit.report;
    let name = report.election.as_ref().map_or("", |e| e.name.as_str());
    let mut out = format!(
        "<!DOCTYPE html><html lang=\"{}\" dir=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{}: {}</title><style>{STYLE}</style></head><body><main><h1>{}: {}</h1>",
        language.code(),
        language.direction(),
        escape(t("title")),
        escape(name),
        escape(t("title")),
        escape(name)
    );
    let verdict = match (report.accepted(), report.complete) {
        (true, true) => "accepted",
        (true, false) => "incomplete",
        (false, _) => "rejected",
    };
    out.push_str(&format!("<p class=\"verdict\">{}</p><p>{}</p>", escape(t(verdict)), escape(t("not_public"))));
    let mut section = |key: &str, body: String| {
        out.push_str(&format!("<section><h2>{}</h2>{body}</section>", escape(t(key))));
    };
    if let Some(board) = &verified.board {
        section("asked", asked(board, t));
    }
    let rows: Vec<Vec<String>> = audit.keys.iter().map(|k| key_row(k, t)).collect();
    section("keys", table(t("keys"), &[t("trustee"), t("name"), t("role"), t("fingerprint")], &rows));
    section("setup", setup(audit.setup.as_ref(), t));
    let rows: Vec<Vec<String>> = report
        .checks
        .iter()
        .map(|c| {
            let question = format!("{} <code>{}</code>", escape(t(c.code.as_str())), c.code.as_str());
            vec![question, escape(t(c.outcome)), c.items.to_string()]
        })
        .collect();
    section("checked", table(t("checked"), &[t("check"), t("outcome"), t("items")], &rows));
    let rows: Vec<Vec<String>> = report.reasons.iter().map(|r| reason_row(r, t)).collect();
    if !rows.is_empty() {
        let more = if report.reasons_more > 0 { format!("<p>+ {}</p>", report.reasons_more) } else { String::new() };
        section("reasons", table(t("reasons"), &[t("check"), t("place"), t("found")], &rows) + &more);
    }
    section("numbers", numbers(audit, t));
    section("result", result(verified, audit, t));
    let limits: String = audit.limits[1..].iter().map(|l| format!("<li>{}</li>", escape(l))).collect();
    section("limits", format!("<ul>{limits}</ul>"));
    let copies = match &audit.compared {
        None => format!("<p>{}</p>", escape(t("no_copy"))),
        Some(d) => {
            let verdict = escape(t(match d.extends {
                Some(true) => "extends",
                Some(false) => "differs",
                None => "copy_faulty",
            }));
            format!("<p>{verdict}</p><p><code>{}</code></p>", d.old.sha256)
        }
    };
    section("copies", copies);
    let mut rows = vec![
        vec!["SHA-256".to_owned(), format!("<code>{}</code>", report.archive.sha256)],
        vec!["φ".to_owned(), format!("<code>{}</code>", report.election.as_ref().map_or("", |e| &e.fingerprint))],
        vec![escape(t("time")), audit.time.clone()],
    ];
    rows.extend(audit.setup.iter().map(|s| vec![escape(t("setup_log")), format!("<code>{}</code>", s.sha256)]));
    rows.extend(report.archive.last_event.iter().map(|e| vec!["event".to_owned(), format!("<code>{e}</code>")]));
    section("hashes", table(t("hashes"), &["", ""], &rows));
    out.push_str("</main></body></html>\n");
    out
}

fn reason_row<'t>(reason: &Reason, t: impl Fn(&str) -> &'t str) -> Vec<String> {
    let code = reason.code.as_str();
    vec![format!("{} <code>{code}</code>", escape(t(code))), escape(&reason.place), escape(&reason.what)]
}

/// Whether the set-up is an audited one, and who signed for it.
fn setup<'t>(findings: Option<&Findings>, t: impl Fn(&str) -> &'t str + Copy) -> String {
    let Some(found) = findings else { return format!("<p>{}</p>", escape(t("setup_without"))) };
    let word = if found.audited { "setup_audited" } else { "setup_not" };
    let mut out = format!("<p><strong>{}</strong></p>", escape(t(word)));
    if !found.reasons.is_empty() {
        let rows: Vec<Vec<String>> = found.reasons.iter().map(|r| reason_row(r, t)).collect();
        out.push_str(&table(t("setup_not"), &[t("check"), t("place"), t("found")], &rows));
    }
    let rows: Vec<Vec<String>> = found
        .signers
        .iter()
        .map(|signer| {
            let number = signer.trustee.map(|n| format!(" {n}")).unwrap_or_default();
            let role = format!("{}{number}", escape(t(signer.role.as_str())));
            vec![role, apart(&signer.name), format!("<code>{}</code>", signer.fingerprint)]
        })
        .collect();
    if !rows.is_empty() {
        out.push_str(&table(t("signers"), &[t("signer_role"), t("name"), t("fingerprint")], &rows));
    }
    let rehearsed = t("rehearsed").replace("{n}", &found.rehearsed.to_string());
    out.push_str(&format!("<p>{}</p><p>{}</p>", escape(&rehearsed), escape(t("setup_note"))));
    out
}

fn key_row<'t>(key: &KeyLine, t: impl Fn(&str) -> &'t str) -> Vec<String> {
    let role = match key.threshold {
        None => t("mandatory").to_owned(),
        Some((k, n)) => t("threshold").replace("{k}", &k.to_string()).replace("{n}", &n.to_string()),
    };
    let name = key.name.as_deref().unwrap_or_else(|| t("none"));
    vec![key.number.to_string(), escape(name), escape(&role), format!("<code>{}</code>", key.fingerprint)]
}

fn asked<'t>(board: &AnyBoard, t: impl Fn(&str) -> &'t str) -> String {
    let election = board.election();
    let mut out = format!("<p dir=\"auto\">{}</p>", escape(&election.description));
    for (i, question) in election.questions.iter().enumerate() {
        let answers: String = labels(question, &t).iter().map(|a| format!("<li>{}</li>", apart(a))).collect();
        out.push_str(&format!(
            "<h3>{} {}: {}</h3><ul>{answers}</ul>",
            escape(t("question")),
            i + 1,
            apart(question.text())
        ));
    }
    out
}

fn labels<'t>(question: &Question, t: impl Fn(&str) -> &'t str) -> Vec<String> {
    let blank = matches!(question, Question::Homomorphic { blank: true, .. }).then(|| t("blank").to_owned());
    blank.into_iter().chain(question.answers().iter().cloned()).collect()
}

fn numbers<'t>(audit: &Audit, t: impl Fn(&str) -> &'t str) -> String {
    let n = &audit.report.counts;
    // Permille, rounded down: a share is never shown larger than it is.
    let share = (n.ballots_counted * 1000).checked_div(n.credentials).unwrap_or(0);
    let participation = format!("{}.{} % ({} / {})", share / 10, share % 10, n.ballots_counted, n.credentials);
    let rows = [
        ("credentials", n.credentials.to_string()),
        ("ballots", n.ballots.to_string()),
        ("revotes", audit.revotes.to_string()),
        ("counted", n.ballots_counted.to_string()),
        ("weight", n.total_weight.clone()),
        ("participation", participation),
    ];
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(key, value)| vec![escape(t(key)), value]).collect();
    table(t("numbers"), &["", ""], &rows)
}

fn result<'t>(verified: &Verified, audit: &Audit, t: impl Fn(&str) -> &'t str + Copy) -> String {
    let board = verified.board.as_ref().filter(|_| audit.report.complete);
    let Some((board, results)) = board.and_then(|b| Some((b, crate::with_board!(b, x => x.result.as_ref())?))) else {
        return format!("<p>{}</p>", escape(t("no_result")));
    };
    let mut out = String::new();
    if audit.report.counts.ballots_counted < 10 {
        out.push_str(&format!("<p>{}</p>", escape(t("small"))));
    }
    for (question, outcome) in board.election().questions.iter().zip(results) {
        out.push_str(&format!("<h3>{}</h3>", apart(question.text())));
        let labels = labels(question, t);
        match outcome {
            Outcome::Counts(counts) => {
                out.push_str(&bars(question.text(), &labels, counts));
                let rows: Vec<Vec<String>> =
                    labels.iter().zip(counts).map(|(l, n)| vec![apart(l), n.to_string()]).collect();
                out.push_str(&table(question.text(), &[t("answer"), t("votes")], &rows));
            }
            Outcome::Rows(rows) => {
                if labels.len() >= 6 {
                    out.push_str(&format!("<p>{}</p>", escape(t("rare"))));
                }
                let rows: Vec<Vec<u64>> = rows.iter().map(|r| r.iter().map(|v| u64::from(*v)).collect()).collect();
                let counted = schulze(labels.len(), &rows, false);
                let head: Vec<&str> = std::iter::once("").chain(labels.iter().map(String::as_str)).collect();
                let duels: Vec<Vec<String>> = labels
                    .iter()
                    .zip(&counted.raw)
                    .map(|(l, row)| std::iter::once(apart(l)).chain(row.iter().map(u64::to_string)).collect())
                    .collect();
                out.push_str(&table(t("duels"), &head, &duels));
                let levels: String = counted
                    .winners
                    .iter()
                    .map(|level| {
                        let names: Vec<String> = level.iter().map(|i| apart(&labels[*i])).collect();
                        format!("<li>{}</li>", names.join(" = "))
                    })
                    .collect();
                out.push_str(&format!("<p>{}</p><ol>{levels}</ol>", escape(t("levels"))));
            }
        }
    }
    out
}

/// A horizontal bar chart; the table beside it holds the same numbers as text.
fn bars(title: &str, labels: &[String], counts: &[u64]) -> String {
    const WIDTH: u64 = 300;
    let top = counts.iter().copied().max().unwrap_or(0).max(1);
    let described: Vec<String> = labels.iter().zip(counts).map(|(l, n)| format!("{l}: {n}")).collect();
    let mut out = format!(
        "<svg role=\"img\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" direction=\"ltr\"><title>{}</title><desc>{}</desc>",
        escape(title),
        escape(&described.join("; ")),
        w = WIDTH + 300,
        h = counts.len() * 24,
    );
    for (i, (label, n)) in labels.iter().zip(counts).enumerate() {
        let width = u64::try_from(u128::from(*n) * u128::from(WIDTH) / u128::from(top)).unwrap_or(WIDTH);
        out.push_str(&format!(
            "<rect x=\"0\" y=\"{}\" width=\"{width}\" height=\"18\" fill=\"#345\"/><text x=\"{}\" y=\"{}\" \
             font-size=\"14\">{n} · {}</text>",
            i * 24 + 3,
            width + 6,
            i * 24 + 17,
            escape(&label.chars().take(32).collect::<String>())
        ));
    }
    out.push_str("</svg>");
    out
}
