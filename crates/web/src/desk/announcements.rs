//! What the shop announces.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::time::SHOP_OFFSET_S;
use kernel::{Code, Error, Result, Text2, Time};
use mall::desk;
use mall::front::{self, Announcement, AnnouncementId, Draft, Level, Place, Window};
use serde::Deserialize;

use super::said::Said;
use super::show;
use super::view::{AnnouncementForm, AnnouncementPage, AnnouncementRow, AnnouncementsPage, Section, Showing};
use super::worker::{After, Nothing, Worker, onward, page_ask};
use crate::app::App;
use crate::page::Form;
use crate::params::{Path, Query};
use crate::problem::Failure;
use crate::site::view::FieldErrors;

const HERE: &str = "/desk/announcements";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk/announcements", get(list).post(announce))
        .route("/desk/announcements/{id}", get(look_at).post(change))
        .route("/desk/announcements/{id}/remove", post(remove))
}

/// A moment as a field for date and time has it; empty for none.
pub fn field_time(time: Option<Time>) -> String {
    let Some(time) = time else { return String::new() };
    let civil = time.civil(SHOP_OFFSET_S);
    let (year, month, day) = (civil.year, civil.month, civil.day);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}", civil.hour, civil.minute)
}

/// # Errors
/// [`Code::Invalid`] about the field.
pub fn typed_time(field: &str, typed: &str) -> Result<Option<Time>> {
    if typed.is_empty() {
        return Ok(None);
    }
    let time = Time::parse_civil(typed, SHOP_OFFSET_S);
    time.map(Some).ok_or_else(|| Error::field(field, "is not a date and time", "不是有效的日期时间"))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    revision: String,
    level: String,
    place: String,
    #[serde(rename = "title.zh")]
    title_zh: String,
    #[serde(rename = "title.en")]
    title_en: String,
    #[serde(rename = "body.zh")]
    body_zh: String,
    #[serde(rename = "body.en")]
    body_en: String,
    link: String,
    from: String,
    until: String,
}

impl Typed {
    fn draft(&self) -> Result<Draft> {
        Ok(Draft {
            level: self.level.parse().unwrap_or_default(),
            place: self.place.parse().unwrap_or_default(),
            title: Text2::new(self.title_zh.trim(), self.title_en.trim()),
            body: Text2::new(self.body_zh.trim(), self.body_en.trim()),
            link: self.link.trim().to_owned(),
            window: Window {
                from: typed_time("from", &self.from)?,
                until: typed_time("until", &self.until)?,
            },
        })
    }

    fn form(self) -> AnnouncementForm {
        AnnouncementForm {
            revision: self.revision,
            level: self.level.parse().unwrap_or(Level::Info),
            place: self.place.parse().unwrap_or(Place::Everywhere),
            title_zh: self.title_zh,
            title_en: self.title_en,
            body_zh: self.body_zh,
            body_en: self.body_en,
            link: self.link,
            from: self.from,
            until: self.until,
        }
    }
}

fn stored(announcement: &Announcement) -> AnnouncementForm {
    let Draft { level, place, title, body, link, window } = announcement.draft.clone();
    AnnouncementForm {
        revision: announcement.revision.to_string(),
        level,
        place,
        title_zh: title.zh,
        title_en: title.en,
        body_zh: body.zh,
        body_en: body.en,
        link,
        from: field_time(window.from),
        until: field_time(window.until),
    }
}

fn showing(window: Window, now: Time) -> Showing {
    match window.from {
        _ if window.is_open(now) => Showing::Now,
        Some(from) if now < from => Showing::Ahead,
        _ => Showing::Over,
    }
}

async fn page(
    app: &App,
    worker: &Worker,
    after: &str,
    form: AnnouncementForm,
    errors: FieldErrors,
) -> Result<AnnouncementsPage, Failure> {
    let ask = page_ask(after)?;
    let found = worker.read(app, Section::Announcements, move |tx| front::announcements(tx, &ask)).await?;
    let (lang, now) = (worker.lang(), app.now());
    let row = |announcement: &Announcement| AnnouncementRow {
        id: announcement.id.to_string(),
        title: announcement.draft.title.get(lang).to_owned(),
        level: announcement.draft.level,
        place: announcement.draft.place,
        showing: showing(announcement.draft.window, now),
        from: announcement.draft.window.from.map(Into::into),
        until: announcement.draft.window.until.map(Into::into),
    };
    Ok(AnnouncementsPage {
        layout: worker.layout(Section::Announcements, worker.t().announcements),
        rows: found.items.iter().map(row).collect(),
        older: show::older(HERE, after, &found),
        form,
        errors,
    })
}

async fn list(State(app): State<App>, worker: Worker, Query(ask): Query<After>) -> Result<Response, Failure> {
    let form = AnnouncementForm::default();
    let page = page(&app, &worker, &ask.after, form, FieldErrors::default()).await?;
    worker.show(&app, &page)
}

async fn announce(
    State(app): State<App>,
    worker: Worker,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let made = match typed.draft() {
        Ok(draft) => worker.act(&app, move |tx, cx| desk::front::announce(tx, cx, &draft)).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(_) => Ok(onward(&app, HERE, Said::Saved)),
        Err(error) => {
            let errors = worker.faults(error)?;
            let page = page(&app, &worker, "", typed.form(), errors).await?;
            worker.refuse(&app, &page)
        }
    }
}

async fn one(
    app: &App,
    worker: &Worker,
    id: AnnouncementId,
    typed: Option<Typed>,
    errors: FieldErrors,
) -> Result<AnnouncementPage, Failure> {
    let found = worker.read(app, Section::Announcements, move |tx| front::announcement(tx, id)).await?;
    let heading = found.draft.title.get(worker.lang()).to_owned();
    Ok(AnnouncementPage {
        layout: worker.layout(Section::Announcements, heading.clone()),
        id: id.to_string(),
        heading,
        showing: showing(found.draft.window, app.now()),
        form: typed.map_or_else(|| stored(&found), Typed::form),
        errors,
    })
}

async fn look_at(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<AnnouncementId>,
) -> Result<Response, Failure> {
    let page = one(&app, &worker, id, None, FieldErrors::default()).await?;
    worker.show(&app, &page)
}

async fn change(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<AnnouncementId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Failure> {
    let wanted = typed.draft().and_then(|draft| {
        let revision = typed.revision.parse::<i64>().map_err(|_| Error::from(Code::BadId))?;
        Ok((revision, draft))
    });
    let changed = match wanted {
        Ok((revision, draft)) => {
            let change = move |tx: &mut store::Tx<'_>, cx: &kernel::Cx| {
                desk::front::change_announcement(tx, cx, id, revision, &draft)
            };
            worker.act(&app, change).await
        }
        Err(error) => Err(error),
    };
    match changed {
        Ok(_) => Ok(onward(&app, &format!("{HERE}/{id}"), Said::Saved)),
        Err(error) => {
            let errors = worker.faults(error)?;
            let page = one(&app, &worker, id, Some(typed), errors).await?;
            worker.refuse(&app, &page)
        }
    }
}

async fn remove(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<AnnouncementId>,
    Form(Nothing {}): Form<Nothing>,
) -> Result<Response, Failure> {
    worker.act(&app, move |tx, cx| desk::front::withdraw_announcement(tx, cx, id)).await?;
    Ok(onward(&app, HERE, Said::Done))
}
