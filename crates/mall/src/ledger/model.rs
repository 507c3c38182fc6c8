//! Accounts, transfers and entries. Credits are positive, debits negative; a transfer adds up to zero.

use kernel::{Bucket, Code, Currency, Error, Money, Result, Time, ids, words};

use crate::account::UserId;

ids! { TransferId }

words! {
    /// Which of the platform's books an account is in.
    pub enum Book {
        /// What the platform owes a user: the balance one can pay with.
        Wallet = "wallet",
        /// Money at Alipay; negative, for it is the platform's own.
        Alipay = "alipay",
        /// Paid for orders that are not completed.
        Escrow = "escrow",
        /// Earned by completed orders.
        Sales = "sales",
        /// Promised back to buyers, not yet arrived.
        RefundsDue = "refunds_due",
        /// Put in by the owners, such as the balances of demo users.
        Capital = "capital",
    }
}

/// One account. The platform has one of each book per bucket, so that no row is hot and no transfer
/// crosses buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccountKey {
    pub bucket: Bucket,
    pub book: Book,
    /// Raw id of the user; 0 for the platform.
    pub owner: i64,
}

/// Low enough never to be reached by amounts of [`Money::MAX_MINOR`], high enough not to overflow.
const NO_FLOOR: i64 = i64::MIN / 4;

impl AccountKey {
    #[must_use]
    pub fn wallet(user: UserId) -> Self {
        Self { bucket: user.bucket(), book: Book::Wallet, owner: user.raw() }
    }

    #[must_use]
    pub const fn platform(bucket: Bucket, book: Book) -> Self {
        Self { bucket, book, owner: 0 }
    }

    /// The lowest balance allowed, in minor units.
    #[must_use]
    pub fn floor(self) -> i64 {
        match self.book {
            Book::Wallet | Book::Escrow | Book::RefundsDue => 0,
            Book::Alipay | Book::Sales | Book::Capital => NO_FLOOR,
        }
    }
}

words! {
    pub enum TransferKind {
        Payment = "payment",
        Settlement = "settlement",
        RefundPromise = "refund_promise",
        RefundPaid = "refund_paid",
        Opening = "opening",
    }
}

/// A transfer to be posted: two accounts of one bucket, one amount.
#[derive(Clone, Debug)]
pub struct Posting {
    /// Posted at most once in its bucket: `payment:123`.
    pub key: String,
    pub kind: TransferKind,
    /// Raw id of the order, payment or refund that it is about.
    pub reference: i64,
    pub from: AccountKey,
    pub to: AccountKey,
    pub amount: Money,
}

impl Posting {
    /// What the owners put on a user's balance, so that the books know where it comes from; once per reference.
    #[must_use]
    pub fn opening(user: UserId, reference: i64, amount: Money) -> Self {
        Self {
            key: format!("opening:{reference}"),
            kind: TransferKind::Opening,
            reference,
            from: AccountKey::platform(user.bucket(), Book::Capital),
            to: AccountKey::wallet(user),
            amount,
        }
    }

    /// # Errors
    /// [`Code::Ledger`] unless the amount is positive and the two accounts differ within one bucket.
    pub fn check(&self) -> Result<()> {
        let sound = self.amount.is_positive() && self.from != self.to && self.from.bucket == self.to.bucket;
        if sound {
            Ok(())
        } else {
            Err(Error::new(Code::Ledger).because(format!("unsound posting {}", self.key)))
        }
    }

    /// The two entries, in the order in which every transaction locks accounts.
    #[must_use]
    pub fn entries(&self) -> [(AccountKey, i64); 2] {
        let (debit, credit) = ((self.from, -self.amount.minor()), (self.to, self.amount.minor()));
        if debit.0 <= credit.0 { [debit, credit] } else { [credit, debit] }
    }
}

/// A posted transfer as staff browse it.
#[derive(Clone, Debug)]
pub struct Transfer {
    pub id: TransferId,
    pub key: String,
    pub kind: TransferKind,
    pub reference: i64,
    pub amount: Money,
    pub at: Time,
}

/// One line of an account's statement.
#[derive(Clone, Debug)]
pub struct Entry {
    pub transfer: TransferId,
    pub account: AccountKey,
    pub amount: Money,
    pub balance_after: Money,
}

/// Totals of one book over all buckets.
#[derive(Clone, Debug)]
pub struct BookTotal {
    pub book: Book,
    pub currency: Currency,
    pub accounts: i64,
    pub balance_minor: i64,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn posting(minor: i64) -> Posting {
        Posting {
            key: "k".into(),
            kind: TransferKind::Payment,
            reference: 1,
            from: AccountKey::platform(Bucket(3), Book::Escrow),
            to: AccountKey::platform(Bucket(3), Book::Alipay),
            amount: Money::new(minor, Currency::CNY).unwrap(),
        }
    }

    #[test]
    fn unsound_postings_are_refused() {
        assert!(posting(0).check().is_err());
        assert!(posting(-1).check().is_err());
        let across = Posting { to: AccountKey::platform(Bucket(4), Book::Alipay), ..posting(1) };
        assert!(across.check().is_err());
        let circle = Posting { to: posting(1).from, ..posting(1) };
        assert!(circle.check().is_err());
    }

    proptest! {
        #[test]
        fn entries_add_up_to_zero_and_are_locked_in_one_order(minor in 1..=Money::MAX_MINOR) {
            let entries = posting(minor).entries();
            prop_assert_eq!(entries[0].1 + entries[1].1, 0);
            prop_assert!(entries[0].0 < entries[1].0);
        }
    }
}
