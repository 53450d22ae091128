//! The cards file: one row per card, one column per contest. Cast vote records and paper readings have the same form.

use crate::manifest::Manifest;
use crate::model::{Audit, Contest, Tally, Vote};
use crate::rows::{Row, quote};
use crate::vote::{CellError, Cells};
use base::{Action, Place, Problem, Severity};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Where each column stands.
#[derive(Debug, Clone)]
pub struct Header {
    card: usize,
    batch: usize,
    position: usize,
    style: Option<usize>,
    pool: Option<usize>,
    status: Option<usize>,
    /// Column of each contest of the audit, in the audit's order.
    pub contests: Vec<Option<usize>>,
}

fn refuse(code: &str, place: Place, what: impl Into<String>, remedy: &str) -> Problem {
    Problem::new(code, Severity::Error, Action::Refused, place, what, remedy)
}

/// Reads the header; columns that are no contest of the audit are problems `RLA-KEY` and not used.
///
/// # Errors
/// A problem if `card`, `batch` or `position` is missing.
pub fn header(audit: &Audit, row: &Row, input: u32, problems: &mut Vec<Problem>) -> Result<Header, Problem> {
    let names: Vec<&str> = row.fields().map(str::trim).collect();
    let at = |name: &str| names.iter().position(|n| *n == name);
    let place = Place { input, line: row.line, pointer: String::new() };
    let need = |name: &str| {
        at(name).ok_or_else(|| {
            refuse(
                "RLA-FORMAT",
                place.clone(),
                format!("no column `{name}`"),
                "Begin with card,batch,position,style,<contest ids>.",
            )
        })
    };
    for (column, name) in names.iter().enumerate() {
        let known = ["card", "batch", "position", "style", "pool", "status"].contains(name);
        if !known && !audit.contests.iter().any(|c| c.id == *name) {
            let place = Place { pointer: format!("/{}", column + 1), ..place.clone() };
            let what = format!("column `{name}` is no contest of the audit");
            problems.push(Problem::new(
                "RLA-KEY",
                Severity::Warning,
                Action::Removed,
                place,
                what,
                "Add the contest to the audit file, or leave the column out.",
            ));
        }
    }
    Ok(Header {
        card: need("card")?,
        batch: need("batch")?,
        position: need("position")?,
        style: at("style"),
        pool: at("pool"),
        status: at("status"),
        contests: audit.contests.iter().map(|c| at(&c.id)).collect(),
    })
}

impl Header {
    /// Card id.
    pub fn card<'r>(&self, row: &'r Row) -> &'r str {
        row.get(self.card).trim()
    }
    /// Batch id.
    pub fn batch<'r>(&self, row: &'r Row) -> &'r str {
        row.get(self.batch).trim()
    }
    /// Position in the batch.
    pub fn position<'r>(&self, row: &'r Row) -> &'r str {
        row.get(self.position).trim()
    }
    /// Ballot style; empty without one.
    pub fn style<'r>(&self, row: &'r Row) -> &'r str {
        self.style.map_or("", |at| row.get(at).trim())
    }
    /// Pool; empty for a card of its own.
    pub fn pool<'r>(&self, row: &'r Row) -> &'r str {
        self.pool.map_or("", |at| row.get(at).trim())
    }
    /// `found`, `not_found` or `unreadable` of a paper reading.
    pub fn status<'r>(&self, row: &'r Row) -> &'r str {
        self.status.map_or("found", |at| match row.get(at).trim() {
            "" => "found",
            other => other,
        })
    }
    /// Cell of a contest by its place in the audit.
    pub fn cell<'r>(&self, row: &'r Row, contest: usize) -> &'r str {
        self.contests.get(contest).copied().flatten().map_or("", |at| row.get(at).trim())
    }
    /// Whether the file has pools.
    pub const fn has_pools(&self) -> bool {
        self.pool.is_some()
    }
}

/// The problem of an unreadable cell.
pub fn cell_problem(error: &CellError, contest: &Contest, column: Option<usize>, line: u64, input: u32) -> Problem {
    let code = match error {
        CellError::Candidate(..) => "RLA-CAND",
        CellError::Form(what) if what.contains("equal ranks") => "RLA-OVERVOTE-RULE",
        CellError::Form(_) => "RLA-CELL",
    };
    let pointer = column.map_or(String::new(), |c| format!("/{}", c + 1));
    let place = Place { input, line, pointer };
    refuse(code, place, format!("contest `{}`: {error}", contest.id), "Correct the cell; the row was not read.")
}

