//! One copy of every identifier: texts become small numbers, so that half a million processes fit into memory.

/// Texts by number, each once, in order of first appearance.
#[derive(Debug, Default, Clone)]
pub(crate) struct Names {
    text: String,
    ends: Vec<usize>,
    /// Numbers by their text's hash, each with the hash's upper half: most other texts are told apart without a look.
    table: Vec<(u32, u32)>,
}

const EMPTY: u32 = u32::MAX;

impl Names {
    /// The number of a text; a new one if it was not seen before.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if (self.ends.len() + 1) * 2 > self.table.len() {
            self.grow();
        }
        let hash = hash(text.as_bytes());
        let slot = self.slot(text, hash);
        if self.table[slot].0 == EMPTY {
            let number = u32::try_from(self.ends.len()).expect("fewer than four thousand million names");
            self.text.push_str(text);
            self.ends.push(self.text.len());
            self.table[slot] = (number, (hash >> 32) as u32);
        }
        self.table[slot].0
    }

    /// The text of a number given out by [`Names::number`].
    pub(crate) fn text(&self, number: u32) -> &str {
        let at = number as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }

    /// How many texts have a number.
    pub(crate) fn len(&self) -> u32 {
        self.ends.len() as u32
    }

    /// Where the text stands in the table, or the free place where it belongs.
    fn slot(&self, text: &str, hash: u64) -> usize {
        let (mask, upper) = (self.table.len() - 1, (hash >> 32) as u32);
        let mut slot = hash as usize & mask;
        loop {
            let (number, other) = self.table[slot];
            if number == EMPTY || (other == upper && self.text(number) == text) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    fn grow(&mut self) {
        self.table = vec![(EMPTY, 0); (self.table.len() * 2).max(64)];
        let mask = self.table.len() - 1;
        for number in 0..self.ends.len() as u32 {
            let hash = hash(self.text(number).as_bytes());
            let mut slot = hash as usize & mask;
            while self.table[slot].0 != EMPTY {
                slot = (slot + 1) & mask;
            }
            self.table[slot] = (number, (hash >> 32) as u32);
        }
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
        assert_eq!(names.number(""), 300);
        assert_eq!(names.text(300), "");
    }
}
