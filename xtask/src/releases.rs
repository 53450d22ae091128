//! Makes made-up compiled releases for measuring: the same bytes for the same seed, about 2.1 kB each.
//!
//! The shape is that of real compiled releases with bids: parties with addresses, a tender with items and a period,
//! two to six bids, an award with classified items, a contract. A share of them lacks something, is cancelled, is bought
//! directly or is priced suspiciously, so that every flag finds work. Nobody and nothing in it exists.

use std::io::{self, Write};

/// SplitMix64 (Steele, Lea and Flood, 2014): small, seeded, the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// True in `percent` of a hundred cases.
    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

const METHODS: [(&str, u64); 4] = [("open", 55), ("selective", 20), ("limited", 10), ("direct", 15)];
const CLASSES: [&str; 12] = [
    "43211500", "43211700", "43231500", "43232300", "44103100", "46161500", "55121500", "60141000", "72151600",
    "81111500", "81112000", "82121500",
];
const THINGS: [&str; 8] = [
    "biometric registration kits with fingerprint scanner, camera and printer",
    "hosting and support of the national voter register for twelve months",
    "ballot paper with security features, printed and packed per polling station",
    "indelible ink, silver nitrate at fifteen percent, bottles of eighty millilitres",
    "result transmission devices with mobile data, charged and configured",
    "tamper-evident bags, numbered, for results sheets and ballots",
    "training of polling staff in the use of the identification devices",
    "independent security audit of the results management system",
];

