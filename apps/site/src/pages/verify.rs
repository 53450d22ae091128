//! How can I check this without trusting anybody here? Commands for one entry, and how to run the verifier.

use super::{html, page};
use crate::router::Shared;
use crate::shell::Shell;
use askama::Template;
use axum::extract::{Query as Parameters, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "verify.html")]
struct VerifyPage {
    p: Shell,
    entry: u64,
    steps: Vec<Step>,
    verifier: String,
}

struct Step {
    title: &'static str,
    text: &'static str,
    commands: String,
}

/// Which entry the commands are for.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Which {
    entry: String,
}

/// `GET /verify`.
pub(super) async fn show(
    State(site): State<Shared>,
    shell: Shell,
    headers: HeaderMap,
    Parameters(which): Parameters<Which>,
) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(|host| plain(host));
    let host = host.unwrap_or("localhost:8080").to_owned();
    page(site, shell, move |site, p| {
        let size = site.data.size()?;
        let entry = which.entry.parse::<u64>().unwrap_or(0).min(size.saturating_sub(1));
        // Behind a proxy the outside scheme is not known here; only a machine's own name is served without TLS.
        let local = host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("[::1]");
        let site = format!("{}://{host}", if local { "http" } else { "https" });
        let title = p.t("verify-title").to_owned();
        let page = VerifyPage {
            entry,
            steps: steps(&site, entry),
            verifier: format!(
                "cargo run --release -p verifier -- {site}/record\nscrutineer record verify {site}/record"
            ),
            p: p.titled(title, "nav-verify"),
        };
        Ok(html(&page))
    })
    .await
}

/// A host that can stand in a command without quoting.
fn plain(host: &str) -> bool {
    !host.is_empty()
        && host.len() < 256
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'))
}

fn steps(site: &str, entry: u64) -> Vec<Step> {
    let api = format!("{site}/api/v1/record/entries/{entry}");
    vec![
        Step {
            title: "verify-1",
            text: "verify-1-text",
            commands: format!(
                "S={site}\ncurl -s $S/record/checkpoint -o checkpoint\ncat checkpoint\ncurl -s {api}/raw -o entry\ncat entry"
            ),
        },
        Step {
            title: "verify-2",
            text: "verify-2-text",
            commands: "C=$(sed 's/.*\"c\":\"\\([^\"]*\\)\".*/\\1/' entry | base64 -d | od -An -tx1 | tr -d ' \\n')\ncurl -s $S/record/statement/$C.json -o statement\ncurl -s $S/record/statement/$C.nonce -o nonce\ncat nonce statement | sha256sum\necho $C".to_owned(),
        },
        Step {
            title: "verify-3",
            text: "verify-3-text",
            commands: "sed 's/.*\"payload\":\"\\([^\"]*\\)\".*/\\1/' statement | base64 -d > said\ngrep -o '\"sha256\":\"[0-9a-f]*\"' said\nD=$(grep -o '\"sha256\":\"[0-9a-f]*\"' said | head -1 | cut -d'\"' -f4)\ncurl -s $S/record/blob/$D | sha256sum".to_owned(),
        },
        Step {
            title: "verify-4",
            text: "verify-4-text",
            commands: format!(
                "(printf '\\000'; cat entry) | sha256sum\ncurl -s $S/record/proof/{entry} -o proof\ncat proof\n\nnode() {{ printf '\\001'; printf %s \"$1$2\" | tr -d ' \\n' | sed 's/../\\\\x&/g' | xargs -0 printf '%b'; }}\n# node LEFT RIGHT | sha256sum"
            ),
        },
        Step {
            title: "verify-5",
            text: "verify-5-text",
            commands: "curl -s $S/record/log.vkey -o vkey\n(printf '302a300506032b6570032100' | sed 's/../\\\\x&/g' | xargs -0 printf '%b'; cut -d+ -f3- vkey | base64 -d | tail -c 32) > key.der\nsed '/^$/q' checkpoint | sed '$d' > signed\ngrep '^— ' checkpoint | head -1 | cut -d' ' -f3 | base64 -d | tail -c 64 > signature\nopenssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in signed -sigfile signature".to_owned(),
        },
    ]
}
