//! The rate limits: classes, their rates and their settings.
//! Counts nothing.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

/// What is being limited; each class has its own buckets, so one never uses up another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Writes of the widget, by visitor id.
    VisitorWrite,
    /// Writes of the widget, by address: a whole office may sit behind one.
    AddressWrite,
    /// Fresh anonymous visitors, by address.
    Mint,
    /// Exchanges of identity tokens, by address.
    Identify,
    /// Reads, by address.
    Read,
    /// Logins, by address.
    LoginAddress,
    /// Logins, by e-mail and address: guessing does not lock the member out elsewhere.
    LoginPair,
    /// Logins, by e-mail over all addresses.
    LoginAccount,
    /// Looks at and redemptions of invites and set-up links, by address.
    Invite,
}

impl Class {
    /// Every class once.
    pub(super) const ALL: [Self; 9] = [
        Self::VisitorWrite,
        Self::AddressWrite,
        Self::Mint,
        Self::Identify,
        Self::Read,
        Self::LoginAddress,
        Self::LoginPair,
        Self::LoginAccount,
        Self::Invite,
    ];

    /// The name of the class: that of its setting.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::VisitorWrite => "visitor_write",
            Self::AddressWrite => "address_write",
            Self::Mint => "mint",
            Self::Identify => "identify",
            Self::Read => "read",
            Self::LoginAddress => "login_address",
            Self::LoginPair => "login_pair",
            Self::LoginAccount => "login_account",
            Self::Invite => "invite",
        }
    }
}

/// One bucket: its size and how fast it refills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How many calls a minute refill.
    pub per_minute: NonZeroU32,
    /// How many calls may come at once.
    pub burst: NonZeroU32,
}

impl Rate {
    pub(super) const fn new(per_minute: u32, burst: u32) -> Self {
        const fn at_least_one(number: u32) -> NonZeroU32 {
            match NonZeroU32::new(number) {
                Some(number) => number,
                None => NonZeroU32::MIN,
            }
        }
        Self { per_minute: at_least_one(per_minute), burst: at_least_one(burst) }
    }

    /// How many calls may come at once, as far as it is honoured.
    #[must_use]
    pub fn honoured_burst(self) -> NonZeroU32 {
        self.burst.min(MAX_BURST)
    }
}

/// The numbers of every class, and how many keys a class remembers at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSettings {
    /// Widget writes of one visitor.
    pub visitor_write: Rate,
    /// Widget writes of one address.
    pub address_write: Rate,
    /// Fresh visitors of one address.
    pub mint: Rate,
    /// Identity exchanges of one address.
    pub identify: Rate,
    /// Reads of one address.
    pub read: Rate,
    /// Sign-ins of one address.
    pub login_address: Rate,
    /// Sign-ins to one account from one address.
    pub login_pair: Rate,
    /// Sign-ins to one account from everywhere.
    pub login_account: Rate,
    /// Invite and set-up calls of one address.
    pub invite: Rate,
    /// Keys remembered per class (about 32 bytes each); the least used are forgotten first.
    pub most_keys: usize,
}

impl Default for LimitSettings {
    /// Sized so that 500 people behind one address vote and answer five times each within ten
    /// minutes, even all at once, while 10 000 fresh visitors from one address are stopped.
    fn default() -> Self {
        Self {
            visitor_write: Rate::new(60, 60),
            address_write: Rate::new(300, 3000),
            mint: Rate::new(60, 600),
            identify: Rate::new(300, 1000),
            read: Rate::new(3000, 6000),
            login_address: Rate::new(10, 30),
            login_pair: Rate::new(2, 10),
            login_account: Rate::new(30, 100),
            invite: Rate::new(10, 20),
            most_keys: 100_000,
        }
    }
}

impl LimitSettings {
    /// The numbers of a class.
    #[must_use]
    pub fn rate(&self, class: Class) -> Rate {
        match class {
            Class::VisitorWrite => self.visitor_write,
            Class::AddressWrite => self.address_write,
            Class::Mint => self.mint,
            Class::Identify => self.identify,
            Class::Read => self.read,
            Class::LoginAddress => self.login_address,
            Class::LoginPair => self.login_pair,
            Class::LoginAccount => self.login_account,
            Class::Invite => self.invite,
        }
    }
}

/// The largest burst that is honoured: times stay far from the end of 64 bits of nanoseconds.
const MAX_BURST: NonZeroU32 = Rate::new(1, 1_000_000).burst;
