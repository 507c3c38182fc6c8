//! One error type and one table of codes. Only `web` knows which HTTP status a [`Kind`] becomes.

use std::error::Error as StdError;
use std::fmt;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What sort of failure a code is; `web` maps each to one status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Invalid,
    Unauthenticated,
    Forbidden,
    NotFound,
    Conflict,
    TooLarge,
    UnsupportedType,
    TooMany,
    Busy,
    Internal,
}

macro_rules! codes {
    ($($name:ident $wire:literal => $kind:ident, $en:literal, $zh:literal;)*) => {
        /// A stable name for one way in which a request can fail.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($name),* }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The code as clients see it, such as `sold_out`.
            #[must_use]
            pub fn wire(self) -> &'static str { match self { $(Code::$name => $wire),* } }

            #[must_use]
            pub fn kind(self) -> Kind { match self { $(Code::$name => Kind::$kind),* } }

            /// A sentence for people, which never tells the cause.
            #[must_use]
            pub fn sentence(self, lang: crate::Lang) -> &'static str {
                match lang {
                    crate::Lang::En => match self { $(Code::$name => $en),* },
                    crate::Lang::Zh => match self { $(Code::$name => $zh),* },
                }
            }
        }
    };
}

codes! {
    Invalid "invalid" => Invalid, "Some fields are not right.", "有些内容填写有误。";
    MalformedBody "malformed_body" => Invalid, "The request body cannot be read.", "请求内容无法解析。";
    TextNotAllowed "text_not_allowed" => Invalid, "The text contains characters that are not allowed.", "文本含有不允许的字符。";
    AmountRange "amount_range" => Invalid, "The amount is out of range.", "金额超出范围。";
    QuantityRange "quantity_range" => Invalid, "The quantity is out of range.", "数量超出范围。";
    CurrencyMix "currency_mix" => Invalid, "Different currencies cannot be combined.", "不同币种不能混用。";
    BadCursor "bad_cursor" => Invalid, "The cursor is not one of ours.", "分页游标无效。";
    BadId "bad_id" => Invalid, "The id is malformed.", "编号格式不正确。";
    PasswordWeak "password_weak" => Invalid, "The password is too short or too common.", "密码太短或太常见。";
    CartEmpty "cart_empty" => Invalid, "There is nothing to order.", "没有可下单的商品。";
    TooManyLines "too_many_lines" => Invalid, "There are too many lines.", "商品行数太多。";
    IdempotencyKeyMissing "idempotency_key_missing" => Invalid, "This request needs an Idempotency-Key header.", "该请求需要 Idempotency-Key 请求头。";
    FileUnreadable "file_unreadable" => Invalid, "The file cannot be read as what it claims to be.", "文件内容无法识别。";

    PictureMislabelled "picture_mislabelled" => Invalid, "The file is another kind of picture than its type says.", "文件的实际格式与声明的类型不一致。";
    PictureCut "picture_cut" => Invalid, "The picture ends too early: it was not saved or sent whole. Please send it again.", "图片不完整（未保存或未传输完），请重新上传。";

    Unauthenticated "unauthenticated" => Unauthenticated, "Please sign in.", "请先登录。";
    BadCredentials "bad_credentials" => Unauthenticated, "The name or the password is wrong.", "用户名或密码错误。";
    BadCode "bad_code" => Unauthenticated, "The code is wrong or has expired.", "验证码错误或已过期。";
    TokenExpired "token_expired" => Unauthenticated, "The token has expired.", "登录已过期。";
    TokenInvalid "token_invalid" => Unauthenticated, "The token is not valid.", "登录凭证无效。";
    TokenReused "token_reused" => Unauthenticated, "This refresh token was used before; every session of its family has been ended.", "刷新凭证被重复使用，相关登录已全部退出。";

    Forbidden "forbidden" => Forbidden, "You may not do this.", "您没有权限进行此操作。";
    CsrfFailed "csrf_failed" => Forbidden, "The page was open too long. Go back, reload it and try again.", "页面已过期，请返回刷新后重试。";
    AccountLocked "account_locked" => Forbidden, "This account is locked.", "该账号已被停用。";

    NotFound "not_found" => NotFound, "There is no such thing.", "没有找到。";

    AlreadyExists "already_exists" => Conflict, "It exists already.", "已经存在。";
    UsernameTaken "username_taken" => Conflict, "This name is taken.", "该用户名已被使用。";
    PhoneTaken "phone_taken" => Conflict, "This phone number has an account already.", "该手机号已注册。";
    UserMoved "user_moved" => Conflict, "The account is no longer in a state that allows this.", "账号状态已变化，不能进行此操作。";
    LastAdmin "last_admin" => Conflict, "The last administrator must stay one.", "必须保留至少一位管理员。";
    AddressBookFull "address_book_full" => Conflict, "The address book is full.", "收货地址数量已达上限。";
    CategoryNotEmpty "category_not_empty" => Conflict, "The category still holds goods or other categories.", "该分类下还有商品或子分类。";
    SoldOut "sold_out" => Conflict, "This item is sold out.", "商品已售罄。";
    NotOnSale "not_on_sale" => Conflict, "This item is not on sale.", "商品已下架。";
    KindMix "kind_mix" => Conflict, "Goods and services are ordered apart.", "商品和服务需要分开下单。";
    PriceChanged "price_changed" => Conflict, "A price has changed. Please look again before ordering.", "价格有变动，请确认后再下单。";
    OrderMoved "order_moved" => Conflict, "The order is no longer in a state that allows this.", "订单状态已变化，不能进行此操作。";
    PaymentMoved "payment_moved" => Conflict, "The payment is no longer in a state that allows this.", "支付状态已变化，不能进行此操作。";
    AftersaleMoved "aftersale_moved" => Conflict, "The after-sale case is no longer in a state that allows this.", "售后单状态已变化，不能进行此操作。";
    ReservationMoved "reservation_moved" => Conflict, "The reservation is no longer held.", "库存预留已失效。";
    RefundTooMuch "refund_too_much" => Conflict, "More would be refunded than was bought.", "退款数量或金额超过购买数。";
    InsufficientBalance "insufficient_balance" => Conflict, "The balance does not cover this.", "余额不足。";
    IdempotencyConflict "idempotency_conflict" => Conflict, "This Idempotency-Key was used with another request.", "该 Idempotency-Key 已用于另一个请求。";
    Outdated "outdated" => Conflict, "Somebody else has changed this meanwhile. Please look at it again.", "内容已被他人修改，请刷新后再试。";
    JobMoved "job_moved" => Conflict, "The job is no longer in a state that allows this.", "任务状态已变化，不能进行此操作。";

    MethodNotAllowed "method_not_allowed" => Invalid, "This address does not answer this method.", "该地址不支持此请求方法。";
    TooLarge "too_large" => TooLarge, "The request is too large.", "请求内容过大。";
    UnsupportedType "unsupported_type" => UnsupportedType, "This content type is not supported here.", "不支持的内容类型。";
    PictureTooBig "picture_too_big" => TooLarge, "The picture has too many pixels: at most 8000 × 8000 are read.", "图片像素过大，长宽均不能超过 8000。";
    PictureType "picture_type" => UnsupportedType, "Only pictures in JPEG, PNG, WebP or GIF are taken.", "仅支持 JPEG、PNG、WebP、GIF 格式的图片。";
    PictureDrawn "picture_drawn" => UnsupportedType, "SVG drawings are not taken, for they can carry scripts. Please send JPEG, PNG, WebP or GIF.", "不支持 SVG 图片（可能含有脚本），请使用 JPEG、PNG、WebP 或 GIF。";
    TooManyUploads "too_many_uploads" => TooMany, "That is more pictures than may be handed in on one day. Please go on tomorrow.", "今天上传的图片已达上限，请明天再试。";
    TooMany "too_many" => TooMany, "Too many tries. Please wait a little.", "操作太频繁，请稍后再试。";
    Busy "busy" => Busy, "The shop is very busy. Please try again in a moment.", "当前访问人数较多，请稍后重试。";
    MediaUnavailable "media_unavailable" => Busy, "The store of pictures does not answer. Please try again in a moment.", "图片存储暂时无响应，请稍后重试。";
    Timeout "timeout" => Busy, "This took too long. Please try again in a moment.", "处理超时，请稍后重试。";
    GatewayUnavailable "gateway_unavailable" => Busy, "The payment service does not answer. Please try again in a moment.", "支付服务暂时无响应，请稍后重试。";

    Internal "internal" => Internal, "Something went wrong on our side.", "服务器出错了。";
    Store "store" => Internal, "The database failed.", "数据库出错了。";
    Ledger "ledger" => Internal, "The books would not balance; nothing was changed.", "账目不平，操作未执行。";
    NoNode "no_node" => Internal, "This server has no node number.", "服务器没有节点编号。";
    ClockStepped "clock_stepped" => Internal, "The server's clock stepped back.", "服务器时钟回拨。";
    Gateway "gateway" => Internal, "The payment service refused.", "支付服务拒绝了请求。";
}

