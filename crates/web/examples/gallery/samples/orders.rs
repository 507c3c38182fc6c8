//! Pages about orders.

use askama::Template;
use mall::aftersale::AftersaleState;
use mall::catalog::SpuKind;
use mall::order::OrderState;
use web::i18n::Moment;
use web::site::view::{
    AddressCard, AddressForm, AftersalePage, AftersaleRow, CheckoutPage, FieldErrors, ORDER_WAY,
    OrderActions, OrderFilter, OrderLine, OrderPage, OrderRow, OrdersPage, Paging, Parcel, PayMethod,
    PayPage, PayState, Qr, RETURN_WAY, Reached, RefundLine, RefundPage, SERVICE_WAY, Tab, Totals, timeline,
};

use super::{HOSTILE, MINUTE_US, NOON_US, Samples, fen, minutes_ago};

impl Samples {
    pub(super) fn order_pages(self) -> Vec<(&'static str, String)> {
        let first = CheckoutPage { addresses: vec![], ..self.checkout() };
        let pages = vec![
            ("checkout", self.checkout().render()),
            ("checkout-first", first.render()),
            ("checkout-service", self.checkout_service().render()),
            ("pay", self.pay(PayState::Waiting).render()),
            ("pay-no-code", PayPage { qr: None, ..self.pay(PayState::Preparing) }.render()),
            ("pay-unasked", PayPage { qr: None, ..self.pay(PayState::Unasked) }.render()),
            ("pay-done", self.pay(PayState::Paid).render()),
            ("pay-closed", self.pay(PayState::Closed).render()),
            ("pay-failed", self.pay(PayState::Failed).render()),
            ("orders", self.orders().render()),
            ("orders-empty", OrdersPage { rows: vec![], total: Some(0), ..self.orders() }.render()),
            ("order", self.order(OrderState::Shipped).render()),
            ("order-placed", self.order(OrderState::Placed).render()),
            ("order-done", self.order(OrderState::Completed).render()),
            ("order-service", self.order(OrderState::Working).render()),
            ("order-expired", self.order(OrderState::Expired).render()),
            ("refund", self.refund().render()),
            ("refund-service", RefundPage { is_service: true, ..self.refund() }.render()),
            ("aftersale", self.aftersale(AftersaleState::Approved).render()),
            ("aftersale-done", self.aftersale(AftersaleState::Refunded).render()),
            ("aftersale-rejected", self.aftersale(AftersaleState::Rejected).render()),
        ];
        pages.into_iter().map(|(name, page)| (name, page.expect("a page renders"))).collect()
    }

    pub(super) fn addresses(self) -> Vec<AddressCard> {
        let card = |id: &str, zh, en, zh2, en2, is_default| AddressCard {
            id: id.into(),
            name: self.text(zh, en),
            phone: self.text("138 0013 8000", "138 0013 8000"),
            place: self.text(zh2, en2),
            is_default,
        };
        vec![
            card(
                "1",
                "麦小田",
                "Mai Xiaotian",
                "浙江省 杭州市 西湖区 余杭塘路 866 号 紫金港校区 蓝田学园 3 舍 412",
                "Room 412, Lantian 3, 866 Yuhangtang Road, Hangzhou, Zhejiang",
                true,
            ),
            card(
                "2",
                "麦大田",
                "Mai Datian",
                "安徽省 合肥市 蜀山区 金寨路 96 号",
                "96 Jinzhai Road, Hefei, Anhui",
                false,
            ),
        ]
    }

    fn lines(self) -> Vec<OrderLine> {
        let line = |id: &str, picture, zh, en, price, quantity: u32, refunded| OrderLine {
            id: id.into(),
            product: Some("11".into()),
            title: self.text(zh, en),
            options: self.text("原味 · 500 g", "Plain · 500 g"),
            picture: Some(self.picture(picture)),
            price: fen(price),
            quantity,
            total: fen(price * i64::from(quantity)),
            refunded,
        };
        vec![
            line(
                "1",
                "oats",
                "内蒙古有机燕麦片 无糖即食早餐",
                "Organic rolled oats from Inner Mongolia",
                1_890,
                2,
                0,
            ),
            line("2", "shirt", "麦穗刺绣纯棉短袖", "Cotton tee with a stitched wheat ear", 7_900, 1, 1),
        ]
    }

