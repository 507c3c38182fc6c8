//! Why a command failed, as a sentence for the person who ran it.

use std::fmt;

/// One clear sentence. What it is about is in it: nobody reads a type name.
#[derive(Debug)]
pub struct Trouble(String);

impl Trouble {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// A sentence about a file.
    pub fn file(path: &std::path::Path, error: impl fmt::Display) -> Self {
        Self(format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Trouble {}

impl From<kernel::Error> for Trouble {
    fn from(error: kernel::Error) -> Self {
        Self(error.to_string())
    }
}

pub type Result<T, E = Trouble> = std::result::Result<T, E>;
