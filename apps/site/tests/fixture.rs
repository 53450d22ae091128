//! A small made-up record in memory: every page has something to show, with long names, hostile text and gaps.
//!
//! All organisations and contracts here are invented.

#[path = "fixture_assessment.rs"]
mod assessment;
#[path = "fixture_audit.rs"]
pub mod audits;
#[path = "fixture_vote.rs"]
pub mod elections;

use procurement::view::*;
use serde_json::json;
use site::data::{Data, DataError, Entry, Listing, Query, Sort};
use std::collections::{BTreeMap, HashMap};

/// Rows, documents and entries in memory.
#[derive(Default)]
pub struct Memory {
    pub rows: Vec<base::Row>,
    pub blobs: HashMap<String, Vec<u8>>,
    pub entries: Vec<Entry>,
}

impl Data for Memory {
    fn row(&self, kind: &str, id: &str) -> Result<Option<base::Row>, DataError> {
        Ok(self.rows.iter().find(|row| row.kind == kind && row.id == id).cloned())
    }

    fn list(&self, query: &Query) -> Result<Listing, DataError> {
        let mut found: Vec<&base::Row> = self.rows.iter().filter(|row| matches(row, query)).collect();
        found.sort_by(|a, b| {
            let order = match query.sort {
                Sort::Date => a.date.cmp(&b.date),
                Sort::Title => a.title.cmp(&b.title),
                Sort::Signals => a.signals.cmp(&b.signals),
                Sort::Amount => a.amount.unwrap_or(-1.0).total_cmp(&b.amount.unwrap_or(-1.0)),
                Sort::Party => a.party.cmp(&b.party),
            };
            let order = if query.descending { order.reverse() } else { order };
            order.then(a.id.cmp(&b.id))
        });
        Ok(Listing {
            total: found.len() as u64,
            rows: found.into_iter().skip(query.offset as usize).take(query.limit as usize).cloned().collect(),
        })
    }

    fn facets(&self, query: &Query, facet: &str, limit: u32) -> Result<Vec<(String, u64)>, DataError> {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| matches(row, query)) {
            for (_, value) in row.facets.iter().filter(|(name, _)| name == facet) {
                *counts.entry(value).or_default() += 1;
            }
        }
        let mut counts: Vec<(String, u64)> = counts.into_iter().map(|(v, n)| (v.to_owned(), n)).collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        counts.truncate(limit as usize);
        Ok(counts)
    }

    fn counts(&self) -> Result<Vec<(String, u64)>, DataError> {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for row in &self.rows {
            *counts.entry(row.kind.clone()).or_default() += 1;
        }
        Ok(counts.into_iter().collect())
    }

    fn blob(&self, sha256: &str) -> Result<Option<Vec<u8>>, DataError> {
        Ok(self.blobs.get(sha256).cloned())
    }

    fn size(&self) -> Result<u64, DataError> {
        Ok(self.entries.len() as u64)
    }

    fn checkpoint(&self) -> Result<Option<String>, DataError> {
        if self.entries.is_empty() {
            return Ok(None);
        }
        let size = self.entries.len();
        Ok(Some(format!(
            "record.example.org/log\n{size}\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n— record.example.org/log c29tZQ==\n"
        )))
    }

    fn policy(&self) -> Result<Option<Vec<u8>>, DataError> {
        Ok(None)
    }

    fn entries(&self, start: u64, limit: u32) -> Result<Vec<Entry>, DataError> {
        Ok(self.entries.iter().skip(start as usize).take(limit as usize).cloned().collect())
    }

    fn proof(&self, index: u64) -> Result<Option<String>, DataError> {
        Ok(self.entries.get(index as usize).map(|_| format!("c2sp.org/tlog-proof@v1\nindex {index}\n")))
    }
}

fn matches(row: &base::Row, query: &Query) -> bool {
    let folded = base::text::fold(&row.text);
    let words: Vec<&str> = base::text::words(&folded).collect();
    let asked = base::text::fold(query.text.as_deref().unwrap_or_default());
    row.kind == query.kind
        && query.facets.iter().all(|facet| row.facets.contains(facet))
        && base::text::words(&asked).all(|ask| words.iter().any(|word| word.starts_with(ask)))
}

