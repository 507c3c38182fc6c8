//! Checks whose refusal must be remembered.

use kernel::{Code, Result};

/// What a check of a secret came to. A refusal is a value and not an error, so that what the check wrote (a try
/// counted, a family of sessions ended) is committed with it; the caller turns it into an error afterwards with
/// [`Checked::into_result`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Checked<T> {
    Passed(T),
    Refused(Refusal),
}

/// Why a check refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: Code,
    /// For how long another try is refused too: the `Retry-After` of the answer. 0 when it need not wait.
    pub wait_s: i64,
}

impl<T> Checked<T> {
    pub(super) fn refused(code: Code) -> Self {
        Self::Refused(Refusal { code, wait_s: 0 })
    }

    /// After the commit: the value, or the refusal as an error.
    ///
    /// # Errors
    /// The refusal's code.
    pub fn into_result(self) -> Result<T> {
        match self {
            Self::Passed(value) => Ok(value),
            Self::Refused(refusal) => Err(refusal.code.into()),
        }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Checked<U> {
        match self {
            Self::Passed(value) => Checked::Passed(f(value)),
            Self::Refused(refusal) => Checked::Refused(refusal),
        }
    }
}
