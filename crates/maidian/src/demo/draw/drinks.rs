//! Cartons, bottles, cans, cups and jars. They stand on the floor at y = 660.

use super::colour::{COCOA, CREAM, Colour, SILVER, SNOW, WHEAT};
use super::look::{Look, area};
use super::sheet::{Sheet, bare, disc, oval, rect};

/// Gable-top carton with a screw cap.
pub fn carton(s: &mut Sheet, k: &Look) {
    s.pool(420, 662, 230);
    s.plane("M482 300L576 276V636L482 660z", k.main.shaded(24), |s| {
        s.tint("M482 520L576 496V640L482 664z", k.second, 60);
    });
    s.plane("M240 300H482V660H240z", k.main, |s| {
        k.dress(s, area(240, 300, 242, 360));
        s.flat("M240 566Q330 520 400 560T482 548V660H240z", k.second);
        k.label(s, area(272, 340, 178, 190));
    });
    s.plane("M240 300L268 202H504L482 300z", k.main.lit(14), bare);
    s.plane("M482 300L504 202L576 276z", k.main.shaded(34), bare);
    s.plane("M268 204V160H504V204z", k.second, bare);
    s.tint("M268 180H504V186H268z", SNOW, 50);
    s.round("M318 262V226H382V262Q350 280 318 262z", k.second.shaded(8), bare);
    s.plane(oval(350, 226, 32, 12), k.second.lit(30), bare);
}

/// Small drink brick with a straw.
pub fn brick(s: &mut Sheet, k: &Look) {
    s.pool(420, 662, 210);
    s.tube("M458 262L480 150L556 122", k.second, 18);
    s.plane("M486 286L566 252V628L486 660z", k.main.shaded(24), bare);
    s.plane("M258 286H486V660H258z", k.main, |s| {
        k.dress(s, area(258, 286, 228, 374));
        s.flat("M258 590q57 -40 114 0t114 0v80h-228z", k.second);
        k.label(s, area(282, 330, 180, 220));
    });
    s.plane("M258 286L346 252H566L486 286z", k.main.lit(35), bare);
    s.flat(oval(458, 268, 20, 6), k.main.shaded(40));
}

/// PET bottle with a wrapped label.
pub fn bottle(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 180);
    let body = "M366 176C366 240 290 258 290 340V420C290 434 300 440 300 452C300 464 290 470 290 484V626\
        Q290 660 324 660H476\
                Q510 660 510 626V484C510 470 500 464 500 452C500 440 510 434 510 420V340\
                C510 258 434 240 434 176z";
    s.round(body, k.main.lit(10), |s| {
        s.tint("M280 170H520V232Q400 250 280 232z", SNOW, 55);
        s.tint("M286 584h228v8H286zM286 612h228v8H286z", SNOW, 35);
        s.plane("M280 356H520V566H280z", k.second, |s| {
            k.dress_in(s, area(280, 356, 240, 210), k.main, 45);
        });
        k.label(s, area(308, 370, 184, 180));
    });
    s.tint("M318 300C322 276 336 262 352 252L356 262C340 272 332 288 330 306z", SNOW, 75);
    s.round(rect(358, 120, 84, 58, 10), k.second.shaded(18), |s| {
        s.veil_line("M374 128v44M390 128v44M406 128v44M422 128v44", SNOW, 3, 35);
    });
    s.round(rect(354, 174, 92, 12, 5), k.second.shaded(26), bare);
}

/// Slim glass bottle: tea, soy drink, soda of the old days.
pub fn glass(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 170);
    let body = "M372 150V270C372 312 306 332 306 396V620Q306 660 344 660H456Q494 660 494 620V396\
        C494 332 428 312 428 270V150z";
    s.round(body, k.main, |s| {
        s.tint("M300 150H500V238Q400 250 300 238z", SNOW, 60);
        k.label(s, area(316, 420, 168, 170));
        s.tint("M300 640h200v30H300z", SNOW, 30);
    });
    s.tint("M330 400C332 372 350 350 368 336L374 346C356 362 344 378 344 402V600H330z", SNOW, 55);
    s.round(rect(362, 118, 76, 40, 10), k.second, |s| {
        s.veil_line("M372 124v30M384 124v30M396 124v30M408 124v30M420 124v30M432 124v30", SNOW, 4, 40);
    });
}

