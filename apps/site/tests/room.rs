//! What the tests of rooms share: a folder in memory, and a browser of one account.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use site::room::{Accounts, Duty, Files};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};
use tower::ServiceExt as _;

/// A folder in memory, with a clock that stands.
#[derive(Clone)]
pub struct Folder {
    pub files: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    pub today: &'static str,
    count: Arc<Mutex<u8>>,
}

impl Files for Folder {
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.files.lock().unwrap().get(name).cloned())
    }
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.files.lock().unwrap().insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }
    fn create(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut files = self.files.lock().unwrap();
        if files.contains_key(name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        files.insert(name.to_owned(), bytes.to_vec());
        Ok(())
    }
    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.files.lock().unwrap().entry(name.to_owned()).or_default().extend_from_slice(bytes);
        Ok(())
    }
    fn now(&self) -> String {
        format!("{}T12:00:00Z", self.today)
    }
    fn random(&self) -> [u8; 32] {
        let mut count = self.count.lock().unwrap();
        *count += 1;
        [*count; 32]
    }
}

impl Folder {
    pub fn new(today: &'static str) -> Self {
        Self { files: Arc::default(), today, count: Arc::default() }
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.files.lock().unwrap().get(name).cloned().unwrap_or_default()).unwrap()
    }

    pub fn put(&self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.files.lock().unwrap().insert(name.to_owned(), bytes.into());
    }

    /// Makes accounts; says their pass phrases.
    pub fn accounts<D: Duty>(&self, all: [(&'static str, D); 3]) -> BTreeMap<&'static str, String> {
        let mut accounts = Accounts::read(None).unwrap();
        let phrases =
            (100..).zip(all).map(|(n, (id, role))| (id, accounts.set(id, role, false, [n; 32]).unwrap())).collect();
        self.put(&format!("{}/accounts.json", D::PLACE), accounts.write());
        phrases
    }
}

/// A browser of one account of a room.
#[derive(Clone)]
pub struct Browser {
    app: Router,
    /// Of the room's cookie.
    name: &'static str,
    pub cookie: Option<String>,
    pub token: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub place: String,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// The cookie that is set under this name.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let cookie = self.headers.get(header::SET_COOKIE)?.to_str().unwrap();
        assert!(cookie.contains("; HttpOnly; SameSite=Strict;"), "{cookie}");
        cookie.strip_prefix(name)?.strip_prefix('=')?.split(';').next().map(str::to_owned)
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let (_, rest) = self.text.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().replace("&#38;", "&")
    }
}

impl Browser {
    pub fn new(app: &Router, name: &'static str) -> Self {
        Self { app: app.clone(), name, cookie: None, token: String::new() }
    }

    pub fn send(&self, method: &str, path: &str, form: &[(&str, &str)], more: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, format!("other=1; {}={cookie}", self.name));
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        // As browsers do (URL Standard, application/x-www-form-urlencoded).
        let encode = |text: &str| {
            text.bytes().fold(String::new(), |all, byte| match byte {
                b' ' => all + "+",
                b'*' | b'-' | b'.' | b'_' => all + char::from(byte).encode_utf8(&mut [0; 4]),
                _ if byte.is_ascii_alphanumeric() => all + char::from(byte).encode_utf8(&mut [0; 4]),
                _ => all + &format!("%{byte:02X}"),
            })
        };
        let body: Vec<String> =
            form.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = request.body(Body::from(body.join("&"))).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let answer = self.app.clone().oneshot(request).await.unwrap();
            let (parts, body) = answer.into_parts();
            let bytes = axum::body::to_bytes(body, 4 << 20).await.unwrap();
            let place = parts.headers.get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned());
            Answer {
                status: parts.status,
                place: place.unwrap_or_default(),
                headers: parts.headers,
                text: String::from_utf8_lossy(&bytes).into_owned(),
            }
        })
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], &[])
    }

    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send("POST", path, &[form, &[("token", self.token.as_str())]].concat(), &[])
    }

    pub fn sign_in(app: &Router, name: &'static str, id: &str, phrase: &str) -> Self {
        let mut browser = Self::new(app, name);
        let answer = browser.post("/sign-in", &[("id", id), ("phrase", phrase)]);
        assert_eq!((answer.status, answer.place.as_str()), (StatusCode::SEE_OTHER, "/"), "{id}");
        browser.cookie = answer.cookie(name);
        browser.token = browser.get("/").hidden("token");
        assert_eq!(browser.token.len(), 64);
        browser
    }
}
