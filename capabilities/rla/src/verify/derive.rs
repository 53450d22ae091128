//! Cards, tallies and assertions, from the files alone.

use super::contests::{Audit, Contest, Mark, Pool, counted, integer};
use super::outcome;
use super::{Context, MAX_ASSERTIONS, MAX_CARD, MAX_COUNT, MAX_TOTALS, nine, sha, split};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// A row of cards.csv.
pub(super) struct Card {
    pub(super) batch: String,
    pub(super) position: String,
    pub(super) pool: String,
    pub(super) cells: Vec<String>,
}

pub(super) struct Cards {
    pub(super) text: String,
    pub(super) hashes: BTreeMap<String, String>,
    pub(super) rows: BTreeMap<String, Card>,
    pub(super) styles: BTreeSet<String>,
    /// Population of each contest without phantoms.
    pub(super) held: Vec<i128>,
    /// Distinct cells of cards of their own, with counts.
    pub(super) cells: Vec<BTreeMap<String, i128>>,
    pub(super) pools: BTreeMap<(String, usize), Pool>,
}

pub(super) fn cards(context: &mut Context<'_>, audit: &Audit) -> Cards {
    const CODE: &str = "RLA-V-CENSUS";
    let n = audit.contests.len();
    let hashes = context.files.iter().map(|(name, bytes)| (name.clone(), sha(bytes))).collect();
    let text = context.text(CODE, "cards.csv").unwrap_or_default();
    let mut out = Cards {
        text: String::new(),
        hashes,
        rows: BTreeMap::new(),
        styles: BTreeSet::new(),
        held: vec![0; n],
        cells: vec![BTreeMap::new(); n],
        pools: BTreeMap::new(),
    };
    let header = split(text.lines().next().unwrap_or_default());
    let at = |name: &str| header.iter().position(|h| h == name);
    let columns: Vec<Option<usize>> = audit.contests.iter().map(|c| at(&c.id)).collect();
    if columns.contains(&None) || at("card") != Some(0) {
        context.find(CODE, "cards.csv:1", "the header does not name card and every contest");
        return out;
    }
    let mut last = String::new();
    for (i, line) in text.lines().enumerate().skip(1) {
        let place = format!("cards.csv:{}", i + 1);
        let fields = split(line);
        let get = |column: Option<usize>| column.and_then(|c| fields.get(c)).cloned().unwrap_or_default();
        if fields.len() != header.len() {
            context.find(CODE, &place, format!("{} fields where the header has {}", fields.len(), header.len()));
            continue;
        }
        let card = get(Some(0));
        // Such an id could be meant for a card without a record, or make every list that names it endless.
        if card.is_empty() || card.len() > MAX_CARD || card.starts_with("phantom-") {
            context.find(CODE, &place, format!("`{card}` cannot name a card"));
            continue;
        }
        if i > 1 && card <= last {
            context.find(CODE, &place, format!("card `{card}` does not follow `{last}`"));
        }
        last.clone_from(&card);
        let pool = get(at("pool"));
        let mut cells = Vec::new();
        for (c, contest) in audit.contests.iter().enumerate() {
            let cell = get(columns[c]);
            if !context.spend(CODE, &place, contest.long(&cell)) {
                return out;
            }
            match contest.read(&cell) {
                None => {
                    context.find(CODE, &place, format!("cell `{cell}` of contest `{}` cannot be read", contest.id))
                }
                Some(mark) => {
                    if mark != Mark::Absent || !contest.use_style {
                        out.held[c] += 1;
                    }
                    if pool.is_empty() {
                        *out.cells[c].entry(cell.clone()).or_default() += 1;
                    }
                }
            }
            cells.push(cell);
        }
        out.styles.insert(get(at("style")));
        out.rows.insert(card, Card { batch: get(at("batch")), position: get(at("position")), pool, cells });
    }
    out.text = text;
    if context.files.contains_key("pools.csv") {
        let text = context.text(CODE, "pools.csv").unwrap_or_default();
        pools(context, audit, &text, &mut out.pools);
    }
    let mut rows: BTreeMap<(&str, usize), i128> = BTreeMap::new();
    for row in out.rows.values().filter(|row| !row.pool.is_empty()) {
        for (c, _) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            *rows.entry((&row.pool, c)).or_default() += 1;
        }
    }
    // Votes on cards of a pool are counted in its totals, and nowhere else.
    for ((id, c), have) in rows.iter().filter(|((id, c), _)| !out.pools.contains_key(&((*id).to_owned(), *c))) {
        let what = format!("pool `{id}`: {have} rows hold `{}`, and it has no totals of it", audit.contests[*c].id);
        context.find(CODE, "cards.csv", what);
    }
    for ((id, c), pool) in &out.pools {
        if audit.contests[*c].audit_type == "batch" {
            // Totals stand for the cards: one row for each batch.
            out.held[*c] += pool.cards;
            continue;
        }
        let have = rows.get(&(id.as_str(), *c)).copied().unwrap_or(0);
        if have != pool.cards {
            context.find(
                CODE,
                "pools.csv",
                format!("pool `{id}`: {} cards stated, {have} rows hold the contest", pool.cards),
            );
        }
    }
    out
}

