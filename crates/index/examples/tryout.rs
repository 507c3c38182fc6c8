use index::*;
use std::collections::BTreeMap;
fn main() {
    let dir = tempfile::tempdir().unwrap();
    let idx = Index::create(dir.path()).unwrap();
    let mut handles = BTreeMap::new();
    let mut goods = BTreeMap::new();
    for line in std::fs::read_to_string("/tmp/demo.tsv").unwrap().lines() {
        let f: Vec<&str> = line.split('\t').collect();
        let id: i64 = f[0].parse().unwrap();
        handles.insert(f[1].to_owned(), id);
        goods.insert(id, (f[1].to_owned(), f[2].to_owned(), f[3].to_owned()));
        let g = Goods {
            id,
            titles: vec![f[2].into(), f[3].into()],
            tags: f[4].split(' ').map(Into::into).collect(),
            category_names: f[5].split('|').map(Into::into).collect(),
            texts: f[6].split('|').map(Into::into).collect(),
            categories: f[7].split(',').map(|x| x.parse().unwrap()).collect(),
            in_stock: true,
            price_min: 100,
            ..Default::default()
        };
        idx.put(&g).unwrap();
    }
    idx.commit(&Stamp { source: "x".into(), event: 0 }).unwrap();
    let syn = Synonyms::new(
        std::fs::read_to_string("/tmp/synonyms.txt")
            .unwrap()
            .lines()
            .map(|l| l.split(',').map(|x| x.trim().to_owned()).collect()),
    );
    let mut hit: BTreeMap<String, (u32, u32, u32)> = BTreeMap::new();
    let one: Option<String> = std::env::args().nth(1);
    let text = match &one {
        Some(q) => format!("x\t{q}\t-"),
        None => std::fs::read_to_string("crates/maidian/tests/all/search/queries.tsv").unwrap(),
    };
    for line in text.lines() {
        let f: Vec<&str> = line.split('\t').collect();
        let want: Vec<&str> = f[2].split(' ').collect();
        let ask = Ask {
            query: Query::parse(f[1]),
            limit: if one.is_some() { 12 } else { 5 },
            ..Default::default()
        };
        let a = idx.search(&ask, &syn).unwrap();
        let got: Vec<&str> = a.places.iter().map(|p| goods[&p.id].0.as_str()).collect();
        let e = hit.entry(f[0].to_owned()).or_default();
        e.1 += 1;
        let good = got.iter().any(|g| want.contains(g));
        if good {
            e.0 += 1;
        }
        let first = got.first().is_some_and(|g| want.contains(g));
        if first {
            e.2 += 1;
        }
        if !good || !first {
            println!(
                "{} [{}] {:?} total {} {}: {}",
                if good { "first" } else { "MISS " },
                f[1],
                a.bend,
                a.total,
                f[2],
                a.places
                    .iter()
                    .map(|p| format!("{}({})", goods[&p.id].1, p.key / 1000))
                    .collect::<Vec<_>>()
                    .join(" ")
            );
        }
        let _ = &handles;
    }
    for (c, (h, n, f)) in hit {
        println!("{c} {h}/{n} first {f}");
    }
}
