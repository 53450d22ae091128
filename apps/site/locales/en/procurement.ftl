# Processes, signals, contract texts, organisations.
signal-note = A signal is a reason to ask, not a finding of wrongdoing. Buyer and vendor can answer, and the answer stands beside it.
reply-here = How to reply
lead-no-buyer = A buyer that was not named
lead-process = { $state ->
    [awarded] { $buyer } bought this from { $supplier }{ $others ->
        [0] {""}
        [one] {" "}and { $others } other
       *[other] {" "}and { $others } others
    }
   *[open] { $buyer } is the buyer; no award has been published
}{ $method ->
    [open] , by open tender.
    [selective] , by a tender among selected firms.
    [limited] , by a limited procedure.
    [direct] , by direct award.
    [other] , by a procedure of its own kind.
   *[unknown] ; how it was bought was not published.
}
lead-ask = { $signals ->
    [0] No signal was found in what could be assessed
    [one] There is { $signals } signal to ask about
   *[other] There are { $signals } signals to ask about
}{ $texts ->
    [0] , and no contract text was published, so its clauses are unknown.
    [unassessed] , and the clauses of its contract text have not been assessed.
   *[other] { $clauses ->
        [0] , and no clause was found weak or missing
        [one] , and { $clauses } clause that should be there is missing, weak or contradicted
       *[other] , and { $clauses } clauses that should be there are missing, weak or contradicted
    }{ $unread ->
        [0] .
        [one] ; { $unread } could not be read.
       *[other] ; { $unread } could not be read.
    }
}
fact-awarded = Awarded
fact-awarded-note = { $n ->
    [0] no active award
    [one] { $n } active award
   *[other] { $n } active awards
}, { $missing ->
    [0] none without amount
    [one] { $missing } without amount
   *[other] { $missing } without amount
}
fact-estimate = Expected at the tender
fact-estimate-note = as announced by the buyer
fact-tenderers = Tenderers
fact-status = Status of the tender
fact-record = On the record
fact-record-note = { $n ->
    [one] { $n } document behind this page
   *[other] { $n } documents behind this page
}
fact-pages = Pages
fact-pages-note = { $n ->
    [0] all could be read
    [one] { $n } could not be read
   *[other] { $n } could not be read
}
fact-redacted = Blacked out
fact-redacted-note = { $n ->
    [0] no mark found in the readable text
    [one] { $n } mark in the readable text
   *[other] { $n } marks in the readable text
}
fact-language = Language
fact-signals-note = reasons to ask, not findings
ask-buyer = Only the buyer can publish it.
method-not-published = way of buying not published

