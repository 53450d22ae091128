//! `scrutineer voting setup threshold …`: the keys of a group of trustees, step by step.

use super::setup::{group, written};
use super::setup_log::{Logged, Pen};
use super::{files, refused};
use crate::cli::Cli;
use crate::output::{self, Exit, Failure};
use base::Digest;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use voting::group::Group;
use voting::json::Reader;
use voting::keygen::{self, Certificates, Polynomials};
use voting::setup_log::{Step, hash as digest};
use voting::trustee::{Signed, TrusteeKey};
use voting::{hash, with_group};

/// Steps.
#[derive(Debug, Subcommand)]
pub(crate) enum Threshold {
    /// Step 1, each trustee: a secret seed and its certificate.
    Cert(Cert),
    /// Step 2, anyone: check all certificates.
    Check(Common),
    /// Step 3, each trustee: a polynomial in pieces, each encrypted to one trustee.
    Polynomial(WithKey),
    /// Step 4, the assembler: what each trustee gets.
    Route(Route),
    /// Step 5, each trustee: check what came, and make the share of the key.
    Accept(Accept),
    /// Step 6, the assembler: the published parameters, and each trustee's encrypted key.
    Assemble(Assemble),
}

/// Arguments of `cert`.
#[derive(Debug, Args)]
pub(crate) struct Cert {
    /// The group.
    #[arg(long)]
    group: String,
    /// i/k/n: trustee i of n, of whom k can decrypt.
    #[arg(long, value_name = "i/k/n")]
    context: String,
    /// Folder for `ID.cert` and `ID.key`.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    logged: Logged,
}

/// What all later steps read.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// The group.
    #[arg(long)]
    group: String,
    /// All certificates, one in each line, in order of their numbers.
    #[arg(long, value_name = "FILE")]
    certs: PathBuf,
}

/// Arguments of `polynomial`.
#[derive(Debug, Args)]
pub(crate) struct WithKey {
    #[command(flatten)]
    common: Common,
    /// This trustee's `ID.key`.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    logged: Logged,
}

/// Arguments of `route`.
#[derive(Debug, Args)]
pub(crate) struct Route {
    #[command(flatten)]
    common: Common,
    /// All polynomials, one in each line, in order.
    #[arg(long, value_name = "FILE")]
    polynomials: PathBuf,
    /// Folder for `ID.vinput`.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    logged: Logged,
}

/// Arguments of `accept`.
#[derive(Debug, Args)]
pub(crate) struct Accept {
    #[command(flatten)]
    with_key: WithKey,
    /// This trustee's `ID.vinput`.
    #[arg(long, value_name = "FILE")]
    vinput: PathBuf,
}

/// Arguments of `assemble`.
#[derive(Debug, Args)]
pub(crate) struct Assemble {
    #[command(flatten)]
    route: Route,
    /// All voutputs, one in each line, in order.
    #[arg(long, value_name = "FILE")]
    voutputs: PathBuf,
}

/// Runs a step.
pub(crate) fn run(verb: &Threshold, cli: &Cli) -> anyhow::Result<Exit> {
    let name = match verb {
        Threshold::Cert(a) => &a.group,
        Threshold::Check(a) => &a.group,
        Threshold::Polynomial(a) => &a.common.group,
        Threshold::Route(a) => &a.common.group,
        Threshold::Accept(a) => &a.with_key.common.group,
        Threshold::Assemble(a) => &a.route.common.group,
    };
    with_group!(group(name)?, g => step(g, verb, cli))
}

