//! Pages about goods.

use askama::Template;
use kernel::Cursor;
use mall::catalog::SpuKind;
use web::site::view::{
    Banner, Bar, Branch, CartLine, CartPage, CategoriesPage, CategoryTile, ChosenSku, Crumb, FieldErrors,
    Filter, Flash, HomePage, ListingPage, OptionGroup, OptionValue, Part, ProductCard, ProductPage, Section,
    Sieve, Sift, Sort, Stock, Tab, Tone,
};

use super::{HOSTILE, Samples, fen};

impl Samples {
    pub(super) fn goods_pages(self) -> Vec<(&'static str, String)> {
        let mut bought = self.product();
        bought.layout.flash = Some(Flash::good(self.text("已加入购物车", "Added to your cart")));
        let pages = vec![
            ("home", self.home().render()),
            ("categories", self.categories().render()),
            ("list", self.list().render()),
            ("list-empty", self.list_empty().render()),
            ("search", self.search().render()),
            ("search-empty", self.search_empty().render()),
            ("product", bought.render()),
            ("product-unchosen", self.product_unchosen().render()),
            ("product-gone", self.product_gone().render()),
            ("cart", self.cart().render()),
            ("cart-empty", self.cart_empty().render()),
        ];
        pages.into_iter().map(|(name, page)| (name, page.expect("a page renders"))).collect()
    }

    pub(super) fn cards(self) -> Vec<ProductCard> {
        let card = |id: &str, picture, zh, en, price, list: Option<i64>, sold| ProductCard {
            marks: Vec::new(),
            id: id.into(),
            title: self.text(zh, en),
            is_service: false,
            picture: Some(self.picture(picture)),
            price: fen(price),
            from: false,
            list_price: list.map(fen),
            sold,
            sold_out: false,
        };
        let mut cards = vec![
            card(
                "11",
                "oats",
                "内蒙古有机燕麦片 500 g 无糖即食早餐",
                "Organic rolled oats from Inner Mongolia, 500 g",
                1_890,
                Some(2_590),
                1_280,
            ),
            card("12", "cup", "松烟绿陶瓷马克杯 350 ml", "Ink-green stoneware mug, 350 ml", 3_900, None, 86),
            card(
                "13",
                "shirt",
                "麦穗刺绣纯棉短袖 男女同款",
                "Cotton tee with a stitched wheat ear",
                7_900,
                Some(9_900),
                412,
            ),
            card(
                "14",
                "earphones",
                "头戴式降噪耳机 长续航",
                "Noise-cancelling headphones with long battery life",
                29_900,
                None,
                37,
            ),
            card("15", "lamp", "上门修灯 换灯管", "Lamps mended at your door", 6_650, None, 0),
        ];
        cards[1].sold_out = true;
        cards[2].from = true;
        cards[4].picture = None;
        cards[4].is_service = true;
        cards
    }