/// Totals of a pool in one contest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PoolTotal {
    /// Cards of the pool that hold the contest.
    pub cards: u64,
    /// Votes by candidate.
    pub votes: Vec<u64>,
}

/// Pools by id.
#[derive(Debug, Clone, Default)]
pub struct Pools {
    /// Cards of each pool.
    pub cards: BTreeMap<String, u64>,
    /// Totals by (pool, contest's place in the audit).
    pub totals: HashMap<(String, usize), PoolTotal>,
    /// Candidates whose votes were given, by (pool, contest's place); others stand with 0.
    pub given: HashMap<(String, usize), BTreeSet<usize>>,
}

impl Pools {
    /// The first candidate of a contest whose votes a pool does not give.
    pub fn omitted(&self, audit: &Audit, pool: &str, contest: usize) -> Option<usize> {
        let given = self.given.get(&(pool.to_owned(), contest));
        (0..audit.contests[contest].candidates.len()).find(|c| !given.is_some_and(|given| given.contains(c)))
    }
}

impl PoolTotal {
    /// As a tally: cards without a vote are invalid.
    pub fn tally(&self) -> Tally {
        let sum: u64 = self.votes.iter().sum();
        let valid = sum.min(self.cards);
        Tally { votes: self.votes.clone(), valid, invalid: self.cards - valid }
    }
}

/// Reads totals of batches in long form ([`pools`]) or in Arlo's wide form, `Batch Name,<contest> - <candidate>,…`, where
/// contests and candidates stand by id or name and the number of cards is the manifest's.
pub fn totals(audit: &Audit, manifest: &Manifest, bytes: &[u8], input: u32) -> (Pools, Vec<Problem>) {
    let mut rows = crate::rows::Rows::new(bytes);
    match rows.next_row() {
        Ok(Some(row)) if row.get(0).trim().eq_ignore_ascii_case("batch name") => {
            let columns: Vec<Option<(usize, usize)>> = row.fields().map(|f| wide_column(audit, f.trim())).collect();
            let names: Vec<String> = row.fields().map(|f| f.trim().to_owned()).collect();
            wide(audit, manifest, rows, &columns, &names, input)
        }
        _ => pools(audit, bytes, input),
    }
}

/// Contest and candidate of a wide column: split at the known names, because names contain ` - `, quotes and commas.
fn wide_column(audit: &Audit, text: &str) -> Option<(usize, usize)> {
    audit.contests.iter().enumerate().find_map(|(c, contest)| {
        [&contest.name, &contest.id].into_iter().find_map(|name| {
            let rest = text.strip_prefix(name.as_str())?.strip_prefix(" - ")?.trim();
            Some((c, contest.candidates.iter().position(|k| k.name == rest || k.id == rest)?))
        })
    })
}

