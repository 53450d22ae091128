//! The twenty questions as checks: code, version, question, source, and the outcome a verdict stands for.

use super::report::{Assessment, Verdict};
use base::{Check, Evidence, Outcome, Place};

/// One check per clause, in the catalogue's order. The input of a check is the assessment of one document.
///
/// present → met; weak, contradicted, absent → not met (C14 absent → met: no secrecy clause is no shortcoming);
/// unreadable, not assessed → unknown. Evidence points at `/clauses/N/spans/M` of the assessment.
pub static CHECKS: [Check<Assessment>; 20] = [
    Check {
        code: "C01",
        version: 1,
        question: "May an auditor who is independent of the vendor examine systems, code, logs and records?",
        source: "UN Guiding Principles on Business and Human Rights (2011), Principle 5 (to be checked); Brennan Center, Framework for Election Vendor Oversight (2019), continuing review (to be checked); EU model contractual clauses for AI procurement, high-risk (5 March 2025), Article 8 (to be checked)",
        run: run::<0>,
    },
    Check {
        code: "C02",
        version: 1,
        question: "Are audits open: may observers attend, or must results be published?",
        source: "A/HRC/38/48, transparency (to be checked); Brennan Center, Framework for Election Vendor Oversight (2019), transparency (to be checked)",
        run: run::<1>,
    },
    Check {
        code: "C03",
        version: 1,
        question: "Can the buyer and independent reviewers get the source code: access, open licence or escrow?",
        source: "Brennan Center, Framework for Election Vendor Oversight (2019), supply chain (to be checked); EU model contractual clauses for AI procurement, high-risk (5 March 2025), Article 6 (to be checked)",
        run: run::<2>,
    },
    Check {
        code: "C04",
        version: 1,
        question: "Can anyone show that the program in use is the program reviewed: reproducible build or hashes delivered before polling?",
        source: "Brennan Center, Framework for Election Vendor Oversight (2019), cybersecurity practice (to be checked)",
        run: run::<3>,
    },
    Check {
        code: "C05",
        version: 1,
        question: "Do voter data belong to, or stay under the control of, the electoral body?",
        source: "Council of Europe guidelines on voter registration and authentication, control by the authority; place to be checked (to be checked); EU model contractual clauses for AI procurement, high-risk (5 March 2025), rights on data sets (to be checked)",
        run: run::<4>,
    },
    Check {
        code: "C06",
        version: 1,
        question: "Can the electoral body take out all its data at any time, in an open documented format?",
        source: "EU model contractual clauses for AI procurement, high-risk (5 March 2025), handover of data sets (to be checked)",
        run: run::<5>,
    },
    Check {
        code: "C07",
        version: 1,
        question: "When the contract ends, must the vendor help the move and give back or delete the data?",
        source: "EU model contractual clauses for AI procurement, high-risk (5 March 2025), end of contract (to be checked); Brennan Center, Framework for Election Vendor Oversight (2019), continuity (to be checked)",
        run: run::<6>,
    },
    Check {
        code: "C08",
        version: 1,
        question: "Is the vendor barred from other uses, combination and onward sharing of voter data?",
        source: "Council of Europe guidelines on voter registration and authentication, ban on sharing and secondary use; place to be checked (to be checked)",
        run: run::<7>,
    },
    Check {
        code: "C09",
        version: 1,
        question: "Are subcontractors and sub-processors disclosed and approved beforehand?",
        source: "Brennan Center, Framework for Election Vendor Oversight (2019), supply chain disclosure (to be checked); UN Guiding Principles on Business and Human Rights (2011), Principle 13 (to be checked)",
        run: run::<8>,
    },
    Check {
        code: "C10",
        version: 1,
        question: "Must human-rights risks be assessed and acted on (due diligence)?",
        source: "UN Guiding Principles on Business and Human Rights (2011), Principles 17-21 (to be checked); A/HRC/38/48, due diligence in procurement (to be checked)",
        run: run::<9>,
    },
    Check {
        code: "C11",
        version: 1,
        question: "Must incidents and breaches be reported within a stated time?",
        source: "Brennan Center, Framework for Election Vendor Oversight (2019), incident reporting (to be checked); Council of Europe guidelines on voter registration and authentication, security of the register; place to be checked (to be checked)",
        run: run::<10>,
    },
    Check {
        code: "C12",
        version: 1,
        question: "Are independent security tests and coordinated disclosure allowed?",
        source: "Brennan Center, Framework for Election Vendor Oversight (2019), vulnerability disclosure (to be checked)",
        run: run::<11>,
    },
    Check {
        code: "C13",
        version: 1,
        question: "Can the electoral body keep using and maintaining the system with others?",
        source: "EU model contractual clauses for AI procurement, high-risk (5 March 2025), intellectual property (to be checked); Brennan Center, Framework for Election Vendor Oversight (2019), continuity (to be checked)",
        run: run::<12>,
    },
    Check {
        code: "C14",
        version: 1,
        question: "Is secrecy bounded in scope and time, with exceptions for courts, auditors and the public interest?",
        source: "A/HRC/38/48, transparency (to be checked); Brennan Center, Framework for Election Vendor Oversight (2019), transparency (to be checked)",
        run: run::<13>,
    },
    Check {
        code: "C15",
        version: 1,
        question: "Is there support after polling day and a review of performance?",
        source: "IFES Voluntary Election Integrity Guidelines (2024), post-election accountability; text not verified (to be checked)",
        run: run::<14>,
    },
    Check {
        code: "C16",
        version: 1,
        question: "Must owners, conflicts of interest and political clients be disclosed?",
        source: "Brennan Center, Framework for Election Vendor Oversight (2019), ownership and foreign control (to be checked)",
        run: run::<15>,
    },
    Check {
        code: "C17",
        version: 1,
        question: "Do affected people have a way to complain and get redress?",
        source: "UN Guiding Principles on Business and Human Rights (2011), Principles 22 and 31 (to be checked)",
        run: run::<16>,
    },
    Check {
        code: "C18",
        version: 1,
        question: "If software proposes or decides about people, does a human decide and are reasons given? (Applies only where the text speaks of automated decisions or AI.)",
        source: "EU model contractual clauses for AI procurement, high-risk (5 March 2025), Articles 6, 7 and 14 (to be checked)",
        run: run::<17>,
    },
    Check {
        code: "C19",
        version: 1,
        question: "Is there a measurable service level with a penalty?",
        source: "EU model contractual clauses for AI procurement, high-risk (5 March 2025), corrective action (to be checked)",
        run: run::<18>,
    },
    Check {
        code: "C20",
        version: 1,
        question: "Are the place of the data and the law and courts stated, within the country?",
        source: "Council of Europe guidelines on voter registration and authentication, cross-border transfer; place to be checked (to be checked)",
        run: run::<19>,
    },
];

