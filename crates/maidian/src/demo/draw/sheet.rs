//! The sheet a motif is painted on: a few strokes that all motifs share.
//!
//! Coordinates are integers on an 800 × 800 sheet, or on a wider one. Depth comes from three shared gradients laid over
//! flat shapes, so a picture stays a few kilobytes.

use super::colour::{Colour, INK};

/// How light falls on a shape.
#[derive(Clone, Copy)]
enum Shade {
    /// Around a cylinder: bottles, cans, cups.
    Round,
    /// Across a flat face: boxes, screens.
    Plane,
    /// Down a soft thing: cloth, bags.
    Cloth,
}

impl Shade {
    fn id(self) -> &'static str {
        match self {
            Self::Round => "r",
            Self::Plane => "p",
            Self::Cloth => "c",
        }
    }
}

/// How high every sheet is, and how wide most are.
const SIDE: i32 = 800;

/// An SVG document in the making.
pub struct Sheet {
    width: i32,
    /// Prefix of every id, so that several pictures can be inlined in one page.
    tag: String,
    clips: String,
    body: String,
    clips_made: u16,
    /// What [`Sheet::stamp`] has cut already.
    stamps: Vec<&'static str>,
}

impl Sheet {
    pub fn new(tag: String) -> Self {
        Self::wide(tag, SIDE)
    }

    pub fn wide(tag: String, width: i32) -> Self {
        Self { width, tag, clips: String::new(), body: String::new(), clips_made: 0, stamps: Vec::new() }
    }

    /// One colour, no depth.
    pub fn flat(&mut self, d: impl AsRef<str>, fill: Colour) {
        self.body.push_str(&format!("<path d=\"{}\" fill=\"{fill}\"/>", d.as_ref()));
    }

    /// A veil of colour, `opacity` in percent.
    pub fn tint(&mut self, d: impl AsRef<str>, fill: Colour, opacity: u8) {
        let d = d.as_ref();
        self.body.push_str(&format!("<path d=\"{d}\" fill=\"{fill}\" opacity=\".{opacity:02}\"/>"));
    }

    /// A stroke with round ends.
    pub fn line(&mut self, d: impl AsRef<str>, colour: Colour, width: i32) {
        let d = d.as_ref();
        self.body.push_str(&format!(
            "<path d=\"{d}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"/>"
        ));
    }

    /// A stroke that lets through what lies below, `opacity` in percent.
    pub fn veil_line(&mut self, d: impl AsRef<str>, colour: Colour, width: i32, opacity: u8) {
        self.body.push_str(&format!("<g opacity=\".{opacity:02}\">"));
        self.line(d, colour, width);
        self.body.push_str("</g>");
    }

    /// A tube: a cable, a handle, a straw, with a light running along it.
    pub fn tube(&mut self, d: impl AsRef<str>, colour: Colour, width: i32) {
        let d = d.as_ref();
        self.line(d, colour.shaded(22), width);
        self.line(d, colour, width * 3 / 4);
        self.veil_line(d, colour.lit(55), (width / 5).max(2), 60);
    }

    pub fn round(&mut self, d: impl AsRef<str>, fill: Colour, inside: impl FnOnce(&mut Self)) {
        self.shaped(d.as_ref(), fill, Shade::Round, inside);
    }

    pub fn plane(&mut self, d: impl AsRef<str>, fill: Colour, inside: impl FnOnce(&mut Self)) {
        self.shaped(d.as_ref(), fill, Shade::Plane, inside);
    }

    pub fn cloth(&mut self, d: impl AsRef<str>, fill: Colour, inside: impl FnOnce(&mut Self)) {
        self.shaped(d.as_ref(), fill, Shade::Cloth, inside);
    }

    /// The base colour, then what is printed on it (cut to the shape), then the light.
    fn shaped(&mut self, d: &str, fill: Colour, shade: Shade, inside: impl FnOnce(&mut Self)) {
        self.flat(d, fill);
        let before = std::mem::take(&mut self.body);
        inside(self);
        let print = std::mem::replace(&mut self.body, before);
        if !print.is_empty() {
            self.clips_made += 1;
            let id = format!("{}k{}", self.tag, self.clips_made);
            self.clips.push_str(&format!("<clipPath id=\"{id}\"><path d=\"{d}\"/></clipPath>"));
            self.body.push_str(&format!("<g clip-path=\"url(#{id})\">{print}</g>"));
        }
        let (tag, kind) = (&self.tag, shade.id());
        self.body.push_str(&format!("<path d=\"{d}\" fill=\"url(#{tag}{kind})\"/>"));
    }

    /// A group moved to (x, y), turned by `degrees` and scaled by `percent` about its own origin.
    pub fn at(&mut self, x: i32, y: i32, percent: i32, degrees: i32, inside: impl FnOnce(&mut Self)) {
        self.body.push_str(&format!("<g transform=\"translate({x} {y})"));
        if degrees != 0 {
            self.body.push_str(&format!(" rotate({degrees})"));
        }
        if percent != 100 {
            self.body.push_str(&format!(" scale({}.{:02})", percent / 100, percent % 100));
        }
        self.body.push_str("\">");
        inside(self);
        self.body.push_str("</g>");
    }

