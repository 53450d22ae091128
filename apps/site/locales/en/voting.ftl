# Elections inside parties and associations.
nav-voting = Party votes
voting-title = Elections inside parties and associations
voting-lead = { $n ->
    [0] No board of such an election is on the record yet. Once one is, its archive is checked from the first byte to the result, and anyone can do it again.
    [one] { $n } election. The verdict checks its board from the first byte to the result; anyone can do it again.
   *[other] { $n } elections. Each verdict checks a board from the first byte to the result; anyone can do it again.
}
voting-caption = Elections, the latest first
voting-election = Election
voting-verdict = Verdict
voting-stage = Stage
voting-states = States published
voting-last = Last put on the record
voting-reviewed = Nobody outside this project has reviewed the program that checked it.
voting-reasons-note = Each check that failed, the place in the archive, and what was found there
voting-more-reasons = { $n ->
    [one] And { $n } reason more, in the report.
   *[other] And { $n } reasons more, in the report.
}
voting-more-states = { $n ->
    [one] And { $n } earlier state, on the record.
   *[other] And { $n } earlier states, on the record.
}
voting-tracker-title = Find your ballot
voting-tracker-label = Ballot tracker
voting-tracker-hint = The 43 letters and digits you were given when you voted. They say nothing about your choice.
voting-tracker-none = Not on this board
voting-tracker-none-text = No ballot with this tracker stands on any state published here. Check that you copied all of it. If you did, keep it, and ask those who run the election and the observers of your party.
voting-tracker-means = A ballot that is on the board and counts was counted as it was cast. What your device put into it, the board cannot show.
voting-share = Share
voting-bar = Share as a bar
voting-keys-note = Only these trustees together can decrypt. Whoever holds enough of these keys could open single ballots.
voting-administrator = Administrator
voting-authority = Made the voting codes
voting-states-title = States of the board on the record
voting-states-note = Each state must begin with the one before it. So a ballot that stood once cannot be taken out unseen.
voting-events = Events
voting-download = Files
voting-archive = Archive
voting-archive-parts = Archive, in parts:
voting-report = Verdict as JSON
voting-verify-title = Check it yourself
voting-verify = Download the archives and run these commands; no server and no account is needed. belenios-tool, the first program for this format, reads the same files.
voting-of = { $n } of { $all } credentials
voting-shares = { $n ->
    [one] { $n } share of the decryption
   *[other] { $n } shares of the decryption
}
voting-trustees = Trustees
voting-counts = On the board, counts
voting-replaced = Replaced by a later ballot
voting-gone = No longer on the board
voting-gone-text = It stood on an earlier state and was taken out. Keep this page and ask those who run the election why.
voting-place = Event { $n } of the board.
voting-not-yet = Not yet there
voting-not-yet-text = It came later.
voting-latest = Latest state, { $date }:
voting-earlier = Earlier state, { $date }:
board-accepted = Accepted
board-running = Accepted so far
board-rejected = Rejected
board-unjudged = Not judged yet
stage-setup = Set-up
stage-voting = Voting
stage-closed = Closed
stage-tallied = Tallied
stage-shuffling = Shuffling
stage-shuffled = Shuffled
stage-decrypting = Decrypting
stage-finished = Result published
method-boards = Boards of elections
method-boards-note = Elections inside parties and associations: the archive is checked from the first byte to the result.
kind-voting-archive = Board of an election
kind-voting-finding = Verdict on a board
home-vote-title = Party votes
home-vote = { $n ->
    [one] { $n } online vote of a party or association stands here with its board, which anyone can check from the first byte to the result.
   *[other] { $n } online votes of parties and associations stand here with their boards, which anyone can check from the first byte to the result.
}
voting-trackers-title = All ballots by tracker
voting-trackers-lead = { $n ->
    [0] No ballot stands on a judged state of this board.
    [one] { $n } ballot stood on a judged state of this board.
   *[other] { $n } ballots stood on a judged state of this board, in the order of their trackers.
}
voting-tracker-state = On the latest judged state
voting-tracker-place = Place
