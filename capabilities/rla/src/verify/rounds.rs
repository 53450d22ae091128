//! Samples and paper readings, held against seed and cards.

use super::contests::{Audit, Mark};
use super::derive::Cards;
use super::{Context, MAX_DRAWN, MAX_PHANTOMS, MAX_ROUNDS, sha, split};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

/// What was drawn and read, over all rounds.
#[derive(Default)]
pub(super) struct Rounds {
    pub(super) count: usize,
    /// Cards of each contest over all rounds, in ticket order.
    drawn: Vec<Vec<(String, String)>>,
    /// How many of them after each round.
    taken: Vec<Vec<usize>>,
    /// Readings: round, status and cells.
    papers: BTreeMap<String, Paper>,
    /// Drawn cards without a reading, after each round.
    pub(super) unread: Vec<usize>,
}

/// Round in which it was read, status and cells.
type Paper = (usize, String, Vec<Mark>);

impl Rounds {
    /// Cards of a contest after a round, in ticket order.
    pub(super) fn drawn(&self, round: usize, contest: usize) -> impl ExactSizeIterator<Item = &str> {
        self.drawn[contest].iter().take(self.taken[round - 1][contest]).map(|(_, id)| id.as_str())
    }

    /// Status and cells of a card, if it was read up to a round.
    pub(super) fn paper(&self, round: usize, card: &str) -> Option<(&str, &[Mark])> {
        let (read, status, marks) = self.papers.get(card)?;
        (*read <= round).then_some((status, marks))
    }
}

