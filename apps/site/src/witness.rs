//! Who outside cosigned the checkpoint: only signatures that verify against the record's own policy are counted.
//!
//! Whom to believe remains the reader's choice: the verifier takes a policy of the reader's own.

use crate::data::{Data, DataError};
use record::policy::Policy;
use record::{Refusal, SignedCheckpoint};

/// The witnesses of the latest checkpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Witnesses {
    /// Those whose cosignature verified.
    pub(crate) cosigned: u64,
    /// Those the record's policy knows; 0 without a policy.
    pub(crate) known: u64,
    /// Whether they are as many as the policy asks for; never without a witness.
    pub(crate) enough: bool,
    /// The policy cannot be read or a known witness's signature is false, so none is counted.
    pub(crate) damaged: bool,
}

/// Reads policy and checkpoint and verifies every cosignature of a known witness.
pub(crate) fn witnesses(data: &dyn Data) -> Result<Witnesses, DataError> {
    let Some(policy) = data.policy()? else { return Ok(Witnesses::default()) };
    let Some(checkpoint) = data.checkpoint()? else { return Ok(Witnesses::default()) };
    Ok(verified(&policy, &checkpoint).unwrap_or_else(|refusal| {
        tracing::warn!(%refusal, "no cosignature is counted");
        Witnesses { damaged: true, ..Witnesses::default() }
    }))
}

fn verified(policy: &[u8], checkpoint: &str) -> Result<Witnesses, Refusal> {
    let standing = Policy::parse(policy)?.standing(&SignedCheckpoint::parse(checkpoint.as_bytes())?)?;
    let cosigned = standing.cosigned.len() as u64;
    Ok(Witnesses { cosigned, known: standing.known as u64, enough: standing.met && cosigned > 0, damaged: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Private;
    use record::{Checkpoint, KeyType, Note, SigningKey};

    fn key(name: &str, kind: KeyType, seed: u8) -> SigningKey {
        SigningKey::from_seed(name, kind, &Private::new([seed; 32])).unwrap()
    }

    fn signed(cosigners: &[&SigningKey]) -> String {
        let log = key("log.example", KeyType::Ed25519, 1);
        let root = base::digest::sha256(b"root");
        let mut note: Note = Checkpoint::new("log.example", 5, root).sign(&log).unwrap().note;
        for cosigner in cosigners {
            note.cosign(cosigner, 1_700_000_000);
        }
        note.to_string()
    }

    #[test]
    fn only_cosignatures_that_verify_against_the_policy_count() {
        let (one, two, stranger) = (
            key("one.example", KeyType::Cosignature, 2),
            key("two.example", KeyType::Cosignature, 3),
            key("one.example", KeyType::Cosignature, 4),
        );
        let policy = format!(
            "witness one {}\nwitness two {}\ngroup both all one two\nquorum both\n",
            one.verifier(),
            two.verifier()
        );
        let count = |note: &str| verified(policy.as_bytes(), note).unwrap();
        let none = Witnesses { known: 2, ..Witnesses::default() };
        assert_eq!(count(&signed(&[])), none);
        // A signature under a known name by another key is a stranger's.
        assert_eq!(count(&signed(&[&stranger])), none);
        assert_eq!(count(&signed(&[&one, &stranger])), Witnesses { cosigned: 1, ..none });
        assert_eq!(count(&signed(&[&one, &two])), Witnesses { cosigned: 2, enough: true, ..none });
        // A false signature of a known witness is worse than none.
        let other = signed(&[&one]).replace("\n5\n", "\n6\n");
        assert!(verified(policy.as_bytes(), &other).is_err());
        assert!(verified(b"no policy", &signed(&[&one])).is_err());
        // Where nobody is asked for, nobody is "enough".
        assert_eq!(verified(b"quorum none\n", &signed(&[])).unwrap(), Witnesses::default());
    }
}
