//! Vendors' exports: every form to the same cells; what is wrong is named and loses nothing that was good.

use crate::shared::shared;
use base::Problem;
use rla::cards::Pools;
use rla::cvr::{self, Card, Names};
use rla::model::Audit;
use std::collections::HashMap;
use std::io::{Cursor, Write as _};

fn audit() -> Audit {
    let text = r#"{"format":"scrutineer-rla-1","risk_limit":"0.05","contests":[
        {"id":"mayor","name":"Mayor, City","candidates":[{"id":"A","name":"Ada"},{"id":"B","name":"Bén O'Neil"},{"id":"W","name":"write-in"}],"cards":9},
        {"id":"council","name":"Council - At Large","votes_allowed":2,"candidates":[{"id":"X","name":"Xeno"},{"id":"Y","name":"Ypsi"},{"id":"Z","name":"Zed"}],"cards":9},
        {"id":"head","name":"Head","choice_function":"irv","candidates":[{"id":"P","name":"Pam"},{"id":"Q","name":"Quo"}],"cards":9}]}"#;
    rla::audit::read(text.as_bytes()).0.unwrap()
}

type Read = (Vec<Card>, Vec<Problem>);

fn read(with: impl FnOnce(&Audit, &mut dyn FnMut(Card)) -> Vec<Problem>) -> Read {
    let mut cards = Vec::new();
    let problems = with(&audit(), &mut |card| cards.push(card));
    (cards, problems)
}

/// Cards as `id batch position style pool | cells`.
fn shown(cards: &[Card]) -> Vec<String> {
    let one =
        |c: &Card| format!("{} {} {} {} {}| {}", c.card, c.batch, c.position, c.style, c.pool, c.cells.join(","));
    cards.iter().map(one).collect()
}

fn codes(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|p| p.code.as_ref()).collect()
}

