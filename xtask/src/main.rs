//! What the repository does to itself: `cargo run -p xtask -- <task>`.

mod releases;

use anyhow::{Context as _, bail};
use std::fs::File;
use std::io::{BufWriter, Write as _};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("releases") => make_releases(&arguments[1..]),
        _ => bail!("tasks: releases --count N [--seed N] --out FILE (made-up compiled releases for measuring)"),
    }
}

fn make_releases(arguments: &[String]) -> anyhow::Result<()> {
    let (mut count, mut seed, mut out) = (500_000, 1, None);
    let mut rest = arguments.iter();
    while let Some(option) = rest.next() {
        let value = rest.next().with_context(|| format!("{option} wants a value"))?;
        match option.as_str() {
            "--count" => count = value.parse().context("--count")?,
            "--seed" => seed = value.parse().context("--seed")?,
            "--out" => out = Some(value.clone()),
            other => bail!("{other} is not an option; use --count, --seed and --out"),
        }
    }
    let path = out.context("name the file to write with --out")?;
    let mut file = BufWriter::new(File::create(&path).with_context(|| format!("creating {path}"))?);
    releases::write(count, seed, &mut file)?;
    file.flush()?;
    Ok(())
}
