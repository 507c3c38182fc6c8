//! What is announced, and what the home page is composed of.

use kernel::{Error, Result, Time};
use mall::catalog::{CategoryId, SpuId};
use mall::front::model::COUNT_DEFAULT;
use mall::front::{Announcement, AnnouncementId, Block, BlockKind, Draft, Home, Level, Place, Window};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Bilingual, Stamp};
use crate::api::doc;

/// # Errors
/// [`kernel::Code::Invalid`] about `field`.
pub fn moment(text: Option<&str>, field: &str) -> Result<Option<Time>> {
    let read = |text: &str| {
        let wrong = || Error::field(field, "is not a moment such as 2026-11-20T08:00:00Z", "不是有效的时间");
        Time::parse_rfc3339(text).ok_or_else(wrong)
    };
    text.map(read).transpose()
}

/// When something is shown; no beginning or no end for always.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WindowBody {
    #[schema(format = DateTime)]
    pub from: Option<String>,
    #[schema(format = DateTime)]
    pub until: Option<String>,
}

impl WindowBody {
    fn parse(&self, field: &str) -> Result<Window> {
        let named = |name: &str| if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") };
        Ok(Window {
            from: moment(self.from.as_deref(), &named("from"))?,
            until: moment(self.until.as_deref(), &named("until"))?,
        })
    }
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct WindowView {
    pub from: Option<Stamp>,
    pub until: Option<Stamp>,
}

impl From<Window> for WindowView {
    fn from(window: Window) -> Self {
        Self { from: window.from.map(Stamp), until: window.until.map(Stamp) }
    }
}

/// One part of the home page.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BlockView {
    #[schema(schema_with = doc::block_kind)]
    pub kind: BlockKind,
    pub is_on: bool,
    pub window: WindowView,
    pub title: Bilingual,
    pub subtitle: Bilingual,
    /// Name of a banner's picture.
    pub picture: Option<String>,
    pub link: String,
    #[schema(value_type = Vec<String>)]
    pub products: Vec<SpuId>,
    #[schema(value_type = Option<String>)]
    pub category: Option<CategoryId>,
    pub count: i64,
}

impl From<Block> for BlockView {
    fn from(block: Block) -> Self {
        Self {
            kind: block.kind,
            is_on: block.is_on,
            window: block.window.into(),
            title: block.title.into(),
            subtitle: block.subtitle.into(),
            picture: block.picture,
            link: block.link,
            products: block.products,
            category: block.category,
            count: block.count,
        }
    }
}

/// The home page as it is composed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HomeView {
    /// To be named by whoever changes it.
    pub revision: i64,
    /// Whether staff composed it; else these blocks are what a new shop shows.
    pub is_composed: bool,
    pub blocks: Vec<BlockView>,
}

impl From<Home> for HomeView {
    fn from(home: Home) -> Self {
        let blocks = home.blocks.into_iter().map(Into::into).collect();
        Self { revision: home.revision, is_composed: home.is_composed, blocks }
    }
}

/// One part of the home page. Only banners have a picture and a link, only `recommended` has products, only `category`
/// has a category.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockBody {
    #[schema(schema_with = doc::block_kind)]
    kind: BlockKind,
    #[serde(default = "yes")]
    is_on: bool,
    #[serde(default)]
    window: WindowBody,
    #[serde(default)]
    title: Bilingual,
    #[serde(default)]
    subtitle: Bilingual,
    picture: Option<String>,
    /// A path of the shop.
    #[serde(default)]
    link: String,
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    products: Vec<SpuId>,
    #[schema(value_type = Option<String>)]
    category: Option<CategoryId>,
    #[serde(default = "usual")]
    #[schema(minimum = 1, maximum = 20)]
    count: i64,
}

fn yes() -> bool {
    true
}

fn usual() -> i64 {
    COUNT_DEFAULT
}

impl BlockBody {
    fn parse(self, field: &str) -> Result<Block> {
        Ok(Block {
            kind: self.kind,
            is_on: self.is_on,
            window: self.window.parse(field)?,
            title: self.title.into(),
            subtitle: self.subtitle.into(),
            picture: self.picture,
            link: self.link,
            products: self.products,
            category: self.category,
            count: self.count,
        })
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HomeBody {
    /// The one that was read: refused when somebody else was faster.
    pub revision: i64,
    /// At most 24, from the top down; none for what a new shop shows.
    blocks: Vec<BlockBody>,
}

impl HomeBody {
    /// # Errors
    /// [`kernel::Code::Invalid`] naming the field.
    pub fn parse(self) -> Result<(i64, Vec<Block>)> {
        let blocks = self.blocks.into_iter().enumerate();
        let blocks = blocks.map(|(at, block)| block.parse(&format!("blocks[{at}]")));
        Ok((self.revision, blocks.collect::<Result<_>>()?))
    }
}

/// Something that the shop tells everybody.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AnnouncementView {
    #[schema(value_type = String)]
    pub id: AnnouncementId,
    #[schema(schema_with = doc::announcement_level)]
    pub level: Level,
    #[schema(schema_with = doc::announcement_place)]
    pub place: Place,
    pub title: Bilingual,
    pub body: Bilingual,
    /// A path of the shop, or empty.
    pub link: String,
    pub window: WindowView,
    /// To be named by whoever changes it.
    pub revision: i64,
    pub created_at: Stamp,
    pub changed_at: Stamp,
}

impl From<Announcement> for AnnouncementView {
    fn from(announcement: Announcement) -> Self {
        let Announcement { id, draft, revision, created_at, changed_at } = announcement;
        Self {
            id,
            level: draft.level,
            place: draft.place,
            title: draft.title.into(),
            body: draft.body.into(),
            link: draft.link,
            window: draft.window.into(),
            revision,
            created_at: created_at.into(),
            changed_at: changed_at.into(),
        }
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnouncementBody {
    #[serde(default)]
    #[schema(schema_with = doc::announcement_level)]
    level: Level,
    #[serde(default)]
    #[schema(schema_with = doc::announcement_place)]
    place: Place,
    title: Bilingual,
    /// Plain text.
    #[serde(default)]
    body: Bilingual,
    /// A path of the shop.
    #[serde(default)]
    link: String,
    #[serde(default)]
    window: WindowBody,
}

impl AnnouncementBody {
    /// # Errors
    /// [`kernel::Code::Invalid`] naming the field.
    pub fn parse(self) -> Result<Draft> {
        Ok(Draft {
            level: self.level,
            place: self.place,
            title: self.title.into(),
            body: self.body.into(),
            link: self.link,
            window: self.window.parse("window")?,
        })
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnouncementChange {
    /// The one that was read: refused when somebody else was faster.
    pub revision: i64,
    pub announcement: AnnouncementBody,
}
