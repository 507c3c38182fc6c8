//! A fresh, migrated database for each test.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use kernel::{Actor, Cx, Env, ManualClock, Result, SeededRandom, Time};
use store::{Db, Options, Transactor, Tx};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// 2026-11-20T08:00:00Z: when every test begins.
pub const START: Time = Time(1_795_161_600_000_000);

enum Place {
    Sqlite { _directory: tempfile::TempDir },
    Postgres { name: String },
}

/// A database of the test's own. Dropped with everything in it.
pub struct TestDb {
    pub db: Db,
    pub clock: Arc<ManualClock>,
    url: String,
    _place: Place,
}

impl TestDb {
    /// # Panics
    /// When the database cannot be made: the test cannot run.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        let (url, place) = match engine {
            Engine::Sqlite => {
                let directory = tempfile::tempdir().expect("a temporary directory");
                let url = format!("sqlite:{}", directory.path().join("test.db").display());
                (url, Place::Sqlite { _directory: directory })
            }
            Engine::Postgres => {
                let name = postgres::create();
                (postgres::url_of(&name), Place::Postgres { name })
            }
        };
        let clock = Arc::new(ManualClock::at(START));
        let env = Env::new(clock.clone(), Arc::new(SeededRandom::new(seed())));
        let mut options = Options::new(&url);
        options.connections = 6;
        let db = Db::open(&options, Arc::new(env), &mall::migrations()).expect("the test database opens");
        db.lease_node().expect("a node number");
        Self { db, clock, url, _place: place }
    }

    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs a transaction as the system.
    ///
    /// # Errors
    /// Whatever the closure returns.
    pub fn write<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.db.transact(Actor::System, run)
    }

    /// Runs a transaction as somebody.
    ///
    /// # Errors
    /// Whatever the closure returns.
    pub fn write_as<T: Send + 'static>(
        &self,
        actor: Actor,
        run: impl Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.db.transact(actor, run)
    }

    /// # Errors
    /// Whatever the closure returns.
    pub fn read<T: Send + 'static>(
        &self,
        run: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.db.read_blocking(run)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Self::Postgres { name } = self {
            postgres::drop_database(name);
        }
    }
}

fn seed() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// What `#[db_test]` makes of a synchronous test.
pub fn run_db(engine: Engine, test: impl FnOnce(TestDb)) {
    test(TestDb::new(engine));
}

mod postgres {
    use super::{Arc, Db, Env, Mutex, OnceLock, Options, START, SeededRandom, seed};
    use kernel::ManualClock;

    fn server() -> String {
        std::env::var("MAIDIAN_TEST_POSTGRES").unwrap_or_else(|_| {
            panic!(
                "MAIDIAN_TEST_POSTGRES is not set. `cargo xtask test` starts a PostgreSQL of its own and sets it; \
                 `cargo xtask postgres` starts one to develop against."
            )
        })
    }

    pub fn url_of(database: &str) -> String {
        let server = server();
        let (base, _) = server.rsplit_once('/').expect("the url names a database");
        format!("{base}/{database}")
    }

    fn command(text: &str) {
        let mut client = ::postgres::Client::connect(&server(), ::postgres::NoTls)
            .unwrap_or_else(|error| panic!("PostgreSQL for the tests: {error}"));
        client.batch_execute(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    }

    /// A copy of a migrated database: much faster than migrating anew. Copying is serialised, for PostgreSQL
    /// refuses to copy a database that another copy is being made of.
    pub fn create() -> String {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        static COPYING: Mutex<()> = Mutex::new(());
        let template = TEMPLATE.get_or_init(|| {
            let name = format!("template_{}", std::process::id());
            command(&format!("create database {name}"));
            let env = Env::new(Arc::new(ManualClock::at(START)), Arc::new(SeededRandom::new(0)));
            let mut options = Options::new(url_of(&name));
            options.connections = 1;
            Db::open(&options, Arc::new(env), &mall::migrations()).expect("the template is migrated").close();
            name
        });
        let name = format!("test_{}_{}", std::process::id(), seed());
        let _copying = COPYING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        command(&format!("create database {name} template {template}"));
        name
    }

    pub fn drop_database(name: &str) {
        command(&format!("drop database if exists {name} with (force)"));
    }
}