pub(super) fn rounds(context: &mut Context<'_>, audit: &Audit, cards: &Cards, seed: Option<&str>) -> Rounds {
    const CODE: &str = "RLA-V-SAMPLE";
    let mut out = Rounds::default();
    let has_rounds = context.files.keys().any(|k| k.starts_with("rounds/"));
    let Some(seed) = seed else {
        if has_rounds {
            context.find(CODE, "rounds", "there are rounds without a seed");
        }
        return out;
    };
    if !has_rounds {
        return out;
    }
    let without: i128 = audit.contests.iter().enumerate().map(|(c, x)| (x.cards - cards.held[c]).max(0)).sum();
    if without > MAX_PHANTOMS {
        let what =
            format!("{without} cards without a record, more than the {MAX_PHANTOMS} that are drawn again here");
        context.find(CODE, "audit.json", what);
        return out;
    }
    // The smallest tickets of every contest, sorted: the sample must be a beginning of each.
    let places: BTreeMap<&str, usize> = audit.contests.iter().enumerate().map(|(c, x)| (x.id.as_str(), c)).collect();
    let mut most = vec![0_usize; audit.contests.len()];
    for (_, bytes) in context.files.iter().filter(|(name, _)| name.ends_with("/sample.csv")) {
        for line in String::from_utf8_lossy(bytes).lines() {
            let contests = split(line).pop().unwrap_or_default();
            contests.split(';').filter_map(|id| places.get(id)).for_each(|c| most[*c] += 1);
        }
    }
    if most.iter().sum::<usize>() > MAX_DRAWN {
        context.find(CODE, "rounds", format!("samples list more than the {MAX_DRAWN} cards that are gone over"));
        return out;
    }
    let ticket = |id: &str| sha(format!("{seed},{id}").as_bytes());
    let tickets: HashMap<&str, String> = cards.rows.keys().map(|id| (id.as_str(), ticket(id))).collect();
    let mut queues: Vec<Vec<(String, String)>> = Vec::new();
    for (c, contest) in audit.contests.iter().enumerate() {
        let holds = cards.rows.iter().filter(|(_, row)| !contest.use_style || !row.cells[c].is_empty());
        let phantoms = (1..=contest.cards - cards.held[c]).map(|i| format!("phantom-{}-{i}", contest.id));
        let held = holds.map(|(id, _)| (tickets[id.as_str()].clone(), id.clone()));
        let mut queue: BinaryHeap<(String, String)> = BinaryHeap::new();
        for one in held.chain(phantoms.map(|id| (ticket(&id), id))) {
            queue.push(one);
            if queue.len() > most[c] {
                queue.pop();
            }
        }
        queues.push(queue.into_sorted_vec());
    }
    let mut taken = vec![0_usize; audit.contests.len()];
    let mut papers: BTreeMap<String, Paper> = BTreeMap::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for round in 1.. {
        let name = format!("rounds/{round}/sample.csv");
        if !context.files.contains_key(&name) {
            if context.files.keys().any(|k| k.starts_with(&format!("rounds/{round}/"))) {
                context.find(CODE, &name, "the round has files but no sample");
            }
            break;
        }
        if round > MAX_ROUNDS {
            context.find(CODE, &name, format!("more than the {MAX_ROUNDS} rounds that are gone over"));
            break;
        }
        let Some(text) = context.text(CODE, &name) else { break };
        let mut rows: Vec<&str> = Vec::new();
        let mut listed: Vec<BTreeSet<String>> = vec![BTreeSet::new(); audit.contests.len()];
        let mut last = String::new();
        let mut to_read: BTreeSet<String> = BTreeSet::new();
        if text.lines().next() != Some("order,card,ticket,batch,position,contests") {
            context.find(CODE, format!("{name}:1"), "the header is not that of a sample");
        }
        for (i, line) in text.lines().enumerate().skip(1) {
            let place = format!("{name}:{}", i + 1);
            let f = split(line);
            rows.push(line);
            let [order, card, stated, batch, position, contests] = &f[..] else {
                context.find(CODE, place, "a row without its six fields");
                continue;
            };
            if *order != i.to_string() {
                context.find(CODE, &place, format!("order {order} where {i} belongs"));
            }
            let derived = ticket(card);
            if *stated != derived {
                context.find(CODE, &place, format!("ticket {stated}, derived {derived}"));
            }
            if derived <= last {
                context.find(CODE, &place, "the ticket does not follow the one before");
            }
            last = derived;
            match cards.rows.get(card) {
                Some(row) if row.batch != *batch || row.position != *position => {
                    context.find(
                        CODE,
                        &place,
                        format!("batch and position {batch}/{position}, by the cards {}/{}", row.batch, row.position),
                    );
                }
                None if !batch.is_empty() || !position.is_empty() => {
                    context.find(CODE, &place, "a card without a record has a place")
                }
                _ => {}
            }
            let once: BTreeSet<&str> = contests.split(';').collect();
            if once.len() < contests.split(';').count() {
                context.find(CODE, &place, "a contest stands twice in the row");
            }
            for id in once {
                match places.get(id).copied() {
                    Some(c) => {
                        if !listed[c].insert(card.clone()) {
                            context.find(CODE, &place, format!("card `{card}` stands twice for `{id}`"));
                        }
                    }
                    None => context.find(CODE, &place, format!("`{id}` is no contest of the audit")),
                }
            }
            if cards.rows.contains_key(card) && !seen.contains(card) {
                to_read.insert(card.clone());
            }
        }
        for (c, contest) in audit.contests.iter().enumerate() {
            let until = taken[c] + listed[c].len();
            let due: BTreeSet<String> =
                queues[c].iter().take(until).skip(taken[c]).map(|(_, id)| id.clone()).collect();
            if let Some(skipped) = due.difference(&listed[c]).next() {
                context.find(
                    CODE,
                    &name,
                    format!("contest `{}`: card `{skipped}` is due and was skipped", contest.id),
                );
            }
            if let Some(added) = listed[c].difference(&due).next() {
                context.find(CODE, &name, format!("contest `{}`: card `{added}` is not due", contest.id));
            }
            taken[c] = until;
        }
        pull(context, round, &rows);
        seen.extend(to_read.iter().cloned());
        read(context, audit, cards, round, &to_read, &mut papers);
        out.count = round;
        out.taken.push(taken.clone());
        out.unread.push(seen.iter().filter(|id| !papers.contains_key(*id)).count());
        context.reach(CODE);
        context.reach("RLA-V-MVR");
    }
    (out.drawn, out.papers) = (queues, papers);
    out
}

