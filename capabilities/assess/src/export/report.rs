//! The report as one HTML file: no script, nothing fetched, every figure with its text; what is not known stands first.

use super::{code_words, rules, word};
use crate::catalogue::{Catalogue, list, text};
use crate::dossier::Dossier;
use crate::evidence::Item;
use crate::result::{Assessment, IndicatorResult, RecommendationResult, ScoreResult};
use base::Language;
use rule::Status;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Statuses with the letter that stands for each beside its pattern.
const LETTERS: [(Status, char); 7] = [
    (Status::Met, 'M'),
    (Status::Partly, 'P'),
    (Status::NotMet, 'N'),
    (Status::Contested, 'C'),
    (Status::Indeterminate, 'I'),
    (Status::NotAssessed, 'U'),
    (Status::NotApplicable, 'X'),
];

const STYLE: &str = "body{font:16px/1.5 system-ui,'Noto Sans','Noto Sans Arabic',sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}\
h1{font-size:1.8rem;line-height:1.2}h2{margin-top:2.5rem;border-bottom:2px solid #1a1a1a}h3{margin-top:2rem}\
table{border-collapse:collapse;width:100%;margin:1rem 0;font-size:.9rem}th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:start;vertical-align:top}\
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}code{font:.85em ui-monospace,monospace;overflow-wrap:anywhere}\
.n{white-space:nowrap;font-variant-numeric:tabular-nums}.scroll{position:relative}h1,h2,h3,h4,p,li,dd{overflow-wrap:break-word}figure{margin:.5rem 0}figcaption{font-size:.9rem}\
@media(max-width:40rem){ul,ol{padding-inline-start:1.2rem}th,td{padding:.2rem .3rem}}pre{background:#f2f2f2;padding:.8rem;overflow-x:auto}\
.note{border-inline-start:4px solid #1a1a1a;padding-inline-start:.8rem}.scroll{overflow-x:auto}a{color:#003c8f}svg{max-width:100%;height:auto}\
.indicator{border-top:1px solid #767676;padding-top:.5rem;break-inside:avoid}dt{font-weight:600}dd{margin-inline-start:1rem}\
@media print{body{max-width:none;font-size:10pt}h2{break-before:page}a{color:inherit;text-decoration:none}}";

/// Everything one page needs.
struct Page<'a> {
    result: &'a Assessment,
    dossier: &'a Dossier,
    catalogue: &'a Catalogue,
    language: Language,
    out: String,
}

/// Writes the report. `command` is what computes it again; the same inputs give the same bytes.
pub fn html(
    result: &Assessment,
    dossier: &Dossier,
    catalogue: &Catalogue,
    language: Language,
    command: &str,
) -> String {
    let mut page = Page { result, dossier, catalogue, language, out: String::with_capacity(1 << 19) };
    page.head();
    page.summary();
    page.contents();
    page.gaps();
    page.recommendations();
    page.matrix();
    page.obligations();
    page.indicators();
    page.agreement();
    page.sensitivity();
    page.evidence();
    page.check(command);
    page.method();
    page.out.push_str("</main></body></html>\n");
    page.out
}

/// Text as HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// An id, hash or number, which keeps its direction in Arabic text.
fn code(text: &str) -> String {
    format!("<code dir=\"ltr\">{}</code>", escape(text))
}

/// A number or date: never broken over two lines, and in its own direction.
fn figure(text: &str) -> String {
    format!("<bdi dir=\"ltr\" class=\"n\">{}</bdi>", escape(text))
}

/// Text in the catalogue's or dossier's language.
fn own(text: &str) -> String {
    format!("<bdi>{}</bdi>", escape(text))
}

