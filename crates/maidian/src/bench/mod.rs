//! `maidian bench`: what this machine makes of this program, over HTTP, beside what nothing could be faster than.

pub mod floor;
mod load;
mod report;
mod server;
mod stage;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use mall::catalog::SkuId;
use mall::desk;
use tokio::runtime::Runtime;

use crate::config::Config;
use crate::demo::fill;
use crate::trouble::{Result, Trouble};
use crate::{files, house, secrets, service};
use load::{Load, Measured};
use report::Report;
use server::Server;
use stage::{Buyer, Goods};

/// What is measured, and for how long.
#[derive(Clone, Debug)]
pub struct Plan {
    /// An empty database.
    pub store_url: String,
    /// An empty directory for everything else.
    pub dir: PathBuf,
    pub clients: usize,
    pub time: Duration,
    /// Orders in the history; a tenth of them are one buyer's. 0 leaves the lists out.
    pub history: i64,
}

/// Orders whose statements are recorded for the plain loop: one transaction cannot ask for more numbers.
const RECORDED: usize = 1_920;
/// How often the plain loop is run with newly recorded ones.
const ROUNDS: u32 = 4;
/// Clients that read pages and lists: enough to keep the cores busy.
const READERS: usize = 32;
/// The part of a measurement's time that goes before it uncounted.
const WARM_UP: u32 = 10;
/// How many turns a page and the bare route beside it take.
const TURNS: u32 = 5;
/// How long a server is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(3);
/// Orders a page of the long list shows.
const PAGE_SIZE: i64 = 20;
const HISTORY_BUYERS: usize = 10;

/// Runs the whole plan and prints the table line by line; `false` when the books do not balance afterwards.
///
/// # Errors
/// One sentence.
pub fn run(plan: &Plan, out: &mut impl Write) -> Result<bool> {
    let bench = Bench::open(plan)?;
    let mut report = Report::new(out);
    let stage = bench.fill()?;
    bench.start_and_idle(&mut report)?;
    let server = bench.start()?;
    bench.pages(&server, &stage, &mut report)?;
    let rates = bench.orders(&server, &stage, &mut report)?;
    drop(server);
    bench.plain_loops(&stage, rates, &mut report)?;
    bench.lists(&stage, &mut report)?;
    let db = house::open(&bench.config.store)?;
    let audit = db.read_blocking(desk::audit)?;
    db.close();
    report.line(&format!("books after it: {}", if audit.is_sound() { "sound" } else { "NOT SOUND" }))?;
    Ok(audit.is_sound())
}

struct Bench<'p> {
    plan: &'p Plan,
    config: Config,
    file: PathBuf,
    runtime: Runtime,
}

struct Stage {
    buyers: Vec<Buyer>,
    goods: Goods,
}

/// Orders a second, placed only and paid too.
struct Rates {
    placed: f64,
    paid: f64,
}

impl<'p> Bench<'p> {
    fn open(plan: &'p Plan) -> Result<Self> {
        let dir = &plan.dir;
        let mut config = Config::default();
        config.store.url.clone_from(&plan.store_url);
        config.auth.keys_file = dir.join("keys.toml");
        config.messages.outbox_dir = dir.join("outbox");
        config.log.file = dir.join("maidian.log");
        let file = dir.join("maidian.toml");
        let text = toml::to_string(&config).map_err(|error| Trouble::file(&file, error))?;
        files::write_private(&file, &text).map_err(|error| Trouble::file(&file, error))?;
        Ok(Self { plan, config, file, runtime: service::runtime()? })
    }

    fn start(&self) -> Result<Server> {
        Server::start(&self.file, &self.plan.dir.join("server.log"))
    }

    /// The demo's shop, and what the measurements need besides.
    fn fill(&self) -> Result<Stage> {
        let config = &self.config;
        house::with_writer(&config.store, |db| {
            if db.read_blocking(|tx| mall::account::find(tx, "admin"))?.is_some() {
                return Err(Trouble::new("the database is not empty: a benchmark needs one of its own"));
            }
            fill::fill(db, &self.plan.dir.join("demo-passwords.toml"))?;
            let keys = secrets::open(&config.auth.keys_file, db.env().random.as_ref())?.token_keys;
            let buyers = stage::buyers(db, &keys, self.plan.clients.max(HISTORY_BUYERS))?;
            Ok(Stage { buyers, goods: stage::goods(db)? })
        })
    }

