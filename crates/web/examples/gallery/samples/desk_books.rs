//! Pages of staff: goods and money.

use askama::Template;
use mall::ledger::Book;
use mall::payment::{Outcome, RefundState, Verdict};
use mall::stock::MovementKind;
use web::desk::view::*;
use web::site::view::FieldErrors;

use super::{Samples, fen, minutes_ago};

pub(super) type Pages = Vec<(&'static str, String)>;

pub(super) fn rendered(pages: Vec<(&'static str, askama::Result<String>)>) -> Pages {
    pages.into_iter().map(|(name, page)| (name, page.expect("a page renders"))).collect()
}

impl Samples {
    pub(super) fn desk_goods_pages(self) -> Pages {
        let new = ProductPage {
            id: None,
            pictures: vec![],
            form: ProductForm {
                options: vec![OptionForm::default(); 3],
                skus: vec![SkuForm { keep: true, on_sale: true, ..SkuForm::default() }],
                ..ProductForm::default()
            },
            errors: FieldErrors::default(),
            ..self.desk_product()
        };
        rendered(vec![
            ("desk-products", self.desk_products().render()),
            ("desk-product", self.desk_product().render()),
            ("desk-product-new", new.render()),
            ("desk-categories", self.desk_categories().render()),
            ("desk-category", self.desk_category().render()),
            ("desk-stock", self.desk_stock().render()),
            ("desk-sku", self.desk_sku().render()),
        ])
    }

    pub(super) fn desk_book_pages(self) -> Pages {
        let ledger = self.desk_layout(Section::Ledger, self.desk_t().ledger);
        let account = self.accounts().remove(0);
        let transfers = TransfersPage {
            layout: ledger.clone(),
            bucket: "12".into(),
            rows: self.transfer_rows(),
            older: self.desk_older(),
            errors: FieldErrors::default(),
        };
        let transfer = TransferPage {
            layout: ledger.clone(),
            row: self.transfer_rows().remove(0),
            bucket: "12".into(),
            order: Some(Link::new("D261120180000000123", "/desk/orders/7")),
            entries: self.entries(),
        };
        let statement = StatementPage {
            layout: ledger,
            account,
            balance: fen(123_456),
            rows: self.entries(),
            older: Older::default(),
        };
        rendered(vec![
            ("desk-notices", self.desk_notices().render()),
            ("desk-notice", self.desk_notice().render()),
            ("desk-refunds", self.desk_refunds().render()),
            ("desk-ledger", self.desk_ledger().render()),
            ("desk-transfers", transfers.render()),
            ("desk-transfer", transfer.render()),
            ("desk-statement", statement.render()),
        ])
    }

    fn desk_products(self) -> ProductsPage {
        let t = self.desk_t();
        let row =
            |id: &str, picture: Option<&str>, zh, en, price, most: Option<i64>, is_on_sale| ProductRow {
                id: id.into(),
                title: self.text(zh, en),
                is_service: picture.is_none(),
                handle: self.text("rolled-oats", "rolled-oats"),
                picture: picture.map(|name| self.picture(name)),
                price: fen(price),
                price_to: most.map(fen),
                is_on_sale,
                sales: 128,
            };
        let tab = |name, sale: &str, is_here| TabLink {
            name,
            href: format!("/desk/products?sale={sale}"),
            count: None,
            is_here,
            is_pressing: false,
        };
        ProductsPage {
            layout: self.desk_layout(Section::Products, t.products),
            query: self.text("麦", "wheat"),
            sale: "both",
            category: Some(Choice { value: "5".into(), name: self.text("零食", "Snacks") }),
            tabs: vec![
                tab(t.sale_both, "both", true),
                tab(t.is_on_sale, "on", false),
                tab(t.is_off_sale, "off", false),
            ],
            total: Count::up_to(4_219, 100_000),
            rows: vec![
                row(
                    "1",
                    Some("oats"),
                    "内蒙古有机燕麦片 无糖即食早餐 大袋家庭装",
                    "Organic rolled oats from Inner Mongolia, family bag",
                    1_890,
                    Some(4_990),
                    true,
                ),
                row("2", Some("lamp"), "宿舍护眼台灯", "Desk lamp", 9_900, None, true),
                row("3", None, "自行车上门检修", "Bicycle check at your door", 3_900, None, false),
            ],
            older: self.desk_older(),
        }
    }

    fn desk_product(self) -> ProductPage {
        let sku = |id: &str, choice: &str, label: String, code: &str, keep| SkuForm {
            id: id.into(),
            choice: choice.into(),
            label,
            keep,
            on_sale: keep,
            code: self.text(code, code),
            price: "79.00".into(),
            list_price: "99.00".into(),
            weight: "180".into(),
            barcode: String::new(),
        };
        let option = |zh: &str, en: &str, values: &str| OptionForm {
            name_zh: self.text(zh, zh),
            name_en: self.text(en, en),
            values: self.text(values, values),
        };
        ProductPage {
            layout: self.desk_layout(Section::Products, self.desk_t().product),
            id: Some("2".into()),
            heading: self.text("麦穗刺绣纯棉短袖", "Cotton tee with a stitched wheat ear"),
            is_on_sale: true,
            form: ProductForm {
                handle: self.text("wheat-tee", "wheat-tee"),
                title_zh: self.text("麦穗刺绣纯棉短袖", "麦穗刺绣纯棉短袖"),
                title_en: self.text("Cotton tee", "Cotton tee"),
                description_zh: self.text("一针一线。", "一针一线。"),
                category: "5".into(),
                tags: self.text("新品,纯棉", "new,cotton"),
                unit: "件".into(),
                currency: "CNY".into(),
                options: vec![
                    option("颜色", "Colour", "墨绿 / ink green\n麦黄 / wheat"),
                    option("尺码", "Size", "S\nM"),
                    OptionForm::default(),
                ],
                skus: vec![
                    sku("11", "0.0", self.text("墨绿 · S", "Ink green · S"), "TEE-S-GREEN", true),
                    sku("12", "0.1", self.text("墨绿 · M", "Ink green · M"), "TEE-M-GREEN", true),
                    sku("13", "1.0", self.text("麦黄 · S", "Wheat · S"), "TEE-S-GOLD", true),
                    sku("", "1.1", self.text("麦黄 · M", "Wheat · M"), "TEE-M-GOLD", false),
                ],
                ..ProductForm::default()
            },
            categories: self.category_choices(),
            currencies: vec!["CNY", "GBP"],
            pictures: vec![
                PictureCell { at: 0, picture: Some(self.picture("shirt")), link: String::new() },
                PictureCell {
                    at: 1,
                    picture: None,
                    link: self.text("cdn.example/tee.jpg", "cdn.example/tee.jpg"),
                },
            ],
            may_add_pictures: true,
            errors: [
                ("skus[2].code", self.text("编码已被其他规格使用", "is taken by another SKU")),
                ("handle", self.text("已被其他商品使用", "is taken by another product")),
            ]
            .into_iter()
            .collect(),
        }
    }

    fn category_choices(self) -> Vec<Choice> {
        let choice = |value: &str, zh, en| Choice { value: value.into(), name: self.text(zh, en) };
        vec![
            choice("4", "食品", "Food"),
            choice("5", "　零食", "　Snacks"),
            choice("6", "　　燕麦", "　　Oats"),
        ]
    }

    fn desk_categories(self) -> CategoriesPage {
        let row = |id: &str, zh, en, depth| CategoryRow {
            id: id.into(),
            name: self.text(zh, en),
            other_name: self.text(en, zh),
            depth,
        };
        CategoriesPage {
            layout: self.desk_layout(Section::Categories, self.desk_t().categories),
            rows: vec![
                row("4", "食品", "Food", 1),
                row("5", "零食", "Snacks", 2),
                row("6", "燕麦", "Oats", 3),
                row("7", "衣物", "Clothes", 1),
                row("8", "数码配件", "Digital", 1),
            ],
            name_zh: self.text("饮料 > 茶", "饮料 > 茶"),
            name_en: String::new(),
            parent: "4".into(),
            parents: self.category_choices(),
            errors: [(
                "name",
                self.text("须为 1 到 64 个字符，且不含 >", "must be 1 to 64 characters, without '>'"),
            )]
            .into_iter()
            .collect(),
        }
    }

    fn desk_category(self) -> CategoryPage {
        CategoryPage {
            layout: self.desk_layout(Section::Categories, self.desk_t().categories),
            id: "5".into(),
            crumbs: vec![Link::new(self.text("食品", "Food"), "/desk/categories/4")],
            heading: self.text("零食", "Snacks"),
            name_zh: self.text("零食", "零食"),
            name_en: self.text("Snacks", "Snacks"),
            parent: "4".into(),
            parents: self.category_choices(),
            position: "1".into(),
            children: vec![
                Link::new(self.text("燕麦", "Oats"), "/desk/categories/6"),
                Link::new(self.text("坚果", "Nuts"), "/desk/categories/9"),
            ],
            errors: FieldErrors::default(),
        }
    }

    fn stock_row(self, sku: &str, code: &str, available: i64) -> StockRow {
        StockRow {
            sku: sku.into(),
            href: Some(format!("/desk/stock/{sku}")),
            code: self.text(code, code),
            title: self.text("麦穗刺绣纯棉短袖", "Cotton tee with a stitched wheat ear"),
            options: self.text("墨绿 · S", "Ink green · S"),
            picture: Some(self.picture("shirt")),
            is_on_sale: available > 0,
            available,
            reserved: 3,
            sold: 128,
            received: available + 131,
        }
    }

    fn desk_stock(self) -> StockPage {
        StockPage {
            layout: self.desk_layout(Section::Stock, self.desk_t().stock),
            query: String::new(),
            rows: vec![
                self.stock_row("11", "TEE-S-GREEN", 240),
                self.stock_row("12", "TEE-M-GREEN", 4),
                self.stock_row("13", "TEE-S-GOLD", 0),
            ],
            older: Older::default(),
        }
    }

    fn desk_sku(self) -> SkuPage {
        let movement = |minutes, kind, quantity, order: Option<&str>, note: String| MovementRow {
            at: minutes_ago(minutes),
            kind,
            quantity,
            order: order.map(Into::into),
            note,
        };
        SkuPage {
            layout: self.desk_layout(Section::Stock, self.desk_t().stock),
            row: StockRow { href: None, ..self.stock_row("11", "TEE-S-GREEN", 240) },
            product: Some(Link::new(self.desk_t().product, "/desk/products/2")),
            movements: vec![
                movement(3, MovementKind::Take, 1, Some("7"), String::new()),
                movement(5, MovementKind::Reserve, 1, Some("7"), String::new()),
                movement(800, MovementKind::Receive, -2, None, self.text("盘亏", "Found missing")),
                movement(9_000, MovementKind::Receive, 300, None, self.text("到货", "Delivery")),
            ],
            older: Older::default(),
            level: "240".into(),
            note: String::new(),
            errors: FieldErrors::default(),
        }
    }

    fn notice_row(self, id: &str, outcome: Outcome, verdict: Verdict) -> NoticeRow {
        NoticeRow {
            id: id.into(),
            at: minutes_ago(12),
            source: self.text("alipay", "alipay"),
            trade: self.text("117293847561029", "117293847561029"),
            status: self.text("TRADE_SUCCESS", "TRADE_SUCCESS"),
            outcome,
            checks: Check::all(verdict, self.desk_t()),
        }
    }

    fn desk_notices(self) -> NoticesPage {
        let yes = Some(true);
        let all = Verdict { signature: yes, app: yes, seller: yes, amount: yes, currency: yes, fresh: yes };
        NoticesPage {
            layout: self.desk_layout(Section::Notices, self.desk_t().notices),
            rows: vec![
                self.notice_row("41", Outcome::Applied, all),
                self.notice_row("40", Outcome::Known, Verdict { fresh: Some(false), ..all }),
                self.notice_row("39", Outcome::Rejected, Verdict { amount: Some(false), fresh: None, ..all }),
                self.notice_row(
                    "38",
                    Outcome::Rejected,
                    Verdict { signature: Some(false), ..Verdict::default() },
                ),
            ],
            older: self.desk_older(),
        }
    }

    fn desk_notice(self) -> NoticePage {
        let pair = |name: &str, value: &str| (self.text(name, name), self.text(value, value));
        NoticePage {
            layout: self.desk_layout(Section::Notices, self.desk_t().notices),
            row: self.notice_row("39", Outcome::Rejected, Verdict { signature: Some(true), app: Some(true), seller: Some(true), amount: Some(false), currency: Some(true), fresh: None }),
            notify_id: self.text("2026112000222180000014", "2026112000222180000014"),
            note: self.text("amount or currency differ from what was asked", "amount or currency differ from what was asked"),
            handled_at: Some(minutes_ago(12)),
            order: Some(Link::new("D261120180000000123", "/desk/orders/7")),
            fields: vec![pair("app_id", "2021000118612345"), pair("out_trade_no", "117293847561029"), pair("total_amount", "0.01"), pair("trade_status", "TRADE_SUCCESS")],
            raw: self.text("app_id=2021000118612345&out_trade_no=117293847561029&total_amount=0.01&trade_status=TRADE_SUCCESS&sign=kPbQIjX%2BxQ8F0%2FA6%2FAocELIhhzZnGcBq6IGICHHMS0cL%2FBX", "app_id=2021000118612345&out_trade_no=117293847561029&total_amount=0.01&trade_status=TRADE_SUCCESS&sign=kPbQIjX%2BxQ8F0%2FA6%2FAocELIhhzZnGcBq6IGICHHMS0cL%2FBX"),
            may_replay: true,
        }
    }

    fn desk_refunds(self) -> RefundsPage {
        RefundsPage {
            layout: self.desk_layout(Section::Refunds, self.desk_t().refunds),
            tabs: self.desk_tabs("/desk/refunds", RefundState::ALL, RefundState::Failed),
            rows: self.refund_rows(),
            older: Older::default(),
            may_retry: true,
        }
    }

    fn accounts(self) -> Vec<AccountName> {
        let account = |book, owner| AccountName { bucket: "12".into(), book, currency: "CNY", owner };
        vec![
            account(Book::Escrow, None),
            account(Book::Wallet, Some(self.text("xiaomai", "xiaomai"))),
            account(Book::Alipay, None),
        ]
    }

    fn entries(self) -> Vec<EntryRow> {
        let row = |(account, minor): (AccountName, i64)| EntryRow {
            account,
            transfer: "501".into(),
            amount: fen(minor),
            balance_after: fen(minor + 100_000),
        };
        self.accounts().into_iter().zip([10_680, -10_680, -990]).map(row).collect()
    }

    fn desk_ledger(self) -> LedgerPage {
        let total = |book, accounts, minor| TotalRow { book, accounts, balance: fen(minor) };
        let choice = |book: &Book| Choice {
            value: book.word().into(),
            name: Worded::named(*book, self.desk_t()).text.into(),
        };
        LedgerPage {
            layout: self.desk_layout(Section::Ledger, self.desk_t().ledger),
            totals: vec![
                total(Book::Wallet, 812, 1_234_500),
                total(Book::Alipay, 256, -98_765_432),
                total(Book::Escrow, 256, 1_068_000),
                total(Book::Sales, 256, 96_462_932),
            ],
            form: AccountForm {
                books: Book::ALL.iter().map(choice).collect(),
                currencies: vec!["CNY", "GBP"],
                book: "wallet".into(),
                currency: "CNY".into(),
                bucket: "0".into(),
                who: self.text("nobody", "nobody"),
                errors: [("who", self.text("没有这个用户", "There is no such user"))].into_iter().collect(),
            },
        }
    }
}
