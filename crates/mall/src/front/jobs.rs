//! Announcements begin and end by themselves: open pages are told at the moment.

use ::store::Tx;
use kernel::{Cx, Result};
use serde::{Deserialize, Serialize};
use work::{Handlers, Job, Payload, When, event};

use super::model::{Announcement, AnnouncementId};
use super::{announced, store};

/// Tells that an announcement begins or ends. Nothing happens when it was changed since: the change has told it.
#[derive(Serialize, Deserialize)]
pub struct Turn {
    announcement: AnnouncementId,
    revision: i64,
}

impl Payload for Turn {
    const KIND: &'static str = "front.turn";
}

impl Job for Turn {
    fn run(&self, tx: &mut Tx<'_>, cx: &Cx) -> Result<()> {
        match store::get(tx, self.announcement)? {
            Some(announcement) if announcement.revision == self.revision => {
                let is_shown = announcement.draft.window.is_open(cx.now);
                event::emit(tx, cx, &announced(&announcement, is_shown))?;
                turn_next(tx, cx, &announcement)
            }
            Some(_) | None => Ok(()),
        }
    }
}

pub fn turn_next(tx: &mut Tx<'_>, cx: &Cx, announcement: &Announcement) -> Result<()> {
    let Some(at) = announcement.draft.window.next_turn(cx.now) else { return Ok(()) };
    let turn = Turn { announcement: announcement.id, revision: announcement.revision };
    work::job::enqueue(tx, cx, &turn, When::At(at), None)
}

#[must_use]
pub fn handlers(handlers: Handlers) -> Handlers {
    handlers.job::<Turn>()
}
