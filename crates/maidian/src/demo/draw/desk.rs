//! Computers' companions, lamps and fans.

use super::colour::{Colour, GRAPHITE, INK, LEAF, SILVER, SNOW, WHEAT};
use super::emblem::Emblem;
use super::look::{Look, area};
use super::sheet::{Sheet, bare, disc, oval, rect};

pub fn keyboard(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(400, 410, 100, -8 + k.dice.sway(3, 5), |s| {
            s.plane(rect(-300, -130, 600, 270, 30), k.main, bare);
            s.plane(rect(-280, -112, 560, 224, 18), k.main.shaded(30), bare);
            // One path per colour of key cap keeps sixty keys small.
            let (mut plain, mut special) = (String::new(), String::new());
            for row in 0..4 {
                for column in 0..11 {
                    let (x, y) = (-270 + column * 50, -102 + row * 44);
                    let edge =
                        (row + column) % 11 == 0 || (row == 3 && column > 9) || (row == 1 && column == 10);
                    let keys = if edge { &mut special } else { &mut plain };
                    keys.push_str(&format!("M{x} {y}h36q6 0 6 6v24q0 6 -6 6h-36q-6 0 -6 -6v-24q0 -6 6 -6z"));
                }
            }
            s.flat(plain, k.main.lit(48));
            s.flat(special, k.second);
            s.plane(rect(-150, 74, 270, 34, 8), k.second.lit(25), bare);
            s.plane("M-276 74h110v34h-110zM136 74h140v34h-140z", k.main.lit(48), bare);
        });
    });
}

pub fn mouse(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(400, 430, 100, k.dice.sway(3, 14), |s| {
            s.tube("M0 -220C0 -300 60 -300 50 -360", k.second.shaded(20), 12);
            s.plane(
                "M-128 -60C-128 -190 -70 -226 0 -226S128 -190 128 -60V80\
                C128 190 70 240 0 240S-128 190 -128 80z",
                k.main,
                |s| {
                    k.dress(s, area(-128, 0, 256, 240));
                    s.tint("M-130 -230H130V-20Q0 10 -130 -20z", k.main.lit(40), 45);
                    s.veil_line("M0 -226V-8M-128 -24Q0 6 128 -24", k.main.shaded(50), 5, 60);
                    k.mark().draw(s, 0, 110, 84);
                },
            );
            s.plane(rect(-17, -160, 34, 84, 17), k.second, |s| {
                s.veil_line(
                    "M-17 -140h34M-17 -122h34\
                M-17 -104h34",
                    INK,
                    5,
                    40,
                )
            });
            s.tint("M-104 -60Q-100 -160 -50 -190Q-84 -150 -88 -60V60Q-104 60 -104 40z", SNOW, 50);
        });
    });
}

pub fn mouse_pad(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.cloth(rect(120, 220, 560, 380, 36), k.main, |s| {
            k.dress(s, area(120, 220, 560, 380));
            s.tint("M120 500Q260 400 400 480T680 420V620H120z", k.second, 80);
            s.tint("M120 560Q300 470 460 550T680 520V620H120z", k.main.shaded(30), 70);
            k.mark().draw(s, 520, 330, 120);
        });
        s.veil_line(rect(132, 232, 536, 356, 28), SNOW, 4, 50);
    });
}

pub fn usb_stick(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(410, 400, 100, 34 + k.dice.sway(3, 10), |s| {
            s.plane(rect(-64, -280, 128, 150, 10), SILVER, |s| {
                s.flat("M-40 -246h30v34h-30zM10 -246h30v34h-30z", SILVER.shaded(50));
            });
            s.plane(rect(-92, -140, 184, 390, 36), k.main, |s| {
                k.dress(s, area(-92, -140, 184, 390));
                k.label(s, area(-66, -70, 132, 160));
            });
            s.line(disc(0, 204, 20), k.second, 12);
            s.tube("M0 226C-20 300 80 320 96 270", k.second, 10);
            s.tint(rect(-76, -110, 11, 300, 5), SNOW, 50);
        });
    });
}

