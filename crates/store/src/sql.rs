//! SQL is written as constants, each registered, so that a test can prepare all of them on both engines and no
//! statement can be put together from what a user sent.

/// One registered statement. Written once, with `?1`, `?2`, … and the few tokens of [`crate::dialect`].
#[derive(Clone, Copy, Debug)]
pub struct Sql {
    /// Module and constant, for messages.
    pub name: &'static str,
    pub text: &'static str,
}

/// Ids as one parameter, for the token `{ids}`.
#[must_use]
pub fn id_list(ids: impl IntoIterator<Item = i64>) -> String {
    let ids: Vec<_> = ids.into_iter().map(|id| id.to_string()).collect();
    format!("[{}]", ids.join(","))
}

/// Every statement of the program.
#[linkme::distributed_slice]
pub static STATEMENTS: [Sql];

/// Declares statements: `sql! { TAKE = "update …"; GIVE = "update …"; }`
#[macro_export]
macro_rules! sql {
    ($($(#[$meta:meta])* $name:ident = $text:expr;)*) => {$(
        $(#[$meta])*
        const $name: $crate::Sql =
            $crate::Sql { name: concat!(module_path!(), "::", stringify!($name)), text: $text };
        #[expect(unsafe_code, reason = "linkme puts the statement into a section of the binary")]
        const _: () = {
            #[$crate::linkme::distributed_slice($crate::STATEMENTS)]
            #[linkme(crate = $crate::linkme)]
            static REGISTERED: $crate::Sql = $name;
        };
    )*};
}
