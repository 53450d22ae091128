//! The raters' room: where the panel of an assessment rates in a browser, blind in round 1, and decides together
//! afterwards. A server of its own over the folder of one dossier; the public site never shows what lies here.
//!
//! It works without scripts. Every change is a form with the session's token; who may do what stands in `rights.rs`,
//! what is done in `work.rs`.

pub mod accounts;
mod pages;
mod rights;
mod sessions;
mod work;

pub use rights::Role;
pub use work::Room;

use crate::limit::Limiter;
use crate::router::{Client, broken, dress};
use crate::server::{accept_service, asked_to_end, runtime};
use crate::{SiteOptions, assets};
use anyhow::Context as _;
use assess::{Catalogue, Dossier};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sessions::{Session, Sessions, Tries};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tower_http::catch_panic::CatchPanicLayer;

/// Bytes of a form at most.
const FORM: usize = 256 * 1024;
/// A dossier is read again after this time, because others may change its files.
const FRESH: Duration = Duration::from_secs(20);

/// What an operator may set.
#[derive(Debug, Clone)]
pub struct Options {
    /// Name in the head of every page.
    pub title: String,
    /// The browser sends the cookie over TLS only: to be set when a proxy speaks TLS with the readers.
    pub secure: bool,
}

/// One panel and its server.
pub(crate) struct Raters {
    room: Box<dyn Room>,
    catalogue: Catalogue,
    options: Options,
    sessions: Mutex<Sessions>,
    tries: Mutex<Tries>,
    limiter: Option<Limiter>,
    /// The dossier as last read; held while anything is written, so that one change follows the other.
    dossier: Mutex<Option<(Instant, Arc<Dossier>)>>,
}

/// One request, read.
pub(crate) struct Visit {
    method: Method,
    /// Path without the language, and the language.
    path: String,
    language: base::Language,
    form: Vec<(String, String)>,
    cookie: Option<String>,
    address: Option<IpAddr>,
    /// False if a browser says that another site sent this.
    from_here: bool,
    now: Instant,
}

impl Visit {
    /// The first value of a field, without blanks around it.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.form.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value.trim())
    }

    fn fields(&self, name: &str) -> Vec<String> {
        self.form.iter().filter(|(own, _)| own == name).map(|(_, value)| value.clone()).collect()
    }
}

impl Raters {
    pub(crate) fn dossier(&self) -> Result<Arc<Dossier>, String> {
        let mut kept = self.dossier.lock().unwrap_or_else(PoisonError::into_inner);
        self.fresh(&mut kept)
    }

    fn fresh(&self, kept: &mut Option<(Instant, Arc<Dossier>)>) -> Result<Arc<Dossier>, String> {
        if let Some((at, dossier)) = kept
            && at.elapsed() < FRESH
        {
            return Ok(Arc::clone(dossier));
        }
        let dossier = Arc::new(self.room.dossier()?);
        *kept = Some((Instant::now(), Arc::clone(&dossier)));
        Ok(dossier)
    }

    /// Makes a change over the dossier as it stands on the disk, while nobody else makes one.
    fn change<T>(
        &self,
        id: &str,
        make: impl FnOnce(&work::Change<'_>) -> Result<T, work::Refusal>,
    ) -> Result<T, work::Refusal> {
        let mut kept = self.dossier.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = None;
        let dossier = self.fresh(&mut kept).map_err(work::Refusal::Io)?;
        let change = work::Change { room: &*self.room, catalogue: &self.catalogue, dossier: &dossier, id };
        let done = make(&change);
        *kept = None;
        done
    }

    /// Writes a step into the trail, while nobody else writes one.
    fn note(&self, who: &str, did: &str) -> Result<(), work::Refusal> {
        let _alone = self.dossier.lock().unwrap_or_else(PoisonError::into_inner);
        work::note(&*self.room, who, did, "", "")
    }

    fn accounts(&self) -> Result<accounts::Accounts, String> {
        let bytes = self.room.read("raters/accounts.json").map_err(|error| error.to_string())?;
        accounts::Accounts::read(bytes.as_deref())
    }

    /// Who makes this visit: a session whose account is still open.
    fn who(&self, visit: &Visit) -> Result<Option<(Session, Role)>, String> {
        let Some(cookie) = &visit.cookie else { return Ok(None) };
        let found = self.sessions.lock().unwrap_or_else(PoisonError::into_inner).find(cookie, visit.now);
        let Some(session) = found else { return Ok(None) };
        let role = self.accounts()?.role(&session.id);
        Ok(role.map(|role| (session, role)))
    }
}

/// The room as one service.
pub fn router(room: impl Room, catalogue: Catalogue, options: Options) -> Router {
    let site = SiteOptions::default();
    let raters = Arc::new(Raters {
        room: Box::new(room),
        catalogue,
        options,
        sessions: Mutex::default(),
        tries: Mutex::default(),
        limiter: Limiter::new(site.requests_per_second, site.burst),
        dossier: Mutex::default(),
    });
    Router::new()
        .route("/assets/{name}", get(assets::serve))
        .fallback(handle)
        .layer(CatchPanicLayer::custom(broken))
        .with_state(raters)
}

/// Serves the room until the process is asked to end.
///
/// # Errors
/// If the address cannot be listened on.
pub fn serve(
    room: impl Room,
    catalogue: Catalogue,
    listen: SocketAddr,
    options: Options,
    announce: impl FnOnce(SocketAddr),
) -> anyhow::Result<()> {
    runtime()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(listen).await.with_context(|| {
            format!("listening on {listen}: choose another address with --listen, or end the program that holds it")
        })?;
        announce(listener.local_addr().context("asking for the address listened on")?);
        accept_service(listener, router(room, catalogue, options), &SiteOptions::default(), asked_to_end()).await;
        Ok(())
    })
}

async fn handle(State(raters): State<Arc<Raters>>, request: Request) -> Response {
    let address = request.extensions().get::<Client>().map(|Client(address)| *address);
    let now = Instant::now();
    if let (Some(limiter), Some(address)) = (&raters.limiter, address)
        && !limiter.allows(address, now)
    {
        return dressed((StatusCode::TOO_MANY_REQUESTS, "too many requests").into_response());
    }
    let (parts, body) = request.into_parts();
    let Some(form) = read_form(body).await else {
        return dressed((StatusCode::PAYLOAD_TOO_LARGE, "the form is too large").into_response());
    };
    let (language, path) = crate::router::split_language(parts.uri.path());
    let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let visit = Visit {
        method: parts.method.clone(),
        path: path.to_owned(),
        language,
        form,
        cookie: header("cookie").and_then(cookie).map(str::to_owned),
        address,
        from_here: header("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none")),
        now,
    };
    let made = tokio::task::spawn_blocking(move || pages::answer(&raters, &visit)).await;
    dressed(made.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
}

async fn read_form(body: Body) -> Option<Vec<(String, String)>> {
    let bytes = to_bytes(body, FORM).await.ok()?;
    Some(serde_urlencoded::from_bytes(&bytes).unwrap_or_default())
}

fn cookie(header: &str) -> Option<&str> {
    header.split(';').find_map(|part| part.trim().strip_prefix("raters="))
}

/// Nothing of this room is kept by browsers or proxies.
fn dressed(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    dress(&mut response);
    response
}
