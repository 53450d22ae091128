//! What private rooms share: accounts, sessions, forms, a trail. A room is a server of its own over one folder, for people
//! with accounts; the public site has none of this. `raters` and `boards` are rooms.

mod accounts;
pub(crate) mod pages;
mod sessions;
pub(crate) mod trail;

pub use accounts::{Accounts, Duty};
pub(crate) use sessions::LONGEST;

use crate::limit::Limiter;
use crate::router::{Client, broken, dress};
use crate::server::{accept_service, asked_to_end, runtime};
use crate::shell::Shell;
use crate::{SiteOptions, assets};
use anyhow::Context as _;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sessions::{Sessions, Tries};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tower_http::catch_panic::CatchPanicLayer;

/// Bytes of a form at most.
const FORM: usize = 256 * 1024;
/// Bytes of the door's form at most: the form it carries is encoded once more, which makes three bytes of one at most.
const DOOR_FORM: usize = 3 * FORM + 16 * 1024;

/// A folder, the clock, and randomness, as the program lends them.
pub trait Files: Send + Sync + 'static {
    /// The bytes of a file below the folder; `None` if it is not there.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>>;
    /// Writes a file, whole or not at all; durable when it returns.
    ///
    /// # Errors
    /// Why it cannot be written.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()>;
    /// Writes a file that is not there yet; durable when it returns.
    ///
    /// # Errors
    /// It is there, or why it cannot be written.
    fn create(&self, name: &str, bytes: &[u8]) -> io::Result<()>;
    /// Appends to a file; durable when it returns.
    ///
    /// # Errors
    /// Why it cannot be written.
    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()>;
    /// Now, RFC 3339 in UTC.
    fn now(&self) -> String;
    /// Bytes nobody knows.
    fn random(&self) -> [u8; 32];
}

/// What an operator may set.
#[derive(Debug, Clone)]
pub struct Options {
    /// Name in the head of every page.
    pub title: String,
    /// A proxy speaks TLS with the readers: the browser sends the cookie over TLS only, and an address is the last that the
    /// proxy wrote into `X-Forwarded-For`, with or without a port; the proxy's own where that is none.
    pub secure: bool,
}

/// One request, read.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) method: Method,
    /// Path without the language, and the language.
    pub(crate) path: String,
    /// The query part of the address.
    pub(crate) query: String,
    pub(crate) language: base::Language,
    pub(crate) form: Vec<(String, String)>,
    cookie: Option<String>,
    address: Option<IpAddr>,
    /// False if a browser says that another site sent this.
    pub(crate) from_here: bool,
    now: Instant,
}

impl Visit {
    /// The first value of a field, without blanks around it.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.form.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim())
    }

    pub(crate) fn fields(&self, name: &str) -> Vec<String> {
        self.form.iter().filter(|(own, _)| own == name).map(|(_, value)| value.clone()).collect()
    }
}

/// Who looks at a page.
#[derive(Clone)]
pub(crate) struct Who<D> {
    pub(crate) id: String,
    pub(crate) role: D,
    /// Stands in every form; a form from elsewhere does not know it.
    pub(crate) token: String,
}

/// A form that is carried through the door, because its sender's session had ended.
pub(crate) struct Carried {
    /// Where it was sent.
    pub(crate) to: String,
    /// Its fields, written as a form writes them.
    pub(crate) fields: String,
}

impl Carried {
    /// The form of a visit.
    pub(crate) fn of(visit: &Visit) -> Option<Self> {
        let own: Vec<_> = visit.form.iter().filter(|(name, _)| name != "token").collect();
        Some(Self { to: visit.path.clone(), fields: serde_urlencoded::to_string(own).ok()? })
    }

    /// The form that stands in the form of the door.
    pub(crate) fn through(visit: &Visit) -> Option<Self> {
        let [to, fields] = [visit.field("to"), visit.field("fields")].map(str::to_owned);
        (!to.is_empty()).then_some(Self { to, fields })
    }

    /// Its fields.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        serde_urlencoded::from_str(&self.fields).unwrap_or_default()
    }

    /// The visit it was part of, as if it came with this one.
    pub(crate) fn sent(&self, visit: &Visit) -> Visit {
        Visit { path: self.to.clone(), form: self.form(), ..visit.clone() }
    }
}

/// What came of signing in.
pub(crate) enum SignIn {
    /// Too many wrong tries.
    Wait,
    /// Account and pass phrase do not fit.
    Wrong,
    /// The session's cookie, and who is in it.
    In(String),
}

/// The door of a room: who is signed in.
pub(crate) struct Door {
    pub(crate) options: Options,
    sessions: Mutex<Sessions>,
    tries: Mutex<Tries>,
    limiter: Option<Limiter>,
}

