//! The work of a panel: drafts, handing in, decisions, and the trail. Everything lies in the folder of the dossier;
//! `raters/` holds what is private, `ratings/` and `adjudications.yaml` what the assessment reads.

use super::rights::{Phase, Role};
use crate::room::{Duty as _, Files, trail};
use assess::{Catalogue, Dossier};
use base::digest::sha256;
use base::json::{Object, Value};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// The folder of a dossier, with what it holds.
pub trait Room: Files {
    /// The dossier as it stands now.
    ///
    /// # Errors
    /// Why it cannot be read, for people.
    fn dossier(&self) -> Result<Dossier, String>;
    /// Today, YYYY-MM-DD.
    fn today(&self) -> String;
}

/// Why something was not done; each is a sentence of the pages.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The as-of date of the dossier is past: what is rated now would not count.
    PastAsOf(String),
    /// This assessor has handed in this round.
    HandedIn,
    /// Answers that are not complete.
    Incomplete(Vec<String>),
    /// Nothing is answered.
    Nothing,
    /// No such question for this assessor.
    NoQuestion,
    /// A value or evidence that the form does not offer.
    NotOffered,
    /// A text that is missing.
    NoReasons,
    /// Who proposed a decision cannot agree to it.
    OwnProposal,
    /// Somebody else has changed this meanwhile.
    Changed,
    /// A file could not be read or written.
    Io(String),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Io(error.to_string())
    }
}

impl From<String> for Refusal {
    fn from(text: String) -> Self {
        Self::Io(text)
    }
}

/// One answer on its way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) value: String,
    pub(crate) reason: String,
    pub(crate) evidence: Vec<String>,
    /// Day it was last saved.
    pub(crate) rated_on: String,
}

/// Answers by indicator.
pub(crate) type Drafts = BTreeMap<String, Draft>;

/// What can be answered; the first three are verdicts.
pub(crate) const VALUES: [&str; 6] = ["met", "partly", "not_met", "indeterminate", "not_assessed", "not_applicable"];

/// What a decision can explain.
pub(crate) const EXPLAINS: [&str; 5] = ["agreement", "date", "scope", "reliability", "applicability"];

/// What an answer still lacks, as a key of the pages; `None` if it can be handed in.
pub(crate) fn lacks(draft: &Draft) -> Option<&'static str> {
    let verdict = VALUES[..3].contains(&draft.value.as_str());
    match () {
        () if !VALUES.contains(&draft.value.as_str()) => Some("raters-lacks-value"),
        () if verdict && draft.evidence.is_empty() => Some("raters-lacks-evidence"),
        () if !verdict && draft.reason.is_empty() => Some("raters-lacks-reason"),
        () => None,
    }
}

/// A decision proposed by one and open to the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Proposal {
    pub(crate) verdict: String,
    pub(crate) explains: String,
    pub(crate) reasons: String,
    pub(crate) by: String,
    pub(crate) on: String,
    /// Who disagrees, and why.
    #[serde(default)]
    pub(crate) dissent: BTreeMap<String, String>,
}

/// Who has handed in a round, by the parsed rating files.
pub(crate) fn handed_in(dossier: &Dossier, round: i64) -> BTreeSet<String> {
    let files = dossier.lists[2].as_object();
    files
        .into_iter()
        .flat_map(Object::iter)
        .filter(|(_, file)| file.get("round").and_then(Value::as_integer) == Some(round))
        .filter_map(|(_, file)| file.get("assessor").and_then(Value::as_text).map(str::to_owned))
        .collect()
}

/// Who has to hand in round 1: assessors who declared their interests.
pub(crate) fn panel(dossier: &Dossier) -> Vec<&str> {
    dossier.assessors.iter().filter(|a| a.interests.is_some()).map(|a| a.id.as_str()).collect()
}

/// How far the round is.
pub(crate) fn phase(dossier: &Dossier) -> Phase {
    let done = handed_in(dossier, 1);
    let panel = panel(dossier);
    if !panel.is_empty() && panel.iter().all(|id| done.contains(*id)) { Phase::Open } else { Phase::Blind }
}

