//! `Db`: closures in, answers out, whichever engine carries them.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use kernel::{Actor, Code, Cx, Env, Error, Result};
use tokio::sync::{broadcast, oneshot};

use crate::command::{Around, Call, Command};
use crate::dialect::Engine;
use crate::migrate::{self, Migration};
use crate::postgres::Conn;
use crate::sqlite::{self, Batch, Readers};
use crate::tx::{Notice, Tx};
use crate::{node, number};

/// How many times a transaction is run again after a serialization failure or deadlock.
const RETRIES_MAX: u32 = 8;
/// Notices kept for a slow listener; it is told when it missed some.
const NOTICES_KEPT: usize = 4_096;
const SQLITE_READER_THREADS: usize = 2;

#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// A read-only copy of the PostgreSQL server for reads that decide nothing.
    pub replica_url: Option<String>,
    /// Connections to PostgreSQL, each on a thread of its own.
    pub connections: usize,
    /// Transactions that may wait; one more is answered [`Code::Busy`] at once.
    pub queue_max: usize,
    /// Transactions per SQLite commit, at most.
    pub batch_max: usize,
    /// For how long one SQLite commit collects transactions, in microseconds.
    pub batch_us: u64,
}

impl Options {
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            replica_url: None,
            connections: 16,
            queue_max: 4_096,
            batch_max: 256,
            batch_us: 4_000,
        }
    }
}

/// Where a transaction can be run to its end by the calling thread: the real database or the simulator's.
pub trait Transactor {
    /// # Errors
    /// Whatever the closure returns, [`Code::Busy`] or [`Code::Store`].
    fn transact<T, F>(&self, actor: Actor, run: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send + 'static,
        T: Send + 'static;
}

enum Reads {
    Sqlite { readers: Arc<Readers>, queue: Sender<Box<dyn ReadCommand>> },
    Postgres { queue: Sender<Box<dyn Command>> },
}

struct Inner {
    engine: Engine,
    env: Arc<Env>,
    writes: Sender<Box<dyn Command>>,
    reads: Reads,
    notices: broadcast::Sender<Arc<Vec<Notice>>>,
}

/// The database. Cheap to clone; the last clone's end lets the threads finish what was accepted.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
    threads: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

trait ReadCommand: Send {
    fn run(self: Box<Self>, readers: &Readers);
}

struct ReadCall<F, T>(F, oneshot::Sender<Result<T>>);

impl<F, T> ReadCommand for ReadCall<F, T>
where
    F: Fn(&mut Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    fn run(self: Box<Self>, readers: &Readers) {
        let _ = self.1.send(readers.run(Around::Snapshot, &self.0));
    }
}

impl Db {
    /// Opens the database and applies the migrations that are missing.
    ///
    /// # Errors
    /// [`Code::Store`] in clear words when the place cannot be reached or is not ours.
    pub fn open(options: &Options, env: Arc<Env>, migrations: &[Migration]) -> Result<Self> {
        if let Some(path) = options.url.strip_prefix("sqlite:") {
            Self::open_sqlite(options, PathBuf::from(path), env, migrations)
        } else if options.url.starts_with("postgres://") || options.url.starts_with("postgresql://") {
            Self::open_postgres(options, env, migrations)
        } else {
            let told = "the database url must begin with sqlite: or postgres://";
            Err(Error::field("store.url", told, "数据库地址须以 sqlite: 或 postgres:// 开头").because(told))
        }
    }

