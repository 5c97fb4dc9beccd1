#!/usr/bin/python3
"""Drives vdirsyncer and khal without a person. Answers and tasks, which khal cannot change, are edited in the
synchronized folder with python3-icalendar.

usage: vdir.py STATE_DIR add URL USER PASSWORD
       vdir.py STATE_DIR list                               calendars and what is in them, synchronized first
       vdir.py STATE_DIR accept UID ACCEPTED|DECLINED|TENTATIVE
       vdir.py STATE_DIR create-event CALENDAR SUMMARY START END     by khal; times as "2026-12-04 14:00"
       vdir.py STATE_DIR rename UID SUMMARY
       vdir.py STATE_DIR delete UID
       vdir.py STATE_DIR create-task CALENDAR UID SUMMARY
       vdir.py STATE_DIR complete UID
       vdir.py STATE_DIR occurrences CALENDAR FROM TO       as khal shows them; days as "2026-12-04"
       vdir.py STATE_DIR create-calendar NAME               on the server
       vdir.py STATE_DIR clash UID SUMMARY                  changes the title, and leaves the other side's version if
                                                            that has changed, too

CALENDAR is the last segment of the calendar's path; khal knows it by its display name. Prints one JSON object; exit status 0 or 1.
Debian: vdirsyncer khal python3-icalendar
"""
import datetime
import glob
import json
import os
import subprocess
import sys

from icalendar import Calendar, Todo

STATE = os.path.abspath(sys.argv[1])
COMMAND, ARGS = sys.argv[2], sys.argv[3:]
FOLDER = STATE + "/calendars"

VDIRSYNCER = """[general]
status_path = "{state}/status/"
[pair main]
a = "local"
b = "remote"
collections = ["from b"]
conflict_resolution = "b wins"
metadata = ["displayname", "color"]
[storage local]
type = "filesystem"
path = "{folder}/"
fileext = ".ics"
[storage remote]
type = "caldav"
url = "{url}"
username = "{user}"
password = "{password}"
"""

KHAL = """[calendars]
[[all]]
path = {folder}/*
type = discover
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
local_timezone = Europe/Paris
default_timezone = Europe/Paris
"""


class Failure(Exception):
    pass


