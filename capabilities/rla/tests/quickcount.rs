//! Quick counts: sizes and estimates by hand, coverage by brute force.

use rayon::prelude::*;
use rla::numpy::Pcg64;
use rla::quickcount::{
    Allocation, Design, Drawn, Interval, Return, Sample, Station, Stratum, Verdict, design, design_effect, draw,
    estimate, normal_quantile, returns, size, stations,
};
use std::collections::HashMap;
use std::fmt::Write as _;

fn plan(margin: f64, effect: Option<f64>) -> Design {
    Design {
        stations: "stations.csv".into(),
        margin,
        confidence: 0.95,
        expected_share: 0.5,
        expected_response: 1.0,
        design_effect: effect,
        seed: "12345678901234567890".into(),
        allocation: Allocation::Proportional,
    }
}

fn list(strata: &[(&str, u64, u64)]) -> Vec<Station> {
    let mut out = Vec::new();
    for (stratum, count, registered) in strata {
        out.extend((1..=*count).map(|i| Station {
            station: format!("{stratum}{i:04}"),
            stratum: (*stratum).to_owned(),
            registered: *registered,
            prior_share: None,
        }));
    }
    out
}

#[test]
fn quantiles_of_the_normal_distribution() {
    for (p, z) in [
        (0.5, 0.0),
        (0.95, 1.644_853_626_951_472_7),
        (0.975, 1.959_963_984_540_054),
        (0.995, 2.575_829_303_548_900_4),
        (0.001, -3.090_232_306_167_813_5),
    ] {
        assert!((normal_quantile(p) - z).abs() < 1e-12, "{p}");
    }
}

#[test]
fn sizes_by_hand() {
    // z² · ¼ · 1.5 / 0.01² = 14,405.47 voters, 28.81 stations of 500; of 1,000: 28.81/(1 + 0.02881) = 28.004.
    let all = list(&[("a", 1000, 500)]);
    assert_eq!(size(&plan(0.01, Some(1.5)), &all), 29);
    // Of 100 stations: 28.81/1.2881 = 22.37; divided by a response of 95 %: 23.54.
    let few = list(&[("a", 100, 500)]);
    assert_eq!(size(&plan(0.01, Some(1.5)), &few), 23);
    assert_eq!(size(&Design { expected_response: 0.95, ..plan(0.01, Some(1.5)) }, &few), 24);
    // Nothing known: a station is one vote. z²/4/0.05² = 384.15 stations, of 1,000: 277.5.
    assert_eq!(design_effect(&plan(0.05, None), &all), 500.0);
    assert_eq!(size(&plan(0.05, None), &all), 278);
    // Prior shares 0.4 and 0.6 in equal stations: S² = 500²·0.01·N/(N−1), over 500·¼: 20·N/(N−1).
    let mut prior = few;
    prior.iter_mut().enumerate().for_each(|(i, s)| s.prior_share = Some(if i % 2 == 0 { 0.4 } else { 0.6 }));
    assert!((design_effect(&plan(0.05, None), &prior) - 2000.0 / 99.0).abs() < 1e-9);
}

#[test]
fn strata_share_the_sample_and_tickets_draw_it() {
    let all = list(&[("a", 600, 500), ("b", 300, 500), ("c", 3, 500), ("d", 1, 500)]);
    let sample = draw(&plan(0.05, None), &all).unwrap();
    // 384.15/(1 + 384.15/904) = 269.58 → 270 of 904; at least 2 of c and all of d.
    let n: Vec<u64> = sample.strata.iter().map(|s| s.n).collect();
    assert_eq!((n, sample.n), (vec![178, 89, 2, 1], 270));
    assert_eq!(sample.strata[0].registered, 300_000);
    let digest = |id: &str| base::digest::sha256(format!("12345678901234567890,{id}").as_bytes());
    assert!(sample.sample.iter().all(|d| d.ticket == digest(&d.station)));
    assert!(sample.sample.windows(2).all(|w| w[0].ticket < w[1].ticket && w[0].order + 1 == w[1].order));
    // In each stratum: the smallest tickets and no others.
    for stratum in &sample.strata {
        let mut tickets: Vec<_> =
            all.iter().filter(|s| s.stratum == stratum.stratum).map(|s| digest(&s.station)).collect();
        tickets.sort();
        let drawn: Vec<_> = sample.sample.iter().filter(|d| d.stratum == stratum.stratum).map(|d| d.ticket).collect();
        assert_eq!(drawn, tickets[..stratum.n as usize]);
    }
    // Neyman: a stratum whose stations do not differ gets the least.
    let mut prior = all;
    prior.iter_mut().enumerate().for_each(|(i, s)| {
        s.prior_share = Some(if s.stratum == "a" { 0.5 } else { [0.3, 0.7][i % 2] });
    });
    let neyman = Design { allocation: Allocation::Neyman, ..plan(0.02, None) };
    let sample = draw(&neyman, &prior).unwrap();
    let n: Vec<u64> = sample.strata.iter().map(|s| s.n).collect();
    assert!(n[0] == 2 && n[1] > 10 * n[0], "{n:?}");
    prior[0].prior_share = None;
    assert!(draw(&neyman, &prior).unwrap_err().contains("a0001"));
    // A whole country that is smaller than the wanted sample is drawn whole.
    assert_eq!(draw(&plan(0.001, None), &list(&[("a", 5, 100)])).unwrap().n, 5);
}