    fn start_and_idle(&self, report: &mut Report<'_>) -> Result<()> {
        let server = self.start()?;
        report.line(&format!("start to /readyz: {} ms", server.ready_after.as_millis()))?;
        std::thread::sleep(IDLE);
        let resident =
            server.resident_mb().map_or("not told by this system".to_owned(), |mb| format!("{mb:.0} MB"));
        report.line(&format!("resident when idle: {resident}"))
    }

    fn load(
        &self,
        server: SocketAddr,
        clients: usize,
        time: Duration,
        script: &impl load::Script,
    ) -> Result<Load> {
        load::run(&self.runtime, server, clients, time, script)
    }

    fn measure(&self, server: &Server, clients: usize, script: &impl load::Script) -> Result<Measured> {
        self.load(server.address, clients, self.plan.time / WARM_UP, script)?;
        let before = server.cpu_s();
        let load = self.load(server.address, clients, self.plan.time, script)?;
        Ok(load.measured(server.cpu_s_since(before)))
    }

    /// Finished pages beside a bare route that answers with the same bytes.
    fn pages(&self, server: &Server, stage: &Stage, report: &mut Report<'_>) -> Result<()> {
        let product = stage.goods.product;
        let category = self.a_category()?;
        let pages = [
            ("product, API", format!("/api/v1/products/{product}")),
            ("product, HTML", format!("/p/{product}")),
            ("product list, API", "/api/v1/products".to_owned()),
            ("product list, HTML", format!("/c/{category}")),
        ];
        // A server that has just been started is not yet what it is for the rest of its life.
        self.load(server.address, READERS, self.plan.time, &same(get(&pages[0].1, "")))?;
        for (name, path) in pages {
            let request = get(&path, "");
            let answer = load::ask(&self.runtime, server.address, &request)?;
            if answer.status != 200 {
                return Err(Trouble::new(format!("{path} was answered with {}", answer.status)));
            }
            let name = format!("{name} ({:.0} kB)", answer.body.len() as f64 / 1_000.0);
            let body = self.plan.dir.join("body");
            std::fs::write(&body, &answer.body).map_err(|error| Trouble::file(&body, error))?;
            let bare = Server::bare(&body, &self.plan.dir.join("bare.log"))?;
            let page = same(get(&path, &answer.cookies()));
            let (page, bare) = self.side_by_side(server, &page, &bare, &same(get("/", "")))?;
            report.measured(&name, &page, Some(("bare axum route", bare.per_s)))?;
        }
        Ok(())
    }

    /// In turns, for what a machine gives changes from one moment to the next.
    fn side_by_side(
        &self,
        server: &Server,
        script: &impl load::Script,
        bare: &Server,
        bare_script: &impl load::Script,
    ) -> Result<(Measured, Measured)> {
        let turn = self.plan.time / TURNS;
        let (mut pages, mut bares) = (Load::default(), Load::default());
        self.load(server.address, READERS, turn, script)?;
        let before = server.cpu_s();
        for _ in 0..TURNS {
            bares.add(self.load(bare.address, READERS, turn, bare_script)?);
            pages.add(self.load(server.address, READERS, turn, script)?);
        }
        Ok((pages.measured(server.cpu_s_since(before)), bares.measured(None)))
    }

    fn a_category(&self) -> Result<mall::catalog::CategoryId> {
        house::with_reader(&self.config.store, |db| {
            let all = db.read_blocking(|tx| mall::catalog::subtree(tx, None))?;
            all.first().map(|category| category.id).ok_or_else(|| Trouble::new("the demo has no category"))
        })
    }

    fn orders(&self, server: &Server, stage: &Stage, report: &mut Report<'_>) -> Result<Rates> {
        let clients = self.plan.clients;
        let placed = self.measure(server, clients, &orders(stage, false))?;
        report.measured(&format!("orders placed, {clients} clients"), &placed, None)?;
        let paid = self.measure(server, clients, &orders(stage, true))?;
        report.measured(&format!("orders placed and paid, {clients} clients"), &paid, None)?;
        Ok(Rates { placed: placed.per_s, paid: paid.per_s })
    }

    fn plain_loops(&self, stage: &Stage, rates: Rates, report: &mut Report<'_>) -> Result<()> {
        for (name, is_paid, rate) in [("placed", false, rates.placed), ("placed and paid", true, rates.paid)]
        {
            let (mut took, mut statements) = (Duration::ZERO, 0);
            for round in 0..ROUNDS {
                let recorded = house::with_writer(&self.config.store, |db| {
                    stage::statements(db, &stage.buyers, &stage.goods, is_paid, round, RECORDED)
                })?;
                took += floor::plain_loop(&self.config.store, &recorded)?;
                statements = recorded.first().map_or(0, Vec::len);
            }
            let plain = f64::from(ROUNDS) * RECORDED as f64 / took.as_secs_f64();
            report.ratio(
                &format!("the same {statements} statements, {name}, in a plain loop"),
                plain,
                rate,
            )?;
        }
        Ok(())
    }