/// Drink can with a ring pull.
pub fn can(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 190);
    s.round("M292 244L312 206H488L508 244V628L486 660H314L292 628z", SILVER, bare);
    s.round("M292 246Q400 262 508 246V626Q400 644 292 626z", k.main, |s| {
        k.dress(s, area(292, 240, 216, 400));
        s.flat("M292 560Q360 500 420 540T508 520V650H292z", k.second);
        k.label(s, area(310, 310, 180, 200));
    });
    s.plane(oval(400, 208, 88, 18), SILVER.lit(30), bare);
    s.plane(oval(400, 208, 72, 12), SILVER.shaded(12), bare);
    s.line(oval(408, 206, 22, 6), SILVER.shaded(45), 6);
    s.tint("M318 270h16v330q-8 8 -16 0z", SNOW, 45);
}

/// Yogurt or pudding cup with a foil lid.
pub fn yogurt(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 190);
    s.round("M274 340H526L490 644Q486 660 466 660H334Q314 660 310 644z", k.main, |s| {
        k.dress(s, area(270, 340, 260, 320));
        s.flat("M270 590q33 -34 66 0t66 0t66 0t66 0v90H270z", k.second);
        k.label(s, area(306, 376, 188, 190));
    });
    s.round("M262 316H538V340Q538 352 526 352H274Q262 352 262 340z", k.main.lit(40), bare);
    s.plane(oval(400, 316, 138, 34), k.second.lit(20), |s| {
        k.mark().draw(s, 392, 314, 60);
    });
    s.plane("M524 306Q590 300 584 336Q560 346 522 330z", k.second.lit(35), bare);
}

/// Milk tea to go: dome lid, straw, pearls.
pub fn milk_tea(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 170);
    s.tube("M408 300L446 96", k.second, 26);
    s.round("M280 300H520L484 636Q481 660 456 660H344Q319 660 316 636z", k.main.lit(18), |s| {
        s.flat("M276 372q31 -22 62 0t62 0t62 0t62 0v300H276z", k.main);
        let pearls = "M338 632v0M372 640v0M406 634v0M440 638v0M466 620v0M352 606v0M388 610v0M424 606v0\
            M456 594v0M334 584v0";
        s.line(pearls, COCOA.shaded(45), 32);
        s.veil_line("M332 626v0M366 634v0M400 628v0M434 632v0M346 600v0M382 604v0M418 600v0", SNOW, 7, 60);
        k.label(s, area(322, 400, 156, 150));
    });
    s.tint("M284 284Q296 196 400 192Q504 196 516 284z", SNOW, 62);
    s.veil_line("M312 268Q326 218 388 208", SNOW, 9, 90);
    s.round(rect(266, 280, 268, 30, 14), k.second, bare);
}

/// Jar with a wide lid: coffee, jam, nuts, honey.
pub fn jar(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 210);
    s.round(
        "M300 268Q270 286 270 330V612Q270 660 318 660H482Q530 660 530 612V330\
        Q530 286 500 268z",
        SNOW.shaded(8),
        |s| {
            s.flat("M262 330q46 -16 92 0t92 0t92 0v340H262z", k.main);
            let bits = "M300 366v0M340 380v0M386 364v0M432 382v0M480 366v0M506 400v0M294 410v0M296 622v0\
            M344 630v0M394 622v0M446 632v0M496 618v0";
            s.veil_line(bits, k.main.shaded(35), 30, 45);
            k.label(s, area(300, 410, 200, 190));
        },
    );
    s.tint("M290 330q2 -26 22 -38v336q-22 -10 -22 -40z", SNOW, 60);
    s.round("M286 206Q286 192 300 192H500Q514 192 514 206V268H286z", k.second, |s| {
        s.veil_line(
            "M304 216v44M328 216v44M352 216v44M376 216v44M400 216v44M424 216v44M448 216v44M472 216\
            v44M496 216v44",
            SNOW,
            5,
            30,
        );
    });
    s.round(rect(280, 258, 240, 18, 8), k.second.shaded(16), bare);
}

