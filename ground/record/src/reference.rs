//! Which earlier entries does a statement correct, answer or erase? Named by their commitments inside what is signed.
//!
//! The entry's `ref` is written by whoever keeps the log; this is what binds it to the signer's word. A commitment
//! names one statement for ever and in every log, so a signed erasure or correction cannot be turned on another entry.

use crate::entry::MAX_REFS;
use crate::refusal::{Code, Refusal};
use base::Digest;
use base::json::Value;

/// The member of a predicate that names earlier entries; no kind has a field of this name.
pub const REFERENCES: &str = "_ref";

/// Writes the commitments of the entries that a statement refers to into its predicate, in the order of the entry's
/// `ref`. Nothing is written if there are none. A predicate that is no object stays as it is: it cannot be signed.
pub fn refer(predicate: &mut Value, commitments: &[Digest]) {
    let Some(object) = predicate.as_object_mut().filter(|_| !commitments.is_empty()) else { return };
    let list = commitments.iter().map(|commitment| commitment.to_string().as_str().into());
    object.insert(REFERENCES, Value::Array(list.collect()));
}

/// The commitments of the entries that a statement refers to.
///
/// # Errors
/// `R-REF-DIFFERS` if the member is not a list of 1 to 16 digests.
pub fn references(predicate: &Value) -> Result<Vec<Digest>, Refusal> {
    let Some(list) = predicate.get(REFERENCES) else { return Ok(Vec::new()) };
    list.as_array()
        .filter(|list| (1..=MAX_REFS).contains(&list.len()))
        .and_then(|list| list.iter().map(|item| Digest::from_hex(item.as_text()?)).collect())
        .ok_or_else(|| {
            Refusal::new(
                Code::RefDiffers,
                format!("/predicate/{REFERENCES}"),
                "it is not a list of 1 to 16 commitments in hexadecimal",
                "Name each earlier entry by its commitment, as its statement's file is named.",
            )
        })
}

/// Holds an entry's `ref` against what its statement's signer said. `refs`: the entry's; `said`: the statement's, by
/// [`references`]; `commitment_of`: the commitment of an earlier entry, `None` if it cannot be known.
///
/// # Errors
/// `R-REF-DIFFERS` with what differs.
pub fn check(refs: &[u64], said: &[Digest], commitment_of: &dyn Fn(u64) -> Option<Digest>) -> Result<(), Refusal> {
    let differs = |found: String| {
        let remedy =
            "Do not rely on the reference: sign a statement that names the same entries, by their commitments.";
        Err(Refusal::new(Code::RefDiffers, "field ref", found, remedy))
    };
    if said.len() != refs.len() {
        return differs(format!(
            "the entry refers to {} earlier entries, its signed statement to {}",
            refs.len(),
            said.len()
        ));
    }
    for (index, said) in refs.iter().zip(said) {
        match commitment_of(*index) {
            Some(commitment) if commitment == *said => {}
            Some(_) => {
                return differs(format!(
                    "the entry refers to entry {index}, its signed statement to another: the commitment {said}"
                ));
            }
            None => return differs(format!("entry {index}, to which it refers, could not be read")),
        }
    }
    Ok(())
}
