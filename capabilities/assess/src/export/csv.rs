//! The result as tables, in the result's order.

use crate::catalogue::Catalogue;
use crate::dossier::Dossier;
use crate::result::{Assessment, ScoreResult};

/// One CSV file's rows; the first is the head.
type Rows = Vec<Vec<String>>;

/// File names and their text, RFC 4180 with a head line.
pub fn tables(result: &Assessment, dossier: &Dossier, catalogue: &Catalogue) -> Vec<(&'static str, String)> {
    rows(result, dossier, catalogue).into_iter().map(|(name, rows)| (name, written(&rows))).collect()
}

fn rows(result: &Assessment, dossier: &Dossier, catalogue: &Catalogue) -> Vec<(&'static str, Rows)> {
    let head = |names: &[&str]| vec![names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>()];
    let mut indicators = head(&[
        "id",
        "status",
        "reason",
        "signal",
        "n",
        "value",
        "lo",
        "hi",
        "layer",
        "method",
        "critical",
        "threshold_basis",
        "threshold_basis_in_force",
        "recommendations",
        "obligations",
        "area",
        "question",
    ]);
    for i in &result.indicators {
        let own = catalogue.indicator(&i.id);
        let signal = i.signal.as_ref();
        let end =
            |at: usize| signal.and_then(|s| s.interval.as_ref()).map(|ends| ends[at].clone()).unwrap_or_default();
        indicators.push(vec![
            i.id.clone(),
            i.status.to_owned(),
            i.reason.unwrap_or_default().to_owned(),
            signal.map(|s| s.status).unwrap_or_default().to_owned(),
            signal.map(|s| s.n.to_string()).unwrap_or_default(),
            signal.and_then(|s| s.value.clone()).unwrap_or_default(),
            end(0),
            end(1),
            i.layer.to_owned(),
            i.method.to_owned(),
            i.critical.clone().unwrap_or_default(),
            i.threshold_basis.clone(),
            i.threshold_basis_in_force.clone(),
            own.map(|own| own.recommendations.join(" ")).unwrap_or_default(),
            own.map(|own| own.obligations.join(" ")).unwrap_or_default(),
            i.area.clone(),
            i.question.clone(),
        ]);
    }
    let score = ["id", "title", "label", "applicable", "scored", "coverage", "point", "lo", "hi", "critical"];
    let mut recommendations = head(&score);
    recommendations[0].extend(["p2_5", "p50", "p97_5", "mean"].map(str::to_owned));
    for r in &result.recommendations {
        let mut row = scored(&r.id, &r.title, &r.score);
        row.extend(match &r.simulation {
            Some(s) => [s.p2_5.clone(), s.p50.clone(), s.p97_5.clone(), s.mean.clone()],
            None => Default::default(),
        });
        recommendations.push(row);
    }
    let mut obligations = head(&score);
    obligations.extend(result.obligations.iter().map(|o| scored(&o.id, &o.title, &o.score)));
    let mut evidence =
        head(&["id", "title", "kind", "grade", "why_x", "dated", "origin", "access", "sha256", "bears_on"]);
    for item in &dossier.evidence {
        let bears: Vec<String> = item
            .bears_on
            .iter()
            .map(|b| format!("{} {}", b.indicator, if b.supports { "supports" } else { "refutes" }))
            .collect();
        evidence.push(vec![
            item.id.clone(),
            item.title.clone(),
            item.kind.clone(),
            item.grade.letter().to_owned(),
            item.why_x.unwrap_or_default().to_owned(),
            item.dated.clone(),
            item.origin.clone(),
            item.access.clone(),
            item.sha256.clone(),
            bears.join("; "),
        ]);
    }
    let mut problems = head(&["code", "place", "what", "remedy"]);
    problems.extend(
        result.problems.iter().map(|p| vec![p.code.clone(), p.place.clone(), p.what.clone(), p.remedy.clone()]),
    );
    vec![
        ("indicators.csv", indicators),
        ("recommendations.csv", recommendations),
        ("obligations.csv", obligations),
        ("evidence.csv", evidence),
        ("problems.csv", problems),
    ]
}

fn scored(id: &str, title: &str, score: &ScoreResult) -> Vec<String> {
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        id.to_owned(),
        title.to_owned(),
        score.label.to_owned(),
        score.applicable.to_string(),
        score.scored.to_string(),
        some(&score.coverage),
        some(&score.point),
        some(&score.lo),
        some(&score.hi),
        score.critical.join(" "),
    ]
}

fn written(rows: &Rows) -> String {
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// A cell after RFC 4180. A text that a spreadsheet would run as a formula is led by an apostrophe.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}
