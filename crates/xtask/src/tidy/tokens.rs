//! Rust source as a flat list of tokens with lines. Comments are gone, so a rule never trips over prose, and
//! the bodies of macros are there like any other code, which a syntax tree would not show.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Word(String),
    Mark(char),
    Literal(String),
    Open(char),
    Close(char),
}

#[derive(Clone, Debug)]
pub struct Token {
    pub kind: Kind,
    /// From 1.
    pub line: usize,
}

impl Token {
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub fn is_word(&self, word: &str) -> bool {
        self.word() == Some(word)
    }

    pub fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }

    pub fn opens(&self, bracket: char) -> bool {
        self.kind == Kind::Open(bracket)
    }
}

/// # Errors
/// The line and the reason when the text is not made of Rust tokens.
pub fn lex(text: &str) -> Result<Vec<Token>, (usize, String)> {
    let stream: TokenStream = text
        .parse()
        .map_err(|error: proc_macro2::LexError| (error.span().start().line, error.to_string()))?;
    let mut tokens = Vec::new();
    flatten(stream, &mut tokens);
    Ok(tokens)
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    for tree in stream {
        let line = tree.span().start().line;
        let kind = match tree {
            TokenTree::Ident(word) => Kind::Word(word.to_string()),
            TokenTree::Punct(mark) => Kind::Mark(mark.as_char()),
            TokenTree::Literal(literal) => Kind::Literal(literal.to_string()),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Brace => ('{', '}'),
                    // A group without brackets comes only out of an expanded macro, never out of text.
                    Delimiter::Bracket | Delimiter::None => ('[', ']'),
                };
                tokens.push(Token { kind: Kind::Open(open), line });
                let end_line = group.span_close().start().line;
                flatten(group.stream(), tokens);
                tokens.push(Token { kind: Kind::Close(close), line: end_line });
                continue;
            }
        };
        tokens.push(Token { kind, line });
    }
}

/// The index of the bracket that closes the one at `open`.
pub fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            Kind::Open(_) => depth += 1,
            Kind::Close(_) if depth <= 1 => return at,
            Kind::Close(_) => depth -= 1,
            Kind::Word(_) | Kind::Mark(_) | Kind::Literal(_) => {}
        }
    }
    tokens.len()
}

/// A function with a body, wherever it stands.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub line: usize,
    /// From the `fn` to the closing brace, both counted.
    pub lines: usize,
}

pub fn functions(tokens: &[Token]) -> Vec<Function> {
    let heads = tokens.windows(2).enumerate().filter(|(_, pair)| pair[0].is_word("fn"));
    heads
        .filter_map(|(at, pair)| {
            // `fn(` is a type; `fn $name` stands in a macro.
            let name = pair[1].word().or(pair[1].is('$').then_some("$"))?;
            let open = body(tokens, at)?;
            let end_line = tokens.get(closing(tokens, open))?.line;
            let line = tokens[at].line;
            Some(Function { name: name.to_owned(), line, lines: end_line - line + 1 })
        })
        .collect()
}

/// The brace that opens the body of the function whose `fn` is at `at`; none for a mere signature.
fn body(tokens: &[Token], at: usize) -> Option<usize> {
    let mut here = at + 1;
    loop {
        match tokens.get(here)?.kind {
            Kind::Open('{') => return Some(here),
            Kind::Open(_) => here = closing(tokens, here),
            Kind::Close(_) | Kind::Mark(';') => return None,
            Kind::Word(_) | Kind::Mark(_) | Kind::Literal(_) => {}
        }
        here += 1;
    }
}

/// A path as it is meant: `use` trees are spelled out, `self::` and `super::` are resolved to `crate::`.
#[derive(Debug, PartialEq, Eq)]
pub struct Path {
    pub segments: Vec<String>,
    pub line: usize,
}

impl Path {
    /// Segments as the slice patterns of the rules want them.
    pub fn words(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }
}

/// Every path of two segments or more in a file that is the module `module` of its crate.
pub fn paths(tokens: &[Token], module: &[String]) -> Vec<Path> {
    let mut reader = Reader { tokens, found: Vec::new() };
    let mut inline: Vec<(usize, String)> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        inline.retain(|(end, _)| at < *end);
        if token.is_word("mod") && tokens.get(at + 2).is_some_and(|open| open.opens('{')) {
            let name = tokens[at + 1].word().unwrap_or_default().to_owned();
            inline.push((closing(tokens, at + 2), name));
            at += 3;
        } else if token.word().is_some() {
            let here: Vec<String> =
                module.iter().chain(inline.iter().map(|(_, name)| name)).cloned().collect();
            at = reader.path(at, &[], &here);
        } else {
            at += 1;
        }
    }
    reader.found.retain(|path| 1 < path.segments.len());
    reader.found
}

