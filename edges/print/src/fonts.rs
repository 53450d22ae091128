//! Fonts: two families inside the program, others from this machine for letters those lack.

use crate::PrintError;
use crate::content::right_to_left;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use typst::foundations::Bytes;
use typst::text::{Font, FontInfo, is_default_ignorable};

/// Text.
const SERIF: &str = "Libertinus Serif";
/// Codes and digests.
const MONO: &str = "DejaVu Sans Mono";
/// What this crate carries; their licences stand beside them in `fonts/LICENSES.txt`.
const OWN: [&[u8]; 5] = [
    include_bytes!("../fonts/LibertinusSerif-Regular.otf"),
    include_bytes!("../fonts/LibertinusSerif-Bold.otf"),
    include_bytes!("../fonts/LibertinusSerif-Italic.otf"),
    include_bytes!("../fonts/LibertinusSerif-BoldItalic.otf"),
    include_bytes!("../fonts/DejaVuSansMono.ttf"),
];
/// Files looked at first, by the start of their names: free, common, and fit for long texts.
const PREFERRED: [&str; 2] = ["NotoNaskhArabic-", "NotoSansArabic-"];
/// A font file is not larger, in bytes.
const MAX_FILE: u64 = 64 << 20;

/// The folders in which this system keeps fonts; those that are absent do no harm.
pub fn folders() -> Vec<PathBuf> {
    let fixed = [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/System/Library/Fonts",
        "/Library/Fonts",
        "C:\\Windows\\Fonts",
    ];
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let own = home.iter().flat_map(|home| [home.join(".local/share/fonts"), home.join("Library/Fonts")]);
    fixed.iter().map(PathBuf::from).chain(own).collect()
}

/// The fonts of one document.
pub(crate) struct Fonts {
    pub(crate) all: Vec<Font>,
    /// Families for text, in the order in which they are asked for a letter.
    pub(crate) text: Vec<String>,
    /// The same for codes.
    pub(crate) code: Vec<String>,
}

/// A face in a file.
struct Face {
    path: PathBuf,
    index: u32,
    info: FontInfo,
}

impl Fonts {
    /// The built-in fonts and those of this machine that have the other letters.
    pub(crate) fn for_letters(letters: &BTreeSet<char>, folders: &[PathBuf]) -> Result<Self, PrintError> {
        let mut all: Vec<Font> = OWN.iter().flat_map(|data| Font::iter(Bytes::new(*data))).collect();
        // The built-in fixed-width font has Arabic letters, but no text should be set in them.
        let shows = |font: &Font, c: char| {
            font.info().coverage.contains(u32::from(c)) && (font.info().family == SERIF || !right_to_left(c))
        };
        let mut missing: BTreeSet<char> = letters
            .iter()
            .copied()
            .filter(|c| !c.is_whitespace() && !is_default_ignorable(*c))
            .filter(|c| !all.iter().any(|font| shows(font, *c)))
            .collect();
        let mut added = Vec::new();
        for preferred in [true, false] {
            if !missing.is_empty() {
                let mut faces = faces(folders, preferred);
                while let Some(family) = best(&faces, &missing) {
                    let (taken, left) = faces.into_iter().partition(|face| face.info.family == family);
                    faces = left;
                    take(taken, &mut missing, &mut all);
                    added.push(family);
                }
            }
        }
        if !missing.is_empty() {
            return Err(PrintError::Fonts(missing.into_iter().collect()));
        }
        let families = |first: &str, last: &str| {
            [first.to_owned()].into_iter().chain(added.iter().cloned()).chain([last.to_owned()]).collect()
        };
        Ok(Self { text: families(SERIF, MONO), code: families(MONO, SERIF), all })
    }
}

/// The family that has most of the letters, the first of several.
fn best(faces: &[Face], missing: &BTreeSet<char>) -> Option<String> {
    let shown = |face: &Face| missing.iter().filter(|c| face.info.coverage.contains(u32::from(**c))).count();
    let (face, count) = faces.iter().map(|face| (face, shown(face))).reduce(|a, b| if b.1 > a.1 { b } else { a })?;
    (count > 0).then(|| face.info.family.clone())
}

/// Loads faces; a face whose file can no longer be read shows nothing.
fn take(faces: Vec<Face>, missing: &mut BTreeSet<char>, all: &mut Vec<Font>) {
    for face in faces {
        if let Some(font) = std::fs::read(&face.path).ok().and_then(|data| Font::new(Bytes::new(data), face.index)) {
            missing.retain(|c| !font.info().coverage.contains(u32::from(*c)));
            all.push(font);
        }
    }
}

/// The faces in the folders, in the order of preference and then of names.
fn faces(folders: &[PathBuf], preferred: bool) -> Vec<Face> {
    let mut files = Vec::new();
    folders.iter().for_each(|folder| walk(folder, 0, &mut files));
    let rank = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        (PREFERRED.iter().position(|start| name.starts_with(start)).unwrap_or(PREFERRED.len()), name)
    };
    files.retain(|path| !preferred || rank(path).0 < PREFERRED.len());
    files.sort_by_cached_key(rank);
    let mut faces = Vec::new();
    for path in files {
        let Ok(data) = std::fs::read(&path) else { continue };
        let infos = FontInfo::iter(&data).enumerate().filter(|(_, info)| !info.is_last_resort());
        faces.extend(infos.map(|(index, info)| Face { path: path.clone(), index: index as u32, info }));
    }
    faces
}

/// Font files under a folder, eight folders deep.
fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let kind = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        if path.is_dir() && depth < 8 {
            walk(&path, depth + 1, files);
        } else if ["ttf", "otf", "ttc", "otc"].contains(&kind.as_str())
            && path.metadata().is_ok_and(|file| file.len() <= MAX_FILE)
        {
            files.push(path);
        }
    }
}