fn wide(
    audit: &Audit,
    manifest: &Manifest,
    mut rows: crate::rows::Rows<&[u8]>,
    columns: &[Option<(usize, usize)>],
    names: &[String],
    input: u32,
) -> (Pools, Vec<Problem>) {
    let (mut out, mut problems) = (Pools::default(), Vec::new());
    for (column, name) in
        names.iter().enumerate().skip(1).filter(|(i, name)| columns[*i].is_none() && !name.is_empty())
    {
        let place = Place { input, line: 1, pointer: format!("/{}", column + 1) };
        let what = format!("column `{name}` is no candidate of a contest of the audit");
        let remedy = "Name contest and candidate as the audit file does; the column was not read.";
        problems.push(Problem::new("RLA-KEY", Severity::Warning, Action::Removed, place, what, remedy));
    }
    let sizes: HashMap<&str, u64> = manifest.batches.iter().map(|b| (b.id.as_str(), b.cards)).collect();
    let mut seen: HashSet<String> = HashSet::new();
    loop {
        let row = match rows.next_row() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(error) => {
                problems.push(crate::manifest::row_problem(&error, input));
                continue;
            }
        };
        let place = Place { input, line: row.line, pointer: String::new() };
        let batch = row.get(0).trim().to_owned();
        let Some(cards) = sizes.get(batch.as_str()).copied() else {
            let what = format!("batch `{batch}` is not in the manifest");
            problems.push(refuse("RLA-CARD-BATCH", place, what, "Correct the batch; the row was not used."));
            continue;
        };
        if !seen.insert(batch.clone()) {
            let what = format!("batch `{batch}` stands twice");
            problems.push(refuse("RLA-CARD-DUP", place, what, "Keep one row of each batch; the later was not used."));
            continue;
        }
        out.cards.insert(batch.clone(), cards);
        for (i, column) in columns.iter().enumerate() {
            let Some((contest, candidate)) = column else { continue };
            let text = row.get(i).trim().replace(',', "");
            let Some(votes) = text.parse::<u64>().ok().filter(|n| *n <= 1 << 40) else {
                let place = Place { pointer: format!("/{}", i + 1), ..place.clone() };
                let what = format!("`{text}` is no number of votes");
                problems.push(refuse("RLA-CELL", place, what, "Correct the cell; it was taken as not counted."));
                continue;
            };
            let n = audit.contests[*contest].candidates.len();
            out.given.entry((batch.clone(), *contest)).or_default().insert(*candidate);
            let total = out.totals.entry((batch.clone(), *contest));
            total.or_insert_with(|| PoolTotal { cards, votes: vec![0; n] }).votes[*candidate] = votes;
        }
    }
    impossible(audit, &out, input, &mut problems);
    (out, problems)
}

/// More votes than the cards can hold, for a candidate or in all.
fn impossible(audit: &Audit, pools: &Pools, input: u32, problems: &mut Vec<Problem>) {
    use crate::model::Choice;
    for ((pool, contest), total) in &pools.totals {
        let contest = &audit.contests[*contest];
        let (each, all) = match contest.choice {
            Choice::Scoring { max } => (max, None),
            Choice::Approval => (1, None),
            // Totals of rankings are first preferences.
            Choice::Irv => (1, Some(1)),
            _ => (1, Some(contest.votes_allowed)),
        };
        let holds = |votes: u128, allowed: u64| votes <= u128::from(total.cards) * u128::from(allowed);
        let sum = total.votes.iter().copied().map(u128::from).sum();
        if !total.votes.iter().all(|v| holds((*v).into(), each)) || !all.is_none_or(|most| holds(sum, most)) {
            let place = Place { input, ..Place::default() };
            let what = format!("pool `{pool}` has more votes in `{}` than its cards can hold", contest.id);
            problems.push(refuse("RLA-POOL-SUM", place, what, "Correct the totals."));
        }
    }
    problems.sort();
}

/// Reads `pool,cards,contest,contest_cards,candidate,votes`. Totals that cannot be right are `RLA-POOL-SUM`, never mended.
pub fn pools(audit: &Audit, bytes: &[u8], input: u32) -> (Pools, Vec<Problem>) {
    let mut rows = crate::rows::Rows::new(bytes);
    let (mut out, mut problems) = (Pools::default(), Vec::new());
    let mut columns: Option<Vec<usize>> = None;
    loop {
        let row = match rows.next_row() {
            Ok(Some(row)) => row,
            Ok(None) => break,
            Err(error) => {
                problems.push(crate::manifest::row_problem(&error, input));
                continue;
            }
        };
        let place = Place { input, line: row.line, pointer: String::new() };
        let Some(columns) = &columns else {
            let names = ["pool", "cards", "contest", "contest_cards", "candidate", "votes"];
            let found: Option<Vec<usize>> = names.iter().map(|n| row.fields().position(|f| f.trim() == *n)).collect();
            if found.is_none() {
                problems.push(refuse(
                    "RLA-FORMAT",
                    place,
                    "not a file of pools",
                    "Use pool,cards,contest,contest_cards,candidate,votes.",
                ));
                break;
            }
            columns = found;
            continue;
        };
        let text = |i: usize| row.get(columns[i]).trim();
        let whole = |i: usize| text(i).parse::<u64>().ok().filter(|n| *n <= 1 << 40);
        let contest = audit.contests.iter().position(|c| c.id == text(2));
        let candidate = contest.and_then(|c| audit.contests[c].candidate(text(4)));
        let (Some(contest), Some(candidate), Some(cards), Some(held), Some(votes)) =
            (contest, candidate, whole(1), whole(3), whole(5))
        else {
            problems.push(refuse(
                "RLA-CELL",
                place,
                "a contest, candidate or number cannot be read",
                "Correct the row; it was not used.",
            ));
            continue;
        };
        let pool = text(0).to_owned();
        if !out.given.entry((pool.clone(), contest)).or_default().insert(candidate) {
            let what = format!("pool `{pool}` gives the votes of `{}` twice", text(4));
            problems.push(refuse("RLA-CARD-DUP", place, what, "Keep one of the rows; the later was not used."));
            continue;
        }
        let before = out.cards.insert(pool.clone(), cards);
        let total = out
            .totals
            .entry((pool.clone(), contest))
            .or_insert_with(|| PoolTotal { cards: held, votes: vec![0; audit.contests[contest].candidates.len()] });
        if before.is_some_and(|b| b != cards) || total.cards != held || held > cards {
            problems.push(refuse(
                "RLA-POOL-SUM",
                place.clone(),
                format!("pool `{pool}` gives two different numbers of cards, or more with the contest than cards"),
                "Correct the totals.",
            ));
        }
        total.votes[candidate] = votes;
    }
    impossible(audit, &out, input, &mut problems);
    (out, problems)
}

