//! What the audit proves, in Chinese. The proofs themselves are stated in English, where they are made.

use super::Lang;

const CLAIMS: [(&str, &str); 21] = [
    ("aftersale: a case is refunded when its refund has arrived", "售后：退款到账，售后单即为已退款"),
    ("aftersale: every claimed piece belongs to one case", "售后：每一件申请售后的商品只属于一张售后单"),
    ("desk: the record of staff actions is unbroken", "工作台：操作记录的哈希链完整"),
    ("ledger: all balances of a currency add up to zero", "账本：同一币种的全部余额合计为零"),
    ("ledger: escrow is what open orders hold", "账本：待结算等于未完成订单持有的款项"),
    ("ledger: every balance is the sum of its entries", "账本：每个余额都等于其分录之和"),
    ("ledger: every transfer's debits equal its credits", "账本：每笔转账借贷相等"),
    ("ledger: no account is below its floor", "账本：没有账户低于其下限"),
    ("ledger: refunds due are the refunds that have not arrived", "账本：应退款等于尚未到账的退款"),
    ("order: every reservation is in the state its order demands", "订单：每笔库存锁定都与订单状态一致"),
    ("order: every total is the sum of its lines", "订单：每张订单的合计等于各行之和"),
    ("order: goods are sent and services are worked on", "订单：商品走发货流程，服务走办理流程"),
    ("order: the orders of a user are counted without gaps", "订单：每个用户的订单计数没有缺口"),
    ("payment: every paid order is settled by exactly one payment", "支付：每张已付款订单恰由一笔付款结算"),
    (
        "payment: every success is in the ledger, once and to the fen",
        "支付：每笔成功付款都已入账一次，分毫不差",
    ),
    ("payment: nothing is in the ledger that has not succeeded", "支付：没有成功的付款不在账上"),
    ("refund: each is promised once and paid once", "退款：每笔退款只承诺一次、支付一次"),
    ("refund: no payment gives back other than its refunds", "退款：每笔付款退回的金额等于其退款之和"),
    ("stock: available + reserved + sold = received", "库存：可售 + 已锁定 + 已售 = 累计入库"),
    ("stock: every change has its movement", "库存：每次变化都有流水"),
    ("stock: what is reserved is what orders hold", "库存：已锁定的数量等于订单持有的数量"),
];

/// The claim in the reader's language, with the language that it is in: one without a translation stays English.
pub fn claim(claim: &'static str, lang: Lang) -> (&'static str, Lang) {
    let chinese = CLAIMS.iter().find(|(english, _)| *english == claim);
    match (lang, chinese) {
        (Lang::Zh, Some((_, chinese))) => (chinese, Lang::Zh),
        _ => (claim, Lang::En),
    }
}