/// Totals of pools; each row that is not used, and each total that its cards cannot hold, is found.
fn pools(context: &mut Context<'_>, audit: &Audit, text: &str, out: &mut BTreeMap<(String, usize), Pool>) {
    const CODE: &str = "RLA-V-CENSUS";
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let header = split(lines.next().map_or("", |(_, line)| line));
    let places: BTreeMap<&str, usize> = audit.contests.iter().enumerate().map(|(c, x)| (x.id.as_str(), c)).collect();
    let (mut totals, mut seen) = (0, BTreeSet::new());
    let mut sizes: BTreeMap<String, i128> = BTreeMap::new();
    for (number, line) in lines {
        let place = format!("pools.csv:{number}");
        let fields = split(line);
        let get =
            |name: &str| header.iter().position(|h| h == name).and_then(|c| fields.get(c)).map_or("", String::as_str);
        let contest = places.get(get("contest")).copied();
        let candidate = contest.and_then(|c| audit.contests[c].place(get("candidate")));
        let (Some(c), Some(candidate)) = (contest, candidate) else {
            let what = format!("contest `{}` or candidate `{}` is not known", get("contest"), get("candidate"));
            context.find(CODE, place, what);
            continue;
        };
        let numbers = ["cards", "contest_cards", "votes"].map(|name| counted(get(name)));
        let [Some(cards), Some(held), Some(votes)] = numbers else {
            context.find(CODE, place, "a number cannot be read");
            continue;
        };
        let id = get("pool").to_owned();
        if !seen.insert((id.clone(), c, candidate)) {
            context.find(CODE, place, format!("pool `{id}` gives the votes of `{}` twice", get("candidate")));
            continue;
        }
        let size = *sizes.entry(id.clone()).or_insert(cards);
        let n = audit.contests[c].candidates.len();
        let pool = out.entry((id.clone(), c)).or_insert_with(|| Pool { cards: held, votes: Vec::new() });
        if pool.votes.is_empty() {
            totals += n;
            if totals > MAX_TOTALS {
                context.find(CODE, "pools.csv", format!("more than the {MAX_TOTALS} totals that are gone over"));
                break;
            }
            pool.votes.resize(n, 0);
        }
        if size != cards || pool.cards != held || held > cards {
            let what = format!("pool `{id}` has two numbers of cards, or more with the contest than cards");
            context.find(CODE, &place, what);
        }
        pool.votes[candidate] = votes;
    }
    for ((id, c), pool) in out.iter() {
        if let Some(what) = audit.contests[*c].impossible(pool) {
            context.find(CODE, "pools.csv", format!("pool `{id}`: {what}"));
        }
    }
}

/// Batches of the manifest with their cards, in its order.
pub(super) fn sizes(context: &mut Context<'_>) -> Option<Vec<(String, i128)>> {
    const CODE: &str = "RLA-V-MANIFEST";
    let text = context.text(CODE, "manifest.csv")?;
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().filter(|l| !l.replace([',', '"', ' '], "").is_empty());
    let header: Vec<String> = split(lines.next().unwrap_or_default()).iter().map(|h| h.to_lowercase()).collect();
    let has = |words: &[&str]| header.iter().position(|h| words.iter().any(|w| h.contains(w)));
    let keys = [has(&["county"]), has(&["tabulator", "device", "scanner"]), has(&["batch"])];
    let Some(count) = has(&["cards", "ballot"]) else {
        context.find(CODE, "manifest.csv:1", "no column for the number of cards");
        return None;
    };
    let size = |line: &str| {
        let fields = split(line);
        let parts: Vec<&str> = keys.iter().flatten().filter_map(|c| fields.get(*c)).map(String::as_str).collect();
        let number = fields.get(count).map(|f| f.replace(',', "")).and_then(|f| f.parse::<i128>().ok());
        (parts.join("-"), number.unwrap_or(0).clamp(0, MAX_COUNT))
    };
    Some(lines.map(size).collect())
}

