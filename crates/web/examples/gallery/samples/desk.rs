//! Pages of staff: what they carry out.

use askama::Template;
use mall::account::Permission;
use mall::aftersale::AftersaleState;
use mall::catalog::SpuKind;
use mall::order::OrderState;
use mall::payment::{Method, PaymentState, RefundState};
use web::desk::view::{
    AftersalePage, AftersaleRow, AftersalesPage, Badge, Bar, CaseActions, CaseLine, Chart, Count,
    DashboardPage, DayRow, ErrorPage, Figure, Layout, LineRow, Link, LoginPage, May, Older, OrderActions,
    OrderPage, OrderRow, OrdersPage, PaymentRow, RefundRow, Section, TabLink, Tile, TransferRow, Worded,
};
use web::i18n::{Price, desk::DeskText};
use web::site::view::{ErrorKind, FieldErrors, Flash, Step, StepState};

use super::{Samples, fen, minutes_ago};

type Pages = Vec<(&'static str, String)>;

impl Samples {
    pub(super) fn desk_pages(self) -> Pages {
        let shut = LoginPage { layout: self.desk_out(), ..self.desk_login() };
        let pages = vec![
            ("desk-login", shut.render()),
            ("desk", self.dashboard(Permission::ALL).render()),
            ("desk-newcomer", self.dashboard(&[]).render()),
            ("desk-orders", self.desk_orders().render()),
            (
                "desk-orders-none",
                OrdersPage { rows: vec![], missed: Some(self.text("D1", "D1")), ..self.desk_orders() }
                    .render(),
            ),
            ("desk-order-paid", self.desk_order(OrderState::Paid).render()),
            ("desk-order-packing", self.desk_order(OrderState::Packing).render()),
            ("desk-order-service", self.desk_order(OrderState::Working).render()),
            ("desk-order-shipped", self.desk_order(OrderState::Shipped).render()),
            ("desk-aftersales", self.desk_cases().render()),
            ("desk-aftersale", self.desk_case(AftersaleState::Requested).render()),
            ("desk-aftersale-returning", self.desk_case(AftersaleState::Returning).render()),
            ("desk-error", self.desk_error().render()),
        ];
        pages.into_iter().map(|(name, page)| (name, page.expect("a page renders"))).collect()
    }

    pub(super) fn desk_t(self) -> &'static DeskText {
        DeskText::of(self.lang)
    }

    pub(super) fn desk_layout(self, section: Section, title: &str) -> Layout {
        Layout {
            lang: self.lang,
            path: section.href().into(),
            live_after: None,
            title: if self.hostile { super::HOSTILE.into() } else { title.into() },
            csrf: self.text("c3Jm", "c3Jm"),
            flash: None,
            staff: Some(Badge {
                name: self.text("麦店长", "Mai"),
                roles: vec![self.text("管理员", "Administrator")],
            }),
            may: May::new(Permission::ALL.to_vec()),
            section,
        }
    }

    fn desk_out(self) -> Layout {
        Layout {
            staff: None,
            may: May::default(),
            ..self.desk_layout(Section::None, self.desk_t().login_title)
        }
    }

    fn desk_login(self) -> LoginPage {
        LoginPage {
            layout: self.desk_out(),
            who: self.text("dianzhang", "manager"),
            back: self.text("/desk/orders", "/desk/orders"),
            errors: [("", self.text("用户名或密码错误。", "The name or the password is wrong."))]
                .into_iter()
                .collect(),
        }
    }

    fn desk_error(self) -> ErrorPage {
        let kind = ErrorKind::Forbidden;
        ErrorPage {
            layout: self.desk_layout(Section::None, self.lang.pick("没有权限", "Not permitted")),
            kind,
            sentences: vec![self.text("您没有权限进行此操作。", "You may not do this.")],
            request: Some(self.text("5f1c00a100000042", "5f1c00a100000042")),
        }
    }

    fn dashboard(self, may: &[Permission]) -> DashboardPage {
        let t = self.desk_t();
        let tile = |name, icon, href: &str, number, is_trouble| Tile {
            name,
            icon,
            href: href.into(),
            count: Count::up_to(number, 1_000),
            is_trouble,
        };
        let days: Vec<_> = (0..14_u64)
            .map(|day| {
                let placed = 40 + day * 37 % 61;
                let paid = placed - day * 5 % 17;
                DayRow {
                    day: format!("11-{:02}", 21 - day),
                    placed,
                    paid,
                    revenue: fen(i64::try_from(paid).unwrap_or(0) * 8_765),
                }
            })
            .collect();
        let bars = |value: fn(&DayRow) -> (u64, u64)| {
            let bar = |row: &DayRow| {
                let (value, whole) = value(row);
                Bar { label: row.day.clone(), hint: self.text(&row.day, &row.day), value, whole }
            };
            days.iter().rev().map(bar).collect()
        };
        let charts = vec![
            Chart { title: t.chart_orders.into(), bars: bars(|row| (row.paid, row.placed)) },
            Chart {
                title: self.text("每日成交额（CNY）", "Revenue a day (CNY)"),
                bars: bars(|row| (row.revenue.whole(), row.revenue.whole())),
            },
        ];
        let page = DashboardPage {
            layout: Layout {
                may: May::new(may.to_vec()),
                ..self.desk_layout(Section::Dashboard, t.dashboard)
            },
            figures: vec![
                Figure { name: t.orders_placed, value: "86".into() },
                Figure { name: t.orders_paid, value: "71".into() },
                Figure { name: t.revenue, value: Price::cny(812_345).to_string() },
            ],
            tiles: vec![
                tile(t.to_begin, "box", "/desk/orders?state=paid", 17, false),
                tile(t.to_ship, "truck", "/desk/orders?state=packing", 4, false),
                tile(t.cases_open, "return", "/desk/aftersales?state=requested", 2, false),
                tile(t.cases_returning, "truck", "/desk/aftersales?state=returning", 0, false),
                tile(t.refunds_broken, "wallet", "/desk/refunds?state=failed", 1, true),
                tile(t.jobs_dead, "gear", "/desk/jobs?state=dead", 2_000, true),
                tile(t.jobs_overdue, "clock", "/desk/jobs?state=ready", 0, true),
            ],
            charts,
            days,
        };
        if may.is_empty() {
            return DashboardPage { figures: vec![], tiles: vec![], charts: vec![], days: vec![], ..page };
        }
        page
    }

    pub(super) fn desk_tabs<S: Worded + PartialEq + std::fmt::Display>(
        self,
        path: &str,
        states: &[S],
        here: S,
    ) -> Vec<TabLink> {
        let tab = |(at, state): (i64, &S)| TabLink {
            name: state.named(self.desk_t()).text,
            href: format!("{path}?state={state}"),
            count: Some(Count::up_to(at * 397, 1_000)),
            is_here: *state == here,
            is_pressing: at == 3,
        };
        (0..).zip(states).map(tab).collect()
    }

    pub(super) fn desk_older(self) -> Older {
        let cursor = if self.hostile { super::HOSTILE.to_owned() } else { "1f4c.22".to_owned() };
        Older::new("/desk/orders?state=paid", false, Some(cursor))
    }

    pub(super) fn order_rows(self) -> Vec<OrderRow> {
        let row = |id: &str, number: &str, state, minutes, refunded| OrderRow {
            id: id.into(),
            number: self.text(number, number),
            kind: SpuKind::Goods,
            state,
            placed_at: minutes_ago(minutes),
            recipient: self.text("麦小田", "Mai Xiaotian"),
            region: self.text("浙江省 杭州市 西湖区", "Xihu, Hangzhou, Zhejiang"),
            line_count: 2,
            total: fen(10_680),
            refunded,
        };
        vec![
            row("7", "D261120180000000123", OrderState::Paid, 4, None),
            row("6", "D261120175900000117", OrderState::Paid, 11, Some(fen(1_890))),
            row("5", "D261120171200000101", OrderState::Packing, 60, None),
            row("4", "D261119221500000088", OrderState::Completed, 1_440, Some(fen(10_680))),
        ]
    }

    fn desk_orders(self) -> OrdersPage {
        let t = self.desk_t();
        OrdersPage {
            layout: Layout {
                flash: Some(Flash::good(self.text("订单已开始备货。", "The order is being packed."))),
                ..self.desk_layout(Section::Orders, t.orders)
            },
            tabs: self.desk_tabs("/desk/orders", OrderState::ALL, OrderState::Paid),
            missed: None,
            rows: self.order_rows(),
            older: self.desk_older(),
            may_begin: true,
        }
    }

    fn steps(self, names: &[&'static str], here: usize) -> Vec<Step> {
        let step = |(at, name): (usize, &&'static str)| Step {
            name,
            state: match at.cmp(&here) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Now,
                std::cmp::Ordering::Greater => StepState::Ahead,
            },
            at: (at <= here).then(|| minutes_ago(600 - i64::try_from(at).unwrap_or(0) * 50)),
            note: None,
        };
        names.iter().enumerate().map(step).collect()
    }

    fn desk_order(self, state: OrderState) -> OrderPage {
        let t = self.desk_t();
        let way =
            [t.step_placed, t.step_paid, t.step_packing, t.step_shipped, t.step_delivered, t.step_completed];
        let service = [t.step_placed, t.step_paid, t.step_working, t.step_done];
        let is_service = state == OrderState::Working;
        let here = OrderState::ALL.iter().position(|known| *known == state).unwrap_or(0);
        let is_shipped = state == OrderState::Shipped;
        OrderPage {
            layout: self.desk_layout(Section::Orders, t.order),
            id: "7".into(),
            number: self.text("D261120180000000123", "D261120180000000123"),
            kind: if is_service { SpuKind::Service } else { SpuKind::Goods },
            state,
            steps: if is_service { self.steps(&service, 2) } else { self.steps(&way, here) },
            buyer: Link::new(self.text("xiaomai", "xiaomai"), "/desk/users/3"),
            recipient: vec![
                self.text("麦小田  138 0013 8000", "Mai Xiaotian  138 0013 8000"),
                self.text("浙江省 杭州市 西湖区", "Xihu, Hangzhou, Zhejiang"),
                self.text(
                    "余杭塘路 866 号 紫金港校区 蓝田学园 3 舍 412",
                    "Room 412, Lantian 3, 866 Yuhangtang Road",
                ),
            ],
            note: self.text("请放在宿舍楼下快递柜。", "Please leave it in the locker downstairs."),
            parcel: is_shipped
                .then(|| (self.text("顺丰", "SF Express"), self.text("SF1400012345678", "SF1400012345678"))),
            lines: self.desk_lines(),
            total: fen(10_680),
            refunded: is_shipped.then(|| fen(6_900)),
            payments: self.payments(),
            refunds: if is_shipped { self.refund_rows() } else { vec![] },
            cases: if is_shipped { self.case_rows() } else { vec![] },
            transfers: self.transfer_rows(),
            actions: OrderActions {
                pack: state == OrderState::Paid,
                ship: state == OrderState::Packing,
                deliver: is_shipped,
                work: false,
                finish: is_service,
            },
            carrier: self.text("顺丰", "SF Express"),
            tracking: String::new(),
            errors: if state == OrderState::Packing {
                [("tracking", self.text("须为 1 到 64 个字符", "must be 1 to 64 characters"))]
                    .into_iter()
                    .collect()
            } else {
                FieldErrors::default()
            },
        }
    }

    fn desk_lines(self) -> Vec<LineRow> {
        let line = |picture, zh, en, code: &str, price, quantity: i64, refunded| LineRow {
            href: Some("/desk/stock/9".into()),
            code: self.text(code, code),
            title: self.text(zh, en),
            options: self.text("原味 · 500 g", "Plain · 500 g"),
            picture: Some(self.picture(picture)),
            price: fen(price),
            quantity,
            amount: fen(price * quantity),
            refunded,
        };
        vec![
            line(
                "oats",
                "内蒙古有机燕麦片 无糖即食早餐",
                "Organic rolled oats from Inner Mongolia",
                "OATS-500",
                1_890,
                2,
                0,
            ),
            line(
                "shirt",
                "麦穗刺绣纯棉短袖",
                "Cotton tee with a stitched wheat ear",
                "TEE-M-GREEN",
                6_900,
                1,
                1,
            ),
        ]
    }

    fn payments(self) -> Vec<PaymentRow> {
        let row = |number: &str, method, state, failure: String, is_settled| PaymentRow {
            number: self.text(number, number),
            method,
            state,
            amount: fen(10_680),
            trade_no: if is_settled {
                self.text("2026112022001400001", "2026112022001400001")
            } else {
                String::new()
            },
            failure,
            at: minutes_ago(550),
            is_settled,
        };
        vec![
            row("P261120180100000124", Method::Alipay, PaymentState::Succeeded, String::new(), true),
            row(
                "P261120180000000122",
                Method::Alipay,
                PaymentState::Failed,
                self.text("ACQ.SYSTEM_ERROR: 系统繁忙", "ACQ.SYSTEM_ERROR: busy"),
                false,
            ),
        ]
    }

    pub(super) fn refund_rows(self) -> Vec<RefundRow> {
        let row = |id: &str, number: &str, state, failure| RefundRow {
            id: id.into(),
            number: self.text(number, number),
            state,
            amount: fen(6_900),
            reason: self.text("大小不合适", "Wrong size"),
            failure,
            at: minutes_ago(90),
            order: "7".into(),
        };
        vec![
            row(
                "31",
                "R261120193000000130",
                RefundState::Failed,
                self.text(
                    "ACQ.SELLER_BALANCE_NOT_ENOUGH: 商户余额不足",
                    "ACQ.SELLER_BALANCE_NOT_ENOUGH: the seller's balance is too low",
                ),
            ),
            row("30", "R261120190000000126", RefundState::Pending, String::new()),
        ]
    }

    pub(super) fn transfer_rows(self) -> Vec<TransferRow> {
        let row = |id: &str, kind, key: &str| TransferRow {
            id: id.into(),
            kind,
            key: self.text(key, key),
            amount: fen(10_680),
            at: minutes_ago(549),
        };
        vec![
            row("501", mall::ledger::TransferKind::Payment, "payment:117293847561029"),
            row("502", mall::ledger::TransferKind::Settlement, "settlement:117293847561001"),
        ]
    }

    fn case_rows(self) -> Vec<AftersaleRow> {
        let row = |id: &str, number: &str, state, with_return| AftersaleRow {
            id: id.into(),
            number: self.text(number, number),
            state,
            with_return,
            reason: self.text("大小不合适，袖子长了一截。", "Wrong size: the sleeves are too long."),
            amount: fen(6_900),
            at: minutes_ago(120),
        };
        vec![
            row("3", "A261120192000000129", AftersaleState::Requested, true),
            row("2", "A261120100000000077", AftersaleState::Requested, false),
        ]
    }

    fn desk_cases(self) -> AftersalesPage {
        AftersalesPage {
            layout: self.desk_layout(Section::Aftersales, self.desk_t().aftersales),
            tabs: self.desk_tabs("/desk/aftersales", AftersaleState::ALL, AftersaleState::Requested),
            rows: self.case_rows(),
            older: Older::default(),
        }
    }

    fn desk_case(self, state: AftersaleState) -> AftersalePage {
        let t = self.desk_t();
        let is_open = state == AftersaleState::Requested;
        let way = [t.case_requested, t.case_approved, t.case_returning, t.case_received, t.case_refunded];
        AftersalePage {
            photos: vec![self.picture("lamp")],
            layout: self.desk_layout(Section::Aftersales, t.aftersales),
            id: "3".into(),
            number: self.text("A261120192000000129", "A261120192000000129"),
            state,
            steps: self.steps(&way, if is_open { 0 } else { 2 }),
            order: Link::new(self.text("D261120180000000123", "D261120180000000123"), "/desk/orders/7"),
            buyer: Link::new(self.text("xiaomai", "xiaomai"), "/desk/users/3"),
            with_return: true,
            amount: fen(6_900),
            reason: self.text("大小不合适，袖子长了一截。", "Wrong size: the sleeves are too long."),
            given_answer: if is_open {
                String::new()
            } else {
                self.text("可以退，吊牌请留着。", "Of course. Please keep the label on.")
            },
            parcel: (!is_open).then(|| (self.text("中通", "ZTO"), self.text("ZT88001234", "ZT88001234"))),
            lines: vec![CaseLine {
                href: None,
                code: "TEE-M-GREEN".into(),
                title: self.text("麦穗刺绣纯棉短袖", "Cotton tee with a stitched wheat ear"),
                options: self.text("墨绿 · M", "Ink green · M"),
                picture: Some(self.picture("shirt")),
                price: fen(6_900),
                quantity: 1,
            }],
            refunds: vec![],
            actions: CaseActions { decide: is_open, receive: !is_open },
            answer: self.text("可以退。", "Of course."),
            errors: FieldErrors::default(),
        }
    }
}
