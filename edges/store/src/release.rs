//! A release: tables in one SQLite file that anyone opens with common tools. It is no record and has no proof in it.

use crate::error::{DatabaseError, StoreError};
use std::path::Path;

/// One table with named columns. Names are the caller's own words, never data: lower-case letters, digits and `_`.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its columns.
    pub columns: Vec<Column<'a>>,
    /// Columns that name a row; none if rows have no name.
    pub key: &'a [&'a str],
    /// Its rows, each as long as the columns; `None` is null.
    pub rows: &'a [Vec<Option<String>>],
}

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    /// Its name.
    pub name: &'a str,
    /// What stands in it.
    pub kind: Kind,
    /// The table whose key its values are.
    pub of: Option<&'a str>,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text as it is.
    Text,
    /// Whole numbers.
    Integer,
    /// Decimal numbers, kept as floating point.
    Decimal,
}

/// Writes tables into a new SQLite file; one that is there is replaced once the new one is whole.
///
/// Tables must come after those that their columns refer to.
///
/// # Errors
/// [`StoreError`] if the file cannot be written, or a row names something that the table referred to does not hold.
pub fn write(path: &Path, tables: &[Table<'_>]) -> Result<(), StoreError> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = Path::new(&partial);
    let file = |doing| move |source| StoreError::File { doing, path: path.to_owned(), source };
    match std::fs::remove_file(partial) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(file("writing")(error)),
        _ => {}
    }
    let written = fill(partial, tables)
        .map_err(|error| StoreError::Database { doing: "writing the release", source: DatabaseError::from(error) });
    if let Err(error) = written {
        let _ = std::fs::remove_file(partial);
        return Err(error);
    }
    std::fs::rename(partial, path).map_err(file("writing"))
}

fn fill(path: &Path, tables: &[Table<'_>]) -> rusqlite::Result<()> {
    let mut connection = rusqlite::Connection::open(path)?;
    // One file and nothing beside it, also while it is open.
    connection.pragma_update(None, "journal_mode", "MEMORY")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let transaction = connection.transaction()?;
    for table in tables {
        transaction.execute_batch(&definition(table))?;
        let marks = vec!["?"; table.columns.len()].join(", ");
        let mut insert = transaction.prepare(&format!("INSERT INTO {} VALUES ({marks})", table.name))?;
        for row in table.rows {
            insert.execute(rusqlite::params_from_iter(row))?;
        }
    }
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error)
}

fn definition(table: &Table<'_>) -> String {
    let mut parts: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let kind = match column.kind {
                Kind::Text => "TEXT",
                Kind::Integer => "INTEGER",
                Kind::Decimal => "REAL",
            };
            let of = column.of.map(|of| format!(" REFERENCES {of}")).unwrap_or_default();
            // Names come from code, never from data; quoted, because some are words of SQL.
            format!("\"{}\" {kind}{of}", column.name)
        })
        .collect();
    if !table.key.is_empty() {
        let key: Vec<String> = table.key.iter().map(|name| format!("\"{name}\"")).collect();
        parts.push(format!("PRIMARY KEY ({})", key.join(", ")));
    }
    format!("CREATE TABLE {} ({});", table.name, parts.join(", "))
}