timeline-title = Timeline
timeline-none = No date was published for this process. Only the buyer can publish dates.
timeline-label = { $n ->
    [one] Timeline with { $n } date; the table below says the same
   *[other] Timeline with { $n } dates; the table below says the same
}
timeline-caption = { $n ->
    [one] { $n } event, dates as published
   *[other] { $n } events, dates as published
}
timeline-undated = { $n ->
    [one] { $n } has no usable date and stands only in the table.
   *[other] { $n } have no usable date and stand only in the table.
}
signals-title = Signals to ask about
signals-caption = Each signal with the numbers that made it; anyone can compute them again
signals-none = No signal was found. That speaks only of what could be assessed.
signals-coverage = { $n ->
    [one] { $n } of { $all } flags could be assessed
   *[other] { $n } of { $all } flags could be assessed
}; { $not ->
    [0] no data were missing.
    [one] for { $not } the data were not published.
   *[other] for { $not } the data were not published.
}
signal-concerns = Concerns
signal-numbers = The numbers
evidence-whole = whole release
entry-n = entry { $n }
superseded-by = corrected by entry { $n }
not-assessed-title = What could not be assessed
not-assessed-summary = { $n ->
    [one] { $n } flag could not be assessed, and why
   *[other] { $n } flags could not be assessed, and why
}
not-assessed-caption = Flags without an answer, and the data that would give one
missing-what = What is missing
missing-who = The buyer could publish these data; whoever imports the next release here adds them.
verdict-unknown = unknown
clauses-title = Clauses of the contract
clauses-caption = Verdicts on twenty clauses, by contract text
clauses-ask = Clauses to ask about in
clauses-all = All twenty clauses and what the contract says
clauses-note = Twenty clauses that keep an election authority in control and let others audit. This is coverage, not legal advice; where pages cannot be read, a clause is unread, never absent.
clauses-not-assessed = The clauses of this text have not been assessed yet. That is unknown: it says nothing for or against the contract.
contract-lead-unassessed = This contract text of { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
} is on the record. Its clauses have not been assessed yet.
tailoring-title = Signs of a tender cut to one vendor
tailoring-note = Each is listed with its place and never added up: one alone may have a good reason.
tailoring-caption = What was found, in which process, and where it stands
no-contract-text = No contract text was published with this process, so nothing can be said about its clauses. Only the buyer or the vendor could provide it.
pages-read = { $n ->
    [one] { $n } page
   *[other] { $n } pages
}{ $unread ->
    [0] , all read
    [one] , { $unread } unread
   *[other] , { $unread } unread
}
values-title = Awards and contracts
values-none = No award and no contract was published.
awards-caption = Awards as published
contracts-caption = Contracts: first and latest value seen on the record
seen-once = seen once only
period = { $from } – { $to }
parties-title = Who takes part
parties-caption = Organisations and their roles
parties-none = No organisation was named.
missing-title = What is missing
missing-none = None of the important fields is missing.
missing-lead = { $n ->
    [one] { $n } important field was not published:
   *[other] { $n } important fields were not published:
}
problems-title = Problems found at import
problems-caption = What was wrong, where, and what was done with it
problems-lead = { $n ->
    [one] { $n } problem was found when these data were read; nothing was dropped silently.
   *[other] { $n } problems were found when these data were read; nothing was dropped silently.
}
problem-code = Problem
problem-place = Place
problem-what = What was found
problem-action = What was done
problem-at = input { $input }, line { $line }
evidence-title = Evidence and proof
evidence-lead = Everything on this page was computed from these documents. Each lies on the record under its digest, with a proof that it has stood there unchanged.
evidence-how = How to check it
sources-caption = Documents behind this page, and the proof of each
release-title = What was published
release-lead = { $n ->
    [one] The { $n } release of this process on the record
   *[other] The { $n } releases of this process on the record, put together: what was said later replaces what was said before
}. Natural persons and contact details were taken out at import.
release-at = Asked for:
release-marked = See it in its place
release-nothing = Nothing stands at this place; the part around it is marked below.
release-folded = The release is long, so parts away from the marked place are left out here. All of it:
release-omitted = { $n ->
    [one] { $n } element left out
   *[other] { $n } elements left out
}
release-from = The releases it is made of
release-link = The whole compiled release
proof-download = Download proof
published-by = Published by { $publisher } under the licence { $license }.
published-by-no-license = Published by { $publisher }; no licence was stated.
published-by-nobody = The data do not say who published them.
reply-title = Right of reply
reply-none = Nobody has replied yet.
reply-to = answers
reply-beside = { $by } replied on { $at }
reply-how = The buyer, the vendor or the authority can answer anything on this page. The answer is put on the record with its date and stands here, in its own words.
reply-how-1 = Name the page and the signal or figure you answer.
reply-how-2 = Send the words, signed by your organisation, to the operator of this site.
reply-how-3 = The operator appends it as an entry that refers to what it answers; nobody can change it afterwards, nor can we.
reply-send = Send a reply
reply-correction = If the data are wrong, publish a corrected release: the correction supersedes visibly, and the earlier version stays readable.

contracts-title = Contract texts
contracts-lead = { $n ->
    [0] No contract text has been published yet.
    [one] { $n } contract text was published beside its process.
   *[other] { $n } contract texts were published beside their processes.
} Open one to read it with the places marked that decide about its clauses.
contract-lead = { $n ->
    [one] { $n } of { $all } clauses was found in full
   *[other] { $n } of { $all } clauses were found in full
} on { $pages ->
    [one] { $pages } page.
   *[other] { $pages } pages.
}
contract-lead-gaps = { $weak ->
    [one] { $weak } is weak
   *[other] { $weak } are weak
}, { $against ->
    [one] { $against } is contradicted
   *[other] { $against } are contradicted
}, { $absent ->
    [one] { $absent } is absent
   *[other] { $absent } are absent
}, and { $unread ->
    [0] none had to stay unread.
    [one] { $unread } could not be judged because pages cannot be read.
   *[other] { $unread } could not be judged because pages cannot be read.
}
clause-must = must be there
clause-should = should be there
on-page = page { $n }
annexes-title = Annexes
annexes-caption = Annexes the text speaks of, and whether they were published with it
annexes-none = The text refers to no annex.
text-title = The whole text
text-lead = As read from the published file, page by page. Marked places are those the verdicts stand on; the code beside a mark names the clause.
text-not-here = The text of this contract is not published here any more. The verdicts stand on the record; the text could be provided by the buyer.
text-cut = The text goes on; take the file as published for the rest.
page-heading = Page { $n }
page-unreadable = This page holds no text that can be read, for example a scan. What it may say is unread, not absent. The buyer could publish a readable copy.
contract-as-published = Contract as published

