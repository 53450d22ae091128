//! A published verdict on a board computed again from a copy, by the same code that computed it first.

use super::{ARCHIVE, Archive, CHECK, Due, Finding, NotWhole, VERSION, judge, standing};
use crate::body::Document;
use crate::inputs::{Erased, Stated, erased_of, rests_on_erased};
use record::audit::{Recomputed, RecordView};
use std::collections::BTreeMap;

/// Why an archive could not be read from a copy.
enum Unread {
    Said(Recomputed),
    NotWhole,
}

impl From<NotWhole> for Unread {
    fn from(_: NotWhole) -> Self {
        Self::NotWhole
    }
}

/// Verdicts computed again: a board is judged once, however many findings speak of it.
#[derive(Default)]
pub(crate) struct Again(BTreeMap<(u64, Option<u64>), Result<Summed, Recomputed>>);

/// The election a verdict is of, the canonical bytes, and the verdict in short.
type Summed = (Option<String>, Vec<u8>, BTreeMap<String, u64>);

impl Again {
    /// Computes a published verdict again from what stood on the record at its entry.
    pub(crate) fn check(
        &mut self,
        stated: &[Stated],
        erased: &[Erased],
        index: u64,
        finding: &Finding,
        record: &dyn RecordView,
    ) -> Recomputed {
        let differs = |detail: String| Recomputed::Differs { detail };
        if finding.check != CHECK || finding.version != VERSION {
            let Finding { check, version, .. } = finding;
            let reason = format!("this program knows {CHECK} in version {VERSION}, the finding is {check} {version}");
            return Recomputed::NotComputed { reason };
        }
        let mut all = standing(stated, erased, index);
        all.retain(|due| due.archive.document.sha256 == finding.archive);
        let stood = !all.is_empty();
        all.retain(|due| due.older.map(|(_, older)| older.document.sha256) == finding.older);
        // The same archive may stand under the name of another election, too: one of the entries must be what is meant.
        let said: Vec<Recomputed> = all.iter().map(|due| self.one(due, finding, record)).collect();
        if said.contains(&Recomputed::Equal) {
            return Recomputed::Equal;
        }
        said.into_iter().next().unwrap_or_else(|| {
            // What was erased since cannot be held against what was found before.
            rests_on_erased(&erased_of(erased, &[ARCHIVE], record), index).unwrap_or_else(|| {
                differs(match stood {
                    true => "it was not held against the state of the board that stood before".to_owned(),
                    false => format!("no archive {} stood on the record then", finding.archive),
                })
            })
        })
    }

    fn one(&mut self, due: &Due<'_>, finding: &Finding, record: &dyn RecordView) -> Recomputed {
        let judged = self.0.entry((due.entry, due.older.map(|(entry, _)| entry)));
        let (uuid, bytes, summary) = match judged.or_insert_with(|| judged_again(due, record)) {
            Ok(judged) => judged,
            Err(why) => return why.clone(),
        };
        if uuid.as_ref() != Some(&due.archive.uuid) {
            let detail = format!("the archive is not of the election {} that its entry names", due.archive.uuid);
            return Recomputed::Differs { detail };
        }
        crate::verify::compare(CHECK, record, finding.result.sha256, bytes, *summary == finding.summary)
    }
}

/// The verdict on an archive of a copy, or why there is none.
fn judged_again(due: &Due<'_>, record: &dyn RecordView) -> Result<Summed, Recomputed> {
    let differs = |detail: String| Recomputed::Differs { detail };
    let unknown = |reason: String| Recomputed::NotComputed { reason };
    let bytes = |entry: u64, document: &Document| match record.blob(&document.sha256) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) if record.erased_by(entry).is_some() => {
            Err(Recomputed::Erased { detail: format!("the archive of entry {entry} is erased") })
        }
        Ok(None) => Err(unknown(format!("the archive {} of entry {entry} is not in the copy", document.sha256))),
        Err(why) => Err(unknown(why.to_string())),
    };
    let whole = |entry: u64, archive: &Archive| {
        archive.bytes(|part| bytes(entry, part).map_err(Unread::Said)).map_err(|why| match why {
            Unread::Said(why) => why,
            Unread::NotWhole => differs(format!("the archive of entry {entry}: {NotWhole}")),
        })
    };
    let older = due.older.map(|(entry, older)| whole(entry, older)).transpose()?;
    let archive = whole(due.entry, due.archive)?;
    let log = due.archive.setup_log.as_ref().map(|log| bytes(due.entry, log)).transpose()?;
    let verdict = judge(&archive, older.as_ref(), log.as_deref()).map_err(|refusal| unknown(refusal.to_string()))?;
    let uuid = verdict.election.as_ref().map(|election| election.uuid.clone());
    Ok((uuid, verdict.to_bytes(), verdict.summary()))
}
