//! Staff compose the front of the shop.

use kernel::{Cx, Result, Text2};
use serde_json::json;
use store::Tx;

use super::{permit, record};
use crate::account::Permission;
use crate::front::{self, Announcement, AnnouncementId, Block, BlockKind, Draft, Home};
use crate::media::{self, Intent};

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`front::compose`].
pub fn compose(tx: &mut Tx<'_>, cx: &Cx, revision: i64, blocks: &[Block]) -> Result<Home> {
    let staff = permit(tx, cx, Permission::FrontWrite)?;
    let home = front::compose(tx, cx, revision, blocks)?;
    let kinds: Vec<&str> = blocks.iter().map(|block| block.kind.word()).collect();
    let detail = json!({ "revision": home.revision, "blocks": kinds });
    record::append(tx, cx, staff, "home.compose", "home", &detail)?;
    Ok(home)
}

/// Keeps a picture and puts a banner with it behind the other blocks, not shown yet.
///
/// # Errors
/// [`kernel::Code::Forbidden`]; as [`media::keep`] and [`front::compose`].
pub fn add_banner(tx: &mut Tx<'_>, cx: &Cx, intent: &Intent, title: &Text2) -> Result<Home> {
    permit(tx, cx, Permission::FrontWrite)?;
    let name = media::keep(tx, cx, intent)?;
    let Home { revision, mut blocks, .. } = front::home(tx)?;
    let banner = Block::of(BlockKind::Banner);
    blocks.push(Block { is_on: false, title: title.clone(), picture: Some(name.to_string()), ..banner });
    compose(tx, cx, revision, &blocks)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`front::announce`].
pub fn announce(tx: &mut Tx<'_>, cx: &Cx, draft: &Draft) -> Result<Announcement> {
    let staff = permit(tx, cx, Permission::FrontWrite)?;
    let made = front::announce(tx, cx, draft)?;
    record::append(tx, cx, staff, "announcement.create", &subject(made.id), &detail(draft))?;
    Ok(made)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`front::change`].
pub fn change_announcement(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: AnnouncementId,
    revision: i64,
    draft: &Draft,
) -> Result<Announcement> {
    let staff = permit(tx, cx, Permission::FrontWrite)?;
    let changed = front::change(tx, cx, id, revision, draft)?;
    record::append(tx, cx, staff, "announcement.change", &subject(id), &detail(draft))?;
    Ok(changed)
}

/// # Errors
/// [`kernel::Code::Forbidden`]; as [`front::withdraw`].
pub fn withdraw_announcement(tx: &mut Tx<'_>, cx: &Cx, id: AnnouncementId) -> Result<()> {
    let staff = permit(tx, cx, Permission::FrontWrite)?;
    let gone = front::withdraw(tx, cx, id)?;
    record::append(tx, cx, staff, "announcement.remove", &subject(id), &json!({ "title": gone.draft.title }))
}

fn subject(id: AnnouncementId) -> String {
    format!("announcement {id}")
}

fn detail(draft: &Draft) -> serde_json::Value {
    json!({ "title": draft.title, "level": draft.level, "place": draft.place, "window": draft.window })
}
