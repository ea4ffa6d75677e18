"""`make check` ends here: no migration is missing, and Django's deployment checks are silent."""

import os
import subprocess
import sys

PRODUCTION = {
    "ENV_FILE": "",
    "SECRET_KEY": "only-for-this-check-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "www.tagesanzeiger.example",
    "BASE_URL": "https://www.tagesanzeiger.example",
    "EMAIL_URL": "submission://user:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Tagesanzeiger <post@tagesanzeiger.example>",
    "TRUSTED_PROXY_COUNT": "1",
}
COMMANDS = [
    ["makemigrations", "--check", "--dry-run"],
    ["check", "--deploy", "--fail-level", "WARNING"],
]


def main() -> int:
    for command in COMMANDS:
        print(f"manage.py {' '.join(command)}", flush=True)
        arguments = [sys.executable, "-W", "error::DeprecationWarning", "manage.py", *command]
        code = subprocess.run(arguments, env=os.environ | PRODUCTION, check=False).returncode
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
