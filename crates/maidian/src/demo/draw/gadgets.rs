//! Phones and what charges, holds and protects them.

use super::colour::{Colour, GRAPHITE, INK, LEAF, SILVER, SNOW, WHEAT};
use super::look::{Look, area};
use super::sheet::{Sheet, bare, disc, oval, rect};

/// A phone's glass, used by several motifs.
fn screen(s: &mut Sheet, d: String, k: &Look) {
    s.plane(d, k.second.mix(INK, 35), |s| {
        s.tint("M-400 60Q-40 -40 20 80T400 60V400H-400z", k.main.lit(30), 70);
        s.tint("M-400 140Q-80 60 40 160T400 120V400H-400z", WHEAT, 60);
    });
}

pub fn power_bank(s: &mut Sheet, k: &Look) {
    s.pool(404, 664, 190);
    s.tube("M400 200C400 96 560 90 566 200S620 380 596 470", k.second, 15);
    s.plane("M516 240L560 222V620L516 656z", k.main.shaded(32), bare);
    s.plane(rect(270, 200, 250, 460, 40), k.main, |s| {
        k.dress(s, area(270, 200, 250, 460));
        k.mark().draw(s, 395, 440, 104);
        s.line("M340 600v0M376 600v0M412 600v0", LEAF.lit(40), 17);
        s.veil_line("M448 600v0", SNOW, 17, 60);
    });
    s.flat(rect(310, 222, 64, 22, 11), GRAPHITE);
    s.flat(rect(412, 222, 64, 22, 11), GRAPHITE);
    s.plane(rect(578, 464, 36, 66, 8), k.second.shaded(20), bare);
    s.plane(rect(584, 526, 24, 34, 4), SILVER, bare);
    s.tint(rect(288, 260, 14, 350, 7), SNOW, 55);
}

pub fn cable(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        let coil = "M200 250C240 250 260 300 260 340C260 560 560 600 560 420C560 260 280 250 280 420\
            C280 560 520 560 520 430C520 320 330 320 330 430C330 500 400 620 570 590";
        s.tube(coil, k.main, 20);
        s.veil_line(coil, k.second, 4, 60);
        s.at(196, 250, 100, -90, |s| plug(s, k));
        s.at(574, 590, 100, 80, |s| plug(s, k));
        s.cloth(rect(392, 498, 62, 96, 12), k.second, bare);
    });
}

fn plug(s: &mut Sheet, k: &Look) {
    s.plane(rect(-20, -176, 40, 60, 8), SILVER, bare);
    s.plane(rect(-34, -126, 68, 116, 16), k.second, |s| {
        s.veil_line("M-16 -100h32M-16 -80h32M-16 -60h32", SNOW, 6, 45)
    });
    s.plane("M-18 -12H18L10 26H-10z", k.main.shaded(20), bare);
}

/// Wall charger.
pub fn charger(s: &mut Sheet, k: &Look) {
    s.pool(404, 660, 220);
    s.plane("M362 176h22v80h-22zM436 176h22v80h-22z", SILVER, bare);
    s.plane("M540 290L602 262V610L540 656z", k.main.shaded(30), bare);
    s.plane(rect(242, 250, 310, 408, 56), k.main, |s| {
        k.dress(s, area(242, 250, 310, 408));
        k.mark().draw(s, 396, 380, 104);
        s.flat(rect(330, 500, 132, 40, 20), GRAPHITE);
        s.flat(rect(330, 566, 132, 40, 20), GRAPHITE);
        s.flat(rect(352, 514, 88, 12, 6), k.second);
        s.flat(rect(352, 580, 88, 12, 6), k.second);
    });
    s.tint(rect(264, 310, 14, 270, 7), SNOW, 55);
}