    fn home(self) -> HomePage {
        let mut layout = self.layout("/", "好物如麦", "Good things", Tab::Home);
        layout.bars = vec![Bar {
            id: "7".into(),
            revision: 1,
            tone: Tone::Warn,
            title: self.text("今晚维护", "Maintenance tonight"),
            body: self.text("11 月 22 日凌晨 2 点，约十分钟。", "22 Nov at 02:00, ten minutes."),
            href: Some("/c".into()),
            is_for_home: false,
        }];
        let tile = |(id, zh, en): (&str, &str, &str)| CategoryTile {
            id: id.into(),
            name: self.text(zh, en),
            picture: None,
        };
        let section = |id: &str, zh, en, zh2, en2| Section {
            id: id.into(),
            title: self.lang.pick(zh, en).into(),
            subtitle: self.text(zh2, en2),
            more: Some("/c/1?sort=sales".into()),
            cards: self.cards(),
        };
        let banner = |zh, en, picture: Option<&'static str>| Banner {
            title: self.text(zh, en),
            subtitle: self.text("满 99 元包邮到宿舍楼下", "Free delivery to your door from 99 yuan"),
            picture: picture.map(|name| self.picture(name)),
            href: Some("/c/1".into()),
        };
        let banners = vec![
            banner("开学第一周", "The first week of term", Some("lamp")),
            banner("秋天的第一杯", "The first cup of autumn", None),
        ];
        HomePage {
            hero: None,
            layout,
            parts: vec![
                Part::Banners(banners),
                Part::Categories(TILES.into_iter().map(tile).collect()),
                Part::Section(section("1", "新到的", "Just in", "这周刚上架", "On the shelf this week")),
                Part::Section(section("2", "正在热卖", "Hot now", "这几天大家看的", "These days")),
            ],
        }
    }

    fn categories(self) -> CategoriesPage {
        let children = || {
            [
                ("101", "饼干", "Biscuits"),
                ("102", "坚果", "Nuts"),
                ("103", "冲饮", "Drinks"),
                ("104", "方便速食", "Instant meals"),
            ]
            .map(|(id, zh, en)| Crumb { name: self.text(zh, en), href: format!("/c/{id}") })
            .to_vec()
        };
        let branch = |(id, zh, en): (&str, &str, &str)| Branch {
            tile: CategoryTile { id: id.into(), name: self.text(zh, en), picture: None },
            children: children(),
        };
        CategoriesPage {
            layout: self.layout("/c", "全部分类", "All categories", Tab::Categories),
            branches: TILES.into_iter().map(branch).collect(),
        }
    }

    fn list(self) -> ListingPage {
        let filter = Filter {
            path: "/c/1".into(),
            sort: Sort::Sales,
            min: self.text("十元", "ten"),
            max: "100".into(),
            in_stock: true,
            errors: [(
                "min",
                self.lang.pick("请填写数字，例如 10 或 9.90", "Please write a number, e.g. 10 or 9.90"),
            )]
            .into_iter()
            .collect(),
            ..Filter::default()
        };
        ListingPage {
            layout: self.layout("/c/1", "零食", "Snacks", Tab::Categories),
            crumbs: vec![Crumb { name: self.text("食品", "Food"), href: "/c/9".into() }],
            heading: self.text("零食", "Snacks"),
            query: None,
            subcategories: vec![
                Crumb { name: self.text("饼干", "Biscuits"), href: "/c/101".into() },
                Crumb { name: self.text("坚果", "Nuts"), href: "/c/102".into() },
            ],
            onward: filter.onward(false, Some(&Cursor(vec![0, 7]))),
            filter,
            sieve: Sieve::default(),
            meant: None,
            total: Some(1_987),
            cards: [self.cards(), self.cards()].concat(),
            instead: vec![],
        }
    }

    fn list_empty(self) -> ListingPage {
        let filter = Filter { path: "/c/1".into(), min: "900".into(), ..Filter::default() };
        ListingPage {
            onward: filter.onward(true, None),
            filter,
            total: Some(0),
            cards: vec![],
            ..self.list()
        }
    }

    fn search(self) -> ListingPage {
        let words = self.text("燕麦", "oats");
        let filter = Filter { path: "/search".into(), query: Some(words.clone()), ..Filter::default() };
        let mut layout = self.layout("/search?q=x", "搜索", "Search", Tab::Home);
        layout.query.clone_from(&words);
        ListingPage {
            layout,
            crumbs: vec![],
            heading: String::new(),
            query: Some(words),
            subcategories: vec![],
            onward: filter.onward(true, Some(&Cursor(vec![0, 7]))),
            filter,
            sieve: Sieve {
                categories: vec![
                    Sift {
                        name: self.text("谷物", "Cereal"),
                        href: "/search?c=1".into(),
                        count: 18,
                        is_taken: true,
                    },
                    Sift {
                        name: self.text("饮料", "Drinks"),
                        href: "/search?c=2".into(),
                        count: 9,
                        is_taken: false,
                    },
                ],
                ..Sieve::default()
            },
            meant: Some(Crumb { name: self.text("燕麦片", "oatmeal"), href: "/search?q=y".into() }),
            total: Some(27),
            cards: self.cards(),
            instead: vec![],
        }
    }

    fn search_empty(self) -> ListingPage {
        let filter = Filter { path: "/search".into(), query: Some("x".into()), ..Filter::default() };
        ListingPage {
            onward: filter.onward(true, None),
            filter,
            total: Some(0),
            cards: vec![],
            instead: self.cards(),
            ..self.search()
        }
    }

    fn product(self) -> ProductPage {
        let value = |value: &str, zh, en, chosen, available| OptionValue {
            value: if self.hostile { HOSTILE.into() } else { value.into() },
            label: self.text(zh, en),
            chosen,
            available,
        };
        ProductPage {
            layout: self.layout("/p/11?o1=1&o2=2", "内蒙古有机燕麦片", "Organic rolled oats", Tab::None),
            crumbs: vec![Crumb { name: self.text("零食", "Snacks"), href: "/c/1".into() }],
            id: "11".into(),
            kind: SpuKind::Goods,
            title: self.text("内蒙古有机燕麦片 无糖即食早餐", "Organic rolled oats from Inner Mongolia"),
            subtitle: self.text("今年新麦，三分钟一碗。", "This year's harvest. A bowl in three minutes."),
            pictures: vec![self.picture("oats"), self.picture("cup"), self.picture("lamp")],
            price: fen(1_890),
            price_to: None,
            list_price: Some(fen(2_590)),
            tags: vec![self.text("热卖", "Hot"), self.text("满 99 减 10", "¥10 off ¥99")],
            sold: 1_280,
            options: vec![
                OptionGroup {
                    field: "o1",
                    name: self.text("口味", "Flavour"),
                    values: vec![value("1", "原味", "Plain", true, true), value("2", "红枣", "Jujube", false, true), value("3", "黑芝麻", "Black sesame", false, false)],
                },
                OptionGroup {
                    field: "o2",
                    name: self.text("规格", "Size"),
                    values: vec![value("1", "250 g", "250 g", false, true), value("2", "500 g", "500 g", true, true), value("3", "1 kg", "1 kg", false, true)],
                },
            ],
            chosen: Some(ChosenSku { id: "1102".into(), label: self.text("原味 · 500 g", "Plain · 500 g") }),
            stock: Stock::Few(4),
            quantity: self.text("9", "9"),
            errors: [("n", self.text("最多可买 4 件", "At most 4 can be bought"))].into_iter().collect(),
            facts: vec![
                (self.text("产地", "Origin"), self.text("内蒙古 呼伦贝尔", "Hulunbuir, Inner Mongolia")),
                (self.text("保质期", "Best within"), self.text("12 个月", "12 months")),
                (self.text("净含量", "Net weight"), self.text("500 克", "500 g")),
            ],
            description: vec![
                self.text("燕麦来自呼伦贝尔的三家农场，收割后一周内压片，不加糖，不加盐，也不加别的。", "Grown on three farms near Hulunbuir, rolled within a week of harvest. No sugar, no salt, nothing else."),
                self.text("热水或牛奶泡三分钟即可。夜里泡好放冰箱，早上拿了就走。", "Three minutes in hot water or milk. Or leave it in the fridge overnight and run."),
            ],
            together: self.cards(),
            data: None,
            related: self.cards(),
        }
    }

    fn product_unchosen(self) -> ProductPage {
        let mut page = self.product();
        for value in page.options.iter_mut().flat_map(|group| &mut group.values) {
            value.chosen = false;
        }
        ProductPage {
            chosen: None,
            stock: Stock::Unchosen,
            price_to: Some(fen(4_290)),
            errors: FieldErrors::default(),
            ..page
        }
    }

    fn product_gone(self) -> ProductPage {
        ProductPage {
            options: vec![],
            chosen: Some(ChosenSku { id: "1".into(), label: String::new() }),
            stock: Stock::Out,
            pictures: vec![],
            errors: FieldErrors::default(),
            ..self.product()
        }
    }

    fn cart(self) -> CartPage {
        let line = |sku: &str, picture, zh, en, price, quantity: u32| CartLine {
            sku: sku.into(),
            product: sku.into(),
            is_service: false,
            title: self.text(zh, en),
            options: self.text("原味 · 500 g", "Plain · 500 g"),
            picture: Some(self.picture(picture)),
            price: fen(price),
            quantity: quantity.to_string(),
            max: 9,
            total: fen(price * i64::from(quantity)),
        };
        let lines = vec![
            line(
                "1102",
                "oats",
                "内蒙古有机燕麦片 无糖即食早餐",
                "Organic rolled oats from Inner Mongolia",
                1_890,
                2,
            ),
            line("1301", "shirt", "麦穗刺绣纯棉短袖", "Cotton tee with a stitched wheat ear", 7_900, 1),
        ];
        CartPage {
            layout: self.layout("/cart", "购物车", "Cart", Tab::Cart),
            lines,
            unavailable: vec![line("1201", "cup", "松烟绿陶瓷马克杯", "Ink-green stoneware mug", 3_900, 1)],
            pieces: 3,
            subtotal: fen(11_680),
            parts: vec![],
            errors: [("n-1102", self.text("最多可买 9 件", "At most 9 can be bought"))].into_iter().collect(),
        }
    }

    fn cart_empty(self) -> CartPage {
        CartPage { lines: vec![], unavailable: vec![], pieces: 0, subtotal: fen(0), ..self.cart() }
    }
}

const TILES: [(&str, &str, &str); 8] = [
    ("1", "零食", "Snacks"),
    ("2", "饮品", "Drinks"),
    ("3", "日用", "Daily goods"),
    ("4", "服饰", "Clothes"),
    ("5", "数码", "Digital"),
    ("6", "文具", "Stationery"),
    ("7", "旧书", "Used books"),
    ("8", "宿舍", "Dorm"),
];
