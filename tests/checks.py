"""`make check` ends here: types, missing migrations, Django's deployment checks.

All three read the settings, so they get an environment like a real site's.
"""

import os
import subprocess
import sys

PRODUCTION = {
    "ENV_FILE": "",
    "DATABASE_URL": "sqlite://:memory:",
    "SECRET_KEY": "only-for-this-check-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "KEYS": "only-for-this-check-" + "zyxwvutsrqponmlkjihgfedcba9876543210" * 2,
    "ALLOWED_HOSTS": "www.tagesanzeiger.example",
    "BASE_URL": "https://www.tagesanzeiger.example",
    "EMAIL_URL": "submission://user:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Tagesanzeiger <post@tagesanzeiger.example>",
    "TRUSTED_PROXY_COUNT": "1",
}
COMMANDS = [
    ["-m", "mypy"],
    ["manage.py", "makemigrations", "--check", "--dry-run"],
    ["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
]


def main() -> int:
    for command in COMMANDS:
        print(f"python {' '.join(command)}", flush=True)
        arguments = [sys.executable, *command]
        code = subprocess.run(arguments, env=os.environ | PRODUCTION, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
