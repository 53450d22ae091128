//! Asks a server at a fixed rate and says how long readers waited: `xtask load`.
//!
//! The load is open: request number i is due at i ÷ rate whether earlier ones were answered or not, and its time runs
//! from when it was due, so that a server that falls behind is not flattered (Tene's "coordinated omission").

use anyhow::{Context as _, bail};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What to ask, and how fast.
pub(crate) struct Load {
    /// `127.0.0.1:8080`.
    pub(crate) host: String,
    /// Paths, asked one after another, again from the first after the last.
    pub(crate) paths: Vec<String>,
    /// Requests per second.
    pub(crate) rate: u64,
    /// For how long.
    pub(crate) seconds: u64,
    /// Connections kept open; more than `rate` × the slowest answer, or the load is not open.
    pub(crate) connections: usize,
    /// The server's process, to read its CPU time and peak memory.
    pub(crate) pid: Option<u32>,
}

struct Answer {
    path: usize,
    /// From when it was due to the last byte.
    took: Duration,
    status: u16,
    bytes: usize,
}

/// Runs the load and writes a line for all paths together and one for each group of paths that begin alike.
pub(crate) fn run(load: &Load) -> anyhow::Result<()> {
    if load.paths.is_empty() || load.rate == 0 {
        bail!("name at least one path and a rate above 0");
    }
    let before = load.pid.map(cpu_seconds).transpose()?;
    let total = load.rate * load.seconds;
    let next = AtomicU64::new(0);
    let start = Instant::now() + Duration::from_millis(100);
    let answers: Vec<anyhow::Result<Vec<Answer>>> = std::thread::scope(|scope| {
        let work = || worker(load, &next, start, total);
        let threads: Vec<_> = (0..load.connections).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|thread| thread.join().expect("a worker does not panic")).collect()
    });
    let mut all = Vec::new();
    for answer in answers {
        all.extend(answer?);
    }
    let took = start.elapsed().as_secs_f64();
    let mut out = std::io::stdout().lock();
    report(&mut out, "all", &all.iter().collect::<Vec<_>>())?;
    for (at, path) in load.paths.iter().enumerate().take(12) {
        let of_path: Vec<&Answer> = all.iter().filter(|answer| answer.path == at).collect();
        if load.paths.len() <= 12 {
            report(&mut out, path, &of_path)?;
        }
    }
    let reached = all.len() as f64 / took;
    writeln!(out, "asked {} at {} a second wanted, {reached:.0} reached, over {took:.1} s", all.len(), load.rate)?;
    if let (Some(pid), Some(before)) = (load.pid, before) {
        let cpu = cpu_seconds(pid)? - before;
        let each = cpu * 1000.0 / all.len().max(1) as f64;
        writeln!(out, "server: {cpu:.2} CPU-s, {each:.2} CPU-ms a request, peak memory {} kB", peak_memory(pid)?)?;
    }
    Ok(())
}

fn report(out: &mut impl std::io::Write, name: &str, answers: &[&Answer]) -> anyhow::Result<()> {
    let mut times: Vec<Duration> = answers.iter().map(|answer| answer.took).collect();
    times.sort_unstable();
    let at = |share: f64| {
        let place = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len().max(1)) - 1;
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    };
    let wrong = answers.iter().filter(|answer| answer.status != 200).count();
    let bytes = answers.iter().map(|answer| answer.bytes).sum::<usize>() / answers.len().max(1);
    writeln!(
        out,
        "{name}: n {}, not 200: {wrong}, p50 {:.1} ms, p90 {:.1} ms, p99 {:.1} ms, max {:.1} ms, mean {bytes} bytes",
        answers.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0),
    )?;
    Ok(())
}

fn worker(load: &Load, next: &AtomicU64, start: Instant, total: u64) -> anyhow::Result<Vec<Answer>> {
    let mut connection: Option<BufReader<TcpStream>> = None;
    let mut answers = Vec::new();
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= total {
            return Ok(answers);
        }
        let due = start + Duration::from_nanos(number * 1_000_000_000 / load.rate);
        if let Some(wait) = due.checked_duration_since(Instant::now()) {
            std::thread::sleep(wait);
        }
        let path = usize::try_from(number).context("too many requests")? % load.paths.len();
        let mut reader = match connection.take() {
            Some(reader) => reader,
            None => {
                let stream =
                    TcpStream::connect(&load.host).with_context(|| format!("connecting to {}", load.host))?;
                stream.set_nodelay(true)?;
                BufReader::new(stream)
            }
        };
        let request = format!("GET {} HTTP/1.1\r\nhost: {}\r\n\r\n", load.paths[path], load.host);
        reader.get_mut().write_all(request.as_bytes())?;
        let (status, bytes) = read_answer(&mut reader)?;
        answers.push(Answer { path, took: due.elapsed(), status, bytes });
        connection = Some(reader);
    }
}

/// Reads one answer, of known length or in chunks.
fn read_answer(reader: &mut BufReader<TcpStream>) -> anyhow::Result<(u16, usize)> {
    let mut line = String::new();
    let mut read_line = |reader: &mut BufReader<TcpStream>| -> anyhow::Result<String> {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            bail!("the server closed the connection");
        }
        Ok(line.trim_end().to_ascii_lowercase())
    };
    let status = read_line(reader)?.get(9..12).and_then(|code| code.parse().ok()).context("no status line")?;
    let (mut length, mut chunked) = (0, false);
    loop {
        let header = read_line(reader)?;
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().context("content-length")?;
        }
        chunked |= header.starts_with("transfer-encoding:") && header.contains("chunked");
    }
    if !chunked {
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink())?;
        return Ok((status, usize::try_from(length)?));
    }
    let mut bytes = 0;
    loop {
        let size = u64::from_str_radix(read_line(reader)?.split(';').next().unwrap_or_default(), 16)?;
        std::io::copy(&mut reader.by_ref().take(size + 2), &mut std::io::sink())?;
        bytes += usize::try_from(size)?;
        if size == 0 {
            return Ok((status, bytes));
        }
    }
}

/// User and system time of a process so far (Linux: fields 14 and 15 of `/proc/PID/stat`, in hundredths).
fn cpu_seconds(pid: u32) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).context("reading the server's CPU time")?;
    let fields = text.rsplit_once(')').context("no process name")?.1.split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Ok(ticks as f64 / 100.0)
}

/// Peak resident memory of a process in kB.
fn peak_memory(pid: u32) -> anyhow::Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).context("reading the server's memory")?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:")).context("no VmHWM")?;
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).context("VmHWM is no number")
}
