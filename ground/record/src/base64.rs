//! Base64 that has one spelling per value: padding required or forbidden, trailing bits zero.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Writes standard base64 with padding (RFC 4648, section 4).
pub fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads standard base64 with padding; `None` for any other spelling.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Reads 32 bytes of standard base64 with padding.
pub fn decode_digest(text: &str) -> Option<base::Digest> {
    if text.len() != 44 {
        return None;
    }
    let mut bytes = [0; 33];
    let length = STANDARD.decode_slice(text, &mut bytes).ok()?;
    (length == 32).then(|| base::Digest(bytes[..32].try_into().expect("32 bytes")))
}

/// Writes URL-safe base64 without padding (RFC 4648, section 5), as SD-JWT wants it.
pub fn encode_url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads URL-safe base64 without padding; `None` for any other spelling.
pub fn decode_url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
