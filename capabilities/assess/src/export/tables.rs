//! The result as linked tables, for a database to take away.

use crate::catalogue::Catalogue;
use crate::dossier::Dossier;
use crate::result::Assessment;

/// One table with named columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Columns that name a row; none if rows have no name.
    pub key: Vec<&'static str>,
    /// Its rows, each as long as the columns; `None` is not known or not applicable.
    pub rows: Vec<Vec<Option<String>>>,
}

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub kind: Kind,
    /// The table whose key its values are.
    pub of: Option<&'static str>,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text as it is.
    Text,
    /// Whole numbers.
    Integer,
    /// Decimal numbers.
    Decimal,
}

const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text, of: None }
}

const fn integer(name: &'static str) -> Column {
    Column { name, kind: Kind::Integer, of: None }
}

const fn decimal(name: &'static str) -> Column {
    Column { name, kind: Kind::Decimal, of: None }
}

const fn of(name: &'static str, table: &'static str) -> Column {
    Column { name, kind: Kind::Text, of: Some(table) }
}

type Cells = Vec<Option<String>>;

fn some(text: impl ToString) -> Option<String> {
    Some(text.to_string())
}

/// Tables, each after those it refers to. Decimals lose their trailing zeros in a database; the table `about` holds the
/// result itself, digit for digit.
pub fn tables(result: &Assessment, dossier: &Dossier, catalogue: &Catalogue) -> Vec<Table> {
    let mut tables = vec![about(result), recommendations(result), obligations(result), evidence(dossier)];
    tables.push(indicators(result));
    tables.extend(joined(result, dossier, catalogue));
    tables
}

fn about(result: &Assessment) -> Table {
    let (dossier, catalogue) = (&result.dossier, &result.catalogue);
    let pairs = [
        ("format", result.format.to_owned()),
        (
            "note",
            "Computed from a dossier. Unknown is neither met nor not met; there is no country figure.".to_owned(),
        ),
        ("dossier", dossier.id.clone()),
        ("title", dossier.title.clone()),
        ("jurisdiction", dossier.jurisdiction.clone()),
        ("election", dossier.election.clone()),
        ("as_of", dossier.as_of.clone()),
        ("profile", dossier.profile.clone()),
        ("catalogue", format!("{} {}", catalogue.id, catalogue.version)),
        ("catalogue_sha256", catalogue.sha256.clone()),
        ("input_sha256", result.input_sha256.clone()),
        ("result", result.to_json()),
    ];
    Table {
        name: "about",
        columns: vec![text("name"), text("value")],
        key: vec!["name"],
        rows: pairs.into_iter().map(|(name, value)| vec![some(name), Some(value)]).collect(),
    }
}

/// Columns of a score, shared by recommendations and obligations.
fn score_columns() -> Vec<Column> {
    vec![
        text("id"),
        text("title"),
        text("label"),
        integer("applicable"),
        integer("scored"),
        decimal("coverage"),
        decimal("point"),
        decimal("lo"),
        decimal("hi"),
    ]
}

fn score(id: &str, title: &str, own: &crate::result::ScoreResult) -> Cells {
    vec![
        some(id),
        some(title),
        some(own.label),
        some(own.applicable),
        some(own.scored),
        own.coverage.clone(),
        own.point.clone(),
        own.lo.clone(),
        own.hi.clone(),
    ]
}

fn recommendations(result: &Assessment) -> Table {
    let mut columns = score_columns();
    columns.extend(["p2_5", "p50", "p97_5", "mean"].map(decimal));
    let row = |own: &crate::result::RecommendationResult| {
        let mut cells = score(&own.id, &own.title, &own.score);
        let simulated = own.simulation.as_ref();
        cells.extend([
            simulated.map(|s| s.p2_5.clone()),
            simulated.map(|s| s.p50.clone()),
            simulated.map(|s| s.p97_5.clone()),
            simulated.map(|s| s.mean.clone()),
        ]);
        cells
    };
    let rows = result.recommendations.iter().map(row).collect();
    Table { name: "recommendations", columns, key: vec!["id"], rows }
}

