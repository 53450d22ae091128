//! The plot of the sensitivity annex: bounds and simulated range of each recommendation on one scale.

use crate::chart::escape;
use crate::shell::Shell;
use assess::view::{Recommendation, Simulation};
use std::fmt::Write as _;

/// The five factors, as the result names them.
pub(super) const FACTORS: [&str; 5] = ["weights", "aggregation", "thresholds", "unknowns", "ratings"];

/// The factor with the largest total index, in the reader's words.
pub(super) fn driver(p: &Shell, simulation: &Simulation) -> String {
    let total = |text: &str| text.parse::<f64>().unwrap_or(0.0);
    let most = simulation.sobol.iter().max_by(|a, b| total(&a.2).total_cmp(&total(&b.2)));
    most.map_or_else(|| p.w("none").to_owned(), |(factor, ..)| p.w(factor).to_owned())
}

/// One row for each recommendation: a band from lower to upper bound, a line over the simulated range, a tick at the
/// median.
pub(super) fn ranges(p: &Shell, recommendations: &[Recommendation]) -> String {
    const WIDTH: f64 = 640.0;
    const LEFT: f64 = 56.0;
    const RIGHT: f64 = 28.0;
    const ROW: f64 = 26.0;
    const TOP: f64 = 24.0;
    let drawn: Vec<(&Recommendation, &Simulation)> =
        recommendations.iter().filter_map(|r| Some((r, r.simulation.as_ref()?))).collect();
    let place = |share: f64| {
        let x = LEFT + share.clamp(0.0, 1.0) * (WIDTH - LEFT - RIGHT);
        if p.rtl() { WIDTH - x } else { x }
    };
    let at = |text: &str| place(text.parse().unwrap_or(0.0));
    let height = TOP + ROW * drawn.len() as f64 + 8.0;
    let mut out = format!(
        r#"<svg class="scale ranges" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{}">"#,
        escape(p.t("assess-plot"))
    );
    for (share, text) in [(0.0, "0"), (0.25, "0.25"), (0.5, "0.5"), (0.75, "0.75"), (1.0, "1")] {
        let x = place(share);
        let _ = write!(
            out,
            r#"<line class="stem" x1="{x:.1}" x2="{x:.1}" y1="{TOP}" y2="{height}"/><text class="soft" x="{x:.1}" y="15">{}</text>"#,
            escape(&p.percent(text))
        );
    }
    for (row, (r, s)) in drawn.iter().enumerate() {
        let middle = TOP + ROW * (row as f64 + 0.5);
        if let (Some(lo), Some(hi)) = (&r.lo, &r.hi) {
            let (from, to) = (at(lo).min(at(hi)), at(lo).max(at(hi)));
            let _ = write!(
                out,
                r#"<rect class="middle" x="{from:.1}" y="{:.1}" width="{:.1}" height="12"/>"#,
                middle - 6.0,
                (to - from).max(1.5)
            );
        }
        let (from, to, median) = (at(&s.p2_5), at(&s.p97_5), at(&s.p50));
        let name = if p.rtl() { WIDTH - 26.0 } else { 26.0 };
        let _ = write!(
            out,
            r#"<path class="range" d="M{from:.1} {middle:.1}H{to:.1}M{from:.1} {:.1}v8M{to:.1} {:.1}v8"/><path class="needle" d="M{median:.1} {:.1}v14"/><text x="{name}" y="{:.1}">{}</text>"#,
            middle - 4.0,
            middle - 4.0,
            middle - 7.0,
            middle + 4.5,
            escape(&r.id)
        );
    }
    out.push_str("</svg>");
    out
}
