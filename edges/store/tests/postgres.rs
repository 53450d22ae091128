//! A PostgreSQL server for these tests: made with `initdb` in a temporary folder, on a socket in that folder, gone when
//! the tests end. It does not sync unless `SCRUTINEER_PG_FSYNC=on`: these tests kill the program, not the server.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Makes an empty database and returns how to connect to it; `None`, having said why, without PostgreSQL.
pub(crate) fn fresh_database() -> Option<String> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let Some(server) = SERVER.get_or_init(Server::start) else {
        assert!(std::env::var_os("SCRUTINEER_REQUIRE_ALL").is_none(), "PostgreSQL is required and not installed");
        println!("skipped: PostgreSQL (initdb and postgres) is not installed");
        return None;
    };
    let name = format!("test{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let mut client = ::postgres::Client::connect(&server.url("postgres"), ::postgres::NoTls).unwrap();
    client.batch_execute(&format!("create database {name}")).unwrap();
    Some(server.url(&name))
}

struct Server {
    folder: PathBuf,
    /// A shell that stops the server and deletes its folder when this process ends, however it ends.
    _watcher: Child,
}

impl Server {
    fn start() -> Option<Self> {
        let binaries = binaries()?;
        let folder = tempfile::Builder::new().prefix("scrutineer-pg-").tempdir().unwrap().keep();
        let account = unprivileged(&folder);
        if let Some((user, group)) = account {
            std::os::unix::fs::chown(&folder, Some(user), Some(group)).unwrap();
        }
        let mut initdb = Command::new(binaries.join("initdb"));
        initdb.args(["--auth=trust", "--username=test", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"]);
        initdb.arg(folder.join("data")).current_dir(&folder);
        let made = as_account(&mut initdb, account).output().unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        // A background process of a shell reads from /dev/null, so the end of this process is noticed through
        // descriptor 3.
        let script = r#"
            exec 3<&0
            "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync="$3" -c max_connections=300 2>&1 3<&- &
            server=$!
            read -r _ <&3
            kill -INT $server
            wait $server
            rm -rf "$2"
        "#;
        let mut shell = Command::new("sh");
        let fsync = std::env::var("SCRUTINEER_PG_FSYNC").unwrap_or_else(|_| "off".into());
        shell.args(["-c", script, "sh"]).arg(&binaries).arg(&folder).arg(fsync).current_dir("/");
        shell.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut watcher = as_account(&mut shell, account).spawn().unwrap();
        let mut lines = BufReader::new(watcher.stdout.take().unwrap()).lines();
        let mut seen = String::new();
        loop {
            let line = lines.next().unwrap_or_else(|| panic!("postgres ended: {seen}")).unwrap();
            if line.contains("database system is ready to accept connections") {
                break;
            }
            seen.push_str(&line);
            seen.push('\n');
        }
        // The server's log must be read, or it blocks once the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { folder, _watcher: watcher })
    }

    fn url(&self, database: &str) -> String {
        format!("host={} user=test dbname={database}", self.folder.display())
    }
}

/// The folder of `initdb` and `postgres`, newest first.
fn binaries() -> Option<PathBuf> {
    let debian = (15..=30).rev().map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    debian.chain(path).find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

/// PostgreSQL refuses to run as root: user and group to run it as, if we are root.
fn unprivileged(ours: &Path) -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata(ours).unwrap().uid() != 0 {
        return None;
    }
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap();
    let account = |name: &str| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    account("postgres").or_else(|| account("nobody")).or(Some((65_534, 65_534)))
}

fn as_account(command: &mut Command, account: Option<(u32, u32)>) -> &mut Command {
    use std::os::unix::process::CommandExt;
    match account {
        Some((user, group)) => command.uid(user).gid(group),
        None => command,
    }
}