    fn open_sqlite(
        options: &Options,
        path: PathBuf,
        env: Arc<Env>,
        migrations: &[Migration],
    ) -> Result<Self> {
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent)
                .map_err(|error| Error::new(Code::Store).because(format!("{}: {error}", parent.display())))?;
        }
        let writer = sqlite::open(&path, true)?;
        migrate::sqlite(&writer, migrations, env.clock.now().micros())?;
        let readers = Arc::new(Readers::new(move || sqlite::open(&path, false)));
        let (writes, write_queue) = bounded::<Box<dyn Command>>(options.queue_max);
        let (read_queue, reads) = bounded::<Box<dyn ReadCommand>>(options.queue_max);
        let (notices, _) = broadcast::channel(NOTICES_KEPT);
        let batch =
            Batch { commands_max: options.batch_max, time_max: Duration::from_micros(options.batch_us) };
        let mut threads = Vec::new();
        let (writer_env, publish) = (Arc::clone(&env), notices.clone());
        threads.push(spawn("store-writer", move || {
            sqlite::write_loop(&writer, &write_queue, &writer_env, batch, |told| {
                let _ = publish.send(Arc::new(told));
            });
        })?);
        for _ in 0..SQLITE_READER_THREADS {
            let (readers, reads) = (Arc::clone(&readers), reads.clone());
            threads.push(spawn("store-reader", move || reads.iter().for_each(|read| read.run(&readers)))?);
        }
        let reads = Reads::Sqlite { readers, queue: read_queue };
        Ok(Self::assemble(Engine::Sqlite, env, writes, reads, notices, threads))
    }

    fn open_postgres(options: &Options, env: Arc<Env>, migrations: &[Migration]) -> Result<Self> {
        let mut first = Conn::open(&options.url)?;
        migrate::postgres(&mut first, migrations, env.clock.now().micros())?;
        drop(first);
        let (notices, _) = broadcast::channel(NOTICES_KEPT);
        let mut threads = Vec::new();
        let mut pool = |url: &str| -> Result<Sender<Box<dyn Command>>> {
            let (queue, commands) = bounded::<Box<dyn Command>>(options.queue_max);
            for _ in 0..options.connections.max(1) {
                let (url, env) = (url.to_owned(), Arc::clone(&env));
                let (commands, publish) = (commands.clone(), notices.clone());
                threads
                    .push(spawn("store-postgres", move || postgres_loop(&url, &commands, &env, &publish))?);
            }
            Ok(queue)
        };
        let writes = pool(&options.url)?;
        let reads = match &options.replica_url {
            Some(url) => pool(url)?,
            None => writes.clone(),
        };
        let reads = Reads::Postgres { queue: reads };
        Ok(Self::assemble(Engine::Postgres, env, writes, reads, notices, threads))
    }

    fn assemble(
        engine: Engine,
        env: Arc<Env>,
        writes: Sender<Box<dyn Command>>,
        reads: Reads,
        notices: broadcast::Sender<Arc<Vec<Notice>>>,
        threads: Vec<JoinHandle<()>>,
    ) -> Self {
        let inner = Arc::new(Inner { engine, env, writes, reads, notices });
        Self { inner, threads: Arc::new(Mutex::new(threads)) }
    }

    #[must_use]
    pub fn engine(&self) -> Engine {
        self.inner.engine
    }

    #[must_use]
    pub fn env(&self) -> &Arc<Env> {
        &self.inner.env
    }

    /// What was committed from now on, as hints. A listener that lags is told so by the channel.
    #[must_use]
    pub fn notices(&self) -> broadcast::Receiver<Arc<Vec<Notice>>> {
        self.inner.notices.subscribe()
    }

    /// Transactions that wait for a database thread at this moment.
    #[must_use]
    pub fn queued(&self) -> usize {
        self.inner.writes.len()
    }

    /// Runs a transaction and answers after its commit. The closure may be run more than once and does no I/O.
    ///
    /// # Errors
    /// Whatever the closure returns; [`Code::Busy`] when the queue is full; [`Code::Store`] when the commit fails.
    pub async fn write<T, F>(&self, actor: Actor, run: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.submit(actor, run)?.await.unwrap_or_else(|_| Err(Code::Busy.into()))
    }

    /// Runs a read of any length on the threads made for it, within one snapshot.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn read<T, F>(&self, run: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.submit_read(run)?.await.unwrap_or_else(|_| Err(Code::Busy.into()))
    }

    /// Reads a few rows by one indexed statement: on SQLite at once, on the calling thread; on PostgreSQL without a
    /// transaction around it, and never from the replica, for who is signed in must be known at once.
    ///
    /// # Errors
    /// As [`Db::write`]; [`Code::Store`] for a second statement, or one that writes.
    pub async fn point<T, F>(&self, run: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.read_newest(Around::Nothing, run).await
    }

    /// Reads a few rows by a few indexed statements within one snapshot, as [`Db::point`] does by one.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn glance<T, F>(&self, run: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.read_newest(Around::Snapshot, run).await
    }

    async fn read_newest<T, F>(&self, around: Around, run: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        match &self.inner.reads {
            Reads::Sqlite { readers, .. } => readers.run(around, run),
            Reads::Postgres { .. } => {
                let (call, answer) = read_call(around, run);
                send(&self.inner.writes, Box::new(call) as Box<dyn Command>)?;
                answer.await.unwrap_or_else(|_| Err(Code::Busy.into()))
            }
        }
    }

    /// [`Db::read`] for threads that may wait: commands and workers, never a handler.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn read_blocking<T, F>(&self, run: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.submit_read(run)?.blocking_recv().unwrap_or_else(|_| Err(Code::Busy.into()))
    }

    /// Takes a node number and lets ids be issued; the lease must be renewed every [`node::RENEW_S`] seconds.
    ///
    /// # Errors
    /// [`Code::NoNode`] when all are held.
    pub fn lease_node(&self) -> Result<node::Lease> {
        let lease = self.transact(Actor::System, node::lease)?;
        self.env().ids.assign(lease.node);
        Ok(lease)
    }

    /// Waits until the threads have finished what was accepted. Call on the last clone, at shutdown.
    pub fn close(self) {
        let Self { inner, threads } = self;
        let last = Arc::into_inner(inner).is_some();
        if last {
            for thread in threads.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
                let _ = thread.join();
            }
        }
    }

    fn submit<T, F>(&self, actor: Actor, run: F) -> Result<oneshot::Receiver<Result<T>>>
    where
        F: Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (call, answer) = Call::new(actor, Around::Transaction, run);
        send(&self.inner.writes, Box::new(call) as Box<dyn Command>)?;
        Ok(answer)
    }

    fn submit_read<T, F>(&self, run: F) -> Result<oneshot::Receiver<Result<T>>>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        match &self.inner.reads {
            Reads::Sqlite { queue, .. } => {
                let (reply, answer) = oneshot::channel();
                send(queue, Box::new(ReadCall(run, reply)) as Box<dyn ReadCommand>)?;
                Ok(answer)
            }
            Reads::Postgres { queue } => {
                let (call, answer) = read_call(Around::Snapshot, run);
                send(queue, Box::new(call) as Box<dyn Command>)?;
                Ok(answer)
            }
        }
    }
}

