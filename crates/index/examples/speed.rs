//! How fast searches are: `cargo run --release -p index --example speed [goods]`.
//!
//! Goods are drawn from lists of words with a fixed seed; each query runs many times, in turn with the others.

use std::time::{Duration, Instant};

use index::{Ask, Completer, Entry, Goods, Index, Query, Stamp, Synonyms};

const MAKERS: &str = "大白兔 旺仔 三只松鼠 良品铺子 康师傅 统一 农夫山泉 蒙牛 伊利 小米 华为 绿联 倍思 罗马仕 晨光 得力 南极人 回力 \
    安踏 李宁 维达 心相印 蓝月亮 舒肤佳 云南白药 百雀羚 卫龙 洽洽 重庆 长沙 新疆 iPhone Anker Logitech Nike Uni";
const KINDS: &str = "原味 纯棉 加厚 便携 无线 迷你 大容量 静音 低脂 无糖 香辣 麻辣 经典 新款 学生 宿舍 办公 户外 轻薄 防水 快充 磁吸 \
    透明 复古 可爱 女士 男士 儿童 折叠 多功能 智能 手工 有机 进口 网红 限定 超薄 柔软 保暖 速干";
const THINGS: &str = "牛奶 酸奶 奶糖 薯片 饼干 坚果 巧克力 牛肉干 泡面 螺蛳粉 咖啡 奶茶 绿茶 果汁 矿泉水 充电宝 数据线 充电器 耳机 音箱 \
    手机壳 钢化膜 键盘 鼠标 台灯 风扇 加湿器 插线板 U盘 硬盘 T恤 卫衣 牛仔裤 短裤 裙子 袜子 帆布鞋 运动鞋 拖鞋 双肩包 帽子 围巾 \
    抽纸 洗衣液 洗发水 沐浴露 牙膏 牙刷 毛巾 雨伞 保温杯 饭盒 收纳箱 衣架 床帘 枕头 被子 笔记本 中性笔 荧光笔 便利贴 胶带";
const SIZES: &str =
    "250ml 500ml 1L 100g 500g 2kg 一盒 三件套 十包 24瓶 10000mAh 1.5米 Type-C A5 大号 S M XL 四只装 家庭装";
const ENGLISH: &str = "milk yogurt candy chips biscuits nuts chocolate jerky noodles coffee tea juice water power bank cable \
    charger earphones speaker case film keyboard mouse lamp fan humidifier strip stick disk shirt hoodie jeans shorts skirt";
const QUERIES: &str = "牛奶|niunai|nn|niu奶|nai niu|奈牛|ipone|充电宝|cdb|大白兔奶糖|dbt|chongqing|zhongqing|shuj|手机壳|sjk|type-c|蓝月亮洗衣液|\
    lyl|wireless keyboard|earphons|纯棉T恤|chundian|无线 鼠标|大容量充电宝 10000mAh|kangshifu|ksfpm|牛肉干|niurou|冲电宝|拖协|noodle|\
    三只松鼠|szss|mengniu niunai|huawei|超薄|1.5米 数据线|xifashui|xfs|qiaokelli|a|奶|宿舍 台灯|nike 运动鞋|保温贝";

struct Dice(u64);

impl Dice {
    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        words[usize::try_from(self.0 >> 33).unwrap_or(0) % words.len()]
    }
}

fn words(list: &str) -> Vec<&str> {
    list.split_whitespace().collect()
}

fn goods(id: i64, dice: &mut Dice) -> Goods {
    let (maker, thing) = (dice.pick(&words(MAKERS)), dice.pick(&words(THINGS)));
    let mut kind = || dice.pick(&words(KINDS));
    let (a, b, c) = (kind(), kind(), kind());
    let english = dice.pick(&words(ENGLISH));
    Goods {
        id,
        titles: vec![
            format!("{maker} {a}{b}{thing} {}", dice.pick(&words(SIZES))),
            format!("{maker} {english}"),
        ],
        tags: vec![thing.to_owned(), c.to_owned(), maker.to_owned()],
        category_names: vec![thing.to_owned(), english.to_owned()],
        categories: vec![id % 7, 10 + id % 40],
        texts: vec![format!("{c}的{thing}，{a}又{b}，{maker}出品，值得回购。")],
        currency: 1,
        price_min: 100 + id * 37 % 90_000,
        in_stock: id % 11 != 0,
        sales: id * 31 % 9_973,
    }
}

fn told(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[times.len() * share / 1_000].as_secs_f64() * 1e3;
    println!(
        "{name:<12} p50 {:6.3} ms   p90 {:6.3} ms   p99 {:6.3} ms   worst {:6.3} ms",
        at(500),
        at(900),
        at(990),
        at(999)
    );
}

fn memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1_024
}

fn main() -> kernel::Result<()> {
    let count: i64 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let began = Instant::now();
    index::warm();
    println!("dictionaries in {:.0} ms, {} MB", began.elapsed().as_secs_f64() * 1e3, memory_mb());
    let home = std::env::temp_dir().join(format!("maidian-search-speed-{}", std::process::id()));
    let index = Index::create(&home)?;
    let (mut dice, began) = (Dice(7), Instant::now());
    for id in 1..=count {
        index.put(&goods(id, &mut dice))?;
    }
    index.commit(&Stamp { source: "speed".to_owned(), event: 0 })?;
    println!("{count} goods in {:.1} s, {} MB", began.elapsed().as_secs_f64(), memory_mb());
    let synonyms = Synonyms::new([vec!["充电宝".to_owned(), "移动电源".to_owned()]]);
    let queries: Vec<&str> = QUERIES.split('|').collect();
    let (mut searches, mut bare) = (Vec::new(), Vec::new());
    let mut slowest = vec![Duration::ZERO; queries.len()];
    for _ in 0..40 {
        for (at, query) in queries.iter().enumerate() {
            for (times, with_facets) in [(&mut bare, false), (&mut searches, true)] {
                let began = Instant::now();
                let ask = Ask { query: Query::parse(query), limit: 30, with_facets, ..Ask::default() };
                index.search(&ask, &synonyms)?;
                times.push(began.elapsed());
                slowest[at] = slowest[at].max(began.elapsed());
            }
        }
    }
    told("search", bare);
    told("with facets", searches);
    let entry = |text: &&str| Entry { text: (*text).to_owned(), id: 0, weight: 1 };
    let completer = Completer::new(words(THINGS).iter().chain(&words(KINDS)).cycle().take(2_000).map(entry));
    let mut times = Vec::new();
    for _ in 0..40 {
        for query in &queries {
            let began = Instant::now();
            let _ = completer.complete(query, 6);
            index.suggest(query, 4, &synonyms)?;
            times.push(began.elapsed());
        }
    }
    told("suggestions", times);
    let mut by_time: Vec<_> = slowest.into_iter().zip(queries).collect();
    by_time.sort_unstable();
    for (time, query) in by_time.iter().rev().take(6) {
        println!("  slowest once: {:6.3} ms  {query}", time.as_secs_f64() * 1e3);
    }
    println!("{} MB at the end", memory_mb());
    std::fs::remove_dir_all(&home).map_err(|error| kernel::Error::new(kernel::Code::Internal).because(error))
}
