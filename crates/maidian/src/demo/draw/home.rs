//! Paper, laundry and the bathroom shelf.

use super::colour::{CREAM, Colour, SILVER, SNOW, WOOD};
use super::look::{Look, area};
use super::sheet::{Sheet, bare, disc, oval, rect};

/// Tissue box with a sheet pulled out.
pub fn tissue_box(s: &mut Sheet, k: &Look) {
    s.pool(410, 650, 290);
    s.plane("M540 430L650 384V570L540 640z", k.main.shaded(26), bare);
    s.plane("M170 430H540V640H170z", k.main, |s| {
        k.dress(s, area(170, 430, 370, 210));
        k.label(s, area(250, 446, 210, 176));
    });
    s.plane("M170 430L300 384H650L540 430z", k.main.lit(32), bare);
    s.flat(oval(410, 406, 92, 13), k.main.shaded(45));
    s.cloth(
        "M330 404C300 330 340 300 352 232C384 260 396 200 436 190C430 244 486 262 478 320\
        C476 356 494 380 486 406Q410 424 330 404z",
        SNOW,
        |s| {
            s.veil_line("M368 280Q362 340 378 400M432 240Q420 320 440 400", Colour::rgb(0x8F_A8A6), 5, 40);
        },
    );
}

/// Soft packs of paper, stacked.
pub fn tissue_pack(s: &mut Sheet, k: &Look) {
    s.pool(404, 658, 270);
    for (y, x, colour) in [(540, 190, k.main), (424, 206, k.second), (308, 196, k.main.lit(18))] {
        s.cloth(rect(x, y, 410, 118, 34), colour, |s| {
            k.dress_in(s, area(x, y, 410, 118), colour.lit(55), 45);
            s.flat(oval(x + 205, y + 59, 88, 42), SNOW);
            k.mark().draw(s, x + 205, y + 59, 60);
            s.veil_line(
                format!("M{} {}q-18 40 0 80M{} {}q18 40 0 80", x + 46, y + 20, x + 364, y + 20),
                colour.shaded(30),
                4,
                40,
            );
        });
        s.tint(rect(x + 40, y + 12, 330, 10, 5), SNOW, 55);
    }
}

/// Toilet rolls.
pub fn roll(s: &mut Sheet, k: &Look) {
    s.pool(404, 656, 270);
    for (x, y) in [(402, 300), (268, 500), (538, 500)] {
        s.round(format!("M{} {y}v110a116 40 0 0 0 232 0v-110z", x - 116), SNOW, |s| {
            k.dress_in(s, area(x - 116, y + 20, 232, 140), k.main, 40);
        });
        s.plane(oval(x, y, 116, 44), SNOW.shaded(3), bare);
        s.line(oval(x, y, 88, 32), SNOW.shaded(12), 4);
        s.plane(oval(x, y, 44, 17), k.main, bare);
        s.plane(oval(x, y + 3, 32, 11), k.main.shaded(45), bare);
    }
    s.cloth("M618 540Q676 560 668 636Q640 652 606 640z", SNOW.shaded(4), bare);
}

/// Laundry detergent with a grip.
pub fn detergent(s: &mut Sheet, k: &Look) {
    s.pool(404, 662, 240);
    s.round(
        "M300 250H420V214Q520 214 548 330L560 620Q560 660 520 660H280Q240 660 240 620V360Q240 290 300 270z",
        k.main,
        |s| {
            k.dress(s, area(240, 210, 330, 450));
            s.flat("M230 590Q330 540 410 586T570 570V670H230z", k.second);
            k.label(s, area(264, 366, 206, 200));
        },
    );
    s.plane("M468 300Q520 320 520 390V470Q496 476 484 456Q500 380 460 346z", k.main.shaded(62), bare);
    s.veil_line("M468 300Q520 320 520 390V470", SNOW, 5, 45);
    s.round(rect(288, 150, 144, 104, 16), k.second, |s| {
        s.veil_line("M312 162v80M336 162v80M360 162v80M384 162v80M408 162v80", SNOW, 5, 35);
    });
    s.tint("M262 380Q262 330 292 304L300 316Q280 340 280 384V580H262z", SNOW, 45);
}

