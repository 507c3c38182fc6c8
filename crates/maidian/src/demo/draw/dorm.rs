//! Cups, storage, rain and the bedside.

use super::colour::{COCOA, CREAM, Colour, GRAPHITE, INK, SILVER, SNOW, WHEAT, WOOD};
use super::look::{Look, area};
use super::sheet::{Sheet, bare, disc, oval, rect};

/// Mug with a handle.
pub fn mug(s: &mut Sheet, k: &Look) {
    s.pool(404, 656, 240);
    s.tube("M520 370Q650 360 640 470Q630 570 506 560", k.main.shaded(6), 40);
    s.round("M224 300H544V590Q544 656 478 656H290Q224 656 224 590z", k.main, |s| {
        k.dress(s, area(224, 300, 320, 360));
        k.mark().draw(s, 384, 480, 170);
    });
    s.plane(oval(384, 300, 160, 38), k.main.lit(45), bare);
    s.plane(oval(384, 304, 140, 28), COCOA.lit(12), |s| {
        s.tint(oval(384, 300, 70, 12), CREAM, 70);
    });
    s.tint("M250 350h22v230q-22 -10 -22 -40z", SNOW, 45);
}

/// Vacuum flask.
pub fn thermos(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 160);
    s.round(
        "M320 262H480Q496 280 496 310V622Q496 660 458 660H342Q304 660 304 622V310Q304 280 320 262z",
        k.main,
        |s| {
            k.dress(s, area(304, 262, 192, 400));
            k.mark().draw(s, 400, 470, 96);
            s.flat("M300 606H500V616H300z", k.second);
        },
    );
    s.round("M322 236H478V266H322z", SILVER, bare);
    s.round("M330 140H470Q484 140 484 156V238H316V156Q316 140 330 140z", k.second, |s| {
        s.veil_line("M336 196H464", SNOW, 5, 45);
    });
    s.tube("M478 170Q548 176 540 240Q532 272 506 300", k.second.shaded(12), 15);
    s.tint(rect(322, 300, 18, 300, 9), SNOW, 50);
}

/// Sports bottle, clear, with a carrying loop.
pub fn tumbler(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 160);
    s.tube("M352 190Q340 100 400 98Q460 100 448 190", k.second.shaded(10), 18);
    s.round(
        "M310 260H490Q500 300 488 400Q500 520 482 630Q478 660 450 660H350Q322 660 318 630\
        Q300 520 312 400Q300 300 310 260z",
        k.main.lit(38),
        |s| {
            s.tint("M290 400Q400 424 510 400V670H290z", k.main, 75);
            s.veil_line(
                "M456 330h30M464 380h22M456 430h30M464 480h22M456 530h30M464 580\
            h22",
                k.main.shaded(40),
                6,
                65,
            );
            k.mark().draw(s, 388, 500, 104);
        },
    );
    s.round(rect(302, 186, 196, 82, 18), k.second, |s| {
        s.veil_line("M326 198v58M352 198v58M378 198v58M404 198v58M430 198v58M456 198v58", SNOW, 5, 30);
    });
    s.tint(rect(330, 290, 16, 320, 8), SNOW, 70);
}

/// Lunch box, two tiers.
pub fn lunch_box(s: &mut Sheet, k: &Look) {
    s.pool(404, 650, 280);
    s.round("M190 500H614V600Q614 648 566 648H238Q190 648 190 600z", k.main, |s| {
        k.dress(s, area(190, 500, 424, 150))
    });
    s.round("M190 372H614V496H190z", k.main.lit(20), |s| k.label(s, area(310, 376, 184, 116)));
    s.round("M180 344Q180 300 228 300H576Q624 300 624 344V380H180z", k.second, bare);
    s.plane(rect(230, 276, 344, 40, 20), k.second.lit(18), bare);
    s.plane(rect(164, 420, 40, 150, 14), k.second.shaded(14), bare);
    s.plane(rect(600, 420, 40, 150, 14), k.second.shaded(14), bare);
}

/// Open umbrella.
pub fn umbrella(s: &mut Sheet, k: &Look) {
    s.pool(420, 668, 190);
    s.tube("M400 150V606Q400 654 446 654T490 610", k.second.shaded(20), 17);
    s.cloth(
        "M120 404C130 226 270 150 400 150S670 226 680 404Q634 360 586 404Q540 356 494 404\
        Q446 356 400 404Q354 356 306 404Q260 356 214 404Q166 360 120 404z",
        k.main,
        |s| {
            s.tint("M400 150C300 190 270 300 306 404Q260 356 214 404C220 290 290 180 400 150z", k.second, 60);
            s.tint("M400 150C500 190 530 300 494 404Q540 356 586 404C580 290 510 180 400 150z", k.second, 60);
            k.dress_in(s, area(120, 150, 560, 260), k.main.lit(55), 40);
        },
    );
    s.veil_line(
        "M400 150C290 190 270 300 306 404M400 150C510 190 530 300 494 404M400 150\
        C220 190 200 330 214 404M400 150C580 190 600 330 586 404M400 150V404",
        INK,
        3,
        30,
    );
    s.line("M400 150V118", k.second.shaded(20), 12);
}