def run(*command, given=None):
    """Runs a program with its folders inside STATE_DIR and gives its output. Debian's own Python comes first."""
    env = dict(os.environ, PATH="/usr/bin:/bin:/usr/sbin", HOME=STATE, XDG_CONFIG_HOME=STATE + "/config",
               XDG_DATA_HOME=STATE + "/data", XDG_CACHE_HOME=STATE + "/cache", LC_ALL="C.UTF-8", TZ="Europe/Paris")
    done = subprocess.run(command, env=env, input=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise Failure("%s: %s" % (" ".join(command), (done.stderr or done.stdout)[-2000:]))
    return done.stdout


def vdirsyncer(*arguments, given=None):
    return run("vdirsyncer", "-c", STATE + "/vdirsyncer.conf", *arguments, given=given)


def khal(*arguments):
    return run("khal", "-c", STATE + "/khal.conf", *arguments)


def files():
    return sorted(glob.glob(FOLDER + "/*/*.ics"))


def read(file):
    with open(file, "rb") as f:
        return Calendar.from_ical(f.read())


def write(file, calendar):
    with open(file + ".new", "wb") as f:
        f.write(calendar.to_ical())
    os.rename(file + ".new", file)


def things(calendar):
    return [c for c in calendar.walk() if c.name in ("VEVENT", "VTODO")]


def find(uid):
    for file in files():
        calendar = read(file)
        for thing in things(calendar):
            if str(thing.get("UID")) == uid:
                return file, calendar, thing
    raise Failure("no item with UID " + uid)


def attendees(thing):
    found = thing.get("ATTENDEE", [])
    return found if isinstance(found, list) else [found]


def described(file, thing):
    start = thing.get("DTSTART")
    return {
        "calendar": os.path.basename(os.path.dirname(file)), "uid": str(thing.get("UID")),
        "summary": str(thing.get("SUMMARY")), "start": start.dt.isoformat() if start else None,
        "status": str(thing["STATUS"]) if "STATUS" in thing else None,
        "attendees": {str(a): a.params.get("PARTSTAT") for a in attendees(thing)},
    }


def listed():
    return [described(f, t) for f in files() for t in things(read(f))]


def add(url, user, password):
    os.makedirs(STATE, exist_ok=True)
    with open(STATE + "/user", "w") as f:
        f.write(user)
    with open(STATE + "/vdirsyncer.conf", "w") as f:
        f.write(VDIRSYNCER.format(state=STATE, folder=FOLDER, url=url, user=user, password=password))
    with open(STATE + "/khal.conf", "w") as f:
        f.write(KHAL.format(folder=FOLDER))
    vdirsyncer("discover", "main", given="y\n" * 100)
    vdirsyncer("sync")
    vdirsyncer("metasync")
    return {"calendars": sorted(os.listdir(FOLDER))}


def list_all():
    vdirsyncer("sync")
    shown = khal("list", "--format", "{start-time} {title}", "today", "180d")
    return {"items": listed(), "khal": shown.splitlines()}


def changed(uid, change):
    """Synchronizes, changes an item in the folder, synchronizes twice: away, and back what the server made of it."""
    vdirsyncer("sync")
    file, calendar, thing = find(uid)
    change(thing)
    write(file, calendar)
    vdirsyncer("sync")
    vdirsyncer("sync")
    file, _, thing = find(uid)
    return {"item": described(file, thing)}


def accept(uid, status):
    with open(STATE + "/user") as f:
        me = "mailto:" + f.read().lower()

    def answer(event):
        mine = [a for a in attendees(event) if str(a).lower() == me]
        if not mine:
            raise Failure("no ATTENDEE for " + me)
        for a in mine:
            a.params["PARTSTAT"] = status
            a.params.pop("RSVP", None)

    return changed(uid, answer)


def create_event(calendar, summary, start, end):
    before = set(files())
    with open("%s/%s/displayname" % (FOLDER, calendar)) as f:
        shown = f.read().strip()
    khal("new", "-a", shown, *start.split(), *end.split(), summary)
    made = set(files()) - before
    vdirsyncer("sync")
    return {"item": [described(f, t) for f in made for t in things(read(f))][0]}


def create_task(calendar, uid, summary):
    task, whole = Todo(), Calendar()
    task.add("UID", uid)
    task.add("SUMMARY", summary)
    task.add("DTSTAMP", datetime.datetime.now(datetime.timezone.utc))
    task.add("STATUS", "NEEDS-ACTION")
    whole.add("VERSION", "2.0")
    whole.add("PRODID", "-//example.org//vdir//EN")
    whole.add_component(task)
    write("%s/%s/%s.ics" % (FOLDER, calendar, uid), whole)
    vdirsyncer("sync")
    return {"uid": uid}


def rename(uid, summary):
    def change(thing):
        del thing["SUMMARY"]
        thing.add("SUMMARY", summary)

    return changed(uid, change)


def complete(uid):
    def change(task):
        for name in ("STATUS", "PERCENT-COMPLETE", "COMPLETED"):
            task.pop(name, None)
        task.add("STATUS", "COMPLETED")
        task.add("PERCENT-COMPLETE", 100)
        task.add("COMPLETED", datetime.datetime.now(datetime.timezone.utc))

    return changed(uid, change)


def delete(uid):
    vdirsyncer("sync")
    os.remove(find(uid)[0])
    # Without the flag it refuses to take away a calendar's last item.
    vdirsyncer("sync", "--force-delete")
    vdirsyncer("sync")
    return {"there": any(i["uid"] == uid for i in listed())}


def occurrences(calendar, start, end):
    vdirsyncer("sync")
    with open("%s/%s/displayname" % (FOLDER, calendar)) as f:
        shown = f.read().strip()
    lines = khal("list", "-a", shown, "--day-format", "", "--format", "{uid}|{title}|{start}|{end}", start, end)
    return {"items": [dict(zip(("uid", "summary", "start", "end"), line.split("|"))) for line in lines.splitlines() if line]}


def create_calendar(name):
    os.makedirs("%s/%s" % (FOLDER, name))
    with open(STATE + "/vdirsyncer.conf") as f:
        text = f.read()
    with open(STATE + "/vdirsyncer.conf", "w") as f:
        f.write(text.replace('["from b"]', '["from b", "%s"]' % name))
    vdirsyncer("discover", "main", given="y\n" * 100)
    vdirsyncer("sync")
    return {"calendars": sorted(os.listdir(FOLDER))}


def clash(uid, summary):
    file, calendar, thing = find(uid)
    del thing["SUMMARY"]
    thing.add("SUMMARY", summary)
    write(file, calendar)
    vdirsyncer("sync")
    file, _, thing = find(uid)
    return {"item": described(file, thing)}


COMMANDS = {
    "add": add, "list": list_all, "accept": accept, "create-event": create_event, "create-task": create_task,
    "rename": rename, "delete": delete, "complete": complete, "occurrences": occurrences,
    "create-calendar": create_calendar, "clash": clash,
}

try:
    print(json.dumps(COMMANDS[COMMAND](*ARGS), ensure_ascii=False))
except Exception as e:
    print(json.dumps({"error": str(e) or repr(e)}, ensure_ascii=False))
    sys.exit(1)
