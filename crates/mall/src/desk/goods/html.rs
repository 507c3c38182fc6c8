//! Descriptions in a shop's sheet are HTML; here they are plain text.

/// Elements whose content is not text.
const SILENT: [&str; 6] = ["script", "style", "template", "noscript", "iframe", "head"];
/// Elements that begin and end a paragraph.
const BLOCKS: [&str; 20] = [
    "p",
    "div",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "blockquote",
    "pre",
    "hr",
    "header",
    "footer",
];

/// The text of an HTML fragment: paragraphs separated by an empty line, `br` as a line break. Nothing of the markup
/// is left, whatever it was.
pub fn to_text(html: &str) -> String {
    let mut text = Text::default();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push(&rest[..at]);
        rest = &rest[at..];
        rest = if rest.starts_with('<') { skip_markup(rest, &mut text) } else { entity(rest, &mut text) };
    }
    text.push(rest);
    text.written.trim().to_owned()
}

/// The HTML that [`to_text`] turns back into the text, up to white space.
pub fn from_text(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let paragraphs = escaped.split("\n\n").map(|paragraph| paragraph.replace('\n', "<br>"));
    paragraphs.map(|paragraph| format!("<p>{paragraph}</p>")).collect()
}

#[derive(Default)]
struct Text {
    written: String,
    /// White space that is written once something follows: 0 none, then a space, a line, a paragraph.
    gap: usize,
}

impl Text {
    const GAPS: [&str; 4] = ["", " ", "\n", "\n\n"];
    const SPACE: usize = 1;
    const LINE: usize = 2;
    const PARAGRAPH: usize = 3;

    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() || c.is_control() {
                self.break_off(Self::SPACE);
            } else {
                if !self.written.is_empty() {
                    self.written.push_str(Self::GAPS[self.gap]);
                }
                self.gap = 0;
                self.written.push(c);
            }
        }
    }

    fn break_off(&mut self, gap: usize) {
        self.gap = self.gap.max(gap);
    }
}

/// Passes over a tag or comment, and over what a silent element contains; what follows.
fn skip_markup<'h>(html: &'h str, text: &mut Text) -> &'h str {
    if let Some(comment) = html.strip_prefix("<!--") {
        return comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    let inside = &html[1..];
    // A lone '<', as in "a < b", is text.
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        text.push("<");
        return inside;
    }
    let Some((tag, rest)) = inside.split_once('>') else { return "" };
    let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
    let name = name.to_ascii_lowercase();
    if name == "br" {
        text.break_off(Text::LINE);
    } else if BLOCKS.contains(&name.as_str()) {
        text.break_off(Text::PARAGRAPH);
    }
    if SILENT.contains(&name.as_str()) && !tag.starts_with('/') && !tag.ends_with('/') {
        return after_end(rest, &name);
    }
    rest
}

/// What follows the end tag of an element; nothing when it has none.
fn after_end<'h>(html: &'h str, name: &str) -> &'h str {
    for (at, _) in html.match_indices("</") {
        let tag = &html.as_bytes()[at + 2..];
        if tag.len() >= name.len() && tag[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
            return html[at..].split_once('>').map_or("", |(_, rest)| rest);
        }
    }
    ""
}

/// Writes the character of an entity, or the ampersand that begins none; what follows.
fn entity<'h>(html: &'h str, text: &mut Text) -> &'h str {
    const NAME_BYTES_MAX: usize = 10;
    let end = html.bytes().take(NAME_BYTES_MAX).position(|byte| byte == b';');
    let Some((name, rest)) = end.map(|end| (&html[1..end], &html[end + 1..])) else {
        text.push("&");
        return &html[1..];
    };
    let number = |digits: &str| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    };
    let c = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => name.strip_prefix('#').and_then(number).and_then(char::from_u32),
    };
    let Some(c) = c else {
        text.push("&");
        return &html[1..];
    };
    text.push(c.encode_utf8(&mut [0; 4]));
    rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_goes_and_text_stays() {
        for (html, text) in [
            ("<p>a &amp; b</p>\n<p>c<br/>d</p>", "a & b\n\nc\nd"),
            ("<ul><li>x</li><li>y</li></ul>", "x\n\ny"),
            ("a<SCRIPT>alert('</p>')</script >b", "ab"),
            ("<script>never closed", ""),
            ("<!-- c --><b onclick=\"x\">bold</b>", "bold"),
            ("1 < 2 &copy; &#x4e2d;&#25991; &#xd800;", "1 < 2 &copy; 中文 &#xd800;"),
            ("&lt;script&gt;", "<script>"),
            ("a\r\n\t b <unclosed", "a b"),
        ] {
            assert_eq!(to_text(html), text, "{html}");
        }
    }

    proptest! {
        #[test]
        fn text_comes_back(text in "[a-z<>&;中]([a-z<>&;中 ]{0,5}[a-z<>&;中]|\n[a-z]|\n\n[a-z]){0,9}") {
            let once = to_text(&from_text(&text));
            prop_assert_eq!(to_text(&from_text(&once)), once.clone());
            prop_assert_eq!(once.split_whitespace().collect::<Vec<_>>(), text.split_whitespace().collect::<Vec<_>>());
        }

        #[test]
        fn garbage_never_panics(html in ".{0,120}") {
            let _ = to_text(&html);
        }
    }
}