impl Door {
    pub(crate) fn new(options: Options) -> Self {
        let site = SiteOptions::default();
        Self {
            options,
            sessions: Mutex::default(),
            tries: Mutex::default(),
            limiter: Limiter::new(site.requests_per_second, site.burst),
        }
    }

    fn sessions(&self) -> std::sync::MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The page's frame.
    pub(crate) fn shell(&self, visit: &Visit) -> Shell {
        let mut p = Shell::new(visit.language, visit.path.clone(), &self.options.title, None);
        p.noindex = true;
        p
    }

    /// Who makes this visit: a session whose account is still open.
    pub(crate) fn who<D: Duty>(&self, files: &dyn Files, visit: &Visit) -> Result<Option<Who<D>>, String> {
        let Some(cookie) = &visit.cookie else { return Ok(None) };
        let Some(session) = self.sessions().find(cookie, visit.now) else { return Ok(None) };
        let accounts = accounts::<D>(files)?;
        // A new pass phrase ends what was begun with the old one.
        let role = accounts.role(&session.id).filter(|_| accounts.salt(&session.id) == Some(&session.salt));
        Ok(role.map(|role| Who { id: session.id, role, token: session.token }))
    }

    /// Tries an account and its pass phrase; each try on an account that exists is noted.
    pub(crate) fn sign_in<D: Duty, E: From<String>>(
        &self,
        files: &dyn Files,
        visit: &Visit,
        note: impl Fn(&str, &str) -> Result<(), E>,
    ) -> Result<SignIn, E> {
        let id = visit.field("id");
        let tries = || self.tries.lock().unwrap_or_else(PoisonError::into_inner);
        if !tries().may(id, visit.address, visit.now) {
            return Ok(SignIn::Wait);
        }
        let accounts = accounts::<D>(files)?;
        let known = accounts.role(id).is_some();
        if accounts.check(id, visit.field("phrase")).is_none() {
            tries().wrong(id, visit.address, visit.now);
            if known {
                note(id, "wrong-phrase")?;
            }
            return Ok(SignIn::Wrong);
        }
        note(id, "signed-in")?;
        let random = [files.random(), files.random()];
        let salt = accounts.salt(id).unwrap_or_default();
        Ok(SignIn::In(self.sessions().begin(id, salt, random, visit.now)))
    }

    /// Ends the visit's session; false if there is none.
    pub(crate) fn sign_out(&self, visit: &Visit) {
        if let Some(cookie) = &visit.cookie {
            self.sessions().end(cookie);
        }
    }

    /// The session that was just begun.
    pub(crate) fn begun<D>(&self, cookie: &str, role: D, visit: &Visit) -> Option<Who<D>> {
        let session = self.sessions().find(cookie, visit.now)?;
        Some(Who { id: session.id, role, token: session.token })
    }

    /// Gives the browser its cookie, or takes it back.
    pub(crate) fn set_cookie<D: Duty>(&self, response: &mut Response, cookie: &str) {
        let seconds = if cookie.is_empty() { 0 } else { LONGEST.as_secs() };
        let secure = if self.options.secure { "; Secure" } else { "" };
        let name = D::PLACE;
        let text = format!("{name}={cookie}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
        if let Ok(value) = HeaderValue::try_from(text) {
            response.headers_mut().insert(header::SET_COOKIE, value);
        }
    }
}

/// The accounts of a room.
pub(crate) fn accounts<D: Duty>(files: &dyn Files) -> Result<Accounts<D>, String> {
    let bytes = files.read(&format!("{}/accounts.json", D::PLACE)).map_err(|error| error.to_string())?;
    Accounts::read(bytes.as_deref())
}

/// Why a page of a room is not shown: its status, the key of a sentence, and what stands behind it.
pub(crate) struct Stop(pub(crate) StatusCode, pub(crate) &'static str, pub(crate) String);

impl Stop {
    /// There is no such page.
    pub(crate) fn nowhere() -> Self {
        Self(StatusCode::NOT_FOUND, "room-stop-nowhere", String::new())
    }
}

impl From<String> for Stop {
    fn from(text: String) -> Self {
        tracing::error!(%text, "a room cannot go on");
        Self(StatusCode::SERVICE_UNAVAILABLE, "room-stop-unreadable", text)
    }
}

/// Sends the reader to another page of the room.
pub(crate) fn to(p: &Shell, path: &str) -> Response {
    let place = HeaderValue::try_from(p.href(path)).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

/// A room as the server sees it.
pub(crate) trait Service: Send + Sync + 'static {
    /// What an account is for.
    type Role: Duty;
    /// What it calls itself and its parts.
    const WORDS: pages::Words;
    fn door(&self) -> &Door;
    /// The folder it works in.
    fn files(&self) -> &dyn Files;
    /// Writes a step into its trail.
    fn note(&self, who: &str, did: &str) -> Result<(), Stop>;
    /// Answers a visit; it may read and write files.
    fn answer(&self, visit: &Visit) -> Response;
}

/// A room as one service.
pub(crate) fn router<S: Service>(service: S) -> Router {
    Router::new()
        .route("/assets/{name}", get(assets::serve))
        .fallback(handle::<S>)
        .layer(CatchPanicLayer::custom(broken))
        .with_state(Arc::new(service))
}

/// Serves a room until the process is asked to end.
pub(crate) fn serve(router: Router, listen: SocketAddr, announce: impl FnOnce(SocketAddr)) -> anyhow::Result<()> {
    runtime()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await.with_context(|| {
            format!("listening on {listen}: choose another address with --listen, or end the program that holds it")
        })?;
        announce(listener.local_addr().context("asking for the address listened on")?);
        accept_service(listener, router, &SiteOptions::default(), asked_to_end()).await;
        Ok(())
    })
}

