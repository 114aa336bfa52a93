//! What the users of Kontor want fixed. Two pairs of them are the same fault in other words.

use super::wishes::{
    Trend::{Fading, Rising, Steady},
    Wish, problem,
};

const LIST: &str = "/demo";
const INVOICE: &str = "/demo/invoices/:id";
const NEW: &str = "/demo/invoices/new";
const SETTINGS: &str = "/demo/settings";

/// The problems, most wanted first.
pub const PROBLEMS: &[Wish] = &[
    problem(
        "pdf",
        (4.8, 58, Steady),
        (INVOICE, "invoice:INV-7"),
        "Downloading the PDF does nothing",
        "It says “Preparing the PDF …” and then nothing comes. It worked until the start of the week.",
    ),
    problem(
        "reminder-paid",
        (13.2, 46, Rising),
        (LIST, ""),
        "Reminders go out for invoices that are paid",
        "Two clients were reminded of invoices that they had settled a week before. That is embarrassing.",
    ),
    problem(
        "cent",
        (28.4, 41, Steady),
        (INVOICE, "invoice:INV-8"),
        "VAT is off by one cent on long invoices",
        "VAT seems to be rounded line by line. With more than ten lines the total differs from our books.",
    ),
    problem(
        "spam",
        (39.5, 38, Fading),
        (SETTINGS, ""),
        "Invoices land in the spam folder",
        "At least four clients found our invoices in their spam folder, all with the same mail provider.",
    ),
    problem(
        "signed-out",
        (21.3, 33, Steady),
        (NEW, ""),
        "I am signed out while writing an invoice",
        "After about twenty minutes on the form, Save leads to the sign-in page and everything that I typed is gone.",
    ),
    problem(
        "slow",
        (16.7, 31, Rising),
        (LIST, ""),
        "The invoice list takes ten seconds to open",
        "We have 2,000 invoices. It was fast in the first year and gets slower every month.",
    ),
    problem(
        "umlauts",
        (34.4, 27, Fading),
        ("/demo/import", ""),
        "CSV import garbles umlauts",
        "“Müller” arrives as “MÃ¼ller”. The file comes straight from Excel.",
    ),
    problem(
        "blank",
        (17.4, 24, Steady),
        (INVOICE, "invoice:INV-9"),
        "The PDF has an empty second page",
        "Whenever the lines nearly fill the first page, a second one with only the footer is added.",
    ),
    problem(
        "twice",
        (19.0, 23, Steady),
        ("/demo/bank", ""),
        "Bank import shows some payments twice",
        "Payments that were pending at the time of the last import appear again as new ones.",
    ),
    problem(
        "old-invoices",
        (8.1, 22, Rising),
        (SETTINGS, ""),
        "Changing the currency also changes old invoices",
        "I set the currency to Swiss franc for new work, and last year's invoices now say CHF with the same numbers.",
    ),
    problem(
        "picker",
        (11.5, 19, Steady),
        (NEW, ""),
        "The due date picker closes at once on iPhone",
        "It opens for a moment and is gone. I have to turn the phone to landscape to choose a date.",
    ),
    problem(
        "draft-lost",
        (7.4, 18, Rising),
        (NEW, ""),
        "My invoice is gone when I have to sign in again",
        "I typed for half an hour, pressed Save, was signed out and everything was gone.",
    ),
    problem(
        "credit",
        (23.7, 16, Steady),
        ("/demo/reports", ""),
        "The monthly report leaves out credit notes",
        "Income in the report is higher than in our books by exactly the credit notes of that month.",
    ),
    problem(
        "search",
        (25.3, 14, Fading),
        (LIST, ""),
        "Search finds no invoice by its number alone",
        "Searching for “7” or “0007” finds nothing; only “INV-7” does. Clients never quote the prefix.",
    ),
    problem(
        "invitation",
        (14.1, 7, Fading),
        ("/demo/settings/team", ""),
        "Invitations to colleagues expire after an hour",
        "Nobody reads their mail that fast. I had to invite the same person three times.",
    ),
    problem(
        "print",
        (36.2, 5, Fading),
        (INVOICE, "invoice:INV-5"),
        "The last line is cut off in print",
        "On our office printer the footer with the bank account is missing its last line.",
    ),
];
