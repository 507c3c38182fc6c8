//! The front of the shop: what staff compose the home page of, and what they announce.

mod jobs;
pub mod model;
mod store;

use ::store::Tx;
use kernel::{Bucket, Code, Cursor, Cx, Error, PageAsk, Paged, Result, Time};
use serde::Serialize;
use work::event::{self, Event};

pub use jobs::handlers;
pub use model::{Announcement, AnnouncementId, Block, BlockKind, Draft, Level, Place, Window};

use crate::{catalog, media};

/// Announcements that are kept, shown or not: old ones make room.
const ANNOUNCEMENTS_MAX: i64 = 500;
/// Announcements that are shown at the same time, the newest first: a fourth is read by nobody.
const SHOWN_MAX: i64 = 3;
/// Whose the pictures of banners are.
const OWNER: media::Owner = media::Owner::public("front_home", 1);

/// The home page was composed anew: every page that shows it looks again.
#[derive(Debug, Serialize)]
pub struct FrontChanged {
    pub revision: i64,
}

impl Event for FrontChanged {
    const KIND: &'static str = "front.changed";
    fn entity(&self) -> i64 {
        1
    }
}

/// An announcement is shown from now on, as it stands here, or is no longer.
#[derive(Debug, Serialize)]
pub struct Announced {
    pub announcement: AnnouncementId,
    pub revision: i64,
    pub is_shown: bool,
    pub level: Level,
    pub place: Place,
    pub title: kernel::Text2,
    pub body: kernel::Text2,
    pub link: String,
}

impl Event for Announced {
    const KIND: &'static str = "front.announced";
    fn entity(&self) -> i64 {
        self.announcement.raw()
    }
}

/// The home page as it is composed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Rises with every change; whoever changes it names the one they have seen.
    pub revision: i64,
    pub blocks: Vec<Block>,
    /// Whether staff composed it; else it is what a new shop has.
    pub is_composed: bool,
}

impl Home {
    /// The blocks that are shown at a moment.
    pub fn shown(&self, now: Time) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.is_shown(now))
    }

    /// When a block appears or goes next.
    #[must_use]
    pub fn next_turn(&self, now: Time) -> Option<Time> {
        self.blocks.iter().filter(|block| block.is_on).filter_map(|block| block.window.next_turn(now)).min()
    }
}

/// # Errors
/// [`Code::Store`].
pub fn home(tx: &mut Tx<'_>) -> Result<Home> {
    let (revision, blocks) = store::home(tx)?;
    let is_composed = !blocks.is_empty();
    Ok(Home { revision, blocks: if is_composed { blocks } else { model::plain_home() }, is_composed })
}

/// Composes the home page; no blocks make it what a new shop has.
///
/// # Errors
/// [`Code::Invalid`] with a detail for each fault; [`Code::Outdated`] when it was changed since `revision`.
pub fn compose(tx: &mut Tx<'_>, cx: &Cx, revision: i64, blocks: &[Block]) -> Result<Home> {
    model::check_blocks(blocks)?;
    check_named(tx, blocks)?;
    if !store::compose(tx, revision, blocks, cx.now)? {
        return Err(Code::Outdated.into());
    }
    let pictures: Vec<&str> = blocks.iter().filter_map(|block| block.picture.as_deref()).collect();
    media::own(tx, cx, OWNER, &pictures)?;
    event::emit(tx, cx, &FrontChanged { revision: revision + 1 })?;
    home(tx)
}

