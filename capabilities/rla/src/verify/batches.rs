//! Audits by totals of batches: weights, draws, hand counts and risk, derived again from the files alone.

use super::contests::{Audit, Contest, Mark, Pool};
use super::derive::{Cards, Stated};
use super::risk::{close, number};
use super::{Context, MAX_COUNT, MAX_DRAWN, MAX_ROUNDS, MAX_TOTALS, nine, sha, split};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Hand counts: cards found in a batch, and totals by contest.
type Counts = BTreeMap<String, (i128, BTreeMap<usize, Pool>)>;

/// What a contest's batches weigh, as stated and found right.
struct Weighed {
    weights: Vec<u128>,
    /// Their sums up to and with each.
    ends: Vec<u128>,
    /// Σ(A − ½) of each assertion less what cards in no batch could take away.
    margins: Vec<f64>,
    bound: f64,
}

/// Σ(A − ½) over a batch.
fn sum(a: &Stated, pool: Option<&Pool>) -> f64 {
    let votes = pool.into_iter().flat_map(|p| p.votes.iter().enumerate());
    votes.map(|(c, n)| *n as f64 * (a.value(&Mark::Valid(vec![(c, 1)])) - 0.5)).sum()
}

pub(super) fn check(
    context: &mut Context<'_>,
    audit: &Audit,
    cards: &Cards,
    assertions: &[Option<Vec<Stated>>],
    seed: Option<&str>,
) {
    if audit.contests.iter().any(|c| c.audit_type != "batch") {
        context.find("RLA-V-CENSUS", "audit.json", "contests by batches and by cards stand in one audit");
        return;
    }
    let Some(sizes) = super::derive::sizes(context) else { return };
    if sizes.len() * audit.contests.len() > MAX_TOTALS {
        let what = format!("{} batches for {} contests, more than are gone over", sizes.len(), audit.contests.len());
        context.find("RLA-V-MANIFEST", "manifest.csv", what);
        return;
    }
    totals(context, audit, cards, &sizes);
    let stated = if assertions.iter().any(Option::is_some) {
        context.json("RLA-V-ASSERT", "assertions.json").unwrap_or_default()
    } else {
        Value::Null
    };
    let weighed: Vec<Option<Weighed>> = (0..audit.contests.len())
        .map(|c| {
            let list = assertions[c].as_deref()?;
            weigh(context, &audit.contests[c], c, cards, list, &sizes, &stated)
        })
        .collect();
    if context.files.contains_key("assertions.json") {
        context.reach("RLA-V-ASSERT");
    }
    let has_rounds = context.files.keys().any(|k| k.starts_with("rounds/"));
    let Some(seed) = seed.filter(|_| has_rounds) else {
        if has_rounds {
            context.find("RLA-V-SAMPLE", "rounds", "there are rounds without a seed");
        }
        return;
    };
    // Batches of each contest's draws, over all rounds.
    let mut drawn: Vec<Vec<usize>> = vec![Vec::new(); audit.contests.len()];
    let mut counts = Counts::new();
    let mut uncounted = 0;
    for round in 1.. {
        let folder = format!("rounds/{round}/");
        if !context.files.keys().any(|k| k.starts_with(&folder)) {
            break;
        }
        if round > MAX_ROUNDS {
            context.find("RLA-V-SAMPLE", folder, format!("more than the {MAX_ROUNDS} rounds that are gone over"));
            break;
        }
        let earlier: BTreeSet<(usize, usize)> = pairs(&drawn);
        sample(context, audit, &sizes, &weighed, seed, round, &mut drawn);
        let due: BTreeSet<(usize, usize)> = pairs(&drawn).difference(&earlier).copied().collect();
        uncounted += read(context, audit, &sizes, round, &due, &mut counts);
        context.reach("RLA-V-SAMPLE");
        context.reach("RLA-V-MVR");
        risk(context, audit, cards, assertions, &weighed, &sizes, round, &drawn, &counts, uncounted);
    }
}

fn pairs(drawn: &[Vec<usize>]) -> BTreeSet<(usize, usize)> {
    drawn.iter().enumerate().flat_map(|(c, batches)| batches.iter().map(move |b| (*b, c))).collect()
}

