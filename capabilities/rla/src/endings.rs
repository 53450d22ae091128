//! Why nobody else can have won a ranked count: every other way it could have ended, and the assertion that rules it out.

use crate::model::Kind;
use serde::{Deserialize, Serialize};

/// One way of ending, told from the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Who wins, or leaves just before those above.
    pub name: String,
    /// Place in the contest's assertions of the one that rules it out; `None` where it must be told further.
    pub ruled_out: Option<u64>,
    /// Who could have left before.
    pub before: Vec<Self>,
}

/// Endings at most; a larger tree is not told.
const MOST: usize = 400;

/// The tree of endings with another winner (Blom, Stuckey & Teague, *RAIRE*, arXiv 1903.08804, section 4). Empty where it
/// is larger than a reader could follow, or where an ending is not ruled out.
pub fn endings(names: &[String], winner: usize, kinds: &[Kind]) -> Vec<Ending> {
    let mut left = MOST;
    let others = (0..names.len()).filter(|c| *c != winner);
    others.map(|c| ending(names, kinds, &mut vec![c], &mut left)).collect::<Option<_>>().unwrap_or_default()
}

/// `tail`: who leaves, the winner first and the earliest known last.
fn ending(names: &[String], kinds: &[Kind], tail: &mut Vec<usize>, left: &mut usize) -> Option<Ending> {
    *left = left.checked_sub(1)?;
    let name = names[*tail.last()?].clone();
    if let Some(at) = kinds.iter().position(|kind| contradicts(kind, tail)) {
        return Some(Ending { name, ruled_out: Some(at as u64), before: Vec::new() });
    }
    let next: Vec<usize> = (0..names.len()).filter(|c| !tail.contains(c)).collect();
    if next.is_empty() {
        return None;
    }
    let mut before = Vec::new();
    for c in next {
        tail.push(c);
        before.push(ending(names, kinds, tail, left)?);
        tail.pop();
    }
    Some(Ending { name, ruled_out: None, before })
}

fn contradicts(kind: &Kind, tail: &[usize]) -> bool {
    let place = |c: &usize| tail.iter().position(|t| t == c);
    match kind {
        // Later in `tail` is earlier in the count; who is not in it has left before.
        Kind::Neb(w, l) => place(l).is_some_and(|l| place(w).is_none_or(|w| w > l)),
        Kind::Nen(w, _, continuing) => place(w).is_some_and(|w| {
            let set = &tail[..=w];
            set.len() == continuing.len() && set.iter().all(|c| continuing.contains(c))
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Specification, worked example (d): C wins over A and B.
    #[test]
    fn the_worked_example_is_told_to_its_end() {
        let names = ["A", "B", "C"].map(str::to_owned);
        let all = vec![0, 1, 2];
        let kinds = [Kind::Nen(2, 0, vec![0, 2]), Kind::Nen(2, 1, all.clone()), Kind::Nen(0, 1, all)];
        let told = endings(&names, 2, &kinds);
        let leaf = |name: &str, at| Ending { name: name.into(), ruled_out: Some(at), before: Vec::new() };
        let a = Ending { name: "A".into(), ruled_out: None, before: vec![leaf("B", 9), leaf("C", 0)] };
        // A wins: with C leaving last it is ruled out; with B last, C left first, which the second assertion forbids.
        assert_eq!((&told[0].name, &told[0].before[1]), (&a.name, &a.before[1]));
        assert_eq!(told[0].before[0].before, [leaf("C", 1)]);
        // B wins: A left first is forbidden by the third, C left first by the second.
        assert_eq!(told[1].before[0].before, [leaf("C", 1)]);
        assert_eq!(told[1].before[1].before, [leaf("A", 2)]);
        // Without the last assertion there is an ending that nothing forbids: nothing is told.
        assert!(endings(&names, 2, &kinds[..2]).is_empty());
    }
}