/// What the blocks name must be here.
fn check_named(tx: &mut Tx<'_>, blocks: &[Block]) -> Result<()> {
    for (place, block) in blocks.iter().enumerate() {
        let missing =
            |field: &str, en: &str, zh: &str| Err(Error::field(format!("blocks[{place}].{field}"), en, zh));
        for spu in &block.products {
            if catalog::card(tx, *spu)?.is_none() {
                return missing(
                    "products",
                    &format!("there is no product {spu}"),
                    &format!("没有商品 {spu}"),
                );
            }
        }
        if let Some(picture) = &block.picture
            && !media::has(tx, picture)?
        {
            return missing("picture", "was not uploaded", "图片不存在");
        }
        if let Some(category) = block.category {
            match catalog::category(tx, category) {
                Ok(_) => {}
                Err(error) if error.code() == Code::NotFound => {
                    return missing("category", "does not exist", "分类不存在");
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Announces something, now or when its window opens.
///
/// # Errors
/// [`Code::Invalid`] with a detail for each fault, among them too many announcements.
pub fn announce(tx: &mut Tx<'_>, cx: &Cx, draft: &Draft) -> Result<Announcement> {
    draft.check()?;
    if ANNOUNCEMENTS_MAX <= store::count(tx)? {
        let told = format!("remove one first: there are {ANNOUNCEMENTS_MAX}");
        return Err(Error::field("title", told, format!("公告已达 {ANNOUNCEMENTS_MAX} 条，请先删除旧公告")));
    }
    let id = AnnouncementId::issue(cx, Bucket::COMMON)?;
    store::insert(tx, id, draft, cx.now)?;
    let made = announcement(tx, id)?;
    tell(tx, cx, &made)?;
    Ok(made)
}

/// # Errors
/// [`Code::Invalid`] with a detail for each fault; [`Code::NotFound`]; [`Code::Outdated`] when it was changed since
/// `revision`.
pub fn change(
    tx: &mut Tx<'_>,
    cx: &Cx,
    id: AnnouncementId,
    revision: i64,
    draft: &Draft,
) -> Result<Announcement> {
    draft.check()?;
    if !store::change(tx, id, revision, draft, cx.now)? {
        announcement(tx, id)?;
        return Err(Code::Outdated.into());
    }
    let changed = announcement(tx, id)?;
    tell(tx, cx, &changed)?;
    Ok(changed)
}

/// Takes an announcement away, from open pages too.
///
/// # Errors
/// [`Code::NotFound`].
pub fn withdraw(tx: &mut Tx<'_>, cx: &Cx, id: AnnouncementId) -> Result<Announcement> {
    let gone = announcement(tx, id)?;
    store::remove(tx, id)?;
    event::emit(tx, cx, &announced(&gone, false))?;
    Ok(gone)
}

/// # Errors
/// [`Code::NotFound`].
pub fn announcement(tx: &mut Tx<'_>, id: AnnouncementId) -> Result<Announcement> {
    store::get(tx, id)?.ok_or_else(|| Code::NotFound.into())
}

/// All of them, newest first: for staff.
///
/// # Errors
/// [`Code::BadCursor`].
pub fn announcements(tx: &mut Tx<'_>, page: &PageAsk) -> Result<Paged<Announcement>> {
    let [before] = page.after.as_ref().map_or(Ok([i64::MAX]), Cursor::parts)?;
    let rows = store::list(tx, before, page.fetch())?;
    Ok(Paged::cut(rows, page, |announcement| vec![announcement.id.raw()]))
}

/// What is announced at a moment, and when that changes by itself.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// The newest first.
    pub shown: Vec<Announcement>,
    pub next_turn: Option<Time>,
}

/// # Errors
/// [`Code::Store`].
pub fn board(tx: &mut Tx<'_>, now: Time) -> Result<Board> {
    Ok(Board { shown: store::shown(tx, now, SHOWN_MAX)?, next_turn: store::next_turn(tx, now)? })
}

fn announced(announcement: &Announcement, is_shown: bool) -> Announced {
    let Announcement { id, draft, revision, .. } = announcement.clone();
    let Draft { level, place, title, body, link, .. } = draft;
    // What is not shown is nobody's to read: its time may not have come.
    let (title, body, link) = if is_shown { (title, body, link) } else { Default::default() };
    Announced { announcement: id, revision, is_shown, level, place, title, body, link }
}

/// Tells how an announcement stands now, and again at each turn of its window.
fn tell(tx: &mut Tx<'_>, cx: &Cx, announcement: &Announcement) -> Result<()> {
    let window = announcement.draft.window;
    event::emit(tx, cx, &announced(announcement, window.is_open(cx.now)))?;
    jobs::turn_next(tx, cx, announcement)
}
