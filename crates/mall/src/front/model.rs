//! What the front of the shop is made of. No I/O.

use kernel::{Code, Error, Result, Text2, Time, ids, words};
use serde::{Deserialize, Serialize};

use crate::catalog::{CategoryId, SpuId};
use crate::media;

ids! { AnnouncementId }

pub const BLOCKS_MAX: usize = 24;
/// Products of a list that staff picked by hand.
pub const PICKED_MAX: usize = 20;
/// Products of one section.
pub const COUNT_MAX: i64 = 20;
pub const TITLE_CHARS_MAX: usize = 60;
pub const SUBTITLE_CHARS_MAX: usize = 120;
pub const BODY_CHARS_MAX: usize = 500;
pub const LINK_CHARS_MAX: usize = 200;

words! {
    pub enum BlockKind {
        /// A large picture with words, leading somewhere. Banners that follow each other are shown as one row.
        Banner = "banner",
        /// The categories at the top of the tree.
        Categories = "categories",
        New = "new",
        Hot = "hot",
        /// Products picked by hand.
        Recommended = "recommended",
        /// What is hot in one category, filled up with what sells there.
        Category = "category",
    }
}

words! {
    /// How an announcement should feel.
    #[derive(Default)]
    pub enum Level {
        #[default]
        Info = "info",
        Good = "good",
        Warn = "warn",
    }
}

words! {
    /// On which pages an announcement is shown.
    #[derive(Default)]
    pub enum Place {
        #[default]
        Everywhere = "everywhere",
        Home = "home",
    }
}

/// When something is shown: from its beginning, if it has one, up to its end, if it has one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Window {
    pub from: Option<Time>,
    pub until: Option<Time>,
}

impl Window {
    #[must_use]
    pub fn is_open(self, now: Time) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now < until)
    }

    /// When it opens or closes next.
    #[must_use]
    pub fn next_turn(self, now: Time) -> Option<Time> {
        [self.from, self.until].into_iter().flatten().filter(|turn| now < *turn).min()
    }

    fn check(self, field: &str, faults: &mut Faults) {
        let is_sound = match (self.from, self.until) {
            (Some(from), Some(until)) => from < until,
            _ => true,
        };
        faults.unless(is_sound, &at(field, "until"), "must be after the beginning", "须晚于开始时间");
    }
}

/// One part of the home page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    pub kind: BlockKind,
    pub is_on: bool,
    #[serde(default)]
    pub window: Window,
    /// Empty for the title that this kind has by itself; a banner has none.
    #[serde(default)]
    pub title: Text2,
    #[serde(default)]
    pub subtitle: Text2,
    /// Name of a banner's picture; without one it is drawn.
    #[serde(default)]
    pub picture: Option<String>,
    /// The path of the shop that a banner leads to; empty for nowhere.
    #[serde(default)]
    pub link: String,
    /// The products of a list picked by hand.
    #[serde(default)]
    pub products: Vec<SpuId>,
    /// The category of a section about one.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// Products of a section at most.
    pub count: i64,
}

/// Products of a section unless staff say otherwise: whole rows of two and of five.
pub const COUNT_DEFAULT: i64 = 10;

impl Block {
    /// A block as a kind has it by itself.
    #[must_use]
    pub fn of(kind: BlockKind) -> Self {
        Self {
            kind,
            is_on: true,
            window: Window::default(),
            title: Text2::default(),
            subtitle: Text2::default(),
            picture: None,
            link: String::new(),
            products: Vec::new(),
            category: None,
            count: COUNT_DEFAULT,
        }
    }

    #[must_use]
    pub fn is_shown(&self, now: Time) -> bool {
        self.is_on && self.window.is_open(now)
    }

    fn check(&self, field: &str, faults: &mut Faults) {
        self.window.check(field, faults);
        faults.line(&at(field, "title"), &self.title, TITLE_CHARS_MAX);
        faults.line(&at(field, "subtitle"), &self.subtitle, SUBTITLE_CHARS_MAX);
        faults.link(&at(field, "link"), &self.link);
        let is_banner = self.kind == BlockKind::Banner;
        let is_named = !is_banner || !self.title.is_empty();
        faults.unless(is_named, &at(field, "title"), "is missing", "不能为空");
        let has_name = self.picture.as_deref().is_none_or(|name| name.parse::<media::Name>().is_ok());
        faults.unless(has_name, &at(field, "picture"), "is not a picture's name", "不是图片编号");
        let has_what_it_may = is_banner || (self.picture.is_none() && self.link.is_empty());
        faults.unless(
            has_what_it_may,
            &at(field, "picture"),
            "belongs to banners",
            "只有横幅可以有图片和链接",
        );
        let is_picked = self.kind == BlockKind::Recommended;
        let picked = if is_picked { 1..=PICKED_MAX } else { 0..=0 };
        let sentence = format!("must be 1 to {PICKED_MAX} for a list of products, and none elsewhere");
        let chinese = format!("推荐须为 1 到 {PICKED_MAX} 件商品，其他栏目不填");
        faults.unless(picked.contains(&self.products.len()), &at(field, "products"), &sentence, &chinese);
        let has_category = self.category.is_some() == (self.kind == BlockKind::Category);
        faults.unless(
            has_category,
            &at(field, "category"),
            "belongs to a section about one",
            "分类栏目须选分类，其他栏目不选",
        );
        let sentence = format!("must be 1 to {COUNT_MAX}");
        faults.unless(
            (1..=COUNT_MAX).contains(&self.count),
            &at(field, "count"),
            &sentence,
            &format!("须为 1 到 {COUNT_MAX}"),
        );
    }
}

