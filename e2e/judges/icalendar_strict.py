#!/usr/bin/python3
"""Judges calendars with python-icalendar: one VCALENDAR, no value that it cannot read, every required property
there, none twice that may stand once, no UID twice, every TZID defined; and the octets as RFC 5545 section 3.1
wants them: UTF-8, CRLF, no line over 75 octets.

usage: icalendar_strict.py FILE...   prints what is wrong, one line each; exit status 1 if anything is
Debian: python3-icalendar
"""
import sys

from icalendar import Calendar


def octet_problems(octets):
    octets.decode("utf-8")
    if not octets.endswith(b"\r\n"):
        yield "no CRLF at the end"
    for number, line in enumerate(octets.split(b"\r\n"), 1):
        if b"\n" in line or b"\r" in line:
            yield "line %d: a line break that is no CRLF" % number
        if len(line) > 75:
            yield "line %d: %d octets" % (number, len(line))


def component_problems(component):
    for name, what in component.errors:
        yield "%s %s: %s" % (component.name, name, what)
    for name in getattr(component, "required", ()):
        if name not in component:
            yield "%s without %s" % (component.name, name)
    for name in getattr(component, "singletons", ()):
        if isinstance(component.get(name), list):
            yield "%s with several %s" % (component.name, name)


def calendar_problems(calendar):
    for component in calendar.walk():
        yield from component_problems(component)
    zones = {str(z["TZID"]) for z in calendar.walk("VTIMEZONE")}
    seen = set()
    for item in calendar.walk():
        if item.name not in ("VEVENT", "VTODO"):
            continue
        key = (str(item.get("UID")), str(item.get("RECURRENCE-ID")))
        if key in seen:
            yield "UID %s twice" % key[0]
        seen.add(key)
        for _, value in item.property_items():
            zone = getattr(value, "params", {}).get("TZID")
            if zone and zone not in zones:
                yield "TZID %s is not defined" % zone


def problems(octets):
    yield from octet_problems(octets)
    calendars = Calendar.from_ical(octets, multiple=True)
    if len(calendars) != 1:
        yield "%d VCALENDARs" % len(calendars)
    for calendar in calendars:
        yield from calendar_problems(calendar)


def main():
    bad = False
    for name in sys.argv[1:]:
        with open(name, "rb") as f:
            octets = f.read()
        try:
            found = list(problems(octets))
        except ValueError as e:
            found = [str(e)]
        for problem in found:
            bad = True
            print("%s: %s" % (name, problem))
    sys.exit(bad)


main()
