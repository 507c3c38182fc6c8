//! What is told, and to whom.

use axum::extract::ws::Utf8Bytes;
use kernel::Text2;
use mall::account::UserId;
use mall::aftersale::{AftersaleChanged, AftersaleId, AftersaleState};
use mall::front::{Announced, AnnouncementId, Level, Place};
use mall::order::{OrderId, OrderState};
use mall::payment::{PaymentChanged, PaymentId, PaymentState};
use serde::{Deserialize, Serialize};
use work::event::{Event, Told};

/// Who may see a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Everybody,
    User(UserId),
    /// Staff who may see orders, and ask for the desk's news.
    Desk,
}

impl Audience {
    /// 0 for everybody, -1 for the desk: no user has such an id.
    pub fn raw(self) -> i64 {
        match self {
            Self::Everybody => 0,
            Self::Desk => -1,
            Self::User(user) => user.raw(),
        }
    }

    #[cfg(test)]
    pub fn of(raw: i64) -> Self {
        match raw {
            0 => Self::Everybody,
            -1 => Self::Desk,
            user => Self::User(UserId::from_raw(user)),
        }
    }
}

/// One message as it is sent; written once for all who read it.
#[derive(Debug)]
pub struct Message {
    /// The id of its event.
    pub seq: i64,
    pub audience: Audience,
    pub json: Utf8Bytes,
}

/// What is written: `{"seq":"…","type":"order","data":{…}}`.
#[derive(Serialize)]
struct Written<'a, T> {
    seq: String,
    r#type: &'a str,
    data: &'a T,
}

#[derive(Deserialize, Serialize)]
struct OrderMoved {
    order: OrderId,
    #[serde(skip_serializing)]
    user: UserId,
    state: OrderState,
}

#[derive(Deserialize, Serialize)]
struct PaymentMoved {
    payment: PaymentId,
    order: OrderId,
    #[serde(skip_serializing)]
    user: UserId,
    state: PaymentState,
}

#[derive(Deserialize, Serialize)]
struct AftersaleMoved {
    aftersale: AftersaleId,
    order: OrderId,
    #[serde(skip_serializing)]
    user: UserId,
    state: AftersaleState,
}

#[derive(Deserialize, Serialize)]
struct AnnouncementTurned {
    announcement: AnnouncementId,
    revision: i64,
    is_shown: bool,
    level: Level,
    place: Place,
    title: Text2,
    body: Text2,
    link: String,
}

const ORDER_EVENTS: &str = "order.";

/// The messages of an event, the same words to each audience; none of one that nobody is told of, or that an older
/// version wrote without its reader.
pub fn of(told: &Told) -> Vec<Message> {
    let written = match told.kind.as_str() {
        kind if kind.starts_with(ORDER_EVENTS) => {
            message(told, "order", |moved: &OrderMoved| vec![Audience::User(moved.user), Audience::Desk])
        }
        PaymentChanged::KIND => {
            message(told, "payment", |moved: &PaymentMoved| vec![Audience::User(moved.user)])
        }
        AftersaleChanged::KIND => message(told, "aftersale", |moved: &AftersaleMoved| {
            vec![Audience::User(moved.user), Audience::Desk]
        }),
        Announced::KIND => message(told, "announcement", |_: &AnnouncementTurned| vec![Audience::Everybody]),
        _ => None,
    };
    written.unwrap_or_default()
}

fn message<T>(told: &Told, kind: &str, audiences: impl Fn(&T) -> Vec<Audience>) -> Option<Vec<Message>>
where
    T: for<'de> Deserialize<'de> + Serialize,
{
    let data: T = serde_json::from_str(&told.payload).ok()?;
    let written = Written { seq: told.id.to_string(), r#type: kind, data: &data };
    let json = Utf8Bytes::from(serde_json::to_string(&written).ok()?);
    let to = |audience| Message { seq: told.id, audience, json: json.clone() };
    Some(audiences(&data).into_iter().map(to).collect())
}

/// The first words to somebody who has just come: where they stand.
pub fn hello(seq: i64) -> Utf8Bytes {
    format!("{{\"seq\":\"{seq}\",\"type\":\"hello\"}}").into()
}

/// What was missed is not known any more: look at everything anew, and go on from here.
pub fn reset(seq: i64) -> Utf8Bytes {
    format!("{{\"seq\":\"{seq}\",\"type\":\"reset\"}}").into()
}

#[cfg(test)]
mod tests {
    use kernel::Time;

    use super::*;

    fn told(kind: &str, payload: &str) -> Told {
        Told { id: 9, kind: kind.to_owned(), entity: 7, payload: payload.to_owned(), at: Time(0) }
    }

    #[test]
    fn a_message_names_what_changed_and_not_whose_it_is() {
        let event = told("order.shipped", r#"{"order":"7","user":"5","state":"shipped"}"#);
        let messages = of(&event);
        let audiences: Vec<_> = messages.iter().map(|message| message.audience).collect();
        assert_eq!(audiences, [Audience::User(UserId::from_raw(5)), Audience::Desk]);
        let written = r#"{"seq":"9","type":"order","data":{"order":"7","state":"shipped"}}"#;
        assert!(messages.iter().all(|message| message.json.as_str() == written));
    }

    #[test]
    fn nobody_is_told_of_what_has_no_reader() {
        assert!(of(&told("order.shipped", r#"{"order":"7"}"#)).is_empty());
        assert!(of(&told("catalog.changed", r#"{"spu":"7"}"#)).is_empty());
    }
}
