//! Computes every published figure from what stands on the record: one answer per check, as canonical bytes.

pub mod clauses;
mod flags;
mod lockin;
pub mod processes;
pub mod results;

use crate::body::{Document, Finding, FindingInput, Settings};
use crate::inputs::{Blobs, Inputs};
use base::digest::sha256;
use procurement::clauses::Catalogue;
use results::Answer;

/// Why a round of findings cannot be computed.
#[derive(Debug, thiserror::Error)]
pub enum FindingsError {
    /// The settings of the flags cannot be read.
    #[error("settings of the flags: {0}")]
    Flags(String),
    /// The settings of lock-in cannot be read.
    #[error("settings of lock-in: {0}")]
    Lockin(String),
    /// The round was computed with another catalogue of clauses.
    #[error(
        "this program holds the clause catalogue {held}, the findings were made with {asked}. Use the program version that made them."
    )]
    Catalogue {
        /// Digest of the catalogue in this program.
        held: String,
        /// Digest asked for.
        asked: String,
    },
}

/// Settings of a round with what this program holds: the embedded catalogue, a window of thirty days.
pub fn settings(flags_ini: &str) -> Settings {
    Settings {
        flags: flags_ini.to_owned(),
        window_days: 30,
        catalogue: clauses::catalogue_digest(Catalogue::embedded()),
        ..Settings::default()
    }
}

/// Computes every check over the inputs, in order of family and code. Releases whose documents are not there are added to
/// those that `inputs` misses.
///
/// # Errors
/// [`FindingsError`] if the settings cannot be used by this program.
pub fn answers(inputs: &mut Inputs, blobs: &dyn Blobs, settings: &Settings) -> Result<Vec<Answer>, FindingsError> {
    let catalogue = Catalogue::embedded();
    let held = clauses::catalogue_digest(catalogue);
    if held != settings.catalogue {
        return Err(FindingsError::Catalogue { held, asked: settings.catalogue.clone() });
    }
    let flag_settings = procurement::flags::Settings::parse(&settings.flags)
        .map_err(|error| FindingsError::Flags(error.to_string()))?;
    let clauses = clauses::answers(inputs, catalogue);
    let mut flags = flags::FlagsOf::new(&flag_settings);
    let mut lockin = lockin::LockinOf::new(settings, inputs, &clauses)?;
    let mut missing = processes::each(inputs, blobs, |processes| {
        flags.take(&processes);
        lockin.take(&processes);
    });
    inputs.missing.append(&mut missing);
    let mut out = flags.answers();
    out.extend(lockin.answers());
    // A clause that was not looked for is not published: silence is better than a verdict nobody found.
    out.extend(clauses.into_iter().filter(Answer::says_something));
    Ok(out)
}

/// The statement's content and the document for one answer.
pub fn finding(inputs: &Inputs, settings: &Settings, answer: &Answer) -> (Finding, Vec<u8>) {
    let bytes = answer.to_bytes();
    let (check, version) = answer.check();
    let finding = Finding {
        check: check.to_owned(),
        version,
        settings: settings.clone(),
        input: FindingInput { size: inputs.size, statements: inputs.statements(), digest: inputs.digest() },
        result: Document { sha256: sha256(&bytes), bytes: bytes.len() as u64 },
        summary: answer.summary(),
    };
    (finding, bytes)
}
