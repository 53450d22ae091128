//! The pages that every room has: its door, and why something is not shown.

use super::{Carried, Door, Files, Service, SignIn, Stop, Visit, Who, accounts, to};
use crate::pages::html;
use crate::shell::Shell;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

/// What a room calls itself and its parts: keys of the pages' words.
pub(crate) struct Words {
    /// Its name, in the head of each page.
    pub(crate) room: &'static str,
    /// Its sections with their addresses; the first is where one begins.
    pub(crate) sections: [(&'static str, &'static str); 3],
    /// Whom it is for, at the door.
    pub(crate) door: &'static str,
    pub(crate) footer: &'static str,
}

/// Somebody who looks at a page, in a room's roles.
type Seen<S> = Option<Who<<S as Service>::Role>>;

#[derive(Template)]
#[template(path = "room_stop.html")]
struct StopPage<'a> {
    p: Shell,
    who: Option<&'a Signed>,
    words: &'static Words,
    text: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "room_sign_in.html")]
struct SignInPage<'a> {
    p: Shell,
    who: Option<&'a Signed>,
    words: &'static Words,
    fault: Option<String>,
    carried: Option<Carried>,
}

/// What a page's head says of who is signed in.
struct Signed {
    id: String,
    token: String,
}

fn signed<D>(who: Option<Who<D>>) -> Option<Signed> {
    who.map(|Who { id, token, .. }| Signed { id, token })
}

/// A page with another status.
pub(crate) fn with(status: StatusCode, mut response: Response) -> Response {
    *response.status_mut() = status;
    response
}

/// The page that says why something is not shown. What may name files is for those alone who are signed in.
pub(crate) fn stopped<S: Service>(p: Shell, who: Seen<S>, stop: Stop) -> Response {
    let Stop(status, key, detail) = stop;
    let who = signed(who);
    let detail = if who.is_some() { detail } else { String::new() };
    let text = p.t(key).to_owned();
    let p = p.clone().titled(p.t("room-stop"), "");
    with(status, html(&StopPage { p, who: who.as_ref(), words: &S::WORDS, text, detail }))
}

/// The door, with the form that is carried through it.
pub(crate) fn sign_in_page<S: Service>(
    p: Shell,
    who: Seen<S>,
    fault: Option<&'static str>,
    status: StatusCode,
    carried: Option<Carried>,
) -> Response {
    let who = signed(who);
    let fault = fault.map(|key| p.t(key).to_owned());
    let p = p.clone().titled(p.t("room-sign-in"), "");
    with(status, html(&SignInPage { p, who: who.as_ref(), words: &S::WORDS, fault, carried }))
}

/// Tries to sign in. A form that was carried through the door is shown again by `again`, if it can be.
pub(crate) fn sign_in<S: Service>(
    service: &S,
    visit: &Visit,
    p: Shell,
    again: impl FnOnce(&Carried, Who<S::Role>) -> Result<Option<Response>, Stop>,
) -> Result<Response, Stop> {
    let (door, files): (&Door, &dyn Files) = (service.door(), service.files());
    let carried = Carried::through(visit);
    let note = |id: &str, did: &str| service.note(id, did);
    let cookie = match door.sign_in::<S::Role, Stop>(files, visit, note)? {
        SignIn::Wait => {
            let fault = Some("room-wait");
            return Ok(sign_in_page::<S>(p, None, fault, StatusCode::TOO_MANY_REQUESTS, carried));
        }
        SignIn::Wrong => {
            return Ok(sign_in_page::<S>(p, None, Some("room-wrong"), StatusCode::FORBIDDEN, carried));
        }
        SignIn::In(cookie) => cookie,
    };
    // Whatever becomes of what was carried, the session is begun.
    let shown = || {
        let Some(carried) = carried else { return Ok(None) };
        let role = accounts::<S::Role>(files)?.role(visit.field("id"));
        match role.and_then(|role| door.begun(&cookie, role, visit)) {
            Some(who) => again(&carried, who),
            None => Ok(None),
        }
    };
    let page = shown().map(|page| page.unwrap_or_else(|| to(&p, "/")));
    let mut response = page.unwrap_or_else(|stop| stopped::<S>(p, None, stop));
    door.set_cookie::<S::Role>(&mut response, &cookie);
    Ok(response)
}

/// Ends the visit's session and leads to the door.
pub(crate) fn sign_out<S: Service>(service: &S, visit: &Visit, p: &Shell, who: Seen<S>) -> Result<Response, Stop> {
    if let Some(who) = who {
        service.door().sign_out(visit);
        service.note(&who.id, "signed-out")?;
    }
    let mut response = to(p, "/sign-in");
    service.door().set_cookie::<S::Role>(&mut response, "");
    Ok(response)
}