/// Folded pocket umbrella beside its sleeve.
pub fn umbrella_folded(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(360, 410, 100, 24, |s| {
            s.cloth("M-54 -200L0 -250L54 -200L62 150Q0 182 -62 150z", k.main, |s| {
                k.dress(s, area(-70, -250, 140, 430));
                s.veil_line("M-20 -230L-26 160M22 -230L28 160", k.main.shaded(45), 5, 45);
                s.flat("M-80 20Q0 56 80 20V50Q0 86 -80 50z", k.second);
            });
            s.round("M-32 158H32L24 250Q20 270 0 270T-24 250z", k.second.shaded(20), bare);
            s.tube("M0 268q-10 40 24 44t26 -32", k.second, 8);
            s.line("M0 -250v-24", SILVER.shaded(20), 12);
        });
        s.at(560, 470, 100, 24, |s| {
            s.cloth("M-52 -190H52V186Q0 214 -52 186z", k.main.shaded(14), |s| k.mark().draw(s, 0, 40, 66));
            s.line("M-52 -186H52", k.second, 10);
        });
    });
}

/// Lidded storage box with a handle.
pub fn storage(s: &mut Sheet, k: &Look) {
    s.pool(410, 660, 300);
    s.plane("M540 360L640 320V596L540 656z", k.main.shaded(28), bare);
    s.plane("M170 360H540V656H170z", k.main, |s| {
        k.dress(s, area(170, 360, 370, 300));
        s.flat(rect(282, 476, 146, 64, 32), k.main.shaded(52));
        s.flat(rect(270, 570, 170, 54, 10), CREAM);
        s.veil_line("M296 590h118M296 606h70", INK, 6, 55);
    });
    s.plane("M156 330H552V374H156z", k.second, bare);
    s.plane("M552 330L656 288V330L552 374z", k.second.shaded(24), bare);
    s.plane("M156 330L274 288H656L552 330z", k.second.lit(30), bare);
}

/// Woven basket.
pub fn basket(s: &mut Sheet, k: &Look) {
    s.pool(404, 656, 270);
    s.cloth("M250 330Q290 220 350 290Q400 200 450 290Q520 230 556 330z", k.second.lit(20), |s| {
        k.dress_in(s, area(250, 200, 310, 140), k.second.shaded(10), 50)
    });
    s.round("M190 330H610L570 630Q566 656 540 656H260Q234 656 230 630z", k.main, |s| {
        s.veil_line(
            "M180 372H620M180 420H620M180 468H620M180 516H620M180 564H620M180 612H620",
            k.main.shaded(38),
            6,
            40,
        );
        s.veil_line(
            "M240 330l24 330M300 330l14 330M360 330l4 330M440 330l-4 330M500 330l-14 330M560 330l-24 330",
            k.main.shaded(38),
            6,
            40,
        );
    });
    s.round(rect(176, 312, 448, 38, 18), k.main.lit(20), bare);
    s.flat(rect(340, 372, 120, 44, 22), k.main.shaded(60));
}

/// Clothes hangers.
pub fn hanger(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        for (y, colour) in [(250, k.second), (330, k.main.lit(22)), (420, k.main)] {
            s.at(400, y, 100, 0, |s| {
                s.tube("M0 0V-34Q0 -56 24 -64Q54 -80 40 -112Q20 -140 -14 -122", SILVER.shaded(8), 13);
                s.tube("M0 0L-236 124Q-262 152 -226 162H226Q262 152 236 124L0 0", colour, 26);
            });
        }
    });
}

