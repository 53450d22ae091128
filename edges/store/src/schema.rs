//! Which tables the database has: one text for SQLite and PostgreSQL, and the steps from older versions to it.
//!
//! The dialects differ in type names only. `TEXT` compares by bytes on both (`COLLATE "C"` on PostgreSQL).

use crate::db::{Connection, Isolation, Param, count};
use crate::error::{DatabaseError, StoreError};

/// Version of the schema this program writes: the number of steps below.
pub(crate) const VERSION: u64 = STEPS.len() as u64;

/// Each step brings a database from its position to the next version; a landed step is never edited.
const STEPS: [&str; 2] = [
    r"
create table setting (key {TEXT} not null primary key, value {TEXT} not null) {PLAIN};

create table head (
  id {INT} not null primary key check (id = 1),
  size {INT} not null,
  root {BYTES} not null,
  t {INT} not null,
  epoch {INT} not null,
  checkpoint_size {INT} not null,
  synced_size {INT} not null
) {PLAIN};

create table checkpoint (
  size {INT} not null primary key,
  root {BYTES} not null,
  epoch {INT} not null,
  note {TEXT} not null
) {PLAIN};

create table entry (
  position {INT} not null primary key,
  bytes {BYTES} not null,
  kind {TEXT} not null,
  publicity {INT} not null,
  erased_by {INT},
  nonce {BYTES},
  statement {BYTES},
  digest {BYTES}
) {PLAIN};
create unique index entry_digest on entry (digest);

create table subject (
  sha256 {BYTES} not null,
  position {INT} not null references entry (position),
  erased_by {INT},
  primary key (sha256, position)
) {CLUSTERED};
create index subject_position on subject (position);

create table disclosure (
  digest {TEXT} not null,
  position {INT} not null references entry (position),
  bytes {BYTES},
  erased_by {INT},
  primary key (digest, position)
) {CLUSTERED};
create index disclosure_position on disclosure (position);

create table removal (path {TEXT} not null primary key) {PLAIN};

create table projection_state (id {INT} not null primary key check (id = 1), version {INT} not null) {PLAIN};

create table projection (
  kind {TEXT} not null,
  n {INT} not null,
  id_key {TEXT} not null,
  id {TEXT} not null,
  title {TEXT} not null,
  party {TEXT} not null,
  place {TEXT} not null,
  date {TEXT} not null,
  status {TEXT} not null,
  signals {INT} not null,
  amount {REAL},
  currency {TEXT} not null,
  json {TEXT} not null,
  facets {TEXT} not null,
  text_sha256 {BYTES} not null,
  primary key (kind, n)
) {PLAIN};
create unique index projection_id on projection (kind, id_key);

create table projection_kind (kind {TEXT} not null primary key, row_count {INT} not null) {PLAIN};

create table row_order (
  kind {TEXT} not null,
  sort {TEXT} not null,
  present {INT} not null,
  positions {BYTES} not null,
  primary key (kind, sort)
) {PLAIN};

create table row_term (
  kind {TEXT} not null,
  term {TEXT} not null,
  positions {BYTES} not null,
  primary key (kind, term)
) {CLUSTERED};

create table row_facet (
  kind {TEXT} not null,
  facet {TEXT} not null,
  value_key {TEXT} not null,
  value {TEXT} not null,
  row_count {INT} not null,
  positions {BYTES} not null,
  primary key (kind, facet, value_key)
) {CLUSTERED};
create index row_facet_count on row_facet (kind, facet, row_count);

insert into projection_state (id, version) values (1, 0);
",
    // Statement files are durable before the checkpoint that names them: nothing to remember.
    "alter table head drop column synced_size",
];

/// Creates the tables, or brings older ones up to this version. Safe to call by several processes at once.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    loop {
        let version = version(connection)?;
        if version == VERSION {
            return Ok(());
        }
        if version > VERSION {
            return Err(StoreError::SchemaNewer { found: version, known: VERSION });
        }
        let step = usize::try_from(version).expect("the version is below the number of steps");
        let sql = dialect(STEPS[step], connection.is_sqlite());
        let outcome = connection.transaction(Isolation::Serializable, |connection| {
            connection.batch(
                "create table if not exists schema_version (id bigint not null primary key, version bigint not null)",
            )?;
            let found = connection.first("select version from schema_version where id = 1", &[])?;
            if found.map_or(0, |row| row.count(0)) != version {
                return Ok(());
            }
            connection.batch(&sql)?;
            connection.execute(
                "insert into schema_version (id, version) values (1, $1) on conflict (id) do update set version = $1",
                &[count(version + 1)],
            )?;
            Ok::<(), DatabaseError>(())
        });
        match outcome {
            // Another process was faster: look again.
            Err(failure) if failure.already_exists() => {}
            other => other?,
        }
    }
}

/// The schema version of the database; 0 for an empty one.
pub(crate) fn version(connection: &mut Connection) -> Result<u64, DatabaseError> {
    let table = if connection.is_sqlite() {
        "select count(*) from sqlite_master where type = 'table' and name = $1"
    } else {
        "select count(*) from information_schema.tables where table_schema = current_schema() and table_name::text = $1"
    };
    let exists = connection.first(table, &[Param::Text("schema_version")])?.is_some_and(|row| row.integer(0) > 0);
    if !exists {
        return Ok(0);
    }
    let row = connection.first("select version from schema_version where id = 1", &[])?;
    Ok(row.map_or(0, |row| row.count(0)))
}

fn dialect(sql: &str, sqlite: bool) -> String {
    let words: [(&str, &str, &str); 6] = [
        ("{INT}", "integer", "bigint"),
        ("{TEXT}", "text", "text collate \"C\""),
        ("{BYTES}", "blob", "bytea"),
        ("{REAL}", "real", "double precision"),
        ("{PLAIN}", "strict", ""),
        ("{CLUSTERED}", "strict, without rowid", ""),
    ];
    words.iter().fold(sql.to_owned(), |sql, (word, lite, post)| sql.replace(word, if sqlite { lite } else { post }))
}
