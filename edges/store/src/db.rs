//! One small type over two databases: the same SQL text runs on SQLite and on PostgreSQL.
//!
//! Parameters are `$1`, `$2` … named in the SQL in ascending order of first use (SQLite numbers them by appearance).
//! Integers are 64 bit, times are integers, JSON is text, there is no boolean. Safety comes from compare-and-swap
//! on rows; a transaction that PostgreSQL could not serialise (SQLSTATE 40001) runs again.

use crate::error::DatabaseError;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

/// How often a transaction is run again after a serialization failure before the failure is handed on.
const SERIALIZATION_RETRIES: u32 = 20;
/// Statements PostgreSQL keeps prepared per connection; list queries come in few shapes.
const PREPARED_LIMIT: usize = 256;
/// How long SQLite waits for another process's write transaction.
const BUSY_WAIT: Duration = Duration::from_secs(120);

/// A parameter of a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Param<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// A value in a result row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// One row of a result, read by column position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record(Vec<Value>);

/// A connection to either database.
pub(crate) enum Connection {
    Sqlite(rusqlite::Connection),
    Postgres { client: Box<postgres::Client>, prepared: HashMap<String, postgres::Statement> },
}

/// What a connection may do, and how a transaction begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// Reads of one moment.
    Snapshot,
    /// A writing transaction that behaves as if it ran alone.
    Serializable,
    /// A long writing transaction that holds a lock row and must not be run twice.
    Locked,
}

