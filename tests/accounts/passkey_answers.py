"""What a browser may answer where it is asked for a passkey: well made, and broken in every way."""

import hashlib
import json

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

CLIENT_DATA = websafe_encode(
    json.dumps(
        {"type": "webauthn.create", "challenge": "AAAA", "origin": "http://localhost"}
    ).encode()
)


def attestation():
    """Of a passkey as an authenticator would make it."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    data = AuthenticatorData.create(
        hashlib.sha256(b"localhost").digest(),
        AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT,
        1,
        AttestedCredentialData.create(bytes(16), b"credential", key),
    )
    return websafe_encode(AttestationObject.create("none", data, {}))


def credential(**response):
    return {"type": "public-key", "id": "AAAA", "rawId": "AAAA", "response": response}


def whole(**response):
    """With every part that any of the forms reads; those that are not given are well made."""
    made = {
        "clientDataJSON": CLIENT_DATA, "authenticatorData": "AAAA" * 15, "signature": "AA",
        "userHandle": "MQ", "attestationObject": attestation(),
    }  # fmt: skip
    return credential(**made | response)


EXTENSIONS = (b"\x85", b"")
PUBLIC_KEY = (b"\x45", bytes(17) + b"\x10" + bytes(16))


def deep(place, opening):
    """An authenticator's data, with thousands of values inside one another in that place."""
    flags, before = place
    return websafe_encode(bytes(32) + flags + bytes(4) + before + opening * 5_000 + b"\x00")


ANSWERS = {
    "nothing": "",
    "no JSON": "{",
    "a number": "1",
    "a number of too many digits": "9" * 5_000,
    "a list": "[]",
    "null": "null",
    "a text": '"x"',
    "no parts": "{}",
    "no response": json.dumps({"type": "public-key", "id": "AAAA", "rawId": "AAAA"}),
    "response is a list": json.dumps(credential() | {"response": []}),
    "response is null": json.dumps(credential() | {"response": None}),
    "empty response": json.dumps(credential()),
    "no base64": json.dumps(
        credential(clientDataJSON="%%%", authenticatorData="%%%", signature="%%%", userHandle="%")
    ),
    "cut short": json.dumps(
        credential(clientDataJSON="e30", authenticatorData="AAAA", signature="AA", userHandle="MQ")
    ),
    "no user": json.dumps(
        credential(clientDataJSON="e30", authenticatorData="AAAA" * 15, signature="AA")
    ),
    "user is a number": json.dumps(
        credential(
            clientDataJSON="e30", authenticatorData="AAAA" * 15, signature="AA", userHandle=1
        )
    ),
    "broken CBOR": json.dumps(credential(clientDataJSON="e30", attestationObject="oWNmbXT_____")),
    "deep": "[" * 5_000,
    "deep JSON inside": json.dumps(whole(clientDataJSON=websafe_encode(b'{"a":' * 2_000))),
    "deep lists inside": json.dumps(whole(authenticatorData=deep(EXTENSIONS, b"\x81"))),
    "deep maps inside": json.dumps(whole(authenticatorData=deep(EXTENSIONS, b"\xa1\x00"))),
    "deep key inside": json.dumps(whole(authenticatorData=deep(PUBLIC_KEY, b"\x81"))),
    "deep attestation": json.dumps(whole(attestationObject=websafe_encode(b"\x81" * 5_000))),
    "long": '"' + "x" * 90_000 + '"',
    "NUL": '{"id": "\\u0000"}',
    "surrogate": '{"id": "\\ud800", "rawId": "\\ud800", "response": {"userHandle": "\\ud800"}}',
}
