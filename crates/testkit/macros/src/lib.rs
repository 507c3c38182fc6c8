//! `#[db_test]`: one test that tells a story, run on both engines.

mod expand;

use proc_macro::TokenStream;

/// Runs a test on SQLite and on PostgreSQL, as `name::sqlite` and `name::postgres`.
///
/// ```text
/// #[db_test]
/// async fn the_last_lamp_is_sold_once(app: TestApp) { … }   // testkit::run(engine, module_path!(), f)
///
/// #[db_test]
/// fn a_balance_never_goes_below_zero(db: TestDb) { … }       // testkit::run_db(engine, f)
/// ```
///
/// The function stays where it is, so its body sees what its neighbours see. `#[should_panic]` moves to the
/// two tests; other attributes stay with the function.
#[proc_macro_attribute]
pub fn db_test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    match expand::db_test(arguments.into(), item.into()) {
        Ok(expanded) => expanded.into(),
        Err(mistake) => mistake.into_compile_error().into(),
    }
}