/// Multi-socket strip.
pub fn strip(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(380, 420, 100, -14, |s| {
            s.tube("M230 0C330 0 300 150 200 150S60 240 180 262", k.second, 20);
            s.plane(rect(-270, -90, 510, 180, 44), k.main, |s| {
                for x in [-180, -60, 60] {
                    s.plane(disc(x, 0, 50), k.main.shaded(12), bare);
                    s.line(format!("M{} -14v28M{} -14v28", x - 18, x + 18), GRAPHITE, 9);
                }
                s.flat(rect(134, -46, 60, 24, 8), GRAPHITE);
                s.flat(rect(134, -6, 60, 24, 8), GRAPHITE);
                s.flat(rect(140, 36, 48, 26, 13), k.second);
            });
            s.tint(rect(-240, -78, 450, 10, 5), SNOW, 60);
        });
    });
}

/// Wireless earbuds in their case.
pub fn earbuds(s: &mut Sheet, k: &Look) {
    s.pool(404, 640, 240);
    s.plane("M220 400Q220 220 400 220T580 400z", k.main.lit(16), |s| {
        s.plane("M244 400Q250 250 400 250T556 400z", k.main.shaded(26), bare)
    });
    for (x, flip) in [(326, -1), (474, 1)] {
        s.round(rect(x - 17, 340, 34, 110, 16), SNOW, bare);
        s.plane(disc(x + flip * 8, 326, 44), SNOW, bare);
        s.flat(oval(x - flip * 20, 330, 11, 17), GRAPHITE);
    }
    s.round("M212 410H588V500Q588 640 448 640H352Q212 640 212 500z", k.main, |s| {
        k.dress(s, area(212, 410, 376, 230));
        k.mark().draw(s, 400, 536, 100);
    });
    s.plane(rect(206, 396, 388, 26, 12), k.main.lit(30), bare);
    s.flat(disc(400, 440, 8), LEAF.lit(30));
    s.tint("M240 440h18v60q6 60 50 100Q240 570 240 500z", SNOW, 50);
}

/// Wired earphones.
pub fn earphones(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.tube("M270 250C270 420 400 360 400 480M530 250C530 420 400 360 400 480", k.main, 12);
        s.tube("M400 480C400 640 220 640 220 540S380 440 460 560S600 680 620 590", k.main, 12);
        s.plane(rect(376, 456, 48, 70, 16), k.second, bare);
        s.plane(rect(253, 330, 30, 74, 14), k.second, bare);
        for (x, turn) in [(270, -16), (530, 16)] {
            s.at(x, 214, 100, turn, |s| {
                s.plane(rect(-18, 0, 36, 90, 16), k.second, bare);
                s.plane(disc(0, -14, 58), k.second.lit(10), bare);
                s.plane(disc(0, -14, 38), k.main.shaded(30), |s| {
                    k.dress_in(s, area(-40, -54, 80, 80), SNOW, 30)
                });
                s.tint(oval(-20, -38, 16, 9), SNOW, 65);
            });
        }
        s.at(622, 588, 100, 20, |s| {
            s.plane(rect(-14, -62, 28, 70, 10), k.second, bare);
            s.plane("M-7 -62h14v-50l-7 -10l-7 10z", WHEAT, bare);
        });
    });
}

pub fn headphones(s: &mut Sheet, k: &Look) {
    s.pool(404, 654, 250);
    s.tube("M208 440C190 90 610 90 592 440", k.main.shaded(10), 50);
    s.veil_line("M262 300C300 170 500 170 538 300", k.second, 22, 95);
    for (x, flip) in [(224, 1), (576, -1)] {
        s.plane(rect(x + flip * 46 - 34, 396, 68, 210, 32), GRAPHITE, bare);
        s.plane(rect(x - 62, 372, 124, 260, 60), k.main, |s| {
            k.dress(s, area(x - 62, 372, 124, 260));
        });
        s.plane(oval(x, 502, 38, 78), k.second, bare);
        k.mark().draw(s, x, 502, 60);
        s.tint(rect(x - 48, 420, 11, 130, 5), SNOW, 55);
    }
}