    /// One buyer's long list, at its beginning, middle and end.
    fn lists(&self, stage: &Stage, report: &mut Report<'_>) -> Result<()> {
        let each = self.plan.history / HISTORY_BUYERS as i64;
        if each < PAGE_SIZE {
            return Ok(());
        }
        let bar = crate::progress::bar(u64::try_from(self.plan.history).unwrap_or(0), "orders of the past");
        house::with_writer(&self.config.store, |db| {
            stage::past(db, &stage.buyers[..HISTORY_BUYERS], each, |count| bar.inc(count.unsigned_abs()))
        })?;
        bar.finish_and_clear();
        let server = self.start()?;
        let buyer = &stage.buyers[0];
        let pages = self.pages_of(&server, buyer)?;
        let mut rates = Vec::new();
        // The last page of all shows what is left over; the one before it is the last that is full.
        for page in [1, pages / 2, (pages - 1).max(1)] {
            let path = format!("/api/v1/orders?limit={PAGE_SIZE}&page={page}");
            let measured = self.measure(&server, READERS, &same(get(&path, &bearer(buyer))))?;
            report.measured(&format!("orders of one user, page {page} of {pages}"), &measured, None)?;
            rates.push(measured.per_s);
        }
        let (slowest, fastest) =
            rates.iter().fold((f64::MAX, 0.0_f64), |(low, high), rate| (low.min(*rate), high.max(*rate)));
        report.line(&format!("fastest of these pages to the slowest: {:.2}", fastest / slowest))
    }

    fn pages_of(&self, server: &Server, buyer: &Buyer) -> Result<i64> {
        let path = format!("/api/v1/orders?limit={PAGE_SIZE}&page=1");
        let answer = load::ask(&self.runtime, server.address, &get(&path, &bearer(buyer)))?;
        let told =
            || Trouble::new(format!("{path} was answered with {}", String::from_utf8_lossy(&answer.body)));
        let list: serde_json::Value = serde_json::from_slice(&answer.body).map_err(|_| told())?;
        list["page"]["numbers"]["pages"].as_i64().ok_or_else(told)
    }
}

fn bearer(buyer: &Buyer) -> String {
    format!("Authorization: Bearer {}\r\n", buyer.token)
}

fn get(path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\nAccept-Language: zh-CN\r\n{headers}\r\n").into_bytes()
}

/// The same request again and again.
fn same(request: Vec<u8>) -> impl load::Script {
    let request: std::sync::Arc<[u8]> = request.into();
    move |_, _, out: &mut Vec<u8>| out.extend_from_slice(&request)
}

/// Each client orders one piece of something else every time, to the address of its book.
fn orders(stage: &Stage, is_paid: bool) -> impl load::Script {
    let heads: Vec<String> = stage.buyers.iter().map(order_head).collect();
    let bodies = stage.buyers.iter().map(|buyer| order_bodies(buyer, &stage.goods.skus, is_paid));
    let made = std::sync::Arc::new((heads, bodies.collect::<Vec<_>>()));
    // Keys of one run must not meet those of another.
    let run = outside::clock::SystemClock::now_us();
    move |client, sent, out: &mut Vec<u8>| {
        let (heads, bodies) = &*made;
        let body = &bodies[client][(client * 37 + usize::try_from(sent).unwrap_or(0)) % bodies[client].len()];
        // Writing into a `Vec` does not fail.
        let _ = write!(
            out,
            "{}Idempotency-Key: {run}-{client}-{sent}\r\nContent-Length: {}\r\n\r\n{body}",
            heads[client],
            body.len()
        );
    }
}

fn order_head(buyer: &Buyer) -> String {
    format!(
        "POST /api/v1/orders HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n{}",
        bearer(buyer)
    )
}

fn order_bodies(buyer: &Buyer, skus: &[SkuId], is_paid: bool) -> Vec<String> {
    let pay = if is_paid { ",\"pay_with\":\"balance\"" } else { "" };
    let body = |sku: &SkuId| {
        format!(
            "{{\"lines\":[{{\"sku\":\"{sku}\",\"quantity\":1}}],\"address_id\":\"{}\"{pay}}}",
            buyer.address
        )
    };
    skus.iter().map(body).collect()
}
