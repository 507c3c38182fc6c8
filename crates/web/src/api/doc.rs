//! What the OpenAPI document says about every route: its failures, its words, its authorization.

use std::collections::BTreeMap;

use mall::account::Purpose;
use mall::aftersale::AftersaleState;
use mall::catalog::{OnSale, Sort, SpuKind};
use mall::order::OrderState;
use mall::payment::{Method, Outcome, PaymentState, RefundState};
use mall::search::{List, SearchSort};
use mall::stock::MovementKind;
use mall::{account, front, ledger};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr};
use utoipa::{IntoResponses, Modify};
use work::job::JobState;

/// Any route may also be refused so.
const EVERYWHERE: [u16; 3] = [429, 500, 503];

fn description(status: u16) -> &'static str {
    match status {
        400 => "The request cannot be read, or its Idempotency-Key is missing.",
        401 => "Not signed in, or the token is not valid any more.",
        403 => "Signed in, but not allowed to do this.",
        404 => "There is no such thing, or it is somebody else's.",
        409 => "The state of things does not allow it.",
        413 => "The request is too large.",
        415 => "This content type is not supported here.",
        422 => "Some fields are not right; `details` names them.",
        429 => "Too many tries; `Retry-After` says how long to wait.",
        500 => "Something went wrong on our side.",
        _ => "Busy, or something we rely on does not answer; `Retry-After` says when to try again.",
    }
}

/// Every status that a problem has in the document.
const STATUSES: [u16; 11] = [400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503];

/// Described once among the components, and named by each route.
fn problem(status: u16) -> (String, RefOr<Response>) {
    (status.to_string(), Ref::from_response_name(format!("Problem{status}")).into())
}

macro_rules! problems {
    ($($(#[$meta:meta])* $name:ident = [$($status:literal),*];)*) => {$(
        $(#[$meta])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                [$($status),*].into_iter().chain(EVERYWHERE).map(problem).collect()
            }
        }
    )*};
}

problems! {
    /// Anybody reads a list.
    PublicList = [422];
    /// Anybody reads one thing.
    PublicOne = [404];
    /// Anybody sends something.
    PublicSend = [400, 401, 403, 409, 413, 415, 422];
    /// A user reads what is theirs.
    OwnRead = [401, 404, 422];
    /// A user changes what is theirs.
    OwnChange = [400, 401, 403, 404, 409, 413, 415, 422];
    /// Staff read.
    StaffRead = [401, 403, 404, 422];
    /// Staff change something.
    StaffChange = [400, 401, 403, 404, 409, 413, 415, 422];
}

macro_rules! word_schemas {
    ($($name:ident => $words:ty;)*) => {$(
        #[must_use]
        pub fn $name() -> Object {
            let words = <$words>::ALL.iter().map(|word| word.word());
            ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
        }
    )*};
}

word_schemas! {
    order_state => OrderState;
    spu_kind => SpuKind;
    payment_state => PaymentState;
    payment_method => Method;
    refund_state => RefundState;
    aftersale_state => AftersaleState;
    notice_outcome => Outcome;
    product_sort => Sort;
    search_sort => SearchSort;
    query_list => List;
    on_sale => OnSale;
    movement_kind => MovementKind;
    job_state => JobState;
    book => ledger::Book;
    transfer_kind => ledger::TransferKind;
    code_purpose => Purpose;
    block_kind => front::BlockKind;
    announcement_level => front::Level;
    announcement_place => front::Place;
    session_kind => account::SessionKind;
    user_kind => account::UserKind;
    user_state => account::UserState;
    channel => account::Channel;
    message_state => account::MessageState;
}

/// Adds what routes refer to: how one signs in, and how requests fail.
pub struct Shared;

impl Modify for Shared {
    fn modify(&self, openapi: &mut OpenApi) {
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.bearer_format = Some("JWT".to_owned());
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        for status in STATUSES {
            let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            let response = ResponseBuilder::new()
                .description(description(status))
                .content("application/problem+json", content)
                .build();
            components.responses.insert(format!("Problem{status}"), response.into());
        }
    }
}