    fn totals(self) -> Totals {
        Totals { goods: fen(11_680), discount: Some(fen(-1_000)), shipping: Some(fen(0)), total: fen(10_680) }
    }

    fn checkout(self) -> CheckoutPage {
        CheckoutPage {
            layout: self.layout("/checkout", "确认订单", "Confirm your order", Tab::None),
            kind: SpuKind::Goods,
            addresses: self.addresses(),
            address: "1".into(),
            new_address: AddressForm::default(),
            lines: self.lines(),
            totals: self.totals(),
            note: self.text("请放在宿舍楼下快递柜。", "Please leave it in the locker downstairs."),
            pay: PayMethod::Alipay,
            balance: fen(2_000),
            key: self.text("0f9c", "0f9c"),
            part: None,
            direct: None,
            errors: [(
                "",
                self.text(
                    "“麦穗刺绣纯棉短袖”的价格有变，请确认新的金额。",
                    "The price of the tee has changed. Please confirm the new total.",
                ),
            )]
            .into_iter()
            .collect(),
        }
    }

    fn checkout_service(self) -> CheckoutPage {
        let totals = Totals { shipping: None, ..self.totals() };
        CheckoutPage { kind: SpuKind::Service, address: String::new(), totals, ..self.checkout() }
    }

    fn pay(self, state: PayState) -> PayPage {
        PayPage {
            layout: self.layout("/orders/7/pay", "付款", "Pay", Tab::None),
            order: "7".into(),
            number: self.text("D20261120180000000123", "D20261120180000000123"),
            amount: fen(10_680),
            state,
            expires_at: minutes_ago(-15),
            left_s: 871,
            qr: Qr::of("https://qr.alipay.com/bax03431ljhokirwl38f00a7"),
            open: Some(if self.hostile { HOSTILE.into() } else { "/sandbox/pay/1".into() }),
            balance: fen(20_000),
            errors: FieldErrors::default(),
        }
    }

    fn orders(self) -> OrdersPage {
        let row = |id: &str, state, minutes, actions| OrderRow {
            id: id.into(),
            number: self.text("D20261120180000000123", "D20261120180000000123"),
            placed_at: minutes_ago(minutes),
            state,
            title: self.text("内蒙古有机燕麦片 等 2 种", "Organic rolled oats and 1 more"),
            pictures: vec![self.picture("oats"), self.picture("shirt")],
            kinds: 3,
            total: fen(10_680),
            actions,
        };
        let actions = OrderActions::default();
        OrdersPage {
            layout: self.layout("/orders", "我的订单", "Your orders", Tab::Orders),
            filter: OrderFilter::All,
            rows: vec![
                row("7", OrderState::Placed, 3, OrderActions { pay: true, cancel: true, ..actions }),
                row("6", OrderState::Shipped, 2_900, OrderActions { receive: true, refund: true, ..actions }),
                row("5", OrderState::Completed, 14_000, OrderActions { refund: true, ..actions }),
                row("4", OrderState::Expired, 30_000, actions),
            ],
            total: Some(199_998),
            paging: Paging::Numbered(OrderFilter::All.pager(5_000, 10_000)),
        }
    }

