//! What the users of Kontor ask for. Some of them say the same as another one in other words, so that there is
//! something to merge.

use super::wishes::{
    Trend::{Fading, Rising, Steady},
    Wish, feature,
};

const LIST: &str = "/demo";
const INVOICE: &str = "/demo/invoices/:id";
const NEW: &str = "/demo/invoices/new";
const SETTINGS: &str = "/demo/settings";
const REPORTS: &str = "/demo/reports";
const BANK: &str = "/demo/bank";
const CLIENT: &str = "/demo/clients/:id";

/// The wishes, oldest ideas first within a theme.
pub const FEATURES: &[Wish] = &[
    feature(
        "recurring",
        (55.2, 118, Steady),
        (LIST, ""),
        "Recurring invoices",
        "We bill forty clients the same amount on the first of every month. Let an invoice repeat by itself, and tell me only when one could not be sent.",
    ),
    feature(
        "recurring-again",
        (12.4, 23, Rising),
        (NEW, ""),
        "Send the same invoice automatically every month",
        "I copy last month's invoice for each of my retainers. A button “repeat monthly” would save me a morning.",
    ),
    feature(
        "card",
        (53.6, 104, Steady),
        (INVOICE, "invoice:INV-8"),
        "Let clients pay by card from the invoice",
        "A “Pay now” link in the PDF and the e-mail. Clients abroad never want to type an IBAN.",
    ),
    feature(
        "e-invoice",
        (43.1, 97, Rising),
        (INVOICE, "invoice:INV-7"),
        "E-invoices: XRechnung and Factur-X",
        "From January our public clients only take structured invoices. Without it we must write those in another tool.",
    ),
    feature(
        "partial",
        (49.3, 88, Steady),
        (INVOICE, "invoice:INV-7"),
        "Record a partial payment",
        "A client paid half of an invoice. I can only mark it as paid or leave it overdue, and both are wrong.",
    ),
    feature(
        "deposit",
        (20.7, 31, Steady),
        (NEW, ""),
        "Split an invoice into deposit and balance",
        "We ask for 30 % up front. At the moment these are two invoices that know nothing of each other.",
    ),
    feature(
        "logo",
        (54.4, 79, Fading),
        (INVOICE, "invoice:INV-7"),
        "Put our own logo and colours on the PDF",
        "The invoice is the only thing of us that some clients ever see. It should look like us.",
    ),
    feature(
        "reminders",
        (52.0, 70, Steady),
        (SETTINGS, ""),
        "Choose when payment reminders go out",
        "Three days after the due date is too early for our clients. We would like a first reminder after ten days and a second after thirty.",
    ),
    feature(
        "reminders-again",
        (9.3, 13, Rising),
        (SETTINGS, ""),
        "Set the number of days between payment reminders",
        "Reminders go out faster than our contracts allow. Please let me set the days for each one.",
    ),
    feature(
        "datev",
        (50.5, 66, Steady),
        (REPORTS, ""),
        "Export for DATEV",
        "Our tax adviser wants a DATEV file each month. Now she types off the PDF.",
    ),
    feature(
        "matching",
        (37.8, 63, Steady),
        (BANK, ""),
        "Match bank payments to invoices automatically",
        "The invoice number is in the payment text nearly every time. Kontor could propose the match and I would only confirm.",
    ),
    feature(
        "language",
        (46.6, 58, Steady),
        (INVOICE, "invoice:INV-8"),
        "Invoices in the client's language",
        "A third of our clients are in France. The app may stay in English, but the invoice should be in French.",
    ),
    feature(
        "vat",
        (44.2, 54, Rising),
        (REPORTS, ""),
        "Quarterly VAT summary",
        "One page with VAT collected and VAT paid for a quarter, by rate. That is all I need for the return.",
    ),
    feature(
        "two-factor",
        (45.1, 52, Fading),
        (SETTINGS, ""),
        "Two-factor sign-in",
        "Our insurer asks for it. An authenticator app would do.",
    ),
    feature(
        "duplicate",
        (48.0, 50, Fading),
        (INVOICE, "invoice:INV-6"),
        "Duplicate an existing invoice",
        "Most of my invoices differ from the last one in a single line. Let me start from a copy.",
    ),
    feature(
        "convert",
        (41.4, 47, Steady),
        ("/demo/estimates/:id", "estimate:EST-31"),
        "Turn an accepted estimate into an invoice",
        "Everything is in the estimate already: client, lines, VAT. I type it a second time and make mistakes.",
    ),
    feature(
        "bulk",
        (35.9, 44, Steady),
        (LIST, ""),
        "Mark several invoices as paid at once",
        "On Mondays I go through the bank statement and mark thirty invoices one by one.",
    ),
    feature(
        "bulk-again",
        (6.2, 9, Rising),
        (LIST, ""),
        "Tick many invoices and mark them all as paid",
        "Please add checkboxes to the list, so that a whole batch can be marked at once.",
    ),
    feature(
        "qr",
        (40.3, 40, Fading),
        (INVOICE, "invoice:INV-7"),
        "QR code for bank transfers on the invoice",
        "Banking apps here read the EPC code. Nobody would mistype our account number again.",
    ),
    feature(
        "portal",
        (33.5, 38, Steady),
        (CLIENT, "client:C-12"),
        "A page where clients see all their invoices",
        "Every January somebody asks me to send “all of last year's” again. A link for each client would end that.",
    ),
    feature(
        "accountant",
        (24.6, 37, Rising),
        ("/demo/settings/team", ""),
        "A read-only role for our accountant",
        "She should see and export everything but must not be able to change an invoice.",
    ),
    feature(
        "hours",
        (38.7, 33, Fading),
        (NEW, ""),
        "Track hours and bill them",
        "A timer for each client, and at the end of the month one click that puts the hours on an invoice.",
    ),
    feature(
        "receipts",
        (31.2, 30, Steady),
        ("/demo/expenses", ""),
        "Photograph receipts and attach them to expenses",
        "I lose paper receipts. If I could take a picture at the till, the expense would be complete.",
    ),
    feature(
        "dark",
        (30.4, 27, Fading),
        (SETTINGS, ""),
        "Dark mode",
        "I do my invoices late in the evening and the white page hurts.",
    ),
    feature(
        "accept",
        (27.3, 25, Steady),
        ("/demo/estimates/:id", "estimate:EST-31"),
        "Let clients accept an estimate online",
        "A button “Accept” under the estimate with name and date, so that I need not chase a signature.",
    ),
    feature(
        "notes",
        (29.8, 16, Steady),
        (CLIENT, "client:C-12"),
        "Private notes on a client",
        "Who to call, what was agreed on the phone. It must never be printed on anything.",
    ),
    feature(
        "currency",
        (18.5, 14, Steady),
        ("/demo/clients", ""),
        "Show what is due in the client's currency",
        "The list sums pounds and euros into one number that means nothing.",
    ),
    feature(
        "shortcut",
        (26.1, 11, Fading),
        (LIST, ""),
        "Keyboard shortcut for a new invoice",
        "I write twenty invoices a day and reach for the mouse each time. “n” would be enough.",
    ),
    feature(
        "archive",
        (15.6, 8, Steady),
        ("/demo/clients", ""),
        "Archive clients that we no longer work with",
        "They should leave the list but keep their invoices.",
    ),
    feature(
        "tags",
        (22.2, 6, Fading),
        ("/demo/clients", ""),
        "Tags for clients",
        "To filter by region or by who looks after them.",
    ),
];
