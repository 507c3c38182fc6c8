//! What services leave behind: parcels at the door, a bound print.

use super::colour::{INK, SILVER, SNOW};
use super::look::{Look, area};
use super::sheet::{Sheet, bare, rect};

/// A stack of cardboard boxes with tape and labels.
pub fn parcels(s: &mut Sheet, k: &Look) {
    s.pool(404, 660, 270);
    for (x, y, w, h, colour) in [
        (176, 430, 300, 230, k.main),
        (452, 500, 180, 160, k.main.lit(28)),
        (232, 268, 250, 162, k.main.shaded(14)),
    ] {
        s.plane(rect(x, y, w, h, 10), colour, |s| {
            k.dress_in(s, area(x, y, w, h), colour.shaded(30), 25);
            s.flat(rect(x + w / 2 - 20, y, 40, h, 0), k.second.lit(20));
            s.veil_line(format!("M{x} {}H{}", y + 30, x + w), INK, 3, 25);
        });
        let (left, top) = (x + w / 12, y + h / 3 + 8);
        s.plane(rect(left, top, w / 3, h / 3, 6), SNOW, |s| {
            s.veil_line(
                format!("M{} {}h{}M{} {}h{}", left + 10, top + 16, w / 5, left + 10, top + 32, w / 7),
                INK,
                6,
                60,
            );
        });
    }
    k.mark().draw(s, 542, 590, 76);
}

/// A thick print with a coil down its side, and a sheet beside it.
pub fn printout(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(486, 424, 100, 9 + k.dice.sway(3, 4), |s| sheet_of_paper(s, k));
        s.at(370, 404, 100, -5, |s| {
            s.plane(rect(-162, -232, 344, 480, 8), SNOW.shaded(16), bare);
            s.plane(rect(-174, -244, 344, 480, 8), k.second, |s| {
                k.dress(s, area(-174, -244, 344, 480));
                k.label(s, area(-92, -130, 210, 190));
                s.tint(rect(-174, -244, 60, 480, 0), k.second.shaded(45), 45);
            });
            for y in (-220..230).step_by(36) {
                s.line(format!("M-196 {y}q26 -18 44 4"), SILVER, 9);
            }
        });
    });
}

fn sheet_of_paper(s: &mut Sheet, k: &Look) {
    s.plane(rect(-150, -220, 310, 450, 4), k.main, |s| {
        s.flat(rect(-110, -176, 150, 22, 6), k.second);
        for y in (-120..180).step_by(34) {
            s.veil_line(format!("M-108 {y}H112"), INK, 7, 30);
        }
    });
}
