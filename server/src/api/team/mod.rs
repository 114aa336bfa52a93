//! The team's side of the API.

pub mod bin;
pub mod comments;
pub mod credits;
pub mod events;
pub mod first_steps;
pub mod identity;
pub mod install;
pub mod invites;
pub mod keys;
pub mod markdown;
pub mod measures;
pub mod members;
pub mod notes;
pub mod origins;
pub mod overview;
pub mod people;
pub mod pictures;
pub mod presence;
pub mod projects;
pub mod proposals;
pub mod ranking;
pub mod release_notes;
pub mod replies;
pub mod reports;
pub mod requests;
pub mod screen;
pub mod screen_merging;
pub mod screen_patterns;
pub mod screen_weeks;
pub mod screens;
pub mod segments;
pub mod session;
pub mod setup;
pub mod templates;
pub mod triage;
pub mod views;
pub mod visitors;
pub mod voters;

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
        .service(session::account::change)
        .service(session::list::list)
        .service(session::list::end_others)
        .service(session::list::end)
        .service(projects::create)
        .service(projects::list::page)
        .service(projects::read)
        .service(projects::change)
        .service(projects::deleting::remove)
        .service(projects::deleting::deleted)
        .service(projects::deleting::restore)
        .service(pictures::list)
        .service(pictures::put)
        .service(pictures::remove)
        .service(install::install)
        .service(first_steps::show)
        .service(origins::list)
        .service(origins::allow)
        .service(origins::disallow)
        .service(ranking::show)
        .service(ranking::change)
        .service(ranking::attempt)
        .service(ranking::moves::moves)
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
        .service(presence::be)
        .service(requests::page)
        .service(requests::totals::totals)
        .service(requests::totals::tags)
        .service(requests::totals::segments)
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
        .service(requests::split::split)
        .service(voters::page)
        .service(voters::summary)
        .service(voters::export::export)
        .service(voters::on_behalf::add)
        .service(voters::on_behalf::take_back)
        .service(comments::queue::pending)
        .service(comments::queue::queue)
        .service(comments::list)
        .service(comments::create)
        .service(comments::lock)
        .service(comments::edit)
        .service(comments::delete)
        .service(comments::moderate)
        .service(credits::list)
        .service(credits::record)
        .service(notes::list)
        .service(notes::create)
        .service(notes::delete)
        .service(templates::list)
        .service(templates::create)
        .service(templates::edit)
        .service(templates::delete)
        .service(markdown::preview)
        .service(release_notes::files::export)
        .service(release_notes::files::import)
        .service(release_notes::files::undo)
        .service(release_notes::list)
        .service(release_notes::create)
        .service(release_notes::show)
        .service(release_notes::edit)
        .service(release_notes::delete)
        .service(release_notes::publishing::audience)
        .service(release_notes::publishing::publish)
        .service(release_notes::publishing::unpublish)
        .service(proposals::list)
        .service(proposals::create)
        .service(proposals::show)
        .service(proposals::edit)
        .service(proposals::delete)
        .service(proposals::acting::publish)
        .service(proposals::acting::unpublish)
        .service(proposals::acting::end)
        .service(proposals::acting::record)
        .service(bin::remove_request)
        .service(bin::remove_report)
        .service(bin::list)
        .service(bin::restore)
        .service(reports::page)
        .service(reports::show)
        .service(replies::create)
        .service(measures::show)
        .service(overview::show)
        .service(screens::page)
        .service(screen_weeks::picture)
        .service(screen::show)
        .service(screen::rename)
        .service(screen_patterns::list)
        .service(screen_patterns::preview)
        .service(screen_patterns::create)
        .service(screen_patterns::delete)
        .service(screen_merging::preview)
        .service(screen_merging::merge)
        .service(views::list)
        .service(views::totals)
        .service(views::create)
        .service(views::edit)
        .service(views::delete)
        .service(visitors::page)
        .service(segments::show_weights)
        .service(segments::change_weight)
        .service(visitors::show)
        .service(visitors::history::asked)
        .service(visitors::history::voted)
        .service(visitors::history::told)
        .service(visitors::anonymise);
}
