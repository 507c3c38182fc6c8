//! The demo's front: the home page as its keeper composed it, what is announced, and what people look at.

use std::sync::Arc;

use kernel::{Actor, Cx, Result as Done, Text2};
use mall::catalog::{self, CategoryId, SpuId};
use mall::front::{self, Block, BlockKind, Draft, Level, Place};
use mall::media;
use mall::rank::{self, Kind, Noted};
use store::{Db, Transactor, Tx};

use crate::demo::catalogue::{Catalogue, catalogue};
use crate::demo::draw::Ground;
use crate::demo::draw::campaign::{self, Place as Stand};
use crate::trouble::Result;

/// Of a home page that nobody has composed.
const FIRST_REVISION: i64 = 1;

type Words = (&'static str, &'static str);

/// A banner: its words, the category that it leads to, and the goods on its picture, from the back to the front.
struct Campaign {
    title: Words,
    subtitle: Words,
    category: &'static str,
    ground: Ground,
    goods: &'static [(&'static str, Stand)],
}

const fn at(handle: &'static str, x: i32, y: i32, percent: i32) -> (&'static str, Stand) {
    (handle, Stand { x, y, percent })
}

const CAMPAIGNS: [Campaign; 3] = [
    Campaign {
        title: ("开学第一周，宿舍一次配齐", "Moving in? Furnish the room at one go"),
        subtitle: (
            "床品、收纳、台灯、杯子，搬进来就能住",
            "Bedding, boxes, a lamp, a mug: ready for the first night",
        ),
        category: "dorm",
        ground: Ground::Sage,
        goods: &[
            at("sheet-set", 330, 650, 88),
            at("desk-lamp", 800, 640, 100),
            at("backpack", 1_240, 650, 92),
            at("wicker-basket", 570, 735, 66),
            at("alarm-clock", 980, 720, 52),
            at("ceramic-mug", 790, 760, 46),
            at("thermos", 1_480, 735, 62),
            at("candle", 130, 745, 46),
        ],
    },
    Campaign {
        title: ("夜宵不用下楼", "A late snack without the stairs"),
        subtitle: (
            "奶茶、泡面、薯片和一大把糖，今晚追剧管够",
            "Milk tea, noodles, crisps and a handful of sweets",
        ),
        category: "food",
        ground: Ground::Cream,
        goods: &[
            at("popcorn", 400, 640, 88),
            at("milk-tea-cup", 800, 645, 92),
            at("potato-chips", 1_180, 640, 88),
            at("chongqing-noodles", 590, 740, 72),
            at("cola", 1_000, 730, 62),
            at("milk-candy", 1_400, 745, 62),
            at("oranges", 190, 745, 62),
        ],
    },
    Campaign {
        title: ("复习周的桌面", "A desk for exam week"),
        subtitle: (
            "降噪耳机、支架、音箱与补光，一个下午坐得住",
            "Headphones, a stand, a light: an afternoon well sat",
        ),
        category: "digital",
        ground: Ground::Mist,
        goods: &[
            at("laptop-stand", 620, 650, 104),
            at("desk-lamp", 1_060, 640, 100),
            at("over-ear", 260, 700, 80),
            at("desk-speaker", 1_360, 700, 76),
            at("ceramic-mug", 900, 755, 48),
            at("power-bank-slim", 1_170, 760, 50),
        ],
    },
];

/// What the keeper recommends.
const PICKED: [&str; 10] = [
    "hoodie",
    "anc-earbuds",
    "desk-lamp",
    "backpack",
    "mech-keyboard",
    "canvas-high",
    "thermos",
    "tieguanyin",
    "sheet-set",
    "notebook-a5",
];

/// What people look at, the most first.
const LOOKED_AT: [&str; 24] = [
    "milk-tea-cup",
    "true-wireless",
    "potato-chips",
    "hoodie",
    "power-bank-slim",
    "chongqing-noodles",
    "canvas-low",
    "cola",
    "desk-lamp",
    "daily-nuts",
    "plain-tee",
    "luosifen",
    "mech-keyboard",
    "fresh-milk",
    "ceramic-mug",
    "latiao",
    "soft-tissue",
    "drip-coffee",
    "pleated-skirt",
    "swiss-roll",
    "popcorn",
    "apples",
    "fruit-gummies",
    "dark-chocolate",
];
/// How often the first of them was looked at, and how much less often each one after it.
const LOOKS: i64 = 310;
const LOOKS_LESS: i64 = 12;

pub fn fill(db: &Db) -> Result<()> {
    if db.read_blocking(front::home)?.revision != FIRST_REVISION {
        return Ok(());
    }
    let shop = catalogue();
    let drawn: Vec<String> = CAMPAIGNS.iter().map(|campaign| drawn(&shop, campaign)).collect();
    let shop = Arc::new(shop);
    Ok(db.transact(Actor::System, move |tx, cx| open(tx, cx, &shop, &drawn))?)
}

fn drawn(shop: &Catalogue, campaign: &Campaign) -> String {
    let product = |handle: &str| shop.products.iter().find(|product| product.handle == handle);
    let goods: Vec<_> =
        campaign.goods.iter().filter_map(|(handle, stand)| Some((product(handle)?, *stand))).collect();
    campaign::picture(campaign.title.1, campaign.ground, &goods)
}

