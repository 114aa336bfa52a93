//! Parameters that many routes take, as their OpenAPI annotations name them. Extractors read them; nothing is read here.

use utoipa::IntoParams;

use crate::base::id::{self, Id};

/// The path of the widget's routes.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub struct OfWidget {
    /// The public key of the project, `pk_…`.
    pub key: String,
}

/// The path of a project's routes.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub struct InProject {
    /// The ID of the project.
    pub project: Id<id::Project>,
}

/// An attempt that may be repeated.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub struct Attempt {
    /// A unique key, such as a UUID. A repeated request with the same key returns the first response and creates nothing.
    #[param(rename = "Idempotency-Key")]
    pub key: Option<String>,
}

/// An attempt of a visitor that may be repeated.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub struct VisitorAttempt {
    /// A unique key. A repeated request with the same key returns the first response and creates nothing. Without a visitor
    /// token the key should be a random UUID (version 4): only then does a repeated request return the visitor token that
    /// the first one created.
    #[param(rename = "Idempotency-Key")]
    pub key: Option<String>,
}

/// An attempt whose response contains a secret.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub struct SecretAttempt {
    /// A unique key, such as a UUID. A repeated request with the same key creates nothing and returns 409, since the secret
    /// in the first response is not stored.
    #[param(rename = "Idempotency-Key")]
    pub key: Option<String>,
}

/// The version that an edit is based on.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub struct BasedOn {
    /// The `ETag` of the version that this edit is based on.
    #[param(rename = "If-Match")]
    pub version: String,
}
