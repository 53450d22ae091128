//! In which language is a document, and each of its clauses, written?

use super::words::{Token, Words};
use base::Language;
use std::collections::HashMap;

/// Counts function words of the five languages in a document.
pub(super) struct Scorer {
    of_symbol: Vec<u8>,
    arabic: Vec<bool>,
}

impl Scorer {
    pub(super) fn new(words: &Words) -> Self {
        let table: HashMap<&str, u8> = FUNCTION_WORDS
            .iter()
            .enumerate()
            .flat_map(|(i, list)| list.split(' ').map(move |word| (word, 1_u8 << i)))
            .fold(HashMap::new(), |mut table, (word, bit)| {
                *table.entry(word).or_default() |= bit;
                table
            });
        Self {
            of_symbol: words
                .symbols
                .iter()
                .map(|s| table.get(s.as_str()).copied().unwrap_or(0) | ending(s))
                .collect(),
            arabic: words.symbols.iter().map(|s| s.starts_with(|c| ('\u{600}'..='\u{6ff}').contains(&c))).collect(),
        }
    }

    /// Function words of each language among some tokens; Arabic counts every word in Arabic script.
    pub(super) fn score(&self, tokens: &[Token]) -> [u32; 5] {
        let mut score = [0; 5];
        for token in tokens {
            let bits = self.of_symbol[token.symbol as usize];
            for (i, count) in score.iter_mut().take(4).enumerate() {
                *count += u32::from(bits >> i & 1);
            }
            score[4] += u32::from(self.arabic[token.symbol as usize]);
        }
        score
    }
}

/// The languages whose words end so and whose neighbours' do not: `informação`, `información`.
fn ending(word: &str) -> u8 {
    ENDINGS
        .iter()
        .enumerate()
        .filter(|(_, list)| word.len() > 4 && list.split(' ').any(|end| word.ends_with(end)))
        .fold(0, |bits, (language, _)| bits | 1 << language)
}

/// The language with most function words; `None` without any. A tie goes to the first in [`Language::ALL`].
pub(super) fn best(score: [u32; 5]) -> Option<Language> {
    let most = *score.iter().max()?;
    let at = score.iter().position(|&count| count == most)?;
    (most > 0).then_some(Language::ALL[at])
}

/// The language of a clause: another than the document's only on clear evidence.
pub(super) fn of_clause(score: [u32; 5], document: Language) -> Language {
    let own = score[Language::ALL.iter().position(|&l| l == document).expect("one of the five")];
    match best(score) {
        Some(other) if other != document => {
            let most = score.iter().max().copied().unwrap_or(0);
            if most >= 3 && most > own * 3 / 2 || most >= 2 && own == 0 { other } else { document }
        }
        _ => document,
    }
}

/// The main language of a text: `Err` with a language's own code if it is surely none of the five.
pub(super) fn of_document(text: &str, score: [u32; 5], tokens: usize) -> Result<Option<Language>, String> {
    let most = score.iter().max().copied().unwrap_or(0) as usize;
    // One function word in twelve is far below what running text of these languages has.
    if tokens >= 40
        && most * 12 < tokens
        && let Some(info) = whatlang::detect(&sample(text))
        && info.is_reliable()
        && !matches!(info.lang().code(), "eng" | "spa" | "fra" | "por" | "ara")
    {
        return Err(info.lang().code().to_owned());
    }
    Ok(best(score))
}

/// The first 8,000 characters: enough to tell a language.
fn sample(text: &str) -> String {
    text.chars().take(8_000).collect()
}

/// Folded endings of words in English, Spanish, French, Portuguese.
const ENDINGS: [&str; 4] = ["ing ness ship", "cion ciones dad", "ement eur eaux ions", "cao coes oes dade"];
/// Folded function words of English, Spanish, French, Portuguese.
const FUNCTION_WORDS: [&str; 4] = [
    "the of and to shall be is in any by for with or not an it its this that which from on at as will are no if such",
    "el la los las de del y en se que por con para un una su sus no al o sin es sera seran podra lo como este esta \
     debera quien si cualquier ningun ninguna",
    "le la les de des du et en est sont par pour dans un une sur avec au aux ne pas ou que qui l d ce cette son ses \
     sans tout toute peut n s il elle aucun aucune",
    "o a os as de do da dos das e em no na nos nas que por com para um uma se ao nao ou sem sao ser pelo pela \
     qualquer sera deve pode este esta nenhum nenhuma",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn language(text: &str) -> Result<Option<Language>, String> {
        let words = Words::of(text);
        let score = Scorer::new(&words).score(&words.tokens);
        of_document(text, score, words.tokens.len())
    }

    #[test]
    fn short_sentences_are_told_apart() {
        for (text, expected) in [
            ("The Contractor shall notify the Commission of any breach.", Language::English),
            ("El Proveedor notificará los incidentes sin dilación indebida.", Language::Spanish),
            ("Le Titulaire notifie les incidents sans retard injustifié.", Language::French),
            ("A Contratada notifica os incidentes sem demora injustificada.", Language::Portuguese),
            ("يخطر المتعاقد بالحوادث دون تأخير.", Language::Arabic),
        ] {
            assert_eq!(language(text), Ok(Some(expected)), "{text}");
        }
    }

    #[test]
    fn a_language_that_is_none_of_the_five_is_named() {
        let german = "Der Auftragnehmer hat dem Auftraggeber jede Verletzung des Schutzes personenbezogener Daten \
                      unverzüglich und spätestens nach zwei Tagen schriftlich zu melden. Die Daten der Wähler bleiben \
                      Eigentum des Auftraggebers und dürfen nicht für andere Zwecke verwendet werden. Der Quelltext \
                      wird hinterlegt und auf Verlangen herausgegeben.";
        assert_eq!(language(german), Err("deu".to_owned()));
    }
}
