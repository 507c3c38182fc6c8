//! Pages about the reader, and the pages for when something is wrong.

use askama::Template;
use web::site::view::{
    AccountPage, AddressForm, AddressPage, AddressesPage, Binding, ErrorKind, ErrorPage, FieldErrors,
    LoginPage, LoginWay, OfflinePage, RegisterPage, ResetPage, Session, Tab,
};

use super::{Samples, fen, minutes_ago};

const ERROR_NAMES: [&str; 8] =
    ["error-400", "error-403", "error-404", "error-409", "error-413", "error-429", "error-500", "error-503"];

impl Samples {
    pub(super) fn reader_pages(self) -> Vec<(&'static str, String)> {
        let sent = LoginPage { code_sent: true, ..self.login(LoginWay::Code) };
        let mut pages = vec![
            ("addresses", self.address_book().render()),
            ("addresses-empty", AddressesPage { addresses: vec![], ..self.address_book() }.render()),
            ("address", self.address().render()),
            ("login", self.login(LoginWay::Password).render()),
            ("login-code", self.login(LoginWay::Code).render()),
            ("login-code-sent", sent.render()),
            ("register", self.register().render()),
            ("reset", self.reset(false).render()),
            ("reset-sent", self.reset(true).render()),
            ("account", self.account().render()),
            ("account-binding", self.account_binding().render()),
            ("offline", OfflinePage::new(self.lang).render()),
        ];
        pages.extend(
            ERROR_NAMES
                .into_iter()
                .zip(ErrorKind::ALL)
                .map(|(name, kind)| (name, self.error(*kind).render())),
        );
        pages.into_iter().map(|(name, page)| (name, page.expect("a page renders"))).collect()
    }

    fn address_book(self) -> AddressesPage {
        AddressesPage {
            layout: self.layout("/addresses", "收货地址", "Addresses", Tab::Account),
            addresses: self.addresses(),
            can_add: true,
        }
    }

    fn address(self) -> AddressPage {
        AddressPage {
            layout: self.layout("/addresses/1", "修改地址", "Edit address", Tab::Account),
            form: AddressForm {
                id: Some("1".into()),
                name: self.text("麦小田", "Mai Xiaotian"),
                phone: self.text("1380013", "1380013"),
                region: self.text("浙江省", "Zhejiang"),
                city: self.text("杭州市", "Hangzhou"),
                district: self.text("西湖区", "Xihu"),
                street: self
                    .text("余杭塘路 866 号 蓝田学园 3 舍 412", "866 Yuhangtang Road, Lantian 3, room 412"),
                postcode: self.text("310058", "310058"),
                is_default: true,
                back: self.text("/addresses", "/addresses"),
                errors: [("phone", self.text("手机号应为 11 位数字", "A mobile number has 11 digits"))]
                    .into_iter()
                    .collect(),
            },
        }
    }

    fn visitor(self, path: &str, zh: &str, en: &str) -> web::site::view::Layout {
        web::site::view::Layout { signed_in: None, cart_count: 0, ..self.layout(path, zh, en, Tab::Account) }
    }

    fn login(self, way: LoginWay) -> LoginPage {
        let errors = match way {
            LoginWay::Password => {
                [("", self.text("用户名或密码不对", "That username and password do not match"))]
                    .into_iter()
                    .collect()
            }
            LoginWay::Code => FieldErrors::default(),
        };
        LoginPage {
            layout: self.visitor("/login", "登录", "Sign in"),
            way,
            who: self.text("xiaomai", "xiaomai"),
            phone: self.text("138 0013 8000", "138 0013 8000"),
            code_sent: false,
            back: self.text("/checkout", "/checkout"),
            errors,
        }
    }

    fn register(self) -> RegisterPage {
        RegisterPage {
            layout: self.visitor("/register", "注册", "Join"),
            username: self.text("小麦", "mai"),
            back: "/".into(),
            errors: [
                ("username", self.text("这个用户名已经有人用了", "This username is taken")),
                ("password", self.text("至少 8 位", "At least 8 characters")),
            ]
            .into_iter()
            .collect(),
        }
    }

    fn reset(self, code_sent: bool) -> ResetPage {
        ResetPage {
            layout: self.visitor("/login/reset", "重设密码", "Set another password"),
            phone: self.text("138 0013 8000", "138 0013 8000"),
            code_sent,
            back: "/".into(),
            errors: FieldErrors::default(),
        }
    }

    fn account_binding(self) -> AccountPage {
        let binding = Binding { phone: self.text("138 0013 8000", "138 0013 8000"), code_sent: true };
        AccountPage { phone: None, has_password: false, binding, ..self.account() }
    }

    fn account(self) -> AccountPage {
        let session = |zh, en, minutes, current| Session {
            device: self.text(zh, en),
            last_seen: minutes_ago(minutes),
            current,
        };
        AccountPage {
            avatar: Some(self.picture("lamp")),
            layout: self.layout("/account", "我的", "Account", Tab::Account),
            username: self.text("xiaomai", "xiaomai"),
            name: self.text("小麦", "Mai"),
            phone: Some(self.text("138****8000", "138****8000")),
            binding: Binding::default(),
            has_password: true,
            balance: fen(12_345),
            unpaid: 1,
            to_ship: 0,
            to_receive: 12,
            sessions: vec![
                session("Chrome，Android", "Chrome on Android", 0, true),
                session("Safari，macOS", "Safari on macOS", 4_000, false),
            ],
            errors: [("current", self.text("当前密码不对", "That is not your current password"))]
                .into_iter()
                .collect(),
        }
    }

    fn error(self, kind: ErrorKind) -> ErrorPage {
        let layout = self.layout("/p/1", "", "", Tab::Home);
        let layout = web::site::view::Layout {
            path: if self.hostile { layout.path } else { "/p/1".into() },
            ..layout
        };
        ErrorPage { request: Some(self.text("8f2c41d0", "8f2c41d0")), ..ErrorPage::new(layout, kind) }
    }
}
