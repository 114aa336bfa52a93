//! Why a token was refused: one variant per rule, with a sentence for the token tester.
//! It never repeats anything from the token.

/// The rule that rejected a token; `Display` is a sentence that says what the host must change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Occurs when the token is longer than [`super::MAX_TOKEN_BYTES`].
    #[error("The token is longer than 8192 bytes.")]
    TooLong,
    /// Occurs when the token is not three parts separated by two dots.
    #[error("A token is three parts separated by dots: header, claims, signature.")]
    Shape,
    /// Occurs when a part is not base64url without padding.
    #[error("Each part of the token must be base64url without padding.")]
    Encoding,
    /// Occurs when the header is not a JSON object.
    #[error("The header must be a JSON object.")]
    HeaderJson,
    /// Occurs when a header field is given twice.
    #[error("The header has the same field twice.")]
    HeaderDuplicate,
    /// Occurs when `alg` is anything but `HS256`, `none` in every spelling included.
    #[error("The header's alg must be exactly HS256.")]
    Algorithm,
    /// Occurs when the header brings or names a key (`jwk`, `jku`, `x5u`, `x5c`, `x5t`).
    #[error("The header must not contain a key or a key's URL. Only registered keys are accepted.")]
    ForeignKey,
    /// Occurs when the header has `crit`.
    #[error("The header has crit, and no critical extension is supported.")]
    Critical,
    /// Occurs when the header has a field besides `alg`, `typ` and `kid`.
    #[error("The header may have only alg, typ and kid.")]
    HeaderUnknown,
    /// Occurs when `typ` names another kind of token than the one expected here.
    #[error("The header's typ names another kind of token: leave it out or use JWT.")]
    Type,
    /// Occurs when `kid` is not 1–64 letters, digits, dots, hyphens or underscores.
    #[error("The header's kid must be 1 to 64 letters, digits, dots, hyphens or underscores.")]
    KeyIdForm,
    /// Occurs when no registered key has this `kid`.
    #[error("No key with this kid is registered for the project.")]
    KeyIdUnknown,
    /// Occurs when the project has no key that could have signed this token.
    #[error("Signed identity is off: the project has no secret.")]
    KeyMissing,
    /// Occurs when the secret is shorter than [`super::MIN_SECRET_BYTES`].
    #[error("The secret is too short. Use at least 32 bytes.")]
    SecretWeak,
    /// Occurs when the secret is a public key or certificate, which everybody may know.
    #[error("The secret is a public key or certificate. Use a random secret.")]
    SecretPublic,
    /// Occurs when the third part is empty.
    #[error("The token is not signed: its third part is empty.")]
    SignatureMissing,
    /// Occurs when no eligible key made this signature.
    #[error("The signature does not match: another secret, or the token was changed.")]
    Signature,
    /// Occurs when the claims are not a JSON object.
    #[error("The claims must be a JSON object.")]
    ClaimsJson,
    /// Occurs when a claim, or a field within one, is given twice.
    #[error("The claims have the same field twice.")]
    ClaimDuplicate,
    /// Occurs when a required claim is absent.
    #[error("The claim {0} is missing.")]
    ClaimMissing(&'static str),
    /// Occurs when a claim has the wrong JSON type (times are whole seconds, ids are strings).
    #[error("The claim {0} has the wrong type. Times are whole seconds; IDs and names are strings.")]
    ClaimType(&'static str),
    /// Occurs when a claim is empty, too long, or has control characters.
    #[error("The claim {0} is empty, too long, or has characters that are not allowed.")]
    ClaimValue(&'static str),
    /// Occurs when `aud` is not this project alone.
    #[error("The claim aud must be the id of this project and nothing else.")]
    Audience,
    /// Occurs when `exp − iat` is not positive or longer than allowed.
    #[error("The token must expire after it was issued, and at most one hour later.")]
    Lifetime,
    /// Occurs when `iat` is more than 60 s ahead.
    #[error("The token was issued in the future: check the clock of the signing server.")]
    IssuedLater,
    /// Occurs when `nbf` is more than 60 s ahead.
    #[error("The token is not valid yet: its nbf is in the future.")]
    NotYetValid,
    /// Occurs when `exp` is more than 60 s past.
    #[error("The token has expired.")]
    Expired,
}

impl Refused {
    /// The stable snake_case name of the rule, for the token tester and for metrics.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::TooLong => "too_long",
            Self::Shape => "shape",
            Self::Encoding => "encoding",
            Self::HeaderJson => "header_json",
            Self::HeaderDuplicate => "header_duplicate",
            Self::Algorithm => "algorithm",
            Self::ForeignKey => "foreign_key",
            Self::Critical => "critical",
            Self::HeaderUnknown => "header_unknown",
            Self::Type => "type",
            Self::KeyIdForm => "kid_form",
            Self::KeyIdUnknown => "kid_unknown",
            Self::KeyMissing => "key_missing",
            Self::SecretWeak => "secret_weak",
            Self::SecretPublic => "secret_public",
            Self::SignatureMissing => "signature_missing",
            Self::Signature => "signature",
            Self::ClaimsJson => "claims_json",
            Self::ClaimDuplicate => "claim_duplicate",
            Self::ClaimMissing(_) => "claim_missing",
            Self::ClaimType(_) => "claim_type",
            Self::ClaimValue(_) => "claim_value",
            Self::Audience => "audience",
            Self::Lifetime => "lifetime",
            Self::IssuedLater => "issued_later",
            Self::NotYetValid => "not_yet_valid",
            Self::Expired => "expired",
        }
    }
}