impl Connection {
    /// Opens (and creates) an SQLite file. `cache_kib` bounds the page cache; no file is mapped into memory.
    pub(crate) fn sqlite(path: &Path, cache_kib: u32, write: bool) -> Result<Self, DatabaseError> {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX
            | if write {
                rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE | rusqlite::OpenFlags::SQLITE_OPEN_CREATE
            } else {
                // A reader in WAL mode takes part in the shared-memory index, so it opens for writing and is told not to.
                rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE
            };
        let connection = rusqlite::Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY_WAIT)?;
        if write {
            connection.pragma_update(None, "journal_mode", "wal")?;
            // Erased bytes are overwritten, not only unlinked.
            connection.pragma_update(None, "secure_delete", "on")?;
        } else {
            connection.pragma_update(None, "query_only", "on")?;
        }
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "foreign_keys", "on")?;
        connection.pragma_update(None, "cache_size", -i64::from(cache_kib))?;
        connection.pragma_update(None, "mmap_size", 0)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self::Sqlite(connection))
    }

    /// Connects to PostgreSQL by URL or key-value text.
    pub(crate) fn postgres(url: &str) -> Result<Self, DatabaseError> {
        let mut config: postgres::Config = url.parse()?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(10));
        }
        let client = config.connect(postgres::NoTls)?;
        Ok(Self::Postgres { client: Box::new(client), prepared: HashMap::new() })
    }

    /// Whether this is SQLite.
    pub(crate) const fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// Whether the connection is gone and a new one is needed.
    pub(crate) fn is_closed(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres { client, .. } => client.is_closed(),
        }
    }

    /// Runs statements without parameters, separated by semicolons.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), DatabaseError> {
        match self {
            Self::Sqlite(connection) => connection.execute_batch(sql)?,
            Self::Postgres { client, .. } => client.batch_execute(sql)?,
        }
        Ok(())
    }

    /// Runs one statement; returns the number of rows it changed.
    pub(crate) fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, DatabaseError> {
        match self {
            Self::Sqlite(connection) => {
                let changed = connection.prepare_cached(sql)?.execute(rusqlite::params_from_iter(params))?;
                Ok(changed as u64)
            }
            Self::Postgres { client, prepared } => {
                let statement = prepare(client, prepared, sql)?;
                let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
                Ok(client.execute(&statement, &params)?)
            }
        }
    }

    /// Runs a query and hands every row to `each` as it comes, so that a long result needs no memory.
    pub(crate) fn each<E: From<DatabaseError>>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut each: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql).map_err(DatabaseError::from)?;
                let columns = statement.column_count();
                let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(DatabaseError::from)?;
                while let Some(row) = rows.next().map_err(DatabaseError::from)? {
                    each(Record::from_sqlite(row, columns)?)?;
                }
            }
            Self::Postgres { client, prepared } => {
                use postgres::fallible_iterator::FallibleIterator;
                let statement = prepare(client, prepared, sql)?;
                let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
                let mut rows = client.query_raw(&statement, params).map_err(DatabaseError::from)?;
                while let Some(row) = rows.next().map_err(DatabaseError::from)? {
                    each(Record::from_postgres(&row)?)?;
                }
            }
        }
        Ok(())
    }

    /// Runs a query and returns its rows.
    pub(crate) fn query(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Record>, DatabaseError> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(row);
            Ok::<(), DatabaseError>(())
        })?;
        Ok(rows)
    }

    /// Runs a query that returns at most one row.
    pub(crate) fn first(&mut self, sql: &str, params: &[Param<'_>]) -> Result<Option<Record>, DatabaseError> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// Runs `work` in a transaction: commits on `Ok`, rolls back on `Err`, runs again on a serialization failure.
    ///
    /// With [`Isolation::Locked`] nothing is run again: the work holds a lock row and may have consumed its input.
    pub(crate) fn transaction<T, E: From<DatabaseError> + SerializationFailure>(
        &mut self,
        isolation: Isolation,
        mut work: impl FnMut(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let begin = match (&*self, isolation) {
            (Self::Sqlite(_), Isolation::Snapshot) => "begin deferred",
            (Self::Sqlite(_), _) => "begin immediate",
            (Self::Postgres { .. }, Isolation::Snapshot) => "begin isolation level repeatable read read only",
            (Self::Postgres { .. }, Isolation::Serializable) => "begin isolation level serializable",
            (Self::Postgres { .. }, Isolation::Locked) => "begin isolation level read committed",
        };
        let mut attempt = 0;
        loop {
            self.batch(begin)?;
            let failure = match work(self) {
                Ok(value) => match self.batch("commit") {
                    Ok(()) => return Ok(value),
                    Err(failure) => E::from(failure),
                },
                Err(failure) => failure,
            };
            // A failed rollback leaves a dead connection, which the caller meets at its next statement.
            let _ = self.batch("rollback");
            attempt += 1;
            let again = failure.is_serialization_failure() && isolation != Isolation::Locked;
            if !again || attempt > SERIALIZATION_RETRIES {
                return Err(failure);
            }
        }
    }
}

/// Tells whether an error is worth running the transaction again.
pub(crate) trait SerializationFailure {
    /// True for SQLSTATE 40001 and 40P01 and for SQLite's stale-snapshot refusal.
    fn is_serialization_failure(&self) -> bool;
}

impl SerializationFailure for DatabaseError {
    fn is_serialization_failure(&self) -> bool {
        self.worth_repeating()
    }
}

fn prepare(
    client: &mut postgres::Client,
    prepared: &mut HashMap<String, postgres::Statement>,
    sql: &str,
) -> Result<postgres::Statement, DatabaseError> {
    if let Some(statement) = prepared.get(sql) {
        return Ok(statement.clone());
    }
    if prepared.len() >= PREPARED_LIMIT {
        prepared.clear();
    }
    let statement = client.prepare(sql)?;
    prepared.insert(sql.to_owned(), statement.clone());
    Ok(statement)
}

impl Record {
    /// The integer in a column; the schema says it is one.
    pub(crate) fn integer(&self, column: usize) -> i64 {
        self.integer_or_null(column).expect("the schema declares this column as a not-null integer")
    }

    /// The integer in a column, as a count or index.
    pub(crate) fn count(&self, column: usize) -> u64 {
        u64::try_from(self.integer(column)).expect("counts and indices are stored non-negative")
    }

    /// The integer in a column that may be null.
    pub(crate) fn integer_or_null(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Value::Integer(value)) => Some(*value),
            _ => None,
        }
    }

    /// The number in a column that may be null.
    pub(crate) fn real_or_null(&self, column: usize) -> Option<f64> {
        match self.0.get(column) {
            Some(Value::Real(value)) => Some(*value),
            _ => None,
        }
    }

    /// Takes the text out of a column; empty for null.
    pub(crate) fn take_text(&mut self, column: usize) -> String {
        self.take_text_or_null(column).unwrap_or_default()
    }

    /// Takes the text out of a column that may be null.
    pub(crate) fn take_text_or_null(&mut self, column: usize) -> Option<String> {
        match self.0.get_mut(column).map(|value| std::mem::replace(value, Value::Null)) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Takes the bytes out of a column; `None` for null.
    pub(crate) fn take_bytes(&mut self, column: usize) -> Option<Vec<u8>> {
        match self.0.get_mut(column).map(|value| std::mem::replace(value, Value::Null)) {
            Some(Value::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// All values, to hash or print.
    pub(crate) fn values(&self) -> &[Value] {
        &self.0
    }

    fn from_sqlite(row: &rusqlite::Row<'_>, columns: usize) -> Result<Self, DatabaseError> {
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            values.push(match row.get_ref(column)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(value) => Value::Integer(value),
                ValueRef::Real(value) => Value::Real(value),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
            });
        }
        Ok(Self(values))
    }

    fn from_postgres(row: &postgres::Row) -> Result<Self, DatabaseError> {
        let mut values = Vec::with_capacity(row.len());
        for (at, column) in row.columns().iter().enumerate() {
            let value = match *column.type_() {
                Type::INT8 => row.try_get::<_, Option<i64>>(at)?.map(Value::Integer),
                Type::INT4 => row.try_get::<_, Option<i32>>(at)?.map(|v| Value::Integer(v.into())),
                Type::INT2 => row.try_get::<_, Option<i16>>(at)?.map(|v| Value::Integer(v.into())),
                Type::FLOAT8 => row.try_get::<_, Option<f64>>(at)?.map(Value::Real),
                Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at)?.map(Value::Bytes),
                _ => row.try_get::<_, Option<String>>(at)?.map(Value::Text),
            };
            values.push(value.unwrap_or(Value::Null));
        }
        Ok(Self(values))
    }
}

impl<'a> From<Option<&'a [u8]>> for Param<'a> {
    fn from(bytes: Option<&'a [u8]>) -> Self {
        bytes.map_or(Self::Null, Self::Bytes)
    }
}

/// An index or count as a parameter.
pub(crate) fn count(value: u64) -> Param<'static> {
    Param::Integer(i64::try_from(value).expect("counts and indices stay below 2^63"))
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Null => ValueRef::Null,
            Self::Integer(value) => ValueRef::Integer(value),
            Self::Real(value) => ValueRef::Real(value),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match *self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(value) => match *kind {
                Type::INT2 => i16::try_from(value)?.to_sql(kind, out),
                Type::INT4 => i32::try_from(value)?.to_sql(kind, out),
                _ => value.to_sql(kind, out),
            },
            Self::Real(value) => value.to_sql(kind, out),
            Self::Text(text) => text.to_sql(kind, out),
            Self::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(
            *kind,
            Type::INT8 | Type::INT4 | Type::INT2 | Type::FLOAT8 | Type::TEXT | Type::VARCHAR | Type::BYTEA
        )
    }

    to_sql_checked!();
}