/// Pump bottle: shampoo, hand wash.
pub fn pump(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 180);
    s.tube("M400 270V196", SILVER, 22);
    s.plane(
        "M296 176Q300 156 330 156H426Q446 156 446 178V206H366V192Q330 186 310 210Q290 204 296 176z",
        k.second,
        bare,
    );
    s.round(rect(352, 236, 96, 56, 12), k.second.shaded(16), |s| {
        s.veil_line("M368 246v38M384 246v38M400 246v38M416 246v38M432 246v38", SNOW, 4, 35);
    });
    s.round(
        "M340 290H460Q516 300 516 360V616Q516 660 470 660H330Q284 660 284 616V360Q284 300 340 290z",
        k.main,
        |s| {
            k.dress(s, area(284, 290, 232, 370));
            k.label(s, area(306, 376, 188, 220));
        },
    );
    s.tint("M302 372Q302 330 326 316V630Q302 620 302 590z", SNOW, 45);
}

/// Squeeze tube standing on its cap.
pub fn tube(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 150);
    s.round("M284 170H516L478 590H322z", k.main, |s| {
        k.dress(s, area(280, 170, 240, 430));
        s.tint("M280 160H520V200H280z", k.main.shaded(30), 50);
        k.label(s, area(316, 260, 168, 220));
    });
    s.veil_line("M284 200H516", SNOW, 3, 50);
    s.round("M326 586H474L466 648Q464 660 450 660H350Q336 660 334 648z", k.second, |s| {
        s.veil_line("M352 596v54M376 596v54M400 596v54M424 596v54M448 596v54", SNOW, 4, 30);
    });
    s.tint("M312 206h20l16 360h-14z", SNOW, 45);
}

/// Bar of soap on a wooden dish, with foam.
pub fn soap(s: &mut Sheet, k: &Look) {
    s.pool(402, 640, 280);
    s.plane("M170 590H630L604 632H196z", WOOD, |s| s.veil_line("M170 606H630", WOOD.shaded(30), 4, 50));
    s.cloth(
        "M210 450Q210 390 270 384H530Q590 390 590 450V530Q590 590 530 592H270Q210 590 210 530z",
        k.main.shaded(12),
        bare,
    );
    s.plane(rect(214, 372, 372, 176, 62), k.main, |s| {
        k.dress(s, area(214, 372, 372, 176));
        s.line(rect(262, 404, 276, 112, 40), k.main.shaded(16), 5);
        k.mark().draw(s, 400, 460, 88);
    });
    s.tint("M250 398Q400 378 550 398Q400 390 250 412z", SNOW, 70);
    for (x, y, r) in [(560, 352, 46), (618, 398, 30), (520, 320, 22), (240, 350, 26), (640, 340, 16)] {
        s.plane(disc(x, y, r), SNOW.mix(k.main, 18), bare);
        s.tint(oval(x - r / 3, y - r / 3, r / 4, r / 5), SNOW, 90);
    }
}

/// Two toothbrushes in a cup.
pub fn toothbrush(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 180);
    for (x, turn, colour) in [(340, -13, k.main), (462, 12, k.second)] {
        s.at(x, 360, 100, turn, |s| {
            s.tube("M0 260V-120", colour, 26);
            s.plane(rect(-17, -230, 34, 130, 15), colour, bare);
            let away = if turn < 0 { -58 } else { 16 };
            s.round(rect(away, -222, 42, 104, 8), SNOW, |s| {
                s.veil_line(
                    format!("M{away} -206h42M{away} -184h42M{away} -162h42M{away} -140h42"),
                    colour,
                    7,
                    55,
                );
            });
        });
    }
    s.round("M288 420H512L496 630Q494 660 464 660H336Q306 660 304 630z", k.main.lit(50), |s| {
        k.dress_in(s, area(280, 420, 240, 250), k.main, 45);
        k.mark().draw(s, 400, 544, 110);
    });
    s.plane(oval(400, 420, 112, 20), k.main.lit(30).shaded(12), bare);
    s.tint("M306 440h18l10 190h-12z", SNOW, 60);
}

/// Folded towels.
pub fn towel(s: &mut Sheet, k: &Look) {
    s.pool(404, 652, 280);
    for (y, colour, inset) in [(540, k.main, 0), (436, k.second, 14), (332, k.main.lit(28), 4)] {
        let (x, w) = (176 + inset, 448 - inset * 2);
        s.cloth(
            format!("M{x} {y}q0 -8 10 -8h{}q52 4 52 56t-52 56h-{}q-10 0 -10 -10z", w - 62, w - 62),
            colour,
            |s| {
                k.dress_in(s, area(x, y - 10, w, 120), colour.lit(45), 45);
                s.flat(rect(x + 56, y - 12, 22, 120, 0), colour.lit(55));
                s.flat(rect(x + 90, y - 12, 9, 120, 0), colour.lit(55));
                s.veil_line(format!("M{x} {}h{}q22 4 22 -24", y + 52, w - 70), colour.shaded(40), 5, 45);
            },
        );
    }
    k.mark().draw(s, 400, 286, 70);
}

