"""Keeps pytest out: these modules need what `make bench` installs, and are run by it."""

collect_ignore_glob = ["*.py"]