pub const SHA: &str = "4f1c0d5b6a7988776655443322110fedcba98765432100123456789abcdef019";
pub const TEXT_SHA: &str = "7e1c0d5b6a7988776655443322110fedcba98765432100123456789abcdef0aa";
pub const ARABIC_SHA: &str = "aa1c0d5b6a7988776655443322110fedcba98765432100123456789abcdef019";
pub const ARABIC_TEXT_SHA: &str = "ab1c0d5b6a7988776655443322110fedcba98765432100123456789abcdef0aa";
pub const FULL: &str = "ocds-sample-2026-017";
pub const BARE: &str = "ocds-sample-2026-bare";
pub const HOSTILE: &str = "ocds-x/<b>&\"'?#";
pub const IMPORT: &str = "00000000000000000000000000000000000000000000000000000000000000ab";

/// A record with something on every page.
pub fn full() -> Memory {
    let mut memory = Memory::default();
    let process = process();
    memory.rows.push(process_row(&process));
    memory.rows.push(process_row(&bare()));
    memory.rows.push(process_row(&hostile()));
    for n in 0..57 {
        memory.rows.push(process_row(&simple(n)));
    }
    memory.rows.push(organisation_row("buyer", &buyer()));
    memory.rows.push(organisation_row("supplier", &vendor()));
    memory.rows.push(organisation_row("supplier", &bare_vendor()));
    for document in [document(), arabic_document()] {
        memory.rows.push(base::Row {
            kind: "document".into(),
            id: document.summary.sha256.clone(),
            title: document.summary.title.clone(),
            json: serde_json::to_string(&document).unwrap(),
            text: document.summary.title.clone(),
            ..Default::default()
        });
    }
    let (rows, results) = assessment::made();
    memory.rows.extend(rows.iter().cloned());
    memory.blobs.extend(results.iter().cloned());
    memory.rows.push(base::Row {
        kind: "compiled".into(),
        id: FULL.into(),
        json: compiled().to_string(),
        ..Default::default()
    });
    for check in checks() {
        memory.rows.push(base::Row {
            kind: "check".into(),
            id: check.code.clone(),
            title: check.code.clone(),
            json: serde_json::to_string(&check).unwrap(),
            ..Default::default()
        });
    }
    let import = import();
    memory.rows.push(base::Row {
        kind: "import".into(),
        id: IMPORT.into(),
        title: "releases-2026.json".into(),
        date: "2026-03-14".into(),
        json: serde_json::to_string(&import).unwrap(),
        ..Default::default()
    });
    memory.rows.push(base::Row {
        kind: "issuer".into(),
        id: "0123456789abcdef".into(),
        title: "Operator of the sample record".into(),
        json: json!({"key": "0123456789abcdef", "organisation": "Operator of the sample record", "role": "operator",
            "vkey": "operator+00000000+AA==", "kinds": ["*"], "entry": 0})
        .to_string(),
        ..Default::default()
    });
    memory.rows.extend(elections::rows());
    memory.rows.extend(audits::rows());
    memory.blobs.insert(TEXT_SHA.into(), serde_json::to_vec(&extracted()).unwrap());
    let arabic = base::document::Extracted { text: arabic_text(), ..Default::default() };
    memory.blobs.insert(ARABIC_TEXT_SHA.into(), serde_json::to_vec(&arabic).unwrap());
    for index in 0..120_u64 {
        let kind = ["record.issuer", "procurement.import", "procurement.release", "procurement.finding"]
            [index.min(3) as usize];
        let refs = if index == 7 { "\"ref\":[2]," } else { "" };
        let bytes = format!(
            "{{\"by\":\"0123456789abcdef\",\"c\":\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\",\"k\":\"{kind}\",\"p\":\"public\",{refs}\"t\":{},\"v\":1}}",
            1_790_000_000 + index * 60
        );
        // The payload is {"subject":[{"name":"x","digest":{"sha256":SHA}}]}.
        let payload = json!({"subject": [{"name": "contrato<script>.txt", "digest": {"sha256": SHA}}]}).to_string();
        let statement = json!({"payloadType": "application/vnd.in-toto+json", "payload": base64(payload.as_bytes()), "signatures": [{"keyid": "0123456789abcdef", "sig": "AA=="}]});
        memory.entries.push(Entry {
            index,
            bytes: bytes.into_bytes(),
            statement: (index != 5).then(|| statement.to_string().into_bytes()),
            erased_by: (index == 5).then_some(7),
        });
    }
    memory
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            out.push(if at <= chunk.len() { DIGITS[(n >> (18 - 6 * at) & 63) as usize] as char } else { '=' });
        }
    }
    out
}

