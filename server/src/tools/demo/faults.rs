//! What went wrong for users of Kontor: the way that leads to each fault, and who said so in which words.
//! A way holds what the recorder keeps: never a value that was typed.

use super::acts::Act::{self, Choose, Click, Error, Hidden, Http, Key, Log, Open, Rejection, Submit, Type};

/// A fault and all reports of it.
pub struct Fault {
    /// The key of the request that its reports are linked to; empty while nobody has.
    pub wish: &'static str,
    /// The screen's route.
    pub route: &'static str,
    /// The object there; empty for none.
    pub object: &'static str,
    /// What was done, up to the fault.
    pub acts: &'static [Act],
    /// Its reports.
    pub told: &'static [Told],
}

/// A report: days ago, title, and the rest.
pub type Told = (f64, &'static str, &'static str);

/// Faults with a request that their reports are linked to; the others are `mishaps`.
pub const FAULTS: &[Fault] = &[
    Fault {
        wish: "pdf",
        route: "/demo/invoices/:id",
        object: "invoice:INV-7",
        acts: &[
            Open("/demo/"),
            Click("link", "INV-7"),
            Open("/demo/invoices/INV-7"),
            Click("button", "Download PDF"),
            Http("GET", "/demo/invoices/INV-7.pdf", 404),
            Rejection("Cannot read properties of undefined (reading 'size')"),
            Click("button", "Something wrong?"),
        ],
        told: &[
            (
                4.9,
                "PDF download does not work",
                "It says “Preparing the PDF …” for a second and that is all.",
            ),
            (4.4, "No PDF", "I need to send this invoice today. Please hurry."),
            (3.7, "Download PDF: “Something went wrong.”", "Same in another browser."),
            (3.1, "Can't download INV-7", ""),
            (
                2.2,
                "The PDF button is broken",
                "It worked last Friday. My client Anna (anna.weiss@halden-ceramics.example) waits for it.",
            ),
            (1.4, "PDF never arrives", "Tried three times, also after a reload."),
            (0.6, "Something went wrong when saving the PDF", ""),
            (0.2, "Download of the invoice fails", "No file, no explanation."),
        ],
    },
    Fault {
        wish: "reminder-paid",
        route: "/demo",
        object: "",
        acts: &[
            Open("/demo/"),
            Click("button", "Filter"),
            Choose("State"),
            Click("link", "INV-6"),
            Open("/demo/invoices/INV-6"),
            Click("tab", "History"),
            Open("/demo/"),
        ],
        told: &[
            (
                13.0,
                "Client was reminded although the invoice is paid",
                "The history shows: paid on Monday, reminded on Wednesday.",
            ),
            (10.4, "Reminder for a settled invoice", "This was our best client."),
            (
                6.6,
                "Reminders ignore payments from the bank import",
                "Marked as paid by hand it does not happen.",
            ),
            (2.9, "Paid invoice, reminder sent anyway", ""),
        ],
    },
    Fault {
        wish: "signed-out",
        route: "/demo/invoices/new",
        object: "",
        acts: &[
            Open("/demo/invoices/new"),
            Choose("Customer"),
            Type("Work", "text", 46),
            Type("Amount", "number", 6),
            Click("button", "Add a line"),
            Type("Work", "text", 31),
            Submit("New invoice"),
            Http("POST", "/api/invoices", 401),
            Open("/sign-in?next="),
        ],
        told: &[
            (20.8, "Signed out when I press Save", "Half an hour of typing is gone."),
            (15.9, "Save led to the sign-in page", "After signing in again, the form was empty."),
            (7.1, "Lost a long invoice", "Could it at least be kept as a draft?"),
        ],
    },
    Fault {
        wish: "cent",
        route: "/demo/invoices/:id",
        object: "invoice:INV-8",
        acts: &[
            Open("/demo/invoices/INV-8"),
            Click("button", "Edit"),
            Click("button", "Add a line"),
            Type("Amount", "number", 5),
            Choose("VAT"),
            Click("button", "Save"),
            Log("Totals differ: lines 702.52, document 702.51"),
        ],
        told: &[
            (27.9, "VAT total is wrong by 0.01", "Fourteen lines at 19 %. My books say 702.51."),
            (22.1, "Rounding of VAT", "Our tax adviser rejected two invoices because of it."),
            (12.6, "One cent too much VAT", ""),
        ],
    },
    Fault {
        wish: "slow",
        route: "/demo",
        object: "",
        acts: &[
            Open("/demo/"),
            Http("GET", "/api/invoices?state=&limit=", 504),
            Click("button", "Try again"),
            Http("GET", "/api/invoices?state=&limit=", 504),
        ],
        told: &[
            (16.2, "Invoice list times out", "Mornings are worst."),
            (
                9.5,
                "The list of invoices stays empty",
                "After the second try it came, after about ten seconds.",
            ),
            (3.3, "List does not load with all years selected", ""),
        ],
    },
    Fault {
        wish: "picker",
        route: "/demo/invoices/new",
        object: "",
        acts: &[
            Open("/demo/invoices/new"),
            Choose("Customer"),
            Click("button", "Choose a due date"),
            Error("ResizeObserver loop completed with undelivered notifications."),
            Click("button", "Choose a due date"),
        ],
        told: &[
            (11.2, "Can't choose a due date on my phone", "The calendar is gone before I can touch it."),
            (5.0, "Date picker flickers and closes", "iPhone, upright."),
        ],
    },
    Fault {
        wish: "umlauts",
        route: "/demo/import",
        object: "",
        acts: &[
            Open("/demo/import"),
            Choose("Kind of data"),
            Type("File", "file", 1),
            Click("button", "Start import"),
            Log("Row 3: unexpected byte 0xFC"),
            Click("link", "See imported clients"),
        ],
        told: &[
            (34.0, "Umlauts are broken after import", "All 212 clients. I had to delete them one by one."),
            (29.4, "“MÃ¼ller” instead of “Müller”", "The CSV is from Excel on Windows."),
            (24.8, "Import damages names", ""),
        ],
    },
    Fault {
        wish: "twice",
        route: "/demo/bank",
        object: "",
        acts: &[
            Open("/demo/bank"),
            Click("button", "Import payments"),
            Hidden("Bank PIN"),
            Submit("Sign in to your bank"),
            Click("button", "Take over 18 payments"),
            Log("Duplicate reference in batch: 2"),
        ],
        told: &[
            (18.6, "Two payments were imported twice", "Both were pending on Friday."),
            (8.8, "Duplicate payments from the bank", "The sum of the month is too high."),
        ],
    },
    Fault {
        wish: "old-invoices",
        route: "/demo/settings",
        object: "",
        acts: &[
            Open("/demo/settings"),
            Choose("Currency"),
            Click("button", "Save"),
            Open("/demo/"),
            Click("link", "INV-5"),
            Open("/demo/invoices/INV-5"),
        ],
        told: &[
            (7.9, "Old invoices changed their currency", "An invoice that was paid in euro now says CHF."),
            (3.5, "Currency setting rewrites the past", "How do I undo this?"),
        ],
    },
    Fault {
        wish: "blank",
        route: "/demo/invoices/:id",
        object: "invoice:INV-9",
        acts: &[
            Open("/demo/invoices/INV-9"),
            Click("button", "Preview"),
            Key("Escape"),
            Click("button", "Preview"),
        ],
        told: &[
            (17.0, "Empty second page", "Only the footer is on it."),
            (9.1, "PDF has a blank page at the end", ""),
        ],
    },
];
