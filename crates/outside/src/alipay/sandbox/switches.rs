//! What can be made to go wrong, on purpose.

use serde::{Deserialize, Serialize};

/// Copies of one notification, at most.
pub const DUPLICATES_MAX: u8 = 10;
/// Delay of a notification or an answer, at most.
pub const DELAY_MS_MAX: u64 = 120_000;

/// The state of every switch. All are off by default; set together, never half.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Switches {
    /// So many first attempts of each genuine notification get lost; 8 loses them all.
    pub drop_attempts: u8,
    /// So many more copies of each genuine notification.
    pub duplicates: u8,
    /// Each genuine notification comes so much later.
    pub delay_ms: u64,
    /// A notification waits until the next one has been sent, and follows it.
    pub reorder: bool,
    /// Forgeries sent before each genuine notification. With `drop_attempts: 8` they come alone.
    pub forge: Vec<Forgery>,
    /// How the gateway's answers fail.
    pub gateway: Option<GatewayFault>,
}

/// What is false in a forged notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forgery {
    BadSignature,
    /// Well signed, as if Alipay had mixed it up: one fen more than was asked.
    WrongAmount,
    /// Well signed, for another seller.
    WrongSeller,
    /// Well signed, for another app.
    WrongAppId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayFault {
    pub kind: FaultKind,
    /// Whether the request is carried out before its answer fails.
    #[serde(default)]
    pub carried_out: bool,
    /// Only this method; all when missing.
    #[serde(default)]
    pub method: Option<String>,
    /// So many answers, then no more; without end when missing.
    #[serde(default)]
    pub times: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// HTTP 500 with a page of HTML.
    Http500,
    /// No answer for a long time.
    Timeout,
    /// `20000 isp.unknow-error`.
    ServiceUnavailable,
    /// `40004 ACQ.SYSTEM_ERROR`.
    SystemError,
    /// Half of the answer.
    Truncated,
    /// The answer with another signature.
    BadSignature,
    /// The answer without a signature.
    Unsigned,
}

impl Switches {
    /// Brings every number within its bound.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.duplicates = self.duplicates.min(DUPLICATES_MAX);
        self.delay_ms = self.delay_ms.min(DELAY_MS_MAX);
        self.forge.truncate(usize::from(DUPLICATES_MAX));
        self
    }

    /// The fault for this call, counted off when it is a counted one.
    pub(super) fn take_fault(&mut self, method: &str) -> Option<GatewayFault> {
        let fault = self.gateway.as_mut()?;
        if fault.method.as_ref().is_some_and(|wanted| wanted != method) {
            return None;
        }
        let taken = fault.clone();
        match &mut fault.times {
            None => {}
            Some(0) => {
                self.gateway = None;
                return None;
            }
            Some(times) => *times -= 1,
        }
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_fault_ends() {
        let fault = GatewayFault {
            kind: FaultKind::Http500,
            carried_out: false,
            method: Some("alipay.trade.query".into()),
            times: Some(2),
        };
        let mut switches = Switches { gateway: Some(fault), ..Switches::default() };
        assert!(switches.take_fault("alipay.trade.refund").is_none());
        assert!(switches.take_fault("alipay.trade.query").is_some());
        assert!(switches.take_fault("alipay.trade.query").is_some());
        assert!(switches.take_fault("alipay.trade.query").is_none());
        assert_eq!(switches, Switches::default());
    }

    #[test]
    fn switches_are_json_and_know_their_names() {
        let text = r#"{"drop_attempts":1,"forge":["wrong_amount"],"gateway":{"kind":"timeout"}}"#;
        let switches: Switches = serde_json::from_str(text).unwrap();
        assert_eq!(switches.forge, [Forgery::WrongAmount]);
        assert!(serde_json::from_str::<Switches>(r#"{"drop":1}"#).is_err());
    }
}
