//! The one error of the program, sorted by what the client can do about it.
//! Knows no HTTP status (that is `api::problem`) and holds no text that was not meant for the client.

use crate::base::invalid::Invalid;

/// What every fallible function of the program answers.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, as a stable code that clients may switch on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Occurs when a query parameter, header or path can't be read.
    BadRequest,
    /// Occurs when a body is not JSON by its content type.
    NotJson,
    /// Occurs when a body is larger than the route takes.
    BodyTooLarge,
    /// Occurs when path and query are longer than any that is served.
    UriTooLong,
    /// Occurs when nobody, or nobody valid, is asking.
    Unauthorized,
    /// Occurs when the asker is known but may not.
    Forbidden,
    /// Occurs when a browser's origin is not on the project's list.
    OriginNotAllowed,
    /// Occurs when there is no such thing, or it belongs to someone else.
    NotFound,
    /// Occurs when a path exists but not with this method.
    MethodNotAllowed,
    /// Occurs when the thing is there already.
    Conflict,
    /// Occurs when the same idempotency key is at work right now.
    InFlight,
    /// Occurs when `If-Match` names an older version.
    PreconditionFailed,
    /// Occurs when `If-Match` is missing where it is required.
    PreconditionRequired,
    /// Occurs when fields of a body are wrong.
    Invalid,
    /// Occurs when an idempotency key comes back with another body.
    IdempotencyMismatch,
    /// Occurs when a request takes no votes any more.
    NotVotable,
    /// Occurs when a limit is reached.
    TooManyRequests,
    /// Occurs when this node has as much of something as it may.
    Full,
    /// Occurs when the database can't be reached or is full.
    Unavailable,
    /// Occurs when the program is at fault; a bug.
    Internal,
}

/// An error on its way to the client.
#[derive(Clone, Debug)]
pub struct Error {
    /// The stable code.
    pub code: Code,
    /// One sentence for the reader: what, where, how to fix it. For `Internal` and `Unavailable` it goes to the log only.
    pub detail: String,
    /// The fields that are wrong.
    pub fields: Vec<Invalid>,
    /// Seconds to wait before the next try.
    pub retry_after: Option<u64>,
}

impl Error {
    /// An error with a code and one sentence.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), fields: Vec::new(), retry_after: None }
    }

    /// The answer for what does not exist and for what belongs to someone else, byte for byte the same.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "There is nothing here by that name.")
    }

    /// The answer when fields of a body are wrong.
    pub fn invalid(fields: Vec<Invalid>) -> Self {
        Self { fields, ..Self::new(Code::Invalid, "Some fields are not right; see errors.") }
    }

    /// The answer for one wrong field.
    pub fn field(pointer: &str, detail: &str) -> Self {
        Self::invalid(vec![Invalid::at(pointer, detail)])
    }

    /// The answer when the database can't be used now; `cause` goes to the log.
    pub fn unavailable(cause: impl Into<String>) -> Self {
        Self { retry_after: Some(2), ..Self::new(Code::Unavailable, cause) }
    }

    /// What went wrong in one line, without a full stop: libpq writes several, indented.
    pub fn line(&self) -> String {
        let line = self.detail.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        line.trim_end_matches(['.', ' ']).to_owned()
    }

    /// A fault of the program; `cause` goes to the log.
    pub fn internal(cause: impl Into<String>) -> Self {
        Self::new(Code::Internal, cause)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Error {}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::invalid(vec![invalid])
    }
}
