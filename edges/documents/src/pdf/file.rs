//! The objects of a PDF file by number, its pages, and the bytes of its streams. Source: ISO 32000-1, section 7.5.

use super::filter;
use super::object::{Dict, Lexer, Object};
use crate::budget::{Budget, End, MAX_PAGES};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Longest chain of references, and most sections of cross references.
const MAX_CHAIN: usize = 32;
const MAX_SECTIONS: usize = 4096;
/// Most objects of one file: the architectural limit of ISO 32000-1, annex C.
const MAX_OBJECTS: usize = 8_388_607;

/// Where an object lies.
#[derive(Debug, Clone, Copy)]
enum Place {
    At(usize),
    /// In an object stream, at this position of its list.
    In(u32, usize),
}

/// An opened file.
pub(super) struct File<'a> {
    bytes: &'a [u8],
    places: BTreeMap<u32, Place>,
    trailer: Dict,
    /// The table of objects was broken and was made anew from the objects found.
    pub(super) repaired: bool,
    /// A stream was damaged; what came out before the damage was taken.
    pub(super) damaged: bool,
    bundles: BTreeMap<u32, Rc<Bundle>>,
}

/// An object stream: its bytes, and where each of its objects begins.
struct Bundle {
    data: Vec<u8>,
    objects: Vec<(u32, usize)>,
}

/// One page: where its dictionary is, and the resources it inherits.
pub(super) struct PageObject {
    pub(super) node: Object,
    pub(super) resources: Option<Rc<Object>>,
}

/// The pages in order.
pub(super) struct Pages {
    pub(super) list: Vec<PageObject>,
    /// Some pages that the file speaks of are not there, or the list could not be read to its end.
    pub(super) incomplete: bool,
}

impl<'a> File<'a> {
    /// Opens a file; `None` if it has no pages anywhere.
    pub(super) fn open(bytes: &'a [u8], budget: &mut Budget) -> Option<Self> {
        let start = bytes.windows(5).take(1024).position(|window| window == b"%PDF-").unwrap_or(0);
        let mut file = Self {
            bytes: &bytes[start..],
            places: BTreeMap::new(),
            trailer: Dict::new(),
            repaired: false,
            damaged: false,
            bundles: BTreeMap::new(),
        };
        file.table(budget);
        if file.is_encrypted() || file.root(budget).is_some() {
            return Some(file);
        }
        file.repair(budget);
        (file.is_encrypted() || file.root(budget).is_some() || file.places.values().len() > 0).then_some(file)
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.trailer.get(&b"Encrypt"[..]).is_some_and(|encrypt| *encrypt != Object::Null)
    }

    /// The dictionary at the root of the page tree.
    fn root(&mut self, budget: &mut Budget) -> Option<Dict> {
        let catalog = self.entry(&self.trailer.clone(), b"Root", budget);
        let pages = self.entry(catalog.dict()?, b"Pages", budget);
        pages.dict().filter(|pages| pages.contains_key(&b"Kids"[..])).cloned()
    }

    /// Reads the sections of cross references, from the newest to the oldest.
    fn table(&mut self, budget: &mut Budget) {
        let tail = self.bytes.len().saturating_sub(2048);
        let Some(found) = rfind(&self.bytes[tail..], b"startxref") else { return };
        let Some(at) = Lexer::new(self.bytes, tail + found + 9).unsigned() else { return };
        let (mut next, mut seen) = (vec![at], BTreeSet::new());
        while let Some(at) = next.pop() {
            if !seen.insert(at) || seen.len() > MAX_SECTIONS || at >= self.bytes.len() {
                continue;
            }
            let Some(dict) = self.section(at, budget) else { continue };
            for name in [&b"Prev"[..], b"XRefStm"] {
                next.extend(dict.get(name).and_then(Object::int).and_then(|at| usize::try_from(at).ok()));
            }
            for (key, value) in dict {
                self.trailer.entry(key).or_insert(value);
            }
        }
    }

