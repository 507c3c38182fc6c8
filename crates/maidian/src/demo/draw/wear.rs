//! Clothes, laid flat.

use super::colour::{CREAM, SNOW, WHEAT};
use super::look::{Area, Look, area};
use super::sheet::{Sheet, bare, disc, oval, rect};

const TORSO: Area = Area { x: 240, y: 200, w: 320, h: 470 };

/// A print on the chest: one of three layouts.
fn chest(s: &mut Sheet, k: &Look, y: i32) {
    match k.dice.roll(9, 3) {
        0 => k.mark().draw(s, 400, y, 118),
        1 => {
            // Pale, or an emblem of the second colour would vanish on it.
            s.flat(disc(400, y, 66), k.second.lit(60));
            k.mark().draw(s, 400, y, 92);
        }
        _ => {
            k.mark().draw(s, 462, y - 44, 56);
            s.veil_line(format!("M438 {}h48", y), k.print_on(k.main), 6, 60);
        }
    }
}

pub fn tshirt(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.cloth(
            "M312 170L206 226L130 372L226 420L256 372V660Q400 684 544 660V372L574 420L670 372L594 226\
            L488 170Q400 236 312 170z",
            k.main,
            |s| {
                k.dress(s, TORSO);
                s.tint(
                    "M256 372Q270 300 250 260L256 480zM544 372Q530 300 550 260\
                L544 480z",
                    k.main.shaded(60),
                    35,
                );
                chest(s, k, 390);
                s.veil_line("M256 640Q400 664 544 640", k.main.shaded(45), 4, 45);
                s.veil_line("M142 350L240 398M658 350L560 398", k.main.shaded(45), 4, 45);
            },
        );
        s.flat("M312 170Q400 236 488 170L470 162Q400 210 330 162z", k.main.shaded(26));
        s.line("M312 170Q400 236 488 170", k.second, 11);
    });
}

/// Long sleeves and a round neck: sweatshirt, jersey.
pub fn sweatshirt(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.cloth(
            "M314 176L210 224L132 590L222 614L260 410V650Q400 672 540 650V410L578 614L668 590L590 224\
            L486 176Q400 236 314 176z",
            k.main,
            |s| {
                k.dress(s, area(128, 170, 544, 500));
                s.tint(
                    "M260 410Q280 330 252 270L260 540zM540 410Q520 330 548 270\
                L540 540z",
                    k.main.shaded(60),
                    38,
                );
                chest(s, k, 400);
                s.flat("M254 620Q400 646 546 620V690H254z", k.main.shaded(20));
                s.flat("M124 562l104 28l-8 34l-104 -28zM676 562l-104 28l8 34l104 -28z", k.main.shaded(20));
                s.line("M378 232L400 262L422 232", k.main.shaded(30), 6);
            },
        );
        s.flat("M314 176Q400 236 486 176L466 168Q400 212 334 168z", k.main.shaded(30));
        s.line("M314 176Q400 236 486 176", k.main.shaded(16), 14);
    });
}

/// Quilted vest.
pub fn vest(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.cloth(
            "M320 168L250 196Q286 300 244 392V640Q400 662 556 640V392Q514 300 550 196\
            L480 168z",
            k.main,
            |s| {
                k.dress(s, area(240, 160, 320, 500));
                s.veil_line(
                    "M230 290H570M230 370H570M230 450H570M230 530H570M230 604\
                H570",
                    k.main.shaded(55),
                    6,
                    45,
                );
                s.veil_line("M230 300H570M230 380H570M230 460H570M230 540H570", k.main.lit(60), 5, 30);
                s.line("M290 486l46 30M510 486l-46 30", k.second, 8);
            },
        );
        s.plane(
            "M320 170Q322 130 356 124Q400 144 444 124Q478 130 480 170Q440 210 400 210\
            T320 170z",
            k.main.shaded(22),
            bare,
        );
        s.line("M400 204V650", k.main.shaded(50), 10);
        s.veil_line("M400 212V644", SNOW, 3, 60);
        s.flat(rect(391, 280, 18, 44, 8), WHEAT);
        k.mark().draw(s, 474, 330, 52);
    });
}

