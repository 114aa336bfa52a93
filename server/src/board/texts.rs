//! The words of the board, as the files of the languages have them (`locales`): one field for each.
//! A word that a file lacks, or has too much, is a failure at the start: every language has the same entries.

use serde::{Deserialize, Serialize};

/// A word in the forms of its language, by CLDR's plural categories.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Plural {
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The form of the category `zero`.
    pub zero: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The form of the category `one`.
    pub one: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The form of the category `two`.
    pub two: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The form of the category `few`.
    pub few: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The form of the category `many`.
    pub many: Option<String>,
    /// The form of the category `other`.
    pub other: String,
}

/// A file of words; the words of other parts are theirs to read.
#[derive(Deserialize)]
pub struct File {
    /// Those of the board.
    pub board: Texts,
}

/// The words of the board; each is named as it is in the files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Texts {
    pub language: String,
    pub locale: String,
    pub thousands: String,
    pub date: String,
    pub months: [String; 12],
    pub skip: String,
    pub sections: String,
    pub requests: String,
    pub roadmap: String,
    pub said: String,
    pub suggest: String,
    pub feeds: String,
    pub languages: String,
    pub made_with: String,
    pub list_title: String,
    pub list_lead: String,
    pub list_description: String,
    pub order: String,
    pub order_hot: String,
    pub order_top: String,
    pub order_new: String,
    pub filter: String,
    pub words: String,
    pub words_hint: String,
    pub status: String,
    pub kind: String,
    pub screen: String,
    pub tag: String,
    pub any_status: String,
    pub any_kind: String,
    pub any_screen: String,
    pub any_tag: String,
    pub show: String,
    pub clear: String,
    pub more: String,
    pub first_page: String,
    pub none: String,
    pub none_found: String,
    pub none_found_hint: String,
    pub votes: Plural,
    pub votes_unit: Plural,
    pub imported: Plural,
    pub kind_feature: String,
    pub kind_problem: String,
    pub status_new: String,
    pub status_under_review: String,
    pub status_planned: String,
    pub status_in_progress: String,
    pub status_shipped: String,
    pub status_declined: String,
    pub status_merged: String,
    pub asked_on: String,
    pub number: String,
    pub on_screen: String,
    pub decisions: String,
    pub undecided: String,
    pub reopen_if: String,
    pub comments: Plural,
    pub comments_none: String,
    pub comment_deleted: String,
    pub comment_edited: String,
    pub comment_how: String,
    pub team: String,
    pub closed: String,
    pub vote_how: String,
    pub roadmap_title: String,
    pub roadmap_lead: String,
    pub shipped_lately: String,
    pub nothing_planned: String,
    pub nothing_in_progress: String,
    pub nothing_shipped: String,
    pub all_of_status: String,
    pub said_title: String,
    pub said_lead: String,
    pub said_none: String,
    pub you_said: String,
    pub we_planned: String,
    pub we_in_progress: String,
    pub we_shipped: String,
    pub we_declined: String,
    pub suggest_title: String,
    pub suggest_lead: String,
    pub suggest_how: String,
    pub suggest_kind: String,
    pub suggest_name: String,
    pub suggest_body: String,
    pub suggest_body_hint: String,
    pub optional: String,
    pub missing_title: String,
    pub missing_lead: String,
    pub enter_title: String,
    pub enter_lead: String,
    pub enter_how: String,
    pub feed_decisions: String,
    pub feed_request: String,
    pub feed_asked: String,
    pub visitor: String,
    pub proposals: String,
    pub proposals_title: String,
    pub proposals_lead: String,
    pub proposals_none: String,
    pub open_now: String,
    pub closed_before: String,
    pub closes_on: String,
    pub closed_on: String,
    pub took_part: Plural,
    pub quorum_needed: Plural,
    pub quorum_reached: String,
    pub quorum_missed: String,
    pub dissent: Plural,
    pub method_single: String,
    pub method_approval: String,
    pub method_ranked: String,
    pub who_identified: String,
    pub who_voters: String,
    pub about_request: String,
    pub take_part: String,
    pub take_part_how: String,
    pub result: String,
    pub result_hidden: String,
    pub option: String,
    pub first_choices: String,
    pub chosen_by: String,
    pub rounds: String,
    pub round: String,
    pub option_out: String,
    pub exhausted: String,
    pub won: String,
    pub tied: String,
    pub decided: String,
    pub outcome: String,
    pub outcome_none: String,
    pub script: Script,
}

/// The words that the script of the board needs, as the page hands them over.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Script {
    pub vote: String,
    pub voted: String,
    pub voted_now: String,
    pub unvoted_now: String,
    pub vote_failed: String,
    pub vote_refused: String,
    pub similar: String,
    pub send: String,
    pub sending: String,
    pub sent: String,
    pub sent_open: String,
    pub sent_private: String,
    pub send_failed: String,
    pub enter_failed: String,
    pub needed: String,
    pub rank: String,
    pub unranked: String,
    pub ballot_send: String,
    pub ballot_own: String,
    pub ballot_sent: String,
    pub ballot_failed: String,
    pub ballot_choose: String,
    pub ballot_twice: String,
}
