//! Bags, sweets, biscuits, noodles and bread.

use super::colour::{BAKED, COCOA, CREAM, Colour, INK, LEAF, SILVER, SNOW, TOMATO, WHEAT, WOOD};
use super::emblem::Emblem;
use super::look::{Look, area};
use super::sheet::{Sheet, bare, disc, oval, rect};

const NOODLE: Colour = Colour::rgb(0xF4_D489);

/// Pillow bag of crisps.
pub fn chips(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 230);
    let bag = "M252 168l14 -10l14 10l14 -10l14 10l14 -10l14 10l14 -10l14 10l14 -10l14 10l14 -10l14 10\
        l14 -10l14 10l14 -10l14 10l14 -10l14 10l14 -10\
               l14 10l6 34C528 300 566 430 544 560L552 648l-14 10l-14 -10l-14 10l-14 -10l-14 10l-14 -10\
               l-14 10l-14 -10l-14 10l-14 -10l-14 10\
               l-14 -10l-14 10l-14 -10l-14 10l-14 -10l-14 10l-14 -10l-14 10l-14 -10L256 560\
               C234 430 272 300 252 202z";
    s.round(bag, k.main, |s| {
        k.dress(s, area(240, 150, 320, 510));
        s.flat("M236 520Q320 470 400 516T566 500V580Q400 610 236 580z", k.second);
        k.label(s, area(300, 262, 200, 210));
        s.tint("M240 150H560V200H240zM240 616H560V670H240z", k.main.shaded(30), 45);
    });
    s.tint("M292 214C300 300 270 400 280 540C262 430 262 300 274 214z", SNOW, 60);
    s.veil_line("M252 202H548M254 616H548", SNOW, 4, 50);
    chip(s, 250, 640, -18);
    chip(s, 556, 650, 14);
}

fn chip(s: &mut Sheet, x: i32, y: i32, turn: i32) {
    s.at(x, y, 100, turn, |s| {
        s.plane("M-52 -6C-44 -40 40 -44 54 -8C44 18 -40 24 -52 -6z", BAKED.lit(30), bare);
        s.veil_line("M-30 -14Q0 -28 32 -16", BAKED.shaded(10), 4, 60);
    });
}

/// Stand-up bag with a zip and a window.
pub fn pouch(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 220);
    s.cloth("M272 176H528L546 610Q550 660 504 660H296Q250 660 254 610z", k.main, |s| {
        k.dress(s, area(240, 170, 320, 500));
        s.tint("M240 170H560V226H240z", k.main.shaded(30), 50);
        k.label(s, area(300, 254, 200, 190));
        s.plane(oval(400, 556, 104, 58), k.second.shaded(8), |s| {
            for (x, y) in [(330, 560), (380, 540), (432, 562), (474, 542), (404, 592), (352, 600), (456, 600)]
            {
                k.mark().draw(s, x, y, 54);
            }
        });
        s.line(oval(400, 556, 104, 58), k.main.lit(45), 6);
    });
    s.veil_line("M274 236H526", SNOW, 6, 60);
    s.flat(oval(400, 200, 22, 10), k.main.shaded(50));
    s.tint("M292 250L282 600Q268 420 280 250z", SNOW, 45);
}

/// Instant noodles in a cup.
pub fn cup_noodle(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 200);
    steam(s, 400, 190);
    s.round("M262 320H538L494 640Q491 660 470 660H330Q309 660 306 640z", k.main, |s| {
        k.dress(s, area(256, 320, 290, 340));
        s.flat("M256 584Q330 548 400 580T546 560V670H256z", k.second);
        k.label(s, area(300, 352, 200, 200));
    });
    s.round("M250 298H550V318Q550 334 534 334H266Q250 334 250 318z", SNOW, bare);
    s.plane(oval(400, 298, 150, 36), NOODLE.shaded(12), |s| {
        s.line(
            "M270 300q30 -22 60 0t60 0t60 0t60 0M280 316q30 -20 60 0t60 0t60 0t60 0M300 286q26 -16 52 0\
            t52 0t52 0",
            NOODLE.lit(20),
            10,
        );
        k.mark().draw(s, 330, 294, 44);
        s.flat("M452 292l28 -10l10 8l-26 12z", LEAF);
    });
    s.plane("M430 330Q548 330 550 298Q552 236 470 212Q424 262 430 330z", k.second.lit(35), bare);
}

fn steam(s: &mut Sheet, x: i32, y: i32) {
    let d = format!(
        "M{} {y}q-22 -26 0 -52t0 -52M{x} {y}q-24 -30 0 -58t0 -58M{} {y}q-22 -26 0 -52t0 -52",
        x - 54,
        x + 54
    );
    s.veil_line(d, SNOW, 13, 80);
}

