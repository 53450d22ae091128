# Risk-limiting audits and quick counts.
nav-audits = Audits
audits-title = Audits of the paper, and quick counts
audits-lead = { $n ->
    [0] No audit is on the record yet. Once one is, its folder is derived again from the files alone, and anyone can do it too.
    [one] { $n } audit: does the paper bear out the result that was announced? Anyone can compute the answer again.
   *[other] { $n } audits: does the paper bear out the results that were announced? Anyone can compute each answer again.
}
audits-caption = Audits, the latest first
audits-counts-caption = Quick counts
audits-audit = Audit
audits-contest = Contest
audits-contests = Contests
audits-limit = Risk limit
audits-risk = Risk so far
audits-state = State
audits-states = States published
audits-meaning = An audit compares a random sample of the paper with the result. The risk is the largest chance that a wrong result would have passed unnoticed. An audit means something only over paper that was kept safe.
audit-state-confirmed = Confirmed
audit-state-open = Not confirmed yet
audit-state-full_count = Full hand count required
audit-state-not_auditable = Cannot be audited: full hand count
audit-state-unmeasured = No paper read yet
audit-state-unverified = The record does not hold
audit-state-unjudged = Not judged yet
audit-lead-confirmed = Every audited contest is confirmed. Had a result been wrong, the chance that this audit missed it is at most its risk limit.
audit-lead-open = Not every contest is confirmed yet. That says nothing against a result: more paper has to be read.
audit-lead-full_count = At least one contest must be counted by hand in full. Only that count can tell who won it.
audit-lead-unmeasured = The audit has begun. No paper has been read and judged yet.
audit-lead-unverified = What was published does not hold: at least one file cannot be derived again, or a step was rewritten. No result is shown as confirmed.
audit-lead-unjudged = The latest state is on the record and is not judged yet.
audit-compliance-none = No compliance audit is on file. Whether the paper is complete and was kept safe, this record does not show; without it the risk below means little.
audit-compliance = Evidence of a compliance audit (chain of custody, ballot accounting, who may vote) is on file. Nobody judged it here.
audit-compliance-file = Evidence as filed
audit-reasons = What does not hold
audit-reasons-note = Each check that failed, the place in the folder, and what was found there
audit-more-reasons = { $n ->
    [one] And { $n } reason more, in the verdict.
   *[other] And { $n } reasons more, in the verdict.
}
audit-fact-contests = Contests confirmed
audit-fact-contests-value = { $n } of { $all }
audit-fact-read = Cards read
audit-fact-read-note = { $n ->
    [one] in { $n } round
   *[other] in { $n } rounds
}
audit-fact-differences = Differences found
audit-fact-differences-note = paper against record, all contests
audit-fact-order = Commitment before seed
audit-order-proven = Published here in this order
audit-order-not_proven = Not shown by this record
audit-order-no_seed = No seed yet
audit-order-proven-text = The commitment was published on this record before the seed was published here. When the seed was drawn, no record can show; whoever drew it in public can.
audit-order-not_proven-text = The commitment came on this record together with the seed or after it, or something else was committed to before. The times in the log are the word of those who wrote it; ask them to publish each step when it is made.
audit-order-no_seed-text = The seed has not been drawn. Whoever keeps a copy of the commitment now can check later that nothing was changed.
audit-committed-here = Commitment published here
audit-seed-here = Seed published here
audit-next = What happens next
audit-next-ingest = The contests' assertions are worked out, then records and assertions are committed to.
audit-next-assert = Records and assertions are committed to, before anybody knows the sample.
audit-next-commit = The seed is drawn in public, for example with dice: twenty digits that nobody could foresee.
audit-next-seed = The first sample follows from the seed; anyone can draw it again.
audit-next-sample = The cards on the pull list are fetched and read by two persons each.
audit-next-record = The risk is computed from the readings.
audit-next-risk-open = A further round is drawn for the contests that are not confirmed: { $names }.
audit-next-risk-full = These contests are counted by hand in full, and that count decides: { $names }.
audit-next-risk-confirmed = Nothing remains to be drawn. The result stands at the risk stated.
audit-next-unverified = Those who run the audit explain what does not hold. Until then nothing here may be relied upon.
audit-rule = Rule
audit-rule-plurality = most votes
audit-rule-approval = most approvals
audit-rule-scoring = highest sum of scores
audit-rule-supermajority = more than a fixed share
audit-rule-threshold = at least a fixed share
audit-rule-dhondt = seats to lists by D'Hondt
audit-rule-sainte-lague = seats to lists by Sainte-Laguë
audit-rule-hamilton = seats to lists by largest remainder
audit-rule-irv = ranked, last one leaves (instant-runoff)
audit-rule-two-round = majority, else run-off
audit-type-comparison = each card against its record
audit-type-polling = paper alone
audit-type-oneaudit = records where there are any, else totals of pools
audit-type-batch = totals of batches
audit-contest-line = { $rule }; { $type }; risk limit { $limit }; at most { $cards } cards.
audit-phantoms = { $n ->
    [one] { $n } card may exist without a record; if drawn it counts against the result.
   *[other] { $n } cards may exist without a record; if drawn they count against the result.
}
audit-reported = Result as announced
audit-candidate = Candidate or list
audit-votes = Votes
audit-seats = Seats
audit-wins = wins
audit-risk-title = Risk after each round
audit-risk-chart = Risk after each round against the limit of { $limit }
audit-round = Round
audit-drawn = Drawn
audit-sampled = Cards so far
audit-phantoms-drawn = Without a record
audit-read = Read or looked for
audit-assertions = What must be true of the paper
audit-assertions-note = The result is right if every sentence is true of the paper. p is the risk of this sentence alone.
audit-assertion = Sentence
audit-p = p
audit-over_two = Overstated by two
audit-over_one = Overstated by one
audit-under_one = Understated by one
audit-under_two = Understated by two
audit-other = Other
audit-says-plurality = { $w } has more votes than { $l }.
audit-says-scoring = { $w } has a higher sum of scores than { $l }.
audit-says-above = { $w } has more than { $share } of the valid votes.
audit-says-below = { $l } has less than { $share } of the valid votes.
audit-says-average = { $w } keeps its last seat against { $l }: the votes of { $w } divided by { $a } are more than those of { $l } divided by { $b }.
audit-says-remainder = { $w } keeps its last seat against { $l }, whose remainder is too small.
audit-says-neb = { $w } cannot leave the count before { $l }: more ballots have { $w } first than rank { $l } before it.
audit-says-nen = With only { $left } left in the count, { $w } has more votes than { $l }.
audit-endings = Why nobody else can have won
audit-endings-note = Told from the end: each other ending of the count, until a sentence above rules it out.
audit-tree = The other endings as a tree: each branch ends, crossed out, where an assertion rules it out; the list below says which
audit-tree-wins = would win
audit-tree-before = left last before
audit-ending-wins = { $name } wins.
audit-ending-before = Just before, { $name } leaves.
audit-ending-out = Ruled out:
audit-differences = Where paper and record differ
audit-differences-none = No card read so far differs from its record.
audit-differences-note = As written in the files: - is no valid vote, > separates ranks, empty means the contest is not on the card
audit-card = Card
audit-record = Record says
audit-paper = Paper says
audit-paper-not_found = not found
audit-paper-unreadable = unreadable
audit-whole-card = whole card
audit-order-title = What was fixed before the sample was known
audit-committed = Committed
audit-root = Root of all cards
audit-cards-committed = Cards
audit-seed = Seed
audit-seed-time = Seed drawn
audit-witnesses = Witnesses named in the file
audit-by-log = (time in the log)
audit-rounds = Rounds and sample
audit-pull = Pull list: which cards lie where
audit-pull-title = Pull list
audit-pull-lead = { $n ->
    [0] Nothing is drawn yet.
    [one] { $n } card or batch to fetch, by storage place. It names places only.
   *[other] { $n } cards or batches to fetch, by storage place. It names places only.
}
audit-place = Storage place
audit-place-none = place not in the manifest
audit-batch = Batch
audit-position = Position
audit-checked = What was checked
audit-check = Check
audit-outcome = Outcome
audit-outcome-passed = holds
audit-outcome-failed = does not hold
audit-outcome-not_applicable = not yet due
audit-outcome-not_reached = not reached
audit-check-RLA-V-CHAIN = Does each step of the log name the step before?
audit-check-RLA-V-TIME = Do the steps follow in time and order?
audit-check-RLA-V-FILE = Is every file the one that its step lists?
audit-check-RLA-V-HEAD = Is the head the one published elsewhere?
audit-check-RLA-V-COMMIT = Does the commitment fit records and assertions?
audit-check-RLA-V-MANIFEST = Are there no more records than the manifest has cards?
audit-check-RLA-V-CENSUS = Do the tallies follow from the records?
audit-check-RLA-V-ASSERT = Do the assertions follow, and do they suffice?
audit-check-RLA-V-SEED = Is the seed well formed, and does it name this commitment?
audit-check-RLA-V-SAMPLE = Does every sample follow from the seed?
audit-check-RLA-V-MVR = Is there one reading of each drawn card, and no other?
audit-check-RLA-V-RISK = Does every risk follow from the readings?
audit-check-RLA-V-EXTENDS = Does this state keep every step of every state before it?
audit-check-RLA-Q-DESIGN = Are design and stations those that were published first?
audit-check-RLA-Q-RETURNS = Did every published return stay as it was?
audit-stage-ingest = Records taken in
audit-stage-assert = Assertions worked out
audit-stage-commit = Committed
audit-stage-seed = Seed drawn
audit-stage-sample = Sample drawn
audit-stage-record = Paper read
audit-stage-risk = Risk computed
audit-states-title = States on the record
audit-states-note = Each state must keep every step of every one before it. So what was committed to cannot be changed unseen.
audit-stage = Last step
audit-files = Files of the latest state
audit-file = File
audit-size = Size
audit-verdict-file = Verdict as JSON
audit-verify-title = Check it yourself
audit-verify = Save the files below under their names in one folder and run this command; it derives everything again and needs no server. The head shows that nobody gave you another log.
audit-verify-record = Or check the whole record:
count-lead-lead = { $first } leads { $second }. Interval and worst case both exclude a tie.
count-lead-too_close = The sample cannot tell who leads; nobody may be called the winner.
count-lead-waiting = The sample is drawn. No return has come yet.
count-lead-unverified = What was published does not hold; no estimate is shown.
count-lead-unjudged = The latest state is on the record and is not judged yet.
count-state-lead = One leads
count-state-too_close = Too close to call
count-state-waiting = Waiting for returns
count-state-unverified = The record does not hold
count-state-unjudged = Not judged yet
count-note = A quick count estimates from a random sample of polling stations. It is not a result.
count-fact-received = Stations reported
count-fact-received-value = { $n } of { $all }
count-fact-stations = { $n ->
    [one] { $n } polling station in all
   *[other] { $n } polling stations in all
}
count-fact-turnout = Turnout
count-fact-difference = Difference of the two first
count-fact-worst = With missing stations at their worst
count-range = { $low } to { $high }
count-shares = Shares of the valid votes
count-share = Estimate
count-interval = Interval
count-bar = Interval as a bar, from { $low } to { $high }
count-interval-fixed = All drawn stations have reported. The intervals are those of the finished sample; confidence { $c }.
count-interval-sequence = Returns are still coming in. The intervals hold at every look, however often one looks; confidence { $c }.
count-order-proven = Design and stations were published here before the first return was published here.
count-order-not_proven = This record does not show design and stations before the first return: they came together, or the first state held more.
count-order-no_returns = No return has come; the drawn stations are on the record.
count-design-here = Design published here
count-returns-here = First return published here
count-strata = Strata
count-stratum = Stratum
count-stations = Stations
count-drawn = Drawn
count-received = Reported
count-sample = Drawn stations
count-station = Station
count-came = reported
count-missing = missing
count-verify = Save the files below under their names in one folder and run these commands.
method-audits = Audits and quick counts
method-audits-note = The paper against the announced result; stations against the whole.
home-audits-title = Does the paper bear out the result?
home-audits = { $n ->
    [one] { $n } audit or quick count is on the record, with its sample, its differences and its risk.
   *[other] { $n } audits and quick counts are on the record, with their samples, differences and risks.
}
kind-rla-audit = State of an audit
kind-rla-quickcount = State of a quick count
kind-rla-finding = Verdict on an audit or a quick count
