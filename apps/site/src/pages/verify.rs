//! How can I check this without trusting anybody here? Commands for one entry, and how to run the verifier.

use super::{html, page};
use crate::error::Failure;
use crate::router::{Shared, Site};
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
        let address = match site.options.address.trim_end_matches('/') {
            "" => format!("{}://{host}", if local { "http" } else { "https" }),
            address => address.to_owned(),
        };
        let introduced = introduction(site, entry)?;
        // In exported files the folder `record` is the copy alone, and proofs stand beside it.
        let proofs = if site.options.address.is_empty() { "record/proof" } else { "proof" };
        let title = p.t("verify-title").to_owned();
        let page = VerifyPage {
            entry,
            steps: steps(&address, proofs, entry, introduced),
            verifier: format!(
                "cargo run --release -p verifier -- {address}/record\nscrutineer record verify {address}/record"
            ),
            p: p.titled(title, "nav-verify"),
        };
        Ok(html(&page))
    })
    .await
}

/// The entry that introduced the key an entry is signed with.
fn introduction(site: &Site, entry: u64) -> Result<u64, Failure> {
    let Some(entry) = site.data.entries(entry, 1)?.into_iter().next() else { return Ok(0) };
    Ok(super::record::issuer_of(site, &entry)?.map_or(0, |issuer| issuer.entry))
}

/// A host that can stand in a command without quoting.
fn plain(host: &str) -> bool {
    !host.is_empty()
        && host.len() < 256
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'))
}

/// The commands, step by step, in one shell: each step ends with `holds` or `DOES NOT HOLD`, or what openssl says.
fn steps(site: &str, proofs: &str, entry: u64, introduced: u64) -> Vec<Step> {
    let step = |title, text, commands: String| Step { title, text, commands };
    vec![
        step(
            "verify-1",
            "verify-1-text",
            format!(
                r#"S={site}
N={entry}
same() {{ [ -n "$1" ] && [ "$1" = "$2" ] && echo "holds: $3" || echo "DOES NOT HOLD: $3"; }}
hex() {{ od -An -v -tx1 | tr -d ' \n'; }}
curl -sf $S/api/v1/record/entries/$N/raw -o entry
curl -sf $S/{proofs}/$N -o proof
sed '1,/^$/d' proof > checkpoint
cat entry; echo; cat checkpoint"#
            ),
        ),
        step(
            "verify-2",
            "verify-2-text",
            r#"committed() { sed 's/.*"c":"\([^"]*\)".*/\1/' $1 | base64 -d | hex; }
C=$(committed entry)
curl -sf $S/record/statement/$C.json -o statement
curl -sf $S/record/statement/$C.nonce -o nonce
same "$(cat nonce statement | sha256sum | cut -c1-64)" $C "the entry commits to this statement""#
                .to_owned(),
        ),
        step(
            "verify-3",
            "verify-3-text",
            format!(
                r#"payload() {{ grep -o '"payload":"[^"]*"' $1 | cut -d'"' -f4 | base64 -d; }}
pem() {{ printf -- '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA%s\n-----END PUBLIC KEY-----\n' \
  "$(cut -d+ -f3- $1 | base64 -d | tail -c 32 | base64)"; }}
payload statement > said
curl -sf $S/api/v1/record/entries/{introduced}/raw -o introduction
curl -sf $S/record/statement/$(committed introduction).json -o introduced
payload introduced | grep -o '"vkey":"[^"]*"' | cut -d'"' -f4 > issuer.vkey
pem issuer.vkey > issuer.pem
(printf 'DSSEv1 28 application/vnd.in-toto+json %s ' $(wc -c < said); cat said) > signed
grep -o '"sig":"[^"]*"' statement | head -1 | cut -d'"' -f4 | base64 -d > signature
openssl pkeyutl -verify -pubin -inkey issuer.pem -rawin -in signed -sigfile signature"#
            ),
        ),
        step(
            "verify-4",
            "verify-4-text",
            r#"for D in $(grep -o '"digest":{"sha256":"[0-9a-f]*"' said | cut -d'"' -f6); do
  same "$(curl -sf $S/record/blob/$D | sha256sum | cut -c1-64)" $D "document $D"
done"#
                .to_owned(),
        ),
        step(
            "verify-5",
            "verify-5-text",
            r#"digest() { openssl dgst -sha256 -binary | base64; }
node() { (printf '\001'; echo $1 | base64 -d; echo $2 | base64 -d) | digest; }
H=$( (printf '\000'; cat entry) | digest)
I=$N; LAST=$(( $(sed -n 2p checkpoint) - 1 ))
for P in $(sed '/^$/,$d' proof | sed '1,/^index /d'); do
  if [ $((I % 2)) = 1 ] || [ $I = $LAST ]; then
    H=$(node $P $H)
    while [ $((I % 2)) = 0 ] && [ $I != 0 ]; do I=$((I / 2)); LAST=$((LAST / 2)); done
  else
    H=$(node $H $P)
  fi
  I=$((I / 2)); LAST=$((LAST / 2))
done
same "$H" "$(sed -n 3p checkpoint)" "the path from the entry ends in the root of the checkpoint""#
                .to_owned(),
        ),
        step(
            "verify-6",
            "verify-6-text",
            r#"curl -sf $S/record/log.vkey -o log.vkey
cat log.vkey
pem log.vkey > log.pem
sed '/^$/,$d' checkpoint > signed
grep -F "— $(head -1 checkpoint) " checkpoint | head -1 | cut -d' ' -f3 | base64 -d | tail -c 64 > signature
openssl pkeyutl -verify -pubin -inkey log.pem -rawin -in signed -sigfile signature"#
                .to_owned(),
        ),
    ]
}