/// Folded bedding in its bag, or a quilt.
pub fn quilt(s: &mut Sheet, k: &Look) {
    s.pool(404, 650, 300);
    for (y, h, colour) in [(530, 112, k.main), (424, 116, k.main.lit(12)), (322, 112, k.main)] {
        let half = h / 2;
        s.cloth(
            format!(
                "M150 {y}Q150 {0} 176 {0}H590Q652 {0} 652 {1}T590 {2}H176Q150 {2} 150 {1}z",
                y - 10,
                y + half,
                y + h
            ),
            colour,
            |s| {
                k.dress(s, area(150, y - 10, 502, h + 20));
                s.veil_line(
                    format!("M250 {y}q12 {half} 0 {h}M380 {y}q12 {half} 0 {h}M510 {y}q12 {half} 0 {h}"),
                    colour.shaded(35),
                    4,
                    35,
                );
            },
        );
    }
    s.plane("M300 306h46v340h-46z", k.second, bare);
    s.plane(
        "M322 474C250 420 236 470 250 492C270 508 300 490 322 480C350 490 384 508 400 490\
        C408 466 390 424 322 474z",
        k.second.lit(15),
        bare,
    );
    s.flat(disc(323, 478, 15), k.second.shaded(20));
}

/// Pillow, or a cushion.
pub fn pillow(s: &mut Sheet, k: &Look) {
    s.pool(404, 620, 300);
    s.cloth(
        "M160 300Q150 250 204 262Q400 220 600 262Q654 250 642 302Q676 430 642 558Q654 612 598 600\
        Q400 640 204 600Q150 612 160 558Q126 430 160 300z",
        k.main,
        |s| {
            k.dress(s, area(130, 230, 540, 400));
            s.veil_line(
                "M180 290q30 20 50 60M620 290q-30 20 -50 60M180 570q30 -20 50 -60M620 570\
            q-30 -20 -50 -60M360 330q40 20 80 0",
                k.main.shaded(35),
                6,
                30,
            );
        },
    );
    s.veil_line("M184 294Q400 250 618 294Q648 430 618 566Q400 606 184 566Q154 430 184 294z", k.second, 7, 70);
    k.mark().draw(s, 400, 430, 130);
}

/// A roll of bags.
pub fn bag_roll(s: &mut Sheet, k: &Look) {
    s.pool(410, 640, 280);
    s.cloth("M300 520H640Q664 560 640 630H300z", k.main.lit(22), |s| {
        s.veil_line("M470 510v130", SNOW, 4, 60);
        s.veil_line("M560 510v130", SNOW, 4, 60);
    });
    s.cloth("M230 300H500Q560 310 560 460T500 618H230z", k.main, |s| {
        k.dress(s, area(230, 300, 330, 320));
        s.plane("M290 290H450V630H290z", k.second, bare);
        k.mark().draw(s, 370, 460, 110);
    });
    s.plane(oval(230, 459, 74, 159), k.main.shaded(24), bare);
    s.line(oval(230, 459, 50, 112), k.main.shaded(44), 5);
    s.plane(oval(230, 459, 26, 58), CREAM.shaded(25), bare);
}

/// Kitchen sponges and a brush.
pub fn sponge(s: &mut Sheet, k: &Look) {
    s.pool(404, 646, 260);
    for (x, y, turn, colour) in
        [(330, 540, -4, k.main), (470, 446, 6, k.second), (380, 344, -8, k.main.lit(20))]
    {
        s.at(x, y, 100, turn, |s| {
            s.plane(rect(-160, -50, 320, 100, 24), colour, |s| {
                s.veil_line(
                    "M-120 -20v0M-80 6v0M-40 -16v0M-4 8v0M40 -20v0M84 0v0M124 -18v0M-130 14v0\
                    M60 14v0M116 14v0M-60 -32v0",
                    colour.shaded(35),
                    13,
                    45,
                );
                s.plane("M-170 22H170V60H-170z", colour.shaded(48), bare);
            });
        });
    }
    k.mark().draw(s, 590, 590, 90);
}
