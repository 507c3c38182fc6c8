//! Decides, before anything is done, what each invoice becomes: which goods there must be, who buys them, and
//! which purchase each credit note gives back. Pure, so that the order of doing cannot change it.

use std::collections::{BTreeMap, HashMap};

use super::sheet::{Invoice, Line, Sheet};

/// Every so many orders of known customers are paid from a balance instead of at the gateway.
const BALANCE_EVERY: usize = 4;

/// A product and, for each price it was sold at, how many pieces must be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    pub code: String,
    pub title: String,
    /// By price in minor units.
    pub pieces: BTreeMap<i64, i64>,
}

/// One price of one product: what an order names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SkuKey {
    pub code: String,
    pub price_minor: i64,
}

impl SkuKey {
    fn of(line: &Line) -> Self {
        Self { code: line.code.clone(), price_minor: line.price_minor }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Buyer {
    Customer(String),
    /// By the number of the invoice: nobody knows whether two of them are one person.
    Guest(String),
}

#[derive(Clone, Debug)]
pub struct OrderPlan {
    pub invoice: String,
    pub row: u64,
    pub rows: u64,
    pub buyer: Buyer,
    pub by_balance: bool,
    pub note: String,
    pub country: String,
    pub lines: Vec<(SkuKey, i64)>,
}

/// Pieces of one order's line that go back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub row: u64,
    /// Index into [`Plan::orders`].
    pub order: usize,
    pub sku: SkuKey,
    pub pieces: i64,
}

#[derive(Clone, Debug)]
pub struct RefundPlan {
    pub invoice: String,
    pub rows: u64,
    pub parts: Vec<Part>,
}

/// What is to be done. A refund comes after the orders before it.
#[derive(Debug, Default)]
pub struct Plan {
    pub goods: Vec<Good>,
    pub orders: Vec<OrderPlan>,
    /// Each with the number of orders that come before it.
    pub refunds: Vec<(usize, RefundPlan)>,
}

/// What a customer has bought of one SKU and not given back: indices of orders, oldest first, and pieces.
type Purchases = HashMap<(String, SkuKey), Vec<(usize, i64)>>;

/// Plans a sheet; credit notes whose purchase is not in it are rejected there.
pub fn plan(sheet: &mut Sheet) -> Plan {
    let mut plan = Plan::default();
    let mut goods: HashMap<String, usize> = HashMap::new();
    let mut purchases = Purchases::new();
    let invoices = std::mem::take(&mut sheet.invoices);
    let mut known_customers = 0;
    for invoice in &invoices {
        if invoice.is_credit {
            let refund = refund(invoice, &mut purchases, sheet);
            plan.refunds.push((plan.orders.len(), refund));
            continue;
        }
        for line in &invoice.lines {
            let at = *goods.entry(line.code.clone()).or_insert_with(|| {
                let (code, title) = (line.code.clone(), line.title.clone());
                plan.goods.push(Good { code, title, pieces: BTreeMap::new() });
                plan.goods.len() - 1
            });
            *plan.goods[at].pieces.entry(line.price_minor).or_insert(0) += line.quantity.pieces();
            if !invoice.customer.is_empty() {
                let bought = purchases.entry((invoice.customer.clone(), SkuKey::of(line))).or_default();
                bought.push((plan.orders.len(), line.quantity.pieces()));
            }
        }
        let is_known = !invoice.customer.is_empty();
        known_customers += usize::from(is_known);
        plan.orders.push(order(invoice, is_known && known_customers % BALANCE_EVERY == 0));
    }
    plan.refunds.retain(|(_, refund)| !refund.parts.is_empty());
    plan
}

fn order(invoice: &Invoice, by_balance: bool) -> OrderPlan {
    let Invoice { number, customer, date, country, lines, .. } = invoice;
    OrderPlan {
        invoice: number.clone(),
        row: lines.first().map_or(0, |line| line.row),
        rows: u64::try_from(lines.len()).unwrap_or(0),
        buyer: match customer.as_str() {
            "" => Buyer::Guest(number.clone()),
            customer => Buyer::Customer(customer.to_owned()),
        },
        by_balance,
        note: format!("{number} {date}"),
        country: country.clone(),
        lines: lines.iter().map(|line| (SkuKey::of(line), line.quantity.pieces())).collect(),
    }
}

/// Finds what a credit note gives back: the customer's newest purchases of the same goods at the same price.
fn refund(invoice: &Invoice, purchases: &mut Purchases, sheet: &mut Sheet) -> RefundPlan {
    let mut parts: Vec<Part> = Vec::new();
    for line in &invoice.lines {
        let sku = SkuKey::of(line);
        let mut left = line.quantity.pieces();
        if invoice.customer.is_empty() {
            sheet.reject(line.row, &invoice.number, "a credit note of nobody known");
            continue;
        }
        let bought = purchases.entry((invoice.customer.clone(), sku.clone())).or_default();
        while let Some((order, available)) = bought.last_mut().filter(|_| 0 < left) {
            let pieces = left.min(*available);
            parts.push(Part { row: line.row, order: *order, sku: sku.clone(), pieces });
            left -= pieces;
            *available -= pieces;
            if *available == 0 {
                bought.pop();
            }
        }
        if 0 < left {
            let told = format!("{left} pieces were not bought at this price by this customer in this file");
            sheet.reject(line.row, &invoice.number, told);
        }
    }
    let rows = u64::try_from(invoice.lines.len()).unwrap_or(0);
    RefundPlan { invoice: invoice.number.clone(), rows, parts }
}