fn party(id: &str, name: &str) -> PartyReference {
    PartyReference { id: id.into(), name: name.into() }
}

fn money(amount: &str) -> Money {
    Money { amount: amount.into(), currency: "USD".into() }
}

fn the_buyer() -> PartyReference {
    party("SM-NEC", "National Electoral Council of the Republic of Sample")
}

fn the_vendor() -> PartyReference {
    party("SM-VERIDAT", "Veridat SA")
}

fn process_row(process: &Process) -> base::Row {
    let mut facets = vec![];
    if let Some(buyer) = &process.buyer {
        facets.push(("buyer".to_owned(), buyer.id.clone()));
    }
    for award in &process.awards {
        facets.extend(award.suppliers.iter().map(|s| ("supplier".to_owned(), s.id.clone())));
    }
    facets.extend(process.signals.iter().map(|s| ("flag".to_owned(), s.code.clone())));
    if process.ocid == FULL {
        facets.push(("clause".to_owned(), "C14:contradicted".to_owned()));
    }
    facets.extend(process.method.iter().map(|m| ("method".to_owned(), m.clone())));
    let date = process.timeline.last().map_or_else(String::new, |e| e.date.clone());
    if let Some(year) = date.get(..4) {
        facets.push(("year".to_owned(), year.to_owned()));
    }
    base::Row {
        kind: "process".into(),
        id: process.ocid.clone(),
        title: process.title.clone(),
        party: process.buyer.as_ref().map_or_else(String::new, |b| b.name.clone()),
        date,
        status: process.status.clone().unwrap_or_default(),
        signals: process.signals.len() as i64,
        amount: process.award_totals.first().and_then(|m| m.amount.parse().ok()),
        currency: "USD".into(),
        json: serde_json::to_string(process).unwrap(),
        text: format!("{} {}", process.title, process.ocid),
        facets,
        ..Default::default()
    }
}

fn organisation_row(kind: &str, organisation: &Organisation) -> base::Row {
    base::Row {
        kind: kind.into(),
        id: organisation.reference.id.clone(),
        title: organisation.reference.name.clone(),
        signals: organisation.signals.len() as i64,
        amount: organisation.totals.first().and_then(|m| m.amount.parse().ok()),
        json: serde_json::to_string(organisation).unwrap(),
        text: organisation.reference.name.clone(),
        ..Default::default()
    }
}

fn signal(code: &str, group: &str, id: &str, value: &str, inputs: serde_json::Value) -> Signal {
    Signal {
        code: code.into(),
        group: group.into(),
        id: id.into(),
        value: value.into(),
        because: format!("the reason of {code} in English, with its numbers"),
        inputs: serde_json::from_value(inputs).unwrap(),
        evidence: vec![base::Evidence {
            sha256: None,
            ocid: Some(FULL.into()),
            place: base::Place { input: 0, line: 0, pointer: "/tender/numberOfTenderers".into() },
        }],
        entry: 9,
    }
}

fn event(date: &str, kind: &str, subject: &str) -> Event {
    Event { date: date.into(), kind: kind.into(), subject: subject.into(), value: None }
}

fn empty_process(ocid: &str, title: &str) -> Process {
    Process {
        ocid: ocid.into(),
        title: title.into(),
        description: None,
        language: None,
        buyer: None,
        procuring_entity: None,
        method: None,
        method_details: None,
        status: None,
        tender_value: None,
        award_totals: vec![],
        awards_without_amount: 0,
        tenderers: None,
        parties: vec![],
        awards: vec![],
        contracts: vec![],
        timeline: vec![],
        signals: vec![],
        not_assessed: vec![],
        assessed: 0,
        documents: vec![],
        missing: vec![],
        problems: vec![],
        sources: vec![],
        publisher: None,
        license: None,
        replies: vec![],
    }
}

