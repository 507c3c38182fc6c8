//! What a call came to, in the three ways that matter to money: done, refused, or nobody knows.

use std::fmt;

/// The outcome of one call of the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an outcome that is not looked at is money that is not accounted for"]
pub enum Answer<T> {
    /// The gateway did it and signed for it.
    Ok(T),
    /// The gateway definitely did not do it, and signed for that.
    Refused(Refusal),
    /// It may or may not have been done. Ask again (query, or the same call with the same numbers) before acting.
    Unknown(Unknown),
}

impl<T> Answer<T> {
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Ok(value) => Answer::Ok(f(value)),
            Self::Refused(refusal) => Answer::Refused(refusal),
            Self::Unknown(unknown) => Answer::Unknown(unknown),
        }
    }

    pub fn ok(self) -> Option<T> {
        match self {
            Self::Ok(value) => Some(value),
            Self::Refused(_) | Self::Unknown(_) => None,
        }
    }
}

/// A definite no, in Alipay's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// `40004` for business, `40001`, `40002`, `40003`, `40006`, `20001` for the request itself;
    /// `local` when the request was wrong before it was sent.
    pub code: String,
    pub sub_code: String,
    /// A sentence of Alipay's, in Chinese as a rule.
    pub sub_msg: String,
}

/// The refusals that business rules ask about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// No such trade. For a precreated trade also: its QR code was not scanned yet.
    TradeNotExist,
    /// Already paid.
    TradeHasSuccess,
    /// Already closed.
    TradeHasClosed,
    /// Too old to be refunded.
    TradeHasFinished,
    /// The trade's state does not allow this.
    TradeStatus,
    /// The same `out_trade_no` with other contents.
    ContextInconsistent,
    /// The same `out_request_no` with other contents.
    DiscordantRepeat,
    /// More than what is left of the payment.
    RefundAmount,
    /// The seller's account cannot pay the refund.
    SellerBalance,
    /// The gateway does not accept our signature: wrong key or app.
    Signature,
    /// The request was wrong before it was sent.
    Local,
    Other,
}

impl Refusal {
    pub(super) fn local(sub_code: &str, sub_msg: &str) -> Self {
        Self { code: "local".into(), sub_code: sub_code.into(), sub_msg: sub_msg.into() }
    }

    pub fn reason(&self) -> Reason {
        if self.code == "local" {
            return Reason::Local;
        }
        match self.sub_code.as_str() {
            "ACQ.TRADE_NOT_EXIST" => Reason::TradeNotExist,
            "ACQ.TRADE_HAS_SUCCESS" => Reason::TradeHasSuccess,
            "ACQ.TRADE_HAS_CLOSE" => Reason::TradeHasClosed,
            "ACQ.TRADE_HAS_FINISHED" => Reason::TradeHasFinished,
            "ACQ.TRADE_STATUS_ERROR" | "ACQ.REASON_TRADE_STATUS_INVALID" | "ACQ.REASON_ILLEGAL_STATUS" => {
                Reason::TradeStatus
            }
            "ACQ.CONTEXT_INCONSISTENT" => Reason::ContextInconsistent,
            "ACQ.DISCORDANT_REPEAT_REQUEST" => Reason::DiscordantRepeat,
            "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL" | "ACQ.REASON_TRADE_REFUND_FEE_ERR" => Reason::RefundAmount,
            "ACQ.SELLER_BALANCE_NOT_ENOUGH" => Reason::SellerBalance,
            "isv.invalid-signature" => Reason::Signature,
            _ => Reason::Other,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.code, self.sub_code, self.sub_msg)
    }
}

/// Why nobody knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The connection could not be made; most likely nothing was sent.
    Unreachable,
    Timeout,
    /// The connection broke before the answer was whole.
    Broken,
    /// An HTTP status other than 200.
    Status(u16),
    TooLong,
    Malformed(&'static str),
    /// The answer has no signature, so that what it says (here for the operator's eyes) is not to be trusted.
    Unsigned(Refusal),
    BadSignature,
    /// A good answer about another trade.
    WrongTrade,
    /// The gateway says itself that it does not know: `20000`, `ACQ.SYSTEM_ERROR` and their like.
    Gateway(Refusal),
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable => f.write_str("the gateway cannot be reached"),
            Self::Timeout => f.write_str("the gateway did not answer in time"),
            Self::Broken => f.write_str("the connection broke before the answer was whole"),
            Self::Status(status) => write!(f, "the gateway answered with HTTP status {status}"),
            Self::TooLong => f.write_str("the gateway's answer is too long"),
            Self::Malformed(why) => write!(f, "the gateway's answer cannot be read: {why}"),
            Self::Unsigned(said) => write!(f, "the gateway's answer is not signed; it says: {said}"),
            Self::BadSignature => f.write_str("the signature of the gateway's answer is wrong"),
            Self::WrongTrade => f.write_str("the gateway's answer is about another trade"),
            Self::Gateway(said) => write!(f, "the gateway does not know the outcome: {said}"),
        }
    }
}

/// Where a verified answer that is not `10000` belongs.
pub(super) fn classify<T>(said: Refusal) -> Answer<T> {
    const NOT_KNOWN: [&str; 5] =
        ["ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error", "aop.unknow-error", "SYSTEM_ERROR"];
    let definite = matches!(said.code.as_str(), "40001" | "40002" | "40003" | "40004" | "40006" | "20001");
    if definite && !NOT_KNOWN.contains(&said.sub_code.as_str()) {
        Answer::Refused(said)
    } else {
        Answer::Unknown(Unknown::Gateway(said))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(code: &str, sub_code: &str) -> Refusal {
        Refusal { code: code.into(), sub_code: sub_code.into(), sub_msg: String::new() }
    }

    #[test]
    fn only_a_definite_no_is_a_refusal() {
        for (code, sub_code) in
            [("40004", "ACQ.TRADE_NOT_EXIST"), ("40002", "isv.invalid-signature"), ("40006", "x")]
        {
            assert!(matches!(classify::<()>(said(code, sub_code)), Answer::Refused(_)), "{code} {sub_code}");
        }
        for (code, sub_code) in [
            ("20000", "isp.unknow-error"),
            ("40004", "ACQ.SYSTEM_ERROR"),
            ("40004", "aop.ACQ.SYSTEM_ERROR"),
            ("10003", ""),
            ("", ""),
            ("99999", "ACQ.TRADE_NOT_EXIST"),
        ] {
            assert!(matches!(classify::<()>(said(code, sub_code)), Answer::Unknown(_)), "{code} {sub_code}");
        }
    }

    #[test]
    fn business_can_tell_refusals_apart() {
        assert_eq!(said("40004", "ACQ.TRADE_NOT_EXIST").reason(), Reason::TradeNotExist);
        assert_eq!(said("40004", "ACQ.SOMETHING_NEW").reason(), Reason::Other);
        assert_eq!(Refusal::local("amount", "").reason(), Reason::Local);
    }
}
