//! The published cases of `ocds-merge` 1.1: every compiled and every versioned release. Expected values: that project.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::shared;
use base::json::{Value, canonical, parse};
use procurement::merge;
use procurement::schema::Schema;

#[test]
fn agrees_with_every_published_case() {
    let Some(folder) = shared::folder() else { return };
    let schema = Schema::compile(&shared::bytes(&folder, "ocds-merge/release-schema-1__1__4.json")).unwrap();
    let mut cases = 0;
    for entry in std::fs::read_dir(folder.join("ocds-merge/1.1")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.strip_suffix(".json").unwrap();
        if stem.ends_with("-compiled") || stem.ends_with("-versioned") {
            continue;
        }
        let Value::Array(mut releases) = shared::json(&folder, &format!("ocds-merge/1.1/{name}")) else {
            panic!("{name} is an array")
        };
        merge::sort(&mut releases);
        let compiled = merge::compiled(&schema, &releases).unwrap();
        let versioned = merge::versioned(&schema, &releases).unwrap();
        let expected = |form| canonical(&shared::json(&folder, &format!("ocds-merge/1.1/{stem}-{form}.json")));
        assert_eq!(canonical(&compiled), expected("compiled"), "{stem} compiled");
        assert_eq!(canonical(&versioned), expected("versioned"), "{stem} versioned");
        cases += 1;
    }
    assert_eq!(cases, 17, "the published cases");
}

fn compiled(releases: &str) -> String {
    let Value::Array(mut releases) = parse(releases.as_bytes(), 64).unwrap().value else { panic!("an array") };
    merge::sort(&mut releases);
    canonical(&merge::compiled(Schema::release(), &releases).unwrap())
}

// Expected values worked out by hand from the reference page "Merging" of OCDS 1.1.

#[test]
fn null_takes_a_whole_branch_out_and_it_can_come_back() {
    assert_eq!(
        compiled(
            r#"[{"ocid":"o","date":"2020-01-01T00:00:00Z","tender":{"id":"t","title":"a"}},
                {"ocid":"o","date":"2020-01-02T00:00:00Z","tender":null},
                {"ocid":"o","date":"2020-01-03T00:00:00Z","tender":{"id":"u"}}]"#
        ),
        r#"{"date":"2020-01-03T00:00:00Z","id":"o-2020-01-03T00:00:00Z","ocid":"o","tag":["compiled"],"tender":{"id":"u"}}"#
    );
}

#[test]
fn order_is_by_instant_not_by_text() {
    // 23:30 at -05:00 is later than 02:00Z of the next day's text.
    assert_eq!(
        compiled(
            r#"[{"ocid":"o","date":"2020-01-01T23:30:00-05:00","tender":{"id":"late"}},
                {"ocid":"o","date":"2020-01-02T02:00:00Z","tender":{"id":"early"}}]"#
        ),
        r#"{"date":"2020-01-01T23:30:00-05:00","id":"o-2020-01-01T23:30:00-05:00","ocid":"o","tag":["compiled"],"tender":{"id":"late"}}"#
    );
}

#[test]
fn the_last_of_one_id_in_a_release_is_kept_and_items_without_id_are_appended() {
    assert_eq!(
        compiled(
            r#"[{"ocid":"o","date":"2020-01-01T00:00:00Z","awards":[{"id":"1","title":"a","description":"d"},{"id":"1","title":"b"}]},
                {"ocid":"o","date":"2020-01-02T00:00:00Z","awards":[{"title":"no id"},{"id":1,"title":"number"}]}]"#
        ),
        r#"{"awards":[{"id":"1","title":"b"},{"title":"no id"},{"id":1,"title":"number"}],"date":"2020-01-02T00:00:00Z","id":"o-2020-01-02T00:00:00Z","ocid":"o","tag":["compiled"]}"#
    );
}