/// The round that is rated now.
pub(crate) const fn round(phase: Phase) -> u8 {
    match phase {
        Phase::Blind => 1,
        Phase::Open => 2,
    }
}

/// Whether an assessor answers this question.
pub(crate) fn asks(catalogue: &Catalogue, dossier: &Dossier, id: &str, indicator: &str) -> bool {
    questions(catalogue, dossier, id).any(|question| question.id == indicator)
}

/// The questions of an assessor, in the order of the catalogue.
pub(crate) fn questions<'a>(
    catalogue: &'a Catalogue,
    dossier: &'a Dossier,
    id: &'a str,
) -> impl Iterator<Item = &'a assess::catalogue::Indicator> {
    let who = dossier.assessor(id);
    let all = dossier.profile(catalogue).into_iter().flat_map(|profile| catalogue.of_profile(profile));
    // Who has not declared interests is not of the panel; the assessment would not count the answers.
    let who = who.filter(|who| who.interests.is_some());
    all.filter(move |indicator| {
        indicator.method != assess::catalogue::Method::Machine
            && who.is_some_and(|who| !who.recused.contains(&indicator.id))
    })
}

fn drafts_name(id: &str, round: u8) -> String {
    format!("raters/drafts/{id}-{round}.json")
}

/// The answers of an assessor so far.
pub(crate) fn drafts(room: &dyn Room, id: &str, round: u8) -> Result<Drafts, Refusal> {
    let Some(bytes) = room.read(&drafts_name(id, round))? else { return Ok(Drafts::new()) };
    serde_json::from_slice(&bytes).map_err(|error| Refusal::Io(error.to_string()))
}

/// A change to the work, made while nobody else makes one.
pub(crate) struct Change<'a> {
    pub(crate) room: &'a dyn Room,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) dossier: &'a Dossier,
    /// Who makes it.
    pub(crate) id: &'a str,
}

