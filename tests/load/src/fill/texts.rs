//! Titles and bodies that look like what users of an invoicing product write: common words, rare ones, and numbers.
//! The texts are meaningless, and may differ between databases.

use rand::{RngExt, rngs::StdRng};
use yousaid::domain::status::Kind;

/// Parts of the product.
pub const AREAS: [&str; 20] = [
    "invoices",
    "clients",
    "reports",
    "settings",
    "bank",
    "quotes",
    "expenses",
    "taxes",
    "reminders",
    "projects",
    "time",
    "products",
    "team",
    "archive",
    "contracts",
    "payments",
    "deliveries",
    "orders",
    "budget",
    "journal",
];

/// Views of each part.
pub const VIEWS: [&str; 10] =
    ["list", "new", "overview", "search", "import", "export", "history", "filters", "templates", "help"];

const WISHES: [&str; 20] = [
    "Export",
    "Filter",
    "Sort",
    "Send",
    "Copy",
    "Print",
    "Share",
    "Group",
    "Archive",
    "Import",
    "Merge",
    "Lock",
    "Schedule",
    "Preview",
    "Translate",
    "Round",
    "Split",
    "Number",
    "Approve",
    "Colour",
];

const FAULTS: [&str; 10] = [
    "Wrong total in",
    "Cannot open",
    "Error when saving",
    "Slow loading of",
    "Missing rows in",
    "Blank page after",
    "Duplicate entries in",
    "Wrong date in",
    "Lost draft of",
    "Broken link to",
];

const THINGS: [&str; 32] = [
    "invoices",
    "credit notes",
    "the client list",
    "quotes",
    "bank statements",
    "expense receipts",
    "reminders",
    "the yearly report",
    "the tax return",
    "time sheets",
    "delivery notes",
    "purchase orders",
    "recurring invoices",
    "deposits",
    "contacts",
    "the price list",
    "attachments",
    "the audit log",
    "hourly rates",
    "discounts",
    "payment terms",
    "letterheads",
    "the cash book",
    "cost centres",
    "exchange rates",
    "signatures",
    "warranties",
    "mileage",
    "per diems",
    "shipping labels",
    "stock levels",
    "commissions",
];

const WAYS: [&str; 28] = [
    "as a spreadsheet",
    "by country",
    "for several clients at once",
    "on a phone",
    "in another language",
    "with a keyboard shortcut",
    "every month",
    "before they are sent",
    "without leaving the page",
    "by e-mail",
    "in the dark theme",
    "with our own logo",
    "for the accountant",
    "by project",
    "as PDF/A",
    "in Swiss francs",
    "after the year is closed",
    "with two decimals",
    "for freelancers",
    "by due date",
    "over the API",
    "from a photo",
    "in bulk",
    "with comments",
    "for a subsidiary",
    "at a fixed time",
    "offline",
    "by tag",
];

const SENTENCES: [&str; 24] = [
    "We do this by hand for every client, and it takes a morning each month.",
    "Our accountant asks for it at the end of each quarter.",
    "At the moment I copy everything into a spreadsheet and sort it there.",
    "It worked until the last update.",
    "A button next to the search field would be enough.",
    "Colleagues in the warehouse have the same problem.",
    "The tool that we used before could do that.",
    "It happens only when there are more than a hundred rows.",
    "Please keep the order that I have chosen the next time I open the page.",
    "With forty open projects nobody finds anything any more.",
    "The law demands it from January on.",
    "I expected to find it in the settings of the project.",
    "Reloading helps, but then what I typed is gone.",
    "It would save us two licences of another product.",
    "Clients abroad keep asking for this.",
    "The total at the bottom is right, the single lines are not.",
    "A preview before sending would spare us many corrections.",
    "Neither the help nor the support could tell me how.",
    "Even a setting for the whole team would do.",
    "On the tablet the menu covers the last column.",
    "We have three companies and must log out and in again each time.",
    "Sometimes it takes half a minute until the list appears.",
    "The dates are shown the American way although German is chosen.",
    "An undo would be even better.",
];

/// An index below this limit, small ones more often, as with words and screens.
pub fn leaning(count: usize, chance: &mut StdRng) -> usize {
    ((count as f64 * chance.random::<f64>().powi(2)) as usize).min(count.saturating_sub(1))
}

fn pick(among: &[&'static str], chance: &mut StdRng) -> &'static str {
    among.get(leaning(among.len(), chance)).copied().unwrap_or_default()
}

/// One line.
pub fn title(kind: Kind, chance: &mut StdRng) -> String {
    let first = if kind == Kind::Problem { pick(&FAULTS, chance) } else { pick(&WISHES, chance) };
    let mut title = format!("{first} {} {}", pick(&THINGS, chance), pick(&WAYS, chance));
    if chance.random_bool(0.1) {
        // Rare terms: nobody else has this number.
        title.push_str(&format!(" ({})", chance.random_range(1_000..1_000_000)));
    }
    title
}

/// No sentence to four.
pub fn body(chance: &mut StdRng) -> String {
    let sentences: Vec<&str> = (0..chance.random_range(0..=4)).map(|_| pick(&SENTENCES, chance)).collect();
    sentences.join(" ")
}
