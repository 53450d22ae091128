//! Does belenios-tool, the first implementation, accept boards that this one made?

use crate::election::{UUID, hold_in};
use voting::group::{FiniteField, Group};

/// Debian's version knows the two finite-field groups and not Ed25519.
fn accepted_by_peer<G: Group>(g: &'static G) {
    let have = std::process::Command::new("belenios-tool").arg("--version").output().is_ok();
    if !have {
        assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "belenios-tool is missing");
        eprintln!("skipped: belenios-tool is not installed (Debian package belenios-tool)");
        return;
    }
    let folder = std::env::temp_dir().join(format!("voting-peer-{}-{}", g.name().as_str(), std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    // Single trustees: whether version 2.0 checks the bound form of threshold parameters is not known.
    let held = hold_in(g, [1; 5], false);
    std::fs::write(folder.join(format!("{UUID}.bel")), &held.bytes).unwrap();
    let run = std::process::Command::new("belenios-tool")
        .args(["election", "verify", "--dir"])
        .arg(&folder)
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

#[test]
fn belenios_2048() {
    accepted_by_peer(FiniteField::belenios_2048());
}

#[test]
fn rfc_3526_2048() {
    accepted_by_peer(FiniteField::rfc_3526_2048());
}
