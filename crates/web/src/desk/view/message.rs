//! SMS and mail that were sent.

use askama::Template;
use mall::account::{Channel, MessageState};

use crate::i18n::Moment;

use super::{Layout, Older, Worded};

/// `GET /desk/messages`
#[derive(Debug, Template)]
#[template(path = "desk/messages.html")]
pub struct MessagesPage {
    pub layout: Layout,
    pub rows: Vec<MessageRow>,
    pub older: Older,
}

#[derive(Debug, Clone)]
pub struct MessageRow {
    pub channel: Channel,
    pub recipient: String,
    /// Empty for SMS.
    pub subject: String,
    pub body: String,
    pub state: MessageState,
    /// Why it was refused.
    pub reason: String,
    pub at: Moment,
}
