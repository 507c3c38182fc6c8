//! Writes every picture of the demo catalogue on one HTML page, to be looked at:
//! `cargo run -p maidian --example contact_sheet -- OUT.html [view] [first] [count]`.

use std::process::ExitCode;

use maidian::demo::{catalogue::catalogue, draw::picture};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let Some(out) = args.next() else {
        eprintln!("usage: contact_sheet OUT.html [view] [first] [count]");
        return ExitCode::FAILURE;
    };
    let mut number = |default: usize| args.next().and_then(|arg| arg.parse().ok()).unwrap_or(default);
    let (view, first, count) = (number(0), number(0), number(usize::MAX));
    let mut page = String::from(
        "<!doctype html><meta charset=utf-8><style>body{display:grid;grid-template-columns:repeat(8,1fr);gap:10px;\
         margin:10px;font:12px sans-serif}svg{width:100%;height:auto;border-radius:10px;display:block}</style>",
    );
    let mut products = catalogue().products;
    products.sort_by(|a, b| (&a.category, &a.handle).cmp(&(&b.category, &b.handle)));
    for product in products.iter().skip(first).take(count) {
        let views = product.picture.views();
        let svg = picture(product, view.min(views.saturating_sub(1)));
        page.push_str(&format!("<div>{svg}{} {}</div>", product.handle, product.title.zh));
    }
    match std::fs::write(&out, page) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{out}: {error}");
            ExitCode::FAILURE
        }
    }
}
