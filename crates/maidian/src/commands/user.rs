//! `maidian user`: people are added here when there is nobody yet who could add them at the desk.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use kernel::{Actor, PageAsk};
use mall::account::{self, PasswordHash, Register, SignUp, SignUpForm, User as Account, UserKind, password};
use store::{Db, Transactor};

use super::say;
use crate::config::Config;
use crate::trouble::Result;
use crate::{house, terminal};

#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a user
    Add(Add),
    /// Make a user an administrator, adding the user when there is none of that name
    Admin(Admin),
    /// List the users, newest first
    List,
}

#[derive(Debug, Args)]
pub struct Add {
    /// The name to sign in with
    name: String,
    /// A role at the desk, such as operator or dispatcher; may be repeated
    #[arg(long, value_name = "ROLE")]
    role: Vec<String>,
    /// Read the password from the standard input instead of asking for it
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Debug, Args)]
pub struct Admin {
    /// The name to sign in with
    name: String,
    /// Read the password of a new user from the standard input instead of asking for it
    #[arg(long)]
    password_stdin: bool,
}

impl User {
    /// # Errors
    /// One sentence.
    pub fn run(self, config: &Config) -> Result<ExitCode> {
        house::with_writer(&config.store, |db| match self {
            Self::Add(add) => add.run(db),
            Self::Admin(admin) => admin.run(db),
            Self::List => list(db),
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Add {
    fn run(self, db: &Db) -> Result<()> {
        let user = create(db, &self.name, self.password_stdin, &self.role)?;
        say(format_args!("{} was added with id {}.", user.username, user.id))
    }
}

impl Admin {
    fn run(self, db: &Db) -> Result<()> {
        let name = self.name.clone();
        let known = db.read_blocking(move |tx| account::find(tx, &name))?;
        let user = match known {
            Some(user) => user,
            None => create(db, &self.name, self.password_stdin, &[])?,
        };
        let id = user.id;
        db.transact(Actor::System, move |tx, cx| account::make_admin(tx, cx, id))?;
        say(format_args!("{} is an administrator, with id {id}.", user.username))
    }
}

fn create(db: &Db, name: &str, from_stdin: bool, roles: &[String]) -> Result<Account> {
    let password = if from_stdin { terminal::password_from_stdin()? } else { terminal::ask_password()? };
    let form = SignUpForm { username: name, password: &password, display_name: "", phone: "" };
    let sign_up = form.check()?;
    let hash = password::hash(db.env().random.as_ref(), &password)?;
    register(db, sign_up, hash, roles.to_vec())
}

fn register(db: &Db, sign_up: SignUp, hash: PasswordHash, roles: Vec<String>) -> Result<Account> {
    let SignUp { username, display_name, .. } = sign_up;
    let ask = Register { username, phone: None, hash: Some(hash), display_name };
    let user = db.transact(Actor::System, move |tx, cx| {
        let user = account::register(tx, cx, &ask)?;
        roles.iter().try_for_each(|role| account::grant(tx, cx, user.id, role))?;
        Ok(user)
    })?;
    Ok(user)
}

fn list(db: &Db) -> Result<()> {
    let mut after = None;
    loop {
        let mut ask = PageAsk::first(PageAsk::LIMIT_MAX);
        ask.after = after.take();
        let (page, roles) = db.read_blocking(move |tx| {
            let page = account::users(tx, &ask)?;
            let roles = page.items.iter().map(|user| account::roles_of(tx, user.id));
            let roles = roles.collect::<kernel::Result<Vec<_>>>()?;
            Ok((page, roles))
        })?;
        for (user, roles) in page.items.iter().zip(&roles) {
            let kind = if user.kind == UserKind::Guest { "guest " } else { "" };
            say(format_args!("{}\t{}\t{}\t{kind}{}", user.id, user.username, user.state, roles.join(" ")))?;
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}