buyers-title = Buyers
buyers-lead = { $n ->
    [0] No buyer is on the record yet.
    [one] { $n } public body bought election technology.
   *[other] { $n } public bodies bought election technology.
} Open one to see how its spending is spread, and how much of it hangs on one vendor.
vendors-title = Vendors
vendors-lead = { $n ->
    [0] No vendor is on the record yet.
    [one] { $n } vendor sold election technology.
   *[other] { $n } vendors sold election technology.
} Open one to see to whom it sells, what it has pledged and how it has performed.
organisations-caption = Organisations on the record
n-processes = { $n ->
    [one] { $n } process
   *[other] { $n } processes
}
n-vendors = { $n ->
    [one] { $n } vendor
   *[other] { $n } vendors
}
n-buyers = { $n ->
    [one] { $n } buyer
   *[other] { $n } buyers
}
n-awards = { $n ->
    [one] { $n } award
   *[other] { $n } awards
}
n-signals = { $n ->
    [0] no signal
    [one] { $n } signal
   *[other] { $n } signals
}
n-awards-missing = { $n ->
    [one] { $n } award
   *[other] { $n } awards
}, { $missing ->
    [0] none without amount
    [one] { $missing } without amount
   *[other] { $missing } without amount
}
n-unknown = number not stated
n-missing = { $n ->
    [0] none missing
    [one] { $n } missing
   *[other] { $n } missing
}
days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
times = × { $n }
other-names = Also published as:
buyer-lead = { $name } appears as buyer in { $n ->
    [one] { $n } process
   *[other] { $n } processes
} with { $others ->
    [one] { $others } vendor.
   *[other] { $others } vendors.
}
buyer-lead-largest = Of its known spending in { $currency }, the largest share, { $share }, went to { $name }.
vendor-lead = { $name } was awarded contracts in { $n ->
    [one] { $n } process
   *[other] { $n } processes
} by { $others ->
    [one] { $others } buyer.
   *[other] { $others } buyers.
}
vendor-lead-largest = Its weight is greatest at { $name }, where it holds { $share } of the known spending in { $currency }.
incumbency-picture = Awards in a row: { $longest } at most, the latest { $current }
vendor-lead-none = { $name } takes part in procurement on this record, but no active award to it has been published. Shares, concentration and awards in a row can therefore not be computed for it.
buyer-lead-none = { $name } carried out purchases on this record, but no process names it as the buyer. Its spending can therefore not be computed.
share-unknown = Shares cannot be computed, because no amount was published.
shares-title = Who gets how much
shares-title-vendor = How much of each buyer's spending it gets
shares-note = Share of this buyer's known spending, per currency. Awards without an amount are counted as missing, never as zero.
shares-note-vendor = Share of each buyer's known spending that went to this vendor, per currency. Awards without an amount are counted as missing, never as zero.
shares-caption = Shares of the awarded amount in
incumbency = { $longest ->
    [one] at most { $longest } in a row
   *[other] at most { $longest } in a row
}, { $current ->
    [0] not in the latest
   *[other] the latest { $current } too
}
incumbency-longest = at most { $longest } in a row
hhi-heading = How concentrated the spending is
hhi-note = The Herfindahl–Hirschman index runs from near 0 (many small shares) to 10,000 (one vendor). The marks show the bounds of the United States merger guidelines: 1,500 and 2,500 in the edition of 2010, 1,000 and 1,800 in that of 2023.
hhi-title = Concentration of spending in { $currency }
hhi-text = { $band ->
    [low] The index is { $value }: below 1,500, not concentrated by the edition of 2010.
    [moderate] The index is { $value }: between 1,500 and 2,500, moderately concentrated by the edition of 2010.
   *[high] The index is { $value }: above 2,500, highly concentrated by the edition of 2010.
}
years-title = Spending by year
years-caption = Active awards by the year of their date, in
years-label = Columns of the amount awarded per year in { $currency }; the table below says the same
measures-title = Lock-in measures
measures-note = Ten measures of how hard it would be to change vendor, each with the number it stands on and what was missing. An undefined measure is unknown, not zero.
measures-none = No pair of buyer and vendor could be measured.
measures-caption = Measures L1 to L10 with
more-pairs = { $n ->
    [one] { $n } more organisation stands in the download.
   *[other] { $n } more organisations stand in the download.
}
undefined-because = not defined: { $reason }
undefined = not defined: data are missing
pledges-title = Pledges
pledges-caption = What the vendor has promised publicly
pledges-none = No pledge of this vendor is on the record.
pledge-unverified = text not verified
reviews-title = Performance reviews
reviews-caption = Reviews after elections
reviews-none = No review of this vendor's performance is on the record.
review-score = { $mean } of 4; { $n ->
    [one] { $n } criterion scored
   *[other] { $n } criteria scored
}, { $missing } not scored
review-no-reply = no reply
latest-title = Latest processes
latest-none = No process is on the record.
latest-all = All its processes in the list