/// Phone in a protective case, from behind.
pub fn phone_case(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(400, 402, 100, 8 + k.dice.sway(3, 12), |s| {
            s.plane(rect(-142, -276, 284, 560, 56), k.main.shaded(28), bare);
            s.plane(rect(-134, -270, 268, 546, 50), k.main, |s| {
                k.dress(s, area(-134, -270, 268, 546));
                s.flat(disc(0, 96, 84), k.second);
                k.mark().draw(s, 0, 96, 128);
            });
            s.plane(rect(-112, -246, 126, 130, 34), k.main.shaded(40), bare);
            for (x, y) in [(-80, -212), (-22, -212), (-80, -152)] {
                s.plane(disc(x, y, 22), GRAPHITE, bare);
                s.flat(disc(x - 5, y - 5, 7), Colour::rgb(0x7F_B3C4));
            }
            s.flat(disc(-22, -152, 9), SNOW);
            s.tint(rect(-122, -90, 11, 320, 5), SNOW, 50);
        });
    });
}

/// Screen film, peeling off a phone.
pub fn film(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(370, 420, 100, -6, |s| {
            s.plane(rect(-136, -272, 272, 544, 48), GRAPHITE, bare);
            screen(s, rect(-122, -258, 244, 516, 36), k);
        });
        s.at(450, 390, 100, 6, |s| {
            s.tint(rect(-126, -262, 252, 524, 40), Colour::rgb(0xDF_F1F2), 60);
            s.veil_line(rect(-126, -262, 252, 524, 40), SNOW, 6, 95);
            s.tint("M-90 200L60 -230H110L-40 230zM0 230L110 -80V20L40 230z", SNOW, 50);
            s.flat("M126 222Q126 262 86 262L100 220z", k.main);
        });
    });
}

/// Phone or tablet stand holding a phone.
pub fn stand(s: &mut Sheet, k: &Look) {
    s.pool(404, 664, 250);
    s.plane(oval(404, 640, 190, 30), k.main.shaded(10), bare);
    s.plane("M376 620L386 380H424L436 620z", k.main, bare);
    s.at(404, 360, 92, -4, |s| {
        s.plane(rect(-146, -250, 292, 500, 44), GRAPHITE, bare);
        screen(s, rect(-132, -236, 264, 472, 32), k);
        s.flat(disc(0, -30, 62), SNOW);
        k.mark().draw(s, 0, -30, 92);
    });
    s.plane("M248 560H560Q572 600 540 604H268Q236 600 248 560z", k.main, |s| {
        s.tint("M240 560H570V572H240z", SNOW, 45)
    });
}

/// Watch with a changed strap.
pub fn watch(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(400, 402, 100, 14 + k.dice.sway(3, 6), |s| {
            s.cloth("M-72 -110L-58 -300Q0 -324 58 -300L72 -110z", k.main, |s| {
                k.dress(s, area(-80, -330, 160, 230))
            });
            s.cloth("M-72 110L-54 330Q0 352 54 330L72 110z", k.main, |s| {
                k.dress(s, area(-80, 110, 160, 250))
            });
            s.line("M0 180v0M0 220v0M0 260v0M0 300v0", k.main.shaded(55), 15);
            s.plane(rect(-116, -132, 232, 264, 62), SILVER, bare);
            s.plane(rect(-98, -114, 196, 228, 48), GRAPHITE.shaded(30), bare);
            s.line(disc(0, 0, 70), k.second, 12);
            k.mark().draw(s, 0, 0, 72);
            s.plane(rect(112, -40, 20, 60, 8), SILVER.shaded(20), bare);
        });
    });
}

/// Ring light or selfie stick: a small tripod with a phone.
pub fn tripod(s: &mut Sheet, k: &Look) {
    s.pool(404, 668, 210);
    s.tube("M400 520L300 656M400 520L500 656M400 520V650", k.main.shaded(18), 20);
    s.tube("M400 530V330", k.main, 28);
    s.plane(rect(382, 400, 36, 56, 10), k.second, bare);
    s.plane(rect(266, 120, 268, 220, 30), GRAPHITE, bare);
    s.at(400, 230, 100, 0, |s| screen(s, rect(-120, -98, 240, 196, 20), k));
    k.mark().draw(s, 400, 222, 90);
    s.plane(rect(372, 320, 56, 40, 10), k.main.shaded(12), bare);
}
