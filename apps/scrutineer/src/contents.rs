//! What stands on a record, read from the store: statements with their typed bodies, and erasures.

use kinds::inputs::{Erased, Stated};
use kinds::{Blobs, Body};
use record::statement::Envelope;
use store::Store;

/// Every readable statement in order of entries, and every erasure.
///
/// A statement that was erased or is restricted is left out; one whose content this version does not know is left out
/// too, and `record verify` names it.
pub(crate) fn read(store: &Store) -> anyhow::Result<(Vec<Stated>, Vec<Erased>)> {
    let mut stated = Vec::new();
    let mut erased = Vec::new();
    store.for_each_entry(0..store.size()?, &mut |entry| {
        let Some(statement) = entry.statement.as_deref() else { return Ok(()) };
        let Ok(said) = Envelope::parse(statement).and_then(|envelope| envelope.statement()) else { return Ok(()) };
        let Ok(body) = Body::read(&said.kind, &said.predicate) else { return Ok(()) };
        if let Body::Erasure(erasure) = &body
            && erasure.level == record::erasure::Level::Statement
        {
            erased.push(Erased { index: entry.index, refs: entry.entry.refs.clone() });
        }
        stated.push(Stated { index: entry.index, refs: entry.entry.refs.clone(), body });
        Ok(())
    })?;
    Ok((stated, erased))
}

/// The published documents of a store.
pub(crate) fn blobs(store: &Store) -> impl Blobs + '_ {
    |digest: &base::Digest| store.blob(digest).ok().flatten()
}
