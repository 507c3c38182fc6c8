//! The shop in which a story is played.

use std::collections::VecDeque;
use std::sync::Arc;

use kernel::{
    Actor, Code, Currency, Cx, Env, Error, IdIssuer, Kind, ManualClock, Money, Result, SeededRandom, Text2,
    Time,
};
use mall::account::{self, Register, UserId, Username};
use mall::aftersale::AftersaleId;
use mall::catalog::{self, ProductDraft, SkuDraft, SkuId, SpuKind};
use mall::ledger::{self, Posting};
use mall::order::OrderId;
use mall::payment::{Payment, PaymentId};
use mall::stock::{self, Quantity};
use outside::twin::{BlobsTwin, CourierTwin, GatewayTwin};
use store::{Session, Transactor, Tx};
use work::Runner;

use crate::db::START;

const USERS: usize = 6;
const PRICES: [i64; 4] = [100, 1_999, 25_000, 7];
/// How many of the things are services, the first of them.
pub(super) const SERVICES: usize = 2;
const STOCK: i64 = 6;
const BALANCE: i64 = 30_000;
/// Things of one kind that the story remembers.
const REMEMBERED: usize = 40;
/// How long after its end the gateway may still take money for a code, at the very worst.
const PAYABLE_AFTER_S: i64 = 20 * 3_600;
/// Notifications on their way.
const PENDING_MAX: usize = 64;

pub(super) struct World {
    pub session: Session,
    pub clock: Arc<ManualClock>,
    pub gateway: Arc<GatewayTwin>,
    pub runner: Runner,
    pub users: Vec<UserId>,
    pub staff: UserId,
    /// The first of them services.
    pub skus: Vec<SkuId>,
    pub orders: Vec<(UserId, OrderId)>,
    /// With the moment after which the gateway no longer takes money for the code.
    pub payments: Vec<(PaymentId, Time)>,
    pub cases: Vec<(UserId, AftersaleId)>,
    /// Notifications that the gateway has sent and nobody has received.
    pub pending: VecDeque<Vec<u8>>,
}

impl World {
    pub fn new(seed: u64, epoch: u64) -> Result<Self> {
        let clock = Arc::new(ManualClock::at(START));
        let random = SeededRandom::new(seed.rotate_left(17) ^ epoch);
        let mut env = Env::new(clock.clone(), Arc::new(random));
        env.ids = IdIssuer::of_node(1);
        let session = Session::memory(Arc::new(env), &mall::migrations())?;
        let gateway = Arc::new(GatewayTwin::default());
        let courier = Arc::new(CourierTwin::default());
        let outside =
            mall::World { gateway: gateway.clone(), courier, blobs: Arc::new(BlobsTwin::default()) };
        let runner = Runner::new(mall::handlers(&outside), mall::schedules());
        runner.enter_schedules(&session)?;
        let (users, staff, skus) = session.write(Actor::System, open_shop)?;
        Ok(Self {
            session,
            clock,
            gateway,
            runner,
            users,
            staff,
            skus,
            orders: Vec::new(),
            payments: Vec::new(),
            cases: Vec::new(),
            pending: VecDeque::new(),
        })
    }

    pub fn as_user<T: Send + 'static>(
        &self,
        user: UserId,
        run: impl Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.session.transact(Actor::User(user.raw()), run)
    }

    pub fn as_staff<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.session.transact(Actor::Staff(self.staff.raw()), run)
    }

    /// Whether an error is what the rules say, or the failure that was asked for, and not a bug.
    pub fn is_excused(&self, error: &Error) -> bool {
        error.code().kind() != Kind::Internal || is_injected(&error.to_string())
    }

    pub fn remember_order(&mut self, user: UserId, order: OrderId) {
        push(&mut self.orders, (user, order));
    }

    pub fn remember_payment(&mut self, payment: &Payment) {
        if !self.payments.iter().any(|(known, _)| *known == payment.id) {
            push(&mut self.payments, (payment.id, payment.expires_at.plus_s(PAYABLE_AFTER_S)));
        }
    }

    pub fn remember_case(&mut self, user: UserId, case: AftersaleId) {
        push(&mut self.cases, (user, case));
    }

    /// Puts a notification on its way.
    pub fn send(&mut self, raw: Vec<u8>) {
        if self.pending.len() < PENDING_MAX {
            self.pending.push_back(raw);
        }
    }
}

/// Whether the words are those of a fault that the story itself put in.
pub(super) fn is_injected(told: &str) -> bool {
    told.contains("made to fail") || told.contains("the worker died")
}

/// Nothing there for the act to be about.
pub(super) fn nothing() -> Error {
    Code::NotFound.into()
}

fn push<T>(items: &mut Vec<T>, item: T) {
    if items.len() == REMEMBERED {
        items.remove(0);
    }
    items.push(item);
}

fn open_shop(tx: &mut Tx<'_>, cx: &Cx) -> Result<(Vec<UserId>, UserId, Vec<SkuId>)> {
    let mut users = Vec::new();
    for index in 0..USERS {
        let user = account::guest(tx, cx, &Username::parse(&format!("shopper-{index}"))?)?.id;
        let opening = Posting::opening(user, user.raw(), Money::new(BALANCE, Currency::CNY)?);
        ledger::post(tx, cx, &opening)?;
        users.push(user);
    }
    let staff = staff_member(tx, cx)?;
    let mut skus = Vec::new();
    for (index, price) in PRICES.into_iter().enumerate() {
        let price = Money::new(price, Currency::CNY)?;
        let draft = ProductDraft {
            handle: format!("thing-{index}"),
            kind: if index < SERVICES { SpuKind::Service } else { SpuKind::Goods },
            title: Text2::new(format!("货品{index}"), format!("Thing {index}")),
            on_sale: true,
            skus: vec![SkuDraft::single(format!("T{index}"), price, price)],
            ..ProductDraft::default()
        };
        let sku = catalog::create(tx, cx, &draft)?.skus[0].id;
        stock::receive(tx, cx, sku, Quantity::new(STOCK)?, "opening")?;
        skus.push(sku);
    }
    Ok((users, staff, skus))
}

fn staff_member(tx: &mut Tx<'_>, cx: &Cx) -> Result<UserId> {
    let ask = Register {
        username: Username::parse("staff")?,
        phone: None,
        hash: None,
        display_name: "staff".to_owned(),
    };
    let staff = account::register(tx, cx, &ask)?.id;
    account::make_admin(tx, cx, staff)?;
    Ok(staff)
}
