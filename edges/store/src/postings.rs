//! Which rows a term or value stands in: ascending row numbers packed into bytes, and sets of them to cut and count.

/// Packs ascending, distinct row numbers: each as the difference to the one before, seven bits to a byte.
pub(crate) fn pack(rows: &[u32]) -> Vec<u8> {
    let mut out = Vec::with_capacity(rows.len() + 4);
    let mut before = 0;
    for (i, row) in rows.iter().enumerate() {
        let mut gap = if i == 0 { *row } else { row - before };
        before = *row;
        while gap >= 0x80 {
            out.push((gap & 0x7f) as u8 | 0x80);
            gap >>= 7;
        }
        out.push(gap as u8);
    }
    out
}

/// Unpacks what [`pack`] packed; stops at the first byte that does not belong there.
pub(crate) fn unpack(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let mut rest = bytes.iter();
    let mut at: u32 = 0;
    std::iter::from_fn(move || {
        let (mut gap, mut shift) = (0_u32, 0);
        loop {
            let byte = *rest.next()?;
            gap |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                break;
            }
            shift += 7;
        }
        at = at.checked_add(gap)?;
        Some(at)
    })
}

/// Writes row numbers in an order, four bytes each, most significant first.
pub(crate) fn order_to_bytes(rows: &[u32]) -> Vec<u8> {
    rows.iter().flat_map(|row| row.to_be_bytes()).collect()
}

/// Reads what [`order_to_bytes`] wrote.
pub(crate) fn order_from_bytes(bytes: &[u8]) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator {
    bytes.as_chunks::<4>().0.iter().map(|four| u32::from_be_bytes(*four))
}

/// A set of row numbers below a bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowSet(Vec<u64>);

impl RowSet {
    /// The set without rows, for numbers below `bound`.
    pub(crate) fn empty(bound: u64) -> Self {
        Self(vec![0; usize::try_from(bound.div_ceil(64)).expect("rows fit into memory as bits")])
    }

    /// Adds packed rows; numbers beyond the bound are passed over.
    pub(crate) fn add(&mut self, packed: &[u8]) {
        for row in unpack(packed) {
            if let Some(word) = self.0.get_mut(row as usize / 64) {
                *word |= 1 << (row % 64);
            }
        }
    }

    /// Keeps only rows that are in `other` too.
    pub(crate) fn keep(&mut self, other: &Self) {
        for (word, others) in self.0.iter_mut().zip(&other.0) {
            *word &= others;
        }
    }

    /// Whether the row is in the set.
    pub(crate) fn has(&self, row: u32) -> bool {
        self.0.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// How many rows.
    pub(crate) fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// How many of the packed rows are in the set.
    pub(crate) fn count_in(&self, packed: &[u8]) -> u64 {
        unpack(packed).filter(|row| self.has(*row)).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_unpacks(rows in proptest::collection::btree_set(0_u32.., 0..200)) {
            let rows: Vec<u32> = rows.into_iter().collect();
            prop_assert_eq!(unpack(&pack(&rows)).collect::<Vec<_>>(), rows);
        }

        #[test]
        fn any_bytes_unpack_to_something_finite(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            prop_assert!(unpack(&bytes).count() <= bytes.len());
        }

        #[test]
        fn sets_cut_as_sets_do(a in proptest::collection::btree_set(0_u32..500, 0..200), b in proptest::collection::btree_set(0_u32..500, 0..200)) {
            let packed = |set: &std::collections::BTreeSet<u32>| pack(&set.iter().copied().collect::<Vec<_>>());
            let (mut left, mut right) = (RowSet::empty(500), RowSet::empty(500));
            left.add(&packed(&a));
            right.add(&packed(&b));
            prop_assert_eq!(left.count_in(&packed(&b)), a.intersection(&b).count() as u64);
            left.keep(&right);
            prop_assert_eq!(left.count(), a.intersection(&b).count() as u64);
        }
    }
}
