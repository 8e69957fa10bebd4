#!/usr/bin/env python
"""Django's command line, on the embedded demo settings unless DJANGO_SETTINGS_MODULE says otherwise."""

import os
import sys

from django.core.management import execute_from_command_line

from netralitas.env import EnvError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "netralitas.settings.demo")
    try:
        execute_from_command_line(sys.argv)
    except EnvError as error:
        sys.exit(f"cannot start: {error}")


if __name__ == "__main__":
    main()
