//! The S3 server that the tests share.

use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::path::Path;
use object_store::signer::Signer;
use outside::blobs::S3;

const BUCKET: &str = "stories";
const REGION: &str = "us-east-1";
/// What the server that `cargo xtask test` starts lets in.
const KEY_ID: &str = "test:tester";
const SECRET: &str = "testing";
/// Made already, by an earlier test.
const CONFLICT: u16 = 409;

/// How a part of the bucket is reached that no other test looks at.
///
/// # Panics
/// When there is no server, or it makes no bucket.
#[must_use]
pub fn s3(prefix: &str) -> S3 {
    let endpoint = std::env::var("MAIDIAN_TEST_S3").unwrap_or_else(|_| {
        panic!(
            "MAIDIAN_TEST_S3 is not set. `cargo xtask test` starts an S3 server of its own and sets it; \
             `cargo xtask s3` starts one to develop against."
        )
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(make_bucket(&endpoint));
    S3 {
        endpoint,
        bucket: BUCKET.to_owned(),
        region: REGION.to_owned(),
        key_id: KEY_ID.to_owned(),
        secret: SECRET.to_owned(),
        prefix: prefix.to_owned(),
        path_style: true,
    }
}

async fn make_bucket(endpoint: &str) {
    let store = AmazonS3Builder::new()
        .with_endpoint(endpoint)
        .with_allow_http(true)
        .with_bucket_name(BUCKET)
        .with_region(REGION)
        .with_access_key_id(KEY_ID)
        .with_secret_access_key(SECRET)
        .build()
        .expect("a client");
    let root = Path::default();
    let method = "PUT".parse().expect("a method");
    let url = store.signed_url(method, &root, Duration::from_secs(60)).await.expect("a signed address");
    let made = reqwest::Client::new().put(url).send().await.expect("the server answers");
    let status = made.status();
    assert!(status.is_success() || status.as_u16() == CONFLICT, "no bucket: {status}");
}
