//! The decisions that the team of Kontor has taken, with their public reasons, as voters read them.

use crate::domain::status::{ReasonCode, Status};

/// A decision.
pub struct Ruling {
    /// The request's key.
    pub wish: &'static str,
    /// Days since it was taken.
    pub ago: f64,
    /// The status it leads to.
    pub status: Status,
    /// The reason in a word.
    pub code: ReasonCode,
    /// The public reason.
    pub reason: &'static str,
    /// What speaks for it; empty for nothing.
    pub evidence: &'static str,
    /// What else was weighed; empty for nothing.
    pub alternatives: &'static str,
    /// What would reopen it; empty for nothing.
    pub reopen_if: &'static str,
}

impl Ruling {
    const fn evidence(self, evidence: &'static str) -> Self {
        Self { evidence, ..self }
    }

    const fn instead(self, alternatives: &'static str) -> Self {
        Self { alternatives, ..self }
    }

    const fn reopen_if(self, reopen_if: &'static str) -> Self {
        Self { reopen_if, ..self }
    }
}

const fn ruling(
    wish: &'static str,
    ago: f64,
    status: Status,
    code: ReasonCode,
    reason: &'static str,
) -> Ruling {
    Ruling { wish, ago, status, code, reason, evidence: "", alternatives: "", reopen_if: "" }
}

use ReasonCode::{
    Agreed, CannotReproduce, Done, NeedsInformation, NotNow, OutOfScope, Popular, QuickWin, WorksAsIntended,
};
use Status::{Declined, InProgress, Planned, Shipped, UnderReview};

/// Every decision; those on the same request oldest first.
pub const RULINGS: &[Ruling] = &[
    ruling("recurring", 44.0, UnderReview, NeedsInformation,
        "We want to know first how you bill: same amount each time, or a new one every month? Tell us with a comment under “Was this helpful?”."),
    ruling("recurring", 23.0, Planned, Popular,
        "Most of you bill the same amount on the same day, so that is what we will build first: monthly, quarterly and yearly, with a summary of what was sent.")
        .evidence("The most wanted request of all. In 26 of 31 talks the amount never changed.")
        .instead("Invoices with changing amounts, for example by usage. They would take three times as long, and fewer of you need them."),
    ruling("recurring", 5.5, InProgress, Agreed,
        "We have begun. The first version repeats an invoice monthly, quarterly or yearly, and tells you only when one could not be sent."),
    ruling("e-invoice", 31.0, Planned, Agreed,
        "You are right, and the law leaves no choice: XRechnung and Factur-X will be part of every plan, at no extra cost.")
        .evidence("Public clients in Germany and France accept nothing else; 97 of you said so."),
    ruling("e-invoice", 10.0, InProgress, Agreed,
        "Factur-X works in our own tests. XRechnung follows, since its checks are stricter. Both will come before January.")
        .instead("Sending through a partner. It would have been quicker, but your invoices would have passed through another company."),
    ruling("datev", 27.0, InProgress, Popular,
        "Two tax advisers are testing the export with us. We will release it when both can import three months without a correction.")
        .evidence("One of three companies that asked for it is on our largest plan, and most of their advisers named DATEV."),
    ruling("partial", 16.0, Planned, Agreed,
        "An invoice will show what was paid and what is still open, and reminders will ask for the rest only. It comes after recurring invoices, because both change how we store payments.")
        .evidence("Half of the invoices that you reopen were paid in part."),
    ruling("reminders", 19.5, Planned, QuickWin,
        "You will set the days for up to three reminders, for everybody or for one client. It is a small change and will come in one of the next releases."),
    ruling("accountant", 8.6, Planned, Agreed,
        "A role that sees and exports everything and changes nothing. It costs no seat.")
        .instead("A link that works for a day. Accountants told us that they come back too often for that."),
    ruling("card", 34.0, UnderReview, NeedsInformation,
        "We like it and are comparing providers. What decides is the fee on an average invoice: above 2 % most of you told us that you would switch it off.")
        .evidence("104 votes, a quarter of them from companies with clients abroad."),
    ruling("matching", 22.4, UnderReview, Agreed,
        "We are trying it with the payment texts of ten volunteers. If nine of ten proposals are right, we build it.")
        .reopen_if("Fewer than nine of ten proposals are right: then we look for another way."),
    ruling("language", 13.7, UnderReview, NeedsInformation,
        "The texts of an invoice are also its legal content. We are asking which languages you need first: so far French, then Dutch."),
    ruling("spam", 25.0, UnderReview, NeedsInformation,
        "We have set up signatures for our mail and see fewer rejections. If yours still land in spam, please report one with the provider's name.")
        .evidence("Rejections fell from 3.1 % to 0.6 % in two weeks."),
    ruling("logo", 36.0, InProgress, Popular,
        "Your logo and one colour, on invoices, estimates and reminders."),
    ruling("logo", 15.0, Shipped, Done,
        "You said the invoice should look like you. It does now: Settings, Appearance. Logo, colour and three layouts.")
        .instead("A free layout editor. It would have been fun to build and hard to print.")
        .reopen_if("The three layouts leave out something that your law asks for."),
    ruling("two-factor", 20.2, Shipped, Done,
        "Two-factor sign-in with any authenticator app is there: Settings, Security. Owners can require it of the whole team.")
        .reopen_if("Your insurer asks for hardware keys: tell us, they are the next step."),
    ruling("duplicate", 29.0, Shipped, QuickWin,
        "Every invoice has a button “Use as template” now. Number and dates are new, all else is copied."),
    ruling("qr", 14.6, Shipped, Done,
        "Invoices in euro carry an EPC code beside the bank account. You can switch it off in the settings.")
        .evidence("On trial invoices with the code, payments came in 2.3 days earlier."),
    ruling("shortcut", 18.3, Shipped, QuickWin,
        "Press n for a new invoice, / to search and ? to see all the others."),
    ruling("umlauts", 17.9, Shipped, Done,
        "The import now looks at how the file is written instead of believing that it is UTF-8, and shows you the first rows before anything is saved.")
        .evidence("All 14 files that you sent us come through."),
    ruling("invitation", 6.9, Shipped, QuickWin,
        "Invitations are good for seven days now. You can take one back at any time under Settings, Team."),
    ruling("cent", 11.8, InProgress, Agreed,
        "You are right: we rounded each line. From the next release VAT is rounded once for each rate. Invoices that were sent stay as they are.")
        .instead("A setting for either way. Tax advisers told us that only one of them stands up in an audit here."),
    ruling("hours", 26.5, Declined, OutOfScope,
        "Kontor writes invoices; tracking time well is a product of its own. Five tools that do it well can already send their hours to us, and we would rather improve that.")
        .evidence("Of those who voted, most use such a tool already.")
        .reopen_if("These connections don't do for you: tell us what is missing in them."),
    ruling("dark", 12.2, Declined, NotNow,
        "We would do it properly or not at all, and the work on e-invoices comes first: it has a date set by law.")
        .instead("A quick inversion of all colours. We tried; red amounts turned out unreadable.")
        .reopen_if("E-invoices are out. We will look at it again in spring."),
    ruling("print", 24.0, Declined, CannotReproduce,
        "We printed the same invoice on six printers and could not make it happen. Choosing “Fit to page” in the print dialog helps with printers that have wide margins.")
        .reopen_if("Somebody else sees it: report it with the model of the printer."),
    ruling("tags", 9.9, Declined, WorksAsIntended,
        "Groups, on the page of a client, do what you describe, and the list can be filtered by them. We will make them easier to find.")
        .reopen_if("A client must be in more than one group at a time."),
];
