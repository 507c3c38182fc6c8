//! The shopper's pages as plain data and templates: no I/O, no rules.
//!
//! A handler fills a page struct and calls `render()`. Ids are strings here. Whatever a person typed goes
//! back into its field, with [`FieldErrors`] beside it; passwords and codes never do.
//!
//! Every POST form carries `csrf`. A POST that succeeds answers 303 to the address given behind the arrow;
//! one that fails answers 422 (or 409) with the same page, its errors and what was typed.
//! `back` is a path of this site: pass it through [`layout::safe_back`].
//!
//! | method and path | page | fields |
//! | --- | --- | --- |
//! | GET `/` | [`HomePage`] | |
//! | GET `/c` | [`CategoriesPage`] | |
//! | GET `/c/{id}` | [`ListingPage`] | query `sort` (`new` `sales` `price` `-price`), `min`, `max` (yuan), `stock=1`, `after` (a cursor) |
//! | GET `/search` | [`ListingPage`] | query `q`, `c` (a category), `tag` and those of `/c/{id}` |
//! | GET `/p/{id}` | [`ProductPage`] | query `o1`, `o2`, `o3` (a value's `value`), `n` |
//! | POST `/cart/add` | → `/cart`, or `/checkout?sku=…&n=…` | `sku`, `n`, `back` (the product page), `then` (`cart` or `buy`). With `accept: application/json` and `then=cart`: 200 `{"count": 3, "message": "…"}` |
//! | GET `/cart` | [`CartPage`] | |
//! | GET `/cart/count` | 200 `{"count": 3}` | |
//! | POST `/cart/set` | → `/cart` | `sku`, `n` (0 removes); errors go to `n-{sku}` |
//! | POST `/cart/remove` | → `/cart` | `sku` |
//! | POST `/cart/tidy` | → `/cart` | removes what cannot be bought any more |
//! | GET `/checkout` | [`CheckoutPage`] | query `address`; `sku` and `n` to buy one thing at once, without the cart; `kind` (`goods` or `service`) to buy only those in the cart |
//! | POST `/checkout` | → `/orders/{id}/pay`, or `/orders/{id}` when the balance paid | `key`, `total` (fen, as shown: refuse when the quote differs now), `sku` and `n`, or `kind`, when given, `address`, `note`, `pay` (`alipay` or `balance`) |
//! | GET `/orders` | [`OrdersPage`] | query `state` ([`OrderFilter`]); `page` of all orders, `after` (a cursor) of those in a state |
//! | GET `/orders/{id}` | [`OrderPage`] | |
//! | GET `/orders/{id}/pay` | [`PayPage`] | |
//! | GET `/orders/{id}/pay/status` | 200 `{"state": "waiting"}` ([`PayState`]) | |
//! | POST `/orders/{id}/pay` | → `/orders/{id}/pay` | `pay`: pay from the balance, or ask for a new QR code |
//! | POST `/orders/{id}/cancel` | → `/orders/{id}` | |
//! | POST `/orders/{id}/receive` | → `/orders/{id}` | |
//! | GET `/orders/{id}/refund` | [`RefundPage`] | |
//! | POST `/orders/{id}/refund` | → `/aftersales/{id}` | `key`, `n-{line}` for each line (0 or empty: not this one), `reason`, `goods_back` (`yes` or `no`), `note` |
//! | GET `/aftersales/{id}` | [`AftersalePage`] | |
//! | POST `/aftersales/{id}/send` | → `/aftersales/{id}` | `carrier`, `tracking` |
//! | POST `/aftersales/{id}/withdraw` | → `/aftersales/{id}` | |
//! | GET `/addresses` | [`AddressesPage`] | |
//! | GET `/addresses/new`, `/addresses/{id}` | [`AddressPage`] | query `back` |
//! | POST `/addresses`, `/addresses/{id}` | → `back` (from the checkout with `address={id}`) | `name`, `phone`, `region`, `city`, `district`, `street`, `postcode`, `default` (`1` or absent), `back` |
//! | POST `/addresses/{id}/default`, `/addresses/{id}/remove` | → `/addresses` | |
//! | GET `/login` | [`LoginPage`] | query `by` (`password` or `code`), `back` |
//! | POST `/login` | → `back` | `who`, `password`, `back` |
//! | POST `/login/code/send` | [`LoginPage`] with `code_sent` | `phone`, `back` |
//! | POST `/login/code` | → `back` | `phone`, `code`, `back` |
//! | GET `/login/reset` | [`ResetPage`] | query `back` |
//! | POST `/login/reset/send` | [`ResetPage`] with `code_sent` | `phone`, `back` |
//! | POST `/login/reset` | → `/login` | `phone`, `code`, `new`, `back` |
//! | GET `/register` | [`RegisterPage`] | query `back` |
//! | POST `/register` | → `back` | `username`, `password`, `back` |
//! | GET `/account` | [`AccountPage`] | |
//! | POST `/account` | → `/account` | `name` |
//! | POST `/account/phone/send` | [`AccountPage`] with [`Binding`] | `phone` |
//! | POST `/account/phone` | → `/account` | `phone`, `code` |
//! | POST `/account/password` | → `/account` | `current` (unless there is none yet), `new` |
//! | POST `/account/sign-out-everywhere` | → `/login` | |
//! | POST `/logout` | → `/` | |
//! | GET `/lang` | sets the cookie, → `back` | query `to` (`zh` or `en`), `back` |
//! | GET `/offline` | [`OfflinePage`] | |
//! | anything that fails | [`ErrorPage`] | |

mod account;
mod address;
mod aftersale;
mod cart;
mod checkout;
mod error;
mod home;
pub mod layout;
mod listing;
mod login;
mod order;
pub mod parts;
mod pay;
mod picture;
mod product;
mod suggest;

#[cfg(test)]
mod tests;

pub use account::{AccountPage, Binding, Session};
pub use address::{AddressCard, AddressForm, AddressPage, AddressesPage};
pub use aftersale::{AftersalePage, MONEY_WAY, RETURN_WAY, RefundLine, RefundPage};
pub use cart::{CartLine, CartPage, CartPart};
pub use checkout::{CheckoutPage, Direct, PayMethod};
pub use error::{ErrorKind, ErrorPage, OfflinePage};
pub use home::{Banner, Branch, CategoriesPage, CategoryTile, Hero, HomePage, Part, Section};
pub use layout::{Bar, FieldErrors, Flash, Layout, Tab, Tone};
pub use listing::{Filter, ListingPage, Sieve, Sift, Sort};
pub use login::{LoginPage, LoginWay, RegisterPage, ResetPage};
pub use order::{
    AftersaleRow, ORDER_WAY, OrderActions, OrderFilter, OrderPage, OrderRow, OrdersPage, Parcel, SERVICE_WAY,
};
pub use parts::{
    Crumb, Onward, OrderLine, Pager, Paging, ProductCard, Reached, Slot, Stage, StateWord, Step, StepState,
    Totals, timeline,
};
pub use pay::{PayPage, PayState, Qr};
pub use picture::Picture;
pub use product::{ChosenSku, OptionGroup, OptionValue, ProductPage, Stock};
pub use suggest::{SuggestPage, Suggested};
