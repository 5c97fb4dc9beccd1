#!/usr/bin/python3
"""Judges published calendars with libical: they parse without an error, and hold to the restrictions of iTIP's
METHOD:PUBLISH (RFC 5546 section 3.2.1).

usage: libical.py FILE...   prints what is wrong, one line each; exit status 1 if anything is
Debian: python3-gi gir1.2-ical-3.0
"""
import sys

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib


def problems(octets):
    calendar = ICalGLib.Parser.parse_string(octets.decode("utf-8"))
    if calendar is None:
        return ["it does not parse"]
    if calendar.isa() != ICalGLib.ComponentKind.VCALENDAR_COMPONENT:
        return ["it is not one VCALENDAR"]
    if calendar.get_method() != ICalGLib.PropertyMethod.PUBLISH:
        return ["no METHOD:PUBLISH"]
    held = ICalGLib.restriction_check(calendar)
    lines = calendar.as_ical_string().replace("\r\n ", "").split("\r\n")
    found = sorted({line for line in lines if line.startswith("X-LIC-ERROR")})
    if not found and (not held or calendar.count_errors()):
        found = ["restriction check %s, %d errors" % (held, calendar.count_errors())]
    return found


def main():
    bad = False
    for name in sys.argv[1:]:
        with open(name, "rb") as f:
            octets = f.read()
        try:
            found = problems(octets)
        except UnicodeDecodeError as e:
            found = [str(e)]
        for problem in found:
            bad = True
            print("%s: %s" % (name, problem))
    sys.exit(bad)


main()
