//! Alipay's open platform: keys, signatures, the client, notifications, and a sandbox that speaks the same protocol.
//!
//! The protocol's own documents: "开放平台 — 签名", "alipay.trade.precreate / query / close / refund /
//! fastpay.refund.query" and "异步通知说明". Names here are Alipay's own.

pub mod amount;
pub mod answer;
pub mod ask;
pub mod beijing;
pub mod cert;
pub mod client;
pub mod form;
pub mod keys;
pub mod notify;
pub mod sandbox;
pub mod sign;

pub use answer::{Answer, Reason, Refusal, Unknown};
pub use ask::{
    Close, Closed, Precreate, Precreated, Query, Refund, RefundQuery, RefundState, Refunded, TradeKey,
    TradeState, TradeStatus,
};
pub use cert::Certificates;
pub use client::{Client, Config, ConfigError, Trust};
pub use keys::{KeyError, SigningKey, VerifyingKey};
pub use notify::{Expected, Notification, Report, Verdict};
pub use sandbox::{Sandbox, SandboxConfig};
