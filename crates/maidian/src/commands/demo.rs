//! `maidian demo`.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::say;
use crate::config::{Config, load, print};
use crate::demo::fill::{self, Credentials};
use crate::service::Service;
use crate::trouble::{Result, Trouble};
use crate::{files, logs};

#[derive(Debug, Args)]
pub struct Demo {
    /// Where everything is kept: configuration, database, keys, outbox, log
    #[arg(long, value_name = "DIR", default_value = "var")]
    dir: PathBuf,
    /// Address and port of the shop, instead of what the configuration says
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Address and port of the Alipay sandbox, instead of what the configuration says
    #[arg(long, value_name = "ADDRESS")]
    sandbox_listen: Option<String>,
}

impl Demo {
    /// # Errors
    /// One sentence.
    pub fn run(self, file: Option<&Path>) -> Result<ExitCode> {
        let own = self.dir.join("maidian.toml");
        let file = file.unwrap_or(&own);
        if file == own && !own.exists() {
            let text = print(&first_config(&self.dir)).map_err(|error| Trouble::new(error.to_string()))?;
            files::write_private(&own, &text).map_err(|error| Trouble::file(&own, error))?;
        }
        let mut config = load(Some(file))?;
        config.server.listen = self.listen.unwrap_or(config.server.listen);
        config.alipay.sandbox_listen = self.sandbox_listen.unwrap_or(config.alipay.sandbox_listen);
        let logs = logs::start(&config.log)?;
        let mut service = Service::open(config.clone())?;
        let credentials = fill::fill(service.db(), &self.dir.join("demo-passwords.toml"))?;
        service.start_worker()?;
        say(welcome(&config, file, &credentials))?;
        service.run(&logs)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The configuration of a first start: everything in one directory, the sandbox instead of Alipay.
fn first_config(dir: &Path) -> Config {
    let mut config = Config::default();
    config.store.url = format!("sqlite:{}", dir.join("maidian.db").display());
    config.auth.keys_file = dir.join("keys.toml");
    config.alipay.sandbox = true;
    config.alipay.sandbox_dir = dir.join("alipay-sandbox");
    config.messages.outbox_dir = dir.join("outbox");
    config.media.dir = dir.join("media");
    // The terminal is for the addresses and passwords.
    config.log.file = dir.join("maidian.log");
    config
}

fn welcome(config: &Config, file: &Path, credentials: &[Credentials]) -> String {
    let site = config.server.site();
    let mut text = String::from("\n  麦店 Maidian · demo\n\n");
    // Writing into a `String` does not fail.
    let mut line = |name: &str, what: &str| {
        let _ = writeln!(text, "  {name:<16}{what}");
    };
    line("shop", &site);
    line("desk", &format!("{site}/desk"));
    line("API", &format!("{site}/api/docs"));
    if config.alipay.sandbox {
        line("Alipay sandbox", &config.alipay.sandbox_url());
    }
    line("SMS and mail", &config.messages.outbox_dir.display().to_string());
    line("configuration", &file.display().to_string());
    text.push('\n');
    for Credentials { name, password, role } in credentials {
        let role = if role.is_empty() { "shopper" } else { role };
        let _ = writeln!(text, "  {role:<16}{name:<12}{password}");
    }
    text.push_str("\n  Ctrl-C stops it.");
    text
}