pub(super) fn manifest(context: &mut Context<'_>, cards: &Cards) {
    const CODE: &str = "RLA-V-MANIFEST";
    let Some(listed) = sizes(context) else { return };
    context.reach(CODE);
    let mut sizes: BTreeMap<String, i128> = BTreeMap::new();
    for (batch, cards) in listed {
        *sizes.entry(batch).or_default() += cards;
    }
    let mut have: BTreeMap<&str, i128> = BTreeMap::new();
    for row in cards.rows.values() {
        *have.entry(&row.batch).or_default() += 1;
    }
    for (batch, number) in have {
        match sizes.get(batch) {
            None => context.find(CODE, "cards.csv", format!("batch `{batch}` is not in the manifest")),
            Some(size) if *size < number => context.find(
                CODE,
                "manifest.csv",
                format!("batch `{batch}`: {size} cards in the manifest, {number} in cards.csv"),
            ),
            Some(_) => {}
        }
    }
}

/// Votes, valid, invalid.
pub(super) fn tally(contest: &Contest, c: usize, cards: &Cards) -> (Vec<i128>, i128, i128) {
    let mut votes = vec![0; contest.candidates.len()];
    let (mut valid, mut invalid) = (0, 0);
    for (cell, count) in &cards.cells[c] {
        match contest.read(cell) {
            Some(Mark::Valid(marks)) => {
                valid += count;
                let take = if contest.rule == "irv" { 1 } else { marks.len() };
                let sum = |votes: &mut i128, weight: &i128| *votes = (*votes + weight * count).min(MAX_COUNT << 20);
                marks.iter().take(take).for_each(|(candidate, weight)| sum(&mut votes[*candidate], weight));
            }
            Some(Mark::Invalid) => invalid += count,
            _ => {}
        }
    }
    for ((_, place), pool) in &cards.pools {
        if *place == c {
            let sum: i128 = pool.votes.iter().sum();
            votes.iter_mut().zip(&pool.votes).for_each(|(a, b)| *a = (*a + b).min(MAX_COUNT << 20));
            valid += sum.min(pool.cards);
            invalid += (pool.cards - sum).max(0);
        }
    }
    (votes, valid, invalid)
}

pub(super) fn census(context: &mut Context<'_>, audit: &Audit, cards: &Cards) {
    const CODE: &str = "RLA-V-CENSUS";
    let Some(stated) = context.json(CODE, "census.json") else { return };
    context.reach(CODE);
    let mut same = |place: String, stated: &Value, derived: i128| {
        if integer(stated) != Some(derived) {
            context.find(CODE, format!("census.json:{place}"), format!("states {stated}, derived {derived}"));
        }
    };
    same("cards".into(), &stated["cards"], cards.rows.len() as i128);
    same("styles".into(), &stated["styles"], cards.styles.len() as i128);
    let (mut over, mut unlike) = (Vec::new(), Vec::new());
    for (c, contest) in audit.contests.iter().enumerate() {
        let s = &stated["contests"][&contest.id];
        let at = |key: &str| format!("contests.{}.{key}", contest.id);
        same(at("cards"), &s["cards"], contest.cards);
        same(at("cvrs"), &s["cvrs"], cards.held[c]);
        same(at("phantoms"), &s["phantoms"], contest.cards - cards.held[c]);
        let (votes, valid, invalid) = tally(contest, c, cards);
        // Without records (polling from the manifest) the tally is the reported one.
        let recorded = valid + invalid > 0;
        // With records what was reported must be what they say.
        for (i, (candidate, stated)) in contest.candidates.iter().zip(contest.reported.iter().flatten()).enumerate() {
            if recorded && *stated != votes[i] {
                let place = format!("audit.json:contests.{}.reported.{candidate}", contest.id);
                unlike.push((place, format!("reports {stated} votes, the records say {}", votes[i])));
            }
        }
        let votes = if recorded { votes } else { contest.reported.clone().unwrap_or(votes) };
        for (candidate, derived) in contest.candidates.iter().zip(&votes) {
            same(at(&format!("tally.{candidate}")), &s["tally"][candidate], *derived);
        }
        if recorded {
            same(at("valid"), &s["valid"], valid);
            same(at("invalid"), &s["invalid"], invalid);
        }
        if cards.held[c] > contest.cards {
            over.push(format!(
                "contest `{}`: {} cards exceed the bound of {}",
                contest.id, cards.held[c], contest.cards
            ));
        }
    }
    for what in over {
        context.find(CODE, "cards.csv", what);
    }
    for (place, what) in unlike {
        context.find(CODE, place, what);
    }
}