async fn handle<S: Service>(State(service): State<Arc<S>>, request: Request) -> Response {
    let peer = request.extensions().get::<Client>().map(|Client(address)| *address);
    let address = reader(service.door().options.secure, request.headers(), peer);
    let now = Instant::now();
    if let (Some(limiter), Some(address)) = (&service.door().limiter, address)
        && !limiter.allows(address, now)
    {
        return dressed((StatusCode::TOO_MANY_REQUESTS, "too many requests").into_response());
    }
    let (parts, body) = request.into_parts();
    let (language, path) = crate::router::split_language(parts.uri.path());
    let most = if path == "/sign-in" { DOOR_FORM } else { FORM };
    let form = match tokio::time::timeout(SiteOptions::default().timeout, read_form(body, most)).await {
        Ok(Ok(form)) => form,
        Ok(Err(refused)) => return dressed(refused.into_response()),
        Err(_) => return dressed((StatusCode::REQUEST_TIMEOUT, "the form took too long").into_response()),
    };
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let visit = Visit {
        method: if parts.method == Method::HEAD { Method::GET } else { parts.method.clone() },
        path: path.to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        language,
        form,
        cookie: header("cookie").and_then(|header| cookie(header, S::Role::PLACE)).map(str::to_owned),
        address,
        from_here: header("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none")),
        now,
    };
    let made = tokio::task::spawn_blocking(move || service.answer(&visit)).await;
    dressed(made.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
}

async fn read_form(body: Body, most: usize) -> Result<Vec<(String, String)>, (StatusCode, &'static str)> {
    // A body that breaks off otherwise has nobody left to read the answer.
    let bytes = to_bytes(body, most).await.map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, "the form is too large"))?;
    serde_urlencoded::from_bytes(&bytes).map_err(|_| (StatusCode::BAD_REQUEST, "the form cannot be read"))
}

/// The address that a reader is counted by. Readers that the proxy in front does not tell apart are counted together, by
/// its own address; nobody is left uncounted.
fn reader(behind_proxy: bool, headers: &HeaderMap, peer: Option<IpAddr>) -> Option<IpAddr> {
    forwarded(headers).filter(|_| behind_proxy).or(peer)
}

/// The address that the proxy in front saw: the last one named. Some proxies write its port, too.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim();
    let bare = last.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(last);
    bare.parse().ok().or_else(|| last.parse().ok().map(|with_port: SocketAddr| with_port.ip()))
}

fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Nothing of a room is kept by browsers or proxies.
fn dressed(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    dress(&mut response);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_a_proxy_every_reader_has_an_address_that_is_counted() {
        let peer = Some(IpAddr::from([127, 0, 0, 1]));
        let of = |behind_proxy, lines: &[&'static str]| {
            let lines = lines.iter().map(|line| (axum::http::HeaderName::from_static("x-forwarded-for"), *line));
            let headers = lines.map(|(name, line)| (name, HeaderValue::from_static(line))).collect();
            reader(behind_proxy, &headers, peer).unwrap().to_string()
        };
        for (line, address) in [
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7:51234", "203.0.113.7"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("[2001:db8::7]:51234", "2001:db8::7"),
            ("198.51.100.1, 203.0.113.7:51234 ", "203.0.113.7"),
        ] {
            assert_eq!(of(true, &[line]), address, "{line}");
            assert_eq!(of(true, &["198.51.100.1", line]), address, "{line}");
            assert_eq!(of(false, &[line]), "127.0.0.1", "without a proxy the reader may write anything");
        }
        // What an earlier hop wrote, the reader may have written.
        for none in [&[][..], &[""], &["unknown"], &["198.51.100.1, unknown"], &["198.51.100.1", "_hidden:80"]] {
            assert_eq!(of(true, none), "127.0.0.1", "{none:?}");
        }
    }
}
