//! Ctrl-C and SIGTERM become a flag, so that what was started is stopped by ordinary `Drop`s.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use signal_hook::consts::{SIGINT, SIGTERM};

use crate::{Context, Failure, Result};

static REQUESTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Takes over SIGINT and SIGTERM. Only for commands whose every wait looks at [`check`].
///
/// # Errors
/// When the system refuses the handlers.
pub fn watch() -> Result<()> {
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&REQUESTED)).context("cannot watch for Ctrl-C")?;
    }
    Ok(())
}

pub fn requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}

/// # Errors
/// Once the user has asked to stop.
pub fn check() -> Result<()> {
    if requested() { Err(Failure::new("interrupted")) } else { Ok(()) }
}