/// An assertion as it stands in the file, with what was derived for it.
pub(super) struct Stated {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) winner: Option<usize>,
    pub(super) loser: Option<usize>,
    pub(super) set: BTreeSet<usize>,
    pub(super) share: f64,
    pub(super) divisors: (f64, f64),
    pub(super) difference: f64,
    pub(super) max: f64,
    pub(super) upper: f64,
    pub(super) mean: f64,
}

impl Stated {
    /// A of a mark.
    pub(super) fn value(&self, mark: &Mark) -> f64 {
        let Mark::Valid(marks) = mark else { return 0.5 };
        let place = |c: Option<usize>| c.and_then(|c| marks.iter().position(|(m, _)| *m == c));
        let (w, l) = (place(self.winner), place(self.loser));
        let weight = |p: Option<usize>| p.map_or(0.0, |p| marks[p].1 as f64);
        match self.kind.as_str() {
            "plurality" | "scoring" => 0.5 + (weight(w) - weight(l)) / (2.0 * self.max),
            "above" => {
                if w.is_some() {
                    self.upper
                } else {
                    0.0
                }
            }
            "below" => {
                if l.is_some() {
                    0.0
                } else {
                    self.upper
                }
            }
            "average" => {
                if w.is_some() {
                    self.upper
                } else if l.is_some() {
                    0.0
                } else {
                    0.5
                }
            }
            "remainder" => {
                if w.is_some() {
                    self.upper
                } else if l.is_some() {
                    0.0
                } else {
                    self.upper / 2.0
                }
            }
            "neb" => match (w, l) {
                (Some(0), _) => 1.0,
                (None, Some(_)) => 0.0,
                (Some(w), Some(l)) if l < w => 0.0,
                _ => 0.5,
            },
            "nen" => match marks.iter().find(|(c, _)| self.set.contains(c)) {
                Some((c, _)) if Some(*c) == self.winner => 1.0,
                Some((c, _)) if Some(*c) == self.loser => 0.0,
                _ => 0.5,
            },
            _ => 0.5,
        }
    }

    /// v/u.
    pub(super) fn ratio(&self) -> f64 {
        (2.0 * self.mean - 1.0) / self.upper
    }

    /// Mean of A over a pool.
    pub(super) fn pool_mean(&self, pool: &Pool) -> f64 {
        let sum: f64 = pool
            .votes
            .iter()
            .enumerate()
            .map(|(c, n)| *n as f64 * (self.value(&Mark::Valid(vec![(c, 1)])) - 0.5))
            .sum();
        0.5 + sum / (pool.cards.max(1) as f64)
    }
}

