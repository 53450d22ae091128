//! What a reader sees when a page cannot be shown: what was looked for, and where to go from here.

use crate::data::DataError;
use crate::pages;
use crate::shell::Shell;
use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Why a page cannot be shown.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nothing on the record has this identifier.
    NotFound,
    /// Too many requests from one address.
    TooMany,
    /// The store could not answer, or took too long.
    Unavailable(String),
    /// A bug showed itself.
    Broken,
    /// The body of the request is too large.
    TooLarge,
    /// The address is too long.
    TooLong,
    /// Anything but reading.
    Method,
}

impl From<DataError> for Failure {
    fn from(error: DataError) -> Self {
        Self::Unavailable(error.0)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Unavailable(format!("a row of the projection is not what this version reads: {error}"))
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    p: Shell,
    heading: String,
    text: String,
}

impl Failure {
    /// The status code.
    pub(crate) const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    /// The page in the reader's language.
    pub(crate) fn page(&self, p: Shell) -> Response {
        let (heading, text) = match self {
            Self::NotFound => ("error-not-found", "error-not-found-text"),
            Self::TooMany => ("error-too-many", "error-too-many-text"),
            Self::Unavailable(_) => ("error-unavailable", "error-unavailable-text"),
            Self::Broken => ("error-broken", "error-broken-text"),
            Self::TooLarge => ("error-too-large", "error-too-large-text"),
            Self::TooLong => ("error-too-long", "error-too-long-text"),
            Self::Method => ("error-method", "error-method-text"),
        };
        self.log();
        let heading = p.t(heading).to_owned();
        let text = p.t(text).to_owned();
        let mut p = p.titled(heading.clone(), "");
        p.noindex = true;
        self.dressed(pages::html(&ErrorPage { p, heading, text }))
    }

    /// The same as JSON: `{"error":{"code","message","remedy"}}`.
    pub(crate) fn json(&self) -> Response {
        let (code, message, remedy) = match self {
            Self::NotFound => ("not-found", "nothing on the record has this identifier", "Look it up in the list."),
            Self::TooMany => ("too-many-requests", "too many requests from this address", "Wait, then ask again."),
            Self::Unavailable(_) => ("unavailable", "the record could not be read", "Try again in a moment."),
            Self::Broken => ("broken", "a part of this program broke", "Report it to the operator."),
            Self::TooLarge => ("too-large", "the request has too large a body", "Ask with GET and no body."),
            Self::TooLong => ("too-long", "the address is too long", "Ask for less at once."),
            Self::Method => ("method", "this address can only be read", "Ask with GET."),
        };
        self.log();
        let body = serde_json::json!({"error": {"code": code, "message": message, "remedy": remedy}});
        self.dressed(axum::Json(body).into_response())
    }

    fn log(&self) {
        if let Self::Unavailable(reason) = self {
            tracing::error!(%reason, "a page could not be shown");
        }
    }

    fn dressed(&self, mut response: Response) -> Response {
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::TooMany | Self::Unavailable(_) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            Self::Method => {
                headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            }
            _ => {}
        }
        if matches!(self, Self::TooLarge | Self::TooLong | Self::Method) {
            // Whatever else was sent with the request is not read.
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}