fn bare() -> Process {
    let codes =
        ["R003", "R018", "R024", "R025", "R028", "R030", "R035", "R036", "R038", "R044", "R048", "R055", "R058"];
    Process {
        not_assessed: codes
            .iter()
            .map(|code| NotAssessed {
                code: (*code).into(),
                missing: vec!["/bids/details".into(), "/tender/numberOfTenderers".into()],
            })
            .collect(),
        missing: [
            "/tender/title",
            "/buyer",
            "/tender/value",
            "/awards",
            "/tender/numberOfTenderers",
            "/tender/tenderPeriod",
        ]
        .map(str::to_owned)
        .to_vec(),
        ..empty_process(BARE, "")
    }
}

fn hostile() -> Process {
    Process {
        description: Some("<img src=x onerror=alert(1)> & \"quoted\"".into()),
        language: Some("\"><script>".into()),
        buyer: Some(party("<b>id</b>", "<script>alert('buyer')</script>")),
        method: Some("<i>other</i>".into()),
        status: Some("<u>x</u>".into()),
        tender_value: Some(Money { amount: "<9>".into(), currency: "<EUR>".into() }),
        awards: vec![Award {
            id: "<a>".into(),
            title: Some("</table><h1>gone".into()),
            status: None,
            date: Some("<never>".into()),
            value: None,
            suppliers: vec![party("../../etc/passwd", "=cmd|' /C calc'!A0")],
        }],
        timeline: vec![event("<soon>", "<kind>", "<subject>"), event("2026-02-30", "award", "x")],
        missing: vec!["/<missing>".into()],
        publisher: Some("<p>".into()),
        replies: vec![Reply {
            check: None,
            by: "<b>".into(),
            at: "<at>".into(),
            text: "<script>reply</script>".into(),
            language: Some("es".into()),
            entry: 1,
        }],
        ..empty_process(HOSTILE, "<script>alert(\"title\")</script>")
    }
}

fn simple(n: u32) -> Process {
    let titles = [
        "Ballot paper printing and packing for the municipal elections",
        "خدمات صيانة أجهزة التحقق من هوية الناخبين لعام 2025",
        "Serviço de alojamento do sistema de transmissão de resultados",
        "Maintenance des serveurs du fichier électoral",
        "Suministro de tinta indeleble",
    ];
    let mut process = empty_process(&format!("ocds-sample-{n:04}"), titles[n as usize % titles.len()]);
    process.buyer = Some(the_buyer());
    process.method = Some(["open", "direct", "limited", "selective"][n as usize % 4].into());
    process.status = Some("complete".into());
    process.timeline = vec![event(&format!("{}-0{}-1{}", 2019 + n % 7, 1 + n % 9, n % 9), "award", "1")];
    process.awards = vec![Award {
        id: "1".into(),
        title: None,
        status: Some("active".into()),
        date: None,
        value: None,
        suppliers: vec![if n.is_multiple_of(3) { the_vendor() } else { party("SM-ORBIS", "Orbis Ltd") }],
    }];
    if n.is_multiple_of(5) {
        process.awards_without_amount = 1;
    } else {
        process.award_totals = vec![money(&format!("{}", 12_345 * (n + 1)))];
    }
    process.assessed = 9;
    process.not_assessed = vec![NotAssessed { code: "R024".into(), missing: vec!["/bids/details".into()] }];
    if n.is_multiple_of(6) {
        process.signals = vec![signal("R018", "OCID", &process.ocid, "1", json!({}))];
    }
    process
}