impl Change<'_> {
    fn in_time(&self) -> Result<String, Refusal> {
        let today = self.room.today();
        if today > self.dossier.as_of { Err(Refusal::PastAsOf(self.dossier.as_of.clone())) } else { Ok(today) }
    }

    /// The round open to this assessor.
    fn round(&self) -> Result<u8, Refusal> {
        let round = round(phase(self.dossier));
        if handed_in(self.dossier, i64::from(round)).contains(self.id) { Err(Refusal::HandedIn) } else { Ok(round) }
    }

    /// Whether the dossier lists all the evidence an answer relies on.
    fn lists(&self, draft: &Draft) -> bool {
        draft.evidence.iter().all(|id| self.dossier.evidence.iter().any(|item| item.id == *id))
    }

    /// Saves one answer; it may be incomplete.
    pub(crate) fn save(&self, indicator: &str, mut draft: Draft) -> Result<(), Refusal> {
        let round = self.round()?;
        draft.rated_on = self.in_time()?;
        if !asks(self.catalogue, self.dossier, self.id, indicator) {
            return Err(Refusal::NoQuestion);
        }
        let value_known = draft.value.is_empty() || VALUES.contains(&draft.value.as_str());
        if !value_known || !self.lists(&draft) {
            return Err(Refusal::NotOffered);
        }
        draft.evidence.sort();
        draft.evidence.dedup();
        let mut all = drafts(self.room, self.id, round)?;
        if draft.value.is_empty() && draft.reason.is_empty() && draft.evidence.is_empty() {
            all.remove(indicator);
        } else {
            all.insert(indicator.to_owned(), draft);
        }
        let bytes = serde_json::to_vec_pretty(&all).map_err(|error| Refusal::Io(error.to_string()))?;
        self.room.write(&drafts_name(self.id, round), &bytes)?;
        self.note("saved", indicator, "")
    }

    /// Hands in all answers of the round: the file that the assessment reads, never written over.
    pub(crate) fn hand_in(&self) -> Result<u8, Refusal> {
        let round = self.round()?;
        let today = self.in_time()?;
        let all = drafts(self.room, self.id, round)?;
        // The dossier may have changed since an answer was saved.
        let counts = |id: &str, draft: &Draft| {
            lacks(draft).is_none() && self.lists(draft) && asks(self.catalogue, self.dossier, self.id, id)
        };
        let incomplete: Vec<String> =
            all.iter().filter(|(id, draft)| !counts(id, draft)).map(|(id, _)| id.clone()).collect();
        if !incomplete.is_empty() {
            return Err(Refusal::Incomplete(incomplete));
        }
        if all.is_empty() {
            return Err(Refusal::Nothing);
        }
        let ratings = all.iter().map(|(indicator, draft)| {
            let text = |text: &str| Value::from(text);
            let evidence = draft.evidence.iter().map(|id| text(id)).collect();
            let mut members = vec![
                ("indicator".to_owned(), text(indicator)),
                ("value".to_owned(), text(&draft.value)),
                ("rated_on".to_owned(), text(&draft.rated_on)),
                ("evidence".to_owned(), Value::Array(evidence)),
            ];
            if !draft.reason.is_empty() {
                members.push(("reason".to_owned(), text(&draft.reason)));
            }
            Value::Object(members.into_iter().collect())
        });
        let file = Value::Object(
            [
                ("assessor".to_owned(), Value::from(self.id)),
                ("round".to_owned(), Value::Number(round.to_string())),
                ("sealed_on".to_owned(), Value::from(today.as_str())),
                ("ratings".to_owned(), Value::Array(ratings.collect())),
            ]
            .into_iter()
            .collect(),
        );
        let name = format!("ratings/{}-{round}.yaml", self.id);
        let text = assess::yaml::write(&file);
        assess::dossier::check_file(&name, text.as_bytes(), "rating_file")
            .map_err(|fatal| Refusal::Io(fatal.what.clone()))?;
        self.room.create(&name, text.as_bytes()).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Refusal::HandedIn,
            _ => error.into(),
        })?;
        self.note("handed-in", &name, &sha256(text.as_bytes()).to_string())?;
        Ok(round)
    }

    /// Proposes a decision on a question.
    pub(crate) fn propose(
        &self,
        indicator: &str,
        verdict: &str,
        explains: &str,
        reasons: &str,
    ) -> Result<(), Refusal> {
        let on = self.in_time()?;
        self.decidable(indicator)?;
        if !VALUES[..3].contains(&verdict) || !EXPLAINS.contains(&explains) {
            return Err(Refusal::NotOffered);
        }
        if reasons.is_empty() {
            return Err(Refusal::NoReasons);
        }
        let mut all = proposals(self.room)?;
        if all.contains_key(indicator) {
            return Err(Refusal::Changed);
        }
        let [verdict, explains, reasons, by] = [verdict, explains, reasons, self.id].map(str::to_owned);
        let proposal = Proposal { verdict, explains, reasons, by, on, dissent: BTreeMap::new() };
        let digest = digest(&proposal);
        all.insert(indicator.to_owned(), proposal);
        self.keep(&all)?;
        self.note("proposed", indicator, &digest)
    }

    /// Takes one's own proposal back.
    pub(crate) fn withdraw(&self, indicator: &str) -> Result<(), Refusal> {
        let mut all = proposals(self.room)?;
        if all.remove(indicator).is_none_or(|proposal| proposal.by != self.id) {
            return Err(Refusal::Changed);
        }
        self.keep(&all)?;
        self.note("withdrew", indicator, "")
    }

    /// Says why one disagrees with what is proposed; it will stand beside the decision.
    pub(crate) fn dissent(&self, indicator: &str, text: &str) -> Result<(), Refusal> {
        self.in_time()?;
        self.decidable(indicator)?;
        let mut all = proposals(self.room)?;
        let proposal = all.get_mut(indicator).ok_or(Refusal::Changed)?;
        if proposal.by == self.id {
            return Err(Refusal::OwnProposal);
        }
        if text.is_empty() {
            return Err(Refusal::NoReasons);
        }
        proposal.dissent.insert(self.id.to_owned(), text.to_owned());
        self.keep(&all)?;
        self.note("dissented", indicator, "")
    }

    /// Agrees to exactly the proposal with this digest: with two people behind it, it is decided.
    pub(crate) fn agree(&self, indicator: &str, seen: &str) -> Result<(), Refusal> {
        let decided_on = self.in_time()?;
        self.decidable(indicator)?;
        let mut all = proposals(self.room)?;
        let proposal = all.remove(indicator).ok_or(Refusal::Changed)?;
        if proposal.by == self.id {
            return Err(Refusal::OwnProposal);
        }
        if digest(&proposal) != seen {
            return Err(Refusal::Changed);
        }
        let object = |members: Vec<(&str, Value)>| {
            Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
        };
        let mut members = vec![
            ("indicator", Value::from(indicator)),
            ("verdict", Value::from(proposal.verdict.as_str())),
            ("explains", Value::from(proposal.explains.as_str())),
            ("reasons", Value::from(proposal.reasons.as_str())),
            ("by", Value::Array([proposal.by.as_str(), self.id].map(Value::from).into())),
            ("decided_on", Value::from(decided_on.as_str())),
        ];
        let dissent: Vec<Value> = (proposal.dissent.iter())
            .filter(|(who, _)| *who != self.id)
            .map(|(who, text)| object(vec![("by", Value::from(who.as_str())), ("text", Value::from(text.as_str()))]))
            .collect();
        if !dissent.is_empty() {
            members.push(("dissent", Value::Array(dissent)));
        }
        let mut decided: Vec<Value> = self.dossier.lists[1].as_array().unwrap_or_default().to_vec();
        decided.push(object(members));
        let text = assess::yaml::write(&object(vec![("adjudications", Value::Array(decided))]));
        assess::dossier::check_file("adjudications.yaml", text.as_bytes(), "adjudication_file")
            .map_err(|fatal| Refusal::Io(fatal.what.clone()))?;
        self.room.write("adjudications.yaml", text.as_bytes())?;
        self.keep(&all)?;
        self.note("decided", indicator, &sha256(text.as_bytes()).to_string())
    }

    /// A question of the panel that is not decided yet.
    fn decidable(&self, indicator: &str) -> Result<(), Refusal> {
        if !asks(self.catalogue, self.dossier, self.id, indicator) {
            return Err(Refusal::NoQuestion);
        }
        match self.dossier.adjudications.iter().any(|a| a.indicator == indicator) {
            true => Err(Refusal::Changed),
            false => Ok(()),
        }
    }

    fn keep(&self, all: &BTreeMap<String, Proposal>) -> Result<(), Refusal> {
        let bytes = serde_json::to_vec_pretty(all).map_err(|error| Refusal::Io(error.to_string()))?;
        Ok(self.room.write(PROPOSALS, &bytes)?)
    }

    fn note(&self, did: &str, what: &str, sha256: &str) -> Result<(), Refusal> {
        note(self.room, self.id, did, what, sha256)
    }
}

const PROPOSALS: &str = "raters/proposals.json";

/// What is proposed, by indicator.
pub(crate) fn proposals(room: &dyn Room) -> Result<BTreeMap<String, Proposal>, Refusal> {
    let Some(bytes) = room.read(PROPOSALS)? else { return Ok(BTreeMap::new()) };
    serde_json::from_slice(&bytes).map_err(|error| Refusal::Io(error.to_string()))
}

/// Names exactly this proposal, dissent left out.
pub(crate) fn digest(proposal: &Proposal) -> String {
    let Proposal { verdict, explains, reasons, by, on, .. } = proposal;
    sha256(serde_json::json!([verdict, explains, reasons, by, on]).to_string().as_bytes()).to_string()
}

/// Writes down a step.
pub(crate) fn note(room: &dyn Room, who: &str, did: &str, what: &str, digest: &str) -> Result<(), Refusal> {
    Ok(trail::note(room, Role::PLACE, who, did, what, digest)?)
}
