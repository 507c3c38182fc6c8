//! A browser without a screen: it keeps cookies, follows redirects, and sends forms with their hidden fields.

use std::collections::BTreeMap;

use testkit::{Reply, TestApp};

/// Redirects in a row.
const HOPS_MAX: usize = 5;

pub struct Browser {
    app: TestApp,
    cookies: BTreeMap<String, String>,
    lang: &'static str,
    address: String,
}

/// A page as it was shown.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    /// Where the last redirect led.
    pub path: String,
    pub html: String,
    pub reply: Reply,
}

impl Browser {
    pub fn new(app: &TestApp) -> Self {
        Self { app: app.clone(), cookies: BTreeMap::new(), lang: "en", address: "0.0.0.0".to_owned() }
    }

    /// From an address of the network.
    pub fn at_address(self, address: impl Into<String>) -> Self {
        Self { address: address.into(), ..self }
    }

    /// Takes a cookie that was given elsewhere.
    pub fn carry(mut self, name: &str, value: &str) -> Self {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn header(&self) -> String {
        let pairs = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    fn keep(&mut self, reply: &Reply) {
        for value in reply.headers.get_all("set-cookie") {
            let (pair, attributes) = value.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Lax"), "{pair}");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// One request, its redirect not followed.
    pub async fn ask(&mut self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut call = self
            .app
            .get(path)
            .from_address(&self.address)
            .header("cookie", &self.header())
            .header("accept-language", self.lang);
        for (name, value) in headers {
            call = call.header(name, value);
        }
        let reply = call.await;
        self.keep(&reply);
        reply
    }

    pub async fn get(&mut self, path: &str) -> Page {
        let reply = self.ask(path, &[]).await;
        self.follow(path, reply).await
    }

    async fn follow(&mut self, path: &str, mut reply: Reply) -> Page {
        let mut path = path.to_owned();
        for _ in 0..HOPS_MAX {
            if reply.status.as_u16() != 303 {
                let (status, html) = (reply.status.as_u16(), reply.text());
                return Page { status, path, html, reply };
            }
            path = reply.header("location").unwrap().to_owned();
            assert!(path.starts_with('/') && !path.starts_with("//"), "leads away: {path}");
            reply = self.ask(&path, &[]).await;
        }
        panic!("{path} leads on and on");
    }

    /// Sends pairs as they are, with headers of one's own; nothing is followed.
    pub async fn post(&mut self, path: &str, pairs: &[(String, String)], headers: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut call = self
            .app
            .post(path)
            .from_address(&self.address)
            .header("cookie", &self.header())
            .header("accept-language", self.lang)
            .form_bytes(body);
        for (name, value) in headers {
            call = call.header(name, value);
        }
        let reply = call.await;
        self.keep(&reply);
        reply
    }

    /// Fills in the page's form that goes to `action` and sends it.
    pub async fn send(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let reply = self.post(action, &page.filled(action, fields), &[]).await;
        self.follow(action, reply).await
    }

    /// Sends the page's form that goes to `action` as a browser does, all of its fields with it; `fields` were typed.
    pub async fn submit(&mut self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let mut pairs = page.fields(action);
        for (name, value) in fields {
            pairs.retain(|(known, _)| known != name);
            pairs.push(((*name).to_owned(), (*value).to_owned()));
        }
        let reply = self.post(action, &pairs, &[]).await;
        self.follow(action, reply).await
    }

    /// Fills in the page's form that goes to `action`, chooses files, and sends it.
    pub async fn send_files(
        &mut self,
        page: &Page,
        action: &str,
        fields: &[(&str, &str)],
        name: &str,
        files: &[&[u8]],
    ) -> Page {
        let pairs = page.filled(action, fields);
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (kind, body) = crate::pictures::form(&pairs, name, files);
        let call =
            self.app.post(action).header("cookie", &self.header()).header("accept-language", self.lang);
        let reply = call.body(&kind, body).await;
        self.keep(&reply);
        self.follow(action, reply).await
    }

    pub async fn register(&mut self, name: &str, back: &str) -> Page {
        let page = self.get(&format!("/register?back={back}")).await.expect(200);
        let fields = [("username", name), ("password", "wheat & ink green")];
        self.send(&page, "/register", &fields).await
    }
}

impl Page {
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.path, self.main());
        self
    }

    #[track_caller]
    pub fn shows(&self, text: &str) {
        assert!(self.html.contains(text), "{} does not show {text:?}: {}", self.path, self.main());
    }

    #[track_caller]
    pub fn hides(&self, text: &str) {
        assert!(!self.html.contains(text), "{} shows {text:?}: {}", self.path, self.main());
    }

    fn main(&self) -> &str {
        self.html.split_once("<main").map_or(&self.html, |(_, main)| main)
    }

    /// What is said beside a field.
    pub fn wrong(&self, field: &str) -> Option<&str> {
        let rest = self.html.split_once(&format!("id=\"{field}-wrong\">"))?.1;
        let rest = rest.split_once("<span>")?.1;
        rest.split_once("</span>").map(|(text, _)| text)
    }

    /// The form that goes to `action`.
    #[track_caller]
    fn form(&self, action: &str) -> &str {
        let open = format!("action=\"{action}\"");
        let at = self.html.find(&open);
        let at = at.unwrap_or_else(|| panic!("{} has no form to {action}: {}", self.path, self.main()));
        // A button may name the action in place of its form.
        let begin = self.html[..at].rfind("<form ").unwrap();
        self.html[begin..].split_once("</form>").unwrap().0
    }

    /// The hidden fields of the form that goes to `action`.
    #[track_caller]
    pub fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let inputs = self.form(action).split("<input ").skip(1).map(|input| input.split_once('>').unwrap().0);
        let hidden = inputs.filter(|input| input.contains("type=\"hidden\""));
        hidden.map(|input| (attribute(input, "name"), attribute(input, "value"))).collect()
    }

    /// All fields of the form that goes to `action`, as they stand on the page; its buttons are not pressed.
    #[track_caller]
    pub fn fields(&self, action: &str) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        for element in self.form(action).split('<').skip(1) {
            let (tag, text) = element.split_once('>').unwrap();
            let is_named = tag.contains(" name=\"");
            match tag.split(' ').next() {
                Some("input") if is_named => {
                    let is_choice = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
                    let is_left_out = is_choice && !tag.contains(" checked");
                    if !is_left_out {
                        fields.push((attribute(tag, "name"), attribute(tag, "value")));
                    }
                }
                Some("textarea") => fields.push((attribute(tag, "name"), unescaped(text))),
                Some("select") => fields.push((attribute(tag, "name"), String::new())),
                Some("option") if tag.contains(" selected") => {
                    fields.last_mut().unwrap().1 = attribute(tag, "value");
                }
                _ => {}
            }
        }
        fields
    }

    pub fn filled(&self, action: &str, fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut pairs = self.hidden(action);
        for (name, value) in fields {
            pairs.retain(|(known, _)| known != name);
            pairs.push(((*name).to_owned(), (*value).to_owned()));
        }
        pairs
    }
}

fn attribute(tag: &str, name: &str) -> String {
    let rest = tag.split_once(&format!(" {name}=\"")).unwrap_or_else(|| panic!("{tag} has no {name}")).1;
    unescaped(rest.split_once('"').unwrap().0)
}

fn unescaped(text: &str) -> String {
    let marks =
        [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&"), ("&amp;", "&")];
    marks.iter().fold(text.to_owned(), |text, (written, mark)| text.replace(written, mark))
}