fn process() -> Process {
    let summary = document().summary;
    let source = |entry: u64, kind: &str, id: &str| Source {
        entry,
        kind: kind.into(),
        sha256: SHA.into(),
        bytes: 21_034,
        id: id.into(),
        date: Some("2026-03-02T00:00:00Z".into()),
        superseded_by: (entry == 2).then_some(7),
    };
    Process {
        description: Some(
            "Provisión, instalación y mantenimiento de equipos de registro biométrico para las elecciones generales."
                .into(),
        ),
        language: Some("es".into()),
        buyer: Some(the_buyer()),
        procuring_entity: Some(the_buyer()),
        method: Some("direct".into()),
        method_details: Some("Contratación directa por emergencia".into()),
        status: Some("complete".into()),
        tender_value: Some(money("14000000")),
        award_totals: vec![money("18400000.50")],
        awards_without_amount: 1,
        tenderers: None,
        parties: vec![
            Party {
                reference: the_buyer(),
                roles: vec!["buyer".into(), "procuringEntity".into()],
                country: Some("SM".into()),
            },
            Party { reference: the_vendor(), roles: vec!["supplier".into(), "tenderer".into()], country: None },
            Party { reference: party("person:0123456789abcdef", ""), roles: vec!["tenderer".into()], country: None },
        ],
        awards: vec![Award {
            id: "a1".into(),
            title: Some("Kits biométricos de registro, 4.200 unidades".into()),
            status: Some("active".into()),
            date: Some("2026-03-14T09:30:00Z".into()),
            value: Some(money("18400000.50")),
            suppliers: vec![
                the_vendor(),
                party(
                    "SM-CONS",
                    "Consorcio Interinstitucional para la Modernización Tecnológica de los Procesos Electorales y la Identificación Ciudadana, Sociedad Anónima de Capital Variable",
                ),
            ],
        }],
        contracts: vec![Contract {
            id: "c1".into(),
            award_id: Some("a1".into()),
            title: None,
            status: Some("active".into()),
            value: Some(money("18400000.50")),
            first_value: Some(money("14100000")),
            amendments: 2,
            signed: Some("2026-03-20".into()),
            start: Some("2026-04-01".into()),
            end: Some("2027-03-31".into()),
        }],
        timeline: vec![
            event("2025-11-03T00:00:00Z", "release", "r1"),
            event("2025-12-01T12:00:00Z", "tender-start", "t"),
            event("2025-12-09T12:00:00Z", "tender-end", "t"),
            Event { value: Some(money("18400000.50")), ..event("2026-03-14T09:30:00Z", "award", "a1") },
            event("2026-03-20", "signed", "c1"),
            event("2026-04-01", "start", "c1"),
            event("2026-05-11", "amendment", "c1"),
            event("2026-06-02", "amendment", "c1"),
            event("2026-07-12", "polling-day", "2026"),
            event("2027-03-31", "end", "c1"),
            event("undated", "release", "r9"),
        ],
        signals: vec![
            signal("R003", "OCID", FULL, "1", json!({"days": 8, "threshold": 15})),
            signal("R018", "OCID", FULL, "1", json!({"tenderers": 1, "method": "open"})),
            signal(
                "R055",
                "Tenderer",
                "SM-VERIDAT",
                "1.34",
                json!({"sum": 134_000, "threshold": 100_000, "window_days": 365, "processes": 3}),
            ),
        ],
        not_assessed: vec![NotAssessed { code: "R024".into(), missing: vec!["/bids/details".into()] }],
        assessed: 12,
        documents: vec![summary],
        missing: vec![
            "/tender/numberOfTenderers".into(),
            "/bids/details".into(),
            "/contracts/0/implementation/milestones".into(),
        ],
        problems: vec![base::Problem::new(
            "number-as-text",
            base::Severity::Warning,
            base::Action::Changed,
            base::Place { input: 0, line: 17, pointer: "/tender/value/amount".into() },
            "`14000000` is written as text",
            "Write it as a number.",
        )],
        sources: vec![
            source(2, "procurement.release", "ocds-sample-2026-017-r1"),
            source(7, "procurement.release", "ocds-sample-2026-017-r2"),
            source(9, "procurement.finding", "R018"),
            source(12, "procurement.contract", "contrato-017.pdf"),
        ],
        publisher: Some("Open Contracting Portal of Sample".into()),
        license: Some("CC BY 4.0".into()),
        replies: vec![Reply {
            check: Some("R018".into()),
            by: "Veridat SA".into(),
            at: "2026-04-02T10:00:00Z".into(),
            text: "La ampliación corresponde a 900 equipos adicionales solicitados por el Consejo.".into(),
            language: Some("es".into()),
            entry: 40,
        }],
        ..empty_process(FULL, "Adquisición de kits de registro biométrico, 4.200 unidades")
    }
}

pub const CONTRACT: &str = "CLÁUSULA 1. Auditoría. El Consejo podrá solicitar auditorías previo consentimiento escrito del Proveedor.\nCLÁUSULA 2. Los datos del registro son propiedad exclusiva del Consejo y se devolverán al término del contrato.\n\u{c}CLÁUSULA 3. Toda información técnica es confidencial sin límite de tiempo, incluso frente a auditores. <script>alert('contract')</script>\n\u{c}";

