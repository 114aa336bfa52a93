//! The team's side of the API.

pub mod events;
pub mod identity;
pub mod install;
pub mod invites;
pub mod keys;
pub mod members;
pub mod origins;
pub mod projects;
pub mod reports;
pub mod requests;
pub mod screens;
pub mod session;
pub mod setup;
pub mod triage;
pub mod visitors;

use super::table::Table;

/// Set-up, sessions, projects, members, keys, origins.
pub fn accounts(config: &mut impl Table) {
    config
        .service(setup::needed)
        .service(setup::begin)
        .service(session::login)
        .service(session::signed_in)
        .service(session::logout)
        .service(session::set_password)
        .service(projects::create)
        .service(projects::page)
        .service(projects::read)
        .service(projects::change)
        .service(install::install)
        .service(origins::list)
        .service(origins::allow)
        .service(origins::disallow)
        .service(identity::put)
        .service(identity::delete)
        .service(keys::list)
        .service(keys::create)
        .service(keys::revoke)
        .service(members::list)
        .service(members::change)
        .service(members::remove)
        .service(invites::list)
        .service(invites::create)
        .service(invites::withdraw)
        .service(invites::redeem::look)
        .service(invites::redeem::accept);
}

/// Requests, reports, screens, visitors, and word of their changes.
pub fn triage(config: &mut impl Table) {
    config
        .service(events::events)
        .service(requests::page)
        .service(requests::totals::totals)
        .service(requests::totals::tags)
        .service(requests::acts::act)
        .service(requests::acts::undo)
        .service(requests::show)
        .service(requests::changes::create)
        .service(requests::changes::edit)
        .service(requests::changes::decide)
        .service(requests::merging::similar)
        .service(requests::merging::like)
        .service(requests::merging::distinguish)
        .service(requests::merging::forget_distinct)
        .service(requests::merging::merge)
        .service(requests::merging::undo)
        .service(requests::changes::link)
        .service(requests::changes::unlink)
        .service(reports::page)
        .service(reports::show)
        .service(screens::page)
        .service(screens::show)
        .service(screens::rename)
        .service(visitors::page)
        .service(visitors::show)
        .service(visitors::anonymise);
}