fn drawn(strata: &[(&str, u64, u64)]) -> (Sample, Vec<Station>) {
    let all = list(strata);
    let mut sample = Vec::new();
    let mut counted: HashMap<&str, u64> = HashMap::new();
    for s in &all {
        let n = counted.entry(s.stratum.as_str()).or_default();
        let wanted = strata.iter().find(|(name, ..)| *name == s.stratum).unwrap().2;
        if *n < wanted {
            *n += 1;
            let order = sample.len() as u64 + 1;
            let ticket = base::digest::sha256(s.station.as_bytes());
            sample.push(Drawn { order, station: s.station.clone(), stratum: s.stratum.clone(), ticket });
        }
    }
    let strata = strata
        .iter()
        .map(|(name, stations, n)| Stratum { stratum: (*name).to_owned(), stations: *stations, registered: 0, n: *n })
        .collect();
    (Sample { n: sample.len() as u64, strata, sample }, all)
}

fn back(turnout: u64, valid: u64, votes: [u64; 2]) -> Return {
    Return { turnout, valid, votes: votes.to_vec() }
}

#[test]
fn an_estimate_by_hand() {
    // Stratum a: 2 of 4 stations, (60, 100) and (40, 100); b: both of 2, (30, 50) and (20, 50).
    let (sample, mut all) = drawn(&[("a", 4, 2), ("b", 2, 2)]);
    all.iter_mut().for_each(|s| s.registered = 200);
    let names = ["A".to_owned(), "B".to_owned()];
    let came = HashMap::from([
        ("a0001".to_owned(), back(110, 100, [60, 30])),
        ("a0002".to_owned(), back(110, 100, [40, 40])),
        ("b0001".to_owned(), back(60, 50, [30, 20])),
        ("b0002".to_owned(), back(60, 50, [20, 25])),
    ]);
    let e = estimate(&sample, &all, &names, &came, 0.95).unwrap();
    // Ŷ = 4·50 + 2·25 = 250, X̂ = 4·100 + 2·50 = 500; d of a: ±10, s² = 200; V = 16·½·200/2/500² = 0.0032.
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
    near(e.shares[0].share, 0.5);
    near(e.shares[0].low, 0.5 - 1.959_963_984_540_054 * 0.0032_f64.sqrt());
    near(e.shares[0].high, 0.5 + 1.959_963_984_540_054 * 0.0032_f64.sqrt());
    // Difference: Ŷ = 4·15 + 2·2.5 = 65, 0.13; d of a: 30 − 13 and 0 − 13, s² = 450; V = 16·½·450/2/500² = 0.0072.
    near(e.lead.difference, 0.13);
    near(e.lead.low, 0.13 - 1.959_963_984_540_054 * 0.0072_f64.sqrt());
    // Turnout: (4·110 + 2·60)/(6·200).
    near(e.turnout.share, 560.0 / 1200.0);
    assert_eq!((e.verdict, e.interval, e.received), (Verdict::TooClose, Interval::Fixed, 4));
    assert_eq!((e.worst_case.low, e.worst_case.high), (e.lead.difference, e.lead.difference));
    // Without b0002: b has one of two, its spread is not known, nothing is excluded. Worst case: its difference is
    // that of b0001, 0.2, the only one observed: Ŷ = 60 + 2·10 = 80.
    let mut fewer = came;
    fewer.remove("b0002");
    let e = estimate(&sample, &all, &names, &fewer, 0.95).unwrap();
    assert_eq!((e.interval, e.lead.low, e.lead.high, e.verdict), (Interval::Sequence, -1.0, 1.0, Verdict::TooClose));
    near(e.worst_case.low, 80.0 / 500.0);
    assert_eq!((&e.missing[..], e.strata[1].received), (&["b0002".to_owned()][..], 1));
    // A stratum that says nothing is taken at −1 and 1 with all its 200 voters for each station.
    fewer.remove("b0001");
    let e = estimate(&sample, &all, &names, &fewer, 0.95).unwrap();
    near(e.worst_case.low, (60.0 - 400.0) / 800.0);
    near(e.worst_case.high, (60.0 + 400.0) / 800.0);
    assert!(estimate(&sample, &all, &names, &HashMap::new(), 0.95).is_err());
}