fn open(tx: &mut Tx<'_>, cx: &Cx, shop: &Catalogue, drawn: &[String]) -> Done<()> {
    let mut blocks = Vec::new();
    for (campaign, svg) in CAMPAIGNS.iter().zip(drawn) {
        blocks.push(banner(tx, cx, shop, campaign, svg)?);
    }
    blocks.extend([BlockKind::Categories, BlockKind::Hot].map(Block::of));
    let picked = Block {
        title: text(("店长推荐", "The keeper's picks")),
        subtitle: text(("每件都用过才摆上来", "Tried by us before they came to the shelf")),
        products: known(tx, &PICKED)?,
        ..Block::of(BlockKind::Recommended)
    };
    blocks.extend((!picked.products.is_empty()).then_some(picked));
    if let Some(category) = category(tx, shop, "food")? {
        blocks.push(Block { category: Some(category), ..Block::of(BlockKind::Category) });
    }
    blocks.push(Block::of(BlockKind::New));
    front::compose(tx, cx, FIRST_REVISION, &blocks)?;
    for draft in announcements(category(tx, shop, "services")?) {
        front::announce(tx, cx, &draft)?;
    }
    let looked_at = known(tx, &LOOKED_AT)?;
    let noted = looked_at.into_iter().zip(0..);
    let noted = noted.map(|(spu, at)| Noted { spu, kind: Kind::View, amount: LOOKS - LOOKS_LESS * at });
    rank::note(tx, cx, &noted.collect::<Vec<_>>())
}

fn text((zh, en): Words) -> Text2 {
    Text2::new(zh, en)
}

fn banner(tx: &mut Tx<'_>, cx: &Cx, shop: &Catalogue, campaign: &Campaign, svg: &str) -> Done<Block> {
    let category = category(tx, shop, campaign.category)?;
    Ok(Block {
        title: text(campaign.title),
        subtitle: text(campaign.subtitle),
        picture: Some(media::store_drawing(tx, cx, svg)?.to_string()),
        link: category.map_or(String::new(), link),
        ..Block::of(BlockKind::Banner)
    })
}

fn link(category: CategoryId) -> String {
    format!("/c/{category}")
}

/// The newest is shown first.
fn announcements(services: Option<CategoryId>) -> [Draft; 2] {
    let draft = |level, title, body| Draft {
        level,
        place: Place::Home,
        title: text(title),
        body: text(body),
        ..Draft::default()
    };
    [
        Draft {
            link: services.map_or(String::new(), link),
            ..draft(
                Level::Good,
                ("校园服务开张", "Campus services are open"),
                ("代取快递、打印装订、上门贴膜。", "Parcel pickup, printing, screen film."),
            )
        },
        draft(
            Level::Info,
            ("这是演示店", "This is a demo"),
            ("付款走支付宝沙箱，不会真的扣款。", "Payments go to a sandbox; no money moves."),
        ),
    ]
}

/// Those of the handles that the shop has.
fn known(tx: &mut Tx<'_>, handles: &[&str]) -> Done<Vec<SpuId>> {
    let mut found = Vec::new();
    for handle in handles {
        found.extend(catalog::by_handle(tx, handle)?);
    }
    Ok(found)
}

/// A category of the catalogue, by its key there.
fn category(tx: &mut Tx<'_>, shop: &Catalogue, key: &str) -> Done<Option<CategoryId>> {
    let Some(known) = shop.categories.iter().find(|category| category.key == key) else { return Ok(None) };
    let parent = match &known.parent {
        Some(parent) => category(tx, shop, parent)?,
        None => None,
    };
    let name = Text2::new(known.name.zh.as_str(), known.name.en.as_str());
    Ok(catalog::find_category(tx, parent, &name)?.map(|found| found.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE_BYTES_MAX: usize = 40 * 1024;

    #[test]
    fn whatever_the_home_page_names_is_in_the_catalogue_and_can_be_had() {
        let shop = catalogue();
        let on_banners =
            CAMPAIGNS.iter().flat_map(|campaign| campaign.goods.iter().map(|(handle, _)| handle));
        for handle in on_banners.chain(&PICKED).chain(&LOOKED_AT) {
            let product = shop.products.iter().find(|product| product.handle == *handle);
            let product = product.unwrap_or_else(|| panic!("{handle} is not in the catalogue"));
            assert!(product.skus.iter().any(|sku| 0 < sku.stock), "{handle} is sold out");
        }
        for key in CAMPAIGNS.iter().map(|campaign| campaign.category).chain(["food", "services"]) {
            assert!(shop.categories.iter().any(|category| category.key == key), "{key}");
        }
        assert!(0 < LOOKS - LOOKS_LESS * i64::try_from(LOOKED_AT.len()).unwrap());
    }

    #[test]
    fn banners_are_light_twice_as_wide_as_high_and_all_different() {
        let shop = catalogue();
        let drawn = CAMPAIGNS.each_ref().map(|campaign| drawn(&shop, campaign));
        for (campaign, svg) in CAMPAIGNS.iter().zip(&drawn) {
            assert!(svg.len() <= PICTURE_BYTES_MAX, "{}: {} bytes", campaign.title.1, svg.len());
            assert!(svg.starts_with("<svg ") && svg.contains("viewBox=\"0 0 1600 800\""));
            // What hangs together by ids must not mix two goods up.
            for used in svg.split("url(#").skip(1) {
                let id = used.split(')').next().unwrap();
                assert_eq!(svg.matches(&format!("id=\"{id}\"")).count(), 1, "{id}");
            }
        }
        assert!(drawn[0] != drawn[1] && drawn[1] != drawn[2]);
    }
}
