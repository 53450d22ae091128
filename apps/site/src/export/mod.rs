//! The whole site as plain files for any web host: every page in five languages, what it links to, a search that needs no
//! server, and the public copy of the record.
//!
//! Pages are those of the router, asked in this process from the home page on; only links and forms are changed, so that
//! the files work in any folder of any host. The copy of the record stands in `record` by itself and verifies there.

mod place;
mod rewrite;

use crate::data::Data;
use crate::form::Pager;
use crate::shell::Shell;
use crate::{SiteOptions, files, router};
use anyhow::Context as _;
use askama::Template;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, StatusCode, header};
use base::Language;
use place::{Kind, Place, place, relative};
use rewrite::{Link, rewrite, title};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::path::{Path, PathBuf};
use tower::ServiceExt as _;

/// Pages in the alphabetical list on one page.
const LISTED: usize = 500;
/// Pages that are made at the same time.
const TOGETHER: usize = 8;

/// What was written.
#[derive(Debug, Default, Clone, serde::Serialize)]
pub struct Exported {
    /// Pages, in all languages.
    pub pages: u64,
    /// All files, those of the record's copy included.
    pub files: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// Links whose text stays without a link, because only a server could answer: combinations of filters and orders.
    pub unlinked: u64,
    /// What could not be written as it should be: an address that gave no page, two names that differ in case only.
    pub problems: Vec<String>,
}

/// How far an export is: addresses done, and addresses known.
pub type Watch<'a> = &'a dyn Fn(u64, u64);

/// Writes the site into a folder that does not exist yet.
///
/// # Errors
/// If a file cannot be written or the store cannot answer. What was written until then stays.
pub fn export(data: impl Data, options: &SiteOptions, out: &Path, watch: Watch<'_>) -> anyhow::Result<Exported> {
    let entries = data.size().map_err(|error| anyhow::anyhow!("{error:?}"))?;
    let options = SiteOptions {
        requests_per_second: None,
        timeout: std::time::Duration::from_secs(600),
        keep: std::time::Duration::from_secs(3600),
        ..options.clone()
    };
    let router = router(data, options.clone());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut crawl = Crawl::new(out, &options);
    for language in Language::ALL {
        crawl.add(&crate::shell::href(language, "/"), "the start");
    }
    for index in 0..entries {
        // What the commands of `/verify` ask for.
        crawl.add(&format!("/api/v1/record/entries/{index}/raw"), "the start");
        crawl.add(&format!("/record/proof/{index}"), "the start");
    }
    std::fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    while !crawl.queue.is_empty() {
        let next: Vec<Due> = crawl.queue.drain(..crawl.queue.len().min(TOGETHER)).collect();
        let answers = runtime.block_on(async {
            let asked: Vec<_> =
                next.iter().map(|due| tokio::spawn(answer(router.clone(), due.address.clone()))).collect();
            let mut answers = Vec::new();
            for one in asked {
                answers.push(one.await);
            }
            answers
        });
        for (due, answer) in next.into_iter().zip(answers) {
            crawl.take(due, answer??)?;
            crawl.done += 1;
        }
        watch(crawl.done, crawl.done + crawl.queue.len() as u64);
    }
    crawl.search()?;
    crawl.copy()?;
    Ok(crawl.exported)
}

/// An address to ask, its file, and the page that names it first.
struct Due {
    address: String,
    place: Place,
    from: String,
}

struct Crawl<'a> {
    out: &'a Path,
    options: &'a SiteOptions,
    queue: VecDeque<Due>,
    /// Files that stand or will stand, by their names in lower case.
    known: HashMap<String, String>,
    done: u64,
    /// Pages for the search: by language, folded title and address.
    found: BTreeMap<(Language, String, String), String>,
    exported: Exported,
}

/// An answer of the router.
struct Answer {
    status: StatusCode,
    location: Option<String>,
    body: Bytes,
}

