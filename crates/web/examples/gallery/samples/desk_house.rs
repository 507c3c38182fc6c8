//! Pages of staff: people and the machine.

use askama::Template;
use mall::account::{Channel, MessageState, Permission, UserKind, UserState};
use web::desk::view::*;
use web::site::view::FieldErrors;
use work::job::JobState;

use super::desk_books::{Pages, rendered};
use super::{HOSTILE, Samples, fen, minutes_ago};

impl Samples {
    pub(super) fn desk_house_pages(self) -> Pages {
        let audit =
            |proofs| AuditPage { layout: self.desk_layout(Section::Audit, self.desk_t().audit), proofs };
        let held = |claim| ProofRow::new(claim, self.lang, vec![]);
        let sound = vec![
            held("stock: available + reserved + sold = received"),
            held("ledger: every transfer's debits equal its credits"),
        ];
        let mut torn = sound.clone();
        let broken = vec![self.text("action 7 does not follow", "action 7 does not follow")];
        torn.push(ProofRow::new("desk: the record of staff actions is unbroken", self.lang, broken));
        rendered(vec![
            ("desk-users", self.desk_users().render()),
            ("desk-user", self.desk_user().render()),
            ("desk-messages", self.desk_messages().render()),
            ("desk-jobs", self.desk_jobs().render()),
            ("desk-job", self.desk_job(JobState::Dead).render()),
            ("desk-job-done", self.desk_job(JobState::Done).render()),
            ("desk-record", self.desk_record().render()),
            ("desk-audit", audit(None).render()),
            ("desk-audit-sound", audit(Some(sound)).render()),
            ("desk-audit-broken", audit(Some(torn)).render()),
        ])
    }

    fn user_row(self, id: &str, username: &str, state: UserState, roles: Vec<String>) -> UserRow {
        UserRow {
            id: id.into(),
            username: self.text(username, username),
            name: self.text("小麦", "Mai"),
            phone: self.text("138****8000", "138****8000"),
            kind: if roles.is_empty() { UserKind::Guest } else { UserKind::Person },
            state,
            at: minutes_ago(50_000),
            roles,
        }
    }

    fn desk_users(self) -> UsersPage {
        UsersPage {
            layout: self.desk_layout(Section::Users, self.desk_t().users),
            query: String::new(),
            rows: vec![
                self.user_row("3", "xiaomai", UserState::Active, vec![]),
                self.user_row(
                    "2",
                    "dianzhang",
                    UserState::Active,
                    vec![self.text("管理员", "Administrator")],
                ),
                self.user_row("1", "gone", UserState::Locked, vec![self.text("客服", "Support")]),
            ],
            older: self.desk_older(),
        }
    }

    fn desk_user(self) -> UserPage {
        let t = self.desk_t();
        let permits = Permission::ALL.iter().map(|permission| Worded::named(*permission, t).text).collect();
        UserPage {
            layout: self.desk_layout(Section::Users, t.users),
            row: self.user_row(
                "2",
                "dianzhang",
                UserState::Active,
                vec![self.text("管理员", "Administrator")],
            ),
            bucket: "12".into(),
            balance: Some(fen(20_000)),
            roles: vec![RoleRow {
                role: "admin".into(),
                title: self.text("管理员", "Administrator"),
                permits,
            }],
            grantable: vec![Choice { value: "support".into(), name: self.text("客服", "Support") }],
            may_manage: true,
            orders: self.order_rows(),
        }
    }