    /// Reads one section, a table or a stream; entries that newer sections gave stand.
    fn section(&mut self, at: usize, budget: &mut Budget) -> Option<Dict> {
        let mut lexer = Lexer::new(self.bytes, at);
        if !lexer.keyword(b"xref") {
            return self.section_stream(at, budget);
        }
        while let Some(first) = lexer.unsigned() {
            let count = lexer.unsigned()?;
            for n in first..first.checked_add(count)? {
                let (offset, _generation) = (lexer.unsigned()?, lexer.unsigned()?);
                let used = lexer.keyword(b"n");
                if !(used || lexer.keyword(b"f")) || !budget.step(1) {
                    return None;
                }
                if let (true, Ok(n), true) = (used, u32::try_from(n), self.places.len() < MAX_OBJECTS) {
                    self.places.entry(n).or_insert(Place::At(offset));
                }
            }
        }
        match lexer.keyword(b"trailer").then(|| lexer.object(budget)).flatten()? {
            Object::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    fn section_stream(&mut self, at: usize, budget: &mut Budget) -> Option<Dict> {
        let (_, object) = self.object_at(at, budget)?;
        let Object::Stream(dict, start) = object else { return None };
        if dict.get(&b"Type"[..]).and_then(Object::name) != Some(b"XRef") {
            return None;
        }
        let data = self.data(&dict, start, budget)?;
        let number = |object: &Object| object.int().and_then(|n| usize::try_from(n).ok());
        let widths: Vec<usize> = dict.get(&b"W"[..])?.array()?.iter().map_while(number).collect();
        let [a, b, c] = widths[..] else { return None };
        let width = a.checked_add(b)?.checked_add(c)?;
        if width == 0 || width > 32 || a.max(b).max(c) > 8 {
            return None;
        }
        let size = dict.get(&b"Size"[..]).and_then(number).unwrap_or(0);
        let index = dict.get(&b"Index"[..]).and_then(Object::array);
        let index: Vec<usize> = index.map_or(vec![0, size], |list| list.iter().map_while(number).collect());
        let mut rows = data.chunks_exact(width);
        for range in index.chunks_exact(2) {
            for n in range[0]..range[0].checked_add(range[1])? {
                let (Some(row), true) = (rows.next(), budget.step(1)) else { return Some(dict) };
                let field = |from: usize, width: usize| {
                    row[from..from + width].iter().fold(0u64, |n, b| n << 8 | u64::from(*b))
                };
                let kind = if a == 0 { 1 } else { field(0, a) };
                let (second, third) = (field(a, b), field(a + b, c));
                let Ok(n) = u32::try_from(n) else { continue };
                let place = match kind {
                    1 => usize::try_from(second).ok().map(Place::At),
                    2 => u32::try_from(second).ok().zip(usize::try_from(third).ok()).map(|(n, at)| Place::In(n, at)),
                    _ => None,
                };
                if let Some(place) = place.filter(|_| self.places.len() < MAX_OBJECTS) {
                    self.places.entry(n).or_insert(place);
                }
            }
        }
        Some(dict)
    }

    /// Makes the table anew: every `N G obj` in the file, the last one of a number counts; then what object streams hold.
    fn repair(&mut self, budget: &mut Budget) {
        self.repaired = true;
        self.places.clear();
        self.bundles.clear();
        let mut bundles = Vec::new();
        let mut from = 0;
        while let Some(found) = find(&self.bytes[from..], b"obj") {
            let at = from + found;
            from = at + 3;
            if !budget.step(1 + found / 16) {
                return;
            }
            let Some((number, start)) = header_before(self.bytes, at) else { continue };
            self.places.insert(number, Place::At(start));
        }
        let places: Vec<(u32, Place)> = self.places.iter().map(|(n, place)| (*n, *place)).collect();
        for (number, place) in places {
            let Place::At(at) = place else { continue };
            let Some((_, object)) = self.object_at(at, budget) else { continue };
            let Some(dict) = object.dict() else { continue };
            match dict.get(&b"Type"[..]).and_then(Object::name) {
                Some(b"ObjStm") => bundles.push(number),
                Some(b"XRef") => {
                    for key in [&b"Root"[..], b"Encrypt"] {
                        dict.get(key).map(|value| self.trailer.insert(key.to_vec(), value.clone()));
                    }
                }
                Some(b"Catalog") => {
                    self.trailer.entry(b"Root".to_vec()).or_insert(Object::Reference(number));
                }
                _ => {}
            }
        }
        let mut from = 0;
        while let Some(found) = find(&self.bytes[from..], b"trailer") {
            from += found + 7;
            if !budget.step(1 + found / 16) {
                return;
            }
            if let Some(Object::Dict(dict)) = Lexer::new(self.bytes, from).object(budget) {
                for key in [&b"Root"[..], b"Encrypt"] {
                    dict.get(key).map(|value| self.trailer.insert(key.to_vec(), value.clone()));
                }
            }
        }
        if self.is_encrypted() {
            return;
        }
        for number in bundles {
            let Some(bundle) = self.bundle(number, budget) else { continue };
            for (at, (n, _)) in bundle.objects.iter().enumerate() {
                self.places.entry(*n).or_insert(Place::In(number, at));
                if !budget.step(1) {
                    return;
                }
            }
        }
        if !self.trailer.contains_key(&b"Root"[..]) {
            let numbers: Vec<u32> = self.places.keys().copied().collect();
            for number in numbers {
                let object = self.get(number, budget);
                let kind = object.dict().and_then(|dict| dict.get(&b"Type"[..])).and_then(Object::name);
                if kind == Some(b"Catalog") {
                    self.trailer.insert(b"Root".to_vec(), Object::Reference(number));
                }
            }
        }
    }

    /// The object written at a place of the file, with its number.
    fn object_at(&self, at: usize, budget: &mut Budget) -> Option<(u32, Object)> {
        let mut lexer = Lexer::new(self.bytes, at);
        let number = lexer.unsigned()?;
        lexer.unsigned()?;
        if !lexer.keyword(b"obj") {
            return None;
        }
        Some((u32::try_from(number).ok()?, lexer.object(budget)?))
    }

    /// The object of a number; null where there is none.
    pub(super) fn get(&mut self, number: u32, budget: &mut Budget) -> Object {
        let found = match self.places.get(&number) {
            Some(Place::At(at)) => {
                self.object_at(*at, budget).filter(|(found, _)| *found == number).map(|(_, object)| object)
            }
            Some(Place::In(bundle, at)) => {
                let (bundle, at) = (*bundle, *at);
                self.bundle(bundle, budget).and_then(|bundle| {
                    let listed = bundle.objects.get(at).filter(|(n, _)| *n == number);
                    let (_, start) = listed.or_else(|| bundle.objects.iter().find(|(n, _)| *n == number))?;
                    Lexer::new(&bundle.data, *start)
                        .object(budget)
                        .filter(|object| !matches!(object, Object::Stream(..)))
                })
            }
            None => None,
        };
        found.unwrap_or(Object::Null)
    }

    /// Follows references to the object itself.
    pub(super) fn resolve(&mut self, object: &Object, budget: &mut Budget) -> Object {
        if !matches!(object, Object::Reference(_)) {
            budget.step(object.weight().div_ceil(4));
            return object.clone();
        }
        let mut object = object.clone();
        for _ in 0..MAX_CHAIN {
            let Object::Reference(number) = object else { return object };
            object = self.get(number, budget);
        }
        Object::Null
    }

    /// An entry of a dictionary, resolved; null where there is none.
    pub(super) fn entry(&mut self, dict: &Dict, name: &[u8], budget: &mut Budget) -> Object {
        dict.get(name).map_or(Object::Null, |object| self.resolve(object, budget))
    }

    fn bundle(&mut self, number: u32, budget: &mut Budget) -> Option<Rc<Bundle>> {
        if let Some(bundle) = self.bundles.get(&number) {
            return Some(Rc::clone(bundle));
        }
        // An object stream lies in the file itself; anything else would be a circle.
        let Some(Place::At(at)) = self.places.get(&number) else { return None };
        let (_, object) = self.object_at(*at, budget)?;
        let Object::Stream(dict, start) = object else { return None };
        let data = self.data(&dict, start, budget)?;
        let size = |name: &[u8]| dict.get(name).and_then(Object::int).and_then(|n| usize::try_from(n).ok());
        let (count, first) = (size(b"N")?, size(b"First")?);
        let mut lexer = Lexer::new(&data, 0);
        let mut objects = Vec::new();
        for _ in 0..count {
            let (Some(n), Some(at)) = (lexer.unsigned(), lexer.unsigned()) else { break };
            if !budget.step(1) {
                break;
            }
            if let (Ok(n), Some(at)) = (u32::try_from(n), first.checked_add(at)) {
                objects.push((n, at));
            }
        }
        let bundle = Rc::new(Bundle { data, objects });
        self.bundles.insert(number, Rc::clone(&bundle));
        Some(bundle)
    }

    /// The bytes of a stream with its filters undone; `None` if they are no text (a picture) or cannot be found.
    pub(super) fn data(&mut self, dict: &Dict, start: usize, budget: &mut Budget) -> Option<Vec<u8>> {
        let raw = self.raw(dict, start, budget)?;
        let names = match self.entry(dict, b"Filter", budget) {
            Object::Array(names) => names,
            Object::Null => Vec::new(),
            name => vec![name],
        };
        let parameters = match self.entry(dict, b"DecodeParms", budget) {
            Object::Array(list) => list,
            Object::Null => Vec::new(),
            one => vec![one],
        };
        let mut filters = Vec::new();
        for (i, name) in names.iter().enumerate().take(16) {
            let name = self.resolve(name, budget);
            let parameters = parameters.get(i).map_or(Object::Null, |object| self.resolve(object, budget));
            filters.push((name.name()?.to_vec(), parameters.dict().cloned().unwrap_or_default()));
        }
        let (data, end) = filter::decode(raw, &filters, budget)?;
        self.damaged |= end == End::Damaged;
        Some(data)
    }

    fn raw(&mut self, dict: &Dict, start: usize, budget: &mut Budget) -> Option<&'a [u8]> {
        let length = self.entry(dict, b"Length", budget).int().and_then(|n| usize::try_from(n).ok());
        if let Some(end) = length.and_then(|length| start.checked_add(length)).filter(|end| *end <= self.bytes.len())
        {
            let mut lexer = Lexer::new(self.bytes, end);
            if lexer.keyword(b"endstream") && lexer.at <= end + 9 + 4 {
                return Some(&self.bytes[start..end]);
            }
        }
        // A wrong length: the data end where the file says so, or with it.
        let rest = self.bytes.get(start..)?;
        let end = find(rest, b"endstream");
        self.damaged |= end.is_none();
        let end = end.unwrap_or(rest.len());
        budget.step(end / 16).then_some(&rest[..end])
    }

    /// All pages in order, each with the resources it inherits.
    pub(super) fn pages(&mut self, budget: &mut Budget) -> Pages {
        let mut pages = Pages { list: Vec::new(), incomplete: false };
        if let Some(root) = self.root(budget) {
            let promised = root.get(&b"Count"[..]).and_then(Object::int).unwrap_or(0);
            let mut seen = BTreeSet::new();
            let mut open = vec![(Object::Dict(root), None::<Rc<Object>>)];
            while let Some((node, resources)) = open.pop() {
                if let Object::Reference(number) = node
                    && !seen.insert(number)
                {
                    pages.incomplete = true;
                    continue;
                }
                let found = self.resolve(&node, budget);
                let Some(dict) = found.dict() else {
                    pages.incomplete = true;
                    continue;
                };
                if pages.list.len() >= MAX_PAGES {
                    budget.stop(format!("it has more than {MAX_PAGES} pages"));
                }
                if !budget.step(1) {
                    break;
                }
                let kids = self.entry(dict, b"Kids", budget);
                match kids.array() {
                    Some(kids) => {
                        if !budget.step(kids.len()) {
                            break;
                        }
                        let resources = dict.get(&b"Resources"[..]).cloned().map(Rc::new).or(resources);
                        open.extend(kids.iter().rev().map(|kid| (kid.clone(), resources.clone())));
                    }
                    None => pages.list.push(PageObject { node, resources }),
                }
            }
            // Where a tree is whole, it holds what it promises; the promise of a broken one is no measure.
            pages.incomplete |= promised > pages.list.len() as i64;
        }
        if pages.list.is_empty() {
            if !self.repaired {
                self.repair(budget);
            }
            pages.incomplete = true;
            let numbers: Vec<u32> = self.places.keys().copied().collect();
            for number in numbers {
                let object = self.get(number, budget);
                let Some(dict) = object.dict() else { continue };
                if dict.get(&b"Type"[..]).and_then(Object::name) == Some(b"Page") && pages.list.len() < MAX_PAGES {
                    pages.list.push(PageObject { node: Object::Reference(number), resources: None });
                }
            }
        }
        pages
    }
}

/// The number of an object whose keyword `obj` stands at `at`, and where its header begins.
fn header_before(bytes: &[u8], at: usize) -> Option<(u32, usize)> {
    let back = |mut end: usize| {
        let digits_end = {
            while end > 0 && matches!(bytes[end - 1], b' ' | b'\r' | b'\n' | b'\t' | 0 | 12) {
                end -= 1;
            }
            end
        };
        let mut start = digits_end;
        while start > 0 && bytes[start - 1].is_ascii_digit() && digits_end - start < 10 {
            start -= 1;
        }
        (start < digits_end).then_some((start, digits_end))
    };
    let (generation, _) = back(at)?;
    let (start, end) = back(generation).filter(|(_, end)| *end < generation)?;
    let number = std::str::from_utf8(&bytes[start..end]).ok()?.parse().ok()?;
    Some((number, start))
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, word)
}

fn rfind(bytes: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, word)
}
