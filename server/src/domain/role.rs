//! The roles of members in a project, and the access levels of API keys.
//! Only the order of the words; which route needs which word is said at the route.

use super::words::words;

words! {
    /// A member's role in one project. Each role includes the permissions of the lower ones.
    pub enum Role {
        /// Reads everything.
        Viewer = "viewer",
        /// Decides, links and edits requests.
        Triager = "triager",
        /// Manages settings, keys and members.
        Admin = "admin",
        /// All of that; a project always keeps one.
        Owner = "owner",
    }
}

impl Role {
    /// True when this role includes `needed`.
    pub fn includes(self, needed: Self) -> bool {
        self >= needed
    }

    /// True when a member of this role may give `role` to others, or take it from them: nobody
    /// hands out more than the own role, and below admin nobody hands out any.
    pub fn may_grant(self, role: Self) -> bool {
        self >= Self::Admin && self >= role
    }
}

words! {
    /// What an API key may access.
    pub enum Scope {
        /// Reads only.
        Read = "read",
        /// Reads and writes.
        Write = "write",
    }
}

impl Scope {
    /// The role that a key of this scope acts as: it never manages members or keys.
    pub const fn role(self) -> Role {
        match self {
            Self::Read => Role::Viewer,
            Self::Write => Role::Triager,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_ordered() {
        assert!(Role::Owner > Role::Admin);
        assert!(Role::Admin > Role::Triager);
        assert!(Role::Triager > Role::Viewer);
        assert!(Role::Admin.includes(Role::Admin));
        assert!(!Role::Viewer.includes(Role::Triager));
    }

    #[test]
    fn nobody_grants_more_than_the_own_role() {
        assert!(!Role::Admin.may_grant(Role::Owner));
        assert!(Role::Owner.may_grant(Role::Owner));
        assert!(!Role::Triager.may_grant(Role::Viewer));
    }

    #[test]
    fn a_key_that_writes_reads_too() {
        assert!(Scope::Write > Scope::Read);
        assert!(Scope::Write.role() < Role::Admin);
    }
}
