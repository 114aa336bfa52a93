//! The figures of a run, each beside what it must be. Decides nothing but whether they are reached.

use yousaid_load::say;

/// What one run gave.
pub struct Verdict {
    reached: bool,
    short: bool,
}

impl Verdict {
    /// Of a run by this name, which is printed with what it runs on. In the short form nothing is demanded of what was
    /// measured, since that depends on what else the machine does.
    pub fn of(name: &str, ground: &str, short: bool) -> Self {
        say(&format!("{name}: {ground}"));
        Self { reached: true, short }
    }

    /// A measured figure that must not be larger.
    pub fn measured_at_most(&mut self, what: &str, figure: f64, most: f64) {
        if self.short {
            return self.note(&format!("{what}: {} (in full size at most {})", plain(figure), plain(most)));
        }
        self.judge(what, figure, figure <= most, &format!("at most {}", plain(most)));
    }

    /// A figure that must not be smaller.
    pub fn at_least(&mut self, what: &str, figure: f64, least: f64) {
        self.judge(what, figure, figure >= least, &format!("at least {}", plain(least)));
    }

    /// A count that must be zero.
    pub fn none(&mut self, what: &str, count: u64) {
        self.judge(what, count as f64, count == 0, "none");
    }

    /// Something that must be so.
    pub fn holds(&mut self, what: &str, holds: bool) {
        self.reached &= holds;
        say(&format!("  {:<11} {what}", word(holds)));
    }

    /// A figure that nothing is demanded of.
    pub fn note(&self, text: &str) {
        say(&format!("  {:<11} {text}", ""));
    }

    /// Whether everything was reached.
    pub fn reached(&self) -> bool {
        self.reached
    }

    fn judge(&mut self, what: &str, figure: f64, good: bool, wanted: &str) {
        self.holds(&format!("{what}: {} ({wanted})", plain(figure)), good);
    }
}

fn word(good: bool) -> &'static str {
    if good { "reached" } else { "NOT REACHED" }
}

/// Whole numbers without a point, others with three digits after it.
fn plain(figure: f64) -> String {
    if figure.fract() == 0.0 { format!("{figure:.0}") } else { format!("{figure:.3}") }
}
