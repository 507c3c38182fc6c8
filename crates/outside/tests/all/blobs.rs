//! Stores of objects: one suite for all, the S3 one against a real server.

use std::net::TcpListener;

use kernel::Code;
use mall::media::Blobs;
use outside::blobs::{Bucket, S3};
use outside::twin::BlobsTwin;
use testkit::s3;
use tokio::runtime::{Handle, Runtime};

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn name(shelf: &str, letter: &str) -> String {
    format!("{shelf}/{shelf}{}-{letter}", "0".repeat(62))
}

/// What every store must do.
fn behaves(blobs: &dyn Blobs) {
    let (one, two, three) = (name("aa", "1"), name("aa", "2"), name("bb", "3"));
    assert_eq!(blobs.list("aa", "", 10).unwrap(), Vec::<String>::new());
    assert_eq!(blobs.get(&one).unwrap(), None);
    blobs.delete(&one).unwrap();
    let bytes: Vec<u8> = (0..200_000u32).map(|at| u8::try_from(at % 251).unwrap()).collect();
    for object in [&two, &one, &three] {
        blobs.put(object, bytes.clone()).unwrap();
    }
    blobs.put(&one, bytes.clone()).unwrap();
    assert_eq!(blobs.get(&one).unwrap(), Some(bytes));
    assert_eq!(blobs.list("aa", "", 10).unwrap(), [one.clone(), two.clone()]);
    assert_eq!(blobs.list("aa", "", 1).unwrap(), [one.as_str()]);
    assert_eq!(blobs.list("aa", &one, 10).unwrap(), [two.as_str()]);
    assert_eq!(blobs.list("bb", &two, 10).unwrap(), [three.as_str()]);
    for object in [&one, &one, &two, &three] {
        blobs.delete(object).unwrap();
    }
    assert_eq!(blobs.get(&one).unwrap(), None);
    assert_eq!(blobs.list("aa", "", 10).unwrap(), Vec::<String>::new());
}

fn directory(dir: &std::path::Path, runtime: &Handle) -> Bucket {
    Bucket::directory(dir, runtime.clone()).unwrap()
}

#[test]
fn a_directory_behaves() {
    let (home, runtime) = (tempfile::tempdir().unwrap(), runtime());
    behaves(&directory(&home.path().join("var/media"), runtime.handle()));
}

#[test]
fn the_twin_behaves() {
    behaves(&BlobsTwin::default());
}

#[test]
fn an_s3_server_behaves() {
    let runtime = runtime();
    behaves(&Bucket::s3(&s3(""), runtime.handle().clone()).unwrap());
    behaves(&Bucket::s3(&s3("shops/one"), runtime.handle().clone()).unwrap());
}

#[test]
fn two_shops_share_a_bucket_by_their_prefixes() {
    let runtime = runtime();
    let [left, right] =
        ["left", "right"].map(|prefix| Bucket::s3(&s3(prefix), runtime.handle().clone()).unwrap());
    let object = name("cc", "1");
    left.put(&object, vec![1]).unwrap();
    assert_eq!(right.get(&object).unwrap(), None);
    assert!(right.list("cc", "", 10).unwrap().is_empty());
    left.delete(&object).unwrap();
}

#[test]
fn an_object_is_one_file_that_is_whole() {
    let (home, runtime) = (tempfile::tempdir().unwrap(), runtime());
    let bucket = directory(home.path(), runtime.handle());
    let object = name("aa", "1");
    bucket.put(&object, vec![7; 1_000]).unwrap();
    assert_eq!(std::fs::read(home.path().join(&object)).unwrap(), vec![7; 1_000]);
    assert_eq!(std::fs::read_dir(home.path().join("aa")).unwrap().count(), 1, "no unfinished file is left");
    for strange in ["../outside", "/etc/passwd", "a//b", "aa/../../x"] {
        assert!(
            bucket.put(strange, vec![1]).is_err() || !home.path().parent().unwrap().join("outside").exists()
        );
    }
    assert!(!home.path().parent().unwrap().join("outside").exists());
}

#[test]
fn a_wrong_secret_says_so() {
    let runtime = runtime();
    let wrong = S3 { secret: "guessed".to_owned(), ..s3("") };
    let error = Bucket::s3(&wrong, runtime.handle().clone()).unwrap().get(&name("aa", "1")).unwrap_err();
    assert_eq!(error.code(), Code::MediaUnavailable);
    let told = error.to_string();
    assert!(told.contains("403") || told.contains("SignatureDoesNotMatch"), "{told}");
    let absent = S3 { bucket: "nobody-made-this".to_owned(), ..s3("") };
    let error =
        Bucket::s3(&absent, runtime.handle().clone()).unwrap().put(&name("aa", "1"), vec![1]).unwrap_err();
    assert!(error.to_string().contains("NoSuchBucket"), "{error}");
}

#[test]
fn a_server_that_is_gone_is_unavailable() {
    let runtime = runtime();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let gone = Bucket::s3(&S3 { endpoint, ..s3("") }, runtime.handle().clone()).unwrap();
    for error in [
        gone.put(&name("aa", "1"), vec![1]).unwrap_err(),
        gone.get(&name("aa", "1")).unwrap_err(),
        gone.delete(&name("aa", "1")).unwrap_err(),
        gone.list("aa", "", 1).unwrap_err(),
    ] {
        assert_eq!(error.code(), Code::MediaUnavailable);
    }
}