struct Reader<'a> {
    tokens: &'a [Token],
    found: Vec<Path>,
}

impl Reader<'_> {
    fn is_separator(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|mark| mark.is(':'))
            && self.tokens.get(at + 1).is_some_and(|mark| mark.is(':'))
    }

    /// Reads the path that begins with the word at `at`; answers where to read on.
    fn path(&mut self, at: usize, prefix: &[String], module: &[String]) -> usize {
        let line = self.tokens[at].line;
        let mut segments = prefix.to_vec();
        let mut here = at;
        while let Some(word) = self.tokens.get(here).and_then(Token::word) {
            match (word, segments.as_slice()) {
                ("self", [_, ..]) => {}
                ("self", []) => segments = absolute(module),
                ("super", []) => segments = parent(&absolute(module)),
                ("super", [first, ..]) if first == "crate" => segments = parent(&segments),
                _ => segments.push(word.to_owned()),
            }
            here += 1;
            if !self.is_separator(here) {
                break;
            }
            here += 2;
            if self.tokens.get(here).is_some_and(|open| open.opens('{')) {
                return self.tree(here, &segments, module);
            }
        }
        self.found.push(Path { segments, line });
        here
    }

    /// Reads `{a, b::c}` after a prefix.
    fn tree(&mut self, open: usize, prefix: &[String], module: &[String]) -> usize {
        let end = closing(self.tokens, open);
        let mut here = open + 1;
        while here < end {
            let begins_item = self.tokens[here - 1].is(',') || here == open + 1;
            if begins_item && self.tokens[here].word().is_some() {
                here = self.path(here, prefix, module);
            } else {
                here += 1;
            }
        }
        end + 1
    }
}

fn absolute(module: &[String]) -> Vec<String> {
    std::iter::once("crate".to_owned()).chain(module.iter().cloned()).collect()
}

/// One up, but never above `crate`.
fn parent(segments: &[String]) -> Vec<String> {
    segments[..segments.len().saturating_sub(1).max(1)].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_list(module: &[&str], text: &str) -> Vec<String> {
        let module: Vec<String> = module.iter().map(|name| (*name).to_owned()).collect();
        paths(&lex(text).unwrap(), &module).iter().map(|path| path.words().join("::")).collect()
    }

    #[test]
    fn functions_are_measured_from_fn_to_closing_brace() {
        let text =
            "/// fn not_me() {\npub fn a(\n  x: fn(u8) -> [u8; 2],\n) where u8: Copy {\n}\nfn b() {}\n";
        let found = functions(&lex(text).unwrap());
        let measured: Vec<_> = found.iter().map(|f| (f.name.as_str(), f.line, f.lines)).collect();
        assert_eq!(measured, [("a", 2, 4), ("b", 6, 1)]);
    }

    #[test]
    fn functions_without_a_body_are_not_measured_and_those_in_macros_are() {
        let text = "trait A { fn a(&self) -> u8; }\nproptest! { fn b(x in 0..9) {\n} }";
        let found = functions(&lex(text).unwrap());
        assert_eq!(found, [Function { name: "b".to_owned(), line: 2, lines: 2 }]);
    }

    #[test]
    fn use_trees_are_spelled_out() {
        let text = "use crate::{stock::{self, model::Sku as S}, order};\nuse mall::order::*;";
        let expected = ["crate::stock", "crate::stock::model::Sku", "crate::order", "mall::order"];
        assert_eq!(path_list(&["order"], text), expected);
    }

    #[test]
    fn relative_paths_are_resolved_from_the_module() {
        let text = "use super::model;\nfn f() { super::super::stock::take(); self::g::<u8>(); }\n\
                    mod tests { use super::super::super::ledger; }\nfn h() { super::i(); }";
        let expected = [
            "crate::order::model",
            "crate::stock::take",
            "crate::order::store::g",
            "crate::ledger",
            "crate::order::i",
        ];
        assert_eq!(path_list(&["order", "store"], text), expected);
    }

    #[test]
    fn ordinary_words_and_fields_are_no_paths() {
        assert_eq!(path_list(&[], "let a: u8 = b.c; match d { e => f }"), Vec::<String>::new());
    }
}
