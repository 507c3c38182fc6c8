//! The expansion over `proc_macro2`, where unit tests can reach it.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

/// What the author of a test wrote wrongly, and where.
#[derive(Debug)]
pub struct Mistake {
    span: Span,
    sentence: &'static str,
}

impl Mistake {
    fn at(span: Span, sentence: &'static str) -> Self {
        Self { span, sentence }
    }

    pub fn into_compile_error(self) -> TokenStream {
        let sentence = self.sentence;
        quote_spanned! { self.span => ::core::compile_error! { #sentence } }
    }
}

type Result<T> = std::result::Result<T, Mistake>;

pub fn db_test(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    if let Some(argument) = arguments.into_iter().next() {
        return Err(Mistake::at(argument.span(), "`#[db_test]` takes no arguments"));
    }
    let test = Test::parse(item)?;
    Ok(test.expand())
}

struct Attribute {
    name: String,
    tokens: TokenStream,
}

/// A function under `#[db_test]`, taken apart as far as the expansion needs it.
struct Test {
    attributes: Vec<Attribute>,
    name: Ident,
    is_async: bool,
    /// Everything after the attributes, unchanged.
    function: TokenStream,
}

impl Test {
    fn parse(item: TokenStream) -> Result<Self> {
        let mut cursor = Cursor { tokens: item.into_iter().collect(), at: 0 };
        let attributes = cursor.attributes()?;
        let function = cursor.tokens[cursor.at..].iter().cloned().collect();
        cursor.skip_visibility();
        let is_async = cursor.take_word("async");
        if !cursor.take_word("fn") {
            let sentence =
                "`#[db_test]` stands before `async fn name(app: TestApp)` or `fn name(db: TestDb)`";
            return Err(Mistake::at(cursor.span(), sentence));
        }
        let name = cursor.name()?;
        cursor.one_parameter()?;
        cursor.body()?;
        Ok(Self { attributes, name, is_async, function })
    }

    fn expand(self) -> TokenStream {
        let Self { attributes, name, is_async, function } = self;
        let of = |names: &[&str]| -> TokenStream {
            let chosen = attributes.iter().filter(|attribute| names.contains(&attribute.name.as_str()));
            chosen.map(|attribute| attribute.tokens.clone()).collect()
        };
        let (conditions, panics) = (of(&["cfg"]), of(&["should_panic"]));
        let others = attributes.iter().filter(|attribute| attribute.name != "should_panic");
        let others: TokenStream = others.map(|attribute| attribute.tokens.clone()).collect();
        let call = |engine: TokenStream| {
            if is_async {
                quote! { ::testkit::run(::testkit::Engine::#engine, ::core::module_path!(), super::#name) }
            } else {
                quote! { ::testkit::run_db(::testkit::Engine::#engine, super::#name) }
            }
        };
        let (on_sqlite, on_postgres) = (call(quote!(Sqlite)), call(quote!(Postgres)));
        // A function and a module may share a name: they live in two namespaces.
        quote! {
            #[cfg(test)]
            #others
            #function

            #[cfg(test)]
            #conditions
            mod #name {
                #[test]
                #panics
                fn sqlite() {
                    #on_sqlite
                }

                #[test]
                #panics
                fn postgres() {
                    #on_postgres
                }
            }
        }
    }
}

struct Cursor {
    tokens: Vec<TokenTree>,
    at: usize,
}

impl Cursor {
    fn peek(&self) -> Option<&TokenTree> {
        self.tokens.get(self.at)
    }

    /// Of the next token, or of the last when there is none.
    fn span(&self) -> Span {
        self.peek().or(self.tokens.last()).map_or_else(Span::call_site, TokenTree::span)
    }

    fn next_is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Some(TokenTree::Ident(ident)) if ident == word)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is_next = self.next_is_word(word);
        self.at += usize::from(is_next);
        is_next
    }

    fn group(&self, delimiter: Delimiter) -> Option<&Group> {
        match self.peek() {
            Some(TokenTree::Group(group)) if group.delimiter() == delimiter => Some(group),
            _ => None,
        }
    }

    fn attributes(&mut self) -> Result<Vec<Attribute>> {
        let mut attributes = Vec::new();
        while matches!(self.peek(), Some(TokenTree::Punct(mark)) if mark.as_char() == '#') {
            let Some(TokenTree::Group(group)) = self.tokens.get(self.at + 1) else {
                break;
            };
            let name = match group.stream().into_iter().next() {
                Some(TokenTree::Ident(name)) => name.to_string(),
                _ => String::new(),
            };
            if name == "ignore" {
                return Err(Mistake::at(group.span(), "a test on both engines runs or is deleted"));
            }
            if name == "test" {
                return Err(Mistake::at(group.span(), "`#[db_test]` makes the tests: leave `#[test]` away"));
            }
            let tokens = self.tokens[self.at..self.at + 2].iter().cloned().collect();
            attributes.push(Attribute { name, tokens });
            self.at += 2;
        }
        Ok(attributes)
    }

    fn skip_visibility(&mut self) {
        if self.take_word("pub") && self.group(Delimiter::Parenthesis).is_some() {
            self.at += 1;
        }
    }

    fn name(&mut self) -> Result<Ident> {
        match self.peek() {
            Some(TokenTree::Ident(name)) => {
                let name = name.clone();
                self.at += 1;
                Ok(name)
            }
            _ => Err(Mistake::at(self.span(), "a function has a name")),
        }
    }

    fn one_parameter(&mut self) -> Result<()> {
        let Some(parameters) = self.group(Delimiter::Parenthesis) else {
            return Err(Mistake::at(self.span(), "a test of both engines is not generic"));
        };
        if count_parameters(parameters.stream()) != 1 {
            let sentence =
                "a test takes exactly one parameter: `app: TestApp`, or `db: TestDb` without `async`";
            return Err(Mistake::at(parameters.span(), sentence));
        }
        self.at += 1;
        Ok(())
    }

    fn body(&mut self) -> Result<()> {
        if self.group(Delimiter::Brace).is_some() {
            return Ok(());
        }
        Err(Mistake::at(self.span(), "a test returns nothing and has a body: use `unwrap` where it may fail"))
    }
}

/// Commas inside `<…>` separate no parameters; those inside brackets are in a group of their own.
fn count_parameters(stream: TokenStream) -> usize {
    let mut count = 0;
    let mut depth = 0_usize;
    let mut is_between = true;
    for token in stream {
        let mark = match &token {
            TokenTree::Punct(mark) => mark.as_char(),
            TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Literal(_) => ' ',
        };
        match mark {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                is_between = true;
                continue;
            }
            _ => {}
        }
        count += usize::from(is_between);
        is_between = false;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(item: &str) -> String {
        db_test(TokenStream::new(), item.parse().unwrap()).unwrap().to_string()
    }

    fn mistake(item: &str) -> &'static str {
        db_test(TokenStream::new(), item.parse().unwrap()).unwrap_err().sentence
    }

    /// The same tokens whatever the spaces between them.
    fn tokens(text: &str) -> String {
        text.parse::<TokenStream>().unwrap().to_string()
    }

    #[test]
    fn an_async_test_runs_the_app_on_both_engines() {
        let expected = "
            #[cfg(test)] async fn lamp(app: TestApp) { app.buy() }
            #[cfg(test)] mod lamp {
                #[test] fn sqlite() {
                    ::testkit::run(::testkit::Engine::Sqlite, ::core::module_path!(), super::lamp)
                }
                #[test] fn postgres() {
                    ::testkit::run(::testkit::Engine::Postgres, ::core::module_path!(), super::lamp)
                }
            }";
        assert_eq!(expanded("async fn lamp(app: TestApp) { app.buy() }"), tokens(expected));
    }

    #[test]
    fn a_plain_test_runs_the_database_on_both_engines() {
        let expanded = expanded("fn lamp(db: TestDb) {}");
        assert!(expanded.contains(&tokens("::testkit::run_db(::testkit::Engine::Sqlite, super::lamp)")));
        assert!(expanded.contains(&tokens("::testkit::run_db(::testkit::Engine::Postgres, super::lamp)")));
    }

    #[test]
    fn attributes_go_where_they_work() {
        let expanded = expanded(
            "/// Once.\n#[cfg(unix)] #[should_panic(expected = \"a\")] pub(crate) fn lamp(mut db: TestDb) {}",
        );
        let function =
            tokens("#[cfg(test)] #[doc = \" Once.\"] #[cfg(unix)] pub(crate) fn lamp(mut db: TestDb) {}");
        assert!(expanded.starts_with(&function), "{expanded}");
        assert!(expanded.contains(&tokens("#[cfg(test)] #[cfg(unix)] mod lamp")));
        assert_eq!(expanded.matches(&tokens("#[test] #[should_panic(expected = \"a\")]")).count(), 2);
        assert_eq!(expanded.matches("should_panic").count(), 2);
    }

    #[test]
    fn each_mistake_is_named() {
        assert!(mistake("struct Lamp;").contains("stands before"));
        assert!(mistake("unsafe fn lamp(db: TestDb) {}").contains("stands before"));
        assert!(mistake("fn lamp<T>(db: T) {}").contains("not generic"));
        assert!(mistake("fn lamp() {}").contains("exactly one parameter"));
        assert!(mistake("fn lamp(a: TestDb, b: TestDb) {}").contains("exactly one parameter"));
        assert!(mistake("fn lamp(db: TestDb) -> Result<()> {}").contains("returns nothing"));
        assert!(mistake("fn lamp(db: TestDb);").contains("has a body"));
        assert!(mistake("#[ignore] fn lamp(db: TestDb) {}").contains("runs or is deleted"));
        assert!(mistake("#[test] fn lamp(db: TestDb) {}").contains("leave `#[test]` away"));
        let argument = db_test("fast".parse().unwrap(), "fn lamp(db: TestDb) {}".parse().unwrap());
        assert!(argument.unwrap_err().sentence.contains("no arguments"));
    }

    #[test]
    fn a_parameter_is_counted_once_whatever_its_type() {
        let count = |text: &str| count_parameters(text.parse().unwrap());
        assert_eq!(count("app: Map<u8, (u8, u8)>,"), 1);
        assert_eq!(count("a: [u8; 2], b: u8"), 2);
        assert_eq!(count(""), 0);
    }

    #[test]
    fn a_mistake_becomes_a_compile_error() {
        let error = Mistake::at(Span::call_site(), "no").into_compile_error().to_string();
        assert_eq!(error, tokens("::core::compile_error! { \"no\" }"));
    }
}
