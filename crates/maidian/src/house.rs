//! Opens what every command stands on: the database, the clock, randomness, the outside.

use std::sync::Arc;

use kernel::{Clock, Env};
use mall::World;
use mall::payment::Gateway;
use outside::alipay::{
    Certificates, Client, Config as ClientConfig, Sandbox, SandboxConfig, SigningKey, Trust, VerifyingKey,
};
use outside::blobs::{Bucket, S3};
use outside::clock::SystemClock;
use outside::courier::FileCourier;
use outside::random::SystemRandom;
use store::{Db, Options};
use tokio::runtime::Handle;

use crate::config::{AlipayConfig, Config, MediaConfig, MessagesConfig, StoreConfig};
use crate::courier::Outbox;
use crate::gateway::{AlipayGateway, NoGateway};
use crate::node::Keeper;
use crate::trouble::{Result, Trouble};

/// Opens the database and brings its tables up to date.
///
/// # Errors
/// A sentence that names the place.
pub fn open(config: &StoreConfig) -> Result<Db> {
    let options = Options {
        url: config.url.clone(),
        replica_url: Some(config.replica_url.clone()).filter(|url| !url.is_empty()),
        connections: usize::from(config.connections),
        queue_max: usize::try_from(config.queue_max).unwrap_or(usize::MAX),
        batch_max: usize::from(config.batch_max),
        batch_us: u64::from(config.batch_us),
    };
    let env = Arc::new(Env::new(Arc::new(SystemClock), Arc::new(SystemRandom)));
    Ok(Db::open(&options, env, &mall::migrations())?)
}

/// Runs a command that writes: with a node number, given back at the end.
///
/// # Errors
/// What opening or the command returns.
pub fn with_writer<T>(config: &StoreConfig, run: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
    let db = open(config)?;
    let keeper = Keeper::start(&db)?;
    let outcome = run(&db);
    keeper.stop();
    db.close();
    outcome
}

/// Runs a command that only reads.
///
/// # Errors
/// What opening or the command returns.
pub fn with_reader<T>(config: &StoreConfig, run: impl FnOnce(&Db) -> Result<T>) -> Result<T> {
    let db = open(config)?;
    let outcome = run(&db);
    db.close();
    outcome
}

/// The outside as configured. With `alipay.sandbox` the sandbox is opened too, for whoever serves it.
///
/// # Errors
/// A sentence that names the key or the file.
pub fn world(config: &Config, runtime: &Handle) -> Result<(World, Option<Sandbox>)> {
    let (gateway, sandbox) = gateway(config, runtime)?;
    let courier = Arc::new(outbox(&config.messages)?);
    Ok((World { gateway, courier, blobs: Arc::new(blobs(&config.media, runtime)?) }, sandbox))
}

fn outbox(config: &MessagesConfig) -> Result<Outbox> {
    let dir = &config.outbox_dir;
    FileCourier::open(dir).map(Outbox).map_err(|error| Trouble::file(dir, error))
}

/// Where pictures are kept.
///
/// # Errors
/// A sentence that names the directory, the file or the key.
pub fn blobs(media: &MediaConfig, runtime: &Handle) -> Result<Bucket> {
    if media.s3_bucket.is_empty() {
        let opened = Bucket::directory(&media.dir, runtime.clone());
        return opened.map_err(|error| Trouble::file(&media.dir, error));
    }
    let file = &media.s3_secret_file;
    let secret = std::fs::read_to_string(file).map_err(|error| Trouble::file(file, error))?;
    let s3 = S3 {
        endpoint: media.s3_endpoint.clone(),
        bucket: media.s3_bucket.clone(),
        region: media.s3_region.clone(),
        key_id: media.s3_key_id.clone(),
        secret: secret.trim().to_owned(),
        prefix: media.s3_prefix.clone(),
        path_style: media.s3_path_style,
    };
    Bucket::s3(&s3, runtime.clone()).map_err(|error| Trouble::new(format!("media: {error}")))
}

fn gateway(config: &Config, runtime: &Handle) -> Result<(Arc<dyn Gateway>, Option<Sandbox>)> {
    let alipay = &config.alipay;
    if !alipay.sandbox && alipay.app_id.is_empty() {
        return Ok((Arc::new(NoGateway), None));
    }
    let (mut client, seller_id, sandbox) = if alipay.sandbox {
        let sandbox = open_sandbox(alipay, runtime)?;
        let (client, seller_id) = sandbox_client(&sandbox)?;
        (client, seller_id, Some(sandbox))
    } else {
        (real_client(alipay)?, alipay.seller_id.clone(), None)
    };
    client.notify_url = Some(config.notify_url());
    client.timeout_ms = u64::from(alipay.timeout_ms);
    let client = Client::new(client).map_err(|error| Trouble::new(format!("alipay: {error}")))?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    Ok((Arc::new(AlipayGateway::new(client, seller_id, clock, runtime.clone())), sandbox))
}

fn open_sandbox(alipay: &AlipayConfig, runtime: &Handle) -> Result<Sandbox> {
    let local = SandboxConfig::local(&alipay.sandbox_dir, alipay.sandbox_url());
    let _entered = runtime.enter();
    Sandbox::open(SandboxConfig { time_factor: alipay.sandbox_time_factor, ..local })
        .map_err(|error| Trouble::new(error.to_string()))
}

fn sandbox_client(sandbox: &Sandbox) -> Result<(ClientConfig, String)> {
    let told = |error: &dyn std::fmt::Display| Trouble::new(format!("the Alipay sandbox: {error}"));
    let merchant = sandbox.merchant().map_err(|error| told(&error))?;
    let app_key = SigningKey::load(&merchant.app_private_key_pem).map_err(|error| told(&error))?;
    let alipay_key = VerifyingKey::load(&merchant.alipay_public_key_pem).map_err(|error| told(&error))?;
    let (gateway, app_id) = (merchant.gateway, merchant.app_id);
    Ok((client_config(gateway, app_id, app_key, Trust::Key(alipay_key)), merchant.seller_id))
}

fn real_client(alipay: &AlipayConfig) -> Result<ClientConfig> {
    let read =
        |path: &std::path::Path| std::fs::read_to_string(path).map_err(|error| Trouble::file(path, error));
    let app_key = SigningKey::load(&read(&alipay.app_key_file)?)
        .map_err(|error| Trouble::file(&alipay.app_key_file, error))?;
    let trust = if alipay.uses_certificates() {
        let (app, theirs, root) =
            (read(&alipay.app_cert_file)?, read(&alipay.alipay_cert_file)?, read(&alipay.root_cert_file)?);
        let certificates = Certificates::load(&app, &theirs, &root)
            .map_err(|error| Trouble::new(format!("alipay, certificates: {error}")))?;
        Trust::Certificates(certificates)
    } else {
        let key = VerifyingKey::load(&read(&alipay.alipay_key_file)?)
            .map_err(|error| Trouble::file(&alipay.alipay_key_file, error))?;
        Trust::Key(key)
    };
    Ok(client_config(alipay.gateway.clone(), alipay.app_id.clone(), app_key, trust))
}

fn client_config(gateway: String, app_id: String, app_key: SigningKey, trust: Trust) -> ClientConfig {
    ClientConfig {
        gateway,
        app_id,
        app_key,
        trust,
        notify_url: None,
        app_auth_token: None,
        timeout_ms: 10_000,
    }
}
