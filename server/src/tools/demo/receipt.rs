//! What the author of a demo report was shown, and the receipt of it.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    db::columns::Document,
    domain::{
        environment::{Environment, Receipt},
        steps::Step,
    },
    error::{Error, Result},
};

/// What the visitor was shown before sending.
#[derive(Serialize)]
pub struct Shown<'r> {
    /// Its line.
    pub title: &'r str,
    /// The rest.
    pub body: &'r str,
    /// Where.
    pub screen: &'r str,
    /// How it came about.
    pub steps: &'r [Step],
    /// Where it ran.
    pub environment: &'r Environment,
}

/// The receipt of what was shown.
pub fn receipt(shown: &Shown<'_>) -> Result<Receipt> {
    let text = serde_json::to_string_pretty(shown).map_err(Error::broken)?;
    let digest = Sha256::digest(text.as_bytes());
    Ok(Receipt {
        version: "1".to_owned(),
        purposes: ["text", "steps", "environment"].map(str::to_owned).to_vec(),
        shown_sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}

/// A column of JSON.
pub fn document<T: Serialize + ?Sized>(value: &T) -> Result<Document> {
    serde_json::to_value(value).map(Document).map_err(Error::broken)
}
