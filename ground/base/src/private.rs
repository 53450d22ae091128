//! A value that must not leave: no `Serialize`, no `Display`, and a `Debug` that says nothing of it.

use std::fmt;

/// Holds personal data or a secret while it is in memory.
///
/// The value is reached only through [`Private::expose`], so that a reviewer can find every use.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself; every call is a place to review.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private(…)")
    }
}