/// The pull list has the same rows, by batch and position.
pub(super) fn pull(context: &mut Context<'_>, round: usize, rows: &[&str]) {
    let name = format!("rounds/{round}/pull.csv");
    let Some(text) = context.text("RLA-V-SAMPLE", &name) else { return };
    let listed: Vec<&str> = text.lines().skip(1).collect();
    let (mut a, mut b) = (listed.clone(), rows.to_vec());
    a.sort_unstable();
    b.sort_unstable();
    if a != b {
        context.find("RLA-V-SAMPLE", &name, "the pull list has other rows than the sample");
    }
    let key = |line: &str| {
        let f = split(line);
        let get = |i: usize| f.get(i).cloned().unwrap_or_default();
        (get(3), get(4).parse::<u64>().unwrap_or(u64::MAX), get(4))
    };
    if let Some(at) = listed.windows(2).position(|w| key(w[0]) > key(w[1])) {
        context.find(
            "RLA-V-SAMPLE",
            format!("{name}:{}", at + 3),
            "the pull list is not sorted by batch and position",
        );
    }
}

fn read(
    context: &mut Context<'_>,
    audit: &Audit,
    cards: &Cards,
    round: usize,
    due: &BTreeSet<String>,
    papers: &mut BTreeMap<String, Paper>,
) {
    const CODE: &str = "RLA-V-MVR";
    let name = format!("rounds/{round}/mvrs.csv");
    let closed = context.files.contains_key(&format!("rounds/{round}/risk.json"));
    if !context.files.contains_key(&name) {
        if closed
            && !due.is_empty()
            && context
                .json(CODE, &format!("rounds/{round}/risk.json"))
                .is_some_and(|r| r["missing_as_not_found"] == 0)
        {
            context.find(CODE, &name, "the round is closed and has no readings");
        }
        return;
    }
    let Some(text) = context.text(CODE, &name) else { return };
    let header = split(text.lines().next().unwrap_or_default());
    let at = |column: &str| header.iter().position(|h| h == column);
    let mut here: BTreeSet<String> = BTreeSet::new();
    for (i, line) in text.lines().enumerate().skip(1) {
        let place = format!("{name}:{}", i + 1);
        let f = split(line);
        let get = |column: &str| at(column).and_then(|c| f.get(c)).cloned().unwrap_or_default();
        let card = get("card");
        if f.len() != header.len() {
            context.find(CODE, &place, format!("{} fields where the header has {}", f.len(), header.len()));
            continue;
        }
        if !due.contains(&card) {
            context.find(CODE, &place, format!("card `{card}` was not drawn in this round"));
            continue;
        }
        if !here.insert(card.clone()) {
            context.find(CODE, &place, format!("card `{card}` is read twice"));
            continue;
        }
        let row = &cards.rows[&card];
        if get("batch") != row.batch || get("position") != row.position {
            context.find(CODE, &place, "batch or position differ from the card's");
        }
        let status = get("status");
        if !["found", "not_found", "unreadable"].contains(&status.as_str()) {
            context.find(CODE, &place, format!("status `{status}` is not known"));
        }
        let mut marks = Vec::new();
        for contest in &audit.contests {
            let cell = get(&contest.id);
            if !context.spend(CODE, &place, contest.long(&cell)) {
                return;
            }
            match contest.read(&cell) {
                Some(mark) if at(&contest.id).is_some() => marks.push(mark),
                _ => context.find(CODE, &place, format!("cell `{cell}` of `{}` cannot be read", contest.id)),
            }
        }
        if marks.len() == audit.contests.len() {
            papers.insert(card, (round, status, marks));
        }
    }
    if closed {
        let missing: Vec<&String> = due.iter().filter(|id| !here.contains(*id)).collect();
        let allowed = context
            .json(CODE, &format!("rounds/{round}/risk.json"))
            .is_some_and(|r| r["missing_as_not_found"].as_u64().unwrap_or(0) > 0);
        if let (Some(first), false) = (missing.first(), allowed) {
            let what = format!("{} drawn cards have no reading, the first is `{first}`", missing.len());
            context.find(CODE, &name, what);
        }
    }
}