/// Tea caddy: a tin with a cap and a printed wrap.
pub fn tin(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 200);
    s.round("M282 300Q400 330 518 300V632Q400 684 282 632z", k.main, |s| {
        k.dress(s, area(282, 300, 236, 370));
        k.label(s, area(312, 368, 176, 220));
    });
    s.round("M274 226Q400 262 526 226V318Q400 350 274 318z", k.second, |s| {
        s.tint("M270 292Q400 326 530 292V302Q400 336 270 302z", WHEAT, 80);
    });
    s.plane(oval(400, 226, 126, 34), k.second.lit(26), bare);
    s.plane(oval(400, 224, 98, 24), k.second.lit(8), bare);
}

/// Carton box seen from the corner: tea bags, cereals, biscuits.
pub fn pack(s: &mut Sheet, k: &Look) {
    s.pool(420, 662, 270);
    s.plane("M506 330L604 288V612L506 660z", k.main.shaded(28), |s| {
        s.tint("M500 560L610 510V620L500 670z", k.second, 70);
    });
    s.plane("M206 330H506V660H206z", k.main, |s| {
        k.dress(s, area(206, 330, 300, 330));
        s.flat("M206 600Q300 556 380 596T506 576V660H206z", k.second);
        k.label(s, area(246, 356, 220, 200));
    });
    s.plane("M206 330L318 288H604L506 330z", k.main.lit(28), bare);
    s.veil_line("M262 309H554", k.main.shaded(40), 3, 50);
}

/// Big jug with a grip: spring water for the dormitory.
pub fn jug(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 220);
    let body = "M352 190C352 240 262 250 262 330V616Q262 660 306 660H494Q538 660 538 616V330\
        C538 250 448 240 448 190z";
    s.round(body, k.main.lit(25), |s| {
        s.veil_line("M262 330h276M262 352h276M262 590h276M262 612h276", k.main.shaded(20), 5, 40);
        s.plane("M250 380H550V570H250z", k.second, |s| k.dress_in(s, area(250, 380, 300, 190), k.main, 40));
        k.label(s, area(300, 392, 200, 164));
    });
    s.tube("M352 246Q300 170 400 160Q500 170 448 246", k.second.shaded(10), 22);
    s.round(rect(350, 140, 100, 56, 10), k.second.shaded(20), bare);
    s.tint(rect(288, 320, 16, 40, 8), SNOW, 80);
}

/// Glass of coffee or cocoa with latte art, seen at an angle, and its sachet.
pub fn sachets(s: &mut Sheet, k: &Look) {
    s.pool(410, 664, 250);
    for (x, turn, colour) in [(300, -12, k.second), (392, -3, k.main.lit(16)), (488, 8, k.main)] {
        s.at(x, 430, 100, turn, |s| {
            s.cloth("M-66 -220H66V226H-66z", colour, |s| {
                k.dress_in(s, area(-66, -220, 132, 446), colour.lit(40), 35);
                s.flat("M-70 90Q-20 60 20 96T70 84V240H-70z", colour.shaded(25));
                s.flat(disc(0, -40, 52), CREAM);
                k.mark().draw(s, 0, -42, 66);
                k.words(s, 0, 44, 76, k.print_on(colour));
                s.tint("M-66 -220H66V-196H-66zM-66 204H66V230H-66z", SNOW, 45);
            });
            s.veil_line("M-66 -196H66M-66 204H66", Colour::rgb(0x0B_2A26), 2, 30);
        });
    }
}
