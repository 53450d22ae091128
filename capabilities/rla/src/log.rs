//! The order of things: a chained log, and the Merkle root of the cards.

use base::digest::{Digest, sha256};
use record::merkle::{leaf_hash, node_hash};
use serde_json::Value;
use std::collections::BTreeMap;

/// RFC 8785 text of a JSON value. Values made here hold no floating-point numbers.
pub fn canonical(value: &Value) -> String {
    let text = value.to_string();
    base::json::parse(text.as_bytes(), 64).map(|parsed| base::json::canonical(&parsed.value)).unwrap_or(text)
}

/// One line of `log.jsonl`, without its line end.
pub fn line(index: u64, kind: &str, time: &str, prev: &Digest, files: &BTreeMap<String, Digest>) -> String {
    let files: serde_json::Map<String, Value> =
        files.iter().map(|(k, v)| (k.clone(), v.to_string().into())).collect();
    canonical(
        &serde_json::json!({ "files": files, "index": index, "kind": kind, "prev": prev.to_string(), "time": time }),
    )
}

/// The head of a log: the digest of its last line; 64 zeros before the first.
pub fn head(log: &str) -> Digest {
    log.lines().last().map_or(Digest([0; 32]), |last| sha256(last.as_bytes()))
}

/// Kinds of a log's lines in order, with their times.
pub fn entries(log: &str) -> Vec<(String, String)> {
    let field = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let lines = log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    lines.map(|value| (field(&value, "kind"), field(&value, "time"))).collect()
}

/// The root of RFC 6962 over lines that come one by one, in memory for one hash per level.
#[derive(Debug, Default)]
pub struct Root {
    levels: Vec<Option<Digest>>,
    count: u64,
}

impl Root {
    /// Appends a leaf.
    pub fn push(&mut self, leaf: &[u8]) {
        self.count += 1;
        let mut hash = leaf_hash(leaf);
        for level in &mut self.levels {
            match level.take() {
                Some(left) => hash = node_hash(&left, &hash),
                None => {
                    *level = Some(hash);
                    return;
                }
            }
        }
        self.levels.push(Some(hash));
    }

    /// The root and the number of leaves.
    pub fn finish(self) -> (Digest, u64) {
        let hash = self.levels.into_iter().flatten().reduce(|right, left| node_hash(&left, &right));
        (hash.unwrap_or_else(|| sha256(b"")), self.count)
    }
}
