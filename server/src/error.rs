//! The one error type of the program, grouped by what the client can do about it.
//! Knows no HTTP status (that is `api::problem`) and contains no text that is not meant for the client.

use std::{error::Error as StdError, sync::Arc};

use crate::base::invalid::Invalid;

/// What every fallible function of the program returns.
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
    /// Occurs when the caller is not authenticated.
    Unauthorized,
    /// Occurs when the caller is known but lacks the permission.
    Forbidden,
    /// Occurs when a browser's origin is not on the project's list.
    OriginNotAllowed,
    /// Occurs when there is no such thing, or it belongs to someone else.
    NotFound,
    /// Occurs when a path exists but does not support this method.
    MethodNotAllowed,
    /// Occurs when the thing is there already.
    Conflict,
    /// Occurs when a request with the same idempotency key is in progress.
    InFlight,
    /// Occurs when `If-Match` names an older version.
    PreconditionFailed,
    /// Occurs when `If-Match` is missing where it is required.
    PreconditionRequired,
    /// Occurs when fields of a body are wrong.
    Invalid,
    /// Occurs when an idempotency key comes back with another body.
    IdempotencyMismatch,
    /// Occurs when voting on a request is closed.
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
    /// Seconds to wait before a retry.
    pub retry_after: Option<u64>,
    /// Whether the transaction only met another one: written again at once, it may succeed.
    pub contended: bool,
    /// What caused it, for the log only.
    pub cause: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error with a code and one sentence.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            fields: Vec::new(),
            retry_after: None,
            contended: false,
            cause: None,
        }
    }

    /// The answer for what does not exist and for what belongs to someone else, byte for byte the same.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "This does not exist, or you have no access to it.")
    }

    /// The answer when fields of a body are wrong.
    pub fn invalid(fields: Vec<Invalid>) -> Self {
        Self { fields, ..Self::new(Code::Invalid, "Some fields are invalid; see errors.") }
    }

    /// The answer for one wrong field.
    pub fn field(pointer: &str, detail: &str) -> Self {
        Self::invalid(vec![Invalid::at(pointer, detail)])
    }

    /// The same, with its fields below `prefix`: for what is a part of a body.
    pub fn under(self, prefix: &str) -> Self {
        Self { fields: self.fields.into_iter().map(|field| field.under(prefix)).collect(), ..self }
    }

    /// The answer when the database can't be used for a moment; `why` goes to the log.
    pub fn unavailable(why: impl Into<String>) -> Self {
        Self { retry_after: Some(2), ..Self::new(Code::Unavailable, why) }
    }

    /// The same, where an error says why.
    pub fn temporary(cause: impl StdError + Send + Sync + 'static) -> Self {
        Self::unavailable(cause.to_string()).because(cause)
    }

    /// The answer when another transaction was in the way of this one; `why` goes to the log. `Db::write` and batches write again.
    pub fn contended(why: impl Into<String>) -> Self {
        Self { contended: true, ..Self::unavailable(why) }
    }

    /// A fault of the program; `why` goes to the log.
    pub fn internal(why: impl Into<String>) -> Self {
        Self::new(Code::Internal, why)
    }

    /// The same, where an error says why.
    pub fn broken(cause: impl StdError + Send + Sync + 'static) -> Self {
        Self::internal(cause.to_string()).because(cause)
    }

    /// Keeps what caused it, for the log.
    pub fn because(self, cause: impl StdError + Send + Sync + 'static) -> Self {
        Self { cause: Some(Arc::new(cause)), ..self }
    }

    /// What a transaction that failed as a whole is to each who had a part in it: temporary, or a fault of the program. No
    /// client made the others fail.
    pub fn for_transaction(self) -> Self {
        match self.code {
            Code::Unavailable | Code::Internal => self,
            _ => Self { code: Code::Internal, fields: Vec::new(), retry_after: None, ..self },
        }
    }

    /// What went wrong in one line, without a full stop: libpq writes several, indented.
    pub fn line(&self) -> String {
        let line = self.detail.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        line.trim_end_matches(['.', ' ']).to_owned()
    }

    /// The error and what caused it in one line, for the log. A text that repeats its cause is not repeated again.
    pub fn chain(&self) -> String {
        let mut chain = self.detail.clone();
        let mut cause = self.source();
        while let Some(next) = cause {
            let text = next.to_string();
            if !chain.contains(&text) {
                chain = format!("{chain}: {text}");
            }
            cause = next.source();
        }
        chain
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}", self.code, self.chain())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::invalid(vec![invalid])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("the file could not be read")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn the_log_gets_the_whole_chain_of_causes_once() {
        let error = Error::broken(Outer(std::io::Error::other("the disk is gone")));
        assert_eq!(error.chain(), "the file could not be read: the disk is gone");
        assert_eq!(error.to_string(), "Internal: the file could not be read: the disk is gone");
    }

    #[test]
    fn a_transaction_that_failed_is_nobodys_mistake() {
        assert_eq!(Error::not_found().for_transaction().code, Code::Internal);
        let busy = Error::unavailable("busy").for_transaction();
        assert_eq!((busy.code, busy.retry_after), (Code::Unavailable, Some(2)));
    }
}
