//! The home page's parts, as staff composed them.

use kernel::{Code, PageAsk, Result, Time};
use mall::catalog::{self, Card, CategoryId, ListAsk, Sort};
use mall::front::{self, Block, BlockKind};
use mall::rank;
use store::Tx;

use super::home::tiles;
use super::listing::cards;
use super::show::picture;
use super::view::{Banner, Part, Section};
use crate::i18n::{Lang, site::SiteText};

/// The parts that are shown at a moment, and when that changes by itself.
pub fn parts(tx: &mut Tx<'_>, now: Time, lang: Lang) -> Result<(Vec<Part>, Option<Time>)> {
    let home = front::home(tx)?;
    let mut parts = Vec::new();
    for (place, block) in home.shown(now).enumerate() {
        match (block.kind, parts.last_mut()) {
            // Banners that follow each other are one row.
            (BlockKind::Banner, Some(Part::Banners(row))) => row.push(banner(block, lang)),
            (BlockKind::Banner, _) => parts.push(Part::Banners(vec![banner(block, lang)])),
            (BlockKind::Categories, _) => {
                let tiles = tiles(tx, lang)?;
                parts.extend((!tiles.is_empty()).then_some(Part::Categories(tiles)));
            }
            _ => parts.extend(section(tx, block, place, lang)?.map(Part::Section)),
        }
    }
    Ok((parts, home.next_turn(now)))
}

fn banner(block: &Block, lang: Lang) -> Banner {
    Banner {
        title: block.title.get(lang.into()).to_owned(),
        subtitle: block.subtitle.get(lang.into()).to_owned(),
        picture: picture(block.picture.as_deref(), ""),
        href: (!block.link.is_empty()).then(|| block.link.clone()),
    }
}

/// A section with what there is of it; none when there is nothing.
fn section(tx: &mut Tx<'_>, block: &Block, place: usize, lang: Lang) -> Result<Option<Section>> {
    let t = SiteText::of(lang);
    let count = usize::try_from(block.count).unwrap_or(0);
    let (title, subtitle, more, found) = match block.kind {
        BlockKind::Banner | BlockKind::Categories => return Ok(None),
        BlockKind::New => {
            let ask = ListAsk { sort: Sort::Newest, ..ListAsk::default() };
            let found = catalog::list(tx, &ask, &PageAsk::first(block.count))?.items;
            (t.home_new.to_owned(), t.home_new_text, Some("/search?sort=new".to_owned()), found)
        }
        BlockKind::Hot => {
            let more = Some("/search?sort=sales".to_owned());
            (t.home_hot.to_owned(), t.home_hot_text, more, hot(tx, None, count)?)
        }
        BlockKind::Recommended => {
            let mut found = catalog::cards(tx, &block.products)?;
            found.retain(|card| card.on_sale);
            found.truncate(count);
            (t.home_picked.to_owned(), "", None, found)
        }
        BlockKind::Category => {
            let Some(id) = block.category else { return Ok(None) };
            let category = match catalog::category(tx, id) {
                Ok(category) => category,
                // Removed since the page was composed.
                Err(error) if error.code() == Code::NotFound => return Ok(None),
                Err(error) => return Err(error),
            };
            let name = category.name.get(lang.into()).to_owned();
            (name, t.home_category_text, Some(format!("/c/{id}")), hot(tx, Some(id), count)?)
        }
    };
    let own = |text: &kernel::Text2| (!text.is_empty()).then(|| text.get(lang.into()).to_owned());
    let mut cards = cards(tx, &found, lang)?;
    if matches!(block.kind, BlockKind::Hot | BlockKind::Category) {
        // What cannot be had is not praised first.
        cards.sort_by_key(|card| card.sold_out);
    }
    Ok((!cards.is_empty()).then(|| Section {
        id: format!("{place}"),
        title: own(&block.title).unwrap_or(title),
        subtitle: own(&block.subtitle).unwrap_or_else(|| subtitle.to_owned()),
        more,
        cards,
    }))
}

/// What is hot; where little is, filled up with what has sold best. In a new shop nothing has, and there is nothing to
/// praise.
fn hot(tx: &mut Tx<'_>, category: Option<CategoryId>, count: usize) -> Result<Vec<Card>> {
    let limit = i64::try_from(count).unwrap_or(i64::MAX);
    let mut found = rank::hot(tx, category, &PageAsk::first(limit))?.items;
    if found.len() < count {
        let ask = ListAsk { category, sort: Sort::Sales, ..ListAsk::default() };
        let sold = catalog::list(tx, &ask, &PageAsk::first(limit))?.items;
        let is_new = |card: &Card| card.sales > 0 && !found.iter().any(|known| known.id == card.id);
        let more: Vec<Card> = sold.into_iter().filter(is_new).collect();
        found.extend(more);
        found.truncate(count);
    }
    Ok(found)
}