/// Sums over the cards: distinct cells of each contest, cards of each batch, styles.
#[derive(Debug, Default)]
pub struct Census {
    /// Cards read.
    pub cards: u64,
    /// Distinct cells by contest.
    pub cells: Vec<Cells>,
    /// Cards that hold each contest.
    pub held: Vec<u64>,
    /// Distinct styles.
    pub styles: BTreeSet<String>,
    /// Cards by batch.
    pub batches: HashMap<String, u64>,
    /// Cards by pool.
    pub pooled: BTreeMap<String, u64>,
    /// Cards by (pool, contest) that hold the contest.
    pub pooled_held: HashMap<(String, usize), u64>,
}

impl Census {
    /// Empty sums over an audit's contests.
    pub fn new(audit: &Audit) -> Self {
        let n = audit.contests.len();
        Self { cells: (0..n).map(|_| Cells::default()).collect(), held: vec![0; n], ..Self::default() }
    }

    /// Checks a row and writes it in the store's form (`card,batch,position,style[,pool],cells…`) to `line`. `known`:
    /// the manifest's batches; empty for any. The problem's input is 0; the caller knows the file.
    ///
    /// # Errors
    /// The problem for which the row is refused.
    pub fn check(
        &mut self,
        audit: &Audit,
        known: &HashSet<String>,
        header: &Header,
        row: &Row,
        line: &mut String,
    ) -> Result<(), Problem> {
        let input = 0;
        let place = || Place { input, line: row.line, pointer: String::new() };
        let card = header.card(row);
        if card.is_empty() || card.len() > 128 || card.chars().any(char::is_control) || card.starts_with("phantom-") {
            return Err(refuse(
                "RLA-CELL",
                place(),
                "a card id is empty, longer than 128 bytes, has control characters or begins with `phantom-`",
                "Give each card an id; the row was not read.",
            ));
        }
        if !known.is_empty() && !known.contains(header.batch(row)) {
            let what = format!("batch `{}` is not in the manifest", header.batch(row));
            return Err(refuse(
                "RLA-CARD-BATCH",
                place(),
                what,
                "Correct the batch or the manifest; the row was not read.",
            ));
        }
        line.clear();
        let mut push = |field: &str, first: bool| {
            if !first {
                line.push(',');
            }
            if memchr::memchr2(b',', b'"', field.as_bytes()).is_some() {
                line.push_str(&quote(field));
            } else {
                line.push_str(field);
            }
        };
        push(card, true);
        push(header.batch(row), false);
        push(header.position(row), false);
        push(header.style(row), false);
        if header.has_pools() {
            push(header.pool(row), false);
        }
        for (i, contest) in audit.contests.iter().enumerate() {
            let cell = header.cell(row, i);
            self.cells[i]
                .look(contest, cell)
                .map_err(|error| cell_problem(&error, contest, header.contests[i], row.line, input))?;
            push(cell, false);
        }
        Ok(())
    }

