//! The writing desk.

use super::colour::{CREAM, Colour, GRAPHITE, INK, SILVER, SNOW, TOMATO};
use super::look::{Look, area};
use super::sheet::{Sheet, bare, disc, rect};

/// Notebook with an elastic band.
pub fn notebook(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(400, 410, 100, -6 + k.dice.sway(3, 4), |s| {
            s.plane(rect(-176, -236, 372, 490, 14), SNOW.shaded(10), |s| {
                s.veil_line("M186 -230v480M178 -230v480", INK, 2, 35)
            });
            s.plane(rect(-190, -246, 366, 490, 18), k.main, |s| {
                k.dress(s, area(-190, -246, 366, 490));
                s.tint(rect(-190, -246, 50, 490, 0), k.main.shaded(50), 55);
                k.label(s, area(-96, -130, 210, 200));
            });
            s.flat(rect(122, -246, 18, 490, 0), k.second.shaded(8));
            s.flat("M40 244v44l14 -14l14 14v-44z", TOMATO);
        });
    });
}

/// Loose sheets and a stack of books.
pub fn books(s: &mut Sheet, k: &Look) {
    s.pool(404, 656, 280);
    for (y, x, w, colour) in [
        (566, 180, 440, k.main),
        (482, 214, 396, k.second),
        (398, 190, 420, k.main.lit(25)),
        (322, 240, 340, k.second.shaded(20)),
    ] {
        s.plane(rect(x, y, w, 82, 12), colour, |s| {
            s.flat(rect(x + 60, y, 16, 90, 0), colour.lit(45));
            s.flat(rect(x + 88, y, 6, 90, 0), colour.lit(45));
            s.veil_line(
                format!("M{} {}h120M{} {}h70", x + 130, y + 34, x + 130, y + 54),
                k.print_on(colour),
                7,
                70,
            );
        });
        s.plane(rect(x + w - 54, y + 10, 58, 62, 4), SNOW, |s| {
            s.veil_line(
                format!(
                    "M{} {}h60M{} {}h60M{} {}h60",
                    x + w - 54,
                    y + 26,
                    x + w - 54,
                    y + 42,
                    x + w - 54,
                    y + 58
                ),
                INK,
                2,
                30,
            )
        });
    }
    k.mark().draw(s, 400, 258, 110);
}

/// Pens, fanned.
pub fn pens(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        let fan = [
            (-26, k.second),
            (-13, k.main.shaded(24)),
            (0, k.main),
            (13, k.main.lit(30)),
            (26, k.second.lit(25)),
        ];
        for (turn, colour) in fan {
            s.at(400 + turn * 3, 430, 100, turn, |s| {
                s.round(rect(-23, -180, 46, 330, 10), colour, |s| {
                    s.flat(rect(-30, 60, 60, 74, 0), colour.shaded(45));
                    k.dress_in(s, area(-23, -180, 46, 230), colour.lit(60), 45);
                });
                s.round("M-21 150H21L6 206H-6z", SILVER, bare);
                s.flat("M-6 206H6L0 226z", GRAPHITE);
                s.round(rect(-17, -226, 34, 48, 8), SILVER.lit(20), bare);
                s.line("M19 -184V-66", SILVER.lit(10), 13);
            });
        }
    });
}

/// Highlighters and markers in their sleeve.
pub fn markers(s: &mut Sheet, k: &Look) {
    s.pool(404, 662, 230);
    let inks = [k.main, k.second, Colour::rgb(0xF2_C4BE), Colour::rgb(0xB9_A5CF), Colour::rgb(0x8F_BFD6)];
    for (x, ink) in (216..).step_by(76).zip(inks) {
        s.round(rect(x, 220, 68, 440, 14), SNOW, |s| {
            s.flat(format!("M{x} 220h68v150h-68zM{x} 620h68v40h-68z"), ink);
            s.veil_line(format!("M{} 232v126M{} 232v126", x + 22, x + 44), SNOW, 4, 40);
        });
        s.flat(format!("M{} 220v-34l14 -18h12l14 18v34z", x + 14), ink.shaded(14));
    }
    s.plane(rect(192, 440, 420, 222, 18), k.main.lit(45), |s| {
        k.dress(s, area(192, 440, 420, 222));
        k.label(s, area(300, 456, 204, 176));
    });
}

/// Sticky tape, scissors and the small things of a desk.
pub fn tape(s: &mut Sheet, k: &Look) {
    s.pool(404, 650, 250);
    for (x, y, r, colour) in
        [(300, 520, 124, k.main), (520, 540, 106, k.second), (420, 330, 96, k.main.lit(30))]
    {
        s.plane(disc(x, y, r), colour, |s| {
            k.dress_in(s, area(x - r, y - r, 2 * r, 2 * r), colour.lit(55), 45)
        });
        s.veil_line(disc(x, y, r * 5 / 6), colour.shaded(35), 3, 40);
        s.plane(disc(x, y, r * 3 / 5), CREAM.shaded(14), bare);
        s.plane(disc(x, y, r / 2), CREAM.shaded(38), bare);
    }
    s.tint("M520 434H650V462Q600 452 540 470z", k.second, 80);
}

/// Sticky notes: three pads, the top sheets curling.
pub fn notes(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        for (x, y, turn, colour) in
            [(500, 300, 8, k.second), (300, 330, -10, k.main.lit(35)), (420, 510, -3, k.main)]
        {
            s.at(x, y, 100, turn, |s| {
                s.plane("M-146 -138H154V154H-138z", colour.shaded(24), bare);
                s.plane("M-150 -150H150V96Q132 150 80 150H-150z", colour, |s| {
                    s.tint("M-150 -150H150V-104H-150z", colour.shaded(40), 18);
                    s.veil_line("M-104 -50H92M-104 -6H60M-104 38H80", k.print_on(colour), 9, 45);
                });
                s.flat("M150 96Q112 92 84 110Q92 132 80 150Q132 150 150 96z", colour.lit(45));
            });
        }
        k.mark().draw(s, 452, 556, 70);
    });
}