fn extracted() -> base::document::Extracted {
    let mut pages = vec![];
    let mut start = 0;
    for (at, part) in CONTRACT.split_inclusive('\u{c}').enumerate() {
        pages.push(base::document::Page {
            start,
            end: start + part.len(),
            chars: part.chars().count(),
            readable: at < 2,
        });
        start += part.len();
    }
    pages.push(base::document::Page { start, end: start, chars: 0, readable: false });
    base::document::Extracted { media_type: "application/pdf".into(), text: CONTRACT.into(), pages, problems: vec![] }
}

fn span(quote: &str, page: usize, role: &str) -> Span {
    let start = CONTRACT.find(quote).unwrap();
    Span { start, end: start + quote.len(), page, quote: quote.into(), role: role.into() }
}

fn document() -> Document {
    let mut verdicts: BTreeMap<String, u64> = BTreeMap::new();
    let clauses: Vec<Clause> = (1..=20)
        .map(|n| {
            let (verdict, spans, extracted) = match n {
                1 => ("weak", vec![span("previo consentimiento escrito del Proveedor", 1, "weakens")], json!({})),
                5 => ("present", vec![span("Los datos del registro son propiedad exclusiva del Consejo", 1, "supports")], json!({})),
                7 => ("present", vec![span("se devolverán al término del contrato", 1, "supports")], json!({})),
                14 => (
                    "contradicted",
                    vec![span("confidencial sin límite de tiempo, incluso frente a auditores", 2, "contradicts"), span("sin límite de tiempo", 2, "contradicts")],
                    json!({"scope": "técnica", "perpetual": true, "duration_years": null, "exceptions": ["court", "auditor"]}),
                ),
                11 => ("present", vec![span("CLÁUSULA 3", 2, "supports")], json!({"hours": 24})),
                18 => ("not-assessed", vec![], json!({})),
                n if n % 2 == 0 => ("unreadable", vec![], json!({})),
                _ => ("absent", vec![], json!({})),
            };
            *verdicts.entry(verdict.to_owned()).or_default() += 1;
            Clause {
                code: format!("C{n:02}"),
                verdict: verdict.into(),
                level: if n % 4 == 0 { "should" } else { "must" }.into(),
                spans,
                extracted,
                entry: 30,
            }
        })
        .collect();
    Document {
        summary: DocumentSummary {
            sha256: SHA.into(),
            title: "contrato-017.pdf".into(),
            media_type: "application/pdf".into(),
            language: Some("es".into()),
            verdicts,
            pages: 41,
            pages_unreadable: 12,
        },
        ocid: Some(FULL.into()),
        process_title: "Adquisición de kits de registro biométrico, 4.200 unidades".into(),
        buyer: Some(the_buyer()),
        supplier: Some(the_vendor()),
        clauses,
        redacted_share: "0.0312".into(),
        redaction_marks: 7,
        annexes: vec![json!({"label": "Anexo B", "referenced": true, "attached": false, "problem": "annex-missing"})],
        text_sha256: TEXT_SHA.into(),
        page_ranges: vec![],
        problems: vec![],
        sources: vec![Source {
            entry: 12,
            kind: "procurement.contract".into(),
            sha256: SHA.into(),
            bytes: 2_100_000,
            id: "contrato-017.pdf".into(),
            date: None,
            superseded_by: None,
        }],
        replies: vec![Reply {
            check: Some("C14".into()),
            by: "National Electoral Council of the Republic of Sample".into(),
            at: "2026-04-03T09:00:00Z".into(),
            text: "The secrecy clause was limited to three years by amendment 2.\n\nThe amendment was published on 2 April 2026 under <i>annex B</i>.".into(),
            language: Some("en".into()),
            entry: 41,
        }],
    }
}

