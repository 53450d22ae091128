//! What the repository does to itself: `cargo run -p xtask -- <task>`.

mod boards;
mod load;
mod releases;

use anyhow::{Context as _, bail};
use std::fs::File;
use std::io::{BufWriter, Write as _};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("releases") => make_releases(&arguments[1..]),
        Some("boards") => make_boards(&arguments[1..]),
        Some("load") => load_of(&arguments[1..]),
        _ => bail!(
            "tasks: boards --out DIR (the boards of the sample election); releases --count N [--versions N] [--seed N] --out FILE (made-up releases for measuring); \
             load --host HOST:PORT --paths FILE [--rate N] [--seconds N] [--connections N] [--pid N] (asks a server)"
        ),
    }
}

fn make_releases(arguments: &[String]) -> anyhow::Result<()> {
    let (mut count, mut versions, mut seed, mut out) = (500_000, 1, 1, None);
    let mut rest = arguments.iter();
    while let Some(option) = rest.next() {
        let value = rest.next().with_context(|| format!("{option} wants a value"))?;
        match option.as_str() {
            "--count" => count = value.parse().context("--count")?,
            "--versions" => versions = value.parse().context("--versions")?,
            "--seed" => seed = value.parse().context("--seed")?,
            "--out" => out = Some(value.clone()),
            other => bail!("{other} is not an option; use --count, --versions, --seed and --out"),
        }
    }
    let path = out.context("name the file to write with --out")?;
    let mut file = BufWriter::new(File::create(&path).with_context(|| format!("creating {path}"))?);
    releases::write(count, versions, seed, &mut file)?;
    file.flush()?;
    Ok(())
}

fn make_boards(arguments: &[String]) -> anyhow::Result<()> {
    let [option, folder] = arguments else { bail!("use --out DIR") };
    if option != "--out" {
        bail!("{option} is not an option; use --out");
    }
    std::fs::create_dir_all(folder).with_context(|| format!("making {folder}"))?;
    for (name, bytes) in boards::files()? {
        let path = std::path::Path::new(folder).join(name);
        std::fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}

fn load_of(arguments: &[String]) -> anyhow::Result<()> {
    let mut load =
        load::Load { host: String::new(), paths: Vec::new(), rate: 500, seconds: 20, connections: 64, pid: None };
    let mut rest = arguments.iter();
    while let Some(option) = rest.next() {
        let value = rest.next().with_context(|| format!("{option} wants a value"))?;
        match option.as_str() {
            "--host" => load.host.clone_from(value),
            "--paths" => {
                let text = std::fs::read_to_string(value).with_context(|| format!("reading {value}"))?;
                load.paths = text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
            }
            "--rate" => load.rate = value.parse().context("--rate")?,
            "--seconds" => load.seconds = value.parse().context("--seconds")?,
            "--connections" => load.connections = value.parse().context("--connections")?,
            "--pid" => load.pid = Some(value.parse().context("--pid")?),
            other => bail!("{other} is not an option"),
        }
    }
    load::run(&load)
}
