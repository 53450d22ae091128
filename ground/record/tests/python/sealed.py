"""Opens our sealed fields with the library sd-jwt, and seals some with it for us to open.

Standard input: {"payload": object, "disclosures": [text], "claims": object}.
Standard output: {"opened": object, "payload": object, "disclosures": [text]}.
Exit code 77 where the library is missing.
"""

import base64
import json
import sys

try:
    from jwcrypto.jwk import JWK
    from jwcrypto.jws import JWS
    from sd_jwt.common import SDObj
    from sd_jwt.issuer import SDJWTIssuer
    from sd_jwt.verifier import SDJWTVerifier
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)

given = json.load(sys.stdin)
key = JWK.generate(kty="EC", crv="P-256")
token = JWS(json.dumps(given["payload"]).encode())
token.add_signature(key, alg="ES256", protected=json.dumps({"alg": "ES256", "typ": "dc+sd-jwt"}))
presentation = "~".join([token.serialize(compact=True), *given["disclosures"], ""])
opened = SDJWTVerifier(presentation, lambda issuer, header: key).get_verified_payload()

# All members sealed, the object among them together with its own members.
sealed = {SDObj(name): value for name, value in given["claims"].items()}
issued = SDJWTIssuer(sealed, key, add_decoy_claims=True).sd_jwt_issuance
body, *disclosures = issued.rstrip("~").split("~")
payload = body.split(".")[1]
json.dump(
    {
        "opened": opened,
        "payload": json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))),
        "disclosures": disclosures,
    },
    sys.stdout,
)