/// Writes `count` processes, one release a line: one compiled release each, or with `versions` above 1 so many releases
/// that were published one after another and say the same.
///
/// # Errors
/// What the writer reports.
pub(crate) fn write(count: u64, versions: u64, seed: u64, out: &mut impl Write) -> io::Result<()> {
    let mut random = Random(seed);
    for number in 0..count {
        let release = release(number, &mut random);
        if versions == 1 {
            writeln!(out, "{release}")?;
        }
        for version in (0..versions).filter(|_| versions > 1) {
            // The head of a release: ocid, id and date, then the tag. The releases of a process are a minute apart.
            let (head, rest) = release.split_once(r#""tag":["compiled"]"#).unwrap_or((&release, ""));
            let head = head.replace(":00:00Z", &format!(":{version:02}:00Z"));
            writeln!(out, r#"{head}"tag":["tenderUpdate"]{rest}"#)?;
        }
    }
    Ok(())
}

fn release(number: u64, random: &mut Random) -> String {
    let ocid = format!("ocds-made01-{number:07}");
    let buyer = random.below(400);
    let (buyer_id, entity_id) = (format!("XX-BUY-{buyer:04}"), format!("XX-ENT-{:04}", buyer / 3));
    let mut roll = random.below(100);
    let method = METHODS.iter().find(|(_, share)| {
        let here = roll < *share;
        roll = roll.saturating_sub(*share);
        here
    });
    let method = method.map_or("open", |(name, _)| name);
    let direct = method == "direct";
    let bidders = if direct || random.percent(12) { 1 } else { 2 + random.below(4) };
    // A buyer's suppliers come from its own neighbourhood of sixty, a few of which almost never win.
    let home = buyer * 7 % 2000;
    let supplier = |n: u64| format!("XX-SUP-{:05}", (home + n) % 2060);
    let mut firms: Vec<u64> = Vec::new();
    while (firms.len() as u64) < bidders {
        let firm = random.below(60);
        if !firms.contains(&firm) {
            firms.push(firm);
        }
    }
    let base = 1_000 + random.below(900_000);
    let winner = firms.iter().enumerate().min_by_key(|(_, firm)| (**firm < 4, **firm % 5)).map_or(0, |(at, _)| at);
    let winning = if random.percent(3) { base / 4 } else { base };
    let year = 2015 + random.below(10);
    let (month, day) = (1 + random.below(12), 1 + random.below(28));
    let days = 5 + random.below(40);
    let end_day = 1 + (day + days) % 28;
    let end_month = (month + (day + days) / 28 - 1) % 12 + 1;
    let end_year = year + u64::from(month + (day + days) / 28 > 12);
    let stamp = |y: u64, m: u64, d: u64, h: u64| format!("{y}-{m:02}-{d:02}T{h:02}:00:00Z");
    let (opened, closed) = (stamp(year, month, day, 9), stamp(end_year, end_month, end_day, 12));
    let awarded = stamp(end_year + 1, 1 + (end_month + 1) % 12, end_day, 15);

    let mut parties = vec![party(&buyer_id, "buyer", "Commission of District", buyer)];
    for firm in firms.iter().take(1) {
        parties.push(party(&supplier(*firm), "tenderer", "Made-up Systems", home + firm));
    }
    let mut bids = Vec::new();
    for (at, firm) in firms.iter().enumerate() {
        let status = match () {
            () if at == winner => "valid",
            () if random.percent(14) => "disqualified",
            () if random.percent(4) => "withdrawn",
            () => "valid",
        };
        let price = match () {
            () if at == winner => winning,
            () if random.percent(2) => winning,
            () if random.percent(10) => winning + winning / 500,
            () => winning + winning * (5 + random.below(60)) / 100,
        };
        let cents = random.below(100);
        let late = if random.percent(1) {
            stamp(end_year, end_month, end_day, 18)
        } else {
            stamp(end_year, end_month, end_day, 8)
        };
        let value = if random.percent(3) {
            String::new()
        } else {
            format!(r#","value":{{"amount":{price}.{cents:02},"currency":"USD"}}"#)
        };
        bids.push(format!(
            r#"{{"id":"{number}-{at}","date":"{late}","status":"{status}","tenderers":[{{"id":"{}"}}]{value}}}"#,
            supplier(*firm)
        ));
    }
    let items: Vec<String> = (0..1 + random.below(2))
        .map(|at| {
            let class = CLASSES[(random.below(3) + firms[winner]) as usize % CLASSES.len()];
            let thing = THINGS[random.below(8) as usize];
            format!(
                r#"{{"id":"{at}","description":"{thing}","quantity":{},"classification":{{"scheme":"UNSPSC","id":"{class}"}}}}"#,
                1 + random.below(500)
            )
        })
        .collect();
    let items = items.join(",");
    let status = if random.percent(3) { "cancelled" } else { "complete" };
    let award_status = if random.percent(4) { "pending" } else { "active" };
    let count = if random.percent(10) { String::new() } else { format!(r#""numberOfTenderers":{bidders},"#) };
    let details = if bids.is_empty() || random.percent(15) {
        String::new()
    } else {
        format!(r#""bids":{{"details":[{}]}},"#, bids.join(","))
    };
    let amount = if random.percent(5) {
        String::new()
    } else {
        format!(r#""value":{{"amount":{winning}.50,"currency":"USD"}},"#)
    };
    format!(
        r#"{{"ocid":"{ocid}","id":"{ocid}-{awarded}","date":"{awarded}","tag":["compiled"],"language":"en","initiationType":"tender","parties":[{parties}],"buyer":{{"id":"{buyer_id}","name":"Commission of District {buyer}"}},"tender":{{"id":"{number}","title":"Supply of {thing}","description":"The commission invites offers before polling day.","status":"{status}","procurementMethod":"{method}","procurementMethodDetails":"{method} procedure","awardCriteria":"priceOnly",{count}"tenderPeriod":{{"startDate":"{opened}","endDate":"{closed}"}},"value":{{"amount":{base}.00,"currency":"USD"}},"procuringEntity":{{"id":"{entity_id}","name":"Procurement Office {entity}"}}}},{details}"awards":[{{"id":"{number}-a","title":"Award","status":"{award_status}","date":"{awarded}",{amount}"suppliers":[{{"id":"{winner}","name":"Made-up Systems {winner_number}"}}],"items":[{items}]}}],"contracts":[{{"id":"{number}-c","awardID":"{number}-a","status":"active","period":{{"startDate":"{awarded}","durationInDays":{length}}},"value":{{"amount":{winning}.50,"currency":"USD"}},"dateSigned":"{awarded}"}}]}}"#,
        parties = parties.join(","),
        thing = THINGS[random.below(8) as usize],
        entity = buyer / 3,
        winner = supplier(firms[winner]),
        winner_number = home + firms[winner],
        length = 30 + random.below(700),
    )
}

fn party(id: &str, role: &str, name: &str, number: u64) -> String {
    format!(
        r#"{{"id":"{id}","name":"{name} {number}","roles":["{role}"],"identifier":{{"scheme":"XX-RNC","id":"{id}"}},"address":{{"streetAddress":"{number} Meridian Avenue","locality":"Port Aurel","postalCode":"{:05}","countryName":"XX"}}}}"#,
        number % 99_999
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_same_seed_gives_the_same_releases() {
        let made = |seed| {
            let mut out = Vec::new();
            super::write(300, 1, seed, &mut out).expect("memory can be written");
            out
        };
        assert_eq!(made(1), made(1));
        assert_ne!(made(1), made(2));
        for line in made(1).split(|b| *b == b'\n').filter(|line| !line.is_empty()) {
            let release: serde_json::Value = serde_json::from_slice(line).expect("JSON");
            assert!(release["ocid"].is_string());
        }
        let mut versions = Vec::new();
        super::write(3, 4, 1, &mut versions).expect("memory can be written");
        let releases: Vec<serde_json::Value> = String::from_utf8(versions)
            .expect("text")
            .lines()
            .map(|l| serde_json::from_str(l).expect("JSON"))
            .collect();
        assert_eq!(releases.len(), 12);
        assert!(releases[0]["ocid"] == releases[3]["ocid"] && releases[0]["id"] != releases[3]["id"]);
        assert!(releases[0]["date"].as_str() < releases[3]["date"].as_str());
        let mean = made(1).len() / 300;
        assert!((1900..2400).contains(&mean), "mean length {mean}");
    }
}