/// Shirt with a collar and buttons.
pub fn shirt(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.cloth(
            "M320 168L214 214L148 560L226 580L258 400V656Q400 680 542 656V400L574 580L652 560L586 214\
            L480 168L400 220z",
            k.main,
            |s| {
                k.dress(s, area(148, 160, 504, 520));
                s.tint(
                    "M258 400Q274 320 252 262L258 520zM542 400Q526 320 548 262\
                L542 520z",
                    k.main.shaded(60),
                    35,
                );
                s.veil_line("M388 220V670M412 220V670", k.main.shaded(40), 3, 45);
                s.veil_line("M158 528l72 18M642 528l-72 18", k.main.shaded(40), 4, 50);
                s.line(rect(446, 330, 72, 84, 8), k.main.shaded(22), 4);
            },
        );
        s.plane("M320 168L340 148Q400 176 460 148L480 168L440 244L400 206L360 244z", k.main.lit(24), bare);
        s.line("M400 268v0M400 348v0M400 428v0M400 508v0M400 588v0", k.second.lit(30), 16);
    });
}

pub fn hoodie(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.cloth(
            "M306 210L206 252L132 590L222 614L262 420V650Q400 672 538 650V420L578 614L668 590L594 252\
            L494 210z",
            k.main,
            |s| {
                k.dress(s, area(132, 200, 540, 480));
                s.tint(
                    "M262 420Q282 330 254 280L262 540zM538 420Q518 330 546 280\
                L538 540z",
                    k.main.shaded(60),
                    40,
                );
                chest(s, k, 400);
                s.plane("M310 500H490L520 600H280z", k.main.shaded(14), bare);
                s.veil_line("M310 500L280 600M490 500L520 600", k.main.shaded(50), 5, 60);
                s.flat("M256 626Q400 652 544 626V690H256z", k.main.shaded(22));
                s.flat("M128 562l96 26l-8 34l-96 -26zM672 562l-96 26l8 34l96 -26z", k.main.shaded(22));
            },
        );
        s.cloth(
            "M300 220C280 130 350 92 400 92S520 130 500 220Q460 280 400 284\
            Q340 280 300 220z",
            k.main.lit(8),
            bare,
        );
        s.plane(
            "M334 210C326 150 362 126 400 126S474 150 466 210Q440 254 400 256\
            Q360 254 334 210z",
            k.main.shaded(42),
            bare,
        );
        s.tube("M366 250V360", k.second, 12);
        s.tube("M434 250V346", k.second, 12);
    });
}

/// Zipped jacket, or a cardigan when plain.
pub fn jacket(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.cloth(
            "M316 170L204 220L128 580L222 606L256 420V650H544V420L578 606L672 580L596 220L484 170z",
            k.main,
            |s| {
                k.dress(s, area(128, 160, 544, 500));
                s.tint("M126 300L340 216L400 300L460 216L674 300V160H126z", k.second, 65);
                s.tint(
                    "M256 420Q276 330 250 280L256 560zM544 420Q524 330 550 280L544 560z",
                    k.main.shaded(60),
                    40,
                );
                s.line("M296 500l52 34M504 500l-52 34", k.main.shaded(40), 8);
                s.flat(
                    "M250 622H550V660H250zM120 556l108 28l-8 34l-108 -28zM680 556l-108 28l8 34l108 -28z",
                    k.main.shaded(28),
                );
            },
        );
        s.plane(
            "M316 172Q320 140 352 132Q400 150 448 132Q480 140 484 172Q440 214 400 214T316 172z",
            k.main.shaded(24),
            bare,
        );
        s.line("M400 206V650", k.main.shaded(50), 9);
        s.veil_line("M400 212V644", SNOW, 3, 60);
        s.flat(rect(391, 300, 18, 44, 8), WHEAT);
        k.mark().draw(s, 470, 366, 58);
    });
}