/// What a new shop shows.
#[must_use]
pub fn plain_home() -> Vec<Block> {
    [BlockKind::Categories, BlockKind::Hot, BlockKind::New].into_iter().map(Block::of).collect()
}

/// # Errors
/// [`Code::Invalid`] with a detail for each fault.
pub fn check_blocks(blocks: &[Block]) -> Result<()> {
    let mut faults = Faults(None);
    let sentence = format!("must be at most {BLOCKS_MAX}");
    faults.unless(blocks.len() <= BLOCKS_MAX, "blocks", &sentence, &format!("最多 {BLOCKS_MAX} 个栏目"));
    for (place, block) in blocks.iter().take(BLOCKS_MAX).enumerate() {
        block.check(&format!("blocks[{place}]"), &mut faults);
    }
    faults.end()
}

/// What is to be announced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    pub level: Level,
    pub place: Place,
    pub title: Text2,
    /// Plain text.
    pub body: Text2,
    /// A path of the shop; empty for none.
    pub link: String,
    pub window: Window,
}

impl Draft {
    /// # Errors
    /// [`Code::Invalid`] with a detail for each fault.
    pub fn check(&self) -> Result<()> {
        let mut faults = Faults(None);
        faults.unless(!self.title.is_empty(), "title", "is missing", "不能为空");
        faults.line("title", &self.title, TITLE_CHARS_MAX);
        faults.line("body", &self.body, BODY_CHARS_MAX);
        faults.link("link", &self.link);
        self.window.check("", &mut faults);
        faults.end()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    pub id: AnnouncementId,
    pub draft: Draft,
    /// Rises with every change.
    pub revision: i64,
    pub created_at: Time,
    pub changed_at: Time,
}

fn at(field: &str, name: &str) -> String {
    if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") }
}

/// All that is wrong, told at once.
struct Faults(Option<Error>);

impl Faults {
    fn unless(&mut self, holds: bool, field: &str, en: &str, zh: &str) {
        if !holds {
            let error = self.0.take().unwrap_or_else(|| Error::new(Code::Invalid));
            self.0 = Some(error.with_detail(field, en, zh));
        }
    }

    /// One line in both languages: no control characters, which kept pages give a meaning of their own.
    fn line(&mut self, field: &str, text: &Text2, max: usize) {
        let sentence = format!("must be one line of at most {max} characters");
        let chinese = format!("须为一行，最多 {max} 个字符");
        let is_line = |text: &str| text.chars().count() <= max && !text.chars().any(char::is_control);
        self.unless(is_line(&text.zh) && is_line(&text.en), field, &sentence, &chinese);
    }

    /// A path of this shop. Browsers read `//host` and `/\host` as another host's.
    fn link(&mut self, field: &str, link: &str) {
        let is_ours = link.starts_with('/')
            && !link[1..].starts_with(['/', '\\'])
            && link.chars().count() <= LINK_CHARS_MAX
            && !link.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
        let en = "must be a path of this shop such as /c/7";
        self.unless(link.is_empty() || is_ours, field, en, "须为本店的路径，例如 /c/7");
    }

    fn end(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_795_161_600_000_000);

    fn wrong(blocks: &[Block]) -> Vec<String> {
        let error = check_blocks(blocks).expect_err("something is wrong");
        error.details().iter().map(|detail| detail.field.clone()).collect()
    }

    #[test]
    fn a_window_opens_and_closes() {
        let (before, after) = (NOW.minus_s(1), NOW.plus_s(1));
        let window = Window { from: Some(NOW), until: Some(after) };
        assert!(!window.is_open(before) && window.is_open(NOW) && !window.is_open(after));
        let turns = [before, NOW, after].map(|now| window.next_turn(now));
        assert_eq!(turns, [Some(NOW), Some(after), None]);
        assert!(Window::default().is_open(NOW) && Window::default().next_turn(NOW).is_none());
    }

    #[test]
    fn each_block_has_what_its_kind_needs() {
        assert!(check_blocks(&plain_home()).is_ok());
        let banner = Block::of(BlockKind::Banner);
        assert_eq!(wrong(std::slice::from_ref(&banner)), ["blocks[0].title"]);
        assert_eq!(wrong(&[Block::of(BlockKind::Recommended)]), ["blocks[0].products"]);
        assert_eq!(wrong(&[Block::of(BlockKind::Category)]), ["blocks[0].category"]);
        let hot = Block { link: "/c".into(), count: 0, ..Block::of(BlockKind::Hot) };
        assert_eq!(wrong(&[hot]), ["blocks[0].picture", "blocks[0].count"]);
        assert_eq!(wrong(&vec![Block::of(BlockKind::New); BLOCKS_MAX + 1]), ["blocks"]);
        let window = Window { from: Some(NOW), until: Some(NOW) };
        assert_eq!(wrong(&[Block { window, ..Block::of(BlockKind::New) }]), ["blocks[0].until"]);
    }

    #[test]
    fn links_stay_in_the_shop_and_texts_are_plain() {
        let draft = |link: &str, title: &str| Draft {
            link: link.into(),
            title: Text2::new(title, ""),
            ..Draft::default()
        };
        for link in ["", "/", "/c/7", "/search?q=茶"] {
            assert!(draft(link, "t").check().is_ok(), "{link}");
        }
        for link in ["c/7", "//evil.example", "/\\evil.example", "https://evil.example", "/a b", "/a\u{1}"] {
            assert!(draft(link, "t").check().is_err(), "{link}");
        }
        for title in ["", "a\u{1}token\u{1}", "two\nlines", &"长".repeat(TITLE_CHARS_MAX + 1)] {
            assert!(draft("", title).check().is_err(), "{title}");
        }
    }
}
