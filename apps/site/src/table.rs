//! Tables to take away: CSV that a spreadsheet opens without running anything in it.

use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// One CSV record (RFC 4180, UTF-8, CRLF). A text that a spreadsheet would take for a formula gets an apostrophe in
/// front, the usual way to say "this is text"; numbers keep their sign.
pub(crate) fn record(fields: &[String]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let safe = fields.iter().map(|field| {
        let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']) && base::exact::parse(field).is_none();
        if formula { format!("'{field}") } else { field.clone() }
    });
    writer.write_record(safe).expect("writing to memory does not fail");
    writer.into_inner().expect("writing to memory does not fail")
}

/// A whole table as a download.
pub(crate) fn download(name: &str, head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Response {
    let mut out = b"\xef\xbb\xbf".to_vec();
    out.extend(record(&head.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>()));
    for row in rows {
        out.extend(record(&row));
    }
    let mut response = Bytes::from(out).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    attach(&mut response, name);
    response
}

/// Makes an answer a download with a file name; characters that do not belong in one are replaced.
pub(crate) fn attach(response: &mut Response, name: &str) {
    let safe: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' })
        .collect();
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{safe}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
}

#[cfg(test)]
mod tests {
    use super::record;

    #[test]
    fn a_formula_becomes_text_and_a_number_stays() {
        let fields = ["=1+1", "-5.5", "@x", "a,\"b\"", "+33 1"].map(str::to_owned);
        assert_eq!(record(&fields), b"'=1+1,-5.5,'@x,\"a,\"\"b\"\"\",'+33 1\r\n");
    }
}
