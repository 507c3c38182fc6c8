//! What is announced now: every page shows it, so it is kept in memory until it changes or turns.

use std::sync::Arc;
use std::time::Duration;

use kernel::Result;
use mall::front::{self, Board};

use crate::app::App;

/// By the version of what is announced.
pub type Boards = moka::future::Cache<u64, Arc<Board>>;

/// Versions that are kept: readers of the one before may still be at it.
const KEPT_MAX: u64 = 4;

#[must_use]
pub fn kept(ttl: Duration) -> Boards {
    Boards::builder().max_capacity(KEPT_MAX).time_to_live(ttl).build()
}

impl App {
    /// What is announced at this moment.
    ///
    /// # Errors
    /// [`kernel::Code::Store`].
    pub async fn board(&self) -> Result<Arc<Board>> {
        let version = self.cache.board_version();
        let read = async {
            let now = self.now();
            let board = self.db.read(move |tx| front::board(tx, now)).await?;
            self.cache.turns_at(board.next_turn);
            Ok(Arc::new(board))
        };
        self.boards.try_get_with(version, read).await.map_err(|error: Arc<kernel::Error>| error.public_copy())
    }
}