async fn answer(router: Router, mut address: String) -> anyhow::Result<(String, Answer)> {
    for _ in 0..4 {
        let request = Request::builder().uri(&address).header(header::HOST, "localhost").body(Body::empty())?;
        let response = router.clone().oneshot(request).await?;
        let status = response.status();
        let location =
            response.headers().get(header::LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = to_bytes(response.into_body(), usize::MAX).await?;
        match location {
            // A page that sends on stands in both places: a plain host cannot send on.
            Some(to) if status.is_redirection() && to.starts_with('/') => address = to,
            location => return Ok((address, Answer { status, location, body })),
        }
    }
    anyhow::bail!("{address} goes round in a circle")
}

impl<'a> Crawl<'a> {
    fn new(out: &'a Path, options: &'a SiteOptions) -> Self {
        Self {
            out,
            options,
            queue: VecDeque::new(),
            known: HashMap::new(),
            done: 0,
            found: BTreeMap::new(),
            exported: Exported::default(),
        }
    }

    /// Notes an address, if a file can stand for it.
    fn add(&mut self, address: &str, from: &str) -> Option<Place> {
        let place = place(address)?;
        if place.kind == Kind::Copy || is_search(address) {
            return Some(place);
        }
        match self.known.insert(place.file.to_lowercase(), place.file.clone()) {
            None => {
                self.queue.push_back(Due {
                    address: address.to_owned(),
                    place: place.clone(),
                    from: from.to_owned(),
                });
            }
            Some(other) if other != place.file => {
                self.exported.problems.push(format!("{} and {other} differ in case only", place.file));
            }
            Some(_) => {}
        }
        Some(place)
    }

    /// Writes what stands at an address.
    fn take(&mut self, due: Due, (address, answer): (String, Answer)) -> anyhow::Result<()> {
        let Due { address: asked, place, from } = due;
        if answer.status != StatusCode::OK {
            let to = answer.location.map(|to| format!(" to {to}")).unwrap_or_default();
            self.exported.problems.push(format!("{asked}, named by {from}: {}{to}", answer.status));
            return Ok(());
        }
        if place.kind != Kind::Page {
            self.next_page(&asked, &answer.body);
            return self.write(&place.file, &answer.body);
        }
        let html = std::str::from_utf8(&answer.body).with_context(|| format!("{asked} is not UTF-8"))?;
        self.note(&asked, html);
        self.exported.pages += 1;
        let page = self.page(html, &address, &place.file);
        self.write(&place.file, page.as_bytes())
    }

    /// A list of the JSON interface names its next page.
    fn next_page(&mut self, address: &str, body: &[u8]) {
        if address.starts_with("/api/v1/")
            && let Ok(serde_json::Value::Object(list)) = serde_json::from_slice(body)
            && let Some(next) = list.get("next").and_then(serde_json::Value::as_str)
        {
            self.add(next, address);
        }
    }

    /// A page with links to files.
    fn page(&mut self, html: &str, address: &str, file: &str) -> String {
        let (path, _) = address.split_once('?').unwrap_or((address, ""));
        let (language, own) = router::split_language(path);
        let p = Shell::new(language, String::new(), "", None);
        // Ballots are found in the list of them all, entries by their number, everything else by the search.
        let form = |action: &str| {
            let (path, _) = action.split_once('#').unwrap_or((action, ""));
            let (_, rest) = router::split_language(path);
            let text = p.t("search-button").to_owned();
            (!rest.starts_with("/voting/") && ![rest, own].contains(&"/audit-plan") && own != "/verify")
                .then(|| (place::search(language), text))
        };
        rewrite(
            html,
            |link| {
                let (to, fragment) = match link.split_once('#') {
                    Some((to, fragment)) => (to, format!("#{fragment}")),
                    None => (link, String::new()),
                };
                let to = if to.starts_with('?') { format!("{path}{to}") } else { to.to_owned() };
                if to.is_empty() || !to.starts_with('/') {
                    return Link::Keep;
                }
                match self.add(&to, address) {
                    Some(place) => Link::To(relative(file, &place.file) + &fragment),
                    None => {
                        self.exported.unlinked += 1;
                        Link::Plain
                    }
                }
            },
            form,
        )
    }

    /// Notes a page for the search.
    fn note(&mut self, address: &str, html: &str) {
        let (language, rest) = router::split_language(address);
        let first = rest.trim_start_matches('/').split('/').next().unwrap_or_default();
        let searched =
            ["procurement", "vendors", "assessment", "audits", "quick-counts", "voting", "method"].contains(&first);
        if !searched
            || address.contains('?')
            || rest.ends_with("/release")
            || rest.ends_with("/trackers")
            || rest.ends_with("/pull")
        {
            return;
        }
        if let Some(title) = title(html) {
            self.found.insert((language, base::text::fold(&title), address.to_owned()), title);
        }
    }

    /// Writes the search: an alphabetical list for everybody, and an index for a script that narrows it.
    fn search(&mut self) -> anyhow::Result<()> {
        self.write("assets/search.js", include_bytes!("search.js"))?;
        for language in Language::ALL {
            let pages: Vec<(String, String)> = self
                .found
                .iter()
                .filter(|((of, ..), _)| *of == language)
                .map(|((_, _, address), title)| (title.clone(), address.clone()))
                .collect();
            let files: Vec<(&str, String)> =
                pages.iter().filter_map(|(title, address)| Some((title.as_str(), place(address)?.file))).collect();
            let index = format!("assets/search-{}.js", language.code());
            let content = format!("window.scrutineerPages({});\n", serde_json::to_string(&files)?);
            self.write(&index, content.as_bytes())?;
            let last = pages.len().div_ceil(LISTED).max(1);
            for at in 1..=last {
                let address = place::search(language) + &if at > 1 { format!("?page={at}") } else { String::new() };
                let file = place(&address).map(|place| place.file).unwrap_or_default();
                let p = Shell::new(language, "/search".to_owned(), &self.options.title, None);
                let title = p.t("search-button").to_owned();
                let p = p.titled(title, "");
                let turn = |to: u64| p.href(&format!("/search?page={to}"));
                let page = SearchPage {
                    lead: p.count("search-lead", pages.len() as u64),
                    root: "../".repeat(file.matches('/').count()),
                    index: format!("/{index}"),
                    pages: pages.iter().skip((at - 1) * LISTED).take(LISTED).cloned().collect(),
                    pager: Pager::new(&p, at as u64, last as u64, turn),
                    p,
                };
                let html = page.render()?;
                self.exported.pages += 1;
                let html = self.page(&html, &address, &file);
                self.write(&file, html.as_bytes())?;
            }
        }
        // The last pages name nothing that was not known.
        if let Some(due) = self.queue.pop_front() {
            anyhow::bail!("the search names {}, which no page does", due.address);
        }
        Ok(())
    }

    /// Copies the public copy of the record, the checkpoint first: whatever it names stands then.
    fn copy(&mut self) -> anyhow::Result<()> {
        let public = self.options.public.clone();
        let mut folders = vec![public.clone()];
        let mut all: Vec<(PathBuf, String)> = vec![(public.join("checkpoint"), "checkpoint".to_owned())];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
                let path = entry?.path();
                let name = path.strip_prefix(&public).unwrap_or(&path).to_string_lossy();
                let name = name.replace(std::path::MAIN_SEPARATOR, "/");
                if path.is_dir() {
                    folders.push(path);
                } else if name != "checkpoint" && files::shape(&name).is_some() {
                    all.push((path, name));
                }
            }
        }
        for (path, name) in all {
            let to = self.out.join("record").join(&name);
            self.folder(&to)?;
            let bytes = std::fs::copy(&path, &to).with_context(|| format!("copying {}", path.display()))?;
            self.exported.files += 1;
            self.exported.bytes += bytes;
        }
        Ok(())
    }

    fn folder(&self, file: &Path) -> anyhow::Result<()> {
        let folder = file.parent().unwrap_or(self.out);
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))
    }

    fn write(&mut self, file: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let path = self.out.join(file);
        self.folder(&path)?;
        std::fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))?;
        self.exported.files += 1;
        self.exported.bytes += bytes.len() as u64;
        Ok(())
    }
}

/// Whether an address is one of the search, which is made last and asked of no router.
fn is_search(address: &str) -> bool {
    let (path, _) = address.split_once('?').unwrap_or((address, ""));
    router::split_language(path).1 == "/search" || path.starts_with("/assets/search")
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    p: Shell,
    lead: String,
    root: String,
    index: String,
    pages: Vec<(String, String)>,
    pager: Pager,
}
