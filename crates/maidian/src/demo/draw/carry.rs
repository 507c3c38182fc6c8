//! Shoes, hats and bags.

use super::colour::{CREAM, SILVER, SNOW, WHEAT};
use super::look::{Look, area};
use super::sheet::{Sheet, bare, disc, oval, rect};

/// High canvas shoe.
pub fn canvas_shoe(s: &mut Sheet, k: &Look) {
    s.pool(400, 640, 300);
    let upper =
        "M206 250Q270 226 336 250L372 400C420 470 520 484 596 512Q640 532 640 590H200Q176 420 206 250z";
    s.cloth(upper, k.main, |s| {
        k.dress(s, area(170, 230, 480, 370));
        s.tint("M190 240H260V600H190z", k.main.shaded(50), 35);
        s.veil_line("M262 240Q270 420 250 590M336 250L372 400", k.main.lit(60), 4, 60);
    });
    s.plane("M498 486Q640 500 646 590H470Q466 530 498 486z", SNOW, bare);
    s.line("M300 290l66 -12M310 330l68 -14M322 370l72 -16M340 410l74 -14M372 446l72 -12", k.second, 12);
    s.flat(disc(248, 350, 40), SNOW);
    k.mark().draw(s, 248, 350, 54);
    s.plane(rect(176, 576, 480, 60, 24), SNOW, |s| {
        s.flat("M170 594H660V604H170z", k.second);
        s.veil_line("M180 626H650", SNOW.shaded(50), 5, 40);
    });
}

/// Low shoe: plimsoll, board shoe.
pub fn low_shoe(s: &mut Sheet, k: &Look) {
    s.pool(400, 630, 310);
    s.cloth(
        "M146 372Q176 344 250 360Q290 420 350 404L384 386C430 450 520 470 604 494Q662 516 662 580H150\
        Q124 470 146 372z",
        k.main,
        |s| {
            k.dress(s, area(120, 340, 550, 240));
            s.plane("M140 370Q200 400 214 580H120z", k.second, bare);
            s.flat("M290 580Q330 470 420 466L440 492Q370 500 340 590z", k.second);
        },
    );
    s.plane("M240 362Q290 344 384 386Q350 420 300 416Q262 404 240 362z", k.main.shaded(48), bare);
    s.line("M362 420l46 -22M396 446l46 -24M434 468l44 -24M474 484l40 -22", SNOW, 12);
    s.plane("M130 568H672Q680 630 630 634H176Q124 634 130 568z", SNOW, |s| {
        s.flat("M120 600H690V610H120z", k.second)
    });
}

/// Running shoe.
pub fn sneaker(s: &mut Sheet, k: &Look) {
    s.pool(400, 634, 320);
    s.cloth(
        "M140 400Q170 330 226 356Q270 404 336 376L372 356C430 440 540 450 620 490Q668 520 668 566H140\
        Q116 480 140 400z",
        k.main,
        |s| {
            s.veil_line(
                "M420 560l60 -110M470 560l56 -96M520 560l50 -80M570 560l40 -64",
                k.main.lit(60),
                5,
                40,
            );
            s.flat("M230 566Q300 420 470 440Q360 470 330 570z", k.second);
            s.flat("M130 380L210 360L230 566H120z", k.main.shaded(26));
            k.dress(s, area(480, 440, 190, 130));
        },
    );
    s.plane("M226 356Q270 330 372 356Q350 410 290 412Q246 400 226 356z", k.second.shaded(30), bare);
    s.line("M340 398l44 -28M374 424l44 -28M412 444l42 -26M452 458l40 -22", SNOW, 11);
    s.plane("M120 552Q400 590 676 540Q700 600 640 630Q400 650 190 634Q110 630 120 552z", SNOW, |s| {
        s.tint("M110 600Q400 640 700 590V660H110z", k.second, 75);
    });
}

/// Baseball cap.
pub fn cap(s: &mut Sheet, k: &Look) {
    s.pool(410, 560, 290);
    s.cloth("M170 500C160 300 270 220 390 220S600 300 596 480Q400 440 170 500z", k.main, |s| {
        k.dress(s, area(160, 220, 440, 290));
        s.veil_line("M390 220Q300 320 300 474M390 220Q480 320 486 460", k.main.shaded(45), 5, 45);
    });
    s.cloth("M360 462Q560 430 694 520Q700 552 660 548Q520 496 340 530Q330 490 360 462z", k.second, |s| {
        s.veil_line("M380 500Q540 470 676 532", k.second.shaded(40), 4, 45);
    });
    s.plane(oval(390, 218, 18, 9), k.second, bare);
    k.mark().draw(s, 390, 372, 110);
}

/// Knitted hat with a bobble.
pub fn beanie(s: &mut Sheet, k: &Look) {
    s.pool(404, 606, 230);
    s.plane(disc(400, 190, 62), k.second.lit(10), |s| {
        s.veil_line(
            "M360 160l20 20M400 140v30M440 160l-20 20M350 200h30M420 200h30M372 230l16 -18M428 230l-16 -18",
            k.second.shaded(30),
            7,
            45,
        );
    });
    s.cloth("M210 500C196 300 290 220 400 220S604 300 590 500z", k.main, |s| {
        k.dress(s, area(200, 220, 400, 290));
        s.veil_line(
            "M260 500Q256 340 330 250M330 500Q330 340 370 230M400 500V224M470 500Q470 340 430 230\
            M540 500Q544 340 470 250",
            k.main.shaded(45),
            5,
            35,
        );
    });
    s.cloth(rect(192, 474, 416, 116, 34), k.main.lit(20), |s| {
        s.veil_line(
            "M230 480v110M268 480v110M306 480v110M344 480v110M382 480v110M420 480v110M458 480v110\
            M496 480v110M534 480v110M572 480v110",
            k.main.shaded(40),
            7,
            35,
        );
    });
    s.flat(rect(440, 506, 92, 54, 8), CREAM);
    k.mark().draw(s, 486, 532, 44);
}

