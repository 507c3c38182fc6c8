use super::plan::{Buyer, SkuKey, plan};
use super::sheet::{Sheet, parse};

const HEADER: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

fn sheet(rows: &str) -> Sheet {
    parse(format!("{HEADER}{rows}").as_bytes(), None).expect("a sheet")
}

fn reasons(sheet: &Sheet) -> Vec<(u64, &str)> {
    sheet.rejected.iter().map(|rejected| (rejected.row, rejected.reason.as_str())).collect()
}

#[test]
fn bad_rows_are_put_aside_with_the_reason() {
    let sheet = sheet(
        "1,22086,PAPER CHAIN,4,2011-11-22 08:19:00,2.55,17850.0,France\n\
         1,22086a,,2,2011-11-22 08:19:00,0.0,17850.0,France\n\
         1,22087,LAMP,-3,2011-11-22 08:19:00,1.0,17850.0,France\n\
         2,22087,LAMP,0,2011-11-22 08:19:00,1.0,,France\n\
         2,22087,LAMP,x,2011-11-22 08:19:00,1.0,,France\n\
         2,22087,LAMP,1,2011-11-22 08:19:00,1.005,,France\n\
         A3,B,Adjust bad debt,1,2011-11-22 08:19:00,11062.06,,United Kingdom\n\
         C4,22086,PAPER CHAIN,1,2011-11-22 08:19:00,2.55,17850.0,France\n\
         5,22087,LAMP,-9223372036854775808,2011-11-22 08:19:00,1.0,,France\n\
         6\n\
         7,22087,LAMP,1000001,2011-11-22 08:19:00,1.0,,France\n",
    );
    assert_eq!(
        reasons(&sheet),
        [
            (3, "no price"),
            (4, "a negative quantity outside of a credit note"),
            (5, "a quantity of zero"),
            (6, "\"x\" is not a quantity"),
            (7, "\"1.005\" is not a price"),
            (8, "an adjustment of the books, not an order"),
            (9, "a positive quantity in a credit note"),
            (10, "a negative quantity outside of a credit note"),
            (11, "no invoice number or no stock code"),
            (12, "a quantity of 1000001 is out of range"),
        ]
    );
    assert_eq!(sheet.rows, 11);
    assert_eq!((sheet.invoices.len(), sheet.invoices[0].customer.as_str()), (1, "17850"));
}

#[test]
fn a_file_of_another_format_is_one_sentence() {
    let told = parse(&b"a,b\n1,2\n"[..], None).unwrap_err();
    assert!(
        told.starts_with("there is no column InvoiceNo; the columns must be InvoiceNo, StockCode"),
        "{told}"
    );
}

#[test]
fn the_first_invoices_can_be_had_alone() {
    let rows = "1,A1,X,1,d,1.0,1,UK\n2,A1,X,1,d,1.0,1,UK\n2,A2,X,1,d,1.0,1,UK\n3,A1,X,1,d,1.0,1,UK\n";
    let sheet = parse(format!("{HEADER}{rows}").as_bytes(), Some(2)).unwrap();
    assert_eq!((sheet.invoices.len(), sheet.rows), (2, 3));
}

#[test]
fn a_credit_note_gives_back_the_newest_purchases_of_the_same_price() {
    let mut sheet = sheet(
        "1,a1,X,5,d,1.00,7,UK\n\
         2,A1,X,3,d,1.00,7,UK\n\
         2,A1,X,2,d,2.00,7,UK\n\
         3,A1,X,9,d,1.00,,UK\n\
         C4,A1,X,-4,d,1.00,7,UK\n\
         C5,A1,X,-9,d,1.00,7,UK\n\
         C6,A1,X,-1,d,1.00,8,UK\n\
         C7,A1,X,-1,d,1.00,,UK\n",
    );
    let plan = plan(&mut sheet);
    assert_eq!(plan.orders.len(), 3);
    assert_eq!(plan.orders[2].buyer, Buyer::Guest("3".to_owned()));
    assert_eq!(plan.goods.len(), 1);
    assert_eq!(plan.goods[0].pieces.iter().map(|(p, n)| (*p, *n)).collect::<Vec<_>>(), [(100, 17), (200, 2)]);
    let given_back: Vec<_> = plan
        .refunds
        .iter()
        .flat_map(|(_, refund)| refund.parts.iter().map(|part| (part.order, part.pieces)))
        .collect();
    assert_eq!(given_back, [(1, 3), (0, 1), (0, 4)]);
    let key = SkuKey { code: "A1".to_owned(), price_minor: 100 };
    assert!(plan.refunds.iter().all(|(_, refund)| refund.parts.iter().all(|part| part.sku == key)));
    assert_eq!(
        reasons(&sheet),
        [
            (7, "5 pieces were not bought at this price by this customer in this file"),
            (8, "1 pieces were not bought at this price by this customer in this file"),
            (9, "a credit note of nobody known"),
        ]
    );
}
