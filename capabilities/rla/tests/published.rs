//! Real audits of the past, computed again.

use crate::shared::shared;
use rla::replay::{colorado, georgia};
use rla::sample::Seed;
use std::fs;
use std::path::Path;

#[test]
fn colorados_lists_follow_from_seed_and_manifests() {
    let Some(folder) = shared("colorado2017") else { return };
    let seed = Seed::new("84437724778708423271").unwrap();
    let expected = [
        ("Adams", 64_596, 39, 39),
        ("Alamosa", 3_458, 50, 50),
        ("Baca", 941, 41, 43),
        ("Bent", 621, 84, 86),
        ("Boulder", 94_729, 52, 52),
    ];
    for (name, ballots, listed, draws) in expected {
        let bytes = |kind: &str| fs::read(folder.join(format!("{kind}_{name}.csv"))).unwrap();
        let (manifest, problems) = rla::manifest::read(&bytes("county_manifest")[..], 0);
        assert_eq!(problems, [], "{name}");
        let (list, problems) = colorado::ballot_list(&bytes("ballot_list")[..], 0);
        assert_eq!(problems, [], "{name}");
        let county = colorado::county(name, manifest.cards(), &list, &seed);
        assert_eq!((county.manifest_ballots, county.listed, county.draws), (ballots, listed, Some(draws)), "{name}");
        assert!(county.reproduced);
        // A manifest that is off by one is found, and the true size named.
        let wrong = colorado::county(name, ballots + 1, &list, &seed);
        assert_eq!((wrong.reproduced, wrong.implied_ballots), (false, Some(ballots)), "{name}");
    }
}

#[test]
fn all_manifests_of_2018_are_read_and_unreadable_rows_named() {
    let Some(folder) = shared("colorado2018_manifests") else { return };
    let (mut files, mut named) = (0, 0);
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let (manifest, problems) = rla::manifest::read(&bytes[..], 0);
        assert!(!manifest.batches.is_empty(), "{}", path.display());
        let refused =
            problems.iter().filter(|p| p.code == "RLA-MANIFEST-ROW" && p.action == base::Action::Refused).count();
        let text = String::from_utf8_lossy(&bytes);
        let blank = |line: &&str| line.replace([',', '"'], "").trim().is_empty();
        let rows = text.lines().skip(1).filter(|line| !blank(line)).count();
        assert_eq!(manifest.batches.len() + refused, rows, "{}: no row is lost", path.display());
        for problem in problems {
            named += 1;
            println!("{}: {problem}", path.file_name().unwrap().to_string_lossy());
        }
        files += 1;
    }
    println!("{files} manifests, {named} problems named");
    assert_eq!(files, 58);
}

#[test]
fn colorados_sample_sizes_follow_from_the_formula() {
    let Some(file) = shared("colorado_sizes/2020G_contest_round1.csv") else { return };
    let (sizes, problems) = colorado::sizes(&fs::read(file).unwrap()[..], 0);
    assert_eq!(problems, []);
    assert_eq!((sizes.rows, sizes.skipped), (565, 93));
    assert_eq!((sizes.optimistic_equal, sizes.estimated_equal), (565, 565), "{:?}", sizes.differences);
}

fn county_files(folder: &Path) -> Vec<georgia::CountyFile> {
    let mut out = Vec::new();
    for county in fs::read_dir(folder).unwrap() {
        let county = county.unwrap();
        for file in fs::read_dir(county.path()).unwrap() {
            let bytes = fs::read(file.unwrap().path()).unwrap();
            out.push(georgia::CountyFile { folder: county.file_name().into_string().unwrap(), bytes });
        }
    }
    out
}

#[test]
fn georgias_draws_tickets_and_p_values_are_made_again() {
    let Some(folder) = shared("georgia2026") else { return };
    let report = fs::read(folder.join("final_audit_report.csv")).unwrap();
    let manifests = county_files(&folder.join("manifests"));
    let replay = georgia::replay(&manifests, &county_files(&folder.join("candidate_totals")), &report).unwrap();
    let expected: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap();
    assert_eq!(Some(replay.batches as u64), expected["batches"].as_u64());
    for (contest, expected) in replay.contests.iter().zip(expected["contests"].as_array().unwrap()) {
        assert_eq!(contest.name, expected["name"].as_str().unwrap());
        assert_eq!(serde_json::json!(contest.order), expected["order"]);
        assert_eq!(Some(contest.unique_batches as u64), expected["unique"].as_u64());
        let number = |key: &str| expected[key].as_str().unwrap().parse::<f64>().unwrap();
        assert!((contest.error_bound_total - number("U")).abs() < 1e-13);
        assert!((contest.p - number("p")).abs() < 1e-14, "{} {}", contest.p, number("p"));
        assert!(contest.p_equal);
        assert_eq!(contest.tickets_equal, contest.tickets_published);
        assert_eq!(contest.tickets_published as u64, contest.draws);
    }
    // A changed total of one batch no longer gives the published p.
    let text = String::from_utf8(report).unwrap().replace("Mike Collins: 67;", "Mike Collins: 66;");
    let changed =
        georgia::replay(&manifests, &county_files(&folder.join("candidate_totals")), text.as_bytes()).unwrap();
    assert!(changed.contests.iter().any(|c| !c.p_equal));
}
