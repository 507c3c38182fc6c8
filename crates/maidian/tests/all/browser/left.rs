//! What a test that breaks leaves behind: nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tokio::runtime::Runtime;

use super::stage::{Driver, PHONE};

#[test]
fn a_story_that_breaks_leaves_no_browser_behind() {
    let driver = Driver::start();
    let profiles = driver.profiles.path().to_path_buf();
    let broken = catch_unwind(AssertUnwindSafe(|| {
        // Moved in, so that the panic drops it.
        let driver = driver;
        let story = async {
            let _browser = driver.browser(PHONE).await;
            let running = programs_with(&profiles);
            panic!("as a failing story does, with {running} programs running");
        };
        Runtime::new().unwrap().block_on(story);
    }));
    let said = broken.expect_err("the story breaks");
    let said = said.downcast_ref::<String>().unwrap();
    assert!(said.starts_with("as a failing story"), "{said}");
    if cfg!(target_os = "linux") {
        assert!(!said.contains("with 0 programs"), "Chromium was running: {said}");
        assert_eq!(programs_with(&profiles), 0);
    }
    assert!(!profiles.exists());
}

/// Running programs that were told of this path.
fn programs_with(path: &Path) -> usize {
    let path = path.to_string_lossy().into_owned();
    let Ok(entries) = std::fs::read_dir("/proc") else { return 0 };
    let told = entries.filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok());
    told.filter(|line| String::from_utf8_lossy(line).contains(&path)).count()
}