fn obligations(result: &Assessment) -> Table {
    let rows = result.obligations.iter().map(|own| score(&own.id, &own.title, &own.score)).collect();
    Table { name: "obligations", columns: score_columns(), key: vec!["id"], rows }
}

fn evidence(dossier: &Dossier) -> Table {
    Table {
        name: "evidence",
        columns: ["id", "title", "kind", "grade", "why_x", "dated", "origin", "made_by", "access", "sha256"]
            .map(text)
            .to_vec(),
        key: vec!["id"],
        rows: dossier
            .evidence
            .iter()
            .map(|item| {
                vec![
                    some(&item.id),
                    some(&item.title),
                    some(&item.kind),
                    some(item.grade.letter()),
                    item.why_x.map(str::to_owned),
                    some(&item.dated),
                    some(&item.origin),
                    some(&item.made_by),
                    some(&item.access),
                    some(&item.sha256),
                ]
            })
            .collect(),
    }
}

fn indicators(result: &Assessment) -> Table {
    let mut columns =
        ["id", "question", "area", "layer", "method", "critical", "status", "reason"].map(text).to_vec();
    columns.extend([text("signal"), integer("n"), integer("numerator"), integer("denominator"), integer("unknown")]);
    columns.extend(["value", "lo", "hi"].map(decimal));
    columns.extend(["panel", "threshold_basis", "threshold_basis_in_force"].map(text));
    let row = |own: &crate::result::IndicatorResult| {
        let signal = own.signal.as_ref();
        let end = |at: usize| signal.and_then(|s| s.interval.as_ref()).map(|ends| ends[at].clone());
        vec![
            some(&own.id),
            some(&own.question),
            some(&own.area),
            some(own.layer),
            some(own.method),
            own.critical.clone(),
            some(own.status),
            own.reason.map(str::to_owned),
            signal.map(|s| s.status.to_owned()),
            signal.map(|s| s.n.to_string()),
            signal.and_then(|s| s.numerator).map(|n| n.to_string()),
            signal.and_then(|s| s.denominator).map(|n| n.to_string()),
            signal.and_then(|s| s.unknown).map(|n| n.to_string()),
            signal.and_then(|s| s.value.clone()),
            end(0),
            end(1),
            own.panel.as_ref().and_then(|panel| panel.verdict).map(str::to_owned),
            some(&own.threshold_basis),
            some(&own.threshold_basis_in_force),
        ]
    };
    Table { name: "indicators", columns, key: vec!["id"], rows: result.indicators.iter().map(row).collect() }
}

