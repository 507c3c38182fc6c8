//! SMS and mail: written in the transaction that wants them sent, sent afterwards by a job, seen by staff.

use ::store::Tx;
use kernel::{Bucket, Cx, Error, PageAsk, Paged, Result, Time, words};
use serde::{Deserialize, Serialize};
use work::When;

use super::jobs::SendMessage;
use super::model::{MessageId, Phone};
use super::store::message as store;
use super::text::Line;

words! {
    pub enum Channel {
        Sms = "sms",
        Mail = "mail",
    }
}

words! {
    pub enum MessageState {
        Waiting = "waiting",
        Sent = "sent",
        /// The carrier will not take it; it is not tried again.
        Refused = "refused",
    }
}

/// A message as staff see it. Texts are kept as sent: the demo works offline, and its codes are read here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    pub channel: Channel,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub state: MessageState,
    /// Why it was refused; empty otherwise.
    pub reason: String,
    pub created_at: Time,
}

/// A message as it leaves the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// The same at every try: what a carrier tells a repetition by.
    pub id: MessageId,
    pub channel: Channel,
    pub recipient: String,
    /// Empty for SMS.
    pub subject: String,
    pub body: String,
    pub created_at: Time,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    Delivered,
    /// It will never be taken, and why.
    Refused(String),
    /// Nobody knows, so it is tried again, and why.
    Unknown(String),
}

/// Carries messages out of the house. May block; told the same message twice it should send it once.
pub trait Courier: Send + Sync {
    fn deliver(&self, message: &Outgoing) -> Delivery;
}

/// Sends an SMS.
///
/// # Errors
/// [`kernel::Code::Invalid`] about `body`.
pub fn send_sms(tx: &mut Tx<'_>, cx: &Cx, to: &Phone, body: &str) -> Result<MessageId> {
    let body = Line { field: "body", min: 1, max: 500 }.read(body)?;
    enqueue(tx, cx, Channel::Sms, to.as_str(), String::new(), body)
}

/// Sends a mail of plain text.
///
/// # Errors
/// [`kernel::Code::Invalid`] about `recipient`, `subject` or `body`.
pub fn send_mail(tx: &mut Tx<'_>, cx: &Cx, to: &str, subject: &str, body: &str) -> Result<MessageId> {
    const BODY_MAX: usize = 20_000;
    let to = Line { field: "recipient", min: 3, max: 254 }.read(to)?;
    let halves = to.rsplit_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty());
    if halves.is_none() || to.contains(char::is_whitespace) {
        return Err(Error::field("recipient", "is not a mail address", "不是有效的邮箱地址"));
    }
    let subject = Line { field: "subject", min: 1, max: 200 }.read(subject)?;
    if body.is_empty() || body.len() > BODY_MAX {
        return Err(Error::field("body", "must have 1 to 20000 bytes", "须为 1 到 20000 字节"));
    }
    enqueue(tx, cx, Channel::Mail, &to, subject, body.to_owned())
}

fn enqueue(
    tx: &mut Tx<'_>,
    cx: &Cx,
    channel: Channel,
    recipient: &str,
    subject: String,
    body: String,
) -> Result<MessageId> {
    let id = MessageId::issue(cx, Bucket::COMMON)?;
    let message = Message {
        id,
        channel,
        recipient: recipient.to_owned(),
        subject,
        body,
        state: MessageState::Waiting,
        reason: String::new(),
        created_at: cx.now,
    };
    store::insert(tx, &message)?;
    work::job::enqueue(tx, cx, &SendMessage { message: id }, When::Now, Some(&id.to_string()))?;
    Ok(id)
}

/// Messages, newest first, for staff.
///
/// # Errors
/// [`kernel::Code::BadCursor`].
pub fn messages(tx: &mut Tx<'_>, ask: &PageAsk) -> Result<Paged<Message>> {
    let [before] = ask.after.as_ref().map_or(Ok([i64::MAX]), kernel::Cursor::parts)?;
    let rows = store::list(tx, before, ask.fetch())?;
    Ok(Paged::cut(rows, ask, |message| vec![message.id.raw()]))
}