/// A bowl of noodles in broth, with chopsticks.
pub fn bowl(s: &mut Sheet, k: &Look) {
    s.pool(402, 650, 240);
    steam(s, 390, 262);
    s.round(
        "M196 384H604C600 520 540 600 480 616L474 648H326L320 616C260 600 200 520 196 384z",
        k.second,
        |s| {
            k.dress_in(s, area(190, 470, 420, 190), k.main, 45);
            s.flat("M196 430H604V446H196z", k.main);
        },
    );
    s.plane(oval(400, 384, 204, 64), k.second.lit(40), bare);
    s.plane(oval(400, 390, 182, 52), k.main, |s| {
        let strands = "M236 384q40 -30 80 0t80 0t80 0t80 0M230 402q40 -30 80 0t80 0t80 0t80 0M250 420\
            q40 -28 80 0t80 0t80 0M270 366q34 -24 68 0t68 0t68 0";
        s.line(strands, NOODLE.shaded(18), 15);
        s.line(strands, NOODLE, 10);
        s.flat("M452 396l40 -18l14 12l-38 18zM470 418l36 -8l8 14l-38 6z", LEAF);
        s.veil_line("M262 352v0M330 430v0M380 350v0M528 372v0M300 408v0", TOMATO, 14, 85);
    });
    Emblem::Egg.draw(s, 332, 376, 84);
    k.mark().draw(s, 430, 372, 70);
    s.tube("M470 392L640 214", WOOD, 13);
    s.tube("M494 400L680 244", WOOD, 13);
}

/// Twist-wrapped sweets in a heap.
pub fn candy(s: &mut Sheet, k: &Look) {
    s.pool(404, 640, 260);
    let heap = [
        (290, 560, -24, k.main),
        (520, 566, 18, k.second),
        (400, 596, -4, k.main.lit(30)),
        (344, 460, 20, k.second.lit(12)),
        (470, 462, -22, k.main),
        (404, 356, 6, k.second),
    ];
    for (x, y, turn, wrap) in heap {
        s.at(x, y, 108, turn, |s| sweet(s, k, wrap));
    }
}

fn sweet(s: &mut Sheet, k: &Look, wrap: Colour) {
    s.cloth(
        "M-58 0L-122 -42Q-112 -14 -126 4Q-112 20 -118 44zM58 0L122 -42Q112 -14 126 4Q112 20 118 44z",
        wrap.lit(28),
        bare,
    );
    s.plane("M-32 -42h64q38 0 38 42t-38 42h-64q-38 0 -38 -42t38 -42z", wrap, |s| {
        k.dress_in(s, area(-70, -42, 140, 84), wrap.lit(60), 45);
    });
    s.stamp("sweet", 0, 0, 100, |s| {
        s.veil_line("M-66 0L-108 -22M-66 0H-112M-66 0L-106 24M66 0L108 -22M66 0H112M66 0L106 24", INK, 3, 22);
        s.flat(disc(0, 0, 32), CREAM);
        k.mark().draw(s, 0, 0, 44);
        s.tint("M-48 -28Q0 -40 46 -28Q0 -32 -48 -22z", SNOW, 75);
    });
}

/// Lollipops in a glass.
pub fn lollipop(s: &mut Sheet, k: &Look) {
    s.pool(402, 662, 200);
    for (x, y, tilt, colour) in
        [(296, 270, -40, k.second), (508, 262, 44, k.main.lit(20)), (402, 196, 0, k.main)]
    {
        s.tube(format!("M{x} {y}L{} 560", x - tilt * 2), SNOW.shaded(6), 15);
        s.plane(disc(x, y, 82), colour, |s| {
            let swirl = format!("M{x} {y}q34 -30 52 8q6 56 -56 58q-72 -8 -66 -76q16 -74 96 -66");
            s.veil_line(swirl, colour.lit(65), 15, 75);
        });
        s.tint(oval(x - 30, y - 36, 22, 13), SNOW, 60);
    }
    s.round("M286 420H514L494 640Q492 660 470 660H330Q308 660 306 640z", k.main.lit(62), |s| {
        k.dress(s, area(280, 420, 240, 250));
        k.mark().draw(s, 400, 548, 110);
    });
    s.tint("M306 440h20l12 190h-14z", SNOW, 60);
}

