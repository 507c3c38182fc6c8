//! The front of the shop: the home page as it is composed, and what is announced.

use askama::Template;
use mall::front::{BlockKind, Level, Place};

use crate::i18n::{Lang, Moment, front::FrontText};
use crate::site::view::{FieldErrors, Picture, StateWord, Tone};

use super::{Choice, Layout, Older};

/// `GET /desk/home`
#[derive(Debug, Template)]
#[template(path = "desk/home.html")]
pub struct HomePage {
    pub layout: Layout,
    pub revision: i64,
    /// Whether it is what a new shop shows.
    pub is_plain: bool,
    /// As stored, or as typed.
    pub blocks: Vec<BlockForm>,
    pub categories: Vec<Choice>,
    /// Fields `blocks[0].title` and so on.
    pub errors: FieldErrors,
}

impl HomePage {
    fn f(&self) -> &'static FrontText {
        FrontText::of(self.layout.lang)
    }

    /// What staff called a block, in the reader's language or the other.
    fn title_of<'a>(&self, block: &'a BlockForm) -> &'a str {
        let (first, second) = match self.layout.lang {
            Lang::Zh => (&block.title_zh, &block.title_en),
            Lang::En => (&block.title_en, &block.title_zh),
        };
        if first.is_empty() { second } else { first }
    }
}

/// One block of the form.
#[derive(Debug, Clone)]
pub struct BlockForm {
    /// `blocks[0]`
    pub field: String,
    pub kind: BlockKind,
    pub place: String,
    pub is_on: bool,
    pub title_zh: String,
    pub title_en: String,
    pub subtitle_zh: String,
    pub subtitle_en: String,
    /// Name of the picture, or nothing.
    pub picture: String,
    pub link: String,
    /// One a line.
    pub products: String,
    pub category: String,
    pub count: String,
    pub from: String,
    pub until: String,
}

impl BlockForm {
    /// The name of one of its fields.
    pub fn named(&self, name: &str) -> String {
        format!("{}.{name}", self.field)
    }

    pub fn is_banner(&self) -> bool {
        self.kind == BlockKind::Banner
    }

    pub fn is_picked(&self) -> bool {
        self.kind == BlockKind::Recommended
    }

    pub fn is_of_category(&self) -> bool {
        self.kind == BlockKind::Category
    }

    /// Whether it shows so many products at most.
    pub fn is_counted(&self) -> bool {
        !matches!(self.kind, BlockKind::Banner | BlockKind::Categories)
    }

    /// Whether something is wrong with it, or is not written yet.
    pub fn is_unfolded(&self, errors: &FieldErrors) -> bool {
        let is_bare = match self.kind {
            BlockKind::Banner => self.title_zh.is_empty() && self.title_en.is_empty(),
            BlockKind::Recommended => self.products.is_empty(),
            BlockKind::Category => self.category.is_empty(),
            BlockKind::Categories | BlockKind::New | BlockKind::Hot => false,
        };
        !self.is_on || is_bare || errors.has_within(&self.field)
    }

    pub fn shot(&self) -> Option<Picture> {
        Picture::public(&self.picture, "")
    }
}

pub fn kind_name(kind: &BlockKind, f: &'static FrontText) -> &'static str {
    match kind {
        BlockKind::Banner => f.kind_banner,
        BlockKind::Categories => f.kind_categories,
        BlockKind::New => f.kind_new,
        BlockKind::Hot => f.kind_hot,
        BlockKind::Recommended => f.kind_recommended,
        BlockKind::Category => f.kind_category,
    }
}

/// What is typed of an announcement.
#[derive(Debug, Clone, Default)]
pub struct AnnouncementForm {
    pub revision: String,
    pub level: Level,
    pub place: Place,
    pub title_zh: String,
    pub title_en: String,
    pub body_zh: String,
    pub body_en: String,
    pub link: String,
    pub from: String,
    pub until: String,
}

pub fn level_name(level: &Level, f: &'static FrontText) -> &'static str {
    match level {
        Level::Info => f.level_info,
        Level::Good => f.level_good,
        Level::Warn => f.level_warn,
    }
}

pub fn place_name(place: &Place, f: &'static FrontText) -> &'static str {
    match place {
        Place::Everywhere => f.place_everywhere,
        Place::Home => f.place_home,
    }
}

/// Whether an announcement is shown now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    Ahead,
    Now,
    Over,
}

impl Showing {
    pub fn named(self, f: &'static FrontText) -> StateWord {
        match self {
            Self::Ahead => StateWord { text: f.now_ahead, tone: Tone::Info },
            Self::Now => StateWord { text: f.now_shown, tone: Tone::Good },
            Self::Over => StateWord { text: f.now_over, tone: Tone::Warn },
        }
    }
}

#[derive(Debug, Clone)]
pub struct AnnouncementRow {
    pub id: String,
    pub title: String,
    pub level: Level,
    pub place: Place,
    pub showing: Showing,
    pub from: Option<Moment>,
    pub until: Option<Moment>,
}

/// `GET /desk/announcements`
#[derive(Debug, Template)]
#[template(path = "desk/announcements.html")]
pub struct AnnouncementsPage {
    pub layout: Layout,
    pub rows: Vec<AnnouncementRow>,
    pub older: Older,
    pub form: AnnouncementForm,
    /// Fields `title`, `body`, `link`, `from`, `until`.
    pub errors: FieldErrors,
}

impl AnnouncementsPage {
    fn f(&self) -> &'static FrontText {
        FrontText::of(self.layout.lang)
    }
}

/// `GET /desk/announcements/{id}`
#[derive(Debug, Template)]
#[template(path = "desk/announcement.html")]
pub struct AnnouncementPage {
    pub layout: Layout,
    pub id: String,
    pub heading: String,
    pub showing: Showing,
    pub form: AnnouncementForm,
    /// Fields `title`, `body`, `link`, `from`, `until`.
    pub errors: FieldErrors,
}

impl AnnouncementPage {
    fn f(&self) -> &'static FrontText {
        FrontText::of(self.layout.lang)
    }
}
