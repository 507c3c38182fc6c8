//! The pages of staff as plain data and templates: no I/O, no rules.
//!
//! A handler fills a page struct and calls `render()`. Ids are strings here. Whatever a person typed goes back
//! into its field, with [`FieldErrors`](crate::site::view::FieldErrors) beside it; passwords never do. What one
//! may not do is not on the page.
//!
//! Every POST form carries `csrf`. A POST that succeeds answers 303 to the address given behind the arrow; one
//! that fails answers 422 with the same page, or with the [`ErrorPage`] where there was nothing to type.
//! `after` in a query is where a list continues.
//!
//! | method and path under `/desk` | page | permission | fields |
//! | --- | --- | --- | --- |
//! | GET `/login`, POST `/login` | [`LoginPage`] → `back` | – | `who`, `password`, `back` |
//! | POST `/logout` | → `/desk/login` | – | |
//! | GET `/` | [`DashboardPage`] | any role | |
//! | GET `/orders` | [`OrdersPage`] | `order.read` | query `state`, `q` (a number), `after` |
//! | GET `/orders/{id}` | [`OrderPage`] | `order.read` | |
//! | POST `/orders/{id}/pack`, `/ship`, `/deliver`, `/work`, `/finish` | → the order, or `back` | `order.ship` | `carrier`, `tracking` to ship; `back` to pack and work |
//! | GET `/aftersales` | [`AftersalesPage`] | `order.read` | query `state`, `after` |
//! | GET `/aftersales/{id}` | [`AftersalePage`] | `order.read` | |
//! | POST `/aftersales/{id}/decide` | → the case | `aftersale.decide` | `answer`, `do` (`approve` or `reject`) |
//! | POST `/aftersales/{id}/receive` | → the case | `aftersale.decide` | |
//! | GET `/products` | [`ProductsPage`] | `catalog.write` | query `q`, `sale` (`on` `off` `both`), `after` |
//! | POST `/products/{id}/sale` | → `back` | `catalog.write` | `on` (`1` or `0`), `back` |
//! | GET `/products/new`, `/products/{id}` | [`ProductPage`] | `catalog.write` | |
//! | POST `/products`, `/products/{id}` | → the product | `catalog.write` | those of [`ProductForm`]; `do` (`save`, or `grid` to make the table of SKUs anew) |
//! | POST `/products/{id}/pictures` | → the product | `catalog.write` | multipart: `csrf`, then `file` |
//! | POST `/products/{id}/pictures/remove`, `/first` | → the product | `catalog.write` | `at` |
//! | GET `/categories`, POST `/categories` | [`CategoriesPage`] | `catalog.write` | `name.zh`, `name.en`, `parent` |
//! | GET `/categories/{id}`, POST `/categories/{id}` | [`CategoryPage`] | `catalog.write` | `name.zh`, `name.en` |
//! | POST `/categories/{id}/move`, `/remove` | → the category, → its parent | `catalog.write` | `parent`, `position` |
//! | GET `/searches`, POST `/searches` | [`SearchesPage`] | `catalog.write` | query `list` (`popular` `rising` `vain`), `word`; `words` |
//! | POST `/searches/synonyms/{id}`, `/remove` | → the searches | `catalog.write` | `words` |
//! | GET `/stock` | [`StockPage`] | `stock.write` | query `q`, `after` |
//! | GET `/stock/{sku}`, POST `/stock/{sku}` | [`SkuPage`] | `stock.write` | `stock`, `note`; query `after` |
//! | GET `/home`, POST `/home` | [`HomePage`] → `/desk/home` | `front.write` | `revision`, those of [`BlockForm`]; `do` (`save`, or `add` a block of the kind `add`) |
//! | POST `/home/pictures` | → `/desk/home` | `front.write` | multipart: `csrf`, then `file` |
//! | GET `/announcements`, POST `/announcements` | [`AnnouncementsPage`] | `front.write` | those of [`AnnouncementForm`] |
//! | GET `/announcements/{id}`, POST `/announcements/{id}` | [`AnnouncementPage`] | `front.write` | the same |
//! | POST `/announcements/{id}/remove` | → `/desk/announcements` | `front.write` | |
//! | GET `/notices` | [`NoticesPage`] | `payment.read` | query `after` |
//! | GET `/notices/{id}` | [`NoticePage`] | `payment.read` | |
//! | POST `/notices/{id}/replay` | → the notice | `payment.replay` | |
//! | GET `/refunds` | [`RefundsPage`] | `payment.read` | query `state`, `after` |
//! | POST `/refunds/{id}/retry` | → `/desk/refunds?state=failed` | `payment.replay` | |
//! | GET `/ledger` | [`LedgerPage`] | `ledger.read` | |
//! | GET `/ledger/transfers` | [`TransfersPage`] | `ledger.read` | query `bucket`, `after` |
//! | GET `/ledger/transfers/{id}` | [`TransferPage`] | `ledger.read` | |
//! | GET `/ledger/statement` | [`StatementPage`] | `ledger.read` | query `book`, `currency`, `bucket` or `who`, `after` |
//! | GET `/users` | [`UsersPage`] | `users.read` | query `q`, `after` |
//! | GET `/users/{id}` | [`UserPage`] | `users.read` | |
//! | POST `/users/{id}/lock`, `/unlock`, `/grant`, `/revoke` | → the user | `users.manage` | `role` |
//! | GET `/messages` | [`MessagesPage`] | `messages.read` | query `after` |
//! | GET `/jobs` | [`JobsPage`] | `jobs.manage` | query `state`, `after` |
//! | GET `/jobs/{id}` | [`JobPage`] | `jobs.manage` | |
//! | POST `/jobs/{id}/edit`, `/retry` | → the job | `jobs.manage` | `payload` |
//! | GET `/record` | [`RecordPage`] | `audit.read` | query `after` |
//! | GET `/audit`, POST `/audit` | [`AuditPage`] | `audit.read` | POST runs the proofs |

