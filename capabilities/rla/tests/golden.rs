//! Published vectors: sequential tests, generators, sampler, sizes. Both files may be redistributed; their origin is
//! named inside them.

use rla::martingale::{Bet, Estimator, Population, Test, error_free_size, kaplan_markov_size, run};
use rla::numpy::{Pcg64, SeedSequence, choose, cumulative};
use serde_json::Value;

fn file(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn test(method: &str, p: &Value) -> Test {
    let f = |key: &str| p[key].as_f64().unwrap();
    match (method, p["estim"].as_str(), p["bet"].as_str()) {
        ("alpha_mart", Some("fixed_alternative_mean"), _) => Test::Alpha(Estimator::Fixed { eta: f("eta") }),
        ("alpha_mart", Some("optimal_comparison"), _) => Test::Alpha(Estimator::OptimalComparison { p2: f("p2") }),
        ("alpha_mart", Some("shrink_trunc"), _) => {
            let c = Some(f("c"));
            Test::Alpha(Estimator::ShrinkTrunc { eta: f("eta"), c, d: f("d"), f: f("f"), min_sd: 1e-6 })
        }
        ("betting_mart", _, Some("agrapa")) => Test::Betting(Bet::Agrapa {
            initial: f("lam"),
            c0: f("c_grapa_0"),
            c_max: f("c_grapa_max"),
            c_grow: f("c_grapa_grow"),
        }),
        ("betting_mart", _, Some("fixed_bet")) => Test::Betting(Bet::Fixed { lambda: f("lam") }),
        ("kaplan_markov", ..) => Test::KaplanMarkov { g: f("g") },
        ("kaplan_wald", ..) => Test::KaplanWald { g: f("g") },
        ("kaplan_kolmogorov", ..) => Test::KaplanKolmogorov { g: f("g") },
        other => panic!("{other:?}"),
    }
}

#[test]
fn sequential_tests_give_the_published_p_at_every_listed_draw() {
    let golden = file(include_str!("cases/sequential_tests.json"));
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs().max(1e-300) || a == b;
    for vector in golden["vectors"].as_array().unwrap() {
        let x: Vec<f64> = golden["sequences"][vector["seq"].as_str().unwrap()]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v.as_f64().unwrap())
            .collect();
        let upper = vector["u"].as_f64().unwrap();
        let population = Population { size: vector["N"].as_u64(), upper, null_mean: vector["t"].as_f64().unwrap() };
        let mut at = vec![f64::NAN];
        let p =
            run(population, test(vector["method"].as_str().unwrap(), &vector["params"]), x.into_iter(), |_, p| {
                at.push(p);
            });
        let expected = vector["p"].as_f64().unwrap();
        assert!(close(p, expected), "{vector}: {p}");
        let first = at.iter().position(|p| *p <= 0.05);
        assert_eq!(first, vector["first"].as_u64().map(|n| n as usize), "{vector}");
        for (draw, expected) in vector["p_at"].as_object().unwrap() {
            let p = at[draw.parse::<usize>().unwrap()];
            assert!(close(p, expected.as_f64().unwrap()), "{vector} at {draw}: {p}");
        }
    }
    for row in golden["error_free_comparison_sizes_alpha_0_05"].as_array().unwrap() {
        let margin = row["diluted_margin"].as_f64().unwrap();
        assert_eq!(Some(error_free_size(margin, 0.05, 2.0)), row["n_max_bet"].as_u64());
        assert_eq!(Some(error_free_size(margin, 0.05, 1.8)), row["n_bet90"].as_u64());
        assert_eq!(Some(kaplan_markov_size(margin, 0.05, 1.03905)), row["n_kaplan_markov_gamma1_03905"].as_u64());
    }
    let seed = golden["cryptorandom"]["seed"].as_str().unwrap();
    for (i, digest) in golden["cryptorandom"]["nextRandom_first5_hex"].as_array().unwrap().iter().enumerate() {
        assert_eq!(rla::sample::cryptorandom(seed, i).to_string(), digest.as_str().unwrap());
    }
}

#[test]
fn numpys_generator_gives_its_own_states_numbers_and_choices() {
    let golden = file(include_str!("cases/seedsequence_pcg64_tickets.json"));
    for case in golden["generator"].as_array().unwrap() {
        let digest = base::digest::sha256(case["seed"].as_str().unwrap().as_bytes());
        assert_eq!(digest.to_string(), case["sha256"].as_str().unwrap());
        let sequence = SeedSequence::new(&digest);
        let pool: Vec<u64> = sequence.pool.iter().map(|w| u64::from(*w)).collect();
        assert_eq!(serde_json::json!(pool), case["pool"]);
        let state: Vec<String> = sequence.state().iter().map(|w| format!("{w:016x}")).collect();
        assert_eq!(serde_json::json!(state), case["generate_state_4_u64"]);
        let generator = Pcg64::new(&sequence);
        assert_eq!(format!("{:032x}", generator.state), case["pcg64_state"].as_str().unwrap());
        assert_eq!(format!("{:032x}", generator.increment), case["pcg64_inc"].as_str().unwrap());
        let mut raw = generator.clone();
        let first: Vec<String> = (0..5).map(|_| format!("{:016x}", raw.next_u64())).collect();
        assert_eq!(serde_json::json!(first), case["raw_first_5"]);
        let mut uniform = generator.clone();
        for expected in case["random_first_5"].as_array().unwrap() {
            assert!((uniform.uniform() - expected.as_str().unwrap().parse::<f64>().unwrap()).abs() < 1e-16);
        }
        let p: Vec<f64> =
            case["choice_p"].as_array().unwrap().iter().map(|p| p.as_str().unwrap().parse().unwrap()).collect();
        let (sums, mut choices) = (cumulative(&p), generator);
        let chosen: Vec<usize> = (0..10).map(|_| choose(&sums, &mut choices)).collect();
        assert_eq!(serde_json::json!(chosen), case["choice_10"]);
    }
    for ticket in golden["tickets"].as_array().unwrap() {
        use rla::replay::georgia::{first_ticket, next_ticket, python_pair};
        let text = |key: &str| ticket[key].as_str().unwrap();
        let hashed = format!(
            "{}{}",
            base::digest::sha256(text("seed").as_bytes()),
            python_pair(text("jurisdiction"), text("batch"))
        );
        assert_eq!(hashed, text("hashed_text"));
        let first = first_ticket(&hashed);
        assert_eq!(first, text("first_trimmed"));
        assert_eq!(next_ticket(&first), text("second_trimmed"));
    }
}

#[test]
fn tickets_are_those_of_the_specification() {
    let seed = rla::sample::Seed::new("12345678901234567890").unwrap();
    let mut tickets = rla::sample::Tickets::new(&seed);
    let expected = [
        ("B01/0001", "7ea4eb85ea0462e8"),
        ("B01/0002", "01ecf78b9f44e765"),
        ("B02/0001", "5c342f338352922e"),
        ("B02/0002", "ef66bb33018ab33d"),
    ];
    for (card, beginning) in expected {
        assert!(tickets.of(card).to_string().starts_with(beginning), "{card}");
    }
}