    fn order(self, state: OrderState) -> OrderPage {
        let is_service = SERVICE_WAY[2..].contains(&state);
        let way = if is_service { SERVICE_WAY } else { ORDER_WAY };
        let reached: Vec<_> = match way.iter().position(|stage| *stage == state) {
            Some(here) => way[..=here].to_vec(),
            None => vec![OrderState::Placed, state],
        };
        let step = |(hours, stage): (i64, &OrderState)| {
            let step = Reached::new(*stage, Moment(NOON_US + hours * 60 * MINUTE_US));
            if *stage == OrderState::Shipped {
                step.note(self.text("顺丰 SF1400012345678", "SF Express SF1400012345678"))
            } else {
                step
            }
        };
        let reached: Vec<_> = (0..).zip(&reached).map(step).collect();
        let placed = state == OrderState::Placed;
        OrderPage {
            layout: self.layout("/orders/7", "订单", "Order", Tab::Orders),
            id: "7".into(),
            number: self.text("D20261120180000000123", "D20261120180000000123"),
            kind: if is_service { SpuKind::Service } else { SpuKind::Goods },
            state,
            placed_at: minutes_ago(0),
            expires_at: placed.then(|| minutes_ago(-15)),
            steps: timeline(state, way, &reached, self.lang),
            ship_to: vec![
                self.text("麦小田  138 0013 8000", "Mai Xiaotian  138 0013 8000"),
                self.text("浙江省 杭州市 西湖区 余杭塘路 866 号", "866 Yuhangtang Road, Hangzhou"),
            ],
            carrier: (state == OrderState::Shipped).then(|| Parcel {
                carrier: self.text("顺丰", "SF Express"),
                tracking: self.text("SF1400012345678", "SF1400012345678"),
            }),
            lines: self.lines(),
            totals: self.totals(),
            paid_by: (!placed).then(|| self.text("支付宝，2026-11-20 19:00", "Alipay, 20 Nov 2026, 19:00")),
            refunded: (!placed).then(|| fen(7_900)),
            note: self.text("请放在宿舍楼下快递柜。", "Please leave it in the locker downstairs."),
            aftersales: vec![AftersaleRow {
                id: "3".into(),
                number: self.text("S20261121090000000009", "S20261121090000000009"),
                state: AftersaleState::Requested,
                amount: fen(7_900),
                at: minutes_ago(-900),
            }],
            actions: OrderActions {
                pay: placed,
                cancel: placed,
                receive: state == OrderState::Shipped,
                refund: state == OrderState::Shipped,
            },
        }
    }

    fn refund(self) -> RefundPage {
        let mut lines: Vec<_> = self
            .lines()
            .into_iter()
            .map(|line| RefundLine { max: line.quantity - line.refunded, line, quantity: "0".into() })
            .collect();
        lines[0].quantity = self.text("3", "3");
        let reason = |code: &str, zh, en| (code.to_owned(), self.text(zh, en));
        RefundPage {
            layout: self.layout("/orders/7/refund", "申请退款", "Request a refund", Tab::None),
            order: "7".into(),
            number: self.text("D20261120180000000123", "D20261120180000000123"),
            is_service: false,
            lines,
            reason: "size".into(),
            reasons: vec![
                reason("mind", "不想要了", "Changed my mind"),
                reason("size", "大小不合适", "Wrong size"),
                reason("broken", "商品破损", "Arrived broken"),
            ],
            goods_back: Some(true),
            note: self.text("袖子长了一截。", "The sleeves are too long."),
            key: "9a".into(),
            errors: [("n-1", self.text("这一行最多可退 2 件", "At most 2 of this line"))]
                .into_iter()
                .collect(),
        }
    }

    fn aftersale(self, state: AftersaleState) -> AftersalePage {
        let way = RETURN_WAY;
        let reached: Vec<_> = match way.iter().position(|stage| *stage == state) {
            Some(here) => way[..=here].to_vec(),
            None => vec![AftersaleState::Requested, state],
        };
        let reached: Vec<_> = (0..)
            .zip(&reached)
            .map(|(hours, stage)| Reached::new(*stage, Moment(NOON_US + hours * 60 * MINUTE_US)))
            .collect();
        AftersalePage {
            photos: vec![self.picture("lamp")],
            photos_left: 5,
            layout: self.layout("/aftersales/3", "售后", "Refund", Tab::Orders),
            id: "3".into(),
            number: self.text("S20261121090000000009", "S20261121090000000009"),
            order: "7".into(),
            order_number: self.text("D20261120180000000123", "D20261120180000000123"),
            is_service: false,
            state,
            steps: timeline(state, way, &reached, self.lang),
            lines: self.lines()[1..].to_vec(),
            amount: fen(7_900),
            reason: self.text("大小不合适：袖子长了一截。", "Wrong size: the sleeves are too long."),
            goods_back: true,
            asked_at: minutes_ago(0),
            answer: Some(self.text(
                "可以退。请寄到杭州市余杭区仓前街道 88 号，吊牌请留着，收到后当天退款。",
                "Of course. Send it to 88 Cangqian, Yuhang, Hangzhou, label on; we refund the day it arrives.",
            )),
            carrier: self.text("顺丰", "SF Express"),
            tracking: String::new(),
            can_withdraw: state == AftersaleState::Approved,
            errors: [("tracking", self.text("请填写运单号", "Please enter the tracking number"))]
                .into_iter()
                .collect(),
        }
    }
}
