//! Backups: whole or refused, and the same on both engines.

use kernel::{Code, params};
use store::{dump, sql};
use testkit::{Engine, TestDb, db_test};
use work::once::{self, Scope};

sql! {
    ANSWERS = "select count(*) from idempotency_keys where owner = ?1";
}

/// Some rows with a blob, a composite key, Chinese and quotes; more than one fetch of them.
fn fill(db: &TestDb) {
    for owner in 0..150 {
        let scope = Scope {
            bucket: kernel::Bucket(owner as u8),
            owner,
            key: format!("键 '{owner}\""),
            request_hash: [owner as u8; 32],
        };
        db.write(move |tx, cx| once::run(tx, cx, &scope, |_, _| Ok("好\n".to_owned()))).unwrap();
    }
}

fn written(db: &TestDb) -> (Vec<u8>, dump::Summary) {
    let file = tempfile::NamedTempFile::new().unwrap();
    let summary = dump::write(&db.db, file.reopen().unwrap()).unwrap();
    (std::fs::read(file.path()).unwrap(), summary)
}

#[db_test]
fn a_dump_is_restored_on_both_engines_and_is_then_the_same(db: TestDb) {
    fill(&db);
    let (bytes, summary) = written(&db);
    assert!(summary.rows >= 150 && summary.tables > 30);
    assert_eq!(dump::verify(bytes.as_slice()).unwrap(), summary);
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let other = TestDb::new(engine);
        let source = bytes.clone();
        dump::restore(&other.db, move || Ok(std::io::Cursor::new(source.clone()))).unwrap();
        let (again, _) = written(&other);
        assert!(again == bytes, "the dump of the restored database is the same, byte for byte");
    }
}

#[db_test]
fn a_damaged_dump_is_refused_and_changes_nothing(db: TestDb) {
    fill(&db);
    let (bytes, _) = written(&db);
    let other = TestDb::new(Engine::Sqlite);
    let mut flipped = bytes.clone();
    let place = bytes.windows(3).rposition(|three| three == "好".as_bytes()).unwrap();
    flipped[place..place + 3].copy_from_slice("坏".as_bytes());
    let cut = bytes[..bytes.len() - 200].to_vec();
    for damaged in [flipped, cut, b"{}\n".to_vec(), Vec::new(), b"\xff\xfe".to_vec()] {
        let refused = dump::restore(&other.db, move || Ok(std::io::Cursor::new(damaged.clone())));
        assert!(matches!(refused.unwrap_err().code(), Code::FileUnreadable | Code::Internal));
    }
    let kept: i64 = other.read(|tx| tx.one(ANSWERS, params![5i64], |row| row.get(0))).unwrap();
    assert_eq!(kept, 0);
}