#[test]
fn dominion_as_json() {
    let names = cvr::dominion_names(
        br#"{"Version":"5","List":[{"Description":"Mayor, City","Id":1},{"Description":"COUNCIL - AT LARGE","Id":2},{"Description":"Head","Id":3},{"Description":"Dogcatcher","Id":4}]}"#,
        "\u{feff}{\"List\":[{\"Description\":\"Ada\",\"Id\":11},{\"Description\":\"Ben O'Neil\",\"Id\":12},{\"Description\":\"Xeno\",\"Id\":21},{\"Description\":\"Ypsi\",\"Id\":22},{\"Description\":\"Zed\",\"Id\":23},{\"Description\":\"Pam\",\"Id\":31},{\"Description\":\"Quo\",\"Id\":32}]}".as_bytes(),
    );
    assert_eq!(names.1, []);
    let mark = |c: u64, rank: u64, vote: bool| format!(r#"{{"CandidateId":{c},"Rank":{rank},"IsVote":{vote}}}"#);
    let contest = |id: u64, marks: &[String]| format!(r#"{{"Id":{id},"Marks":[{}]}}"#, marks.join(","));
    let session = |record: &str, mask: &str, rest: &str| {
        format!(
            r#"{{"TabulatorId":3,"BatchId":7,"RecordId":{record},"CountingGroupId":2,"ImageMask":"{mask}",{rest}}}"#
        )
    };
    let sheet = |contests: &[String]| format!(r#"{{"Id":1,"Contests":[{}]}}"#, contests.join(","));
    let version = |current: bool, cards: &[String]| {
        format!(r#"{{"BallotTypeId":5,"IsCurrent":{current},"Cards":[{}]}}"#, cards.join(","))
    };
    let a = contest(1, &[mark(11, 1, true), mark(12, 1, false)]);
    let b = contest(1, &[mark(12, 1, true)]);
    let over = contest(2, &[mark(21, 1, true), mark(22, 1, true), mark(23, 1, true)]);
    let ranks = contest(3, &[mark(32, 1, true), mark(31, 2, true)]);
    let equal = contest(3, &[mark(32, 1, true), mark(31, 1, true)]);
    let sessions = [
        // One card; the other mark is none. A contest that is not audited.
        session("1", "", &format!(r#""Original":{}"#, version(true, &[sheet(&[a.clone(), over, contest(4, &[])])]))),
        // Adjudicated: the modified version is current. 5.2's form, contests without cards.
        session(
            "2",
            "",
            &format!(
                r#""Original":{},"Modified":{{"BallotTypeId":6,"IsCurrent":true,"Contests":[{b},{ranks}]}}"#,
                version(false, &[sheet(std::slice::from_ref(&a))])
            ),
        ),
        // Modified but not current.
        session(
            "3",
            "",
            &format!(
                r#""Original":{0},"Modified":{1}"#,
                version(true, &[sheet(std::slice::from_ref(&a))]),
                version(false, &[sheet(std::slice::from_ref(&b))])
            ),
        ),
        // Two sheets.
        session(
            "4",
            "",
            &format!(r#""Original":{}"#, version(true, &[sheet(std::slice::from_ref(&a)), sheet(&[equal])])),
        ),
        // Redacted: the image's name has the number; without one it goes to a pool.
        session(
            "\"X\"",
            r"D:\\NAS\\00003_00007_000005*.*",
            &format!(r#""Original":{}"#, version(true, &[sheet(std::slice::from_ref(&b))])),
        ),
        session("\"X\"", "", &format!(r#""Original":{}"#, version(true, &[sheet(std::slice::from_ref(&b))]))),
        // Nobody's mark, a session of another form, and neither version.
        session("8", "", &format!(r#""Original":{}"#, version(true, &[sheet(&[contest(1, &[mark(99, 1, true)])])]))),
        "7".to_owned(),
        session("9", "", r#""Original":null"#),
    ];
    let text = format!(r#"{{"Version":"5.10","ElectionId":"e","Sessions":[{}]}}"#, sessions.join(","));
    let (cards, problems) = read(|audit, each| cvr::dominion_json(audit, &names.0, text.as_bytes(), each));
    assert_eq!(
        shown(&cards),
        [
            "3-7-1 3-7 1 5 | A,X;Y;Z,",
            "3-7-2 3-7 2 6 | B,,Q>P",
            "3-7-3 3-7 3 5 | A,,",
            "3-7-4-1 3-7 4 5 | A,,",
            "3-7-4-2 3-7 4 5 | ,,!",
            "3-7-5 3-7 5 5 | B,,",
            "3-7-X1 3-7  5 redacted-3-7| B,,",
        ]
    );
    assert_eq!(
        codes(&problems),
        ["RLA-KEY", "RLA-OVERVOTE-RULE", "RLA-CVR-REDACTED", "RLA-CAND", "RLA-FORMAT", "RLA-FORMAT"]
    );
    assert_eq!(problems[3].place.pointer, "/Sessions/6");
    // A pooled card's vote moves into the totals.
    let (mut pools, mut pooled) = (Pools::default(), cards[6].clone());
    cvr::absorb(&audit(), &mut pools, &mut pooled);
    assert_eq!((pooled.cells.join(","), pools.cards["redacted-3-7"]), ("-,,".into(), 1));
    assert_eq!(pools.totals[&("redacted-3-7".to_owned(), 0)].votes, [0, 1, 0]);
    // A file that breaks off keeps what came before; what is nested too deep is a limit, never a crash.
    let cut = &text[..text.len() - 40];
    let (kept, problems) = read(|audit, each| cvr::dominion_json(audit, &names.0, cut.as_bytes(), each));
    assert_eq!((kept, problems.last().unwrap().code.as_ref()), (cards, "RLA-FORMAT"));
    let deep = format!("{{\"Sessions\":[{}", "[".repeat(100_000));
    let (_, problems) = read(|audit, each| cvr::dominion_json(audit, &names.0, deep.as_bytes(), each));
    assert_eq!(codes(&problems), ["RLA-LIMIT"]);
}

#[test]
fn dominion_as_csv() {
    let text = "Election,5.10,,,,,,,,,,,,,,\n\
        ,,,,,,,,\"Mayor, City (Vote For=1)\",\"Mayor, City (Vote For=1)\",Council - At Large (Vote For=2),Council - At Large (Vote For=2),Council - At Large (Vote For=2),\"Head (Number of positions=1, Number of ranks=2)\",\"Head (Number of positions=1, Number of ranks=2)\",Dogcatcher (Vote For=1)\n\
        ,,,,,,,,Ada,Bén O'Neil,Xeno,Ypsi,Zed,Pam(1),Quo(2),Rex\n\
        CvrNumber,TabulatorNum,BatchId,RecordId,ImprintedId,CountingGroup,PrecinctPortion,BallotType,P,,,,,,,\n\
        1,=\"3\",7,1,3-7-1,Mail,P1,T1,1,0,1,1,0,1,1,0\n\
        2,3,7,2,,Mail,P1,T1,0,0,,,,0,1,1\n\
        3,3,7,3,,Mail,P1,T1,x,0,,,,,,\n\
        4,3,7,4,,Mail,P1,T1,2,0,,,,,,\n\
        Redacted and aggregated,,,,,,,,5,4,3,2,1,,,0\n";
    let mut pools = Pools::default();
    let (cards, problems) = read(|audit, each| cvr::dominion_csv(audit, text.as_bytes(), &mut pools, each));
    assert_eq!(shown(&cards), ["3-7-1 3-7 1 T1 | A,X;Y,P>Q", "3-7-2 3-7 2 T1 | -,,Q"]);
    assert_eq!(codes(&problems), ["RLA-KEY", "RLA-CELL", "RLA-CELL", "RLA-CVR-REDACTED"]);
    assert_eq!((problems[1].place.line, problems[1].place.pointer.as_str()), (7, "/9"));
    let pool = "Redacted and aggregated-9".to_owned();
    assert_eq!((pools.cards[&pool], &pools.totals[&(pool.clone(), 0)].votes[..]), (9, &[5, 4, 0][..]));
    assert_eq!(pools.totals[&(pool, 1)].cards, 3);
    let (_, problems) = read(|audit, each| cvr::dominion_csv(audit, &b"a\nb\nc\nd\ne\n"[..], &mut pools, each));
    assert_eq!(codes(&problems), ["RLA-FORMAT"]);
}

const HART: &str = "<Cvr xmlns=\"http://tempuri.org/CVRDesign.xsd\"><BatchNumber>4</BatchNumber><BatchSequence>12</BatchSequence>\
    <SheetNumber>1</SheetNumber><CvrGuid>g-1</CvrGuid><PrecinctSplit><Name>P &amp; Q</Name><Id>s</Id></PrecinctSplit><Contests>\
    <Contest><Name>Mayor, City</Name><Id>c1</Id><Options><Option><Name>Ada</Name><Id>o1</Id><Value>1</Value></Option></Options>\
    <Undervotes>0</Undervotes></Contest><Contest><Name>Council - At Large</Name><Id>c2</Id><Options><Undervotes>2</Undervotes>\
    </Options></Contest></Contests></Cvr>";

#[test]
fn hart_in_its_archive_and_within_bounds() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let bomb = format!("<Cvr>{}</Cvr>", " ".repeat(30 << 20));
    for (name, text) in [
        ("a/1.xml", HART),
        (
            "a/2.xml",
            &HART
                .replace(" xmlns=\"http://tempuri.org/CVRDesign.xsd\"", "")
                .replace("<SheetNumber>1", "<SheetNumber>2"),
        ),
        ("a/3.xml", "<Cvr><BatchNumber>"),
        ("a/4.xml", &bomb),
        ("a/5.xml", &HART.replace("Ada", "Eve")),
        ("a/6.xml", "<!DOCTYPE a [<!ENTITY e \"x\">]><Cvr><CvrGuid>&e;</CvrGuid></Cvr>"),
        ("a/7.xml", &"<a>".repeat(100)),
        ("a/8.xml", "<Other/>"),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let (cards, problems) =
        read(|audit, each| cvr::entries(Cursor::new(&bytes), &mut |name, bytes| cvr::hart(audit, name, bytes, each)));
    assert_eq!(shown(&cards), ["g-1 4 12 P & Q | A,-,", "g-1-2 4 12 P & Q | A,-,"]);
    let found: HashMap<&str, &str> = problems.iter().map(|p| (p.place.pointer.as_str(), p.code.as_ref())).collect();
    for (name, code) in [
        ("a/3.xml", "RLA-FORMAT"),
        ("a/4.xml", "RLA-LIMIT"),
        ("a/5.xml", "RLA-CAND"),
        ("a/6.xml", "RLA-FORMAT"),
        ("a/7.xml", "RLA-LIMIT"),
        ("a/8.xml", "RLA-FORMAT"),
    ] {
        assert_eq!(found.get(name), Some(&code), "{name}: {problems:?}");
    }
    assert_eq!(problems.len(), 6);
    let none = cvr::entries(Cursor::new(b"PK not an archive"), &mut |_, _| Vec::new());
    assert_eq!(codes(&none), ["RLA-FORMAT"]);
}

#[test]
fn exports_with_a_row_for_each_card() {
    let ess = "Cast Vote Record,Batch,Precinct,Ballot Style,\"Mayor, City\",Council - At Large,Council - At Large\n\
        1,b1,P,S1,Ada,Xeno,Zed\n2,b1,P,S1,undervote,overvote,overvote\n3,b1,P,S2,BEN O'NEIL,,\n4,b1,P,S2,Nobody,,\n";
    let (cards, problems) = read(|audit, each| cvr::ess_csv(audit, ess.as_bytes(), each));
    assert_eq!(shown(&cards), ["1 b1  S1 | A,X;Z,", "2 b1  S1 | -,!,", "3 b1  S2 | B,,"]);
    assert_eq!((codes(&problems), problems[0].place.line), (vec!["RLA-CAND"], 5));
    let clear = "RowNumber,BoxID,BoxPosition,BallotID,PrecinctID,BallotStyleID,Status,\"Choice_1_1:Mayor, City:Vote For 1:Ada:DEM\",\
        \"Choice_1_2:Mayor, City:Vote For 1:Bén O'Neil:REP\",Choice_2_1:Council - At Large:Vote For 2:Xeno:\n\
        1,b1,1,id-1,P,S,OK,0,1,1\n2,b1,2,id-2,P,S,OK,1,1,\n3,b1,3,id-3,P,S,OK,7,1,\n";
    let (cards, problems) = read(|audit, each| cvr::clearballot_csv(audit, clear.as_bytes(), each));
    // Two marks where one is allowed: the reader of cells makes it an overvote.
    assert_eq!(shown(&cards), ["id-1 b1 1 S | B,X,", "id-2 b1 2 S | A;B,,"]);
    assert_eq!((codes(&problems), problems[0].place.line), (vec!["RLA-CELL"], 4));
    for text in ["", "a,b\n1,2\n"] {
        assert_eq!(codes(&read(|audit, each| cvr::ess_csv(audit, text.as_bytes(), each)).1), ["RLA-FORMAT"]);
        assert_eq!(codes(&read(|audit, each| cvr::clearballot_csv(audit, text.as_bytes(), each)).1), ["RLA-FORMAT"]);
    }
}

#[test]
fn nist_as_json_and_the_standards_own_examples_as_xml() {
    let json = r#"{"@type":"CVR.CastVoteRecordReport","CVR":[
        {"@type":"CVR.CVR","UniqueId":"u1","BatchId":"b1","BatchSequenceId":4,"BallotStyleId":"s1","CurrentSnapshotId":"n2","CVRSnapshot":[
          {"@id":"n1","CVRContest":[{"ContestId":"c1","CVRContestSelection":[{"ContestSelectionId":"s1","SelectionPosition":[{"HasIndication":"yes","IsAllocable":"yes"}]}]}]},
          {"@id":"n2","CVRContest":[{"ContestId":"c1","CVRContestSelection":[{"ContestSelectionId":"s2","SelectionPosition":[{"HasIndication":"yes","NumberVotes":1}]},{"ContestSelectionId":"s1","SelectionPosition":[{"HasIndication":"no"}]}]},
            {"ContestId":"c3","CVRContestSelection":[{"ContestSelectionId":"q","Rank":1,"SelectionPosition":[{"HasIndication":"yes","IsAllocable":"yes"}]},{"ContestSelectionId":"p","Rank":2,"SelectionPosition":[{"HasIndication":"yes","IsAllocable":"yes"}]}]}]}]},
        {"UniqueId":"u2","CurrentSnapshotId":"gone","CVRSnapshot":[]}],
        "Election":[{"@id":"e","Candidate":[{"@id":"k1","Name":"Ada"},{"@id":"k2","Name":"Ben O'Neil"},{"@id":"kp","Name":"Pam"},{"@id":"kq","Name":"Quo"}],
          "Contest":[{"@id":"c1","Name":"Mayor, City","ContestSelection":[{"@id":"s1","CandidateIds":["k1"]},{"@id":"s2","CandidateIds":["k2"]}]},
            {"@id":"c3","Name":"HEAD","ContestSelection":[{"@id":"p","CandidateIds":["kp"]},{"@id":"q","CandidateIds":["kq"]}]}]}]}"#;
    let (names, problems) = cvr::nist_json_names(json.as_bytes());
    assert_eq!(problems, []);
    let (cards, problems) = read(|audit, each| cvr::nist_json(audit, &names, json.as_bytes(), each));
    assert_eq!(shown(&cards), ["u1 b1 4 s1 | B,,Q>P"]);
    assert_eq!((codes(&problems), problems[0].place.pointer.as_str()), (vec!["RLA-FORMAT"], "/CVR/1"));
    let Some(path) = shared("nist_cvr/example_1.xml") else { return };
    let bytes = std::fs::read(path).unwrap();
    let text = r#"{"format":"scrutineer-rla-1","risk_limit":"0.05","contests":[{"id":"c1","name":"_C1","cards":9,
        "candidates":["_C1CS1","_C1CS2","_C1CS3"]}]}"#;
    let one = rla::audit::read(text.as_bytes()).0.unwrap();
    let (names, problems) = cvr::nist_xml_names(&bytes[..]);
    assert!(problems.is_empty() && names.choices.len() == 3, "{names:?} {problems:?}");
    let mut cards = Vec::new();
    let problems = cvr::nist_xml(&one, &names, &bytes[..], &mut |card| cards.push(card));
    // The write-in of record 61 is not adjudicated; the record counts it.
    assert_eq!(
        shown(&cards),
        [
            "1   bs1 | _C1CS1",
            "2   bs1 | _C1CS2",
            "3   bs1 | _C1CS1",
            "4   bs1 | !",
            "61   bs1 | _C1CS3",
            "57   bs1 | _C1CS1"
        ]
    );
    assert_eq!(codes(&problems), ["RLA-CELL"]);
    // Four records end within the first 4,000 bytes.
    let (cut, _) = bytes.split_at(4000);
    let mut kept = 0;
    let problems = cvr::nist_xml(&one, &Names::default(), cut, &mut |_| kept += 1);
    assert_eq!((kept, codes(&problems)), (4, vec!["RLA-FORMAT"]));
    let Some(path) = shared("nist_cvr/example_2.xml") else { return };
    let bytes = std::fs::read(path).unwrap();
    let (names, problems) = cvr::nist_xml_names(&bytes[..]);
    assert!(problems.is_empty() && names.contests.len() > 1);
}