pub fn trousers(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.cloth("M286 150H514L566 668H432L400 330L368 668H234z", k.main, |s| {
            k.dress(s, area(230, 150, 340, 530));
            s.veil_line(
                "M400 210V330M318 230Q310 440 296 660M482 230Q490 440 504 660",
                k.main.shaded(45),
                4,
                40,
            );
            s.veil_line("M284 196Q330 240 336 190M516 196Q470 240 464 190", k.main.shaded(50), 6, 60);
            s.flat("M220 640H374V690H220zM426 640H580V690H426z", k.main.shaded(16));
        });
        s.plane("M286 150H514V190H284z", k.main.shaded(20), bare);
        s.tube("M392 186v70", k.second, 9);
        s.tube("M408 186v58", k.second, 9);
    });
}

pub fn shorts(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.cloth("M246 230H554L622 580L430 606L400 420L370 606L178 580z", k.main, |s| {
            k.dress(s, area(170, 230, 460, 390));
            s.veil_line(
                "M400 290V420M260 300Q300 350 310 280M540 300\
                Q500 350 490 280",
                k.main.shaded(50),
                6,
                55,
            );
            s.flat("M160 552L372 578V620H160zM428 578L640 552V620H428z", k.second);
        });
        s.plane("M246 226H554V278H240z", k.main.shaded(20), |s| {
            s.veil_line(
                "M270 226v52M300 226v52\
            M330 226v52M360 226v52M390 226v52M420 226v52M450 226v52M480 226v52M510 226v52M540 226\
            v52",
                SNOW,
                4,
                30,
            )
        });
        s.tube("M390 274v86", k.second.lit(30), 9);
        s.tube("M410 274v70", k.second.lit(30), 9);
        k.mark().draw(s, 252, 530, 50);
    });
}

pub fn skirt(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.cloth("M292 220H508Q560 420 640 580Q560 640 400 640T160 580Q240 420 292 220z", k.main, |s| {
            k.dress(s, area(160, 220, 480, 430));
            s.tint(
                "M330 250L262 630L312 640L356 250zM400 250L380 650H430L420 250zM470 250L500 640L552 626\
                L490 250z",
                k.main.shaded(55),
                28,
            );
            s.veil_line("M176 560Q270 612 400 614T624 560", k.second, 11, 85);
        });
        s.plane("M290 186H510V238H286z", k.main.shaded(18), bare);
        s.flat(disc(480, 212, 11), k.second.lit(20));
    });
}

/// A pair of socks.
pub fn socks(s: &mut Sheet, k: &Look) {
    let sock = "M-60 -260H60V40Q62 90 120 130Q180 176 150 226Q120 262 60 236L-30 186Q-62 166 -60 110z";
    s.lying(|s| {
        for (x, y, turn, colour) in [(466, 378, 8, k.main.lit(14)), (314, 416, -6, k.main)] {
            s.at(x, y, 100, turn, |s| {
                s.cloth(sock, colour, |s| {
                    k.dress(s, area(-64, -200, 240, 340));
                    s.flat("M-70 -270H70V-196H-70z", k.second);
                    s.veil_line("M-40 -262v60M-16 -262v60M8 -262v60M32 -262v60", SNOW, 5, 45);
                    s.flat("M84 86Q180 150 190 260H40Q120 210 84 86z", k.second);
                    s.tint("M-64 60Q-10 90 -20 190L-70 190z", k.second, 80);
                });
                k.mark().draw(s, 0, -90, 60);
            });
        }
    });
}