mod aftersale;
mod category;
mod chart;
mod dashboard;
mod front;
mod job;
pub mod layout;
mod ledger;
mod login;
mod message;
mod notice;
mod order;
mod parts;
mod product;
mod record;
mod refund;
mod searches;
mod stock;
mod user;
mod words;

#[cfg(test)]
mod tests;

pub use aftersale::{AftersalePage, AftersaleRow, AftersalesPage, CaseActions, CaseLine};
pub use category::{CategoriesPage, CategoryPage, CategoryRow};
pub use chart::{Bar, Chart};
pub use dashboard::{DashboardPage, DayRow, Figure, Tile};
pub use front::{
    AnnouncementForm, AnnouncementPage, AnnouncementRow, AnnouncementsPage, BlockForm, HomePage, Showing,
    kind_name, level_name, place_name,
};
pub use job::{JobPage, JobRow, JobsPage};
pub use layout::{Badge, Layout, May, Section};
pub use ledger::{
    AccountForm, AccountName, EntryRow, LedgerPage, StatementPage, TotalRow, TransferPage, TransferRow,
    TransfersPage,
};
pub use login::{ErrorPage, LoginPage};
pub use message::{MessageRow, MessagesPage};
pub use notice::{Check, NoticePage, NoticeRow, NoticesPage};
pub use order::{LineRow, OrderActions, OrderPage, OrderRow, OrdersPage, PaymentRow};
pub use parts::{Choice, Count, Link, Older, TabLink};
pub use product::{OptionForm, PictureCell, ProductForm, ProductPage, ProductRow, ProductsPage, SkuForm};
pub use record::{ActionRow, AuditPage, ProofRow, RecordPage};
pub use refund::{RefundRow, RefundsPage};
pub use searches::{CountedRow, SearchesPage, SynonymRow};
pub use stock::{MovementRow, SkuPage, StockPage, StockRow};
pub use user::{RoleRow, UserPage, UserRow, UsersPage};
pub use words::Worded;
