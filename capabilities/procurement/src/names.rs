//! One copy of every identifier: texts become small numbers, so that half a million processes fit into memory.

use std::hash::{Hash as _, Hasher as _};

/// Texts by number, each once, in order of first appearance.
#[derive(Debug, Default, Clone)]
pub(crate) struct Names {
    text: String,
    ends: Vec<usize>,
    table: Vec<u32>,
}

const EMPTY: u32 = u32::MAX;

impl Names {
    /// The number of a text; a new one if it was not seen before.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if (self.ends.len() + 1) * 2 > self.table.len() {
            self.grow();
        }
        let slot = self.slot(text);
        if self.table[slot] == EMPTY {
            let number = u32::try_from(self.ends.len()).expect("fewer than four thousand million names");
            self.text.push_str(text);
            self.ends.push(self.text.len());
            self.table[slot] = number;
        }
        self.table[slot]
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
    fn slot(&self, text: &str) -> usize {
        // Fixed keys: the order of numbers never depends on the hash, only the speed does.
        #[expect(deprecated, reason = "the standard hasher with fixed keys, without global randomness")]
        let mut hasher = std::hash::SipHasher::new();
        text.hash(&mut hasher);
        let mask = self.table.len() - 1;
        let mut slot = hasher.finish() as usize & mask;
        while self.table[slot] != EMPTY && self.text(self.table[slot]) != text {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.table = vec![EMPTY; (self.table.len() * 2).max(64)];
        for number in 0..self.ends.len() {
            let number = number as u32;
            let slot = self.slot(self.text(number));
            self.table[slot] = number;
        }
    }
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
