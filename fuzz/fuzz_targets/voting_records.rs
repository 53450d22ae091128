//! Do readers of all records take any bytes without panic?
#![no_main]

use voting::ballot::Ballot;
use voting::event::Event;
use voting::group::Edwards;
use voting::json::Reader;
use voting::shuffle::Shuffle;
use voting::tally::{Owned, Share, SizedTally, read_tally};
use voting::{credential, model, trustee};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let g = Edwards::get();
    let mut r = Reader::new("fuzz");
    let _ = model::Election::read(&mut r, bytes);
    let _ = trustee::read_list(&mut r, g, bytes).map(|list| trustee::check_all(&mut r, g, &list));
    let _ = credential::read_list(&mut r, g, bytes, false, true);
    let _ = Ballot::read(&mut r, g, bytes);
    let _ = read_tally(&mut r, g, bytes);
    let _ = SizedTally::read(&mut r, bytes);
    let _ = Owned::read(&mut r, bytes);
    let _ = Shuffle::read(&mut r, g, bytes);
    let _ = Share::read(&mut r, g, bytes);
    if let Some(event) = Event::read(&mut r, bytes) {
        if r.faults.is_empty() {
            assert_eq!(event.to_json().as_bytes(), bytes);
        }
    }
});
