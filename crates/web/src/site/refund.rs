//! Asking for money back.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use kernel::{Code, Error, Result};
use mall::aftersale::{self, Request};
use mall::catalog::SpuKind;
use mall::media::HandedIn;
use mall::order::{self, Order, OrderId, OrderLine};
use mall::stock::Quantity;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use work::once::{self, Answer, Scope};

use super::fault;
use super::note::Note;
use super::shopper::{Member, go, go_saying};
use super::show;
use super::view::{FieldErrors, RefundPage, Tab};
use crate::app::App;
use crate::i18n::fill;
use crate::page::FileForm;
use crate::params::Path;
use crate::problem::Failure;
use crate::upload;

const KEY_BYTES_MAX: usize = 64;

/// The form; a quantity `n-{line}` for each line.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Refund {
    #[serde(default)]
    key: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    goods_back: String,
    #[serde(default)]
    note: String,
    #[serde(flatten)]
    quantities: HashMap<String, String>,
}

impl Refund {
    fn quantity(&self, line: &str) -> String {
        self.quantities.get(&format!("n-{line}")).cloned().unwrap_or_else(|| "0".to_owned())
    }

    fn goods_back(&self) -> Option<bool> {
        match self.goods_back.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    /// The lines with a quantity, in their order.
    ///
    /// # Errors
    /// [`Code::Invalid`] about each `n-{line}` that is not a quantity.
    fn lines(&self) -> Result<Vec<(i64, Quantity)>> {
        let mut lines = Vec::new();
        let mut wrong: Option<Error> = None;
        for (field, typed) in &self.quantities {
            let line: i64 = match field.strip_prefix("n-").and_then(|line| line.parse().ok()) {
                Some(line) => line,
                None => return Err(Error::field(field, "is not known here", "不支持此项")),
            };
            match typed.trim() {
                "" | "0" => {}
                typed => match Quantity::of_field(field, typed.parse().unwrap_or(-1)) {
                    Ok(quantity) => lines.push((line, quantity)),
                    Err(error) => {
                        wrong = Some(match wrong.take() {
                            Some(first) => first.and(error),
                            None => error,
                        });
                    }
                },
            }
        }
        lines.sort_unstable_by_key(|(line, _)| *line);
        wrong.map_or(Ok(lines), Err)
    }

    /// # Errors
    /// [`Code::Invalid`] by field.
    fn check(&self, member: &Member, order: OrderId) -> Result<Request> {
        let lang = member.shopper.lang();
        let reasons = show::aftersale::all_reasons(lang);
        let reason = reasons.into_iter().find(|(code, _)| *code == self.reason).map(|(_, words)| words);
        let reason = reason.ok_or_else(|| Error::field("reason", "is to be chosen", "请选择原因"))?;
        let with_return = self
            .goods_back()
            .ok_or_else(|| Error::field("goods_back", "is to be chosen", "请选择商品怎么处理"))?;
        let note = self.note.trim();
        let reason = if note.is_empty() { reason } else { format!("{reason}\n{note}") };
        Ok(Request { user: member.id(), order, lines: self.lines()?, with_return, reason })
    }

    fn scope(&self, member: &Member, order: OrderId) -> Result<Scope> {
        let is_fit =
            (1..=KEY_BYTES_MAX).contains(&self.key.len()) && self.key.bytes().all(|b| b.is_ascii_graphic());
        if !is_fit {
            return Err(Code::MalformedBody.into());
        }
        let mut hasher = Sha256::new();
        let mut quantities: Vec<_> = self.quantities.iter().collect();
        quantities.sort_unstable();
        let parts = quantities.into_iter().flat_map(|(field, typed)| [field, typed]);
        for part in parts.chain([&self.reason, &self.goods_back, &self.note]) {
            hasher.update(part.as_bytes());
            hasher.update([0]);
        }
        let user = member.id();
        Ok(Scope {
            bucket: user.bucket(),
            owner: user.raw(),
            key: format!("refund:{order}:{}", self.key),
            request_hash: hasher.finalize().into(),
        })
    }
}

async fn find(app: &App, member: &Member, id: OrderId) -> Result<(Order, Vec<OrderLine>)> {
    let user = member.id();
    app.db.read(move |tx| Ok((order::own(tx, user, id)?, order::lines(tx, id)?))).await
}

async fn page(
    app: &App,
    member: &Member,
    (order, lines): (Order, Vec<OrderLine>),
    form: Refund,
    errors: FieldErrors,
) -> Result<RefundPage> {
    let shopper = &member.shopper;
    let lang = shopper.lang();
    let mut layout = shopper.layout(app, shopper.t().ask_refund, Tab::None).await?;
    layout.path = format!("/orders/{}/refund", order.id);
    // Before the parcel leaves there is nothing to send back, and never of a service.
    let is_service = order.kind == SpuKind::Service;
    let is_kept = is_service || order.state.is_unfulfilled();
    let goods_back = form.goods_back().or(is_kept.then_some(false));
    Ok(RefundPage {
        layout,
        order: order.id.to_string(),
        number: order.number,
        is_service,
        lines: show::aftersale::refund_lines(&lines, lang, |line| form.quantity(line))?,
        reasons: show::aftersale::reasons(order.kind, lang),
        goods_back,
        key: hex::encode(app.db.env().random.bytes::<16>()),
        reason: form.reason,
        note: form.note,
        errors,
    })
}

pub async fn ask(
    State(app): State<App>,
    member: Member,
    Path(id): Path<OrderId>,
) -> Result<Response, Failure> {
    let known = find(&app, &member, id).await?;
    if !show::order::actions(&known.0, app.now()).refund {
        return Ok(go(&format!("/orders/{id}")));
    }
    let page = page(&app, &member, known, Refund::default(), FieldErrors::default()).await?;
    member.shopper.show(&app, &page)
}

pub async fn request(
    State(app): State<App>,
    member: Member,
    Path(id): Path<OrderId>,
    FileForm { form, files, turn: _turn }: FileForm<Refund>,
) -> Result<Response, Failure> {
    match open_case(&app, &member, id, &form, files).await {
        Ok(answer) => Ok(go_saying(&app, &format!("/aftersales/{}", answer.body), Note::CaseSent)),
        Err(error) if error.code() == Code::OrderMoved => Ok(go(&format!("/orders/{id}"))),
        Err(error) => again(&app, &member, id, form, error).await,
    }
}

/// Opens the case, once, with its photos.
async fn open_case(
    app: &App,
    member: &Member,
    id: OrderId,
    form: &Refund,
    files: Vec<HandedIn>,
) -> Result<Answer> {
    let scope = form.scope(member, id)?;
    let request = form.check(member, id)?;
    let user = member.id();
    let photos = upload::put_photos(app, member.actor(), user, files).await?;
    app.db
        .write(member.actor(), move |tx, cx| {
            once::run(tx, cx, &scope, |tx, cx| {
                let case = aftersale::request(tx, cx, &request)?;
                for photo in &photos {
                    aftersale::add_photo(tx, cx, user, case.id, photo)?;
                }
                Ok(case.id.to_string())
            })
        })
        .await
}

async fn again(
    app: &App,
    member: &Member,
    id: OrderId,
    form: Refund,
    error: Error,
) -> Result<Response, Failure> {
    let shopper = &member.shopper;
    let known = find(app, member, id).await?;
    let errors = match error.code() {
        Code::RefundTooMuch => too_much(&form, &known.1, shopper.t().at_most),
        // Nothing was chosen: that is about the form as a whole.
        _ => fault::fields(&error, shopper.lang(), &[("lines", "")]),
    };
    let failure = fault::mendable(error)?;
    let page = page(app, member, known, form, errors).await?;
    shopper.refuse(app, &failure, &page)
}

/// At each line of which more is asked than is left, how many are.
fn too_much(form: &Refund, lines: &[OrderLine], at_most: &str) -> FieldErrors {
    let left = |line: &OrderLine| line.quantity - line.refund_quantity;
    let asked = |line: &OrderLine| form.quantity(&line.line.to_string()).trim().parse::<i64>().unwrap_or(0);
    let beyond = lines.iter().filter(|line| asked(line) > left(line));
    beyond.map(|line| (format!("n-{}", line.line), fill(at_most, left(line)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Refund {
        let quantities = pairs.iter().map(|(field, typed)| ((*field).to_owned(), (*typed).to_owned()));
        Refund { quantities: quantities.collect(), ..Refund::default() }
    }

    #[test]
    fn lines_without_a_quantity_are_not_asked_for() {
        let lines = form(&[("n-2", "1"), ("n-1", "0"), ("n-3", ""), ("n-10", " 7 ")]).lines().unwrap();
        assert_eq!(lines.iter().map(|(line, n)| (*line, n.pieces())).collect::<Vec<_>>(), [(2, 1), (10, 7)]);
    }

    #[test]
    fn what_is_no_quantity_is_told_at_its_line() {
        let error =
            form(&[("n-1", "-1"), ("n-2", "x"), ("n-3", "99999999999999999999")]).lines().unwrap_err();
        assert_eq!(error.details().len(), 3);
        assert!(form(&[("x-1", "1")]).lines().is_err());
        assert!(form(&[("n-x", "1")]).lines().is_err());
    }
}
