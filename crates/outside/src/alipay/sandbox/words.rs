//! The sandbox's sentences, in Chinese and English.

use axum::http::{HeaderMap, header};

pub struct Words {
    pub lang: &'static str,
    pub mark: &'static str,
    pub pay_title: &'static str,
    pub amount: &'static str,
    pub subject: &'static str,
    pub details: &'static str,
    pub merchant: &'static str,
    pub number: &'static str,
    pub pay: &'static str,
    pub cancel: &'static str,
    pub play_money: &'static str,
    pub paid: &'static str,
    pub refunded: &'static str,
    pub closed: &'static str,
    pub gone: &'static str,
    pub gone_why: &'static str,
    pub index_title: &'static str,
    pub settings: &'static str,
    pub keys: &'static str,
    pub time_factor: &'static str,
    pub in_memory: &'static str,
    pub switches: &'static str,
    pub switches_help: &'static str,
    pub save: &'static str,
    pub trades: &'static str,
    pub deliveries: &'static str,
    pub none: &'static str,
    pub status: &'static str,
    pub open: &'static str,
    pub time: &'static str,
    pub event: &'static str,
    pub attempt: &'static str,
    pub forged: &'static str,
    pub outcome: &'static str,
}

pub static CHINESE: Words = Words {
    lang: "zh-CN",
    mark: "支付宝沙箱",
    pay_title: "确认付款",
    amount: "付款金额",
    subject: "商品",
    details: "说明",
    merchant: "收款方",
    number: "商户订单号",
    pay: "确认付款",
    cancel: "取消交易",
    play_money: "这是沙箱，不会有真实的钱款往来。",
    paid: "付款成功",
    refunded: "已退款",
    closed: "交易已关闭",
    gone: "二维码无效",
    gone_why: "它不存在或已过期，请回到商家重新下单。",
    index_title: "沙箱控制台",
    settings: "商户配置",
    keys: "密钥目录",
    time_factor: "通知加速",
    in_memory: "内存中的交易",
    switches: "故障开关",
    switches_help: "用于演练通知丢失、重复、延迟、乱序、伪造，以及网关结果未知。也可用 PUT /sandbox/switches 以 JSON 设置。",
    save: "保存开关",
    trades: "最近的交易",
    deliveries: "最近的通知",
    none: "还没有。",
    status: "状态",
    open: "打开付款页",
    time: "时间",
    event: "事件",
    attempt: "第几次",
    forged: "伪造",
    outcome: "结果",
};

pub static ENGLISH: Words = Words {
    lang: "en",
    mark: "Alipay sandbox",
    pay_title: "Confirm payment",
    amount: "Amount",
    subject: "Item",
    details: "Details",
    merchant: "Paid to",
    number: "Merchant's order",
    pay: "Pay",
    cancel: "Cancel this trade",
    play_money: "This is a sandbox: no real money moves.",
    paid: "Paid",
    refunded: "Refunded",
    closed: "This trade is closed",
    gone: "This code is not valid",
    gone_why: "It does not exist or has expired. Go back to the shop and try again.",
    index_title: "Sandbox console",
    settings: "Merchant settings",
    keys: "Key directory",
    time_factor: "Notifications sped up",
    in_memory: "Trades in memory",
    switches: "Fault switches",
    switches_help: "Practise lost, duplicated, late, reordered and forged notifications, and gateway answers that leave the outcome unknown. PUT /sandbox/switches takes the same JSON.",
    save: "Save switches",
    trades: "Latest trades",
    deliveries: "Latest notifications",
    none: "None yet.",
    status: "Status",
    open: "Open pay page",
    time: "Time",
    event: "Event",
    attempt: "Attempt",
    forged: "Forged",
    outcome: "Outcome",
};

/// The reader's language: English when the browser prefers it to Chinese, else Chinese, as Alipay's own pages are.
pub fn words(headers: &HeaderMap) -> &'static Words {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let tags = wanted.split(',').map(|tag| tag.trim().to_ascii_lowercase());
    let first = tags
        .take(16)
        .find(|tag| tag.starts_with("zh") || tag.starts_with("en"));
    if first.is_some_and(|tag| tag.starts_with("en")) {
        &ENGLISH
    } else {
        &CHINESE
    }
}