/// A country of three strata whose stations differ; votes of the first, votes of the second, valid.
fn country(generator: &mut Pcg64) -> Vec<Vec<(u64, u64, u64)>> {
    let mut strata = Vec::new();
    for (stations, mean, swing) in [(300, 55, 20), (150, 45, 30), (60, 50, 10)] {
        let one = (0..stations).map(|_| {
            let valid = 100 + generator.below(500);
            let share = mean + generator.below(2 * swing) - swing;
            let first = valid * share / 100;
            (first, (valid - first) * 9 / 10, valid)
        });
        strata.push(one.collect());
    }
    strata
}

/// Shares of simulated counts whose intervals miss the truth: the fixed one at the end, the sequence at any look.
fn missed(repetitions: u64, drawn_of: [u64; 3]) -> (f64, f64, f64) {
    let truth_of = |strata: &[Vec<(u64, u64, u64)>]| {
        let all = strata.iter().flatten();
        let (a, b, x) = all.fold((0, 0, 0), |(a, b, x), s| (a + s.0, b + s.1, x + s.2));
        (a as f64 - b as f64) / x as f64
    };
    let names = ["A".to_owned(), "B".to_owned()];
    let counts: Vec<[u64; 3]> = (0..20_u64)
        .into_par_iter()
        .map(|chunk| {
            let mut generator = Pcg64::from_text(&format!("country {chunk} {drawn_of:?}"));
            let mut out = [0; 3];
            for _ in 0..repetitions / 20 {
                let strata = country(&mut generator);
                let truth = truth_of(&strata);
                let sizes: Vec<(&str, u64, u64)> = ["a", "b", "c"]
                    .iter()
                    .zip(&strata)
                    .zip(drawn_of)
                    .map(|((n, s), d)| (*n, s.len() as u64, d))
                    .collect();
                let (sample, all) = drawn(&sizes);
                // Stations are exchangeable: the values are dealt at random to the ids, so that the first ids are a
                // random sample; returns come in an order of their own.
                let mut values: HashMap<String, Return> = HashMap::new();
                for (name, stratum) in ["a", "b", "c"].iter().zip(&strata) {
                    let mut left = stratum.clone();
                    let mut i = 0;
                    while !left.is_empty() {
                        i += 1;
                        let (a, b, x) = left.swap_remove(generator.below(left.len() as u64) as usize);
                        values.insert(format!("{name}{i:04}"), back(x, x, [a, b]));
                    }
                }
                let mut order: Vec<&Drawn> = sample.sample.iter().collect();
                for i in (1..order.len()).rev() {
                    order.swap(i, generator.below(i as u64 + 1) as usize);
                }
                let mut came = HashMap::new();
                let (mut ever, mut naive) = (false, false);
                for d in order {
                    came.insert(d.station.clone(), values[&d.station].clone());
                    let e = estimate(&sample, &all, &names, &came, 0.95);
                    let Ok(e) = e else { continue };
                    // The lead is of whoever is first in the estimate; the truth is of A over B.
                    let sign = if e.lead.first == "A" { 1.0 } else { -1.0 };
                    let out_of = |low: f64, high: f64| sign * truth < low || sign * truth > high;
                    if e.interval == Interval::Fixed {
                        out[0] += u64::from(out_of(e.lead.low, e.lead.high));
                    } else {
                        ever |= out_of(e.lead.low, e.lead.high);
                        // What the fixed interval would have said at this look (half-widths in their proportion).
                        naive |= e.received >= 30
                            && (sign * truth - e.lead.difference).abs() > (e.lead.high - e.lead.low) * 0.3;
                    }
                }
                out[1] += u64::from(ever);
                out[2] += u64::from(naive);
            }
            out
        })
        .collect();
    let share = |i: usize| counts.iter().map(|c| c[i]).sum::<u64>() as f64 / repetitions as f64;
    (share(0), share(1), share(2))
}

