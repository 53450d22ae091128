//! Pictures as SVG made on the server: bars, columns, scales, a timeline. Each has a table beside it on its page.
//!
//! Colours and type come from the stylesheet by class, so that they follow light and dark, and so that a strict
//! content policy holds. Every mark is labelled directly. In languages written from right to left time and length
//! run from right to left too.

use crate::shell::Shell;
use std::fmt::Write as _;

/// A horizontal bar of a share between 0 and 1, the part that is not known drawn as hatched.
pub(crate) fn share_bar(p: &Shell, share: f64, label: &str) -> String {
    let width = (share.clamp(0.0, 1.0) * 100.0 * 10.0).round() / 10.0;
    let x = if p.rtl() { 100.0 - width } else { 0.0 };
    format!(
        r#"<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}"><rect class="track" width="100" height="8"/><rect class="fill" x="{x}" width="{width}" height="8"/></svg>"#,
        escape(label)
    )
}

/// One part of a stacked bar.
pub(crate) struct Part {
    /// Class of the stylesheet: `met`, `partly`, `notmet`, `absent`, `unknown`, `track`.
    pub(crate) class: &'static str,
    /// How many.
    pub(crate) count: u64,
}

/// A bar of parts that add up to a whole, in the order given.
pub(crate) fn stacked(p: &Shell, parts: &[Part], label: &str) -> String {
    let total: u64 = parts.iter().map(|part| part.count).sum();
    let mut out = format!(
        r#"<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}"><rect class="track" width="100" height="8"/>"#,
        escape(label)
    );
    let mut at = 0.0;
    for part in parts.iter().filter(|part| part.count > 0) {
        let width = ratio(part.count, total) * 100.0;
        let x = if p.rtl() { 100.0 - at - width } else { at };
        let _ = write!(out, r#"<rect class="{}" x="{x:.2}" width="{width:.2}" height="8"/>"#, part.class);
        at += width;
    }
    out.push_str("</svg>");
    out
}

/// One column of a chart of years.
pub(crate) struct Column {
    /// Under the column.
    pub(crate) name: String,
    /// Over the column, in the reader's form.
    pub(crate) label: String,
    /// Height in proportion.
    pub(crate) value: f64,
}

/// Columns side by side with their figures on top.
pub(crate) fn columns(p: &Shell, columns: &[Column], label: &str) -> String {
    const WIDTH: f64 = 640.0;
    const BASE: f64 = 168.0;
    const TALL: f64 = 130.0;
    let most = columns.iter().map(|column| column.value).fold(0.0, f64::max);
    let step = WIDTH / columns.len().max(1) as f64;
    let mut out = format!(
        r#"<svg class="columns" viewBox="0 0 {WIDTH} 196" role="img" aria-label="{}"><line class="axis" x1="0" x2="{WIDTH}" y1="{BASE}" y2="{BASE}"/>"#,
        escape(label)
    );
    for (at, column) in columns.iter().enumerate() {
        let at = if p.rtl() { columns.len() - 1 - at } else { at };
        let centre = step * (at as f64 + 0.5);
        let height = if most > 0.0 { (column.value / most * TALL).max(1.0) } else { 1.0 };
        let width = (step * 0.6).min(72.0);
        let _ = write!(
            out,
            r#"<rect class="fill" x="{:.1}" y="{:.1}" width="{width:.1}" height="{height:.1}"/><text x="{centre:.1}" y="{:.1}">{}</text><text class="soft" x="{centre:.1}" y="188">{}</text>"#,
            centre - width / 2.0,
            BASE - height,
            BASE - height - 6.0,
            escape(&column.label),
            escape(&column.name),
        );
    }
    out.push_str("</svg>");
    out
}

/// A node of a tree, with what comes after it.
pub(crate) struct Node {
    pub(crate) name: String,
    /// Whether the tree ends here because this is ruled out.
    pub(crate) out: bool,
    pub(crate) then: Vec<Self>,
}

/// A tree that grows in reading direction, one line for each end; `heads` stand over its steps. Empty if it has more
/// than sixty ends: such a tree is read as a list.
pub(crate) fn tree(p: &Shell, roots: &[Node], heads: &[String], label: &str) -> String {
    const STEP: f64 = 168.0;
    const BOX: f64 = 136.0;
    const ROW: f64 = 34.0;
    const TOP: f64 = 26.0;
    fn depth(nodes: &[Node]) -> usize {
        nodes.iter().map(|node| 1 + depth(&node.then)).max().unwrap_or(0)
    }
    fn ends(nodes: &[Node]) -> usize {
        nodes.iter().map(|node| ends(&node.then).max(1)).sum()
    }
    let (steps, rows) = (depth(roots), ends(roots));
    if rows > 60 {
        return String::new();
    }
    let (width, height) = (steps as f64 * STEP - STEP + BOX + 4.0, TOP + rows as f64 * ROW);
    let mirror = |x: f64| if p.rtl() { width - x } else { x };
    let mut out = format!(
        r#"<svg class="tree" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{}">"#,
        escape(label)
    );
    for (at, head) in heads.iter().take(steps).enumerate() {
        let x = mirror(2.0 + at as f64 * STEP + BOX / 2.0);
        let _ = write!(out, r#"<text class="soft" x="{x:.1}" y="14">{}</text>"#, escape(head));
    }
    // Draws nodes from a row on; gives the rows they take.
    fn draw(nodes: &[Node], step: usize, from: f64, mirror: &impl Fn(f64) -> f64, out: &mut String) -> f64 {
        let mut row = from;
        for node in nodes {
            let (left, y) = (2.0 + step as f64 * STEP, TOP + row * ROW + ROW / 2.0);
            let mut taken = 0.0;
            for child in &node.then {
                let (x1, x2) = (mirror(left + BOX), mirror(left + STEP));
                let to = TOP + (row + taken) * ROW + ROW / 2.0;
                let _ = write!(
                    out,
                    r#"<path class="branch" d="M{x1:.1} {y:.1}C{:.1} {y:.1} {:.1} {to:.1} {x2:.1} {to:.1}"/>"#,
                    (x1 + x2) / 2.0,
                    (x1 + x2) / 2.0
                );
                taken += draw(std::slice::from_ref(child), step + 1, row + taken, mirror, out);
            }
            let (class, mark) = if node.out { ("node out", "✕ ") } else { ("node", "") };
            let short: String = match node.name.chars().count() > 18 {
                true => node.name.chars().take(17).chain(['…']).collect(),
                false => node.name.clone(),
            };
            let _ = write!(
                out,
                r#"<rect class="{class}" x="{:.1}" y="{:.1}" width="{BOX}" height="24" rx="3"><title>{}</title></rect><text x="{:.1}" y="{:.1}">{mark}{}</text>"#,
                mirror(left).min(mirror(left + BOX)),
                y - 12.0,
                escape(&node.name),
                mirror(left + BOX / 2.0),
                y + 4.5,
                escape(&short),
            );
            row += f64::max(taken, 1.0);
        }
        row - from
    }
    draw(roots, 0, 0.0, &mirror, &mut out);
    out.push_str("</svg>");
    out
}

/// A risk after one round.
pub(crate) struct Point {
    /// Under the point.
    pub(crate) name: String,
    /// At the point, in the reader's form.
    pub(crate) label: String,
    /// From 0 to 1.
    pub(crate) value: f64,
}

/// Risks round by round on a logarithmic scale, and the limit they must come below.
pub(crate) fn risks(p: &Shell, points: &[Point], limit: f64, limit_label: &str, label: &str) -> String {
    const WIDTH: f64 = 640.0;
    const TOP: f64 = 26.0;
    const BASE: f64 = 176.0;
    /// Room for the figures of the scale.
    const EDGE: f64 = 64.0;
    let least = points.iter().map(|point| point.value).fold(limit, f64::min).clamp(1e-6, 0.1);
    let lowest = 10_f64.powf(least.log10().floor());
    let height = |value: f64| TOP + value.clamp(lowest, 1.0).log10() / lowest.log10() * (BASE - TOP);
    let mirror = |x: f64| if p.rtl() { WIDTH - x } else { x };
    let step = (WIDTH - EDGE) / points.len().max(1) as f64;
    let place = |at: usize| mirror(EDGE + step * (at as f64 + 0.5));
    let mut out =
        format!(r#"<svg class="columns" viewBox="0 0 {WIDTH} 206" role="img" aria-label="{}">"#, escape(label));
    let mut power = 1.0;
    while power > lowest * 0.5 {
        let _ = write!(
            out,
            r#"<line class="stem" x1="{:.1}" x2="{:.1}" y1="{y:.1}" y2="{y:.1}"/><text class="soft" x="{:.1}" y="{:.1}">{}</text>"#,
            mirror(EDGE),
            mirror(WIDTH),
            mirror(EDGE / 2.0),
            height(power) + 4.0,
            escape(&p.percent_to(&format!("{power:.8}"), 4)),
            y = height(power),
        );
        power /= 10.0;
    }
    let _ = write!(
        out,
        r#"<line class="axis thick" x1="{:.1}" x2="{:.1}" y1="{y:.1}" y2="{y:.1}" stroke-dasharray="6 4"/><text class="soft" x="{:.1}" y="{:.1}">{}</text>"#,
        mirror(EDGE),
        mirror(WIDTH),
        mirror(EDGE + 60.0),
        height(limit) - 5.0,
        escape(limit_label),
        y = height(limit),
    );
    let line: Vec<String> =
        points.iter().enumerate().map(|(at, point)| format!("{:.1} {:.1}", place(at), height(point.value))).collect();
    let _ = write!(out, r#"<path class="range" d="M{}"/>"#, line.join("L"));
    for (at, point) in points.iter().enumerate() {
        let (x, y) = (place(at), height(point.value));
        let _ = write!(
            out,
            r#"<circle class="point" cx="{x:.1}" cy="{y:.1}" r="5"/><text x="{x:.1}" y="{:.1}">{}</text><text class="soft" x="{x:.1}" y="198">{}</text>"#,
            y - 10.0,
            escape(&point.label),
            escape(&point.name),
        );
    }
    out.push_str("</svg>");
    out
}

/// An interval between two shares, with the estimate marked in it, on a scale between two others.
pub(crate) fn interval(p: &Shell, scale: (f64, f64), [low, share, high]: [f64; 3], label: &str) -> String {
    let at = |share: f64| ((share - scale.0) / (scale.1 - scale.0).max(1e-9)).clamp(0.0, 1.0) * 100.0;
    let (from, to) = (at(low), at(high));
    let x = if p.rtl() { 100.0 - to } else { from };
    let mark = if p.rtl() { 100.0 - at(share) } else { at(share) };
    format!(
        r#"<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}"><rect class="track" width="100" height="8"/><rect class="band high" x="{x:.2}" y="1" width="{:.2}" height="6"/><rect class="fill" x="{:.2}" width="0.8" height="8"/></svg>"#,
        escape(label),
        (to - from).max(0.4),
        (mark - 0.4).clamp(0.0, 99.2),
    )
}

/// A scale from 0 to 10,000 with the place of one index, over the bands of both editions of the guidelines.
pub(crate) fn hhi_scale(p: &Shell, value: f64, label: &str) -> String {
    const WIDTH: f64 = 640.0;
    /// Room for the half of `10,000` beyond the end of the scale.
    const EDGE: f64 = 24.0;
    let place = |index: f64| {
        let x = EDGE + index.clamp(0.0, 10_000.0) / 10_000.0 * (WIDTH - 2.0 * EDGE);
        if p.rtl() { WIDTH - x } else { x }
    };
    let mut out =
        format!(r#"<svg class="scale" viewBox="0 0 {WIDTH} 128" role="img" aria-label="{}">"#, escape(label));
    // Edition, its two bounds, top of its band.
    for (edition, bounds, top) in [("2010", [1_500.0, 2_500.0], 36.0), ("2023", [1_000.0, 1_800.0], 84.0)] {
        let edges = [0.0, bounds[0], bounds[1], 10_000.0];
        for (class, pair) in ["low", "middle", "high"].iter().zip(edges.windows(2)) {
            let (from, to) = (place(pair[0]), place(pair[1]));
            let _ = write!(
                out,
                r#"<rect class="band {class}" x="{:.1}" y="{top}" width="{:.1}" height="18"/>"#,
                from.min(to),
                (to - from).abs()
            );
        }
        for index in edges {
            let _ = write!(
                out,
                r#"<text class="soft" x="{:.1}" y="{:.1}">{}</text>"#,
                place(index),
                top + 34.0,
                escape(&p.n(index as i64))
            );
        }
        let _ = write!(out, r#"<text class="soft" x="{:.1}" y="{:.1}">{edition}</text>"#, place(9_400.0), top + 13.5);
    }
    let x = place(value);
    let _ = write!(
        out,
        r#"<path class="needle" d="M{x:.1} 32v22M{x:.1} 84v18"/><path class="pointer" d="M{x:.1} 34l-7 -11h14z"/><text class="strong" x="{:.1}" y="17">{}</text></svg>"#,
        x.clamp(EDGE, WIDTH - EDGE),
        escape(&p.n(value.round() as i64)),
    );
    out
}

/// A run of equal things as squares, the current ones filled; more than twelve are not drawn one by one.
pub(crate) fn squares(p: &Shell, longest: u64, current: u64, label: &str) -> String {
    const MOST: u64 = 12;
    const STEP: u64 = 13;
    let drawn = longest.min(MOST);
    let width = (drawn * STEP).max(STEP);
    let mut out = format!(
        r#"<svg class="squares" viewBox="0 0 {width} 12" width="{width}" height="12" role="img" aria-label="{}">"#,
        escape(label)
    );
    for at in 0..drawn {
        // The current run is the end of the time that is shown.
        let class = if at + current.min(MOST) >= drawn { "fill" } else { "hollow" };
        let x = if p.rtl() { width - STEP - at * STEP } else { at * STEP };
        let _ = write!(out, r#"<rect class="{class}" x="{}" y="1.5" width="9" height="9"/>"#, x + 1);
    }
    out.push_str("</svg>");
    out
}

/// One mark on a timeline.
pub(crate) struct Mark {
    /// Day number of its date.
    pub(crate) day: i64,
    /// What it is, short.
    pub(crate) label: String,
    /// The date in the reader's form.
    pub(crate) date: String,
    /// Class: `point`, `award`, `poll`, `change`.
    pub(crate) class: &'static str,
}

/// A timeline on one line: marks at their dates, labels in rows above and below so that none covers another.
pub(crate) fn timeline(p: &Shell, marks: &[Mark], label: &str) -> String {
    const WIDTH: f64 = 960.0;
    const EDGE: f64 = 70.0;
    const ROW: f64 = 34.0;
    let first = marks.iter().map(|mark| mark.day).min().unwrap_or(0);
    let last = marks.iter().map(|mark| mark.day).max().unwrap_or(0);
    let span = (last - first).max(1) as f64;
    let place = |day: i64| {
        let x = if first == last { WIDTH / 2.0 } else { EDGE + (day - first) as f64 / span * (WIDTH - 2.0 * EDGE) };
        if p.rtl() { WIDTH - x } else { x }
    };
    // Rows alternate above and below the line; a label goes to the first row where it fits. Widths are estimated
    // (7 units for a character of this size), generously, since the reader's fonts are not known here.
    let mut rows: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut placed = Vec::new();
    for mark in marks {
        let x = place(mark.day);
        let letters = mark.label.chars().count().max(mark.date.chars().count()) as f64;
        let half = (letters * 3.9 + 8.0).min(EDGE + 60.0);
        let centre = x.clamp(half, WIDTH - half);
        let (from, to) = (centre - half, centre + half);
        let row = (0..MOST_ROWS)
            .find(|row| rows.get(*row).is_none_or(|taken| taken.iter().all(|(a, b)| to < *a || from > *b)))
            .unwrap_or(MOST_ROWS - 1);
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        rows[row].push((from, to));
        placed.push((mark, x, centre, row));
    }
    let above = rows.len().div_ceil(2) as f64;
    let below = (rows.len() / 2) as f64;
    let line = above * ROW + 16.0;
    let height = line + below * ROW + 20.0;
    let mut out = format!(
        r#"<svg class="timeline" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{}"><line class="axis thick" x1="8" x2="{}" y1="{line}" y2="{line}"/>"#,
        escape(label),
        WIDTH - 8.0
    );
    // Lines first, so that no line runs through a label.
    let depth = |row: &usize| (row / 2 + 1) as f64 * ROW;
    for (_, x, _, row) in &placed {
        let stem = if row % 2 == 0 { line - depth(row) + 17.0 } else { line + depth(row) - 20.0 };
        let _ = write!(out, r#"<line class="stem" x1="{x:.1}" y1="{line}" x2="{x:.1}" y2="{stem:.1}"/>"#);
    }
    for (mark, _, centre, row) in &placed {
        let text = if row % 2 == 0 { line - depth(row) } else { line + depth(row) - 8.0 };
        let _ = write!(
            out,
            r#"<text x="{centre:.1}" y="{text:.1}">{}</text><text class="soft" x="{centre:.1}" y="{:.1}">{}</text>"#,
            escape(&mark.label),
            text + 13.0,
            escape(&mark.date),
        );
    }
    for (mark, x, _, _) in &placed {
        let _ = match mark.class {
            "poll" => write!(out, r#"<path class="poll" d="M{x:.1} {:.1}v-18"/>"#, line + 9.0),
            "award" => write!(
                out,
                r#"<rect class="award" x="{:.1}" y="{:.1}" width="12" height="12"/>"#,
                x - 6.0,
                line - 6.0
            ),
            "change" => write!(out, r#"<path class="change" d="M{x:.1} {:.1}l8 8l-8 8l-8 -8z"/>"#, line - 8.0),
            _ => write!(out, r#"<circle class="point" cx="{x:.1}" cy="{line}" r="5.5"/>"#),
        };
    }
    out.push_str("</svg>");
    out
}

/// Rows of labels at most; beyond that labels of one day would crowd any picture, and the table says all.
const MOST_ROWS: usize = 8;

/// A part of a whole as a float for drawing.
pub(crate) fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Escapes text for SVG and HTML.
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