impl Page<'_> {
    fn w(&self, key: &'static str) -> String {
        escape(word(key, self.language))
    }

    fn status(&self, status: &'static str) -> String {
        self.w(status)
    }

    /// A code of the result in words; the code itself if it has none.
    fn told(&self, code_word: &str) -> String {
        code_words(code_word, self.language).map_or_else(|| code(code_word), escape)
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn section(&mut self, id: &str, key: &'static str) {
        let title = self.w(key);
        let _ = writeln!(self.out, "<h2 id=\"{id}\">{title}</h2>");
    }

    fn table(&mut self, caption: &'static str, heads: &[&'static str]) {
        let caption = self.w(caption);
        let heads: Vec<String> = heads.iter().map(|key| format!("<th scope=\"col\">{}</th>", self.w(key))).collect();
        let _ = writeln!(
            self.out,
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table><caption>{caption}</caption><thead><tr>{}</tr></thead><tbody>",
            heads.concat()
        );
    }

    fn end_table(&mut self) {
        self.push("</tbody></table></div>\n");
    }

    fn row(&mut self, head: &str, cells: &[String]) {
        let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        let _ = writeln!(self.out, "<tr><th scope=\"row\">{head}</th>{cells}</tr>");
    }

    fn head(&mut self) {
        let (result, dossier) = (self.result, self.dossier);
        let title = escape(&result.dossier.title);
        let _ = writeln!(
            self.out,
            "<!doctype html>\n<html lang=\"{}\" dir=\"{}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>{title}</title><style>{STYLE}</style></head><body><main>\n<h1><bdi>{title}</bdi></h1>",
            self.language.code(),
            self.language.direction()
        );
        let mut facts = vec![
            (self.w("as-of"), figure(&result.dossier.as_of)),
            (self.w("jurisdiction"), own(&dossier.jurisdiction_name)),
            (self.w("election"), own(&dossier.election_name)),
            (self.w("profile"), code(&result.dossier.profile)),
        ];
        let assessors: Vec<String> = dossier
            .assessors
            .iter()
            .map(|a| {
                let interests = a.interests.as_deref().map_or_else(|| self.w("not-declared"), own);
                format!("{} {} ({}: {interests})", code(&a.id), own(&a.organisation), self.w("interests"))
            })
            .collect();
        let assessors = if assessors.is_empty() { self.w("none") } else { assessors.join("<br>") };
        facts.push((self.w("assessors"), assessors));
        self.push("<dl>");
        for (name, value) in facts {
            let _ = write!(self.out, "<dt>{name}</dt><dd>{value}</dd>");
        }
        self.push("</dl>\n");
        if self.language != Language::English {
            let note = self.w("language-note");
            let _ = writeln!(self.out, "<p class=\"note\">{note}</p>");
        }
    }

    /// How many recommendations carry each label and how many indicators each status, then what weighs most.
    fn summary(&mut self) {
        let result = self.result;
        self.section("summary", "summary");
        let labels = ["serious_concern", "falls_short", "insufficient_evidence", "mixed", "meets", "not_applicable"];
        let of_label = |label: &str| result.recommendations.iter().filter(|r| r.score.label == label).count();
        let of_status = |status: &str| result.indicators.iter().filter(|i| i.status == status).count();
        let named = |count: usize, key| (count > 0).then(|| format!("<strong>{count}</strong> {}", self.w(key)));
        let recommendations: Vec<String> = labels.iter().filter_map(|l| named(of_label(l), *l)).collect();
        let indicators: Vec<String> =
            LETTERS.iter().filter_map(|(s, _)| named(of_status(s.word()), s.word())).collect();
        let of = |key, all: usize, told: &[String]| format!("{} ({all}): {}", self.w(key), told.join(", "));
        let mut lines = vec![
            of("recommendations", result.recommendations.len(), &recommendations),
            of("indicators", result.indicators.len(), &indicators),
        ];
        for i in result.indicators.iter().filter(|i| i.status == "not_met") {
            if let Some(right) = &i.critical {
                let concern = self.w("serious_concern");
                let link = format!("<a href=\"#{0}\">{0}</a>", i.id);
                lines.push(format!("{concern}: {} – {link} {}", own(right), own(&i.question)));
            }
        }
        let items: String = lines.iter().map(|line| format!("<li>{line}</li>")).collect();
        let _ = writeln!(self.out, "<ul>{items}</ul>");
    }

    fn contents(&mut self) {
        self.section("contents", "contents");
        self.push("<nav><ol>");
        for (id, key) in [
            ("gaps", "gaps"),
            ("recommendations", "recommendations"),
            ("matrix", "matrix"),
            ("obligations", "obligations"),
            ("indicators", "indicators"),
            ("agreement", "agreement"),
            ("sensitivity", "sensitivity"),
            ("evidence", "evidence"),
            ("check", "check"),
            ("method", "method"),
        ] {
            let title = self.w(key);
            let _ = write!(self.out, "<li><a href=\"#{id}\">{title}</a></li>");
        }
        self.push("</ol></nav>\n");
    }

    fn check(&mut self, command: &str) {
        self.section("check", "check");
        let text = self.w("check-text");
        let _ =
            writeln!(self.out, "<p>{text}</p><pre dir=\"ltr\" tabindex=\"0\"><code>{}</code></pre>", escape(command));
        let own = &self.result.catalogue;
        let catalogue = format!("{} {}", code(&format!("{} {}", own.id, own.version)), code(&own.sha256));
        let (name, input, hash) = (self.w("catalogue"), self.w("input"), code(&self.result.input_sha256));
        let _ = writeln!(self.out, "<dl><dt>{name}</dt><dd>{catalogue}</dd><dt>{input}</dt><dd>{hash}</dd></dl>");
    }

    /// Unknowns, problems, refusals and unverified citations: in the body, before any score.
    fn gaps(&mut self) {
        let result = self.result;
        self.section("gaps", "gaps");
        let text = self.w("gaps-text");
        let _ = write!(self.out, "<p>{text}</p><ul>");
        let applies = |i: &&IndicatorResult| i.status != "not_applicable";
        let open: Vec<&IndicatorResult> = result
            .indicators
            .iter()
            .filter(applies)
            .filter(|i| Status::from_word(i.status).is_some_and(|s| s.verdict().is_none()))
            .collect();
        for i in &open {
            let status = self.status(i.status);
            let reason = i.reason.map(|r| format!(" ({})", self.told(r))).unwrap_or_default();
            let _ =
                write!(self.out, "<li><a href=\"#{0}\">{0}</a> {status}{reason}: {1}</li>", i.id, own(&i.question));
        }
        self.none_if(open.is_empty());
        self.push("</ul>\n");
        let heading = self.w("problems");
        let _ = write!(self.out, "<h3>{heading} ({})</h3><ul>", result.problems.len());
        self.none_if(result.problems.is_empty());
        for p in &result.problems {
            let _ = write!(
                self.out,
                "<li>{} {}: {}. {}</li>",
                code(&p.code),
                code(&p.place),
                own(&p.what),
                own(&p.remedy)
            );
        }
        self.push("</ul>\n");
        let heading = self.w("refusals");
        let _ = write!(self.out, "<h3>{heading} ({})</h3><ul>", self.dossier.refusals.len());
        self.none_if(self.dossier.refusals.is_empty());
        for refusal in &self.dossier.refusals {
            let asked = self.w("asked-on");
            let by = self.actor(&refusal.by);
            let _ = write!(
                self.out,
                "<li>{}: {by}, {asked} {}</li>",
                code(&refusal.indicator),
                figure(&refusal.asked_on)
            );
        }
        self.push("</ul>\n");
        let mut unverified: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
        for pin in result.indicators.iter().flat_map(|i| &i.pins).filter(|pin| !pin.verified) {
            unverified.entry(&pin.source).or_default().insert(pin.pin.as_deref());
        }
        let count: usize = unverified.values().map(BTreeSet::len).sum();
        let heading = self.w("pins-unverified");
        let _ = write!(self.out, "<h3>{heading} ({count})</h3><ul>");
        self.none_if(unverified.is_empty());
        for (source, pins) in unverified {
            let name = self.catalogue.source(source).map_or_else(|| code(source), |s| own(&s.name));
            let pins: Vec<String> =
                pins.into_iter().map(|pin| pin.map_or_else(|| self.w("whole-document"), figure)).collect();
            let _ = write!(self.out, "<li>{name}: {}</li>", pins.join(", "));
        }
        self.push("</ul>\n");
    }

    /// An empty list says so.
    fn none_if(&mut self, empty: bool) {
        if empty {
            let none = self.w("none");
            let _ = write!(self.out, "<li>{none}</li>");
        }
    }

    fn actor(&self, id: &str) -> String {
        self.dossier.actors.iter().find(|[own, ..]| own == id).map_or_else(|| code(id), |[.., name]| own(name))
    }

    fn recommendations(&mut self) {
        let result = self.result;
        self.section("recommendations", "recommendations");
        self.table("recommendations", &["recommendation", "label", "coverage", "bounds", "range"]);
        for r in &result.recommendations {
            let head = format!("<a href=\"#{0}\">{0}</a> {1}", r.id, own(&r.title));
            let range = r.simulation.as_ref().map_or_else(String::new, |s| self.span(&s.p2_5, &s.p97_5));
            let cells = [self.label(&r.score), self.covered(&r.score), self.bounds(&r.score), range];
            self.row(&head, &cells);
        }
        self.end_table();
        for r in &result.recommendations {
            self.recommendation(r);
        }
    }

    fn recommendation(&mut self, r: &RecommendationResult) {
        let found = self.catalogue.recommendations.iter().find(|own| own.id == r.id);
        let text = found.map(|found| own(&found.text)).unwrap_or_default();
        let _ = writeln!(self.out, "<h3 id=\"{0}\">{0} {1}</h3><p>{text}</p>", r.id, own(&r.title));
        let (label, covered, of) = (self.label(&r.score), self.covered(&r.score), self.w("coverage"));
        let _ = writeln!(self.out, "<p>{label}; {of}: {covered}.</p>");
        self.bar(&r.score, r.simulation.as_ref().map(|s| (s.p2_5.as_str(), s.p97_5.as_str())), &r.id);
        let mut own_indicators: Vec<&IndicatorResult> = self
            .result
            .indicators
            .iter()
            .filter(|i| self.catalogue.indicator(&i.id).is_some_and(|found| found.recommendations.contains(&r.id)))
            .collect();
        // Unknowns come first.
        let order = [4, 5, 3, 2, 1, 0, 6];
        own_indicators.sort_by_key(|i| {
            let at = Status::from_word(i.status).map_or(6, |s| s as usize);
            order.iter().position(|own| *own == at)
        });
        self.push("<ul>");
        for i in own_indicators {
            let status = self.status(i.status);
            let reason = i.reason.map(|r| format!(" ({})", self.told(r))).unwrap_or_default();
            let _ =
                write!(self.out, "<li>{status}{reason}: <a href=\"#{0}\">{0}</a> {1}</li>", i.id, own(&i.question));
        }
        self.push("</ul>\n");
    }

    fn label(&self, score: &ScoreResult) -> String {
        let critical = if score.critical.is_empty() {
            String::new()
        } else {
            format!(
                " ({})",
                score.critical.iter().map(|id| format!("<a href=\"#{id}\">{id}</a>")).collect::<Vec<_>>().join(", ")
            )
        };
        format!("<strong>{}</strong>{critical}", self.w(score.label))
    }

    fn covered(&self, score: &ScoreResult) -> String {
        let share = score.coverage.as_ref().map(|c| format!(" ({})", figure(c))).unwrap_or_default();
        format!("{} {} {}{share}", score.scored, self.w("of"), score.applicable)
    }

    fn span(&self, lo: &str, hi: &str) -> String {
        format!("{} {} {}", figure(lo), self.w("to"), figure(hi))
    }

    fn bounds(&self, score: &ScoreResult) -> String {
        match (&score.lo, &score.hi) {
            (Some(lo), Some(hi)) => self.span(lo, hi),
            _ => String::new(),
        }
    }

    /// Bounds as a bar, the point as a line, the simulated range as a thin line below; the numbers as text beside it.
    fn bar(&mut self, score: &ScoreResult, range: Option<(&str, &str)>, id: &str) {
        let number = |text: &str| text.parse::<f64>().unwrap_or(0.0).clamp(0.0, 1.0) * 400.0 + 10.0;
        let (Some(lo), Some(hi)) = (&score.lo, &score.hi) else { return };
        let mut told = format!("{}: {lo} {} {hi}", word("bounds", self.language), word("to", self.language));
        let (from, to) = (number(lo), number(hi));
        let mut shapes = format!(
            "<line x1=\"10\" y1=\"20\" x2=\"410\" y2=\"20\" stroke=\"#767676\"/>\
             <rect x=\"{from:.1}\" y=\"11\" width=\"{:.1}\" height=\"18\" fill=\"#9db8dc\" stroke=\"#1a1a1a\"/>",
            (to - from).max(2.0)
        );
        if let Some(point) = &score.point {
            let x = number(point);
            let _ = write!(
                shapes,
                "<line x1=\"{x:.1}\" y1=\"6\" x2=\"{x:.1}\" y2=\"34\" stroke=\"#1a1a1a\" stroke-width=\"3\"/>"
            );
            let _ = write!(told, "; {}: {point}", word("point", self.language));
        }
        if let Some((low, high)) = range {
            let (a, b) = (number(low), number(high));
            let _ = write!(
                shapes,
                "<line x1=\"{a:.1}\" y1=\"40\" x2=\"{b:.1}\" y2=\"40\" stroke=\"#1a1a1a\" stroke-width=\"2\" stroke-dasharray=\"4 2\"/>"
            );
            let _ = write!(told, "; {}: {low} {} {high}", word("range", self.language), word("to", self.language));
        }
        for (x, mark) in [(10, "0"), (170, "0.4"), (330, "0.8"), (410, "1")] {
            let _ = write!(
                shapes,
                "<line x1=\"{x}\" y1=\"16\" x2=\"{x}\" y2=\"24\" stroke=\"#1a1a1a\"/><text x=\"{x}\" y=\"58\" font-size=\"14\" text-anchor=\"middle\">{mark}</text>"
            );
        }
        let told = escape(&told);
        let _ = writeln!(
            self.out,
            "<figure><svg role=\"img\" aria-labelledby=\"bar-{id}\" viewBox=\"0 0 420 62\" width=\"420\" height=\"62\" direction=\"ltr\"><title id=\"bar-{id}\">{told}</title>{shapes}</svg><figcaption>{told}</figcaption></figure>"
        );
    }

    fn matrix(&mut self) {
        let (result, dossier) = (self.result, self.dossier);
        self.section("matrix", "matrix");
        let legend: Vec<String> =
            LETTERS.iter().map(|(status, letter)| format!("{letter} {}", self.w(status.word()))).collect();
        let text = self.w("matrix-text");
        let _ = writeln!(self.out, "<p>{text} {}.</p>", legend.join(", "));
        self.patterns();
        let caption = self.w("matrix");
        let _ = write!(
            self.out,
            "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{caption}\"><table><caption>{caption}</caption><thead><tr><th scope=\"col\">{}</th>",
            self.w("recommendation")
        );
        for t in &dossier.technologies {
            let _ = write!(self.out, "<th scope=\"col\">{}</th>", own(&t.name));
        }
        self.push("</tr></thead><tbody>\n");
        for r in &result.recommendations {
            let cells: Vec<String> = result
                .matrix
                .iter()
                .filter(|cell| cell.recommendation == r.id)
                .map(|cell| stacked(&cell.counts()))
                .collect();
            self.row(&format!("<a href=\"#{0}\">{0}</a> {1}", r.id, own(&r.title)), &cells);
        }
        self.end_table();
        let heading = self.w("technologies");
        let _ = writeln!(self.out, "<h3>{heading}</h3>");
        if dossier.technologies.is_empty() {
            let none = self.w("none");
            let _ = writeln!(self.out, "<p>{none}</p>");
            return;
        }
        self.table("technologies", &["technologies", "stage", "supplier", "status"]);
        for t in &dossier.technologies {
            let supplier = t.supplier.as_deref().map_or_else(|| self.w("not-known"), |id| self.actor(id));
            let used = self.w(if t.in_use { "in-use" } else { "not-in-use" });
            self.row(&own(&t.name), &[self.told(&t.stage), supplier, used]);
        }
        self.end_table();
    }

    /// Fills of the stacked bars, each a pattern of its own.
    fn patterns(&mut self) {
        let mut defs = String::new();
        for (letter, shape) in [
            ('M', "<rect width=\"6\" height=\"6\" fill=\"#1b5e20\"/>"),
            (
                'P',
                "<rect width=\"6\" height=\"6\" fill=\"#fff\"/><path d=\"M0 6L6 0\" stroke=\"#1b5e20\" stroke-width=\"2\"/>",
            ),
            ('N', "<rect width=\"6\" height=\"6\" fill=\"#8e0000\"/><path d=\"M0 0L6 6M0 6L6 0\" stroke=\"#fff\"/>"),
            ('C', "<rect width=\"6\" height=\"6\" fill=\"#fff\"/><path d=\"M3 0V6M0 3H6\" stroke=\"#8e0000\"/>"),
            (
                'I',
                "<rect width=\"6\" height=\"6\" fill=\"#fff\"/><circle cx=\"3\" cy=\"3\" r=\"1.5\" fill=\"#003c8f\"/>",
            ),
            ('U', "<rect width=\"6\" height=\"6\" fill=\"#fff\"/><path d=\"M0 3H6\" stroke=\"#616161\"/>"),
            ('X', "<rect width=\"6\" height=\"6\" fill=\"#e0e0e0\"/>"),
        ] {
            let _ = write!(
                defs,
                "<pattern id=\"p{letter}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">{shape}</pattern>"
            );
        }
        let _ = writeln!(
            self.out,
            "<svg width=\"0\" height=\"0\" aria-hidden=\"true\" style=\"position:absolute\"><defs>{defs}</defs></svg>"
        );
    }

    fn obligations(&mut self) {
        let result = self.result;
        self.section("obligations", "obligations");
        self.table("obligations", &["obligation", "label", "coverage", "bounds"]);
        for o in &result.obligations {
            let tension = self.catalogue.obligation(&o.id).is_some_and(|found| found.tension);
            let note = if tension { format!("<br><em>{}</em>", self.w("tension")) } else { String::new() };
            let head = format!("{} {}{note}", code(&o.id), own(&o.title));
            let cells = [self.label(&o.score), self.covered(&o.score), self.bounds(&o.score)];
            self.row(&head, &cells);
        }
        self.end_table();
    }

    fn indicators(&mut self) {
        let result = self.result;
        self.section("indicators", "indicators");
        for (area, name) in &self.catalogue.areas {
            let within: Vec<&IndicatorResult> = result.indicators.iter().filter(|i| i.area == *area).collect();
            if !within.is_empty() {
                let _ = writeln!(self.out, "<h3>{} {}</h3>", code(area), own(name));
            }
            for i in within {
                self.indicator(i);
            }
        }
    }

    fn indicator(&mut self, i: &IndicatorResult) {
        let critical =
            i.critical.as_ref().map(|right| format!(" [{}: {}]", self.w("critical"), own(right))).unwrap_or_default();
        let reason = i.reason.map(|r| format!(" ({})", self.told(r))).unwrap_or_default();
        let status = self.status(i.status);
        let _ = write!(
            self.out,
            "<div class=\"indicator\"><h4 id=\"{0}\">{0} {1}</h4><p><strong>{status}</strong>{reason}{critical}; {2}, {3}</p><dl>",
            i.id,
            own(&i.question),
            self.told(i.layer),
            self.told(i.method)
        );
        if let Some(found) = self.catalogue.indicator(&i.id) {
            let lines: Vec<String> = found
                .scoring
                .iter()
                .map(|(key, text)| {
                    let name = if matches!(key.as_str(), "met" | "partly" | "not_met") {
                        escape(word(key, self.language))
                    } else {
                        code(key)
                    };
                    format!("{name}: {}", own(text))
                })
                .collect();
            let method = self.w("method");
            let _ = write!(self.out, "<dt>{method}</dt><dd>{}</dd>", lines.join("<br>"));
        }
        let basis = if i.threshold_basis != i.threshold_basis_in_force {
            format!("{} ({})", self.told(&i.threshold_basis_in_force), self.w("law-not-in-force"))
        } else {
            self.told(&i.threshold_basis)
        };
        let name = self.w("threshold-basis");
        let _ = write!(self.out, "<dt>{name}</dt><dd>{basis}</dd>");
        if let Some(s) = &i.signal {
            let mut told = self.status(s.status);
            if let Some(reason) = s.reason {
                let _ = write!(told, " ({})", self.told(reason));
            }
            let _ = write!(told, "; n = {} {}", s.n, self.w("records"));
            if let (Some(x), Some(of)) = (s.numerator, s.denominator) {
                let _ = write!(told, "; {x} {} {of}", self.w("of"));
            }
            if let Some(unknown) = s.unknown.filter(|n| *n > 0) {
                let _ = write!(told, "; {unknown} {}", self.w("unknown-count"));
            }
            if let Some(value) = &s.value {
                let _ = write!(told, "; {}", figure(value));
            }
            if let Some([lo, hi]) = &s.interval {
                let _ = write!(told, " [{}]", self.span(lo, hi));
            }
            let name = self.w("signal");
            let _ = write!(self.out, "<dt>{name}</dt><dd>{told}</dd>");
        }
        if let Some(panel) = &i.panel {
            let mut lines: Vec<String> = panel
                .ratings
                .iter()
                .map(|r| {
                    let evidence: Vec<String> = r.evidence.iter().map(|id| code(id)).collect();
                    let reason = r.reason.as_deref().map(own).unwrap_or_default();
                    format!(
                        "{}, {} {}: {}. {reason} {}",
                        code(&r.assessor),
                        self.w("round"),
                        r.round,
                        self.w(r.value),
                        evidence.join(", ")
                    )
                })
                .collect();
            if panel.departs_from_signal {
                lines.push(format!("<strong>{}</strong>", self.w("departs")));
            }
            if !lines.is_empty() {
                let name = self.w("rating");
                let _ = write!(self.out, "<dt>{name}</dt><dd>{}</dd>", lines.join("<br>"));
            }
        }
        if let Some(a) = &i.adjudication {
            let name = self.w("adjudication");
            let by: Vec<String> = a.by.iter().map(|id| code(id)).collect();
            let verdict = self.w(a.verdict);
            let _ = write!(
                self.out,
                "<dt>{name}</dt><dd>{verdict}, {}, {}: {}",
                by.join(", "),
                figure(&a.decided_on),
                own(&a.reasons)
            );
            for d in &a.dissent {
                let name = self.w("dissent");
                let _ = write!(self.out, "<br>{name}, {}: {}", code(&d.by), own(&d.text));
            }
            self.push("</dd>");
        }
        if !i.evidence.is_empty() {
            let mut cited: Vec<_> = i.evidence.iter().collect();
            cited.sort_by_key(|e| e.grade);
            let lines: Vec<String> = cited
                .iter()
                .map(|e| {
                    let counted = e
                        .why_not
                        .map(|why| format!("; {}: {}", self.w("not-counted"), self.told(why)))
                        .unwrap_or_default();
                    format!(
                        "<a href=\"#e-{0}\">{0}</a> {1} {2}{counted}",
                        escape(&e.id),
                        code(e.grade),
                        self.w(e.direction)
                    )
                })
                .collect();
            let name = self.w("evidence");
            let _ = write!(self.out, "<dt>{name}</dt><dd>{}</dd>", lines.join("<br>"));
        }
        if !i.refusals.is_empty() {
            let lines: Vec<String> = i
                .refusals
                .iter()
                .map(|r| format!("{}, {} {}", self.actor(&r.by), self.w("asked-on"), figure(&r.asked_on)))
                .collect();
            let name = self.w("refusals");
            let _ = write!(self.out, "<dt>{name}</dt><dd>{}</dd>", lines.join("<br>"));
        }
        let pins: Vec<String> = i
            .pins
            .iter()
            .map(|pin| {
                let source = self.catalogue.source(&pin.source).map(|s| own(&s.name)).unwrap_or_default();
                let place = pin.pin.as_deref().map_or_else(|| self.w("whole-document"), figure);
                let state = match pin.state.as_str() {
                    "binding" => self.w("binding"),
                    "guiding" => self.w("guiding"),
                    "not known" => self.w("not-known"),
                    _ => self.w("not-in-force"),
                };
                let verified =
                    if pin.verified { String::new() } else { format!("; <em>{}</em>", self.w("pin-not-verified")) };
                format!("{source} {place}: {state}{verified}")
            })
            .collect();
        let name = self.w("sources-cited");
        let _ = writeln!(self.out, "<dt>{name}</dt><dd>{}</dd></dl></div>", pins.join("<br>"));
    }

    fn agreement(&mut self) {
        let result = self.result;
        self.section("agreement", "agreement");
        self.table("agreement", &["area", "alpha", "interval", "units", "raw"]);
        let all = result.agreement.areas.iter().map(|a| (Some(a.area.as_str()), &a.alpha));
        for (area, alpha) in std::iter::once((None, &result.agreement.overall)).chain(all) {
            let head = match area {
                None => self.w("overall"),
                Some(area) => {
                    let name = self.catalogue.areas.iter().find(|(id, _)| id == area).map(|(_, name)| own(name));
                    format!("{} {}", code(area), name.unwrap_or_default())
                }
            };
            let value = alpha.alpha.as_ref().and_then(|a| a.parse::<f64>().ok());
            let title = match value {
                Some(a) if a < 0.667 => format!(" ({})", self.w("low")),
                Some(a) if a < 0.8 => format!(" ({})", self.w("tentative")),
                _ => String::new(),
            };
            let shown = alpha.alpha.as_ref().map_or_else(
                || alpha.reason.map(|why| self.told(why)).unwrap_or_default(),
                |a| format!("{}{title}", figure(a)),
            );
            let interval =
                alpha.lo.as_ref().zip(alpha.hi.as_ref()).map(|(lo, hi)| self.span(lo, hi)).unwrap_or_default();
            let raw = alpha.raw.as_deref().map(figure).unwrap_or_default();
            self.row(&head, &[shown, interval, alpha.units.to_string(), raw]);
        }
        self.end_table();
    }

    fn sensitivity(&mut self) {
        let result = self.result;
        self.section("sensitivity", "sensitivity");
        let text = self.w("sensitivity-text");
        let _ = writeln!(self.out, "<p>{text}</p>");
        let Some(run) = result.simulated else {
            let none = self.w("none");
            let _ = writeln!(self.out, "<p>{none}</p>");
            return;
        };
        let _ = writeln!(self.out, "<p>{}</p>", code(&format!("draws {}, sobol_base {}", run.draws, run.sobol_base)));
        self.table(
            "sensitivity",
            &["recommendation", "range", "driver", "weights", "aggregation", "thresholds", "unknowns", "ratings"],
        );
        for r in &result.recommendations {
            let Some(s) = &r.simulation else { continue };
            let mut cells = vec![format!("{} (p50 {})", self.span(&s.p2_5, &s.p97_5), figure(&s.p50))];
            match &s.sobol {
                Some(sobol) => {
                    let total = |text: &str| text.parse::<f64>().unwrap_or(0.0);
                    let strongest =
                        sobol.factors().into_iter().max_by(|a, b| total(&a.1.total).total_cmp(&total(&b.1.total)));
                    cells.push(strongest.map(|(name, _)| self.w(name)).unwrap_or_default());
                    cells.extend(
                        sobol
                            .factors()
                            .map(|(_, index)| format!("{} / {}", figure(&index.first), figure(&index.total))),
                    );
                }
                None => cells.extend(std::iter::repeat_n(String::new(), 6)),
            }
            self.row(&format!("{} {}", code(&r.id), own(&r.title)), &cells);
        }
        self.end_table();
    }

    fn evidence(&mut self) {
        let items: &[Item] = &self.dossier.evidence;
        self.section("evidence", "evidence");
        self.table("evidence", &["evidence", "title", "grade", "dated", "origin", "access", "input"]);
        for item in items {
            let grade = match item.why_x {
                Some(why) => format!("{} ({})", item.grade.letter(), self.told(why)),
                None => item.grade.letter().to_owned(),
            };
            let mut access = self.told(&item.access);
            for [what, ground, by, review] in &item.redactions {
                let overdue = rule::record::day(review).is_some_and(|day| day < self.dossier.context.as_of);
                let late = if overdue { format!(" ({})", self.w("review-overdue")) } else { String::new() };
                let _ = write!(
                    access,
                    "<br>{}: {}, {}, {}, {} {}{late}",
                    self.w("redacted"),
                    own(what),
                    own(ground),
                    code(by),
                    self.w("review-on"),
                    figure(review)
                );
            }
            let id = escape(&item.id);
            let head = format!("<span id=\"e-{id}\">{id}</span>");
            let cells =
                [own(&item.title), grade, figure(&item.dated), code(&item.origin), access, code(&item.sha256)];
            self.row(&head, &cells);
        }
        self.end_table();
    }

    fn method(&mut self) {
        self.section("method", "method");
        let text = self.w("method-text");
        let _ = writeln!(self.out, "<p>{text}</p><ul lang=\"en\" dir=\"ltr\">");
        let ids: Vec<&str> = self.result.indicators.iter().map(|i| i.id.as_str()).collect();
        for value in list(&self.catalogue.value, "indicators") {
            let id = text_of(value);
            if let Some(rule) = value.get("rule").filter(|_| ids.contains(&id.as_str())) {
                let _ = writeln!(self.out, "<li>{}: {}</li>", code(&id), escape(&rules::sentence(rule)));
            }
        }
        self.push("</ul>\n");
    }
}

fn text_of(value: &base::json::Value) -> String {
    text(value, "id")
}

/// Counts as text and as a stacked bar with a pattern and a letter for each status.
fn stacked(counts: &[u32; 7]) -> String {
    let sum: u32 = counts.iter().sum();
    let (mut told, mut shapes, mut x) = (Vec::new(), String::new(), 0.0);
    for (n, (_, letter)) in counts.iter().zip(LETTERS) {
        if *n > 0 {
            told.push(format!("{letter} {n}"));
            let width = f64::from(*n) / f64::from(sum) * 84.0;
            let _ = write!(
                shapes,
                "<rect x=\"{x:.1}\" y=\"0\" width=\"{width:.1}\" height=\"12\" fill=\"url(#p{letter})\" stroke=\"#1a1a1a\" stroke-width=\".5\"/>"
            );
            x += width;
        }
    }
    if told.is_empty() {
        return "–".to_owned();
    }
    let told = told.join(", ");
    format!(
        "<span dir=\"ltr\">{told}</span><br><svg aria-hidden=\"true\" viewBox=\"0 0 84 12\" width=\"84\" height=\"12\">{shapes}</svg>"
    )
}
