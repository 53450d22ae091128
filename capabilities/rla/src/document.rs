//! Assertions as JSON, there and back: what `assert` prints, what `prove` and the later verbs read.

use crate::assertion::to_f64;
use crate::model::{Assertion, Contest, Kind};
use base::exact::{self, Rational};
use serde_json::{Map, Value, json};

/// The shortest decimal that reads back to the same f64.
pub fn shortest(value: f64) -> String {
    format!("{value}")
}

fn plain(value: &Rational) -> String {
    let text = exact::to_plain(value, 12);
    // What has no finite decimal form is written as a fraction.
    if exact::parse(&text).as_ref() == Some(value) { text } else { value.to_string() }
}

/// One assertion.
pub fn assertion(contest: &Contest, assertion: &Assertion) -> Value {
    let id = |i: &usize| contest.candidates.get(*i).map(|c| c.id.clone());
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    put("id", contest.assertion_id(&assertion.kind).into());
    let (kind, winner, loser) = match &assertion.kind {
        Kind::Plurality(w, l) => ("plurality", id(w), id(l)),
        Kind::Scoring(w, l, _) => ("scoring", id(w), id(l)),
        Kind::Above(w, share) => {
            put("share", plain(share).into());
            ("above", id(w), None)
        }
        Kind::Below(l, share) => {
            put("share", plain(share).into());
            ("below", None, id(l))
        }
        Kind::Average { winner, loser, d_w, d_l } => {
            put("divisors", json!([plain(d_w), plain(d_l)]));
            ("average", id(winner), id(loser))
        }
        Kind::Remainder(w, l, d) => {
            put("difference", plain(d).into());
            ("remainder", id(w), id(l))
        }
        Kind::Neb(w, l) => ("neb", id(w), id(l)),
        Kind::Nen(w, l, continuing) => {
            put("continuing", continuing.iter().filter_map(id).collect::<Vec<_>>().into());
            ("nen", id(w), id(l))
        }
    };
    put("kind", kind.into());
    put("winner", winner.into());
    put("loser", loser.into());
    put("upper", shortest(to_f64(&assertion.upper)).into());
    put("mean", shortest(to_f64(&assertion.mean)).into());
    put("margin", shortest(to_f64(&assertion.margin)).into());
    if let Some(votes) = assertion.margin_votes {
        put("margin_votes", votes.into());
    }
    put("sample_size", assertion.sample_size(contest.audit_type, &contest.risk_limit).into());
    Value::Object(out)
}

/// Reads the kind of an assertion; `candidates` are ids in order. `None` if it names what is not there, or says nothing:
/// a candidate against itself, or of a continuing set that lacks one of the two.
pub fn kind(candidates: &[&str], value: &Value) -> Option<Kind> {
    let find = |v: &Value| v.as_str().and_then(|id| candidates.iter().position(|c| *c == id));
    let winner = || find(&value["winner"]);
    let loser = || find(&value["loser"]);
    if winner().is_some() && winner() == loser() {
        return None;
    }
    let number = |v: &Value| crate::audit::number(v);
    Some(match value["kind"].as_str()? {
        "plurality" => Kind::Plurality(winner()?, loser()?),
        "neb" => Kind::Neb(winner()?, loser()?),
        "nen" => {
            let mut set: Vec<usize> = value["continuing"].as_array()?.iter().map(find).collect::<Option<_>>()?;
            set.sort_unstable();
            set.dedup();
            let (winner, loser) = (winner()?, loser()?);
            if !set.contains(&winner) || !set.contains(&loser) {
                return None;
            }
            Kind::Nen(winner, loser, set)
        }
        "above" => Kind::Above(winner()?, number(&value["share"])?),
        "below" => Kind::Below(loser()?, number(&value["share"])?),
        "average" => Kind::Average {
            winner: winner()?,
            loser: loser()?,
            d_w: number(&value["divisors"][0])?,
            d_l: number(&value["divisors"][1])?,
        },
        "remainder" => Kind::Remainder(winner()?, loser()?, number(&value["difference"])?),
        _ => return None,
    })
}

/// What `prove` says of one contest of an assertions document.
///
/// # Errors
/// What the document lacks.
pub fn prove(contest: &Value) -> Result<Option<Vec<String>>, String> {
    let listed = contest["candidates"].as_array().ok_or("the contest lists no candidates")?;
    let ids: Vec<&str> = listed.iter().filter_map(|c| c["id"].as_str()).collect();
    if ids.is_empty() || ids.len() > 64 || ids.len() != listed.len() {
        return Err("between 1 and 64 candidates with an id each are needed".into());
    }
    let winner = contest["winners"][0].as_str().and_then(|id| ids.iter().position(|c| *c == id));
    let winner = winner.ok_or("the winner is no candidate")?;
    let assertions = contest["assertions"].as_array().ok_or("there are no assertions")?;
    let kinds = assertions.iter().map(|a| kind(&ids, a).ok_or_else(|| format!("assertion {a} cannot be read")));
    let kinds: Vec<Kind> = kinds.collect::<Result<_, _>>()?;
    if let Some(other) = kinds.iter().find(|k| !matches!(k, Kind::Neb(..) | Kind::Nen(..))) {
        return Err(format!("{other:?} is no assertion of a ranked contest"));
    }
    let left = crate::raire::prove(ids.len(), winner, &kinds);
    Ok(left.map(|order| order.into_iter().map(|c| ids[c].to_owned()).collect()))
}