/// Portable disk, card reader or hub: a small slab with ports.
pub fn hub(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(400, 440, 100, -10 + k.dice.sway(3, 6), |s| {
            s.tube("M-230 0C-330 0 -320 -190 -210 -200", k.second, 22);
            s.plane(rect(-212, -232, 90, 60, 12), k.second.shaded(15), bare);
            s.plane(rect(-130, -222, 60, 40, 4), SILVER, bare);
            s.plane(rect(-240, -90, 500, 190, 34), k.main, |s| {
                k.dress(s, area(-240, -90, 500, 190));
                s.tint(rect(-240, 30, 500, 70, 0), k.main.shaded(50), 55);
                for x in [-200, -104, -8, 88] {
                    s.flat(rect(x, 48, 70, 28, 6), GRAPHITE);
                    s.flat(rect(x + 12, 58, 46, 8, 3), k.second);
                }
                s.flat(rect(190, 48, 44, 28, 14), GRAPHITE);
                k.mark().draw(s, 0, -28, 84);
            });
            s.flat(disc(222, -60, 8), LEAF.lit(40));
        });
    });
}

pub fn speaker(s: &mut Sheet, k: &Look) {
    s.pool(404, 660, 220);
    s.tube("M300 240Q300 130 400 130T500 240", k.second, 20);
    s.round("M256 268Q400 190 544 268V600Q544 660 484 660H316Q256 660 256 600z", k.main, |s| {
        k.dress(s, area(256, 220, 290, 440));
    });
    s.plane(disc(400, 490, 118), k.second.shaded(20), bare);
    s.plane(disc(400, 490, 98), GRAPHITE, bare);
    s.veil_line(
        "M352 446v0M384 446v0M416 446v0M448 446v0M336 474v0M368 474v0M432 474v0M464 474v0M336 506\
        v0M368 506v0M432 506v0M464 506v0M352 534v0M384 534v0M416 534v0M448 534v0",
        SILVER,
        9,
        50,
    );
    s.plane(disc(400, 490, 40), k.second, bare);
    k.mark().draw(s, 400, 320, 78);
    s.flat(disc(318, 330, 9), LEAF.lit(30));
    s.tint("M276 290q10 -12 24 -16v350q-24 -6 -24 -34z", SNOW, 40);
}

/// Desk lamp with its light on.
pub fn lamp(s: &mut Sheet, k: &Look) {
    s.pool(380, 664, 200);
    s.tint("M450 290L330 660H720L600 250z", WHEAT.lit(50), 50);
    s.plane(oval(330, 644, 130, 26), k.main.shaded(12), bare);
    s.tube("M330 636L270 420L420 230", k.second, 26);
    s.plane(disc(270, 420, 25), k.main, bare);
    s.at(476, 224, 100, -24, |s| {
        s.round("M-60 -70Q0 -110 60 -70L120 60H-120z", k.main, |s| k.dress(s, area(-120, -110, 240, 180)));
        s.plane(oval(0, 60, 120, 26), WHEAT.lit(65), bare);
    });
    s.flat(disc(330, 636, 13), k.second);
    k.mark().draw(s, 560, 616, 84);
}

/// Night light: a glowing little figure.
pub fn night_light(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 190);
    s.tint(disc(400, 390, 270), WHEAT.lit(55), 45);
    s.plane(
        "M248 320Q230 230 290 214Q330 210 350 246H450Q470 210 510 214Q570 230 552 320z",
        k.main.lit(20),
        bare,
    );
    s.round(
        "M224 430C224 300 300 240 400 240S576 300 576 430S500 610 400 610S224 560 224 430z",
        k.main.lit(28),
        |s| {
            s.tint(disc(400, 420, 150), WHEAT.lit(60), 70);
            s.flat(oval(340, 410, 13, 18), GRAPHITE);
            s.flat(oval(460, 410, 13, 18), GRAPHITE);
            s.line("M378 452q11 14 22 0q11 14 22 0", GRAPHITE, 7);
            s.tint(oval(302, 452, 30, 17), k.second, 70);
            s.tint(oval(498, 452, 30, 17), k.second, 70);
        },
    );
    s.round("M290 600H510L530 644Q532 660 512 660H288Q268 660 270 644z", k.second, bare);
}

/// Hand-held or desk fan.
pub fn fan(s: &mut Sheet, k: &Look) {
    s.pool(402, 664, 170);
    s.round("M366 490H434L446 640Q446 660 424 660H376Q354 660 354 640z", k.main, |s| {
        s.flat(disc(400, 570, 15), k.second);
    });
    s.plane(disc(400, 310, 206), k.main, bare);
    s.plane(disc(400, 310, 180), SNOW.mix(k.main, 22), |s| {
        let blades = "M400 310C340 230 360 150 420 140C470 190 450 260 400 310C480 250 560 270 572 330\
            C520 380 450 360 400 310C460 390 440 470 380 482\
                      C330 430 350 360 400 310C320 370 240 350 228 290C280 240 350 260 400 310z";
        s.plane(blades, k.second, bare);
        s.veil_line(disc(400, 310, 150), GRAPHITE, 3, 30);
        s.veil_line(disc(400, 310, 116), GRAPHITE, 3, 30);
        s.veil_line(disc(400, 310, 82), GRAPHITE, 3, 30);
        s.veil_line("M400 130V490M220 310H580M273 183L527 437M527 183L273 437", GRAPHITE, 3, 30);
    });
    s.plane(disc(400, 310, 44), k.main.lit(20), bare);
    k.mark().draw(s, 400, 310, 58);
    s.tint(oval(302, 196, 44, 18), SNOW, 55);
}

