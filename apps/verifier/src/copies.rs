//! Where a copy of the record lies: a folder on this machine, or files behind a URL.

use record::CopyRead;
use std::io::Read as _;
use std::path::PathBuf;

/// A folder with the layout of a copy.
pub struct Folder(pub PathBuf);

/// A copy served over HTTP or HTTPS; the address of the folder, with or without a slash at the end.
pub struct Address {
    base: String,
    agent: ureq::Agent,
}

impl CopyRead for Folder {
    fn read(&self, path: &str, limit: usize) -> Result<Option<Vec<u8>>, String> {
        if path.split('/').any(|part| part == ".." || part.is_empty()) {
            return Err(format!("`{path}` is not a path inside the copy"));
        }
        let full = self.0.join(path);
        let file = match std::fs::File::open(&full) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("{}: {error}", full.display())),
        };
        bounded(file, limit).map_err(|why| format!("{}: {why}", full.display())).map(Some)
    }

    fn list(&self, visit: &mut dyn FnMut(&str)) -> Result<bool, String> {
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
            for entry in entries {
                let path = entry.map_err(|error| format!("{}: {error}", folder.display()))?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Some(relative) = path.strip_prefix(&self.0).ok().and_then(|p| p.to_str()) {
                    visit(&relative.replace(std::path::MAIN_SEPARATOR, "/"));
                }
            }
        }
        Ok(true)
    }
}

impl Address {
    /// A copy behind `url`.
    pub fn new(url: &str) -> Self {
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(std::time::Duration::from_secs(60)))
            .http_status_as_error(false)
            .user_agent("scrutineer-verifier")
            .build()
            .into();
        Self { base: url.trim_end_matches('/').to_owned(), agent }
    }
}

impl CopyRead for Address {
    fn read(&self, path: &str, limit: usize) -> Result<Option<Vec<u8>>, String> {
        let url = format!("{}/{path}", self.base);
        let mut response = self.agent.get(&url).call().map_err(|error| format!("{url}: {error}"))?;
        match response.status().as_u16() {
            200 => bounded(response.body_mut().as_reader(), limit).map_err(|why| format!("{url}: {why}")).map(Some),
            404 | 410 => Ok(None),
            status => Err(format!("{url}: the server answers {status}")),
        }
    }
}

/// Whether a person named an address and not a folder.
pub fn is_address(place: &str) -> bool {
    place.starts_with("http://") || place.starts_with("https://")
}

/// Opens what a person named: an address if it begins with `http://` or `https://`, else a folder.
pub fn open(place: &str) -> Box<dyn CopyRead> {
    if is_address(place) { Box::new(Address::new(place)) } else { Box::new(Folder(PathBuf::from(place))) }
}

fn bounded(reader: impl std::io::Read, limit: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() > limit {
        return Err(format!("longer than {limit} bytes, the most that is taken here"));
    }
    Ok(bytes)
}
