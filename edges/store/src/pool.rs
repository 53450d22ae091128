//! How many may read at once: a bounded set of reading connections, opened when first needed.

use crate::db::Connection;
use crate::error::DatabaseError;
use crate::options::Database;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex};

/// Page cache of one reading connection, in KiB.
const CACHE_KIB: u32 = 1_024;

/// Connections for reading.
pub(crate) struct Pool {
    database: Database,
    sqlite: PathBuf,
    limit: usize,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Connection>,
    open: usize,
}

impl Pool {
    pub(crate) fn new(database: Database, sqlite: PathBuf, limit: usize) -> Self {
        Self { database, sqlite, limit: limit.max(1), state: Mutex::default(), returned: Condvar::new() }
    }

    /// Lends a connection to `work`; waits while all are lent.
    pub(crate) fn with<T, E: From<DatabaseError>>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut lent = self.lend().map_err(E::from)?;
        let outcome = work(lent.connection.as_mut().expect("the connection is lent until the end"));
        drop(lent);
        outcome
    }

    fn lend(&self) -> Result<Lent<'_>, DatabaseError> {
        let mut state = self.state.lock().expect("no thread panics while it holds the pool");
        loop {
            if let Some(connection) = state.idle.pop() {
                return Ok(Lent { pool: self, connection: Some(connection) });
            }
            if state.open < self.limit {
                state.open += 1;
                drop(state);
                // From here on the place is given back by `Lent`, also if opening fails.
                let mut lent = Lent { pool: self, connection: None };
                lent.connection = Some(match &self.database {
                    Database::Sqlite => Connection::sqlite(&self.sqlite, CACHE_KIB, false)?,
                    Database::Postgres(url) => Connection::postgres(url)?,
                });
                return Ok(lent);
            }
            state = self.returned.wait(state).expect("no thread panics while it holds the pool");
        }
    }
}

struct Lent<'a> {
    pool: &'a Pool,
    connection: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.state.lock().expect("no thread panics while it holds the pool");
        // A panic while lent may have left a transaction open: such a connection is not lent again.
        match self.connection.take().filter(|c| !c.is_closed() && !std::thread::panicking()) {
            Some(connection) => state.idle.push(connection),
            None => state.open -= 1,
        }
        self.pool.returned.notify_one();
    }
}