/// Totals within their batches.
fn totals(context: &mut Context<'_>, audit: &Audit, cards: &Cards, sizes: &[(String, i128)]) {
    const CODE: &str = "RLA-V-MANIFEST";
    let by_id: BTreeMap<&str, &i128> = sizes.iter().rev().map(|(id, size)| (id.as_str(), size)).collect();
    for ((batch, c), pool) in &cards.pools {
        let contest = &audit.contests[*c];
        match by_id.get(batch.as_str()) {
            None => context.find(CODE, "pools.csv", format!("batch `{batch}` is not in the manifest")),
            Some(size) if pool.cards > **size => {
                let what =
                    format!("batch `{batch}`: {size} cards in the manifest, {} with `{}`", pool.cards, contest.id);
                context.find(CODE, "pools.csv", what);
            }
            Some(_) => {}
        }
    }
    if by_id.len() != sizes.len() {
        context.find(CODE, "manifest.csv", "a batch stands more than once");
    }
}

fn weigh(
    context: &mut Context<'_>,
    contest: &Contest,
    c: usize,
    cards: &Cards,
    list: &[Stated],
    sizes: &[(String, i128)],
    document: &Value,
) -> Option<Weighed> {
    const CODE: &str = "RLA-V-ASSERT";
    let place = format!("assertions.json:{}", contest.id);
    let pool = |batch: &str| cards.pools.get(&(batch.to_owned(), c));
    if !context.spend(CODE, &place, sizes.len().saturating_mul(list.len() * contest.candidates.len())) {
        return None;
    }
    let elsewhere = (contest.cards - sizes.iter().map(|(_, n)| n).sum::<i128>()).max(0) as f64;
    let margin = |a: &Stated| sizes.iter().map(|(id, _)| sum(a, pool(id))).sum::<f64>() - 0.5 * elsewhere;
    let margins: Vec<f64> = list.iter().map(margin).collect();
    if let Some(at) = margins.iter().position(|m| *m <= 0.0) {
        context.find(CODE, &place, format!("cards in no batch could undo the margin of `{}`", list[at].id));
        return None;
    }
    let stated = document["contests"].as_array()?.iter().find(|v| v["id"] == contest.id.as_str())?;
    let rows = stated["batches"].as_array().map(Vec::as_slice).unwrap_or_default();
    if rows.len() != sizes.len() {
        context.find(CODE, &place, format!("{} batches weighed, {} in the manifest", rows.len(), sizes.len()));
        return None;
    }
    let mut weights = Vec::new();
    for ((id, size), row) in sizes.iter().zip(rows) {
        let bounds = list.iter().zip(&margins).map(|(a, m)| (sum(a, pool(id)) + 0.5 * *size as f64) / m);
        let derived = 1e9 * bounds.fold(0.0, f64::max);
        let weight = row["weight"].as_u64();
        // Whole billionths, rounded up; doubles are exact to far less than a hundredth of one.
        let fits = weight.is_some_and(|w| w as f64 >= derived - 0.01 && (w as f64) < derived + 1.01);
        if row["batch"] != id.as_str() || !fits {
            context.find(CODE, &place, format!("states {row}, derived batch `{id}`, weight {}", derived.ceil()));
        }
        weights.push(u128::from(weight.unwrap_or(0)));
    }
    let bound = weights.iter().sum::<u128>() as f64 / 1e9;
    if number(stated, "error_bound").is_none_or(|b| !close(b, bound)) {
        context.find(CODE, &place, format!("error_bound stated {}, derived {}", stated["error_bound"], nine(bound)));
    }
    let limit = contest.limit.0 as f64 / contest.limit.1 as f64;
    let draws = if bound < 1.0 { 0.0 } else { (libm::log(limit) / libm::log(1.0 - 1.0 / bound)).ceil().max(1.0) };
    if stated["draws"].as_f64().is_none_or(|d| (d - draws).abs() > 1.0) {
        context.find(CODE, &place, format!("draws stated {}, derived {draws}", stated["draws"]));
    }
    let sum = |sum: &mut u128, weight: &u128| {
        *sum += weight;
        Some(*sum)
    };
    let ends = weights.iter().scan(0, sum).collect();
    Some(Weighed { weights, ends, margins, bound })
}

/// The batch of draw `j` and its hash: the hash's remainder falls into the batch whose weights it reaches.
fn draw(ends: &[u128], seed: &str, contest: &str, j: usize) -> Option<(usize, String)> {
    let all = ends.last().copied().filter(|all| *all > 0)?;
    let hash = sha(format!("{seed},{contest},{j}").as_bytes());
    let rest = hash.chars().filter_map(|c| c.to_digit(16)).fold(0_u128, |r, d| (r * 16 + u128::from(d)) % all);
    Some((ends.partition_point(|end| *end <= rest), hash))
}

