//! Lines in ascending order of their keys, in bounded memory: sorted runs on disk, then merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write as _};

/// Bytes held before a run is written.
const ROOM: usize = 40 << 20;

/// Collects lines; gives them back sorted by key, then by arrival.
#[derive(Default)]
pub(super) struct Sorted {
    text: Vec<u8>,
    /// Start of each line and the length of its key, which stands before the line.
    places: Vec<(u32, u32)>,
    in_order: bool,
    runs: Vec<File>,
    temporary: Option<std::path::PathBuf>,
}

impl Sorted {
    /// Runs go to unnamed files in this folder.
    pub(super) fn new(folder: &std::path::Path) -> Self {
        Self { in_order: true, temporary: Some(folder.to_owned()), ..Self::default() }
    }

    pub(super) fn push(&mut self, key: &str, line: &str) -> io::Result<()> {
        if self.text.len() + key.len() + line.len() > ROOM {
            self.spill()?;
        }
        if let Some(last) = self.places.last() {
            self.in_order &= self.key(*last) <= key.as_bytes();
        }
        self.places.push((self.text.len() as u32, key.len() as u32));
        self.text.extend_from_slice(key.as_bytes());
        self.text.extend_from_slice(line.as_bytes());
        Ok(())
    }

    fn key(&self, (start, length): (u32, u32)) -> &[u8] {
        &self.text[start as usize..(start + length) as usize]
    }

    fn sort(&mut self) -> Vec<(u32, u32, u32)> {
        let ends = self.places.iter().skip(1).map(|(start, _)| *start).chain([self.text.len() as u32]);
        let mut order: Vec<(u32, u32, u32)> = self.places.iter().zip(ends).map(|((s, k), e)| (*s, *k, e)).collect();
        if !self.in_order {
            order.sort_by_key(|(start, key, _)| (&self.text[*start as usize..(*start + *key) as usize], *start));
        }
        order
    }

    fn spill(&mut self) -> io::Result<()> {
        let order = self.sort();
        let folder = self.temporary.clone().unwrap_or_default();
        let name = folder.join(format!(".run-{}", self.runs.len()));
        let file = File::options().read(true).write(true).create(true).truncate(true).open(&name)?;
        // Without a name the run is gone whatever happens to this process.
        std::fs::remove_file(&name)?;
        let mut out = BufWriter::with_capacity(1 << 18, file);
        for (start, key, end) in order {
            out.write_all(&key.to_le_bytes())?;
            out.write_all(&(end - start).to_le_bytes())?;
            out.write_all(&self.text[start as usize..end as usize])?;
        }
        self.runs.push(out.into_inner().map_err(io::IntoInnerError::into_error)?);
        self.text.clear();
        self.places.clear();
        self.in_order = true;
        Ok(())
    }

    /// Hands out every line (key, line) in order.
    pub(super) fn finish(mut self, mut each: impl FnMut(&str, &str) -> anyhow::Result<()>) -> anyhow::Result<()> {
        let text = |bytes: &[u8], key: usize| -> io::Result<(String, String)> {
            let whole = std::str::from_utf8(bytes).map_err(io::Error::other)?;
            Ok((whole[..key].to_owned(), whole[key..].to_owned()))
        };
        if self.runs.is_empty() {
            for (start, key, end) in self.sort() {
                let whole = std::str::from_utf8(&self.text[start as usize..end as usize])?;
                each(&whole[..key as usize], &whole[key as usize..])?;
            }
            return Ok(());
        }
        self.spill()?;
        self.text = Vec::new();
        let mut readers = Vec::new();
        for mut run in self.runs {
            run.rewind()?;
            readers.push(BufReader::with_capacity(1 << 17, run));
        }
        let next = |reader: &mut BufReader<File>| -> io::Result<Option<(String, String)>> {
            let mut sizes = [0; 8];
            match reader.read_exact(&mut sizes) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
                other => other?,
            }
            let [a, b, c, d, e, f, g, h] = sizes;
            let mut bytes = vec![0; u32::from_le_bytes([e, f, g, h]) as usize];
            reader.read_exact(&mut bytes)?;
            text(&bytes, u32::from_le_bytes([a, b, c, d]) as usize).map(Some)
        };
        let mut heap = BinaryHeap::new();
        for (run, reader) in readers.iter_mut().enumerate() {
            if let Some((key, line)) = next(reader)? {
                heap.push(Reverse((key, run, line)));
            }
        }
        while let Some(Reverse((key, run, line))) = heap.pop() {
            each(&key, &line)?;
            if let Some((key, line)) = next(&mut readers[run])? {
                heap.push(Reverse((key, run, line)));
            }
        }
        Ok(())
    }
}