/// Chocolate bar, half unwrapped.
pub fn chocolate(s: &mut Sheet, k: &Look) {
    s.pool(404, 668, 210);
    s.at(404, 414, 100, 9, |s| {
        s.plane(rect(-128, -262, 256, 320, 14), COCOA, |s| {
            s.veil_line(
                "M-43 -262v330M43 -262v330M-128 -176H128M-128 -90H128M-128 -4\
                H128",
                COCOA.shaded(60),
                9,
                75,
            );
            s.veil_line(
                "M-118 -252h62M-32 -252h62M52 -252h62M-118 -166h62M-32 -166h62M52 -166h62M-118 -80\
                h62M-32 -80h62M52 -80h62",
                COCOA.lit(60),
                4,
                50,
            );
        });
        let foil = "M-140 10L-112 -26L-84 -4L-52 -34L-18 -8L14 -40L48 -8L84 -30L112 -2L140 -24V60H-140z";
        s.plane(foil, SILVER.lit(30), bare);
        s.plane("M-140 24L140 -4V246H-140z", k.main, |s| {
            k.dress(s, area(-140, -10, 280, 260));
            s.flat("M-140 196H140V250H-140z", k.second);
            k.label(s, area(-88, 40, 176, 146));
        });
    });
}

/// Round biscuits leaning on a stack.
pub fn cookies(s: &mut Sheet, k: &Look) {
    s.pool(404, 656, 250);
    for (i, y) in [(0, 624), (1, 572), (2, 520), (3, 468)] {
        biscuit(s, k, 380 + if i % 2 == 0 { -8 } else { 10 }, y, i);
    }
    s.at(546, 548, 100, 16, |s| {
        s.plane(disc(0, 0, 112), BAKED, bare);
        s.line(disc(0, 0, 96), BAKED.shaded(12), 5);
        s.plane(disc(0, 0, 74), k.main, |s| k.dress_in(s, area(-74, -74, 148, 148), k.main.lit(50), 50));
        k.mark().draw(s, 0, 0, 84);
        s.veil_line("M-86 -20v0M-72 46v0M0 -88v0M84 -18v0M66 58v0M-8 90v0", BAKED.shaded(45), 11, 70);
    });
    k.mark().draw(s, 240, 404, 96);
}

fn biscuit(s: &mut Sheet, k: &Look, cx: i32, y: i32, row: i32) {
    s.round(
        format!("M{} {y}v-22a160 40 0 0 1 320 0v22a160 40 0 0 1 -320 0z", cx - 160),
        BAKED.shaded(10),
        bare,
    );
    let (left, cream) = (cx - 156, if row % 2 == 0 { k.main } else { k.second });
    s.round(format!("M{left} {}v14a156 38 0 0 0 312 0v-14a156 38 0 0 1 -312 0z", y - 16), cream, bare);
    s.plane(oval(cx, y - 24, 160, 40), BAKED, |s| {
        s.veil_line(
            format!(
                "M{} {}v0M{cx} {}v0M{} {}v0M{} {}v0M{} {}v0",
                cx - 80,
                y - 28,
                y - 12,
                cx + 70,
                y - 34,
                cx - 20,
                y - 44,
                cx + 104,
                y - 20
            ),
            COCOA,
            18,
            80,
        );
    });
}

/// Wafers or rusks: a bar pack with its contents in front.
pub fn wafer(s: &mut Sheet, k: &Look) {
    s.pool(404, 662, 270);
    s.plane("M214 250l30 -14H580l30 14V468l-30 14H244l-30 -14z", k.main, |s| {
        k.dress(s, area(210, 230, 400, 260));
        s.flat("M210 424Q330 390 420 426T614 410V490H210z", k.second);
        k.label(s, area(300, 256, 210, 150));
        s.tint("M210 230h36v260h-36zM578 230h36v260h-36z", SNOW, 35);
    });
    for (x, y) in [(230, 560), (330, 596), (440, 552)] {
        s.plane(rect(x, y, 190, 24, 5), BAKED, bare);
        s.plane(rect(x + 3, y + 24, 184, 18, 3), k.main.lit(40), bare);
        s.plane(rect(x, y + 42, 190, 24, 5), BAKED.shaded(8), bare);
        s.veil_line(format!("M{} {}h170M{} {}h170", x + 10, y + 12, x + 10, y + 54), BAKED.shaded(35), 3, 45);
    }
}

