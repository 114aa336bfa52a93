//! The screens of Kontor, the host product: how many answered there and how many of them were content.
//! Routes are as the widget names them; only the first three can really be opened under `/demo`.

/// A screen.
pub struct Screen {
    /// Its normalised route.
    pub route: &'static str,
    /// The page's title.
    pub title: &'static str,
    /// Objects seen there, the most visited first; none where the screen shows no single thing.
    pub objects: &'static [&'static str],
    /// Answers given there.
    pub answers: usize,
    /// Share of helpful ones at first.
    pub before: f64,
    /// Days ago when that changed.
    pub turned: f64,
    /// Share of helpful ones since.
    pub since: f64,
}

const INVOICES: &[&str] =
    &["invoice:INV-7", "invoice:INV-8", "invoice:INV-9", "invoice:INV-6", "invoice:INV-5"];
const CLIENTS: &[&str] = &["client:C-12", "client:C-7", "client:C-31"];
const ESTIMATES: &[&str] = &["estimate:EST-31", "estimate:EST-28"];

/// Every screen; votes from elsewhere come from any of them.
pub const SCREENS: &[Screen] = &[
    screen("/demo", "Invoices · Kontor", &[], 262, (0.84, 15.0, 0.72)),
    screen("/demo/invoices/:id", "INV-7 · Kontor", INVOICES, 268, (0.86, 5.0, 0.41)),
    screen("/demo/invoices/new", "New invoice · Kontor", &[], 178, (0.71, 21.0, 0.63)),
    screen("/demo/settings", "Settings · Kontor", &[], 138, (0.66, 28.0, 0.78)),
    screen("/demo/reports", "Reports · Kontor", &[], 108, (0.58, 30.0, 0.55)),
    screen("/demo/bank", "Bank · Kontor", &[], 98, (0.69, 19.0, 0.52)),
    screen("/demo/clients/:id", "Halden Ceramics · Kontor", CLIENTS, 84, (0.87, 30.0, 0.89)),
    screen("/demo/import", "Import · Kontor", &[], 82, (0.38, 18.0, 0.79)),
    screen("/demo/expenses", "Expenses · Kontor", &[], 70, (0.77, 30.0, 0.74)),
    screen("/demo/clients", "Clients · Kontor", &[], 60, (0.92, 30.0, 0.9)),
    screen("/demo/estimates/:id", "EST-31 · Kontor", ESTIMATES, 48, (0.8, 12.0, 0.86)),
    screen("/demo/settings/team", "Team · Kontor", &[], 36, (0.61, 30.0, 0.7)),
];

const fn screen(
    route: &'static str,
    title: &'static str,
    objects: &'static [&'static str],
    answers: usize,
    (before, turned, since): (f64, f64, f64),
) -> Screen {
    Screen { route, title, objects, answers, before, turned, since }
}
