//! Payments, refunds and the balance.

use mall::ledger::{Entry, TransferId};
use mall::order::OrderId;
use mall::payment::{Method, Payment, PaymentId, PaymentState, Refund, RefundId, RefundState};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Cash, Stamp};
use crate::api::doc;

/// One attempt to pay an order.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PaymentView {
    #[schema(value_type = String)]
    pub id: PaymentId,
    #[schema(value_type = String)]
    pub order: OrderId,
    pub number: String,
    #[schema(schema_with = doc::payment_method)]
    pub method: Method,
    #[schema(schema_with = doc::payment_state)]
    pub state: PaymentState,
    pub amount: Cash,
    pub refunded: Cash,
    /// What the QR code says; null until the gateway has answered.
    pub qr: Option<String>,
    /// The QR code as a picture.
    #[schema(example = "/api/v1/payments/123/qr.svg")]
    pub qr_svg: Option<String>,
    /// The gateway's own number, once it is paid.
    pub trade_no: Option<String>,
    pub created_at: Stamp,
    pub expires_at: Stamp,
    pub succeeded_at: Option<Stamp>,
}

impl From<Payment> for PaymentView {
    fn from(payment: Payment) -> Self {
        let text = |text: String| (!text.is_empty()).then_some(text);
        let qr = text(payment.qr);
        Self {
            id: payment.id,
            order: payment.order,
            number: payment.number,
            method: payment.method,
            state: payment.state,
            amount: payment.amount.into(),
            refunded: payment.refunded.into(),
            qr_svg: qr.is_some().then(|| format!("/api/v1/payments/{}/qr.svg", payment.id)),
            qr,
            trade_no: text(payment.trade_no),
            created_at: payment.created_at.into(),
            expires_at: payment.expires_at.into(),
            succeeded_at: payment.succeeded_at.map(Into::into),
        }
    }
}

/// Money on its way back.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RefundView {
    #[schema(value_type = String)]
    pub id: RefundId,
    #[schema(value_type = String)]
    pub order: OrderId,
    #[schema(value_type = String)]
    pub payment: PaymentId,
    pub number: String,
    #[schema(schema_with = doc::refund_state)]
    pub state: RefundState,
    pub amount: Cash,
    pub reason: String,
    pub created_at: Stamp,
    pub finished_at: Option<Stamp>,
}

impl From<Refund> for RefundView {
    fn from(refund: Refund) -> Self {
        Self {
            id: refund.id,
            order: refund.order,
            payment: refund.payment,
            number: refund.number,
            state: refund.state,
            amount: refund.amount.into(),
            reason: refund.reason,
            created_at: refund.created_at.into(),
            finished_at: refund.finished_at.map(Into::into),
        }
    }
}

/// What one can pay with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WalletView {
    pub balance: Cash,
}

/// One movement of a balance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WalletEntryView {
    #[schema(value_type = String)]
    pub transfer: TransferId,
    /// Negative when money left the wallet.
    pub amount: Cash,
    pub balance_after: Cash,
}

impl From<Entry> for WalletEntryView {
    fn from(entry: Entry) -> Self {
        Self {
            transfer: entry.transfer,
            amount: entry.amount.into(),
            balance_after: entry.balance_after.into(),
        }
    }
}
