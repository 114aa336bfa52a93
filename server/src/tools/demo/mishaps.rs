//! Faults of Kontor that nobody of the team has linked to a request yet: what triage begins with.

use super::{
    acts::Act::{Choose, Click, Error, Http, Open, Submit, Tick, Type},
    faults::Fault,
};

/// The faults; their reports wait for a request.
pub const MISHAPS: &[Fault] = &[
    Fault {
        wish: "",
        route: "/demo/expenses",
        object: "",
        acts: &[
            Open("/demo/expenses"),
            Click("button", "New expense"),
            Type("Amount", "number", 5),
            Choose("Category"),
            Submit("New expense"),
            Http("POST", "/api/expenses", 500),
        ],
        told: &[
            (2.6, "Expense can't be saved", "Only happens with the category “Travel”."),
            (1.1, "New expense: server error", "Travel, 48.20, yesterday's date."),
        ],
    },
    Fault {
        wish: "",
        route: "/demo/clients/:id",
        object: "client:C-12",
        acts: &[
            Open("/demo/clients/C-12"),
            Click("button", "Edit"),
            Type("E-mail", "email", 24),
            Click("button", "Save"),
            Error("Cannot set properties of null (setting 'textContent')"),
        ],
        told: &[
            (4.2, "The new e-mail address does not show", "After a reload it is there."),
            (1.8, "Saving a client shows the old data", ""),
        ],
    },
    Fault {
        wish: "",
        route: "/demo/settings/team",
        object: "",
        acts: &[
            Open("/demo/settings/team"),
            Click("button", "Invite"),
            Type("E-mail", "email", 27),
            Tick("May see reports"),
            Submit("Invite a colleague"),
            Http("POST", "/api/team/invitations", 0),
        ],
        told: &[(0.9, "Inviting a colleague hangs", "The button keeps spinning. I was on the train.")],
    },
    Fault {
        wish: "",
        route: "/demo/reports",
        object: "",
        acts: &[
            Open("/demo/reports"),
            Choose("Period"),
            Click("button", "Export"),
            Http("GET", "/api/reports/export?from=&to=&format=", 422),
        ],
        told: &[
            (5.8, "Export of a whole year fails", "Half a year works."),
            (0.4, "Report export: error for 2025", "I need it for the audit on Thursday."),
        ],
    },
    Fault {
        wish: "",
        route: "/demo/estimates/:id",
        object: "estimate:EST-31",
        acts: &[
            Open("/demo/estimates/EST-31"),
            Click("button", "Send"),
            Type("Message", "textarea", 112),
            Submit("Send estimate"),
        ],
        told: &[(6.3, "The estimate was sent without my message", "The client got only the attachment.")],
    },
];
