"""Verifies our envelope with securesystemslib, and signs one with it for us to verify.

Standard input: {"envelope": text, "key_id": hex, "public": hex}.
Standard output: {"payload": text, "envelope": text, "public": hex}.
Exit code 77 where the library is missing.
"""

import json
import sys

try:
    from securesystemslib.dsse import Envelope
    from securesystemslib.signer import CryptoSigner, SSlibKey
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)

given = json.load(sys.stdin)
envelope = Envelope.from_dict(json.loads(given["envelope"]))
key = SSlibKey(given["key_id"], "ed25519", "ed25519", {"public": given["public"]})
envelope.verify([key], 1)

signer = CryptoSigner.generate_ed25519()
signer.public_key.keyid = given["their_key_id"]
theirs = Envelope(envelope.payload, envelope.payload_type, {})
theirs.sign(signer)
theirs = theirs.to_dict()
json.dump(
    {
        "payload": envelope.payload.decode(),
        # Indented, so that it is not the canonical form: what was received is what is verified.
        "envelope": json.dumps(theirs, indent=1),
        "public": signer.public_key.keyval["public"],
    },
    sys.stdout,
)