/// What is wrong with one field of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Path of the field, such as `lines[2].quantity`.
    pub field: String,
    pub reason: Text,
}

/// A reason in both languages.
pub type Text = crate::Text2;

struct Inner {
    code: Code,
    details: Vec<Detail>,
    cause: Option<Box<dyn StdError + Send + Sync>>,
}

/// A failure: a code for clients, details by field, and a cause that is logged but never sent.
pub struct Error(Box<Inner>);

impl Error {
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner { code, details: Vec::new(), cause: None }))
    }

    /// [`Code::Invalid`] about one field.
    #[must_use]
    pub fn field(field: impl Into<String>, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self::new(Code::Invalid).with_detail(field, en, zh)
    }

    #[must_use]
    pub fn with_detail(
        mut self,
        field: impl Into<String>,
        en: impl Into<String>,
        zh: impl Into<String>,
    ) -> Self {
        let reason = Text { zh: zh.into(), en: en.into() };
        self.0.details.push(Detail { field: field.into(), reason });
        self
    }

    #[must_use]
    pub fn because(mut self, cause: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    #[must_use]
    pub fn details(&self) -> &[Detail] {
        &self.0.details
    }

    /// The details of both, under the code of the first: a form is answered once with all that is wrong.
    #[must_use]
    pub fn and(mut self, other: Error) -> Self {
        self.0.details.extend(other.0.details);
        self
    }

    /// An error with the same code and details; the cause stays behind, for it cannot be copied.
    #[must_use]
    pub fn public_copy(&self) -> Self {
        Self(Box::new(Inner { code: self.0.code, details: self.0.details.clone(), cause: None }))
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code.wire(), self.0.code.sentence(crate::Lang::En))?;
        for detail in &self.0.details {
            write!(f, " [{}: {}]", detail.field, detail.reason.en)?;
        }
        match &self.0.cause {
            Some(cause) => write!(f, " ({cause})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl StdError for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_wire_name_and_both_sentences() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.wire()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.sentence(crate::Lang::En).ends_with('.'), "{code:?}");
            assert!(code.sentence(crate::Lang::Zh).ends_with('。'), "{code:?}");
        }
    }

    #[test]
    fn details_of_two_errors_are_told_together() {
        let both = Error::field("a", "is empty", "为空").and(Error::field("b", "is long", "太长"));
        assert_eq!(both.details().len(), 2);
        assert_eq!(both.code(), Code::Invalid);
    }
}
