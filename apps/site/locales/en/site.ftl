# Frame, lists, errors.
skip = Skip to content
language-offer = This page in English
nav-main = Main
nav-languages = Languages
nav-crumbs = Where you are
nav-contracts = Contracts
nav-buyers = Buyers
nav-vendors = Vendors
nav-record = Record
nav-method = Method
nav-verify = Verify it yourself
nav-imports = Imports and their problems
nav-api = Interface for programs
footer-principle = Findings say what the published evidence shows on the date given. Missing evidence is never counted as compliance.

error-not-found = Nothing here under this address
error-not-found-text = The record holds nothing with this identifier. It may have been mistyped, or it was never published.
error-too-many = Too many requests from your address
error-too-many-text = So that everybody can read, each address may ask only so often. Wait a few seconds and load the page again; for all data at once, take the copy of the record.
error-unavailable = The record cannot be read at the moment
error-unavailable-text = Nothing is lost. Load the page again in a moment; if this stays so, tell the operator of this site.
error-broken = This page broke
error-broken-text = A part of this program failed, which should not happen; it was written down for the operator. Nothing on the record is changed by it, and the other pages still answer.
error-too-large = Too much was sent
error-too-large-text = This site is only read: it takes no uploads. What is to stand on the record goes to its operator.
error-too-long = This address is too long
error-too-long-text = No page here has so long an address. Search with fewer words, or start from a list.
error-method = This address can only be read
error-method-text = Nothing can be changed through this site, by anybody. Open the page in the usual way.
error-way-list = All contracts
error-way-record = The record
error-way-home = Start page

search-label = Search all contracts
search-name = Search by name
search-hint = Words from titles, names and identifiers; accents and capitals do not matter.
search-button = Search
filters = Narrow the list
filters-apply = Show
filters-clear = Remove all filters
filters-active = Active filters
filter-any = any
filter-remove = Remove filter
filter-flag = Signal
filter-clause = Clause
filter-year = Year
filter-method = Way of buying
pager = Pages
pager-previous = Previous
pager-next = Next
pager-newer = Newer
pager-older = Older
pager-position = Page { $page } of { $pages }
take-all = Take all rows of this list with you:
take-page = This page as data:
as-table = The same as a table
and-more = { $n ->
    [one] and { $n } more
   *[other] and { $n } more
}
yes = yes
no = no
not-published = not published
not-known = not known
no-title = Untitled
natural-person = A natural person (name withheld)
undated = no date
millions = { $n } M
thousands = { $n } k

empty-title = Nothing found
empty-searched = No contract on the record matches all of this: { $what }.
empty-record = Nothing has been put on this record yet.
empty-try = What you can try:
empty-without = Without { $what }
empty-all = Show everything

column-process = Process
column-processes = Processes
column-buyer = Buyer
column-supplier = Supplier
column-date = Date
column-amount = Amount awarded
column-signals = To ask about
column-event = What
column-concerns = Concerns
column-award = Award
column-contract = Contract
column-contract-text = Contract text
column-status = Status
column-period = Period
column-first-value = First value
column-last-value = Latest value
column-amendments = Amendments
column-organisation = Organisation
column-roles = Roles
column-country = Country
column-id = Identifier
column-signal = Signal
column-why = Why
column-figure = Figure
column-evidence = Evidence
column-verdict = Verdict
column-pages = Pages
column-clause = Clause
column-says = What the contract says
column-annex = Annex
column-referenced = Referred to
column-attached = Attached
column-entry = Entry
column-kind = Kind
column-document = Document
column-proof = Proof
column-time = Time
column-key = Signed by
column-statement = Statement
column-refers = Refers to
column-share = Share
column-basis = Stands on
column-incumbency = Awards in a row
column-counterparts = Business with
column-measure = Measure
column-pledge = Pledge
column-framework = Framework
column-election = Election
column-score = Score
column-reply = Reply
column-import = Import
column-how-many = How many

home-title = Who sells the technology of elections, and on what terms?
home-lead = { $processes ->
    [one] { $processes } contracting process is on this record: what { $buyers } buyers bought from { $vendors } vendors.
   *[other] { $processes } contracting processes are on this record: what { $buyers } buyers bought from { $vendors } vendors.
} { $asked ->
    [0] Nothing to ask about was found in what could be assessed.
    [one] { $asked } of them carries a signal to ask about.
   *[other] { $asked } of them carry a signal to ask about.
} Every figure is computed by open code from signed evidence, and anyone can compute it again.
home-lead-empty = This record is new. As soon as contracting data are imported, every contract, its signals and its clauses can be read here.
home-fact-processes = Contracting processes
home-fact-imports = { $n ->
    [one] from { $n } import
   *[other] from { $n } imports
}
home-fact-buyers = Buyers
home-fact-vendors = Vendors
home-fact-contracts = Contract texts
home-fact-contracts-note = published beside their process
home-fact-entries = Entries on the record
witnesses = { $n ->
    [0] no outside witness yet
    [one] cosigned by { $n } witness
   *[other] cosigned by { $n } witnesses
}
home-empty-title = Nothing to show yet
home-empty = Put contracting data in the Open Contracting format on the record with this command; what cannot be read is listed, nothing is dropped silently.
home-ask-title = Most to ask about
home-ask-caption = The five processes with the most signals
home-ask-all = All processes, most signals first
home-checks-title = How far the checks reach
home-checks = A check can be made only where the data it needs were published. Where they were not, the answer is unknown; it is never counted as "nothing found".
home-how-title = How to read this
home-how-1 = Start from a contract
home-how-1-text = Its page says in two sentences what was bought and what there is to ask, then shows every figure with what it stands on.
home-how-2 = Follow the evidence
home-how-2-text = Each figure leads to the published document and to the entry of the record where it was put down and signed.
home-how-3 = Check it yourself
home-how-3-text = A small separate program computes everything again from a copy of the record. It trusts nobody, this site included.

list-title = Contracts
list-lead = { $n ->
    [one] { $n } contracting process is on the record.
   *[other] { $n } contracting processes are on the record.
} Search them, narrow the list, sort by a column; the address of this page always holds what you see.
list-lead-found = { $n ->
    [0] No contracting process matches.
    [one] { $n } contracting process matches.
   *[other] { $n } contracting processes match.
} The address of this page holds your search, so it can be cited.
list-lead-none = No contracting process is on the record yet.
list-caption = { $n ->
    [one] { $n } process
   *[other] { $n } processes, { $from } to { $to } shown
}
list-coverage-title = Which flags can be assessed
list-coverage = How many processes had the data that each flag needs. Where data are missing, nothing can be said either way.
no-award-yet = no award published
awards-without-amount = { $n ->
    [one] { $n } award without amount
   *[other] { $n } awards without amount
}
signals-of = { $n ->
    [0] none; { $of } of { $all } flags could be assessed
   *[other] { $of } of { $all } flags could be assessed
}

coverage-caption = Flags: how many processes had the data for an answer
coverage-check = Check
coverage-found = To ask about
coverage-assessable = Could be assessed
coverage-not = Could not
coverage-picture = At a glance
filter-flag-any = at least one signal
coverage-bar = { $n ->
    [one] { $n } of { $all } could be assessed
   *[other] { $n } of { $all } could be assessed
}
coverage-missing = most often missing: { $what }
search-found = Pages found:
search-all = All pages, in alphabetical order
search-lead = { $n ->
    [one] { $n } page: contracts, organisations, assessments, party votes, methods. The search looks at titles and needs no server.
   *[other] { $n } pages: contracts, organisations, assessments, party votes, methods. The search looks at titles and needs no server.
}
