//! How goods are laid down in the index.

use std::sync::LazyLock;

use tantivy::TantivyDocument;
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager, WhitespaceTokenizer};

use crate::terms::Terms;

/// Raised whenever terms are made otherwise: an index of another version is rebuilt.
pub(crate) const VERSION: u32 = 2;

const TOKENIZER: &str = "terms";

/// One product as it is found. Prices are minor units of one currency.
#[derive(Clone, Debug, Default)]
pub struct Goods {
    pub id: i64,
    /// In each language it has.
    pub titles: Vec<String>,
    pub tags: Vec<String>,
    /// In each language they have.
    pub category_names: Vec<String>,
    /// From the top down.
    pub categories: Vec<i64>,
    /// Subtitles, options, descriptions: found by, but weakly.
    pub texts: Vec<String>,
    /// A number for each currency.
    pub currency: u64,
    pub price_min: i64,
    pub in_stock: bool,
    pub sales: i64,
}

/// The fields of a part of the goods that is searched by everything.
pub struct Level {
    pub word: Field,
    pub gram: Field,
    pub sound: Field,
    pub sound_gram: Field,
    pub initial: Field,
    pub initial_gram: Field,
    pub start: Field,
    pub letters: Field,
}

pub struct Fields {
    pub id: Field,
    pub title: Level,
    pub head: Field,
    pub side_word: Field,
    pub side_sound: Field,
    pub side_initial: Field,
    pub side_letters: Field,
    pub body_word: Field,
    pub body_sound: Field,
    pub category: Field,
    pub tag: Field,
    pub currency: Field,
    pub price: Field,
    pub in_stock: Field,
    pub sales: Field,
    pub length: Field,
}

pub static LAID: LazyLock<(Schema, Fields)> = LazyLock::new(lay);

fn lay() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    let terms = TextOptions::default().set_indexing_options(indexing);
    let mut text = |name: &str| schema.add_text_field(name, terms.clone());
    let title = Level {
        word: text("title_word"),
        gram: text("title_gram"),
        sound: text("title_sound"),
        sound_gram: text("title_sound_gram"),
        initial: text("title_initial"),
        initial_gram: text("title_initial_gram"),
        start: text("title_start"),
        letters: text("title_letters"),
    };
    let [head, side_word, side_sound, side_initial, side_letters, body_word, body_sound] =
        ["head", "side_word", "side_sound", "side_initial", "side_letters", "body_word", "body_sound"]
            .map(text);
    let fields = Fields {
        title,
        head,
        side_word,
        side_sound,
        side_initial,
        side_letters,
        body_word,
        body_sound,
        id: schema.add_i64_field("id", FAST | INDEXED),
        category: schema.add_i64_field("category", FAST),
        tag: schema.add_text_field("tag", TextOptions::default().set_fast("raw")),
        currency: schema.add_u64_field("currency", FAST),
        price: schema.add_i64_field("price", FAST),
        in_stock: schema.add_bool_field("in_stock", FAST),
        sales: schema.add_i64_field("sales", FAST),
        length: schema.add_u64_field("length", FAST),
    };
    (schema.build(), fields)
}

#[must_use]
pub fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(TOKENIZER, TextAnalyzer::builder(WhitespaceTokenizer::default()).build());
    tokenizers
}

#[must_use]
pub fn document(goods: &Goods) -> TantivyDocument {
    let fields = &LAID.1;
    let (mut title, mut side, mut body) = (Terms::default(), Terms::default(), Terms::default());
    goods.titles.iter().for_each(|text| title.add(text));
    goods.tags.iter().for_each(|text| side.add(text));
    goods.category_names.iter().chain(&goods.texts).for_each(|text| body.add_plain(text));
    let mut document = TantivyDocument::new();
    let level = &fields.title;
    for (field, bags) in [
        (level.word, vec![title.words]),
        (level.gram, vec![title.grams]),
        (level.sound, vec![title.sounds]),
        (level.sound_gram, vec![title.sound_grams]),
        (level.initial, vec![title.initials]),
        (level.initial_gram, vec![title.initial_grams]),
        (level.start, vec![title.starts]),
        (level.letters, vec![title.letters]),
        (fields.head, vec![title.heads]),
        (fields.side_word, vec![side.words, side.grams]),
        (fields.side_sound, vec![side.sounds]),
        (fields.side_initial, vec![side.initials]),
        (fields.side_letters, vec![side.letters]),
        (fields.body_word, vec![body.words, body.grams]),
        (fields.body_sound, vec![body.sounds]),
    ] {
        for bag in bags {
            document.add_text(field, bag.into_text());
        }
    }
    document.add_i64(fields.id, goods.id);
    goods.categories.iter().for_each(|category| document.add_i64(fields.category, *category));
    goods.tags.iter().for_each(|tag| document.add_text(fields.tag, tag));
    document.add_u64(fields.currency, goods.currency);
    document.add_i64(fields.price, goods.price_min);
    document.add_bool(fields.in_stock, goods.in_stock);
    document.add_i64(fields.sales, goods.sales);
    let length = goods.titles.first().map_or(0, |title| title.chars().count());
    document.add_u64(fields.length, u64::try_from(length).unwrap_or(u64::MAX));
    document
}

#[cfg(test)]
mod tests {
    use tantivy::schema::Value;

    use super::*;

    /// What the texts below are laid down as, in this version.
    const LAID_DOWN: (u32, u64) = (2, 16_814_171_775_967_992_949);

    /// FNV-1a: the same with every release of the compiler.
    fn hash(text: &str) -> u64 {
        let step = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
    }

    fn goods(titles: [&str; 2], tags: &[&str], text: &str) -> Goods {
        let own = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        Goods {
            titles: own(&titles),
            tags: own(tags),
            category_names: own(&["乳品饮料", "Dairy & drinks"]),
            texts: own(&[text]),
            ..Goods::default()
        }
    }

    /// The terms of each field, in an order of their own.
    fn laid(goods: &Goods) -> Vec<String> {
        let document = document(goods);
        let texts =
            document.field_values().filter_map(|(field, value)| Some((field, value.as_str()?.to_owned())));
        let mut laid: Vec<String> = texts
            .map(|(field, text)| {
                let mut terms: Vec<&str> = text.split_whitespace().collect();
                terms.sort_unstable();
                format!("{}: {}", LAID.0.get_field_name(field), terms.join(" "))
            })
            .collect();
        laid.sort_unstable();
        laid
    }

    /// An index that holds other terms than searches ask for finds little, and nobody is told why.
    #[test]
    fn who_makes_terms_otherwise_raises_the_version() {
        let all = [
            goods(["纯牛奶 250ml×12 盒", "Whole milk, 12 x 250 ml"], &["早餐", "organic"], "来自草原的牧场"),
            goods(
                ["男士重型羽绒服（黑色）XXL", "Men's down jackets"],
                &["冬季"],
                "銀行行長都説好，含絨量90%",
            ),
            goods(["iPhone15手机壳 磁吸", "MagSafe case for iPhone 15"], &["3C数码"], "女士、绿色、长裙"),
            goods(["ＡＢＣ　全角１２３", "café crème"], &["T恤"], "WiFi-6 路由器 v2.0"),
        ];
        let laid: Vec<String> = all.iter().flat_map(laid).collect();
        let laid_down = (VERSION, hash(&laid.join("\n")));
        assert_eq!(laid_down, LAID_DOWN, "terms are made otherwise: raise VERSION, and write both down here");
    }
}
