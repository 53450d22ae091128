//! What an operator watches: answers by class, time taken and bytes of memory, as Prometheus text. Nothing about readers.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the time buckets, in milliseconds.
const BOUNDS: [u64; 8] = [1, 2, 5, 10, 20, 50, 200, 1000];

/// Counters since start.
#[derive(Default)]
pub(crate) struct Metrics {
    classes: [AtomicU64; 5],
    buckets: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
    refused: AtomicU64,
}

impl Metrics {
    /// Counts one answer.
    pub(crate) fn answered(&self, status: u16, took: Duration) {
        if let Some(class) = self.classes.get(usize::from(status / 100).saturating_sub(1)) {
            class.fetch_add(1, Ordering::Relaxed);
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let at = BOUNDS.iter().position(|bound| micros <= bound * 1000).unwrap_or(BOUNDS.len());
        self.buckets[at].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// Counts one request refused for its rate.
    pub(crate) fn refused(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// Everything in the Prometheus text format 0.0.4.
    pub(crate) fn text(&self, entries: u64, rows: &[(String, u64)]) -> String {
        let mut out = String::new();
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let mut line = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        line("# HELP scrutineer_responses_total Answers by class of status code.".into());
        line("# TYPE scrutineer_responses_total counter".into());
        for (class, counter) in self.classes.iter().enumerate() {
            line(format!("scrutineer_responses_total{{class=\"{}xx\"}} {}", class + 1, read(counter)));
        }
        line("# HELP scrutineer_response_seconds Time from request to answer's head.".into());
        line("# TYPE scrutineer_response_seconds histogram".into());
        let mut sum = 0;
        for (bound, counter) in BOUNDS.iter().zip(&self.buckets) {
            sum += read(counter);
            line(format!("scrutineer_response_seconds_bucket{{le=\"{}.{:03}\"}} {sum}", bound / 1000, bound % 1000));
        }
        sum += read(&self.buckets[BOUNDS.len()]);
        line(format!("scrutineer_response_seconds_bucket{{le=\"+Inf\"}} {sum}"));
        let micros = read(&self.micros);
        line(format!("scrutineer_response_seconds_sum {}.{:06}", micros / 1_000_000, micros % 1_000_000));
        line(format!("scrutineer_response_seconds_count {sum}"));
        line("# HELP scrutineer_refused_total Requests refused for their rate.".into());
        line("# TYPE scrutineer_refused_total counter".into());
        line(format!("scrutineer_refused_total {}", read(&self.refused)));
        line("# HELP scrutineer_record_entries Entries on the record.".into());
        line("# TYPE scrutineer_record_entries gauge".into());
        line(format!("scrutineer_record_entries {entries}"));
        line("# HELP scrutineer_rows Rows for pages, by kind.".into());
        line("# TYPE scrutineer_rows gauge".into());
        for (kind, count) in rows {
            line(format!("scrutineer_rows{{kind=\"{kind}\"}} {count}"));
        }
        if let Some(bytes) = resident() {
            line("# HELP process_resident_memory_bytes Resident memory.".into());
            line("# TYPE process_resident_memory_bytes gauge".into());
            let _ = writeln!(out, "process_resident_memory_bytes {bytes}");
        }
        out
    }
}

/// Resident memory in bytes, where the system tells it.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}