/// Underwear, singlet: soft basics folded in a box.
pub fn folded(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.plane(rect(170, 170, 460, 470, 26), CREAM.shaded(8), bare);
        s.plane(rect(188, 188, 424, 434, 16), CREAM.shaded(24), bare);
        for (y, colour) in [(204, k.main), (342, k.second), (480, k.main.lit(32))] {
            s.cloth(rect(206, y, 388, 126, 26), colour, |s| {
                k.dress_in(s, area(206, y, 388, 126), colour.lit(50), 45);
                s.flat(rect(206, y, 388, 26, 0), colour.shaded(16));
                s.veil_line(format!("M226 {}H574", y + 13), SNOW, 4, 55);
                s.veil_line(
                    format!("M240 {}Q400 {} 560 {}", y + 84, y + 106, y + 84),
                    colour.shaded(40),
                    4,
                    30,
                );
            });
            k.mark().draw(s, 548, y + 76, 40);
        }
    });
}

/// Striped scarf, looped.
pub fn scarf(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        for (x, turn, length) in [(330, 7, 360), (470, -6, 310)] {
            s.at(x, 330, 100, turn, |s| {
                let fringe = format!(
                    "M-56 {length}v44M-34 {length}v50M-12 {length}v46M12 {length}v50\
                    M34 {length}v46M56 {length}v44"
                );
                s.line(fringe, k.second.shaded(8), 9);
                s.cloth(format!("M-70 0H70V{length}H-70z"), k.main, |s| {
                    k.dress(s, area(-70, 0, 140, length));
                    s.flat(rect(-76, length - 90, 152, 30, 0), k.second);
                    s.flat(rect(-76, length - 48, 152, 14, 0), k.second);
                });
            });
        }
        s.cloth(
            "M400 130C540 120 620 200 590 290C560 380 470 400 400 400S240 380 210 290\
            C180 200 260 120 400 130z",
            k.main.lit(6),
            |s| {
                k.dress(s, area(190, 120, 420, 290));
            },
        );
        s.plane(oval(400, 232, 112, 56), k.main.shaded(48), bare);
        s.veil_line("M236 320Q400 420 564 320M216 260Q230 330 300 366", k.main.shaded(45), 6, 40);
    });
}

/// A pair of knitted gloves.
pub fn gloves(s: &mut Sheet, k: &Look) {
    let hand = "M-80 240V30L-150 -40Q-170 -70 -144 -90Q-118 -100 -98 -74L-66 -36V-190Q-66 -218 -42 -218\
        T-18 -190V-234Q-18 -262 6 -262T30 -234V-196\
                Q32 -224 54 -222T76 -194V-140Q80 -164 100 -160T118 -132V60Q118 130 84 170V240z";
    s.lying(|s| {
        for (x, turn, colour) in [(286, -8, k.main), (516, 8, k.main.lit(16))] {
            s.at(x, 400, 90, turn, |s| {
                s.cloth(hand, colour, |s| {
                    k.dress(s, area(-160, -264, 290, 420));
                    s.flat("M-100 176H130V250H-100z", k.second);
                    s.veil_line("M-60 180v60M-30 180v60M0 180v60M30 180v60M60 180v60", SNOW, 6, 40);
                });
                k.mark().draw(s, 22, 60, 96);
            });
        }
    });
}

/// Folded pyjamas or a sports suit: top and bottom together.
pub fn suit(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(548, 430, 76, 5, |s| {
            s.cloth(
                "M-114 -300H114L166 260H32L0 -100L-32 260\
                H-166z",
                k.main.shaded(10),
                |s| k.dress(s, area(-170, -300, 340, 560)),
            );
            s.plane("M-114 -300H114V-256H-116z", k.main.shaded(28), bare);
        });
        s.at(294, 410, 84, -4, |s| {
            s.cloth(
                "M-88 -244L-194 -188L-262 120L-172 140L-144 -10V250H144V-10L172 140L262 120L194 -188\
                L88 -244Q0 -180 -88 -244z",
                k.main,
                |s| {
                    k.dress(s, area(-262, -250, 524, 510));
                    k.mark().draw(s, 0, -30, 120);
                },
            );
            s.line("M-88 -244Q0 -180 88 -244", k.second, 16);
        });
    });
}
