//! Groups that reveal votes, pools that hide them, and their price.

use rla::cards::{PoolTotal, Pools};
use rla::martingale::{Running, Test};
use rla::numpy::{Pcg64, choose, cumulative};
use rla::privacy::{Counter, Report, columns, extra_sample, of_totals};
use rla::risk::Valuer;
use rla::rows::Rows;
use std::fmt::Write as _;

/// Rows as `count × style batch pool mayor bond`.
fn report(k: u64, rows: &[(usize, &str, &str, &str, &str, &str)], pools: &Pools) -> Report {
    let mut text = String::from("card,batch,position,style,pool,mayor,bond\n");
    let mut n = 0;
    for (count, style, batch, pool, mayor, bond) in rows {
        for _ in 0..*count {
            n += 1;
            let _ = writeln!(text, "{n},{batch},{n},{style},{pool},{mayor},{bond}");
        }
    }
    let mut rows = Rows::new(text.as_bytes());
    let mut counter = Counter::new(columns(rows.next_row().unwrap().unwrap()).unwrap(), ["B1".into(), "B2".into()]);
    while let Some(row) = rows.next_row().unwrap() {
        counter.add(row);
    }
    counter.report(k, pools, &["mayor".into(), "bond".into()])
}

#[test]
fn small_and_unanimous_groups_are_found_and_pooled_with_the_nearest() {
    let rows = [
        (7, "s1", "B1", "", "A", ""),
        (7, "s1", "B1", "", "B", ""),
        (1, "s2", "B1", "", "A", "yes"),
        (9, "s2", "B2", "", "B", "yes"),
        (2, "s2", "B2", "", "A", "no"),
        // Written in another order, the same marks; all alike in a contest.
        (6, "s3", "B2", "", "A;B", ""),
        (6, "s3", "B2", "", "B;A", ""),
        // No contest, nothing to reveal.
        (1, "s4", "B2", "", "", ""),
    ];
    let found = report(10, &rows, &Pools::default());
    let groups: Vec<_> =
        found.groups.iter().map(|g| (g.style.as_str(), g.batch.as_str(), g.cards, g.reason)).collect();
    assert_eq!(groups, [("s2", "B1", 1, "small"), ("s3", "B2", 12, "unanimous")]);
    assert_eq!(found.cards_at_risk, 13);
    let pools: Vec<(u64, Vec<(&str, &str)>)> = found
        .pools
        .iter()
        .map(|p| (p.cards, p.groups.iter().map(|m| (m.style.as_str(), m.batch.as_str())).collect()))
        .collect();
    // s2 of B2 hides the one card in both contests, so s1 of B1, which was nearer, keeps its own records; s3 agrees
    // no longer together with s1.
    assert_eq!(pools, [(12, vec![("s2", "B1"), ("s2", "B2")]), (26, vec![("s3", "B2"), ("s1", "B1")])]);
    assert!(found.pools.iter().all(|p| !p.still_at_risk));
    // With fewer cards wanted nothing small is left; with more than there are no pool suffices, and it says so.
    assert_eq!(report(1, &rows, &Pools::default()).groups.len(), 2, "one card always agrees with itself");
    let many = report(1000, &rows, &Pools::default());
    assert_eq!(many.cards_at_risk, 38);
    assert!(many.pools.iter().all(|p| p.still_at_risk));
    assert_eq!(report(10, &rows[..2], &Pools::default()).groups, []);
}