impl Transactor for Db {
    fn transact<T, F>(&self, actor: Actor, run: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>, &Cx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.submit(actor, run)?.blocking_recv().unwrap_or_else(|_| Err(Code::Busy.into()))
    }
}

fn read_call<T, F>(around: Around, run: F) -> (impl Command, oneshot::Receiver<Result<T>>)
where
    F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    Call::new(Actor::System, around, move |tx: &mut Tx<'_>, _: &Cx| run(tx))
}

fn send<C>(queue: &Sender<C>, command: C) -> Result<()> {
    queue.try_send(command).map_err(|error| match error {
        TrySendError::Full(_) => Code::Busy.into(),
        TrySendError::Disconnected(_) => Error::new(Code::Store).because("the database is closed"),
    })
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    std::thread::Builder::new().name(name.to_owned()).spawn(run).map_err(crate::tx::failed)
}

fn postgres_loop(
    url: &str,
    commands: &Receiver<Box<dyn Command>>,
    env: &Arc<Env>,
    notices: &broadcast::Sender<Arc<Vec<Notice>>>,
) {
    let mut idle: Option<Conn> = None;
    for mut command in commands {
        let open = match idle.take() {
            Some(conn) if !conn.client.is_closed() => Ok(conn),
            _ => Conn::open(url),
        };
        match open {
            Ok(mut conn) => {
                let outcome = run_with_retries(&mut conn, env, command.as_mut());
                // Told before it is answered: whoever has the answer finds caches that have heard of it.
                let commit = match outcome {
                    Ok(told) => {
                        if !told.is_empty() {
                            let _ = notices.send(Arc::new(told));
                        }
                        Ok(())
                    }
                    Err(error) => {
                        tracing::error!(%error, "a transaction was not committed");
                        Err(error.public_copy())
                    }
                };
                command.answer(commit);
                idle = Some(conn);
            }
            Err(error) => {
                tracing::error!(%error, "no connection");
                command.answer(Err(Error::new(Code::Busy).because(error)));
            }
        }
    }
}

/// An error here is about the transaction itself; what the closure returned is kept inside the command.
fn run_with_retries(conn: &mut Conn, env: &Arc<Env>, command: &mut dyn Command) -> Result<Vec<Notice>> {
    let lost = |error: postgres::Error| Error::new(Code::Store).because(crate::postgres::tell(&error));
    let begin = match command.around() {
        Around::Transaction => "begin",
        Around::Snapshot => "begin isolation level repeatable read read only",
        Around::Nothing => {
            command.run(&mut Tx::postgres(conn).for_one_read(), env);
            return Ok(Vec::new());
        }
    };
    if env.numbers.is_low() && command.around() == Around::Transaction {
        env.numbers.refill(number::reserve(&mut Tx::postgres(conn))?);
    }
    for attempt in 0..=RETRIES_MAX {
        conn.batch(begin).map_err(lost)?;
        let mut tx = Tx::postgres(conn);
        let keep = command.run(&mut tx, env);
        let (retryable, notices) = (tx.is_retryable(), tx.take_notices());
        if keep {
            conn.batch("commit").map_err(lost)?;
            return Ok(notices);
        }
        conn.batch("rollback").map_err(lost)?;
        if !retryable || attempt == RETRIES_MAX {
            return Ok(Vec::new());
        }
        let pause_us = env.random.as_ref().below(2_000 << attempt.min(5));
        std::thread::sleep(Duration::from_micros(pause_us));
    }
    unreachable!("the last attempt returns")
}
