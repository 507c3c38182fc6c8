use std::collections::HashMap;

use super::{MOTIFS, picture};
use crate::demo::catalogue::{Catalogue, catalogue};

const BYTES_MAX: usize = 12 * 1024;

fn each_picture(shop: &Catalogue) -> impl Iterator<Item = (&str, usize, String)> {
    shop.products.iter().flat_map(|product| {
        let views = 0..product.picture.views();
        views.map(move |view| (product.handle.as_str(), view, picture(product, view)))
    })
}

/// Checks that tags balance and attributes are quoted; enough for what this module writes.
fn well_formed(svg: &str) -> bool {
    let mut open = Vec::new();
    for piece in svg.split('<').skip(1) {
        let Some((tag, text)) = piece.split_once('>') else {
            return false;
        };
        if !text.is_empty() || tag.matches('"').count() % 2 != 0 || tag.contains('&') {
            return false;
        }
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.ends_with('/') {
            open.push(tag.split(' ').next().unwrap_or_default());
        }
    }
    open.is_empty()
}

#[test]
fn pictures_are_small_well_formed_and_closed_to_the_world() {
    let shop = catalogue();
    for (handle, view, svg) in each_picture(&shop) {
        assert!(svg.len() <= BYTES_MAX, "{handle} {view}: {} bytes", svg.len());
        assert!(well_formed(&svg), "{handle} {view}: {svg}");
        assert!(svg.contains("viewBox=\"0 0 800 800\""), "{handle} {view}");
        // The one address is the name of the format; references stay inside the document.
        let svg = svg.replacen("http://www.w3.org/2000/svg", "", 1);
        assert_eq!(svg.matches("href=").count(), svg.matches("href=\"#").count(), "{handle} {view}");
        for word in ["script", "http:", "https:", "<text", "<image", "style", "NaN"] {
            assert!(!svg.contains(word), "{handle} {view} contains {word}");
        }
    }
}

#[test]
fn the_check_of_form_finds_what_is_wrong() {
    assert!(well_formed("<svg><g a=\"1\"></g><path/></svg>"));
    assert!(!well_formed("<svg><g></svg></g>"));
    assert!(!well_formed("<svg><g a=\"1></g></svg>"));
    assert!(!well_formed("<svg>"));
}

#[test]
fn ids_are_defined_where_they_are_used() {
    let shop = catalogue();
    for (handle, view, svg) in each_picture(&shop) {
        for used in svg.replace("href=\"#", "url(#").split("url(#").skip(1) {
            let id = used.split([')', '"']).next().unwrap_or_default();
            assert!(svg.contains(&format!("id=\"{id}\"")), "{handle} {view}: {id}");
        }
    }
}

#[test]
fn no_two_pictures_look_the_same() {
    let shop = catalogue();
    let mut seen: HashMap<String, String> = HashMap::new();
    for product in &shop.products {
        for view in 0..product.picture.views() {
            // Ids differ by handle; what is seen must differ too.
            let shown = picture(product, view).replace(&super::tag(&product.handle), "");
            let twin = seen.insert(shown, product.handle.clone());
            assert_eq!(twin, None, "{} looks like it", product.handle);
        }
    }
}

#[test]
fn a_picture_is_the_same_every_time() {
    let (first, second) = (catalogue(), catalogue());
    assert!(each_picture(&first).eq(each_picture(&second)));
}

#[test]
fn every_motif_is_used() {
    let shop = catalogue();
    for motif in MOTIFS {
        let used = shop.products.iter().any(|product| product.picture.motif.name == motif.name);
        assert!(used, "{} is never drawn", motif.name);
    }
}
