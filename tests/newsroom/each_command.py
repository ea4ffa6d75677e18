"""Runs manage.py with each of the command lines on standard input (JSON), in a process of its own.

Prints [exit status, what it printed] of each, as JSON. Forks: what all of them import is imported
once.
"""

import json
import os
import runpy
import sys
import tempfile

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()
import newsroom.urls  # noqa: E402, F401 - after setup; the system checks load it

lines = json.load(sys.stdin)
answers = []
for line in lines:
    with tempfile.TemporaryFile() as said:
        pid = os.fork()
        if not pid:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
            sys.argv = ["manage.py", *line]
            runpy.run_path("manage.py", run_name="__main__")
            sys.exit()
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        said.seek(0)
        answers.append([status, said.read().decode()])
json.dump(answers, sys.stdout)