/// Wide-brimmed bucket hat.
pub fn bucket_hat(s: &mut Sheet, k: &Look) {
    s.pool(404, 600, 270);
    s.cloth("M276 270Q400 230 524 270L560 480H240z", k.main, |s| {
        k.dress(s, area(236, 240, 330, 250));
        s.flat("M230 430H570V474H230z", k.second);
    });
    s.plane(oval(400, 268, 124, 26), k.main.lit(22), bare);
    s.cloth(
        "M244 464Q400 500 556 464Q640 520 650 566Q400 630 150 566Q160 520 244 464z",
        k.main.shaded(8),
        |s| {
            k.dress(s, area(150, 470, 500, 150));
            s.veil_line("M200 530Q400 586 600 530M176 550Q400 606 624 550", k.main.shaded(45), 4, 40);
        },
    );
    k.mark().draw(s, 400, 354, 92);
}

pub fn backpack(s: &mut Sheet, k: &Look) {
    s.pool(402, 664, 240);
    s.tube("M356 190Q356 116 400 116T444 190", k.second.shaded(12), 20);
    s.cloth(
        "M206 400Q180 420 184 560Q190 600 232 600zM594 400Q620 420 616 560Q610 600 568 600z",
        k.main.shaded(24),
        bare,
    );
    s.cloth(
        "M226 330C226 210 300 170 400 170S574 210 574 330V600Q574 660 514 660H286Q226 660 226 600z",
        k.main,
        |s| {
            k.dress(s, area(226, 170, 350, 490));
            s.veil_line("M256 350C256 240 320 204 400 204S544 240 544 350", k.main.shaded(50), 7, 60);
        },
    );
    s.cloth(rect(266, 430, 268, 204, 34), k.main.lit(12), |s| {
        k.dress(s, area(266, 430, 268, 204));
        s.tint("M266 430H534V482H266z", k.main.shaded(50), 40);
    });
    s.line("M284 482H516", k.second, 8);
    s.flat(rect(492, 474, 16, 52, 8), WHEAT);
    s.flat(rect(350, 262, 100, 92, 16), k.second);
    k.mark().draw(s, 400, 308, 68);
    s.tint("M250 340Q256 250 330 214Q280 260 276 340V590Q252 590 250 560z", SNOW, 30);
}

/// Canvas tote.
pub fn tote(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 250);
    s.tube("M310 330C300 120 500 120 490 330", k.second.shaded(6), 24);
    s.cloth("M214 300H586L608 640Q608 660 586 660H214Q192 660 192 640z", k.main, |s| {
        k.dress(s, area(190, 300, 420, 360));
        s.veil_line("M214 324H588", k.main.shaded(45), 4, 45);
        k.label(s, area(300, 380, 200, 210));
    });
    s.tube("M310 360V300M490 360V300", k.second, 24);
}

/// Small cross-body bag.
pub fn crossbody(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.tube("M220 400C160 180 340 110 440 150S640 300 584 420", k.second, 20);
        s.cloth(
            "M190 400Q190 370 220 370H580Q610 370 610 400V580Q610 640 550 640H250Q190 640 190 580z",
            k.main.shaded(12),
            bare,
        );
        s.cloth("M186 390Q186 356 220 356H580Q614 356 614 390V470Q560 540 400 540T186 470z", k.main, |s| {
            k.dress(s, area(186, 356, 430, 190));
        });
        s.plane(rect(364, 500, 72, 66, 16), WHEAT, bare);
        s.flat(rect(388, 522, 24, 22, 8), WHEAT.shaded(40));
        k.mark().draw(s, 400, 430, 70);
        s.plane(disc(220, 392, 17), SILVER, bare);
        s.plane(disc(582, 402, 17), SILVER, bare);
    });
}

/// Drawstring bag, pencil case, pouch: zipped and flat.
pub fn zip_case(s: &mut Sheet, k: &Look) {
    s.lying(|s| {
        s.at(400, 410, 100, k.dice.sway(3, 7), |s| {
            s.cloth(
                "M-250 -100Q-250 -150 -200 -150H200Q250 -150 250 -100V110Q250 160 200 160H-200\
                Q-250 160 -250 110z",
                k.main,
                |s| {
                    k.dress(s, area(-250, -150, 500, 310));
                    k.label(s, area(-96, -60, 192, 186));
                },
            );
            s.plane("M-250 -104Q-250 -150 -200 -150H200Q250 -150 250 -104z", k.main.shaded(18), bare);
            s.line("M-226 -102H226", k.second.shaded(10), 12);
            s.veil_line("M-220 -102H220", SNOW, 3, 70);
            s.plane(rect(150, -112, 26, 80, 10), WHEAT, bare);
        });
    });
}

/// Leather belt, rolled.
pub fn belt(s: &mut Sheet, k: &Look) {
    s.pool(404, 620, 250);
    s.plane(disc(380, 420, 190), k.main, bare);
    s.line(disc(380, 420, 150), k.main.shaded(40), 8);
    s.line(disc(380, 420, 108), k.main.shaded(40), 8);
    s.plane(disc(380, 420, 66), CREAM.shaded(22), bare);
    s.plane("M380 570H640V650H330z", k.main.lit(8), |s| {
        s.veil_line("M360 584H640M360 636H640", k.second, 4, 70);
        s.line("M430 610v0M470 610v0M510 610v0", k.main.shaded(60), 14);
    });
    s.line(rect(590, 548, 84, 122, 16), WHEAT, 17);
    s.line("M600 610h70", WHEAT.shaded(20), 11);
}