/// Sausages in their film, one cut open.
pub fn sausage(s: &mut Sheet, k: &Look) {
    s.pool(404, 640, 280);
    for (y, turn, film) in [(360, -7, k.second), (470, 4, k.main.lit(14)), (580, -2, k.main)] {
        s.at(400, y, 100, turn, |s| {
            s.line("M-254 0h-26M254 0h26", SILVER, 15);
            s.plane(
                "M-236 -14Q-216 -50 -170 -50H170Q216 -50 236 -14V14Q216 50 170 50H-170\
                Q-216 50 -236 14z",
                film,
                |s| {
                    k.dress_in(s, area(-240, -50, 480, 100), film.lit(50), 45);
                    s.flat("M-96 -60H96V60H-96z", CREAM);
                    k.mark().draw(s, -46, 0, 70);
                    s.line("M6 -12h66M6 14h40", k.print_on(CREAM), 9);
                },
            );
            s.tint("M-196 -36H196Q180 -24 160 -24H-160Q-180 -24 -196 -36z", SNOW, 55);
        });
    }
}

/// Loaf of bread, two slices cut.
pub fn bread(s: &mut Sheet, k: &Look) {
    s.pool(404, 640, 270);
    let loaf = "M190 470C150 380 250 340 300 362C340 324 420 324 452 360C500 330 610 360 590 460L576 610\
        Q574 632 550 632H226Q204 632 202 610z";
    s.cloth(loaf, BAKED.shaded(6), |s| {
        s.tint("M200 430Q300 360 400 400T600 420V480Q400 440 200 490z", BAKED.lit(40), 50);
        s.veil_line(
            "M290 372Q300 420 280 460M390 350Q400 410 384 446M488 364Q496 410 480 452",
            BAKED.shaded(30),
            8,
            45,
        );
    });
    s.at(300, 520, 100, -5, |s| {
        let slice = "M-118 -70C-140 -130 -60 -150 0 -140C60 -150 140 -130 118 -70L110 112Q108 126 92 126\
            H-92Q-108 126 -110 112z";
        s.plane(slice, BAKED, bare);
        s.at(0, -2, 86, 0, |s| {
            s.plane(slice, k.main.lit(70), |s| k.dress_in(s, area(-130, -150, 260, 290), k.main, 40))
        });
        k.mark().draw(s, 0, 0, 92);
    });
}

/// Swiss roll and a slice of cake.
pub fn cake(s: &mut Sheet, k: &Look) {
    s.pool(404, 646, 260);
    s.plane(oval(404, 628, 250, 34), SNOW, bare);
    s.round("M330 330H560Q600 330 600 480T560 620H330z", BAKED.lit(22), |s| {
        k.dress_in(s, area(330, 330, 280, 300), k.main, 45);
    });
    s.plane(oval(326, 475, 128, 146), BAKED, bare);
    s.plane(oval(326, 475, 116, 134), k.main.lit(45), bare);
    s.line(
        "M326 480q28 -26 42 10q0 46 -50 46q-62 -8 -56 -72q16 -66 84 -58q76 20 64 100",
        BAKED.shaded(4),
        20,
    );
    k.mark().draw(s, 470, 318, 110);
    k.mark().draw(s, 554, 342, 76);
}

/// Whatever the emblem shows, heaped in a bowl: fruit, nuts.
pub fn heap(s: &mut Sheet, k: &Look) {
    s.pool(402, 652, 260);
    let rows = [
        (400, 300),
        (318, 352),
        (484, 350),
        (256, 420),
        (352, 414),
        (448, 412),
        (546, 420),
        (300, 460),
        (400, 466),
        (500, 460),
    ];
    for (i, (x, y)) in (0_u64..).zip(rows) {
        s.at(x, y, 100, k.dice.sway(40 + i, 24), |s| k.mark().draw(s, 0, 0, 138));
    }
    s.round(
        "M184 440H616C612 540 560 620 500 632L490 652H310L300 632C240 620 188 540 184 440z",
        k.main,
        |s| {
            k.dress(s, area(180, 440, 440, 220));
            s.flat("M180 440H620V462H180z", k.main.lit(35));
        },
    );
}

/// Fish, beans or meat in a flat tin with a key ring.
pub fn canned(s: &mut Sheet, k: &Look) {
    s.pool(402, 660, 250);
    s.round("M204 400Q400 470 596 400V590Q400 710 204 590z", k.main, |s| {
        k.dress(s, area(200, 400, 400, 260));
        k.label(s, area(290, 474, 220, 148));
    });
    s.round("M200 372Q400 440 600 372V408Q400 476 200 408z", SILVER, bare);
    s.plane(oval(400, 372, 200, 66), SILVER.lit(30), bare);
    s.plane(oval(400, 370, 172, 52), SILVER.shaded(6), bare);
    s.line(oval(440, 358, 46, 17), WHEAT.shaded(15), 9);
    s.flat(oval(388, 366, 14, 7), SILVER.shaded(45));
}
