//! One copy of every identifier: texts become small numbers, so that half a million processes fit into memory.

use hashbrown::HashTable;

/// Texts by number, each once, in order of first appearance.
#[derive(Debug, Default, Clone)]
pub(crate) struct Names {
    texts: Texts,
    /// Numbers by their text's hash: five bytes a place.
    table: HashTable<u32>,
}

/// Texts one after the other; four bytes say where each ends.
#[derive(Debug, Default, Clone)]
struct Texts {
    all: String,
    /// The lower half of where each text ends; the next begins there.
    ends: Vec<u32>,
    /// The numbers from which on the upper half is one more: none below 4 GiB of text.
    carries: Vec<u32>,
}

impl Texts {
    fn push(&mut self, text: &str) {
        let before = self.all.len() >> 32;
        self.all.push_str(text);
        self.carries.extend((before..self.all.len() >> 32).map(|_| self.ends.len() as u32));
        self.ends.push(self.all.len() as u32);
    }

    fn end(&self, number: u32) -> usize {
        let upper = if self.carries.is_empty() { 0 } else { self.carries.partition_point(|from| *from <= number) };
        upper << 32 | self.ends[number as usize] as usize
    }

    fn get(&self, number: u32) -> &str {
        let start = if number == 0 { 0 } else { self.end(number - 1) };
        &self.all[start..self.end(number)]
    }
}

impl Names {
    /// The number of a text; a new one if it was not seen before.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        let Self { texts, table } = self;
        let next = texts.ends.len() as u32;
        let of = |number: &u32| hash(texts.get(*number).as_bytes());
        let number =
            *table.entry(hash(text.as_bytes()), |number| texts.get(*number) == text, of).or_insert(next).get();
        if number == next {
            texts.push(text);
        }
        number
    }

    /// The number of a text, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.table.find(hash(text.as_bytes()), |number| self.texts.get(*number) == text).copied()
    }

    /// The text of a number given out by [`Names::number`].
    pub(crate) fn text(&self, number: u32) -> &str {
        self.texts.get(number)
    }

    /// How many texts have a number.
    pub(crate) fn len(&self) -> u32 {
        self.texts.ends.len() as u32
    }
}

/// A quick hash, the same in every run: numbers depend on the order of first appearance, never on the hash.
///
/// Eight bytes at a time by a folded multiplication, as wyhash does it (Wang Yi, 2019).
fn hash(bytes: &[u8]) -> u64 {
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        product as u64 ^ (product >> 64) as u64
    };
    let (eights, rest) = bytes.as_chunks::<8>();
    let mut state = 0x9E37_79B9_7F4A_7C15 ^ bytes.len() as u64;
    for eight in eights {
        state = fold(state ^ u64::from_le_bytes(*eight), 0xD6E8_FEB8_6659_FD93);
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    fold(state ^ u64::from_le_bytes(last), 0xA076_1D64_78BD_642F)
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn gives_each_text_one_number() {
        let mut names = Names::default();
        let numbers: Vec<u32> = (0..1000).map(|n| names.number(&format!("id-{}", n % 300))).collect();
        assert_eq!(&numbers[..300], &(0..300).collect::<Vec<u32>>()[..]);
        assert_eq!(numbers[300], 0);
        assert_eq!(names.text(299), "id-299");
        assert_eq!((names.find("id-299"), names.find("id-300"), names.find("")), (Some(299), None, None));
        assert_eq!(names.len(), 300, "looking for a text gives it no number");
        assert_eq!(names.number(""), 300);
        assert_eq!(names.text(300), "");
    }
}
