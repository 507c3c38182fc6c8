//! The home page, composed block by block.

use axum::Router;
use axum::extract::{FromRequest, Request, State};
use axum::response::Response;
use axum::routing::{get, post};
use kernel::{Code, Error, Result, Text2};
use mall::account::Permission;
use mall::catalog::{self, SpuId};
use mall::desk;
use mall::front::model::{BLOCKS_MAX, PICKED_MAX};
use mall::front::{self, Block, BlockKind, Home, Window};
use mall::media::Audience;

use super::announcements::{field_time, typed_time};
use super::categories::choices;
use super::said::Said;
use super::view::{BlockForm, HomePage, Section};
use super::worker::{Worker, onward};
use crate::app::App;
use crate::i18n::front::FrontText;
use crate::page::{Pairs, Upload};
use crate::problem::Failure;
use crate::site::view::FieldErrors;
use crate::upload;

const HERE: &str = "/desk/home";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/home", get(look_at).post(compose))
        .route("/desk/home/pictures", post(add_banner))
}

/// What was typed, with the revision that it was typed into.
struct Typed {
    revision: i64,
    blocks: Vec<BlockForm>,
    /// The kind of block to add instead of saving.
    adds: Option<BlockKind>,
}

async fn page(
    app: &App,
    worker: &Worker,
    typed: Option<Typed>,
    errors: FieldErrors,
) -> Result<HomePage, Failure> {
    let (home, tree) =
        worker.read(app, Section::Home, |tx| Ok((front::home(tx)?, catalog::subtree(tx, None)?))).await?;
    let (revision, blocks) = match typed {
        Some(typed) => (typed.revision, typed.blocks),
        None => (home.revision, forms(&home)),
    };
    Ok(HomePage {
        layout: worker.layout(Section::Home, worker.t().home_page),
        revision,
        is_plain: !home.is_composed,
        blocks,
        categories: choices(&tree, worker.lang()),
        errors,
    })
}

async fn look_at(State(app): State<App>, worker: Worker) -> Result<Response, Failure> {
    let page = page(&app, &worker, None, FieldErrors::default()).await?;
    worker.show(&app, &page)
}

fn forms(home: &Home) -> Vec<BlockForm> {
    home.blocks.iter().enumerate().map(|(at, block)| stored(at, block)).collect()
}

/// The form of a block as it is stored.
fn stored(at: usize, block: &Block) -> BlockForm {
    BlockForm {
        field: format!("blocks[{at}]"),
        kind: block.kind,
        place: (at + 1).to_string(),
        is_on: block.is_on,
        title_zh: block.title.zh.clone(),
        title_en: block.title.en.clone(),
        subtitle_zh: block.subtitle.zh.clone(),
        subtitle_en: block.subtitle.en.clone(),
        picture: block.picture.clone().unwrap_or_default(),
        link: block.link.clone(),
        products: block.products.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        category: block.category.map(|id| id.to_string()).unwrap_or_default(),
        count: block.count.to_string(),
        from: field_time(block.window.from),
        until: field_time(block.window.until),
    }
}

fn unknown(name: &str) -> Error {
    Error::field(name, "is not known here", "不支持的字段")
}

/// `blocks[3].link` is block 3 and `link`.
fn indexed(name: &str) -> Option<(usize, &str)> {
    let (at, field) = name.strip_prefix("blocks[")?.split_once("].")?;
    Some((at.parse().ok().filter(|at| *at < BLOCKS_MAX + 1)?, field))
}

