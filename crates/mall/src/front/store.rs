//! The tables of the shop's front.

use ::store::{Row, Tx, sql};
use kernel::{Code, Error, Result, Text2, Time, params};

use super::model::{Announcement, AnnouncementId, Block, Draft, Window};

macro_rules! announcements {
    () => {
        "select id, level, place, title_zh, title_en, body_zh, body_en, link, starts_at, ends_at, revision,
                created_at, changed_at
           from front_announcements"
    };
}

sql! {
    HOME = "select revision, blocks from front_home where id = 1";
    COMPOSE = "
        update front_home set revision = revision + 1, blocks = ?2, changed_at = ?3 where id = 1 and revision = ?1";
    INSERT = "
        insert into front_announcements (id, level, place, title_zh, title_en, body_zh, body_en, link, starts_at,
            ends_at, revision, created_at, changed_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?11, ?11)";
    CHANGE = "
        update front_announcements
           set level = ?3, place = ?4, title_zh = ?5, title_en = ?6, body_zh = ?7, body_en = ?8, link = ?9,
               starts_at = ?10, ends_at = ?11, revision = revision + 1, changed_at = ?12
         where id = ?1 and revision = ?2";
    REMOVE = "delete from front_announcements where id = ?1";
    COUNT = "select count(*) from front_announcements";
    GET = concat!(announcements!(), " where id = ?1");
    LIST = concat!(announcements!(), " where id < ?1 order by id desc limit ?2");
    SHOWN = concat!(announcements!(), "
         where starts_at <= ?1 and ends_at > ?1 order by id desc limit ?2");
    NEXT_START = "
        select starts_at from front_announcements where starts_at > ?1 order by starts_at limit 1";
    NEXT_END = "
        select ends_at from front_announcements where ends_at > ?1 and ends_at < ?2 order by ends_at limit 1";
}

/// The end of what has none.
const NEVER: i64 = i64::MAX;

/// The revision of the home page, and its blocks.
pub fn home(tx: &mut Tx<'_>) -> Result<(i64, Vec<Block>)> {
    let (revision, text): (i64, String) = tx.one(HOME, &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let blocks = serde_json::from_str(&text).map_err(|error| Error::new(Code::Store).because(error))?;
    Ok((revision, blocks))
}

/// Whether nobody else was faster.
pub fn compose(tx: &mut Tx<'_>, revision: i64, blocks: &[Block], now: Time) -> Result<bool> {
    let text = serde_json::to_string(blocks).map_err(|error| Error::new(Code::Internal).because(error))?;
    Ok(tx.execute(COMPOSE, params![revision, text, now])? == 1)
}

fn ends(window: Window) -> (i64, i64) {
    (window.from.map_or(0, Time::micros), window.until.map_or(NEVER, Time::micros))
}

pub fn insert(tx: &mut Tx<'_>, id: AnnouncementId, draft: &Draft, now: Time) -> Result<()> {
    let Draft { level, place, title, body, link, window } = draft;
    let (from, until) = ends(*window);
    tx.execute(
        INSERT,
        params![id, level, place, title.zh, title.en, body.zh, body.en, link, from, until, now],
    )
    .map(drop)
}

/// Whether it was there in this revision.
pub fn change(tx: &mut Tx<'_>, id: AnnouncementId, revision: i64, draft: &Draft, now: Time) -> Result<bool> {
    let Draft { level, place, title, body, link, window } = draft;
    let (from, until) = ends(*window);
    let rows = tx.execute(
        CHANGE,
        params![id, revision, level, place, title.zh, title.en, body.zh, body.en, link, from, until, now],
    )?;
    Ok(rows == 1)
}

pub fn remove(tx: &mut Tx<'_>, id: AnnouncementId) -> Result<bool> {
    Ok(tx.execute(REMOVE, params![id])? == 1)
}

pub fn count(tx: &mut Tx<'_>) -> Result<i64> {
    tx.one(COUNT, &[], |row| row.get(0))
}

pub fn get(tx: &mut Tx<'_>, id: AnnouncementId) -> Result<Option<Announcement>> {
    tx.optional(GET, params![id], announcement)
}

pub fn list(tx: &mut Tx<'_>, before: i64, limit: i64) -> Result<Vec<Announcement>> {
    tx.all(LIST, params![before, limit], announcement)
}

pub fn shown(tx: &mut Tx<'_>, now: Time, limit: i64) -> Result<Vec<Announcement>> {
    tx.all(SHOWN, params![now, limit], announcement)
}

/// When an announcement begins or ends next.
pub fn next_turn(tx: &mut Tx<'_>, now: Time) -> Result<Option<Time>> {
    let start: Option<Time> = tx.optional(NEXT_START, params![now], |row| row.get(0))?;
    let end: Option<Time> = tx.optional(NEXT_END, params![now, NEVER], |row| row.get(0))?;
    Ok(start.into_iter().chain(end).min())
}

fn announcement(row: &Row<'_>) -> Result<Announcement> {
    let (from, until): (i64, i64) = (row.get(8)?, row.get(9)?);
    Ok(Announcement {
        id: row.get(0)?,
        draft: Draft {
            level: row.get(1)?,
            place: row.get(2)?,
            title: Text2 { zh: row.get(3)?, en: row.get(4)? },
            body: Text2 { zh: row.get(5)?, en: row.get(6)? },
            link: row.get(7)?,
            window: Window {
                from: (from != 0).then_some(Time(from)),
                until: (until != NEVER).then_some(Time(until)),
            },
        },
        revision: row.get(10)?,
        created_at: row.get(11)?,
        changed_at: row.get(12)?,
    })
}