/// Tables that link the others.
fn joined(result: &Assessment, dossier: &Dossier, catalogue: &Catalogue) -> Vec<Table> {
    let own = |name, columns, rows| Table { name, columns, key: Vec::new(), rows };
    let served = |ids: fn(&crate::catalogue::Indicator) -> &Vec<String>| -> Vec<Cells> {
        let all = result.indicators.iter().filter_map(|i| catalogue.indicator(&i.id));
        all.flat_map(|i| ids(i).iter().map(|id| vec![some(&i.id), some(id)])).collect()
    };
    let of_all = |rows: &dyn Fn(&crate::result::IndicatorResult) -> Vec<Cells>| -> Vec<Cells> {
        result.indicators.iter().flat_map(rows).collect()
    };
    let mut technologies =
        own("technologies", ["id", "name", "kind", "stage", "supplier"].map(text).to_vec(), Vec::new());
    technologies.key = vec!["id"];
    technologies.columns.push(integer("in_use"));
    technologies.rows = dossier
        .technologies
        .iter()
        .map(|t| {
            let in_use = u8::from(t.in_use);
            vec![some(&t.id), some(&t.name), some(&t.kind), some(&t.stage), t.supplier.clone(), some(in_use)]
        })
        .collect();
    let mut matrix = vec![of("recommendation", "recommendations"), of("technology", "technologies")];
    matrix.extend(rule::Status::ALL.map(|status| integer(status.word())));
    let cells = result.matrix.iter().map(|cell| {
        let mut row = vec![some(&cell.recommendation), some(&cell.technology)];
        row.extend(cell.counts().map(some));
        row
    });
    let critical = |scores: &mut dyn Iterator<Item = (&str, &crate::result::ScoreResult)>| -> Vec<Cells> {
        scores.flat_map(|(id, score)| score.critical.iter().map(move |own| vec![some(id), some(own)])).collect()
    };
    vec![
        technologies,
        own("matrix", matrix, cells.collect()),
        own(
            "recommendation_critical",
            vec![of("recommendation", "recommendations"), of("indicator", "indicators")],
            critical(&mut result.recommendations.iter().map(|r| (r.id.as_str(), &r.score))),
        ),
        own(
            "obligation_critical",
            vec![of("obligation", "obligations"), of("indicator", "indicators")],
            critical(&mut result.obligations.iter().map(|o| (o.id.as_str(), &o.score))),
        ),
        own(
            "indicator_recommendations",
            vec![of("indicator", "indicators"), of("recommendation", "recommendations")],
            served(|i| &i.recommendations),
        ),
        own(
            "indicator_obligations",
            vec![of("indicator", "indicators"), of("obligation", "obligations")],
            served(|i| &i.obligations),
        ),
        own(
            "indicator_evidence",
            vec![
                of("indicator", "indicators"),
                of("evidence", "evidence"),
                text("grade"),
                text("direction"),
                integer("counted"),
                text("why_not"),
            ],
            of_all(&|i| {
                let row = |e: &crate::result::EvidenceResult| {
                    let counted = u8::from(e.counted);
                    let why = e.why_not.map(str::to_owned);
                    vec![some(&i.id), some(&e.id), some(e.grade), some(e.direction), some(counted), why]
                };
                i.evidence.iter().map(row).collect()
            }),
        ),
        // What an item bears on, in the profile or not: no link, because the indicator may not be asked here.
        own(
            "evidence_bears_on",
            vec![of("evidence", "evidence"), text("indicator"), text("direction"), integer("against_interest")],
            dossier
                .evidence
                .iter()
                .flat_map(|item| {
                    item.bears_on.iter().map(|b| {
                        let direction = if b.supports { "supports" } else { "refutes" };
                        let against = u8::from(b.against_interest);
                        vec![some(&item.id), some(&b.indicator), some(direction), some(against)]
                    })
                })
                .collect(),
        ),
        own(
            "ratings",
            vec![of("indicator", "indicators"), text("assessor"), integer("round"), text("value"), text("reason")],
            of_all(&|i| {
                let row = |r: &crate::result::RatingResult| {
                    vec![some(&i.id), some(&r.assessor), some(r.round), some(r.value), r.reason.clone()]
                };
                i.panel.iter().flat_map(|panel| &panel.ratings).map(row).collect()
            }),
        ),
        own(
            "rating_evidence",
            vec![of("indicator", "indicators"), text("assessor"), integer("round"), of("evidence", "evidence")],
            of_all(&|i| {
                let ratings = i.panel.iter().flat_map(|panel| &panel.ratings);
                let cited = ratings.flat_map(|r| r.evidence.iter().map(move |id| (r, id)));
                cited.map(|(r, id)| vec![some(&i.id), some(&r.assessor), some(r.round), some(id)]).collect()
            }),
        ),
        own(
            "pins",
            vec![of("indicator", "indicators"), text("source"), text("pin"), integer("verified"), text("state")],
            of_all(&|i| {
                let row = |p: &crate::result::PinResult| {
                    vec![some(&i.id), some(&p.source), p.pin.clone(), some(u8::from(p.verified)), some(&p.state)]
                };
                i.pins.iter().map(row).collect()
            }),
        ),
        own(
            "problems",
            ["code", "place", "what", "remedy"].map(text).to_vec(),
            result.problems.iter().map(|p| [&p.code, &p.place, &p.what, &p.remedy].map(some).to_vec()).collect(),
        ),
    ]
}
