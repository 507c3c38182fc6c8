//! States, kinds and permissions of the business in the words of the desk.

use mall::account::{Channel, MessageState, Permission, UserKind, UserState};
use mall::aftersale::AftersaleState;
use mall::catalog::SpuKind;
use mall::ledger::{Book, TransferKind};
use mall::order::OrderState;
use mall::payment::{Method, Outcome, PaymentState, RefundState};
use mall::stock::MovementKind;
use work::job::JobState;

use crate::i18n::desk::DeskText;
use crate::site::view::{StateWord, Tone};

/// A stored word that pages show with its feeling.
pub trait Worded: Copy {
    fn named(self, t: &'static DeskText) -> StateWord;
}

macro_rules! worded {
    ($($kind:ident { $($variant:ident => $tone:ident $key:ident),+ $(,)? })+) => {$(
        impl Worded for $kind {
            fn named(self, t: &'static DeskText) -> StateWord {
                match self {
                    $(Self::$variant => StateWord { text: t.$key, tone: Tone::$tone }),+
                }
            }
        }
    )+};
}

worded! {
    OrderState {
        Placed => Warn order_placed,
        Paid => Info order_paid,
        Packing => Info order_packing,
        Shipped => Info order_shipped,
        Delivered => Good order_delivered,
        Completed => Good order_completed,
        Working => Info order_working,
        Done => Good order_done,
        Cancelled => Bad order_cancelled,
        Expired => Bad order_expired,
        Refunded => Bad order_refunded,
    }
    SpuKind {
        Goods => Info kind_goods,
        Service => Info kind_service,
    }
    AftersaleState {
        Requested => Warn case_requested,
        Approved => Info case_approved,
        Returning => Info case_returning,
        Received => Info case_received,
        Refunded => Good case_refunded,
        Rejected => Bad case_rejected,
        Withdrawn => Bad case_withdrawn,
    }
    PaymentState {
        Created => Warn payment_created,
        Waiting => Warn payment_waiting,
        Succeeded => Good payment_succeeded,
        Closed => Bad payment_closed,
        Failed => Bad payment_failed,
    }
    Method {
        Alipay => Info method_alipay,
        Balance => Info method_balance,
    }
    RefundState {
        Pending => Warn refund_pending,
        Succeeded => Good refund_succeeded,
        Failed => Bad refund_failed,
    }
    Outcome {
        Applied => Good notice_applied,
        Known => Info notice_known,
        Ignored => Info notice_ignored,
        Rejected => Bad notice_rejected,
    }
    MovementKind {
        Receive => Info stock_receive,
        Reserve => Info stock_reserve,
        Release => Info stock_release,
        Take => Info stock_take,
        Retake => Info stock_retake,
        Return => Info stock_return,
    }
    JobState {
        Ready => Info job_ready,
        Running => Warn job_running,
        Done => Good job_done,
        Dead => Bad job_dead,
    }
    MessageState {
        Waiting => Warn message_waiting,
        Sent => Good message_sent,
        Refused => Bad message_refused,
    }
    Channel {
        Sms => Info channel_sms,
        Mail => Info channel_mail,
    }
    UserState {
        Active => Good user_active,
        Locked => Bad user_locked,
    }
    UserKind {
        Person => Info user_person,
        Guest => Info user_guest,
    }
    Book {
        Wallet => Info book_wallet,
        Alipay => Info book_alipay,
        Escrow => Info book_escrow,
        Sales => Info book_sales,
        RefundsDue => Info book_refunds_due,
        Capital => Info book_capital,
    }
    TransferKind {
        Payment => Info transfer_payment,
        Settlement => Info transfer_settlement,
        RefundPromise => Info transfer_refund_promise,
        RefundPaid => Info transfer_refund_paid,
        Opening => Info transfer_opening,
    }
    Permission {
        CatalogWrite => Info may_catalog_write,
        StockWrite => Info may_stock_write,
        FrontWrite => Info may_front_write,
        OrderRead => Info may_order_read,
        OrderShip => Info may_order_ship,
        AftersaleDecide => Info may_aftersale_decide,
        PaymentRead => Info may_payment_read,
        PaymentReplay => Info may_payment_replay,
        JobsManage => Info may_jobs_manage,
        LedgerRead => Info may_ledger_read,
        MessagesRead => Info may_messages_read,
        UsersRead => Info may_users_read,
        UsersManage => Info may_users_manage,
        AuditRead => Info may_audit_read,
    }
}