#[test]
fn a_pool_that_is_published_already_is_judged_by_its_totals() {
    let rows = [(20, "s1", "B1", "P", "-", "-"), (20, "s1", "B1", "", "A", "no"), (20, "s1", "B1", "", "B", "yes")];
    let with = |mayor: [u64; 2], bond: [u64; 2]| {
        let mut pools = Pools::default();
        pools.cards.insert("P".into(), 20);
        pools.totals.insert(("P".into(), 0), PoolTotal { cards: 20, votes: mayor.to_vec() });
        pools.totals.insert(("P".into(), 1), PoolTotal { cards: 20, votes: bond.to_vec() });
        report(10, &rows, &pools)
    };
    assert_eq!(with([12, 7], [1, 19]).groups, []);
    let all_alike = with([20, 0], [1, 19]).groups;
    assert_eq!((all_alike[0].reason, &all_alike[0].contests[..]), ("unanimous", &["mayor".to_owned()][..]));
    // Twenty blanks are alike too; a pool below k is small.
    assert_eq!(with([12, 7], [0, 0]).groups[0].contests, ["bond"]);
    assert_eq!(report(30, &rows[..1], &Pools::default()).groups[0].reason, "small");
}

#[test]
fn batches_reveal_votes_by_their_totals() {
    let mut pools = Pools::default();
    for (batch, cards, votes) in [("b1", 50, [30, 15]), ("b2", 50, [50, 0]), ("b3", 4, [3, 1]), ("b4", 0, [0, 0])] {
        pools.cards.insert(batch.into(), cards);
        pools.totals.insert((batch.into(), 0), PoolTotal { cards, votes: votes.to_vec() });
    }
    let found = of_totals(10, &pools, &["mayor".into()]);
    let groups: Vec<_> = found.groups.iter().map(|g| (g.batch.as_str(), g.cards, g.reason)).collect();
    assert_eq!((groups, found.cards_at_risk), (vec![("b2", 50, "unanimous"), ("b3", 4, "small")], 54));
}

#[test]
fn the_price_of_pools_is_what_simulated_audits_pay() {
    let audit = r#"{"format":"scrutineer-rla-1","risk_limit":"0.05","contests":[{"id":"mayor","candidates":["A","B"],
        "cards":20000,"reported":{"A":10500,"B":9000},"reported_invalid":500,"audit_type":"oneaudit"}]}"#;
    let contest = rla::audit::read(audit.as_bytes()).0.unwrap().contests.remove(0);
    let tally = rla::assertion::reported_tally(&contest).unwrap();
    let list = rla::assertion::assertions(&contest, &tally, contest.cards).unwrap().1;
    assert_eq!(extra_sample(&contest, &list, &[]), Some(0));
    let pool = PoolTotal { cards: 1000, votes: vec![520, 460] };
    let small = PoolTotal { cards: 100, votes: vec![52, 46] };
    let extra = extra_sample(&contest, &list, std::slice::from_ref(&pool)).unwrap();
    let less = extra_sample(&contest, &list, &[small]).unwrap();
    assert!(less < extra, "{less} {extra}");
    // Stopping times over the same distribution, seeded: a size is where the expected log product reaches ln(1/α).
    let valuer = Valuer::new(&contest, &list[0]);
    let mean = |own: u64, pools: &[&PoolTotal]| {
        let values = valuer.spread(own, pools);
        let sums = cumulative(&values.iter().map(|(_, q)| *q).collect::<Vec<_>>());
        let test = Test::Betting(rla::martingale::Bet::Pools { values: values.clone() });
        let population = rla::martingale::Population { size: None, ..valuer.population(contest.cards) };
        let mut generator = Pcg64::from_text("price of pools");
        let times = (0..2000).map(|_| {
            let mut running = Running::new(population, test.clone());
            while running.push(values[choose(&sums, &mut generator)].0) > 0.05 {}
            running.drawn() as f64
        });
        times.sum::<f64>() / 2000.0
    };
    let paid = mean(19_000, &[&pool]) - mean(20_000, &[]);
    println!("extra sample {extra}, simulated {paid:.1}");
    assert!((paid - extra as f64).abs() <= 0.15 * paid + 4.0, "computed {extra}, simulated {paid}");
    // Rankings have no totals.
    let ranked = rla::model::Contest { choice: rla::model::Choice::Irv, ..contest };
    assert_eq!(extra_sample(&ranked, &list, &[pool]), None);
}