/// A pair of slippers from above.
pub fn slippers(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        for (x, turn, flip) in [(290, -7, 1), (512, 7, -1)] {
            s.at(x, 410, 100, turn, |s| {
                let sole = if flip > 0 {
                    "M-92 -140C-90 -250 70 -270 92 -140C104 -40 74 20 80 120\
                        C84 220 60 262 0 262S-92 220 -88 120C-86 20 -96 -40 -92 -140z"
                } else {
                    "M92 -140C90 -250 -70 -270 -92 -140C-104 -40 -74 20 -80 120\
                        C-84 220 -60 262 0 262S92 220 88 120C86 20 96 -40 92 -140z"
                };
                s.plane(sole, k.second.shaded(20), bare);
                s.at(0, 0, 90, 0, |s| {
                    s.plane(sole, k.second.lit(18), |s| {
                        s.veil_line(
                            "M-40 150h80M-44 180\
                    h88M-36 210h72M-40 120h80",
                            k.second.shaded(30),
                            6,
                            35,
                        )
                    })
                });
                s.cloth(
                    "M-100 -170C-60 -226 60 -226 100 -170C112 -90 104 -20 96 20Q0 -40 -96 20\
                    C-104 -20 -112 -90 -100 -170z",
                    k.main,
                    |s| {
                        k.dress(s, area(-112, -220, 224, 260));
                        k.mark().draw(s, 0, -110, 84);
                    },
                );
                s.veil_line("M-96 14Q0 -46 96 14", k.main.shaded(40), 6, 45);
            });
        }
    });
}

/// Alarm clock.
pub fn clock(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 210);
    s.line("M280 590L246 652M520 590L554 652", k.second.shaded(20), 24);
    s.plane("M218 262a64 64 0 0 1 104 -72zM582 262a64 64 0 0 0 -104 -72z", k.second, bare);
    s.plane(disc(400, 430, 206), k.main, bare);
    s.plane(disc(400, 430, 166), SNOW, |s| {
        s.line("M400 286v18M400 556v18M256 430h18M526 430h18", INK, 10);
        s.veil_line(
            "M472 305l-6 10M525 358l-10 6M525 502l-10 -6M472 555l-6 -10M328 305l6 10M275 358l10 6\
            M275 502l10 -6M328 555l6 -10",
            INK,
            6,
            55,
        );
        k.mark().draw(s, 400, 500, 56);
    });
    s.line("M400 430L336 380", INK, 15);
    s.line("M400 430L480 334", INK, 10);
    s.flat(disc(400, 430, 14), WHEAT);
    s.tube("M370 206Q400 180 430 206", k.second.shaded(15), 16);
}

/// Desk mirror on a foot.
pub fn mirror(s: &mut Sheet, k: &Look) {
    s.pool(402, 660, 190);
    s.tube("M400 520V640", k.second, 24);
    s.plane(oval(400, 644, 130, 20), k.second.shaded(8), bare);
    s.plane(disc(400, 344, 196), k.main, bare);
    s.plane(disc(400, 344, 168), Colour::rgb(0xDB_E9EA), |s| {
        s.tint("M250 420L480 160L540 190L300 470z", SNOW, 70);
        s.tint("M360 500L560 270L580 300L400 510z", SNOW, 50);
    });
    k.mark().draw(s, 548, 496, 70);
}

/// Wooden comb and hair clips.
pub fn comb(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(390, 400, 100, -22, |s| {
            let teeth = "M-250 -60Q-250 -110 -200 -110H200Q250 -110 250 -60V110q-8 16 -16 0V10h-22v100\
                q-8 16 -16 0V10h-22v100q-8 16 -16 0V10h-22v100\
                         q-8 16 -16 0V10h-22v100q-8 16 -16 0V10h-22v100q-8 16 -16 0V10h-22v100q-8 16 -16 0\
                         V10h-22v100q-8 16 -16 0V10h-22v100q-8 16 -16 0V10h-22v100\
                         q-8 16 -16 0V10h-22v100q-8 16 -16 0V10h-22v100q-8 16 -16 0z";
            s.plane(teeth, k.main, |s| {
                k.dress(s, area(-250, -110, 500, 110));
                k.mark().draw(s, 0, -52, 76);
            });
        });
        s.at(500, 586, 100, 14, |s| {
            s.plane("M-90 0Q-80 -44 0 -44T90 0Q80 40 0 40T-90 0z", k.second, bare);
            s.veil_line("M-64 0H64", k.second.shaded(40), 8, 50);
        });
    });
}

/// Wooden-lidded candle or diffuser: a little comfort for a dormitory.
pub fn candle(s: &mut Sheet, k: &Look) {
    s.pool(402, 660, 200);
    s.tint(disc(400, 250, 120), WHEAT.lit(40), 45);
    s.flat("M400 196C426 236 434 260 420 282Q400 300 380 282C366 262 376 236 400 196z", WHEAT);
    s.flat("M400 236C412 258 414 270 400 284C386 270 390 256 400 236z", CREAM);
    s.line("M400 284v44", GRAPHITE, 6);
    s.round("M272 330Q400 370 528 330V620Q528 660 488 660H312Q272 660 272 620z", k.main, |s| {
        k.dress(s, area(272, 330, 256, 330));
        k.label(s, area(308, 400, 184, 200));
    });
    s.plane(oval(400, 330, 128, 32), CREAM, bare);
    s.flat(rect(272, 648, 256, 14, 6), WOOD);
}
