//! Hart Verity: an archive with one XML document for each card.

use super::{Card, Names, Reading, Voted, refuse, xml};
use crate::model::Audit;
use base::{Place, Problem};
use serde_json::Value;

fn text(value: &Value, key: &str) -> String {
    match &value[key] {
        Value::Array(list) => list.first().and_then(Value::as_str).unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

fn inner<'v>(value: &'v Value, outer: &str, key: &str) -> Vec<&'v Value> {
    let outers = value[outer].as_array().into_iter().flatten();
    outers.flat_map(|o| o[key].as_array().into_iter().flatten()).collect()
}

/// Reads one document `Cvr`, with or without a namespace; undervotes may stand within the options or beside them. An
/// option with a value above 0 is marked; in a ranked contest the value is the rank. `name`: the document's, for places.
pub fn hart(audit: &Audit, name: &str, bytes: &[u8], each: &mut dyn FnMut(Card)) -> Vec<Problem> {
    let names = Names::default();
    let mut reading = Reading::new(audit, &names, each);
    let place = Place { input: 0, line: 0, pointer: name.to_owned() };
    let mut cards = 0;
    let read = xml::elements(bytes, &["Cvr"], &mut |_, cvr| {
        cards += 1;
        let contests = inner(&cvr, "Contests", "Contest").into_iter().map(|contest| {
            let marks = inner(contest, "Options", "Option").into_iter().filter_map(|option| {
                let value = text(option, "Value");
                // Without a value the option's standing there is the mark.
                let value = if value.is_empty() { Some(1.0) } else { value.parse::<f64>().ok() };
                let rank = value.filter(|v| *v > 0.0)?;
                let written = text(option, "WriteInData");
                let name = text(option, "Name");
                let name = if name.is_empty() && !written.is_empty() { "write-in".into() } else { name };
                Some((text(option, "Id"), name, rank as u64))
            });
            Voted { id: text(contest, "Id"), name: text(contest, "Name"), marks: marks.collect(), overvoted: false }
        });
        let split = cvr["PrecinctSplit"].as_array().and_then(|l| l.first()).cloned().unwrap_or_default();
        let style = if let Value::String(style) = &split { style.clone() } else { text(&split, "Name") };
        let sheet = text(&cvr, "SheetNumber");
        let guid = text(&cvr, "CvrGuid");
        let card = Card {
            place: place.clone(),
            // A voter's further sheets have the same record.
            card: if sheet.is_empty() || sheet == "1" { guid } else { format!("{guid}-{sheet}") },
            batch: text(&cvr, "BatchNumber"),
            position: text(&cvr, "BatchSequence"),
            style,
            ..Card::default()
        };
        let contests: Vec<Voted> = contests.collect();
        reading.take(card, contests);
    });
    let mut problems = reading.problems;
    let wrong = match read {
        Err(what) => Some(what),
        Ok(()) if cards == 0 => Some("no element Cvr".to_owned()),
        Ok(()) => None,
    };
    problems.extend(wrong.map(|what| {
        let code = if what.contains("16 MiB") || what.contains("64 levels") { "RLA-LIMIT" } else { "RLA-FORMAT" };
        refuse(code, &place, what, "Export the card again; what stands before this place was read.")
    }));
    problems
}