    /// Something drawn many times on one sheet: defined by `cut` once, then repeated by reference.
    pub fn stamp(&mut self, name: &'static str, x: i32, y: i32, percent: i32, cut: impl FnOnce(&mut Self)) {
        if !self.stamps.contains(&name) {
            self.stamps.push(name);
            let before = std::mem::take(&mut self.body);
            cut(self);
            let drawn = std::mem::replace(&mut self.body, before);
            self.clips.push_str(&format!("<g id=\"{}-{name}\">{drawn}</g>", self.tag));
        }
        let reference = format!("<use href=\"#{}-{name}\"/>", self.tag);
        self.at(x, y, percent, 0, |sheet| sheet.body.push_str(&reference));
    }

    /// A group that casts a soft shadow on the ground it lies on.
    pub fn lying(&mut self, inside: impl FnOnce(&mut Self)) {
        self.body.push_str(&format!("<g filter=\"url(#{}f)\">", self.tag));
        inside(self);
        self.body.push_str("</g>");
    }

    /// The pool of shade under something that stands at (cx, y).
    pub fn pool(&mut self, cx: i32, y: i32, rx: i32) {
        let (tag, ry) = (&self.tag, (rx / 7).max(8));
        self.body.push_str(&format!(
            "<ellipse cx=\"{cx}\" cy=\"{y}\" rx=\"{rx}\" ry=\"{ry}\" fill=\"url(#{tag}s)\"/>"
        ));
    }

    /// The whole sheet filled with a gradient from the upper left to the lower right.
    pub fn backdrop(&mut self, from: Colour, to: Colour) {
        let (tag, width) = (&self.tag, self.width);
        self.clips.push_str(&format!(
            "<linearGradient id=\"{tag}b\" x1=\"0\" y1=\"0\" x2=\".6\" y2=\"1\">\
             <stop stop-color=\"{from}\"/><stop offset=\"1\" stop-color=\"{to}\"/></linearGradient>"
        ));
        self.body.push_str(&format!("<path d=\"M0 0h{width}v{SIDE}h-{width}z\" fill=\"url(#{tag}b)\"/>"));
    }

    pub fn finish(self) -> String {
        let Self { width, tag, clips, body, .. } = self;
        let shades = shades(&tag);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {SIDE}\" width=\"{width}\" height=\"{SIDE}\">\
             <defs>{shades}{clips}</defs><g stroke-linecap=\"round\" stroke-linejoin=\"round\">{body}</g></svg>"
        )
    }
}

fn shades(tag: &str) -> String {
    let stop = |offset: &str, colour: &str, opacity: &str| {
        format!("<stop offset=\"{offset}\" stop-color=\"{colour}\" stop-opacity=\"{opacity}\"/>")
    };
    let (ink, white) = (INK.to_string(), "#fff");
    let round = [
        stop("0", &ink, ".26"),
        stop(".1", &ink, ".04"),
        stop(".22", white, ".34"),
        stop(".36", white, "0"),
        stop(".62", &ink, "0"),
        stop(".93", &ink, ".3"),
        stop("1", &ink, ".2"),
    ];
    let plane =
        [stop("0", white, ".26"), stop(".5", white, "0"), stop(".55", &ink, "0"), stop("1", &ink, ".18")];
    let cloth =
        [stop("0", white, ".2"), stop(".45", white, "0"), stop(".6", &ink, "0"), stop("1", &ink, ".22")];
    format!(
        "<linearGradient id=\"{tag}r\">{}</linearGradient>\
         <linearGradient id=\"{tag}p\" x2=\"1\" y2=\"1\">{}</linearGradient>\
         <linearGradient id=\"{tag}c\" x2=\".35\" y2=\"1\">{}</linearGradient>\
         <radialGradient id=\"{tag}s\">{}{}{}</radialGradient>\
         <filter id=\"{tag}f\" x=\"-20%\" y=\"-20%\" width=\"140%\" height=\"150%\">\
         <feDropShadow dx=\"6\" dy=\"18\" stdDeviation=\"16\" flood-color=\"{ink}\" flood-opacity=\".26\"/></filter>",
        round.concat(),
        plane.concat(),
        cloth.concat(),
        stop("0", &ink, ".5"),
        stop(".55", &ink, ".24"),
        stop("1", &ink, "0"),
    )
}

/// For shapes with nothing printed on them.
pub fn bare(_: &mut Sheet) {}

/// A rounded rectangle; `r` is the corner's radius.
pub fn rect(x: i32, y: i32, w: i32, h: i32, r: i32) -> String {
    let (iw, ih) = (w - 2 * r, h - 2 * r);
    format!(
        "M{} {y}h{iw}q{r} 0 {r} {r}v{ih}q0 {r} -{r} {r}h-{iw}q-{r} 0 -{r} -{r}v-{ih}q0 -{r} {r} -{r}z",
        x + r
    )
}

pub fn oval(cx: i32, cy: i32, rx: i32, ry: i32) -> String {
    let (left, d) = (cx - rx, 2 * rx);
    format!("M{left} {cy}a{rx} {ry} 0 1 1 {d} 0a{rx} {ry} 0 1 1 -{d} 0z")
}

pub fn disc(cx: i32, cy: i32, r: i32) -> String {
    oval(cx, cy, r, r)
}