fn sample(
    context: &mut Context<'_>,
    audit: &Audit,
    sizes: &[(String, i128)],
    weighed: &[Option<Weighed>],
    seed: &str,
    round: usize,
    drawn: &mut [Vec<usize>],
) {
    const CODE: &str = "RLA-V-SAMPLE";
    let name = format!("rounds/{round}/sample.csv");
    let Some(text) = context.text(CODE, &name) else { return };
    if text.lines().next() != Some("order,card,ticket,batch,position,contests") {
        context.find(CODE, format!("{name}:1"), "the header is not that of a sample");
    }
    let rows: Vec<&str> = text.lines().skip(1).collect();
    if rows.len() + drawn.iter().map(Vec::len).sum::<usize>() > MAX_DRAWN {
        context.find(CODE, name, format!("samples list more than the {MAX_DRAWN} draws that are gone over"));
        return;
    }
    let fields: Vec<Vec<String>> = rows.iter().map(|r| split(r)).collect();
    let mut due: Vec<Vec<String>> = Vec::new();
    let mut listed: BTreeMap<&str, usize> = BTreeMap::new();
    fields.iter().filter_map(|f| f.get(5)).for_each(|id| *listed.entry(id).or_default() += 1);
    for (c, contest) in audit.contests.iter().enumerate() {
        let n = listed.get(contest.id.as_str()).copied().unwrap_or(0);
        for _ in 0..n {
            let j = drawn[c].len() + 1;
            let found = weighed[c].as_ref().and_then(|w| draw(&w.ends, seed, &contest.id, j));
            let Some((at, hash)) = found else {
                context.find(CODE, &name, format!("contest `{}` has nothing to draw from", contest.id));
                break;
            };
            drawn[c].push(at);
            let batch = sizes[at].0.clone();
            due.push(vec![
                (due.len() + 1).to_string(),
                batch.clone(),
                hash,
                batch,
                j.to_string(),
                contest.id.clone(),
            ]);
        }
    }
    if due.len() != fields.len() {
        context.find(CODE, &name, format!("{} draws listed, {} follow from the seed", fields.len(), due.len()));
    }
    if let Some(at) = due.iter().zip(&fields).position(|(a, b)| a != b) {
        let what = format!("states {}, derived {}", fields[at].join(","), due[at].join(","));
        context.find(CODE, format!("{name}:{}", at + 2), what);
    }
    super::rounds::pull(context, round, &rows);
}

/// Reads hand counts; how many of the due ones are missing.
fn read(
    context: &mut Context<'_>,
    audit: &Audit,
    sizes: &[(String, i128)],
    round: usize,
    due: &BTreeSet<(usize, usize)>,
    counts: &mut Counts,
) -> usize {
    const CODE: &str = "RLA-V-MVR";
    let name = format!("rounds/{round}/mvrs.csv");
    if !context.files.contains_key(&name) {
        return due.len();
    }
    let Some(text) = context.text(CODE, &name) else { return due.len() };
    if text.lines().next() != Some("pool,cards,contest,contest_cards,candidate,votes") {
        context.find(CODE, format!("{name}:1"), "the header is not that of totals");
        return due.len();
    }
    let mut seen: BTreeSet<(usize, usize, usize)> = BTreeSet::new();
    let batches: BTreeMap<&str, usize> =
        sizes.iter().enumerate().rev().map(|(b, (id, _))| (id.as_str(), b)).collect();
    let contests: BTreeMap<&str, usize> =
        audit.contests.iter().enumerate().map(|(c, x)| (x.id.as_str(), c)).collect();
    for (i, line) in text.lines().enumerate().skip(1) {
        let place = format!("{name}:{}", i + 1);
        let f = split(line);
        let get = |i: usize| f.get(i).map_or("", String::as_str);
        let batch = batches.get(get(0)).copied();
        let contest = contests.get(get(2)).copied();
        let candidate = contest.and_then(|c| audit.contests[c].place(get(4)));
        let whole = |i: usize| get(i).parse::<i128>().ok().filter(|n| (0..=MAX_COUNT).contains(n));
        let (Some(batch), Some(contest), Some(candidate), 6) = (batch, contest, candidate, f.len()) else {
            context.find(CODE, place, "batch, contest or candidate is not known, or the row has not six fields");
            continue;
        };
        let (Some(cards), Some(held), Some(votes)) = (whole(1), whole(3), whole(5)) else {
            context.find(CODE, place, "a number cannot be read");
            continue;
        };
        if !due.contains(&(batch, contest)) {
            context.find(CODE, place, format!("batch `{}` was not drawn in this round for `{}`", get(0), get(2)));
            continue;
        }
        if !seen.insert((batch, contest, candidate)) {
            context.find(CODE, &place, format!("`{}` of batch `{}` stands twice", get(4), get(0)));
            continue;
        }
        let n = audit.contests[contest].candidates.len();
        let known = counts.entry(get(0).to_owned()).or_insert_with(|| (cards, BTreeMap::new()));
        let total = known.1.entry(contest).or_insert_with(|| Pool { cards: held, votes: vec![0; n] });
        if known.0 != cards || total.cards != held {
            context.find(CODE, &place, format!("batch `{}` has two numbers of cards", get(0)));
        }
        total.votes[candidate] = votes;
    }
    for (batch, contest) in due {
        let total = counts.get(&sizes[*batch].0).and_then(|(_, totals)| totals.get(contest));
        if let Some(what) = total.and_then(|total| audit.contests[*contest].impossible(total)) {
            context.find(CODE, &name, format!("batch `{}`: {what}", sizes[*batch].0));
        }
    }
    let complete =
        |(b, c): &&(usize, usize)| (0..audit.contests[*c].candidates.len()).all(|k| seen.contains(&(*b, *c, k)));
    let missing = due.len() - due.iter().filter(complete).count();
    let closed = context.files.contains_key(&format!("rounds/{round}/risk.json"));
    if closed && missing > 0 {
        let stated = context.json(CODE, &format!("rounds/{round}/risk.json")).unwrap_or_default();
        if stated["missing_as_not_found"] == 0 {
            context.find(CODE, &name, format!("{missing} drawn batches have no complete count"));
        }
    }
    missing
}

