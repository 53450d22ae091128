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
        }
    }

    /// The page in the reader's language.
    pub(crate) fn page(&self, p: Shell) -> Response {
        let (heading, text) = match self {
            Self::NotFound => ("error-not-found", "error-not-found-text"),
            Self::TooMany => ("error-too-many", "error-too-many-text"),
            Self::Unavailable(_) => ("error-unavailable", "error-unavailable-text"),
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
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if matches!(self, Self::TooMany | Self::Unavailable(_)) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}
