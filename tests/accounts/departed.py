"""The departures file as tests look at it."""

import io

from django.core.management import call_command

from accounts import keys
from importing import departures
from importing.departures import Removal


def hash_of(email):
    return keys.newest().hash(keys.Purpose.SUPPRESSION, email)


def hashes_in_file():
    lines = [line for _, line in departures.read() if not isinstance(line, Removal)]
    return [line and line.address_hash for line in lines]


def apply_departures():
    out, errors = io.StringIO(), io.StringIO()
    call_command("apply_departures", stdout=out, stderr=errors)
    done = out.getvalue().strip().partition("; removed: ")[0]
    return done, errors.getvalue().strip()
