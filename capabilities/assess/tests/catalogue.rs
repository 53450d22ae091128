//! Is the catalogue in the product free of faults, and does the lint say no to broken ones?

use assess::catalogue;

/// Printed by the lint script that the catalogue came with.
const SHA256: &str = "aaa2bf4ed6a0f4f275c62bdeae93d588e2d6783516390a6bc8ec7f6fd279cb06";

#[test]
fn the_own_catalogue_has_no_fault_and_the_known_hash() {
    let checked = catalogue::check(&catalogue::own_files()).unwrap();
    assert_eq!(checked.faults, []);
    assert_eq!(checked.sha256, SHA256);
    let counts = checked.counts;
    assert_eq!(
        [counts.sources, counts.obligations, counts.indicators, counts.record_kinds, counts.critical],
        [46, 34, 143, 66, 16]
    );
    assert_eq!((counts.pins, counts.pins_verified), (394, 131));
}

/// One edit to one file, and what the lint must say.
const BROKEN: [(&str, &str, &str, &str); 14] = [
    ("indicators.yaml", "- id: LEG-02\n", "- id: LEG-01\n", "LEG-01 comes twice"),
    ("indicators.yaml", "obligations: [O20, O08]", "obligations: [O20, O99]", "unknown obligation O99"),
    ("indicators.yaml", "published_by: TRN-01", "published_by: TRN-99", "published_by"),
    ("indicators.yaml", "is: unbounded", "is: boundless", "nda has no value boundless"),
    ("indicators.yaml", "field: nda", "field: secrecy", "contract has no field secrecy"),
    ("indicators.yaml", "kind: rule_adoption", "kind: rule_adoptions", "unknown record kind rule_adoptions"),
    ("indicators.yaml", "partly: '0.25'", "partly: '-0.25'", "the bands of met and partly are the wrong way round"),
    ("indicators.yaml", "technology: [results_tx]", "technology: [telepathy]", "unknown technology telepathy"),
    ("obligations.yaml", "eos: [E09, E10, E05]", "eos: [E99]", "unknown eos id E99"),
    ("obligations.yaml", "{source: ICCPR, pin: '25(a)'", "{source: ICCPRX, pin: '25(a)'", "unknown source ICCPRX"),
    ("profiles.yaml", "[LEG-01, LEG-06, LEG-08, OVR-01,", "[LEG-06, LEG-08, OVR-01,", "39 indicators"),
    ("sources.yaml", "kind: treaty", "kind: treatise", "is not one of"),
    (
        "record-kinds.yaml",
        "{name: id, type: id, required: true, nullable: false}\n",
        "{name: id, type: number, required: true, nullable: false}\n",
        "is not one of",
    ),
    ("recommendations.yaml", "  number: 1\n", "  number: 1\n  number: 1\n", "key number twice"),
];

#[test]
fn each_kind_of_fault_is_found_with_its_words() {
    for (file, old, new, expected) in BROKEN {
        let mut files = catalogue::own_files();
        let text = String::from_utf8(files[file].clone()).unwrap();
        assert!(text.contains(old), "{file} no longer holds {old:?}: choose another edit");
        files.insert(file.to_owned(), text.replacen(old, new, 1).into_bytes());
        let checked = catalogue::check(&files).unwrap();
        assert!(checked.faults.iter().any(|f| f.what.contains(expected)), "{file}, {new:?}: {:?}", checked.faults);
        assert!(checked.catalogue.is_none());
    }
}

#[test]
fn a_missing_file_and_broken_yaml_stop_the_check() {
    let mut files = catalogue::own_files();
    files.remove("profiles.yaml");
    assert_eq!(catalogue::check(&files).unwrap_err().place, "profiles.yaml");
    let mut files = catalogue::own_files();
    files.insert("profiles.yaml".to_owned(), b"profiles: [".to_vec());
    assert_eq!(catalogue::check(&files).unwrap_err().code, "not-yaml");
}