/// Reads the pairs of the form; blocks in the order of their places, without those to be removed.
fn read(pairs: Vec<(String, String)>) -> Result<Typed> {
    let mut typed = Typed { revision: 0, blocks: Vec::new(), adds: None };
    let (mut adds, mut kind) = (false, BlockKind::Banner);
    let mut removed = Vec::new();
    for (name, value) in pairs {
        let value = value.replace("\r\n", "\n").trim().to_owned();
        match (name.as_str(), indexed(&name)) {
            ("revision", _) => typed.revision = value.parse().map_err(|_| Code::BadId)?,
            ("do", _) => adds = value == "add",
            ("add", _) => kind = value.parse().map_err(|_| unknown(&name))?,
            (_, Some((at, field))) => {
                while typed.blocks.len() <= at {
                    let next = typed.blocks.len();
                    typed.blocks.push(BlockForm { is_on: false, ..stored(next, &Block::of(BlockKind::New)) });
                }
                if field == "remove" {
                    removed.push(at);
                } else {
                    set(&mut typed.blocks[at], field, value).ok_or_else(|| unknown(&name))?;
                }
            }
            (_, None) => return Err(unknown(&name)),
        }
    }
    typed.adds = adds.then_some(kind);
    let blocks = typed.blocks.into_iter().enumerate().filter(|(at, _)| !removed.contains(at));
    let mut placed: Vec<(usize, BlockForm)> = blocks.collect();
    // Of two with one number, the one that was given it goes before the one that has had it.
    placed.sort_by_key(|(at, block)| {
        let place = block.place.parse::<usize>().unwrap_or(usize::MAX);
        (place, place == at + 1)
    });
    let mut blocks: Vec<BlockForm> = placed.into_iter().map(|(_, block)| block).collect();
    for (at, block) in blocks.iter_mut().enumerate() {
        (block.field, block.place) = (format!("blocks[{at}]"), (at + 1).to_string());
    }
    Ok(Typed { blocks, ..typed })
}

fn set(block: &mut BlockForm, field: &str, value: String) -> Option<()> {
    let text = match field {
        "kind" => {
            block.kind = value.parse().ok()?;
            return Some(());
        }
        "on" => {
            block.is_on = value == "1";
            return Some(());
        }
        "place" => &mut block.place,
        "title.zh" => &mut block.title_zh,
        "title.en" => &mut block.title_en,
        "subtitle.zh" => &mut block.subtitle_zh,
        "subtitle.en" => &mut block.subtitle_en,
        "picture" => &mut block.picture,
        "link" => &mut block.link,
        "products" => &mut block.products,
        "category" => &mut block.category,
        "count" => &mut block.count,
        "from" => &mut block.from,
        "until" => &mut block.until,
        _ => return None,
    };
    *text = value;
    Some(())
}

/// An id, or the link of a product's page.
fn product(word: &str) -> Option<SpuId> {
    let id = word.rsplit_once("/p/").map_or(word, |(_, rest)| rest);
    id.split(['?', '#']).next()?.parse().ok()
}

fn block(form: &BlockForm) -> Result<Block> {
    let mut words = form.products.split([' ', ',', '，', '\n']).filter(|word| !word.is_empty());
    let wrong = |word: &str| {
        let told = (format!("{word} is not a product"), format!("{word} 不是商品编号"));
        Error::field(form.named("products"), told.0, told.1)
    };
    let products: Result<Vec<SpuId>> =
        words.by_ref().take(PICKED_MAX + 1).map(|word| product(word).ok_or_else(|| wrong(word))).collect();
    let category = match form.category.as_str() {
        "" => None,
        id => Some(
            id.parse().map_err(|_| Error::field(form.named("category"), "does not exist", "分类不存在"))?,
        ),
    };
    Ok(Block {
        kind: form.kind,
        is_on: form.is_on,
        window: Window {
            from: typed_time(&form.named("from"), &form.from)?,
            until: typed_time(&form.named("until"), &form.until)?,
        },
        title: Text2::new(form.title_zh.as_str(), form.title_en.as_str()),
        subtitle: Text2::new(form.subtitle_zh.as_str(), form.subtitle_en.as_str()),
        picture: (!form.picture.is_empty()).then(|| form.picture.clone()),
        link: form.link.clone(),
        products: products?,
        category,
        // What is no number is out of every range.
        count: form.count.parse().unwrap_or(0),
    })
}

fn blocks(typed: &Typed) -> Result<Vec<Block>> {
    let mut wrong: Option<Error> = None;
    let mut blocks = Vec::with_capacity(typed.blocks.len());
    for form in &typed.blocks {
        match block(form) {
            Ok(block) => blocks.push(block),
            Err(error) => {
                wrong = Some(match wrong {
                    Some(first) => first.and(error),
                    None => error,
                });
            }
        }
    }
    wrong.map_or(Ok(blocks), Err)
}