fn step<G: Group>(g: &G, verb: &Threshold, cli: &Cli) -> anyhow::Result<Exit> {
    let mut random = files::System;
    match verb {
        Threshold::Cert(a) => {
            let numbers: Option<Vec<u64>> = a.context.split('/').map(|n| n.parse().ok()).collect();
            let Some([i, k, n]) = numbers.as_deref() else {
                return Err(Failure::usage("bad-context", "--context is not i/k/n", "Write it like 1/2/3.").into());
            };
            let pen = a.logged.pen()?;
            let (seed, cert) = keygen::certificate(g, *i, *k, *n, &mut random).map_err(refused)?;
            if *k == 1 {
                output::remark("With k = 1 any single trustee can open every ballot.");
            }
            let id = hash::hex(cert.message.as_bytes());
            files::folder(&a.out)?;
            let paths = [a.out.join(format!("{id}.cert")), a.out.join(format!("{id}.key"))];
            files::create(&paths[1], seed.as_bytes(), true)?;
            let cert = cert.to_json(g);
            files::create(&paths[0], format!("{cert}\n").as_bytes(), false)?;
            log(pen, Step::Certificate, [("certificate", digest(&cert))])?;
            written(&paths, cli.json)
        }
        Threshold::Check(a) => {
            let certs = certificates(g, a)?;
            let (k, n) = (certs.threshold, certs.signed.len());
            if cli.json {
                output::json(&serde_json::json!({ "threshold": k, "size": n }))?;
            } else {
                output::text(format!("{n} certificates fit together; {k} trustees can decrypt"));
            }
            Ok(Exit::Done)
        }
        Threshold::Polynomial(a) => {
            let seed = files::read_secret(&a.key)?;
            let certs = certificates(g, &a.common)?;
            let pen = a.logged.pen()?;
            let polynomial = keygen::polynomial(g, &certs, &seed, &mut random).map_err(refused)?;
            let commitments =
                part(&polynomial, "coefexps", |r, v| Signed::read(r, g, v).map(|signed| signed.to_json(g)))?;
            let hashes = [
                ("certificates", all(g, &certs)),
                ("commitments", digest(&commitments)),
                ("message", digest(&polynomial)),
            ];
            log(pen, Step::Polynomial, hashes)?;
            output::text(polynomial);
            Ok(Exit::Done)
        }
        Threshold::Route(a) => {
            let certs = certificates(g, &a.common)?;
            let polynomials = polynomials(g, &certs, a)?;
            let pen = a.logged.pen()?;
            files::folder(&a.out)?;
            let mut paths = Vec::new();
            let mut hashes = vec![("certificates".to_owned(), all(g, &certs))];
            for (j, cert) in certs.signed.iter().enumerate() {
                let path = a.out.join(format!("{}.vinput", hash::hex(cert.message.as_bytes())));
                let message = polynomials.route(g, j);
                files::create_or_same(&path, message.as_bytes(), false)?;
                hashes.push((format!("message.{}", j + 1), digest(&message)));
                paths.push(path);
            }
            log(pen, Step::Route, hashes)?;
            written(&paths, cli.json)
        }
        Threshold::Accept(a) => {
            let seed = files::read_secret(&a.with_key.key)?;
            let certs = certificates(g, &a.with_key.common)?;
            let vinput = files::read_text(&a.vinput)?;
            let pen = a.with_key.logged.pen()?;
            let voutput = keygen::accept(g, &certs, &seed, vinput.trim().as_bytes(), &mut random).map_err(refused)?;
            let key =
                part(&voutput, "public_key", |r, v| TrusteeKey::read(r, g, v).map(|key| g.write(&key.public_key)))?;
            let hashes = [("key", digest(&key)), ("message", digest(&voutput)), ("received", digest(vinput.trim()))];
            log(pen, Step::Share, hashes)?;
            output::text(voutput);
            Ok(Exit::Done)
        }
        Threshold::Assemble(a) => {
            let certs = certificates(g, &a.route.common)?;
            let polynomials = polynomials(g, &certs, &a.route)?;
            let ids: Vec<String> = certs.signed.iter().map(|c| hash::hex(c.message.as_bytes())).collect();
            let text = files::read_text(&a.voutputs)?;
            let lines: Vec<&str> = text.lines().collect();
            let (parameters, keys) = keygen::assemble(g, certs, polynomials, &lines).map_err(refused)?;
            let pen = a.route.logged.pen()?;
            files::folder(&a.route.out)?;
            let mut paths = vec![a.route.out.join("threshold.json")];
            let parameters = parameters.to_json(g);
            files::create_or_same(&paths[0], parameters.as_bytes(), false)?;
            for (id, key) in ids.iter().zip(keys) {
                let path = a.route.out.join(format!("{id}.dkey"));
                files::create_or_same(&path, key.as_bytes(), true)?;
                paths.push(path);
            }
            log(pen, Step::Assemble, [("parameters", digest(&parameters))])?;
            written(&paths, cli.json)
        }
    }
}

fn certificates<G: Group>(g: &G, a: &Common) -> Result<Certificates<G>, Failure> {
    let text = files::read_text(&a.certs)?;
    Certificates::read(g, &text.lines().collect::<Vec<_>>()).map_err(refused)
}

fn polynomials<G: Group>(g: &G, certs: &Certificates<G>, a: &Route) -> Result<Polynomials<G>, Failure> {
    let text = files::read_text(&a.polynomials)?;
    Polynomials::read(g, certs, &text.lines().collect::<Vec<_>>()).map_err(refused)
}

fn log<N: Into<String>>(
    pen: Option<Pen>,
    step: Step,
    hashes: impl IntoIterator<Item = (N, Digest)>,
) -> Result<(), Failure> {
    pen.map_or(Ok(()), |pen| pen.write(step, hashes))
}

/// The hash of all certificates, one in each line.
fn all<G: Group>(g: &G, certs: &Certificates<G>) -> Digest {
    digest(&certs.signed.iter().map(|cert| cert.to_json(g) + "\n").collect::<String>())
}

/// A field of a message that was just made.
fn part(
    text: &str,
    field: &str,
    take: impl FnOnce(&mut Reader, &base::json::Value) -> Option<String>,
) -> Result<String, Failure> {
    let mut r = Reader::new("message");
    let value = r.parse(text.as_bytes(), false);
    let found = value.as_ref().and_then(|v| v.get(field)).and_then(|v| take(&mut r, v));
    found.ok_or_else(|| {
        Failure::new("SETUP_INVALID", format!("the message holds no {field}"), "Take the step again.").at("message")
    })
}
