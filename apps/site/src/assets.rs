//! The one stylesheet and the icon, under addresses that change with their content.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;

const STYLE: &str = include_str!("../style.css");
const ICON: &str = include_str!("../icon.svg");
static STYLE_PATH: LazyLock<String> = LazyLock::new(|| {
    let digest = base::digest::sha256(STYLE.as_bytes()).to_string();
    format!("/assets/style-{}.css", &digest[..12])
});

/// The address of the stylesheet.
pub(crate) fn style_path() -> &'static str {
    &STYLE_PATH
}

/// `GET /assets/{name}`.
pub(crate) async fn serve(Path(name): Path<String>) -> Response {
    let forever = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    if style_path().strip_prefix("/assets/") == Some(&name) {
        ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), forever], STYLE).into_response()
    } else if name == "icon.svg" {
        ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], ICON)
            .into_response()
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}