    fn desk_messages(self) -> MessagesPage {
        let row = |channel, recipient: &str, subject, body, state, reason| MessageRow {
            channel,
            recipient: self.text(recipient, recipient),
            subject,
            body,
            state,
            reason,
            at: minutes_ago(2),
        };
        MessagesPage {
            layout: self.desk_layout(Section::Messages, self.desk_t().messages),
            rows: vec![
                row(
                    Channel::Sms,
                    "+8613800138000",
                    String::new(),
                    self.text(
                        "【麦店】验证码 481516，5 分钟内有效。",
                        "[Maidian] Your code is 481516, good for 5 minutes.",
                    ),
                    MessageState::Sent,
                    String::new(),
                ),
                row(
                    Channel::Mail,
                    "mai at maidian",
                    self.text("您的订单已发货", "Your order is on its way"),
                    self.text("顺丰 SF1400012345678", "SF Express SF1400012345678"),
                    MessageState::Refused,
                    self.text("550 no such mailbox", "550 no such mailbox"),
                ),
            ],
            older: Older::default(),
        }
    }

    fn job_row(self, id: &str, kind: &str, state: JobState, attempts: i64, error: String) -> JobRow {
        JobRow {
            id: id.into(),
            kind: self.text(kind, kind),
            state,
            run_at: minutes_ago(1),
            attempts,
            tries_max: 8,
            last_error: error,
        }
    }

    fn desk_jobs(self) -> JobsPage {
        let t = self.desk_t();
        JobsPage {
            layout: self.desk_layout(Section::Jobs, t.jobs),
            tabs: self.desk_tabs("/desk/jobs", JobState::ALL, JobState::Dead),
            overdue: Count::up_to(4, 1_000),
            rows: vec![
                self.job_row(
                    "9",
                    "payment.refund",
                    JobState::Dead,
                    8,
                    self.text(
                        "gateway_unavailable: 支付服务暂时无响应 (connect timed out)",
                        "gateway_unavailable: The payment service does not answer. (connect timed out)",
                    ),
                ),
                self.job_row(
                    "8",
                    "account.send_message",
                    JobState::Dead,
                    8,
                    self.text(
                        "internal: missing field `message` at line 1 column 2",
                        "internal: missing field `message` at line 1 column 2",
                    ),
                ),
            ],
            older: self.desk_older(),
        }
    }

    fn desk_job(self, state: JobState) -> JobPage {
        let is_dead = state == JobState::Dead;
        let error = if is_dead {
            self.text("internal: missing field `message`", "internal: missing field `message`")
        } else {
            String::new()
        };
        JobPage {
            layout: self.desk_layout(Section::Jobs, self.desk_t().jobs),
            row: self.job_row("8", "account.send_message", state, 8, error),
            created_at: minutes_ago(70),
            finished_at: Some(minutes_ago(1)),
            result: if is_dead {
                String::new()
            } else {
                self.text("{\"Delivered\":null}", "{\"Delivered\":null}")
            },
            payload: self.text("{\"message\":\"117293847561029\"}", "{\"message\":\"117293847561029\"}"),
            errors: if is_dead {
                [("payload", self.text("须为 JSON", "must be JSON"))].into_iter().collect()
            } else {
                FieldErrors::default()
            },
        }
    }

    fn desk_record(self) -> RecordPage {
        let row = |ordinal, action: &str, subject: &str, href: Option<&str>, detail: &str| ActionRow {
            ordinal,
            at: minutes_ago(100 - ordinal),
            staff: self.text("dianzhang", "manager"),
            action: self.text(action, action),
            subject: self.text(subject, subject),
            href: href.map(Into::into),
            detail: if self.hostile { HOSTILE.into() } else { detail.into() },
            hash: "9c1185a5c5e9fc54612808977ee8f548b2258d31".into(),
        };
        RecordPage {
            layout: self.desk_layout(Section::Record, self.desk_t().record),
            rows: vec![
                row(
                    12,
                    "order.ship",
                    "order 117293847561029",
                    Some("/desk/orders/117293847561029"),
                    "{\"carrier\":\"顺丰\",\"tracking\":\"SF1400012345678\"}",
                ),
                row(11, "order.pack", "order 117293847561029", Some("/desk/orders/117293847561029"), "{}"),
                row(10, "user.grant", "user 3", None, "{\"role\":\"support\"}"),
            ],
            older: self.desk_older(),
        }
    }
}