/// Assertions by contest; `None` for a contest that the record says cannot be audited.
pub(super) fn assertions(context: &mut Context<'_>, audit: &Audit, cards: &Cards) -> Vec<Option<Vec<Stated>>> {
    const CODE: &str = "RLA-V-ASSERT";
    if !context.files.contains_key("assertions.json") && !context.files.contains_key("commitment.json") {
        return audit.contests.iter().map(|_| None).collect();
    }
    let document = context.json(CODE, "assertions.json").unwrap_or_default();
    // Of batches their weights belong to it, too.
    if !document.is_null() && audit.contests.iter().all(|c| c.audit_type != "batch") {
        context.reach(CODE);
    }
    let (mut out, mut number) = (Vec::new(), 0);
    let listed = document["contests"].as_array().map(Vec::as_slice).unwrap_or_default();
    if listed.len() != audit.contests.len() {
        context.find(
            CODE,
            "assertions.json",
            format!("{} contests, the audit has {}", listed.len(), audit.contests.len()),
        );
    }
    for (c, contest) in audit.contests.iter().enumerate() {
        let place = format!("assertions.json:{}", contest.id);
        let Some(one) = listed.iter().find(|v| v["id"] == contest.id.as_str()) else {
            context.find(CODE, place, "the contest is missing");
            out.push(None);
            continue;
        };
        let (mut votes, mut valid, invalid) = tally(contest, c, cards);
        let recorded = valid + invalid > 0;
        if !recorded && let Some(reported) = &contest.reported {
            votes.clone_from(reported);
            valid = reported.iter().sum();
        }
        let sorted = matches!(contest.rule.as_str(), "dhondt" | "sainte-lague");
        let quotients = if sorted { super::OFTEN * contest.candidates.len() * contest.seats as usize } else { 0 };
        if !context.spend(CODE, &place, quotients) {
            out.push(None);
            continue;
        }
        let derived = outcome::derive(contest, &votes, valid, &cards.cells[c]);
        let ok = one["status"] == "ok";
        match &derived {
            Ok(_) if !ok && contest.rule != "irv" && one["status"] != "timeout" => {
                // A margin may still be zero; what the record calls not auditable claims nothing.
            }
            Err(why) if ok => context.find(CODE, &place, format!("states an outcome, derived: {why}")),
            _ => {}
        }
        if !ok {
            out.push(None);
            continue;
        }
        let (Ok(derived), true) = (derived, ok) else {
            out.push(None);
            continue;
        };
        let names = |set: &BTreeSet<usize>| set.iter().map(|i| contest.candidates[*i].clone()).collect::<Vec<_>>();
        if one["winners"] != serde_json::json!(names(&derived.winners)) {
            let what = format!("winners stated {}, derived {:?}", one["winners"], names(&derived.winners));
            context.find(CODE, &place, what);
        }
        if let Some(seats) = &derived.seats {
            for (id, seats) in contest.candidates.iter().zip(seats) {
                if integer(&one["seats"][id]) != Some(*seats) {
                    context.find(
                        CODE,
                        &place,
                        format!("seats of `{id}` stated {}, derived {seats}", one["seats"][id]),
                    );
                }
            }
        }
        let rows = one["assertions"].as_array().map(Vec::as_slice).unwrap_or_default();
        number += rows.len();
        if number > MAX_ASSERTIONS {
            context.find(CODE, &place, format!("more than the {MAX_ASSERTIONS} assertions that are gone over"));
            out.push(None);
            continue;
        }
        let pools: Vec<&Pool> = cards.pools.iter().filter(|((_, p), _)| *p == c).map(|(_, pool)| pool).collect();
        let marks: Vec<(Mark, i128)> =
            cards.cells[c].iter().filter_map(|(cell, count)| Some((contest.read(cell)?, *count))).collect();
        // A mark as often as it names candidates.
        let named = |mark: &Mark| if let Mark::Valid(all) = mark { all.len().max(1) } else { 1 };
        let read: usize = marks.iter().map(|(mark, _)| named(mark)).sum();
        let values = read + (pools.len() + 1) * contest.candidates.len();
        if !context.spend(CODE, &place, rows.len().saturating_mul(values)) {
            out.push(None);
            continue;
        }
        let mut list = Vec::new();
        for a in rows {
            match stated(contest, a) {
                Some(mut made) => {
                    let from = if recorded { Sums::Cards(&marks, &pools) } else { Sums::Votes(&votes) };
                    check_numbers(context, &place, contest, from, a, &mut made);
                    list.push(made);
                }
                None => context.find(CODE, &place, format!("assertion {} cannot be read", a["id"])),
            }
        }
        let walked = outcome::missing(contest, &derived, &list, &mut |what| context.find(CODE, &place, what));
        if !context.spend(CODE, &place, walked) {
            out.push(None);
            continue;
        }
        let largest =
            one["assertions"].as_array().into_iter().flatten().filter_map(|a| a["sample_size"].as_u64()).max();
        if one["sample_size"].as_u64() != largest {
            context.find(
                CODE,
                &place,
                format!("sample_size {} is not the largest of its assertions", one["sample_size"]),
            );
        }
        if contest.rule == "irv" {
            let least = one["assertions"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|a| a["margin_votes"].as_f64())
                .fold(f64::INFINITY, f64::min);
            let difficulty = one["difficulty"].as_str().and_then(|d| d.parse::<f64>().ok());
            let wanted = contest.cards as f64 / least;
            if list.is_empty() != difficulty.is_none()
                && difficulty.is_none_or(|d| (d - wanted).abs() > 1e-9 * wanted)
            {
                context.find(
                    CODE,
                    &place,
                    format!("difficulty stated {}, derived {}", one["difficulty"], nine(wanted)),
                );
            }
        }
        out.push(Some(list));
    }
    out
}