/// A contract in Arabic with every verdict.
fn arabic_document() -> Document {
    let quote = "لا يُفصح المورّد عن أي معلومات تتعلق بالأجهزة";
    let text = arabic_text();
    let start = text.find(quote).unwrap();
    let span = |role: &str| Span { start, end: start + quote.len(), page: 1, quote: quote.into(), role: role.into() };
    let verdicts = ["present", "weak", "contradicted", "absent", "unreadable", "not-assessed"];
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let clauses = (1..=20)
        .map(|n: usize| {
            let verdict = verdicts[n % 6];
            *counts.entry(verdict.into()).or_default() += 1;
            let spans = match verdict {
                "present" => vec![span("supports")],
                "weak" => vec![span("weakens")],
                "contradicted" => vec![span("contradicts")],
                _ => vec![],
            };
            Clause {
                code: format!("C{n:02}"),
                verdict: verdict.into(),
                level: "must".into(),
                spans,
                extracted: json!({}),
                entry: 30,
            }
        })
        .collect();
    let mut document = document();
    document.summary.sha256 = ARABIC_SHA.into();
    document.summary.title = "عقد توريد أجهزة التحقق من الناخبين".into();
    document.summary.language = Some("ar".into());
    document.summary.verdicts = counts;
    document.clauses = clauses;
    document.text_sha256 = ARABIC_TEXT_SHA.into();
    document.replies = vec![];
    document.annexes = vec![];
    document
}

fn arabic_text() -> String {
    "عقد توريد أجهزة التحقق من الناخبين رقم 2021/ص/002\n\nالمادة 1. السرية: لا يُفصح المورّد عن أي معلومات تتعلق بالأجهزة (Model VX-200) لأي طرف ثالث إلا بأمر من المحكمة.\n\nالمادة 2. يسري هذا العقد من 01/03/2021 إلى 28/02/2024.".into()
}

fn compiled() -> serde_json::Value {
    json!({
        "ocid": FULL,
        "tag": ["compiled"],
        "buyer": {"id": "SM-NEC", "name": "National Electoral Council of the Republic of Sample"},
        "tender": {"title": "<script>alert('release')</script>", "numberOfTenderers": 1, "value": {"amount": 18_400_000, "currency": "USD"}},
    })
}

fn measure(code: &str, value: Option<&str>, details: serde_json::Value) -> Measure {
    Measure {
        code: code.into(),
        currency: matches!(code, "L1" | "L6").then(|| "USD".into()),
        value: value.map(str::to_owned),
        details: serde_json::from_value(details).unwrap(),
        n: Some(23),
        missing: Some(4),
        reason: value.is_none().then(|| "12 of 30 processes have no bids".into()),
        processes: vec![FULL.into(), "ocds-sample-0003".into()],
        processes_total: 7,
        entry: 33,
    }
}

fn pair(reference: PartyReference, share: &str) -> Counterpart {
    Counterpart {
        reference,
        processes: 12,
        measures: vec![
            measure("L1", Some(share), json!({"numerator": "18400000", "denominator": "30163934"})),
            measure("L2", Some("0.583333"), json!({"by_value": "0.9", "numerator": 7, "denominator": 12})),
            measure("L3", None, json!({})),
            measure("L4", Some("7"), json!({"longest": 7, "current": 7})),
            measure("L5", Some("2"), json!({"sum": "134000"})),
            measure("L7", Some("1461"), json!({"years": "4.00", "renewals": "0.5"})),
            measure("L8", Some("1.304965"), json!({"amendments": 2})),
            measure("L9", None, json!({"lower": "0.25", "upper": "0.75"})),
            measure("L10", Some("3"), json!({})),
        ],
    }
}

fn organisation(reference: PartyReference) -> Organisation {
    Organisation {
        reference,
        other_names: vec![],
        processes: 0,
        awards: 0,
        awards_without_amount: 0,
        totals: vec![],
        counterparts: vec![],
        measures: vec![],
        signals: vec![],
        by_year: vec![],
        pledges: vec![],
        reviews: vec![],
        latest: vec![],
        replies: vec![],
    }
}

fn years() -> Vec<YearTotal> {
    [
        (Some(2021), "2100000"),
        (Some(2022), "850000"),
        (Some(2023), "4200000"),
        (Some(2024), "9800"),
        (Some(2026), "18400000.50"),
        (None, "310000"),
    ]
    .into_iter()
    .map(|(year, amount)| YearTotal { year, total: money(amount), awards: 3 })
    .collect()
}

