#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except (OperationalError, ProgrammingError):
        from servicedesk.databases import what_is_wrong

        if sentence := what_is_wrong():
            sys.exit(sentence)
        raise


if __name__ == "__main__":
    main()
