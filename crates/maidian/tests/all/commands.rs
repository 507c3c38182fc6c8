//! Commands that run to their end.

use testkit::{Engine, TestDb, db_test};

use crate::program::Home;

#[db_test]
fn a_fresh_database_is_migrated_and_sound(db: TestDb) {
    let home = Home::new(db.url());
    assert_eq!(home.run(&["migrate"]).well(), "The database is up to date.\n");
    let report = home.run(&["audit"]).well();
    assert!(report.contains("holds") && report.contains("The books are sound"), "{report}");
}

#[db_test]
fn the_first_administrator_is_made_here(db: TestDb) {
    let home = Home::new(db.url());
    let password = ["--password-stdin"];
    let said = home.run_with(&["user", "admin", "Boss", password[0]], "a good passphrase\n").well();
    assert!(said.starts_with("boss is an administrator, with id "), "{said}");
    home.run(&["user", "admin", "boss"]).well();
    home.run_with(&["user", "add", "何师傅", "--role", "dispatcher", password[0]], "another good one\n")
        .well();
    let list = home.run(&["user", "list"]).well();
    assert!(list.contains("\tboss\tactive\tadmin\n"), "{list}");
    assert!(list.contains("\t何师傅\tactive\tdispatcher\n"), "{list}");

    let taken = home.run_with(&["user", "add", "boss", password[0]], "yet another one\n").badly();
    assert!(taken.contains("username_taken"), "{taken}");
    let weak = home.run_with(&["user", "add", "mai", password[0]], "password\n").badly();
    assert!(weak.contains("password_weak"), "{weak}");
    let none = home.run(&["user", "add", "mai", password[0]]).badly();
    assert_eq!(none, "maidian: there is no password on the standard input\n");
    let nobody = home.run(&["user", "add", "mai"]).badly();
    assert_eq!(nobody, "maidian: there is no terminal to ask for a password: use --password-stdin\n");
    let role = home.run_with(&["user", "add", "mai", "--role", "king", password[0]], "a good passphrase\n");
    assert!(role.badly().contains("role: is not a role"));
    assert!(!home.run(&["user", "list"]).well().contains("mai\t"), "nothing of a failed command is kept");
}

#[test]
fn the_configuration_is_told_mistake_by_mistake() {
    let home = Home::new("sqlite:var/maidian.db");
    let printed = home.run(&["config", "print"]).well();
    home.write("printed.toml", &printed);
    assert_eq!(home.run(&["--config", "printed.toml", "config", "print"]).well(), printed);
    assert_eq!(home.run(&["config", "check"]).well(), "The configuration is sound.\n");
    let schema = home.run(&["config", "schema"]).well();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert!(schema["properties"]["store"]["properties"]["url"]["description"].is_string());

    home.write("maidian.toml", "[server]\nlisten = 8080\nlisen = \"x\"\n[order]\npay_within_s = 900\n");
    let told = home.run(&["serve"]).badly();
    assert_eq!(
        told,
        "maidian: maidian.toml: there is no key server.lisen\n\
         maidian: maidian.toml: server.listen must be text in quotes, not 8080\n"
    );
    let mut unknown = home.command(&["--config", "printed.toml", "audit"]);
    let output = unknown.env("MAIDIAN_STORE_URI", "x").output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("MAIDIAN_STORE_URI is not a variable"));
    let missing = home.run(&["--config", "no.toml", "audit"]).badly();
    assert!(missing.starts_with("maidian: no.toml: "), "{missing}");
}

#[test]
fn a_database_that_cannot_be_had_is_one_sentence() {
    for url in ["postgres://nobody@127.0.0.1:1/none", "sqlite:/proc/none/maidian.db"] {
        let told = Home::new(url).run(&["audit"]).badly();
        assert_eq!(told.lines().count(), 1, "{told}");
    }
    let home = Home::new("sqlite:not.db");
    home.write("not.db", &"this is no database ".repeat(100));
    assert_eq!(home.run(&["migrate"]).badly().lines().count(), 1);
}

#[db_test]
fn a_backup_is_restored_on_either_engine(db: TestDb) {
    let home = Home::new(db.url());
    home.run_with(&["user", "admin", "boss", "--password-stdin"], "a good passphrase\n").well();
    let said = home.run(&["backup", "saved/shop.backup"]).well();
    assert!(said.contains("read back and whole"), "{said}");
    assert_eq!(crate::program::mode_of(&home.path("saved/shop.backup")), 0o600);
    let file = home.path("saved/shop.backup").display().to_string();
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let other = TestDb::new(engine);
        let there = Home::new(other.url());
        there.run(&["restore", &file]).well();
        assert!(there.run(&["user", "list"]).well().contains("\tboss\tactive\tadmin\n"));
        there.run(&["audit"]).well();
        let again = there.run(&["restore", &file]).badly();
        assert!(again.contains("--replace"), "{again}");
        there.run(&["restore", &file, "--replace"]).well();
    }
    let damaged = std::fs::read_to_string(&file).unwrap().replace("boss", "b0ss");
    home.write("damaged.backup", &damaged);
    let fresh = TestDb::new(Engine::Sqlite);
    let there = Home::new(fresh.url());
    let damaged = home.path("damaged.backup").display().to_string();
    assert!(there.run(&["restore", &damaged]).badly().contains("file_unreadable"));
    assert_eq!(there.run(&["user", "list"]).well(), "");
}

#[test]
fn the_api_is_described() {
    let described = Home::new("sqlite:unused.db").run(&["openapi"]).well();
    let described: serde_json::Value = serde_json::from_str(&described).unwrap();
    assert!(described["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(described["paths"]["/api/v1/orders"]["post"].is_object());
}

#[test]
fn completions_are_written_for_shells() {
    let home = Home::new("sqlite:unused.db");
    for shell in ["bash", "zsh", "fish"] {
        assert!(home.run(&["completions", shell]).well().contains("maidian"), "{shell}");
    }
}