#[expect(clippy::too_many_arguments, reason = "a round, and all that its risk follows from")]
fn risk(
    context: &mut Context<'_>,
    audit: &Audit,
    cards: &Cards,
    assertions: &[Option<Vec<Stated>>],
    weighed: &[Option<Weighed>],
    sizes: &[(String, i128)],
    round: usize,
    drawn: &[Vec<usize>],
    counts: &Counts,
    uncounted: usize,
) {
    const CODE: &str = "RLA-V-RISK";
    let name = format!("rounds/{round}/risk.json");
    if !context.files.contains_key(&name) {
        if context.files.keys().any(|k| k.starts_with(&format!("rounds/{}/", round + 1))) {
            context.find(CODE, &name, "a later round was drawn before this one had a risk");
        }
        return;
    }
    let Some(document) = context.json(CODE, &name) else { return };
    context.reach(CODE);
    for (key, derived) in [("round", round), ("missing_as_not_found", uncounted)] {
        if document[key].as_u64() != Some(derived as u64) {
            context.find(CODE, &name, format!("{key} stated {}, derived {derived}", document[key]));
        }
    }
    let listed = document["contests"].as_array().cloned().unwrap_or_default();
    let mut all = listed.len() == audit.contests.len();
    if !all {
        context.find(CODE, &name, format!("{} contests stated, {} in the audit", listed.len(), audit.contests.len()));
    }
    for (c, contest) in audit.contests.iter().enumerate() {
        let place = format!("{name}:{}", contest.id);
        let Some(stated) = listed.iter().find(|v| v["id"] == contest.id.as_str()) else {
            context.find(CODE, place, "the contest is missing");
            continue;
        };
        let mut xs = Vec::new();
        let mut rows: BTreeMap<&str, (u64, f64)> = BTreeMap::new();
        let (mut risk, mut confirmed, mut full) = (1.0, false, true);
        let limit = contest.limit.0 as f64 / contest.limit.1 as f64;
        if let (Some(list), Some(w)) = (&assertions[c], &weighed[c]) {
            // A batch that was drawn often is valued once.
            let different = drawn[c].iter().collect::<BTreeSet<_>>().len();
            let values = drawn[c].len() + different.saturating_mul(list.len() * contest.candidates.len());
            if !context.spend(CODE, &place, values) {
                return;
            }
            for at in &drawn[c] {
                let (id, size) = &sizes[*at];
                let taint = || taint(list, w, *at, *size, cards.pools.get(&(id.clone(), c)), id, c, counts);
                let row = rows.entry(id).or_insert_with(|| (0, taint()));
                row.0 += 1;
                xs.push(1.0 - row.1);
            }
            let nothing = list.is_empty() || w.bound < 1.0;
            risk = if nothing { 0.0 } else { p_value(contest, &xs, w.bound) };
            confirmed = risk <= limit;
            full = w.weights.iter().filter(|w| **w > 0).count() <= rows.len();
            if number(stated, "error_bound").is_none_or(|b| !close(b, w.bound)) {
                context.find(
                    CODE,
                    &place,
                    format!("error_bound stated {}, derived {}", stated["error_bound"], nine(w.bound)),
                );
            }
        }
        let value = number(stated, "risk").unwrap_or(f64::NAN);
        if !close(value, risk) {
            context.find(CODE, &place, format!("risk stated {}, derived {}", stated["risk"], nine(risk)));
        }
        if stated["sampled"].as_u64() != Some(drawn[c].len() as u64) {
            context.find(CODE, &place, format!("sampled stated {}, derived {}", stated["sampled"], drawn[c].len()));
        }
        let shown = stated["batches"].as_array().cloned().unwrap_or_default();
        let same = |(row, (batch, (draws, taint))): (&Value, (&&str, &(u64, f64)))| {
            row["batch"] == **batch
                && row["draws"] == *draws
                && number(row, "taint").is_some_and(|t| close(t, *taint))
        };
        if shown.len() != rows.len() || !shown.iter().zip(&rows).all(same) {
            let derived: Vec<String> =
                rows.iter().map(|(batch, (draws, taint))| format!("{batch} {draws} {}", nine(*taint))).collect();
            let what = format!("batches stated {}, derived {}", stated["batches"], derived.join("; "));
            context.find(CODE, &place, what);
        }
        if stated["assertions"].as_array().is_none_or(|a| !a.is_empty()) {
            context.find(CODE, &place, "p of single assertions is stated, where batches are tested for all at once");
        }
        // Within rounding of the limit either answer may be exact.
        let edge = (risk - limit).abs() <= 1e-9 * limit;
        if stated["confirmed"] != confirmed && !edge {
            context.find(CODE, &place, format!("confirmed stated {}, derived {confirmed}", stated["confirmed"]));
        }
        let said = stated["conclusion"].as_str().unwrap_or_default();
        let fits = if confirmed {
            let named = said.strip_prefix("confirmed at risk limit ").and_then(|l| l.parse::<f64>().ok());
            named.is_some_and(|l| (l - limit).abs() < 1e-12)
        } else {
            said == if full { "full hand count required" } else { "not confirmed yet" }
        };
        if !fits && !edge {
            context.find(CODE, &place, format!("the conclusion `{said}` does not follow"));
        }
        all &= if edge { stated["confirmed"] == true } else { confirmed };
    }
    if document["confirmed"] != all {
        context.find(CODE, format!("{name}:confirmed"), format!("stated {}, derived {all}", document["confirmed"]));
    }
}

