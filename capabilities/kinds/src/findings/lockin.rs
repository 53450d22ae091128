//! The ten measures of lock-in.
use super::FindingsError;
use super::processes::Compiled;
use super::results::Answer;
use crate::body::Settings;
use crate::inputs::Inputs;

/// Placeholder until the engine lands.
pub(super) fn answers(
    _inputs: &Inputs,
    _processes: &[Compiled],
    _settings: &Settings,
    _clauses: &[Answer],
) -> Result<Vec<Answer>, FindingsError> {
    Ok(Vec::new())
}