fn run<const N: usize>(assessment: &Assessment) -> Outcome {
    let code = CHECKS[N].code;
    let Some((at, clause)) = assessment.clauses.iter().enumerate().find(|(_, clause)| clause.id == code) else {
        return Outcome::Unknown { missing: vec![format!("the catalogue used has no {code}")] };
    };
    let sha256 = (!assessment.document.sha256.is_empty()).then(|| assessment.document.sha256.clone());
    let shown_by = (0..clause.spans.len())
        .map(|span| Evidence {
            sha256: sha256.clone(),
            place: Place { input: 0, line: 0, pointer: format!("/clauses/{at}/spans/{span}") },
        })
        .collect();
    match clause.verdict {
        Verdict::Present => Outcome::Met { shown_by },
        Verdict::Absent if code == "C14" => Outcome::Met { shown_by },
        Verdict::Weak | Verdict::Contradicted | Verdict::Absent => {
            Outcome::NotMet { because: format!("the clause is {}", clause.verdict.word()), shown_by }
        }
        Verdict::Unreadable => {
            Outcome::Unknown { missing: vec!["pages or annexes that could not be read".to_owned()] }
        }
        Verdict::NotAssessed => {
            Outcome::Unknown { missing: vec!["the text speaks of no automated decision".to_owned()] }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clauses::Catalogue;

    #[test]
    fn the_table_says_what_the_catalogue_says() {
        let catalogue = Catalogue::embedded();
        assert_eq!(catalogue.clauses.len(), CHECKS.len());
        for (check, question) in CHECKS.iter().zip(&catalogue.clauses) {
            assert_eq!((check.code, check.question), (question.id.as_str(), question.question.as_str()));
        }
    }
}