#[expect(clippy::too_many_arguments, reason = "a batch as reported and as counted")]
fn taint(
    list: &[Stated],
    w: &Weighed,
    at: usize,
    size: i128,
    reported: Option<&Pool>,
    batch: &str,
    c: usize,
    counts: &Counts,
) -> f64 {
    let counted = counts.get(batch).and_then(|(found, totals)| Some((*found, totals.get(&c)?)));
    if counted.is_some_and(|(found, total)| found > size || total.cards > found) {
        return 1.0;
    }
    let paper = |a: &Stated| match counted {
        Some((found, total)) => sum(a, Some(total)) - 0.5 * (size - found) as f64,
        None => -0.5 * size as f64,
    };
    let errors = list.iter().zip(&w.margins).map(|(a, m)| (sum(a, reported) - paper(a)) / m);
    let error = errors.fold(0.0, f64::max);
    // Below rounding of the sums there is no error.
    if error <= 1e-12 { 0.0 } else { (error * 1e9 / w.weights[at] as f64).min(1.0) }
}

/// Smallest p over the draws, in logarithms.
fn p_value(contest: &Contest, xs: &[f64], bound: f64) -> f64 {
    let (test, t) = (&contest.test, 1.0 - 1.0 / bound.max(1.0));
    let kind = test["kind"].as_str().filter(|k| *k != "default").unwrap_or("kaplan_markov");
    let g = number(test, "g").unwrap_or(0.0);
    let (mut log, mut least) = (0.0_f64, 0.0_f64);
    let flat = matches!(kind, "alpha" | "betting") && (t <= 2.0 * f64::EPSILON || 1.0 - t <= 1e-6 * t);
    for x in xs {
        let factor = match kind {
            "kaplan_markov" => (x + g) / (t + g),
            "kaplan_wald" => (1.0 - g) * x / t + g,
            "betting" => 1.0 + number(&test["bet"], "lambda").unwrap_or(0.0).clamp(0.0, 1.0 / t) * (x - t),
            _ => {
                let eta = number(&test["estimator"], "eta").unwrap_or(t).clamp(t, 1.0);
                x * eta / t + (1.0 - x) * (1.0 - eta) / (1.0 - t)
            }
        };
        log += if factor.is_finite() { libm::log(factor.max(0.0)) } else { 0.0 };
        if !flat {
            least = least.min(-log);
        }
    }
    libm::exp(least)
}
