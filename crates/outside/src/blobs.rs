//! Where the bytes of pictures lie: a directory, or an S3-compatible store.

use std::fmt::Display;
use std::future::Future;
use std::io;
use std::path::Path as FilePath;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use kernel::{Code, Error, Result};
use mall::media::Blobs;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, RetryConfig};
use tokio::runtime::Handle;

/// For one call, tries and all: shorter than a request may take.
const CALL_MAX: Duration = Duration::from_secs(12);
/// For one try of a call.
const TRY_MAX: Duration = Duration::from_secs(5);
const CONNECT_MAX: Duration = Duration::from_secs(3);
/// Tries after the first.
const RETRIES: usize = 2;

/// How an S3-compatible store is reached.
#[derive(Clone)]
pub struct S3 {
    /// Such as `https://s3.example`; empty for Amazon's own.
    pub endpoint: String,
    pub bucket: String,
    pub region: String,
    pub key_id: String,
    pub secret: String,
    /// Put before every name, so that a bucket can be shared; may be empty.
    pub prefix: String,
    /// `https://endpoint/bucket/…` instead of `https://bucket.endpoint/…`.
    pub path_style: bool,
}

/// A store of objects, spoken to from threads that may wait; never called from a handler.
#[derive(Clone)]
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    /// S3 does; directories do not.
    lists_in_order: bool,
    runtime: Handle,
}

impl Bucket {
    /// A directory, made when it is missing. What is put is on the disk before the call returns.
    ///
    /// # Errors
    /// What the file system says.
    pub fn directory(dir: &FilePath, runtime: Handle) -> io::Result<Self> {
        std::fs::create_dir_all(dir)?;
        let store = LocalFileSystem::new_with_prefix(dir).map_err(io::Error::other)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), lists_in_order: false, runtime })
    }

    /// An S3-compatible store. Nothing is asked of it yet.
    ///
    /// # Errors
    /// One sentence about what in the configuration is wrong.
    pub fn s3(config: &S3, runtime: Handle) -> Result<Self, String> {
        let options = ClientOptions::new()
            .with_allow_http(config.endpoint.starts_with("http://"))
            .with_timeout(TRY_MAX)
            .with_connect_timeout(CONNECT_MAX);
        let backoff = BackoffConfig {
            init_backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(2),
            ..BackoffConfig::default()
        };
        let retry = RetryConfig { backoff, max_retries: RETRIES, retry_timeout: CALL_MAX };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&config.bucket)
            .with_region(&config.region)
            .with_access_key_id(&config.key_id)
            .with_secret_access_key(&config.secret)
            .with_virtual_hosted_style_request(!config.path_style)
            .with_client_options(options)
            .with_retry(retry);
        if !config.endpoint.is_empty() {
            builder = builder.with_endpoint(&config.endpoint);
        }
        let store = builder.build().map_err(|error| error.to_string())?;
        let store: Arc<dyn ObjectStore> = if config.prefix.is_empty() {
            Arc::new(store)
        } else {
            Arc::new(PrefixStore::new(store, config.prefix.as_str()))
        };
        Ok(Self { store, lists_in_order: true, runtime })
    }

    /// Waits for a call, but not for ever.
    fn wait<T>(&self, call: impl Future<Output = object_store::Result<T>>) -> Result<T, object_store::Error> {
        let timed = async {
            tokio::time::timeout(CALL_MAX, call).await.unwrap_or_else(|_| {
                Err(object_store::Error::Generic { store: "media", source: "no answer in time".into() })
            })
        };
        self.runtime.block_on(timed)
    }
}

fn unavailable(error: impl Display) -> Error {
    Error::new(Code::MediaUnavailable).because(error.to_string())
}

fn place(object: &str) -> Result<Path> {
    Path::parse(object).map_err(unavailable)
}

impl Blobs for Bucket {
    fn put(&self, object: &str, bytes: Vec<u8>) -> Result<()> {
        let place = place(object)?;
        self.wait(self.store.put(&place, bytes.into())).map(drop).map_err(unavailable)
    }

    fn get(&self, object: &str) -> Result<Option<Vec<u8>>> {
        let place = place(object)?;
        let read = self.wait(async { self.store.get(&place).await?.bytes().await });
        match read {
            Ok(bytes) => Ok(Some(bytes.into())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(unavailable(error)),
        }
    }

    fn delete(&self, object: &str) -> Result<()> {
        let place = place(object)?;
        match self.wait(self.store.delete(&place)) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(unavailable(error)),
        }
    }

    fn list(&self, shelf: &str, after: &str, limit: usize) -> Result<Vec<String>> {
        let (shelf, after) = (place(shelf)?, place(after)?);
        let listed = async {
            let mut names = Vec::new();
            let mut found = self.store.list_with_offset(Some(&shelf), &after);
            while let Some(meta) = found.next().await {
                names.push(meta?.location.to_string());
                if self.lists_in_order && names.len() == limit {
                    break;
                }
            }
            Ok(names)
        };
        let mut names = self.wait(listed).map_err(unavailable)?;
        names.sort_unstable();
        names.truncate(limit);
        Ok(names)
    }
}