fn stated(contest: &Contest, a: &Value) -> Option<Stated> {
    let find = |v: &Value| v.as_str().and_then(|id| contest.place(id));
    let kind = a["kind"].as_str()?.to_owned();
    let number = |v: &Value| outcome::fraction(v).map_or(0.0, |(p, q)| p as f64 / q as f64);
    let share = number(&a["share"]);
    let divisors = (number(&a["divisors"][0]), number(&a["divisors"][1]));
    let difference = number(&a["difference"]);
    let upper = match kind.as_str() {
        "plurality" | "scoring" | "neb" | "nen" => 1.0,
        "above" => 0.5 / share,
        "below" => 0.5 / (1.0 - share),
        "average" => (divisors.1 / divisors.0 + 1.0) / 2.0,
        "remainder" => 1.0 / (1.0 + difference),
        _ => return None,
    };
    let (winner, loser) = (find(&a["winner"]), find(&a["loser"]));
    if (winner.is_none() && kind != "below") || (loser.is_none() && kind != "above") || !f64::is_finite(upper) {
        return None;
    }
    let listed = a["continuing"].as_array().map(Vec::as_slice).unwrap_or_default();
    let set: BTreeSet<usize> = listed.iter().map(find).collect::<Option<_>>()?;
    // A candidate against itself, or outside the set of which it speaks, says nothing and would rule out anything.
    let within = |c: Option<usize>| c.is_some_and(|c| set.contains(&c));
    let fits = if kind == "nen" { within(winner) && within(loser) } else { listed.is_empty() };
    if winner == loser || !fits || set.len() != listed.len() {
        return None;
    }
    Some(Stated {
        id: a["id"].as_str()?.to_owned(),
        set,
        max: if kind == "scoring" { contest.max_score as f64 } else { 1.0 },
        kind,
        winner,
        loser,
        share,
        divisors,
        difference,
        upper,
        mean: 0.5,
    })
}

/// What the mean of an assertion is summed up from.
#[derive(Clone, Copy)]
enum Sums<'c> {
    /// Reported votes by candidate.
    Votes(&'c [i128]),
    /// Cards with records of their own, and pools.
    Cards(&'c [(Mark, i128)], &'c [&'c Pool]),
}

fn check_numbers(
    context: &mut Context<'_>,
    place: &str,
    contest: &Contest,
    from: Sums<'_>,
    a: &Value,
    made: &mut Stated,
) {
    const CODE: &str = "RLA-V-ASSERT";
    // The mean by going over the cards, not over the tally.
    let mut sum = 0.0;
    match from {
        Sums::Votes(votes) => votes
            .iter()
            .enumerate()
            .for_each(|(i, n)| sum += *n as f64 * (made.value(&Mark::Valid(vec![(i, 1)])) - 0.5)),
        Sums::Cards(marks, pools) => {
            marks.iter().for_each(|(mark, count)| sum += *count as f64 * (made.value(mark) - 0.5));
            pools.iter().for_each(|pool| sum += pool.cards as f64 * (made.pool_mean(pool) - 0.5));
        }
    }
    made.mean = 0.5 + sum / contest.cards.max(1) as f64;
    let mut same = |key: &str, derived: f64| {
        let value = a[key].as_str().and_then(|v| v.parse::<f64>().ok()).or_else(|| a[key].as_f64());
        if value.is_none_or(|v| (v - derived).abs() > 1e-9 * derived.abs().max(1e-3)) {
            let what = format!("{key} stated {}, derived {}", a[key], nine(derived));
            context.find(CODE, format!("{place}:{}", made.id), what);
        }
    };
    same("upper", made.upper);
    same("mean", made.mean);
    same("margin", 2.0 * made.mean - 1.0);
    if matches!(made.kind.as_str(), "neb" | "nen") {
        same("margin_votes", (2.0 * sum).round());
    }
    if made.mean <= 0.5 {
        context.find(CODE, format!("{place}:{}", made.id), "the margin is not positive");
        return;
    }
    if contest.audit_type == "comparison" || contest.audit_type == "oneaudit" {
        let x = 1.0 / (2.0 - made.ratio());
        let limit = contest.limit.0 as f64 / contest.limit.1 as f64;
        let size = (-libm::log(limit) / libm::log(2.0 * x)).ceil();
        let value = a["sample_size"].as_f64();
        if value.is_none_or(|v| (v - size).abs() > 1.0) {
            context.find(
                CODE,
                format!("{place}:{}", made.id),
                format!("sample_size stated {}, derived {size}", a["sample_size"]),
            );
        }
    }
}
