//! A browser's tab as a person uses it. Whatever is looked for may take a moment to be there, never for ever.

use std::time::{Duration, Instant};

use serde_json::Value;
use thirtyfour::cdp::domains::network::NetworkConditions;
use thirtyfour::prelude::*;

/// How long something may take to show: a busy machine is no failure.
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

pub struct Tab {
    driver: WebDriver,
    site: String,
}

impl Tab {
    pub fn new(driver: WebDriver, site: &str) -> Self {
        Self { driver, site: site.to_owned() }
    }

    /// Looks until there is something to see.
    pub async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
        panic!("{what} is not to be seen on {}: {}", self.url().await, self.text("body").await)
    }

    /// Opens a page and judges it; a path of the shop, or an address elsewhere.
    pub async fn open(&self, path: &str) {
        self.open_unjudged(path).await;
        self.judge().await;
    }

    pub async fn open_unjudged(&self, path: &str) {
        let url = if path.starts_with('/') { format!("{}{path}", self.site) } else { path.to_owned() };
        self.driver.goto(&url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// What every page must be: quiet in the console, and no wider than the screen.
    async fn judge(&self) {
        let complaints = self.complaints().await;
        assert!(complaints.is_empty(), "{}: {complaints:#?}", self.url().await);
        let script = "const page = document.documentElement; return [page.scrollWidth, page.clientWidth];";
        let widths: [f64; 2] = serde_json::from_value(self.run(script).await).unwrap();
        assert!(widths[0] <= widths[1], "{} scrolls sideways: {widths:?}", self.url().await);
    }

    /// What the console was told of errors since the last look, violations of the page's policy included.
    pub async fn complaints(&self) -> Vec<String> {
        let entries = self.driver.browser_log().await.unwrap();
        entries.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message).collect()
    }

    /// Waits until a press has led to a page of this path, and judges it.
    pub async fn arrive(&self, path: &str) -> String {
        let here = self
            .until(&format!("a page of {path}"), async || {
                let here = self.path().await;
                let is_there =
                    here.starts_with(path) && self.run("return document.readyState").await == "complete";
                is_there.then_some(here)
            })
            .await;
        self.judge().await;
        here
    }

    pub async fn url(&self) -> String {
        self.driver.current_url().await.map_or_else(|error| error.to_string(), String::from)
    }

    pub async fn path(&self) -> String {
        self.driver.current_url().await.unwrap().path().to_owned()
    }

    pub async fn run(&self, script: &str) -> Value {
        let outcome = self.driver.execute(script, Vec::new()).await;
        outcome.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// The first element that is shown.
    pub async fn find(&self, css: &str) -> WebElement {
        self.until(css, async || {
            for element in self.driver.find_all(By::Css(css)).await.ok()? {
                if element.is_displayed().await.unwrap_or(false) {
                    return Some(element);
                }
            }
            None
        })
        .await
    }

    pub async fn count(&self, css: &str) -> usize {
        self.driver.find_all(By::Css(css)).await.unwrap().len()
    }

    pub async fn text(&self, css: &str) -> String {
        match self.driver.find(By::Css(css)).await {
            Ok(element) => element.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    pub async fn attribute(&self, css: &str, name: &str) -> String {
        let value = self.find(css).await.attr(name).await.unwrap();
        value.unwrap_or_else(|| panic!("{css} has no {name}"))
    }

    /// Waits until some words are to be read there.
    pub async fn reads(&self, css: &str, words: &str) {
        self.until(&format!("{words:?} in {css}"), async || {
            self.text(css).await.contains(words).then_some(())
        })
        .await;
    }

    /// Clicks like a person: on something that is in sight and may be clicked.
    pub async fn press(&self, css: &str) {
        self.until(&format!("{css}, to be pressed"), async || {
            let element = self.find(css).await;
            // Into the middle: what stands fixed at an edge would catch the click.
            let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
            let place = element.to_json().ok()?;
            self.driver.execute(script, vec![place]).await.ok()?;
            // Replaced or covered in between: it is looked for again.
            element.click().await.ok()
        })
        .await;
    }

    pub async fn press_link(&self, words: &str) {
        let what = format!("a link {words:?}");
        let look = async || self.driver.find(By::LinkText(words)).await.ok()?.attr("href").await.ok()?;
        let href = self.until(&what, look).await;
        self.press(&format!("a[href=\"{href}\"]")).await;
    }

    pub async fn write(&self, css: &str, words: &str) {
        let field = self.find(css).await;
        field.clear().await.unwrap_or_else(|error| panic!("{css}: {error}"));
        field.send_keys(words).await.unwrap_or_else(|error| panic!("{css}: {error}"));
    }

    /// Presses keys wherever the focus is.
    pub async fn keys(&self, keys: &str) {
        self.driver.action_chain().send_keys(keys).perform().await.unwrap();
    }

    /// Takes the page's network away, or gives it back.
    pub async fn cut_off(&self, is_cut_off: bool) {
        let tools = self.driver.cdp();
        tools.network().enable().await.unwrap();
        let conditions = NetworkConditions { offline: is_cut_off, ..NetworkConditions::default() };
        tools.network().emulate_network_conditions(conditions).await.unwrap();
    }

    /// Does something in a second tab and comes back to the first, which is left as it is meanwhile.
    pub async fn aside(&self, story: impl AsyncFnOnce(&Self)) {
        let first = self.driver.window().await.unwrap();
        let second = self.driver.new_tab().await.unwrap();
        self.driver.switch_to_window(second).await.unwrap();
        story(self).await;
        self.driver.close_window().await.unwrap();
        self.driver.switch_to_window(first).await.unwrap();
    }

    /// Keeps what is to be seen as `target/sights/NAME.png`, for people to look at.
    pub async fn keep_sight(&self, name: &str) {
        let home = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("../sights");
        std::fs::create_dir_all(&home).unwrap();
        self.driver.screenshot(&home.join(format!("{name}.png"))).await.unwrap();
    }

    pub async fn quit(self) {
        self.driver.quit().await.unwrap();
    }
}
