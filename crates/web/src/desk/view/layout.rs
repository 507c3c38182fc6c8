//! What every page of the desk has around its content.

use mall::account::Permission;

use crate::i18n::{Lang, desk::DeskText};
use crate::site::view::{Flash, layout::escape_query};

/// The frame of a page: who works here, in which language, what they may do, and where they are.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    pub lang: Lang,
    /// Path and query of this page, to which the language link returns.
    pub path: String,
    pub title: String,
    /// Goes into each form's hidden field `csrf`.
    pub csrf: String,
    /// What the last action led to; shown once.
    pub flash: Option<Flash>,
    /// None before somebody has signed in.
    pub staff: Option<Badge>,
    pub may: May,
    pub section: Section,
    /// From where on the page is told what changes; none when it is not.
    pub live_after: Option<i64>,
}

/// Who is at the desk.
#[derive(Debug, Clone)]
pub struct Badge {
    pub name: String,
    pub roles: Vec<String>,
}

/// What the member of staff may do. What one may not do is not shown; the use case refuses it anyway.
#[derive(Debug, Clone, Default)]
pub struct May(Vec<Permission>);

impl May {
    pub fn new(permissions: Vec<Permission>) -> Self {
        Self(permissions)
    }

    pub fn do_this(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }
}

/// One part of the desk, with an entry in its menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Section {
    /// Pages outside the menu: signing in, errors.
    #[default]
    None,
    Dashboard,
    Orders,
    Aftersales,
    Products,
    Categories,
    Stock,
    Searches,
    Home,
    Announcements,
    Notices,
    Refunds,
    Ledger,
    Users,
    Messages,
    Jobs,
    Record,
    Audit,
}

/// The menu in its groups.
const GROUPS: [&[Section]; 6] = [
    &[Section::Dashboard],
    &[Section::Orders, Section::Aftersales],
    &[Section::Products, Section::Categories, Section::Stock, Section::Searches],
    &[Section::Home, Section::Announcements],
    &[Section::Notices, Section::Refunds, Section::Ledger],
    &[Section::Users, Section::Messages, Section::Jobs, Section::Record, Section::Audit],
];

impl Section {
    pub const fn href(self) -> &'static str {
        match self {
            Self::None | Self::Dashboard => "/desk",
            Self::Orders => "/desk/orders",
            Self::Aftersales => "/desk/aftersales",
            Self::Products => "/desk/products",
            Self::Categories => "/desk/categories",
            Self::Stock => "/desk/stock",
            Self::Searches => "/desk/searches",
            Self::Home => "/desk/home",
            Self::Announcements => "/desk/announcements",
            Self::Notices => "/desk/notices",
            Self::Refunds => "/desk/refunds",
            Self::Ledger => "/desk/ledger",
            Self::Users => "/desk/users",
            Self::Messages => "/desk/messages",
            Self::Jobs => "/desk/jobs",
            Self::Record => "/desk/record",
            Self::Audit => "/desk/audit",
        }
    }

    pub const fn icon(self) -> &'static str {
        match self {
            Self::None | Self::Dashboard => "home",
            Self::Orders => "ticket",
            Self::Aftersales => "return",
            Self::Products => "box",
            Self::Categories => "grid",
            Self::Stock => "list",
            Self::Searches => "search",
            Self::Home => "pin",
            Self::Announcements => "horn",
            Self::Notices => "qr",
            Self::Refunds => "wallet",
            Self::Ledger => "book",
            Self::Users => "user",
            Self::Messages => "phone",
            Self::Jobs => "gear",
            Self::Record => "edit",
            Self::Audit => "check",
        }
    }

    pub const fn name(self, t: &DeskText) -> &'static str {
        match self {
            Self::None | Self::Dashboard => t.dashboard,
            Self::Orders => t.orders,
            Self::Aftersales => t.aftersales,
            Self::Products => t.products,
            Self::Categories => t.categories,
            Self::Stock => t.stock,
            Self::Searches => t.searches,
            Self::Home => t.home_page,
            Self::Announcements => t.announcements,
            Self::Notices => t.notices,
            Self::Refunds => t.refunds,
            Self::Ledger => t.ledger,
            Self::Users => t.users,
            Self::Messages => t.messages,
            Self::Jobs => t.jobs,
            Self::Record => t.record,
            Self::Audit => t.audit,
        }
    }

    /// What one must be allowed to do to look at it; `None` where any member of staff may.
    pub const fn permission(self) -> Option<Permission> {
        match self {
            Self::None | Self::Dashboard => None,
            Self::Orders | Self::Aftersales => Some(Permission::OrderRead),
            Self::Products | Self::Categories | Self::Searches => Some(Permission::CatalogWrite),
            Self::Stock => Some(Permission::StockWrite),
            Self::Home | Self::Announcements => Some(Permission::FrontWrite),
            Self::Notices | Self::Refunds => Some(Permission::PaymentRead),
            Self::Ledger => Some(Permission::LedgerRead),
            Self::Users => Some(Permission::UsersRead),
            Self::Messages => Some(Permission::MessagesRead),
            Self::Jobs => Some(Permission::JobsManage),
            Self::Record | Self::Audit => Some(Permission::AuditRead),
        }
    }
}

impl Layout {
    pub fn t(&self) -> &'static DeskText {
        DeskText::of(self.lang)
    }

    /// The link that shows this page in the other language.
    pub fn lang_href(&self) -> String {
        format!("/lang?to={}&back={}", self.lang.other().code(), escape_query(&self.path))
    }

    /// Whether the menu shows a section.
    pub fn shows(&self, section: Section) -> bool {
        section.permission().is_none_or(|permission| self.may.do_this(permission))
    }

    /// The menu: the groups, each with the sections that may be looked at.
    pub fn menu(&self) -> Vec<Vec<Section>> {
        let shown = |group: &&[Section]| -> Vec<Section> {
            group.iter().copied().filter(|section| self.shows(*section)).collect()
        };
        GROUPS.iter().map(shown).filter(|group| !group.is_empty()).collect()
    }

    pub fn has_search(&self) -> bool {
        self.staff.is_some() && self.shows(Section::Orders)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_menu_shows_what_one_may_look_at() {
        let mut layout = Layout::default();
        assert_eq!(layout.menu(), [vec![Section::Dashboard]]);
        layout.may = May::new(vec![Permission::OrderRead, Permission::OrderShip]);
        assert_eq!(layout.menu(), [vec![Section::Dashboard], vec![Section::Orders, Section::Aftersales]]);
        layout.may = May::new(Permission::ALL.to_vec());
        assert_eq!(layout.menu().concat().len(), GROUPS.concat().len());
    }
}