async fn compose(State(app): State<App>, worker: Worker, Pairs(pairs): Pairs) -> Result<Response, Failure> {
    let staff = worker.id();
    app.db.glance(move |tx| desk::permit_reading(tx, staff, Permission::FrontWrite)).await?;
    let mut typed = read(pairs)?;
    if let Some(kind) = typed.adds {
        typed.blocks.push(stored(typed.blocks.len(), &Block::of(kind)));
        let page = page(&app, &worker, Some(typed), FieldErrors::default()).await?;
        return worker.show(&app, &page);
    }
    let revision = typed.revision;
    let composed = match blocks(&typed) {
        Ok(blocks) => worker.act(&app, move |tx, cx| desk::front::compose(tx, cx, revision, &blocks)).await,
        Err(error) => Err(error),
    };
    match composed {
        Ok(_) => Ok(onward(&app, HERE, Said::Saved)),
        Err(error) => {
            let errors = worker.faults(error)?;
            let page = page(&app, &worker, Some(typed), errors).await?;
            worker.refuse(&app, &page)
        }
    }
}

async fn add_banner(State(app): State<App>, worker: Worker, request: Request) -> Result<Response, Failure> {
    let staff = worker.id();
    // Asked before ten megabytes are read, and again when the picture is kept.
    app.db.glance(move |tx| desk::permit_reading(tx, staff, Permission::FrontWrite)).await?;
    let Upload { file, turn: _turn } = Upload::from_request(request, &app).await?;
    let intents = upload::put(&app, worker.actor(), staff, Audience::Everybody, vec![file]).await?;
    let title = Text2::new(FrontText::ZH.banner_new, FrontText::EN.banner_new);
    let add = move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| {
        intents.iter().try_for_each(|intent| desk::front::add_banner(tx, cx, intent, &title).map(drop))
    };
    worker.act(&app, add).await?;
    Ok(onward(&app, HERE, Said::Saved))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Time;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        read(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()).unwrap()
    }

    #[test]
    fn blocks_are_put_in_the_order_of_their_numbers() {
        let typed = typed(&[
            ("revision", "3"),
            ("blocks[0].kind", "hot"),
            ("blocks[0].place", "3"),
            ("blocks[1].kind", "new"),
            ("blocks[1].place", "1"),
            ("blocks[1].on", "1"),
            ("blocks[2].kind", "banner"),
            ("blocks[2].remove", "1"),
        ]);
        let kinds: Vec<_> = typed.blocks.iter().map(|block| (block.kind, block.is_on)).collect();
        assert_eq!((typed.revision, kinds), (3, vec![(BlockKind::New, true), (BlockKind::Hot, false)]));
    }

    #[test]
    fn who_is_given_a_place_goes_before_who_has_had_it() {
        let typed = typed(&[
            ("blocks[0].kind", "hot"),
            ("blocks[0].place", "1"),
            ("blocks[1].kind", "new"),
            ("blocks[1].place", "2"),
            ("blocks[2].kind", "banner"),
            ("blocks[2].place", "1"),
        ]);
        let kinds: Vec<_> = typed.blocks.iter().map(|block| block.kind).collect();
        assert_eq!(kinds, [BlockKind::Banner, BlockKind::Hot, BlockKind::New]);
    }

    #[test]
    fn products_are_named_by_id_or_link() {
        for word in ["7", "/p/7", "https://shop.example/p/7?o1=2#x"] {
            assert_eq!(product(word), Some(SpuId::from_raw(7)), "{word}");
        }
        assert_eq!(product("/c/7"), None);
    }

    #[test]
    fn all_that_cannot_be_read_is_told_at_once() {
        let typed = typed(&[
            ("blocks[0].kind", "recommended"),
            ("blocks[0].products", "7 tea"),
            ("blocks[1].from", "tomorrow"),
        ]);
        let fields: Vec<_> =
            blocks(&typed).unwrap_err().details().iter().map(|detail| detail.field.clone()).collect();
        assert_eq!(fields, ["blocks[0].products", "blocks[1].from"]);
        assert_eq!(field_time(Some(Time(0))), "1970-01-01T08:00");
    }
}
