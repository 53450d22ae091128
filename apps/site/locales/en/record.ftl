# Record, entries, imports, method, verification.
record-title = The public record
record-lead = { $n ->
    [0] Nothing stands on the record yet.
    [one] { $n } entry stands on the record, in an order that nobody can change unseen.
   *[other] { $n } entries stand on the record, in an order that nobody can change unseen.
} Each says who signed what and when; anyone with a copy can check all of them.
fact-checkpoint = Latest checkpoint
fact-checkpoint-note = entries covered by the log's signature
fact-witnesses = Independent witnesses
fact-witnesses-none = This record names no witness in a policy: whether the operator shows everybody the same record can be checked only by comparing copies.
fact-witnesses-note = of { $known } that the record’s policy knows; each signature was verified here, and { $enough ->
    [yes] they are as many as the policy asks for.
   *[no] they are fewer than the policy asks for.
}
fact-witnesses-damaged = A cosignature or the policy file itself does not verify, so none is counted. Keep a copy and tell the operator.
fact-origin = Origin
fact-origin-note = its key verifies the checkpoint
record-copy = The whole record is a folder of plain files under /record/ that anyone may copy.
checkpoint-show = Show the checkpoint as signed
entries-title = Entries
entries-none = There is no entry yet.
record-caption = Entries { $from } to { $to }, newest first
statement-public = public
statement-sealed = public, some fields sealed
statement-restricted = not published
statement-erased = erased by entry { $n }
statement-gone = withheld: neither here nor erased
entry-lead = { $kind }, put on the record on { $time }.
entry-title = Entry { $n }
column-about = About
entry-check = Check this entry
entry-bytes = The entry
entry-bytes-note = These exact bytes are hashed into the tree. They hold no names and no free text.
entry-statement = The signed statement
entry-statement-note = The entry commits to it; the digest of nonce and statement together is the commitment.
entry-envelope = Signed envelope
entry-nonce = Nonce
entry-signed = Signed with key
entry-read = Read what was signed
entry-no-statement = The entry itself stays in the tree, and proofs of all others stay valid.

imports-title = Imports and their problems
imports-caption = Every import, the latest first
imports-lead = { $n ->
    [0] Nothing has been imported yet.
    [one] { $n } import has been made.
   *[other] { $n } imports have been made.
} Data are taken as they come; what was wrong with them is listed, and nothing is dropped silently.
import-untitled = Import
import-lead = { $n ->
    [one] { $n } release was read
   *[other] { $n } releases were read
}, { $refused ->
    [0] none was refused
    [one] { $refused } was refused
   *[other] { $refused } were refused
}, and { $problems ->
    [0] no problem was found.
    [one] { $problems } problem was found.
   *[other] { $problems } problems were found.
}
import-releases = Releases
import-refused = Refused
import-refused-note = not taken; each listed below with its reason
import-persons = Natural persons replaced
import-contacts = Contact points removed
import-persons-note = personal data never reach the record
import-problems-note = listed below
import-inputs = Files read
import-file = File
import-form = Form
import-size = Size
import-publishers = Publishers
import-publisher = Publisher
import-license = Licence
import-no-problems = No problem was found.
import-by-code = Problems by kind
import-shown = { $n ->
    [one] { $n } of { $all } is shown here; the whole list is in the published report.
   *[other] { $n } of { $all } are shown here; the whole list is in the published report.
}
import-report = Whole report
severity-info = worth knowing
severity-warning = deviates, was read
severity-error = could not be used
action-kept = kept as it was
action-changed = changed to what it must mean
action-removed = taken out
action-refused = not taken

method-title = How each figure is made
method-lead = Every signal, measure and verdict has a code, a question and a method that anyone can follow. A code never changes its meaning; a changed method gets a new version.
method-flags = Signals
method-flags-note = Patterns in a procurement that are worth asking about.
method-measures = Lock-in measures
method-measures-note = How far a buyer depends on one vendor.
method-clauses = Contract clauses
method-clauses-note = What a contract should say so that the authority stays in control and others can audit.
method-untranslated = The text of this method has not been translated yet and is shown in English.
method-version = Version
method-result = Whole result
method-settings = The settings it was computed with
method-not-computed = Nothing on this record has been computed with this method yet.

verify-title = Verify it yourself
verify-lead = You need not believe this site. A copy of the record is enough to check every signature and to compute every finding again.
verify-all = Everything at once
verify-all-text = The verifier is a small separate program without a database. Build it from the source, give it this address or a folder with a copy:
verify-all-says = It checks the log's signature, the witnesses by your policy, the tree, every entry, every statement and document, and computes every published finding again. It ends with 0 if all holds, with 1 if something does not and says what, with 2 if it could not look.
verify-one = One entry with common tools
verify-one-text = The commands follow one entry from its document to the signature over the whole record. They need a shell with curl, openssl (version 3) and the usual sha256sum, base64, od, sed, grep, cut, head, tail and tr. Run them one after another in the same window and the same empty folder; each check prints “holds” or “DOES NOT HOLD”.
verify-entry = Entry number
verify-entry-button = Make the commands
verify-1 = Fetch the entry and its proof
verify-1-text = The entry holds the commitment to its statement in the member c. The proof ends in a checkpoint: the name of the record, the number of its entries, the root hash, and the signatures.
verify-2 = The entry commits to the statement
verify-2-text = The digest of nonce and statement must equal the commitment. An erased or restricted statement is not there, and nothing can be checked of it; its entry still can.
verify-3 = Its issuer signed the statement
verify-3-text = The issuer’s key stands in an entry of its own, which names the organisation. openssl must say that the signature is verified.
verify-4 = The statement names the documents
verify-4-text = If the statement names documents, the digest of each published one must be the digest it names. Some statements name none.
verify-5 = The entry stands in the tree
verify-5-text = The loop hashes from the entry up to the root: at each level left and right together behind a byte 1 (RFC 6962). The proof lists the other half of each level.
verify-6 = The log signed the root
verify-6-text = The checkpoint up to the empty line is what was signed. Compare the key shown with the one you know from elsewhere, for example from print: a key taken from this site alone proves only that the site agrees with itself.
verify-not = What this does not prove
verify-not-text = That a document stands on the record says who published it and when, not that what it says is true. And a record that shows different readers different trees is found only by comparing checkpoints; that is what witnesses are for.
