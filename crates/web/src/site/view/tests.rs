//! Every page of the gallery, in both languages, with gentle and with hostile texts.

use crate::i18n::Lang;

#[path = "../../../examples/gallery/samples/mod.rs"]
mod samples;

use samples::{HOSTILE, Samples};

/// Runs `check` on every page; its name tells which one failed.
fn on_every_page(hostile: bool, check: impl Fn(&str, &str)) {
    for lang in Lang::ALL {
        for (name, page) in (Samples { lang, hostile }).pages() {
            check(&format!("{}/{name}", lang.code()), &page);
        }
    }
}

/// The start tags of a kind, attributes and all.
fn tags<'a>(page: &'a str, kind: &str) -> Vec<&'a str> {
    let open = format!("<{kind}");
    page.match_indices(&open)
        .map(|(at, _)| &page[at..])
        .filter(|rest| rest[open.len()..].starts_with([' ', '>', '\n']))
        .map(|rest| &rest[..rest.find('>').expect("a tag ends")])
        .collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    rest.split_once('"').map(|(value, _)| value)
}

#[test]
fn hostile_texts_stay_texts() {
    on_every_page(true, |name, page| {
        assert!(!page.contains("<script>") && !page.contains("<img src=x"), "{name}");
        assert!(!page.contains(HOSTILE), "{name}");
    });
}

#[test]
fn pages_need_nothing_a_strict_policy_forbids() {
    on_every_page(false, |name, page| {
        assert!(!page.contains("style=") && !page.contains("<style"), "{name} has a style of its own");
        let handler = page.split(" on").skip(1).find(|rest| {
            let word = rest.chars().take_while(char::is_ascii_lowercase).count();
            word > 0 && rest[word..].starts_with('=')
        });
        assert_eq!(handler, None, "{name} has a script of its own");
        assert!(!page.contains("javascript:"), "{name}");
        for tag in tags(page, "script") {
            assert!(attribute(tag, "src").is_some_and(|src| src.starts_with("/assets/")), "{name}: {tag}");
        }
        for outside in ["http://", "https://", "=\"//", "url(", "data:"] {
            assert!(!page.contains(outside), "{name} leaves this host: {outside}");
        }
    });
}

#[test]
fn each_page_has_its_landmarks() {
    on_every_page(false, |name, page| {
        for kind in ["h1", "main", "header", "footer"] {
            assert_eq!(tags(page, kind).len(), 1, "{name}: {kind}");
        }
        // Drawings in the body have titles of their own.
        let head = page.split("</head>").next().expect("a page has a head");
        assert_eq!(tags(head, "title").len(), 1, "{name}");
        assert!(page.contains("<a class=\"skip\" href=\"#main\">"), "{name}");
        let lang = attribute(tags(page, "html")[0], "lang");
        assert!(lang.is_some_and(|lang| name.starts_with(&lang[..2])), "{name}: {lang:?}");
    });
}

#[test]
fn headings_skip_no_level() {
    on_every_page(false, |name, page| {
        let mut level = 0;
        let main = page.split_once("<main").expect("a page has a main part").1;
        for at in main.match_indices("<h").map(|(at, _)| at + 2) {
            let Some(next) = main[at..].chars().next().and_then(|digit| digit.to_digit(10)) else {
                continue;
            };
            assert!(next <= level + 1, "{name}: h{next} after h{level}");
            level = next;
        }
    });
}

#[test]
fn every_control_has_a_label() {
    on_every_page(false, |name, page| {
        for kind in ["input", "select", "textarea"] {
            for tag in tags(page, kind) {
                let hidden = attribute(tag, "type") == Some("hidden");
                let named = attribute(tag, "id").is_some_and(|id| page.contains(&format!("for=\"{id}\"")));
                let before = &page[..tag.as_ptr() as usize - page.as_ptr() as usize];
                let wrapped = before.rfind("<label") > before.rfind("</label");
                let told = attribute(tag, "aria-label").is_some_and(|label| !label.is_empty());
                assert!(hidden || named || wrapped || told, "{name}: {tag}");
            }
        }
        for tag in tags(page, "img") {
            assert!(tag.contains(" alt=\""), "{name}: {tag}");
        }
    });
}

#[test]
fn no_id_is_there_twice() {
    on_every_page(false, |name, page| {
        let mut ids: Vec<_> =
            page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        ids.sort_unstable();
        let count = ids.len();
        ids.dedup();
        assert_eq!(count, ids.len(), "{name}");
    });
}

#[test]
fn what_is_described_is_there() {
    on_every_page(false, |name, page| {
        for attribute in ["aria-describedby", "aria-labelledby", "for", "form"] {
            for value in
                page.split(&format!(" {attribute}=\"")).skip(1).filter_map(|rest| rest.split('"').next())
            {
                for id in value.split_whitespace() {
                    assert!(page.contains(&format!(" id=\"{id}\"")), "{name}: {attribute}={id}");
                }
            }
        }
    });
}

#[test]
fn every_post_form_carries_the_token() {
    on_every_page(false, |name, page| {
        for form in page.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next()) {
            let post = form.split('>').next().is_some_and(|tag| tag.contains("method=\"post\""));
            assert_eq!(post, form.contains("name=\"csrf\""), "{name}: {form}");
        }
    });
}

#[test]
fn what_was_typed_is_kept_and_passwords_are_not() {
    on_every_page(false, |name, page| {
        for tag in tags(page, "input") {
            if attribute(tag, "type") == Some("password") {
                assert_eq!(attribute(tag, "value"), Some(""), "{name}");
            }
        }
    });
    let typed = |lang, page: &str, value: &str| {
        let pages = Samples { lang, hostile: false }.pages();
        let page = &pages.iter().find(|(name, _)| *name == page).expect("a page of that name").1;
        assert!(page.contains(&format!("value=\"{value}\"")), "{value}");
    };
    typed(Lang::Zh, "account", "小麦");
    typed(Lang::Zh, "address", "麦小田");
    typed(Lang::En, "login", "xiaomai");
    typed(Lang::En, "list", "ten");
}
