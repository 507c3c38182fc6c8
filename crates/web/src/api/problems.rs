//! What can go wrong, for those who write programs against the API.

use kernel::{Code, Lang};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Many, One};
use super::doc;
use super::view::Bilingual;
use crate::app::App;
use crate::params::Path;
use crate::problem::{self, Failure};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_problems)).routes(routes!(get_problem))
}

/// One sort of problem.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct ProblemKind {
    #[schema(example = "sold_out")]
    code: &'static str,
    #[schema(example = 409)]
    status: u16,
    sentence: Bilingual,
}

impl From<Code> for ProblemKind {
    fn from(code: Code) -> Self {
        let sentence =
            Bilingual { zh: code.sentence(Lang::Zh).to_owned(), en: code.sentence(Lang::En).to_owned() };
        Self { code: code.wire(), status: problem::status(code).as_u16(), sentence }
    }
}

/// All sorts of problems
#[utoipa::path(get, path = "/problems", tag = "meta", responses((status = 200, body = Many<ProblemKind>)))]
async fn list_problems() -> Many<ProblemKind> {
    Many::whole(Code::ALL.to_vec(), Into::into)
}

/// One sort of problem: where the `type` of a problem leads
#[utoipa::path(get, path = "/problems/{code}", tag = "meta", params(("code" = String, Path)),
    responses((status = 200, body = One<ProblemKind>), doc::PublicOne))]
async fn get_problem(Path(wire): Path<String>) -> Result<One<ProblemKind>, Failure> {
    let found = Code::ALL.iter().find(|code| code.wire() == wire);
    let code = *found.ok_or(Code::NotFound)?;
    Ok(One { data: code.into() })
}