#[test]
fn intervals_cover_the_truth_as_often_as_they_say() {
    const REPETITIONS: u64 = 2000;
    let allowed = 0.05 + 3.0 * (0.05_f64 * 0.95 / REPETITIONS as f64).sqrt();
    for drawn_of in [[60, 30, 12], [30, 15, 6]] {
        let (fixed, sequence, naive) = missed(REPETITIONS, drawn_of);
        println!("{drawn_of:?}: fixed misses {fixed:.4}, sequence ever {sequence:.4}, too narrow a one {naive:.4}");
        // The normal quantile with an estimated variance: a little optimistic in small samples, by no more than this.
        assert!(fixed <= allowed + 0.02, "{drawn_of:?}: fixed {fixed}");
        assert!(sequence <= allowed, "{drawn_of:?}: sequence {sequence}");
        assert!(naive > allowed, "a narrower interval must fail, or this test says nothing: {naive}");
    }
}

#[test]
fn files_are_read_and_what_is_wrong_is_named() {
    let text = r#"{"stations":"s.csv","margin":"0.01","confidence":"0.95","expected_share":"0.5","expected_response":"0.95",
        "design_effect":null,"seed":"12345678901234567890","allocation":"proportional","colour":1}"#;
    let (read, problems) = design(text.as_bytes());
    assert_eq!((read.unwrap().margin, problems[0].code.as_ref()), (0.01, "RLA-KEY"));
    for (from, to, code) in [
        ("\"0.01\"", "\"0\"", "RLA-FORMAT"),
        ("\"0.95\",\"expected_share\"", "\"1.5\",\"expected_share\"", "RLA-FORMAT"),
        ("12345678901234567890", "123", "RLA-SEED-FORM"),
        ("proportional", "fair", "RLA-CHOICE"),
        ("null", "\"x\"", "RLA-FORMAT"),
        ("}", "", "RLA-FORMAT"),
    ] {
        assert!(text.contains(from), "{from}");
        let (read, problems) = design(text.replace(from, to).as_bytes());
        assert!(read.is_none() && problems.iter().any(|p| p.code == code), "{code}: {problems:?}");
    }
    let rows = "station,stratum,registered,prior_share\n1,a,10,0.5\n1,a,10,\n2,a,x,\n3,a,9,7\n,a,1,\n4,b,5,\n";
    let (read, problems) = stations(rows.as_bytes(), 0);
    assert_eq!((read.len(), problems.len()), (2, 4));
    let codes: Vec<&str> = problems.iter().map(|p| p.code.as_ref()).collect();
    assert_eq!(codes, ["RLA-CARD-DUP", "RLA-CELL", "RLA-CELL", "RLA-CELL"]);
    let mut rows = String::from("station,received,turnout,valid,A,B\n");
    for row in ["1,2026-11-27T20:00:00Z,9,8,5,3", "9,yes,9,8,5,3", "1,yes,9,8,5,3", "2,yes,9,8,6,3", "3,yes,7,8,5,3"]
    {
        let _ = writeln!(rows, "{row}");
    }
    rows.push_str("4,no,,,,\n5,yes,x,8,5,3\n");
    let (names, came, problems) = returns(rows.as_bytes(), 0, &|id| id != "9");
    let codes: Vec<&str> = problems.iter().map(|p| p.code.as_ref()).collect();
    assert_eq!(names, ["A", "B"]);
    assert_eq!(codes, ["RLA-MVR-UNSAMPLED", "RLA-MVR-TWICE", "RLA-TALLY", "RLA-TALLY", "RLA-CELL"]);
    assert_eq!((came.len(), came["1"].valid), (1, 8));
}
