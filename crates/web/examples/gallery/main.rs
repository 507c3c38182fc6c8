//! Writes every page of the shop, with sample data and in both languages, as files to look at.
//!
//! `cargo run -p web --example gallery -- DIRECTORY`

mod samples;

use std::{fs, io, path::Path};

use samples::Samples;
use web::{
    assets,
    i18n::{Lang, site::SiteText},
};

const PICTURES: &[(&str, &str)] = &[
    ("oats", include_str!("pictures/oats.svg")),
    ("cup", include_str!("pictures/cup.svg")),
    ("shirt", include_str!("pictures/shirt.svg")),
    ("earphones", include_str!("pictures/earphones.svg")),
    ("lamp", include_str!("pictures/lamp.svg")),
];

fn main() -> io::Result<()> {
    let root = std::env::args().nth(1).unwrap_or_else(|| "target/gallery".into());
    let root = Path::new(&root);
    fs::create_dir_all(root.join("assets"))?;
    fs::create_dir_all(root.join("media"))?;
    for (url, asset) in assets::all() {
        // A page opened as a file has no root: addresses are made relative to its folder.
        let bytes = match std::str::from_utf8(asset.bytes) {
            Ok(text) => text.replace("\"/assets/", "\"./").into_bytes(),
            Err(_) => asset.bytes.to_vec(),
        };
        fs::write(root.join(url.trim_start_matches('/')), bytes)?;
    }
    for (name, svg) in PICTURES {
        fs::write(root.join(format!("media/{name}.svg")), svg)?;
    }
    for lang in Lang::ALL {
        let samples = Samples { lang, hostile: false };
        fs::create_dir_all(root.join(lang.code()))?;
        let pages = samples.pages();
        for (name, page) in &pages {
            let page = page.replace("=\"/assets/", "=\"../assets/").replace("=\"/media/", "=\"../media/");
            fs::write(root.join(lang.code()).join(format!("{name}.html")), page)?;
        }
        println!("{}: {} pages, {} texts", lang.own_name(), pages.len(), SiteText::PAIRS.len());
    }
    Ok(())
}
