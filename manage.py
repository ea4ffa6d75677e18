#!/usr/bin/env python
"""Django's command line, with the project's settings."""

import os
import sys

from django.core.management import execute_from_command_line

from newsroom.faults import print_whatever_it_is, report_uncaught

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    sys.excepthook = report_uncaught
    print_whatever_it_is()
    execute_from_command_line(sys.argv)