/// Laptop sleeve or laptop on a stand.
pub fn laptop(s: &mut Sheet, k: &Look) {
    s.pool(404, 650, 310);
    s.tube("M240 640L330 540M560 640L470 540", k.main.shaded(10), 28);
    s.plane(rect(196, 200, 412, 280, 22), GRAPHITE, bare);
    s.plane(rect(212, 216, 380, 248, 10), k.second, |s| {
        s.tint("M212 400Q300 320 400 380T592 340V470H212z", k.main, 85);
        s.tint("M212 440Q320 380 420 430T592 400V470H212z", k.main.shaded(30), 80);
        s.flat(disc(500, 280, 34), WHEAT);
    });
    s.plane("M176 484H628L668 544H136z", SILVER, |s| {
        s.veil_line("M210 502H594M196 520H608", GRAPHITE, 8, 45)
    });
    s.plane(rect(136, 540, 532, 22, 10), SILVER.shaded(14), bare);
    s.plane("M200 632H600V658H200z", k.main, bare);
}

/// Humidifier: a rounded body and a breath of mist.
pub fn humidifier(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 190);
    s.veil_line("M380 230C340 190 390 150 360 100M420 230C470 180 410 150 446 96", SNOW, 24, 80);
    s.round(
        "M310 260Q400 220 490 260Q540 400 528 560Q524 660 440 660H360Q276 660 272 560Q260 400 310 260z",
        k.main,
        |s| {
            k.dress(s, area(260, 240, 280, 420));
            s.tint("M250 500Q330 470 400 500T550 500V680H250z", k.second, 70);
            k.mark().draw(s, 400, 400, 100);
        },
    );
    s.plane(oval(400, 250, 62, 17), k.second, bare);
    s.flat(oval(400, 248, 26, 7), Colour::rgb(0x3A_4246));
    s.flat(disc(400, 610, 13), LEAF.lit(45));
}

/// Hair dryer with a folding handle.
pub fn dryer(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.tube("M420 640C420 720 560 700 560 620S660 560 690 640", GRAPHITE, 15);
        s.plane("M352 400H470L450 620Q446 650 416 650T380 620z", k.main.shaded(10), |s| {
            s.flat(rect(398, 470, 26, 84, 13), k.second);
            s.line("M411 490v0", SNOW, 14);
        });
        s.plane("M190 250L120 226V414L190 390z", GRAPHITE, |s| {
            s.veil_line("M144 220v200M166 220v200", SILVER, 5, 45)
        });
        s.plane("M180 236Q300 190 430 190Q600 190 600 320T430 450Q300 450 180 404z", k.main, |s| {
            k.dress(s, area(180, 190, 420, 260));
            k.mark().draw(s, 370, 318, 110);
        });
        s.plane(oval(560, 320, 58, 112), k.second, bare);
        s.veil_line("M536 250v140M560 226v188M584 250v140", GRAPHITE, 7, 55);
        s.tint("M210 252Q310 214 430 214Q520 214 560 250Q400 224 210 274z", SNOW, 55);
    });
}

/// Star lights on a wire, glowing.
pub fn string_lights(s: &mut Sheet, k: &Look) {
    s.line("M40 190Q220 420 400 250T760 210", k.second, 7);
    s.line("M40 420Q240 640 420 480T760 450", k.second, 7);
    let stars = [
        (110, 270),
        (226, 338),
        (352, 300),
        (474, 232),
        (598, 256),
        (704, 242),
        (120, 494),
        (250, 568),
        (384, 522),
        (510, 460),
        (640, 480),
    ];
    for (x, y) in stars {
        s.line(format!("M{x} {}v22", y - 16), k.second, 6);
        s.stamp("glow", x, y + 46, 100, |s| {
            s.tint(disc(0, 0, 78), WHEAT.lit(55), 45);
            s.tint(disc(0, 0, 56), SNOW, 45);
        });
        Emblem::Star.draw(s, x, y + 46, 84);
    }
}