    /// Counts a stored row (its cells were checked before).
    pub fn add(&mut self, audit: &Audit, header: &Header, row: &Row) {
        self.cards += 1;
        let pool = header.pool(row);
        if !pool.is_empty() {
            *self.pooled.entry(pool.to_owned()).or_default() += 1;
        }
        for (i, contest) in audit.contests.iter().enumerate() {
            let Ok(place) = self.cells[i].look(contest, header.cell(row, i)) else { continue };
            if self.cells[i].holds(place) {
                self.held[i] += 1;
                if !pool.is_empty() {
                    *self.pooled_held.entry((pool.to_owned(), i)).or_default() += 1;
                }
            }
            // Votes of pooled cards stand in the pool's totals.
            if pool.is_empty() {
                self.cells[i].count(place);
            }
        }
        let batch = header.batch(row);
        match self.batches.get_mut(batch) {
            Some(count) => *count += 1,
            None => {
                self.batches.insert(batch.to_owned(), 1);
            }
        }
        let style = header.style(row);
        if !self.styles.contains(style) {
            self.styles.insert(style.to_owned());
        }
    }

    /// Cards of the population of a contest that have a row: those that hold it, or all without style information.
    pub fn cvrs(&self, audit: &Audit, contest: usize) -> u64 {
        let all = !audit.contests[contest].use_style && !audit.by_batches();
        if all { self.cards } else { self.held[contest] }
    }

    /// For an audit by batches: what the totals say takes the place of what cards would. One row stands for each batch.
    pub fn take_totals(&mut self, manifest: &Manifest, pools: &Pools) {
        self.pooled.clone_from(&pools.cards);
        self.batches = manifest.batches.iter().map(|b| (b.id.clone(), 0)).collect();
        for ((batch, contest), total) in &pools.totals {
            self.held[*contest] += total.cards;
            self.pooled_held.insert((batch.clone(), *contest), total.cards);
            let most = self.batches.entry(batch.clone()).or_default();
            *most = total.cards.max(*most);
        }
    }

    /// Votes of a contest, pools added.
    pub fn tally(&self, audit: &Audit, pools: &Pools, contest: usize) -> Tally {
        let votes = self.cells[contest].votes.iter().map(|(vote, count)| (vote, *count));
        let mut out = crate::assertion::tally(&audit.contests[contest], votes);
        for ((_, c), total) in &pools.totals {
            if *c == contest {
                let tally = total.tally();
                out.votes.iter_mut().zip(&tally.votes).for_each(|(a, b)| *a += b);
                out.valid += tally.valid;
                out.invalid += tally.invalid;
            }
        }
        out
    }

    /// Ranked ballots of a contest.
    pub fn ballots(&self, audit: &Audit, contest: usize) -> crate::raire::Ballots {
        let rankings = self.cells[contest].votes.iter().filter_map(|(vote, count)| match vote {
            Vote::Ranks(ranks) => Some((ranks.iter().map(|c| *c as u8).collect(), *count)),
            Vote::Blank | Vote::Overvote => Some((Vec::new(), *count)),
            _ => None,
        });
        crate::raire::Ballots::new(audit.contests[contest].candidates.len(), rankings.filter(|(_, n)| *n > 0))
    }

