//! Reading a document in a process of its own, so that no defect of a parser reaches the caller.
//!
//! The program starts itself again, hands the file over on standard input and takes the answer from standard output; the
//! child needs neither files nor network nor environment. Its limits of time and memory are guards against defects, far
//! above what the counted limits allow: reaching one is an error of this machine at this time, never a result.

use crate::{MAX_FILE, VERSION, extract};
use base::document::Extracted;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// The argument that tells this program to be the child.
const ARGUMENT: &str = "__read_one_document";
/// Longest answer that is taken.
const MAX_ANSWER: u64 = 512 << 20;

/// What a child process may take before it is stopped.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Program to start; `None` for the one that runs. It must call [`child_main`] before anything else.
    pub program: Option<PathBuf>,
    /// Processor time in seconds (Unix).
    pub cpu_s: u64,
    /// Time by the clock in seconds.
    pub wall_s: u64,
    /// Address space in bytes (Linux and most other Unix).
    pub memory: u64,
}

impl Default for Limits {
    /// 120 s of processor time, 600 s by the clock, 3 GiB.
    fn default() -> Self {
        Self { program: None, cpu_s: 120, wall_s: 600, memory: 3 << 30 }
    }
}

/// Why a document could not be read on this machine, at this time. It says nothing about the document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentsError {
    /// The child could not be started.
    #[error("the program that reads documents could not be started; see that {} may be executed", .program.display())]
    Start {
        /// The program.
        program: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The child took too long.
    #[error("reading the document took more than {seconds} s here and was stopped; try again on an idle machine")]
    Time {
        /// The limit.
        seconds: u64,
    },
    /// The child ended without an answer: it ran out of memory or processor time, or met a defect.
    #[error(
        "reading the document failed here ({status}); try again with more memory, and report the file if it fails again"
    )]
    Failed {
        /// How it ended.
        status: ExitStatus,
    },
    /// The child's answer was not one.
    #[error("the program that reads documents gave no answer ({detail}); the program must call `child_main` first")]
    Answer {
        /// What was wrong with it.
        detail: String,
    },
}

/// Reads a document in a child process: the same answer as [`extract`], or an error of this machine.
///
/// # Errors
/// [`DocumentsError`] if the child cannot be started, is stopped, or fails. Nothing may be concluded about the document
/// then; another try, or another machine, can succeed.
pub fn extract_limited(bytes: &[u8], limits: &Limits) -> Result<Extracted, DocumentsError> {
    if bytes.len() > MAX_FILE {
        // Counted, not read: the answer needs no child.
        return Ok(extract(bytes));
    }
    let own = std::env::current_exe();
    let program = limits.program.clone().or_else(|| own.ok()).unwrap_or_else(|| PathBuf::from("/proc/self/exe"));
    let mut child = Command::new(&program)
        .args([ARGUMENT.to_owned(), limits.cpu_s.to_string(), limits.memory.to_string()])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|source| DocumentsError::Start { program: program.clone(), source })?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A child that fails closes its input; how it ended says more than the broken pipe.
            let _ = input.map(|mut input| input.write_all(bytes));
        });
        scope.spawn(move || {
            let mut answer = Vec::new();
            let read = output.map(|output| output.take(MAX_ANSWER + 1).read_to_end(&mut answer));
            let _ = send.send(read.and_then(Result::ok).map(|_| answer));
        });
        let answer = receive.recv_timeout(Duration::from_secs(limits.wall_s));
        // Whoever has answered is done; whoever has not will not any more. The threads end with their pipes.
        let finished =
            answer.as_ref().is_ok_and(|answer| answer.as_ref().is_some_and(|a| a.len() as u64 <= MAX_ANSWER));
        if !finished {
            let _ = child.kill();
        }
        let status = child.wait().map_err(|error| DocumentsError::Answer { detail: error.to_string() })?;
        match answer {
            Err(_) => Err(DocumentsError::Time { seconds: limits.wall_s }),
            Ok(_) if !status.success() => Err(DocumentsError::Failed { status }),
            Ok(answer) => read_answer(&answer.unwrap_or_default()),
        }
    })
}

/// First line of the child's answer: who speaks, and by which method.
fn greeting() -> String {
    format!("document text, version {VERSION}\n")
}

fn read_answer(answer: &[u8]) -> Result<Extracted, DocumentsError> {
    let json = answer.strip_prefix(greeting().as_bytes());
    let json = json.ok_or_else(|| DocumentsError::Answer { detail: "it does not know how".to_owned() })?;
    serde_json::from_slice(json).map_err(|error| DocumentsError::Answer { detail: error.to_string() })
}

/// Reads one document and exits, where this process was started for that; otherwise returns at once.
///
/// To be called first in `main` of every program that calls [`extract_limited`].
pub fn child_main() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() != Some(ARGUMENT) {
        return;
    }
    let mut limit = || arguments.next().and_then(|limit| limit.parse().ok());
    let guarded = limit().zip(limit()).is_some_and(|(cpu, memory)| guard(cpu, memory));
    let done = guarded && answer().is_ok();
    std::process::exit(if done { 0 } else { 2 });
}

fn answer() -> std::io::Result<()> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(MAX_FILE as u64 + 1).read_to_end(&mut bytes)?;
    let extracted = extract(&bytes);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    out.write_all(greeting().as_bytes())?;
    serde_json::to_writer(&mut out, &extracted)?;
    out.flush()
}

/// Sets the limits of this process; false if the system refuses.
#[cfg(unix)]
fn guard(cpu_s: u64, memory: u64) -> bool {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let set = |resource, most| setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).is_ok();
    // No file may be written and none is opened: the three pipes are there.
    set(Resource::Core, 0)
        && set(Resource::Fsize, 0)
        && set(Resource::Nofile, 3)
        && set(Resource::Cpu, cpu_s)
        && set(Resource::As, memory)
}

#[cfg(not(unix))]
fn guard(_cpu_s: u64, _memory: u64) -> bool {
    true
}