fn latest() -> Vec<ProcessReference> {
    vec![ProcessReference {
        ocid: FULL.into(),
        title: "Adquisición de kits".into(),
        date: Some("2026-03-14".into()),
        signals: 3,
    }]
}

fn buyer() -> Organisation {
    Organisation {
        other_names: vec!["Consejo Nacional Electoral".into(), "المجلس الوطني للانتخابات".into()],
        processes: 58,
        awards: 23,
        awards_without_amount: 4,
        totals: vec![money("30163934")],
        counterparts: vec![
            pair(the_vendor(), "0.61"),
            pair(
                party(
                    "SM-CONS",
                    "Consorcio Interinstitucional para la Modernización Tecnológica de los Procesos Electorales y la Identificación Ciudadana, Sociedad Anónima de Capital Variable",
                ),
                "0.24",
            ),
            pair(party("SM-ORBIS", "Orbis Ltd"), "0.15"),
        ],
        measures: vec![measure("L6", Some("4522.00"), json!({"suppliers": 3}))],
        signals: vec![signal(
            "R038",
            "Buyer",
            "SM-NEC",
            "0.5",
            json!({"disqualified": 5, "submitted": 10, "fence": 0.25}),
        )],
        by_year: years(),
        latest: latest(),
        ..organisation(the_buyer())
    }
}

fn vendor() -> Organisation {
    Organisation {
        processes: 12,
        awards: 14,
        awards_without_amount: 1,
        totals: vec![money("18400000.50")],
        counterparts: vec![pair(the_buyer(), "0.61")],
        signals: process().signals.into_iter().filter(|s| s.group == "Tenderer").collect(),
        by_year: years(),
        pledges: vec![
            json!({"id": "p1", "vendor": {"id": "SM-VERIDAT"}, "framework": "veig-2024", "slot": null, "theme": "audit", "text": "We let independent auditors in.", "date": "2025-01-10", "status": "pledged"}),
        ],
        reviews: vec![
            json!({"election": {"name": "General election", "date": "2023-07-12"}, "contract": {"ocid": FULL}, "criteria": [{"code": "a", "score": 3}, {"code": "b", "score": null}], "vendor_reply": null}),
        ],
        latest: latest(),
        replies: process().replies,
        ..organisation(the_vendor())
    }
}

fn bare_vendor() -> Organisation {
    Organisation { processes: 1, awards: 1, awards_without_amount: 1, ..organisation(party("SM-ORBIS", "Orbis Ltd")) }
}

fn checks() -> Vec<CheckSummary> {
    ["R003", "R018", "R024", "R055", "L1", "L6", "C01", "C14"]
        .into_iter()
        .enumerate()
        .map(|(at, code)| CheckSummary {
            code: code.into(),
            version: 1,
            assessable: 60 - 7 * at as u64,
            not_assessable: 7 * at as u64,
            counts: if code.starts_with('C') {
                [("verdict.present".to_owned(), 3), ("verdict.weak".to_owned(), 1), ("verdict.absent".to_owned(), 2)]
                    .into()
            } else {
                [("signals.OCID".to_owned(), 11 - at as u64), ("assessable".to_owned(), 60)].into()
            },
            missing: if at == 0 {
                BTreeMap::new()
            } else {
                [("/bids/details".to_owned(), 7), ("/tender/value/amount".to_owned(), 2)].into()
            },
            entry: 30 + at as u64,
            sha256: SHA.into(),
            settings: [("threshold".to_owned(), "15".to_owned())].into(),
        })
        .collect()
}

fn import() -> Import {
    Import {
        entry: 1,
        report: json!({
            "kind": "procurement-ingest", "version": 1,
            "inputs": [{"name": "releases-2026.json", "sha256": SHA, "bytes": 1_204_332, "form": "release-package"}],
            "counts": {"packages": 1, "records": 0, "releases": 61, "processes": 60, "refused": 1},
            "publishers": [{"name": "Open Contracting Portal of Sample", "license": "CC BY 4.0", "packages": 1}],
            "removed": {"contact_points": 12, "natural_persons": 2},
            "problem_counts": {"number-as-text": 1, "no-ocid": 1, "person-removed": 14},
        }),
        problems: process().problems,
        sha256: SHA.into(),
        parts: vec![SHA.into()],
    }
}