    /// What the sums say against manifest, bounds, pools and reported figures.
    pub fn problems(&self, audit: &Audit, manifest: &Manifest, pools: &Pools) -> Vec<Problem> {
        let mut out = Vec::new();
        let mut push = |severity, code: &str, what: String, remedy: &str| {
            out.push(Problem::new(code, severity, Action::Kept, Place::default(), what, remedy));
        };
        for batch in &manifest.batches {
            let have = self.batches.get(&batch.id).copied().unwrap_or(0);
            if have > batch.cards {
                push(
                    Severity::Error,
                    "RLA-MANIFEST-LESS",
                    format!("batch `{}` has {have} records but {} cards in the manifest", batch.id, batch.cards),
                    "Count the batch again before anything is drawn.",
                );
            }
        }
        if audit.by_batches() {
            let mut ids = HashSet::new();
            for batch in manifest.batches.iter().filter(|b| !ids.insert(&b.id)) {
                let what = format!("batch `{}` stands more than once in the manifest", batch.id);
                push(Severity::Error, "RLA-MANIFEST-ROW", what, "Make the batch names distinct.");
            }
            for (batch, cards) in &pools.cards {
                let found = manifest.batches.iter().find(|b| b.id == *batch).map(|b| b.cards);
                if found != Some(*cards) {
                    let found = found.map_or("not in the manifest".into(), |n| format!("{n} in the manifest"));
                    let what = format!("batch `{batch}`: {cards} cards by its totals, {found}");
                    push(Severity::Error, "RLA-CARD-BATCH", what, "Correct the totals or the manifest.");
                }
            }
            for (c, contest) in audit.contests.iter().enumerate() {
                let without = |b: &&crate::manifest::Batch| !pools.totals.contains_key(&(b.id.clone(), c));
                let n = manifest.batches.iter().filter(without).count();
                if n > 0 {
                    let what = format!("{n} batches have no totals in `{}`: they count as without votes", contest.id);
                    push(
                        Severity::Warning,
                        "RLA-POOL-SUM",
                        what,
                        "Give totals for every batch that holds the contest.",
                    );
                }
            }
        }
        for (pool, cards) in &pools.cards {
            let have = self.pooled.get(pool).copied().unwrap_or(0);
            if have != *cards {
                push(
                    Severity::Error,
                    "RLA-POOL-SUM",
                    format!("pool `{pool}` states {cards} cards, {have} rows belong to it"),
                    "Correct the totals or the rows.",
                );
            }
        }
        for ((pool, contest), total) in &pools.totals {
            let have = self.pooled_held.get(&(pool.clone(), *contest)).copied().unwrap_or(0);
            if have != total.cards {
                push(
                    Severity::Error,
                    "RLA-POOL-SUM",
                    format!(
                        "pool `{pool}` states {} cards with `{}`, {have} rows hold it",
                        total.cards, audit.contests[*contest].id
                    ),
                    "Mark with - each pooled card that holds the contest.",
                );
            }
        }
        for pool in self.pooled.keys().filter(|p| !pools.cards.contains_key(*p)) {
            push(
                Severity::Error,
                "RLA-POOL-SUM",
                format!("pool `{pool}` has no totals"),
                "Give its totals with --pools.",
            );
        }
        let mut bare: Vec<_> = self.pooled_held.iter().filter(|(key, _)| !pools.totals.contains_key(*key)).collect();
        bare.sort();
        for ((pool, contest), have) in bare.into_iter().filter(|((pool, _), _)| pools.cards.contains_key(pool)) {
            let contest = &audit.contests[*contest].id;
            let what = format!("pool `{pool}` has no totals in `{contest}`, which {have} of its rows hold");
            push(Severity::Error, "RLA-POOL-SUM", what, "Give its totals in every contest with --pools.");
        }
        for (i, contest) in audit.contests.iter().enumerate() {
            let cvrs = self.cvrs(audit, i);
            if cvrs > contest.cards {
                push(
                    Severity::Error,
                    "RLA-CARDS-BOUND",
                    format!("contest `{}`: {cvrs} cards exceed the bound of {}", contest.id, contest.cards),
                    "Find the extra records or correct the bound, which comes from outside the voting system.",
                );
            }
            let tally = self.tally(audit, pools, i);
            if let Some(reported) = &contest.reported
                && *reported != tally.votes
                && self.has_votes(i)
            {
                let differ =
                    contest.candidates.iter().zip(reported.iter().zip(&tally.votes)).find(|(_, (a, b))| a != b);
                if let Some((candidate, (reported, counted))) = differ {
                    push(
                        Severity::Error,
                        "RLA-TALLY",
                        format!(
                            "contest `{}`, candidate `{}`: reported {reported}, by the records {counted}",
                            contest.id, candidate.id
                        ),
                        "Find out which is right before the audit goes on.",
                    );
                }
            }
        }
        out
    }

    /// Whether any record of the contest carries a vote (manifest-only cards carry none).
    pub fn has_votes(&self, contest: usize) -> bool {
        self.held.get(contest).is_some_and(|n| *n > 0)
    }
}
