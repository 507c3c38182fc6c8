//! Goods and orders in and out of the real program.

use testkit::{TestDb, db_test};

use crate::program::Home;

const GOODS: &str = "\
title,price,code,stock,currency
麦田台灯,129.00,LAMP-1,20,CNY
Broken,abc,LAMP-2,1,CNY
Desk mat,35.5,MAT-1,7,CNY
";

#[db_test]
fn goods_come_in_once_and_go_out_again(db: TestDb) {
    let home = Home::new(db.url());
    home.write("goods.csv", GOODS);
    let map = "title=title,price=price,code=code,stock=stock,currency=currency";
    let import = ["import", "products", "goods.csv", "--map", map, "--report", "report.csv"];
    let first = home.run(&import).well();
    assert!(first.starts_with("2 products created, 0 updated, 0 unchanged, 1 refused;"), "{first}");
    let again = home.run(&import).well();
    assert!(again.starts_with("0 products created, 0 updated, 2 unchanged, 1 refused;"), "{again}");
    let report = std::fs::read_to_string(home.path("report.csv")).unwrap();
    assert!(report.contains("\n3,"), "{report}");

    home.run(&["export", "products", "out.csv"]).well();
    let out = home.run(&["export", "products"]).well();
    assert_eq!(std::fs::read_to_string(home.path("out.csv")).unwrap(), out);
    assert!(out.contains("麦田台灯") && out.contains("MAT-1"), "{out}");
    home.run(&["audit"]).well();

    let missing = home.run(&["import", "products", "none.csv"]).badly();
    assert!(missing.starts_with("maidian: none.csv: "), "{missing}");
    assert_eq!(home.run(&["import", "products", "report.csv"]).badly().lines().count(), 1);
}

/// Two customers, two guests, returns, bad rows, one article at three prices, an invoice of 1,114 lines.
fn records() -> String {
    let mut text = String::from(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n\
         1,22086,PAPER CHAIN KIT,4,2011-11-22 08:19:00,2.55,17850.0,United Kingdom\n\
         1,22087,LAMP,2,2011-11-22 08:19:00,1.25,17850.0,United Kingdom\n\
         1,22086,PAPER CHAIN KIT,1,2011-11-22 08:19:00,2.10,17850.0,United Kingdom\n\
         2,POST,POSTAGE,1,2011-11-22 09:00:00,18.0,12490.0,France\n\
         2,22086,PAPER CHAIN KIT,6,2011-11-22 09:00:00,2.55,12490.0,France\n\
         3,22087,LAMP,3,2011-11-22 10:00:00,0.0,,United Kingdom\n\
         4,22087,LAMP,3,2011-11-22 10:00:00,1.45,,United Kingdom\n\
         C5,22086,PAPER CHAIN KIT,-2,2011-11-22 11:00:00,2.55,17850.0,United Kingdom\n\
         C6,POST,POSTAGE,-1,2011-11-22 11:00:00,18.0,12490.0,France\n\
         C6,22086,PAPER CHAIN KIT,-9,2011-11-22 11:00:00,2.55,12490.0,France\n\
         C7,22087,LAMP,-1,2011-11-22 11:00:00,1.45,,United Kingdom\n\
         8,22087,LAMP,1,2011-11-22 12:00:00,1.25,17850.0,United Kingdom\n\
         9,22087,LAMP,1,2011-11-22 12:00:00,1.25,17850.0,United Kingdom\n",
    );
    for line in 0..1_114 {
        text += &format!("10,L{line},LINE {line},1,2011-11-22 13:00:00,0.{:02},,EIRE\n", line % 99 + 1);
    }
    text
}

#[db_test]
fn recorded_orders_become_orders_and_the_books_balance(db: TestDb) {
    let home = Home::new(db.url());
    home.write("records.csv", &records());
    let said = home.run(&["replay", "orders", "records.csv"]).well();
    for line in [
        "rows       1127 read, 3 not taken",
        "people     2 customers, 2 guests",
        "orders     6 with 1122 lines,",
        "; 5 paid at the gateway, 1 from a balance",
        // 2 × 2.55 of the first, 18.00 and 6 × 2.55 of the second.
        "refunds    3, GBP 38.40",
        "jobs       0 given up",
        "The books are sound",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let report = std::fs::read_to_string(home.path("replay-report.csv")).unwrap();
    assert_eq!(
        report,
        "row,invoice,reason\n\
         7,3,no price\n\
         11,C6,3 pieces were not bought at this price by this customer in this file\n\
         12,C7,a credit note of nobody known\n"
    );
    let again = home.run(&["replay", "orders", "records.csv"]).badly();
    assert!(again.contains("replay into a fresh one"), "{again}");
    home.run(&["audit"]).well();
}
