//! Diesel's picture of the tables, one text for both databases.
//! Contains no rule: keys, defaults and checks live in `migrations/`.

// The macros write modules and types that say nothing beyond the migrations.
#![allow(missing_docs)]

use diesel::{allow_tables_to_appear_in_same_query, table};

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    projects (id) {
        id -> Uid,
        number -> Integer,
        name -> Text,
        widget_key -> Text,
        accent -> Nullable<Text>,
        new_requests_public -> Bool,
        telemetry -> Bool,
        identity_secret -> Nullable<Text>,
        landmark -> BigInt,
        half_life_days -> Double,
        weight_votes -> Double,
        weight_reports -> Double,
        weight_unhelpful -> Double,
        weight_comments -> Double,
        last_request_number -> BigInt,
        last_report_number -> BigInt,
        created_at -> BigInt,
        message_required -> Bool,
        language -> Nullable<Text>,
        indexed_up_to -> Nullable<Uid>,
        approve_comments -> Bool,
        reopen_answers -> BigInt,
        reopen_percent -> BigInt,
        announce_news -> Bool,
        slug -> Text,
        board -> Text,
        board_host -> Nullable<Text>,
        board_indexed -> Bool,
        publish_measures -> Bool,
        goal -> Nullable<Text>,
        first_steps_hidden -> Bool,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    members (id) {
        id -> Uid,
        email -> Text,
        name -> Text,
        password_hash -> Text,
        created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    roles (project_id, member_id) {
        project_id -> Uid,
        member_id -> Uid,
        role -> Text,
        joined_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    sessions (token_hash) {
        token_hash -> Binary,
        member_id -> Uid,
        created_at -> BigInt,
        expires_at -> BigInt,
        browser -> Nullable<Text>,
        system -> Nullable<Text>,
        seen_at -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    setup_links (token_hash) {
        token_hash -> Binary,
        created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    invites (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        token_hash -> Binary,
        email -> Text,
        role -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    api_keys (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        name -> Text,
        prefix -> Text,
        key_hash -> Binary,
        scope -> Text,
        created_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
        made_by -> Nullable<Uid>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    origins (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        origin -> Text,
        created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    sightings (project_id, origin) {
        project_id -> Uid,
        origin -> Text,
        first_seen_at -> BigInt,
        last_seen_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    visitors (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        number -> BigInt,
        subject -> Nullable<Text>,
        issuer -> Nullable<Text>,
        email -> Nullable<Text>,
        email_verified -> Bool,
        name -> Nullable<Text>,
        segment -> Nullable<Text>,
        company -> Nullable<Text>,
        traits -> Nullable<Json>,
        weight -> Double,
        created_at -> BigInt,
        seen_at -> BigInt,
        email_key -> Nullable<Text>,
        news_seen_at -> Nullable<BigInt>,
        wants_news -> Bool,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    screens (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        number -> Integer,
        route -> Text,
        title -> Nullable<Text>,
        helpful -> BigInt,
        unhelpful -> BigInt,
        answers -> BigInt,
        views -> BigInt,
        requests -> BigInt,
        reports -> BigInt,
        attention -> Double,
        score -> Double,
        created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    screen_patterns (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        pattern -> Text,
        created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::Uid;

    pattern_merges (project_id, pattern_id) {
        project_id -> Uid,
        pattern_id -> Uid,
        found -> BigInt,
        merged -> BigInt,
        after -> Text,
        moved -> Bool,
        due_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::Uid;

    pattern_leftovers (project_id, screen_id) {
        project_id -> Uid,
        screen_id -> Uid,
        pattern_id -> Uid,
        reason -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    screen_routes (project_id, route) {
        project_id -> Uid,
        route -> Text,
        screen_id -> Uid,
        merged_id -> Nullable<Uid>,
        merged_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    answers (project_id, screen_id, object_key, visitor_id) {
        project_id -> Uid,
        screen_id -> Uid,
        object_key -> Text,
        visitor_id -> Uid,
        id -> Uid,
        helpful -> Bool,
        reason -> Nullable<Text>,
        comment -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    answer_days (project_id, screen_id, object_key, day) {
        project_id -> Uid,
        screen_id -> Uid,
        object_key -> Text,
        day -> BigInt,
        helpful -> BigInt,
        unhelpful -> BigInt,
        views -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    requests (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        number -> BigInt,
        kind -> Text,
        title -> Text,
        body -> Text,
        status -> Text,
        public -> Bool,
        visitor_id -> Nullable<Uid>,
        baseline_votes -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        terms_version -> BigInt,
        merged_into -> Nullable<BigInt>,
        merged_status -> Nullable<Text>,
        assignee_id -> Nullable<Uid>,
        effort -> Nullable<BigInt>,
        due -> Nullable<BigInt>,
        snoozed_until -> Nullable<BigInt>,
        snoozed_votes -> Nullable<BigInt>,
        facet -> SmallInt,
        comments_locked -> Bool,
        offered -> Nullable<SmallInt>,
        woken_at -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::*;

    standings (project, request) {
        project -> Integer,
        request -> BigInt,
        version -> BigInt,
        votes -> BigInt,
        votes_verified -> BigInt,
        votes_on_behalf -> BigInt,
        reports -> BigInt,
        unhelpful -> BigInt,
        comments -> BigInt,
        weight -> Double,
        heat_votes -> Double,
        heat_reports -> Double,
        heat_unhelpful -> Double,
        heat_comments -> Double,
        heat -> Double,
        facet -> SmallInt,
        effort -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::*;

    request_totals (project, facet) {
        project -> Integer,
        facet -> SmallInt,
        requests -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    places (project_id, request, screen_id, object_key) {
        project_id -> Uid,
        request -> BigInt,
        screen_id -> Uid,
        object_key -> Text,
        first -> Bool,
        votes -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    votes (project, request, visitor) {
        project -> Integer,
        request -> Integer,
        visitor -> BigInt,
        weight -> Double,
        cast_at -> Integer,
        screen -> Nullable<Integer>,
        kind -> SmallInt,
        object_key -> Text,
        merged_from -> Nullable<Integer>,
        instead -> Nullable<SmallInt>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    signals (project_id, request_id, kind, source_id) {
        project_id -> Uid,
        request_id -> Uid,
        kind -> Text,
        source_id -> Uid,
        heat -> Double,
        created_at -> BigInt,
        merged_from -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    decisions (project_id, request_id, version) {
        project_id -> Uid,
        request_id -> Uid,
        version -> BigInt,
        id -> Uid,
        status -> Text,
        reason_code -> Text,
        reason -> Text,
        evidence -> Nullable<Text>,
        alternatives -> Nullable<Text>,
        reopen_if -> Nullable<Text>,
        decided_by -> Text,
        decided_at -> BigInt,
        undone_at -> Nullable<BigInt>,
        undone_by -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    reports (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        number -> BigInt,
        title -> Text,
        body -> Text,
        screen_id -> Uid,
        object_key -> Text,
        visitor_id -> Nullable<Uid>,
        request_id -> Nullable<Uid>,
        steps -> Json,
        step_count -> BigInt,
        failed -> Nullable<Text>,
        environment -> Json,
        receipt -> Json,
        removed -> Json,
        created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    terms (project_id, term, request_id) {
        project_id -> Uid,
        term -> Text,
        request_id -> Uid,
        in_title -> BigInt,
        in_body -> BigInt,
        title_terms -> BigInt,
        body_terms -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    idempotency (project_id, actor, key) {
        project_id -> Uid,
        actor -> Text,
        key -> Text,
        fingerprint -> Binary,
        status -> BigInt,
        body -> Text,
        created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::Uid;

    inboxes (id) {
        id -> Uid,
        counted -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::Uid;

    installation (id) {
        id -> Uid,
        copied_at -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    journal (project_id, until, id) {
        project_id -> Uid,
        until -> BigInt,
        id -> Uid,
        what -> Text,
        ids -> Nullable<Binary>,
    }
}

table! {
    use diesel::sql_types::*;

    served_files (path) {
        path -> Text,
        body -> Binary,
        last_seen_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    tags (project_id, tag, request_id) {
        project_id -> Uid,
        tag -> Text,
        request_id -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    triage_changes (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        actor -> Text,
        made_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    triage_changed (project_id, change_id, request_id) {
        project_id -> Uid,
        change_id -> Uid,
        request_id -> Uid,
        version_before -> BigInt,
        version_after -> BigInt,
        before -> Json,
        undone_at -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    distinct_pairs (project_id, low, high) {
        project_id -> Uid,
        low -> BigInt,
        high -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    comments (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        request_id -> Uid,
        visibility -> Text,
        author -> Text,
        member_id -> Nullable<Uid>,
        body -> Text,
        created_at -> BigInt,
        state -> Text,
        official -> Bool,
        visitor_id -> Nullable<Uid>,
        parent_id -> Nullable<Uid>,
        edited_at -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    templates (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        name -> Text,
        status -> Nullable<Text>,
        reason_code -> Text,
        body -> Text,
        created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    follows (project_id, visitor_id, request_id) {
        project_id -> Uid,
        visitor_id -> Uid,
        request_id -> Uid,
        following -> Bool,
        since -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    report_replies (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        report_id -> Uid,
        author -> Text,
        member_id -> Nullable<Uid>,
        body -> Text,
        created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    solved_answers (project_id, request_id, version, visitor_id) {
        project_id -> Uid,
        request_id -> Uid,
        version -> BigInt,
        visitor_id -> Uid,
        answer -> Text,
        reason -> Text,
        answered_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    old_slugs (project_id, slug) {
        project_id -> Uid,
        slug -> Text,
        replaced_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    release_notes (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        slug -> Text,
        title -> Text,
        version -> Nullable<Text>,
        body -> Text,
        thanks -> Json,
        state -> Text,
        publish_at -> Nullable<BigInt>,
        published_at -> Nullable<BigInt>,
        edited_at -> Nullable<BigInt>,
        revision -> BigInt,
        author -> Text,
        created_at -> BigInt,
        ship_message -> Nullable<Text>,
        ship_by -> Nullable<Text>,
        ship_key -> Nullable<Text>,
        source -> Nullable<Text>,
        source_id -> Nullable<Text>,
        import_id -> Nullable<Uid>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    release_requests (project_id, note_id, request_id) {
        project_id -> Uid,
        note_id -> Uid,
        request_id -> Uid,
        position -> BigInt,
        ships -> Bool,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    pictures (project_id, kind) {
        project_id -> Uid,
        kind -> Text,
        media -> Text,
        tag -> Text,
        body -> Binary,
        changed_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    proposals (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        slug -> Text,
        question -> Text,
        context -> Text,
        method -> Text,
        who -> Text,
        quorum -> BigInt,
        screens -> Json,
        request_id -> Nullable<Uid>,
        state -> Text,
        opens_at -> Nullable<BigInt>,
        closes_at -> Nullable<BigInt>,
        outcome -> Nullable<Text>,
        outcome_by -> Nullable<Text>,
        outcome_at -> Nullable<BigInt>,
        result -> Nullable<Json>,
        revision -> BigInt,
        author -> Text,
        created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    proposal_options (project_id, proposal_id, position) {
        project_id -> Uid,
        proposal_id -> Uid,
        position -> BigInt,
        text -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    ballots (project_id, proposal_id, visitor_id) {
        project_id -> Uid,
        proposal_id -> Uid,
        visitor_id -> Uid,
        choices -> Json,
        cast_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    credit_names (project_id, visitor_id) {
        project_id -> Uid,
        visitor_id -> Uid,
        name -> Text,
        chosen_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    credits (project_id, request_id, visitor_id, fact) {
        project_id -> Uid,
        request_id -> Uid,
        visitor_id -> Uid,
        fact -> Text,
        recorded_by -> Text,
        recorded_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::Uid;

    rerankings (project_id) {
        project_id -> Uid,
        after -> BigInt,
        starts_at -> BigInt,
        signals -> Bool,
        visitors_after -> Nullable<Uid>,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::Uid;

    rank_days (project_id, taken_at, rank) {
        project_id -> Uid,
        taken_at -> BigInt,
        rank -> BigInt,
        request -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::Uid;

    day_totals (project_id, figure, day) {
        project_id -> Uid,
        figure -> Text,
        day -> BigInt,
        n -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    views (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        name -> Text,
        name_key -> Text,
        shared -> Bool,
        member_id -> Nullable<Uid>,
        made_by -> Text,
        filter -> Text,
        sort -> Text,
        position -> BigInt,
        version -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    presence (project_id, member_id) {
        project_id -> Uid,
        member_id -> Uid,
        request_id -> Uid,
        seen_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;

    on_behalf_notes (project, request, visitor) {
        project -> Integer,
        request -> Integer,
        visitor -> BigInt,
        author -> Text,
        note -> Nullable<Text>,
        created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    bin (project_id, id) {
        project_id -> Uid,
        id -> Uid,
        kind -> Text,
        number -> BigInt,
        title -> Text,
        deleted_by -> Text,
        deleted_at -> BigInt,
        contents -> Json,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::Uid;

    bin_visitors (project_id, visitor_id, entry_id) {
        project_id -> Uid,
        visitor_id -> Uid,
        entry_id -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::Uid;

    deleted_projects (project_id) {
        project_id -> Uid,
        deleted_by -> Text,
        deleted_at -> BigInt,
        purging -> Bool,
    }
}

table! {
    use diesel::sql_types::*;
    use crate::db::columns::{Json, Uid};

    segments (project_id, name) {
        project_id -> Uid,
        name -> Text,
        weight -> Double,
        changed_at -> BigInt,
    }
}

allow_tables_to_appear_in_same_query!(
    projects,
    members,
    roles,
    sessions,
    setup_links,
    invites,
    api_keys,
    origins,
    sightings,
    visitors,
    screen_patterns,
    pattern_merges,
    pattern_leftovers,
    screen_routes,
    screens,
    answers,
    answer_days,
    requests,
    standings,
    request_totals,
    places,
    votes,
    signals,
    decisions,
    reports,
    terms,
    idempotency,
    journal,
    served_files,
    tags,
    triage_changes,
    triage_changed,
    distinct_pairs,
    comments,
    templates,
    follows,
    report_replies,
    solved_answers,
    old_slugs,
    presence,
    release_notes,
    release_requests,
    pictures,
    proposals,
    proposal_options,
    ballots,
    credit_names,
    credits,
    rerankings,
    rank_days,
    day_totals,
    views,
    on_behalf_notes,
    bin,
    bin_visitors,
    deleted_projects,
    segments,
);
