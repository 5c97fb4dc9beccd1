#!/usr/bin/python3
"""Drives Evolution-Data-Server, the library under GNOME Calendar and Evolution, without a display or a person.

usage: eds.py STATE_DIR add URL USER PASSWORD               a collection account, as GNOME Online Accounts makes it
       eds.py STATE_DIR list                                calendars and what is in them, refreshed first
       eds.py STATE_DIR accept UID ACCEPTED|DECLINED|TENTATIVE
       eds.py STATE_DIR create-event CALENDAR UID SUMMARY START END [RRULE]    times as 20261204T140000, Europe/Paris
       eds.py STATE_DIR move-occurrence UID RECURRENCE-ID SUMMARY START END
       eds.py STATE_DIR occurrences CALENDAR FROM TO        times as 20261204T000000Z
       eds.py STATE_DIR rename UID SUMMARY
       eds.py STATE_DIR delete UID
       eds.py STATE_DIR create-task CALENDAR UID SUMMARY
       eds.py STATE_DIR complete UID
       eds.py STATE_DIR clash UID SUMMARY OTHERS FAIL|KEEP_LOCAL|KEEP_SERVER    renames after another client's PUT of OTHERS
       eds.py STATE_DIR create-calendar NAME TITLE          NAME is the last segment of its path
       eds.py STATE_DIR free-busy ADDRESS FROM TO

CALENDAR is the end of the calendar's path ("calendar/"). Prints one JSON object; exit status 0 or 1. It starts
itself again under dbus-run-session with every folder of the session inside STATE_DIR.
Debian: evolution-data-server gir1.2-ecal-2.0 gir1.2-edataserver-1.2 gir1.2-ical-3.0 python3-gi dbus
"""
import base64
import json
import os
import sys
import time
import urllib.request

STATE = os.path.abspath(sys.argv[1])
COMMAND, ARGS = sys.argv[2], sys.argv[3:]
ACCOUNT = STATE + "/account.json"


def private_session():
    """Starts this program again, with a message bus and folders of its own."""
    env = dict(
        os.environ, EDS_DRIVER="1", HOME=STATE, XDG_CONFIG_HOME=STATE + "/config", XDG_DATA_HOME=STATE + "/data",
        XDG_CACHE_HOME=STATE + "/cache", XDG_RUNTIME_DIR=STATE + "/run", GSETTINGS_BACKEND="memory",
        GIO_USE_VFS="local", GIO_USE_NETWORK_MONITOR="base", LANG="C.UTF-8", TZ="Europe/Paris", NO_AT_BRIDGE="1")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        env.pop(name, None)
    for folder in ("", "/config", "/data", "/cache", "/run"):
        os.makedirs(STATE + folder, mode=0o700, exist_ok=True)
    again = ["dbus-run-session", "--", "/usr/bin/python3", os.path.abspath(__file__)] + sys.argv[1:]
    os.execvpe(again[0], again, env)


if os.environ.get("EDS_DRIVER") != "1":
    private_session()

import gi

for name, version in (("EDataServer", "1.2"), ("ECal", "2.0"), ("ICalGLib", "3.0")):
    gi.require_version(name, version)
from gi.repository import ECal, EDataServer as ED, GLib, GObject, ICalGLib as I

for extension in ("Collection", "Authentication", "Security", "Webdav", "Calendar", "TaskList", "Refresh", "Offline"):
    GObject.type_ensure(getattr(ED, "Source" + extension).__gtype__)

EVENTS = (ED.SOURCE_EXTENSION_CALENDAR, ECal.ClientSourceType.EVENTS)
TASKS = (ED.SOURCE_EXTENSION_TASK_LIST, ECal.ClientSourceType.TASKS)
LOCAL = ("system-calendar", "system-task-list", "system-memo-list", "birthdays")

loop = GLib.MainLoop()


class Failure(Exception):
    pass


def wait(start, finish, timeout=60):
    """Begins an asynchronous call with start(callback) and gives finish(result)."""
    box = []

    def arrived(_object, result, *_):
        box.append(result)
        loop.quit()

    start(arrived)
    timer = GLib.timeout_add_seconds(timeout, loop.quit)
    loop.run()
    if not box:
        raise Failure("no answer in %d s" % timeout)
    GLib.source_remove(timer)
    return finish(box[0])


def pump(seconds, until=lambda: False):
    """Lets events happen until a condition holds, or for so many seconds; tells whether it held."""
    end = time.time() + seconds
    while time.time() < end:
        GLib.timeout_add(50, loop.quit)
        loop.run()
        if until():
            return True
    return False


def registry():
    """The source registry, whose questions for credentials are answered as a password prompter would."""
    made = ED.SourceRegistry.new_sync(None)
    asked = {}

    def answer(_registry, source, *_):
        asked[source.get_uid()] = asked.get(source.get_uid(), 0) + 1
        if account and asked[source.get_uid()] <= 4:
            source.invoke_authenticate(credentials(), None, None)

    made.connect("credentials-required", answer)
    return made


def credentials():
    given = ED.NamedParameters.new()
    given.set("username", account["user"])
    given.set("password", account["password"])
    return given


account = json.load(open(ACCOUNT)) if os.path.exists(ACCOUNT) else {}
sources = registry()


def remote(extension):
    return [s for s in sources.list_sources(extension) if s.get_uid() not in LOCAL and s.get_enabled()]


def path(source):
    return source.get_extension(ED.SOURCE_EXTENSION_WEBDAV_BACKEND).get_resource_path()


def paths():
    return {path(s) for extension, _ in (EVENTS, TASKS) for s in remote(extension)}


def url_of(path):
    whole = sources.ref_source("driver-account").get_extension(ED.SOURCE_EXTENSION_COLLECTION).get_calendar_url()
    return whole.rstrip("/") + path


def client(source, kind):
    if source.get_connection_status() == ED.SourceConnectionStatus.AWAITING_CREDENTIALS:
        source.invoke_authenticate(credentials(), None, None)
    return wait(lambda cb: ECal.Client.connect(source, kind, 30, None, cb), ECal.Client.connect_finish)


def clients(kinds=(EVENTS, TASKS)):
    return [(s, client(s, kind)) for extension, kind in kinds for s in remote(extension)]


def refresh(*some):
    for c in some:
        wait(lambda cb: c.refresh(None, cb), c.refresh_finish)
    pump(1)


def text_of(component, kind):
    found = component.get_first_property(kind)
    return found.get_value_as_string() if found else None


def properties(component, kind):
    found = component.get_first_property(kind)
    while found:
        yield found
        found = component.get_next_property(kind)


def partstat(attendee):
    found = attendee.get_first_parameter(I.ParameterKind.PARTSTAT_PARAMETER)
    return found.as_ical_string().partition("=")[2] if found else None


def described(c):
    kind = I.PropertyKind
    return {
        "uid": c.get_uid(), "summary": c.get_summary(), "start": text_of(c, kind.DTSTART_PROPERTY),
        "status": text_of(c, kind.STATUS_PROPERTY),
        "attendees": {a.get_value_as_string(): partstat(a) for a in properties(c, kind.ATTENDEE_PROPERTY)},
    }


def listed(source, c):
    """A calendar as a client shows it."""
    _, found = c.get_object_list_sync("#t", None)
    return {
        "name": source.get_display_name(), "path": path(source), "readonly": c.is_readonly(),
        "auto_schedule": source.get_extension(ED.SOURCE_EXTENSION_WEBDAV_BACKEND).get_calendar_auto_schedule(),
        "items": [described(o) for o in found or []],
    }


def lookup(c, uid):
    try:
        return c.get_object_sync(uid, None, None)[1]
    except GLib.Error:
        return None


def find(uid, kinds):
    """The client and the object with a UID, after a refresh: a change made before would wait in the cache."""
    some = [c for _, c in clients(kinds)]
    refresh(*some)
    for c in some:
        found = lookup(c, uid)
        if found:
            return c, found
    raise Failure("no object with UID " + uid)


def chosen(calendar, kind):
    """The client of the calendar whose path ends so."""
    for source, c in clients((kind,)):
        if path(source).endswith("/" + calendar):
            refresh(c)
            return c
    raise Failure("no calendar %s among %s" % (calendar, [path(s) for s in remote(kind[0])]))


def account_source(url, user):
    u = GLib.Uri.parse(url, GLib.UriFlags.ENCODED)
    source = ED.Source.new_with_uid("driver-account", None)
    source.set_display_name("driver account")
    collection = source.get_extension(ED.SOURCE_EXTENSION_COLLECTION)
    collection.set_backend_name("webdav")
    collection.set_identity(user)
    collection.set_calendar_url(url)
    collection.set_calendar_enabled(True)
    collection.set_contacts_enabled(False)
    collection.set_mail_enabled(False)
    login = source.get_extension(ED.SOURCE_EXTENSION_AUTHENTICATION)
    login.set_host(u.get_host())
    login.set_port(u.get_port())
    login.set_user(user)
    login.set_method("plain/password")
    source.get_extension(ED.SOURCE_EXTENSION_SECURITY).set_method("none" if u.get_scheme() == "http" else "tls")
    source.get_extension(ED.SOURCE_EXTENSION_WEBDAV_BACKEND).set_uri(u)
    source.get_extension(ED.SOURCE_EXTENSION_OFFLINE).set_stay_synchronized(True)
    return source


def add(url, user, password):
    account.update(user=user, password=password)
    source = account_source(url, user)
    wait(lambda cb: sources.commit_source(source, None, cb), sources.commit_source_finish)
    if not pump(60, paths):
        raise Failure("no calendar was found")
    # They come one by one; nothing says which is the last.
    while pump(3, lambda known=paths(): paths() != known):
        pass
    account["paths"] = sorted(paths())
    with open(ACCOUNT, "w") as f:
        json.dump(account, f)
    return {"calendars": account["paths"]}


def list_all():
    some = clients()
    refresh(*(c for _, c in some))
    return {"calendars": [listed(s, c) for s, c in some]}


def modify(c, changed, flags=ECal.OperationFlags.NONE):
    c.modify_object_sync(changed, ECal.ObjModType.ALL, flags, None)
    refresh(c)


def accept(uid, status):
    c, found = find(uid, (EVENTS,))
    _, me = c.get_backend_property_sync("cal-email-address", None)
    mine = [a for a in properties(found, I.PropertyKind.ATTENDEE_PROPERTY)
            if a.get_value_as_string().lower() == "mailto:" + me.lower()]
    if not mine:
        raise Failure("no ATTENDEE for " + me)
    for a in mine:
        a.set_parameter(I.Parameter.new_partstat(getattr(I.ParameterPartstat, status)))
        a.remove_parameter_by_kind(I.ParameterKind.RSVP_PARAMETER)
    modify(c, found)
    return {"me": me, "item": described(lookup(c, uid))}


def create(calendar, kind, component):
    c = chosen(calendar, kind)
    _, uid = c.create_object_sync(component, ECal.OperationFlags.NONE, None)
    return {"uid": uid}


def create_event(calendar, uid, summary, start, end, rrule=None):
    return create(calendar, EVENTS, I.Component.new_from_string(
        "BEGIN:VEVENT\r\nUID:%s\r\nSUMMARY:%s\r\nDTSTART;TZID=Europe/Paris:%s\r\nDTEND;TZID=Europe/Paris:%s\r\n%sEND:VEVENT\r\n"
        % (uid, summary, start, end, "RRULE:%s\r\n" % rrule if rrule else "")))


def move_occurrence(uid, rid, summary, start, end):
    """Gives one occurrence of a series another time, as the editor does for "this occurrence only"."""
    c, _ = find(uid, (EVENTS,))
    c.modify_object_sync(I.Component.new_from_string(
        "BEGIN:VEVENT\r\nUID:%s\r\nSUMMARY:%s\r\nRECURRENCE-ID;TZID=Europe/Paris:%s\r\nDTSTART;TZID=Europe/Paris:%s\r\n"
        "DTEND;TZID=Europe/Paris:%s\r\nEND:VEVENT\r\n" % (uid, summary, rid, start, end)),
        ECal.ObjModType.THIS, ECal.OperationFlags.NONE, None)
    refresh(c)
    return {"uid": uid}


def seconds(text):
    return I.Time.new_from_string(text).as_timet()


def utc(moment):
    """A component's time as 20261204T130000Z; its zone came with it."""
    return I.Time.new_from_timet_with_zone(moment.as_timet_with_zone(moment.get_timezone()), False, I.Timezone.get_utc_timezone()).as_ical_string()


def occurrences(calendar, start, end):
    c, found = chosen(calendar, EVENTS), []

    def instance(component, begins, ends, *_):
        found.append({"uid": component.get_uid(), "summary": component.get_summary(), "start": utc(begins), "end": utc(ends)})
        return True

    c.generate_instances_sync(seconds(start), seconds(end), None, instance)
    return {"items": sorted(found, key=lambda o: o["start"])}


def create_calendar(name, shown):
    """What "New Calendar" of GNOME's WebDAV folder editor does, then the account's own search."""
    session = ED.WebDAVSession.new(sources.ref_source("driver-account"))
    session.set_credentials(credentials())
    home = next(path(s) for s in remote(ED.SOURCE_EXTENSION_CALENDAR) if path(s).endswith("/calendar/"))[:-len("calendar/")]
    session.mkcalendar_sync(url_of(home + name + "/"), shown, None, "#2E8B57", ED.WebDAVResourceSupports.EVENTS, None)
    sources.refresh_backend_sync("driver-account", None)
    there = lambda: [s for s in remote(ED.SOURCE_EXTENSION_CALENDAR) if path(s) == home + name + "/"]
    if not pump(30, there):
        raise Failure("no calendar %s among %s" % (name, [path(s) for s in remote(ED.SOURCE_EXTENSION_CALENDAR)]))
    return {"path": path(there()[0]), "name": there()[0].get_display_name()}


def free_busy(address, start, end):
    c = chosen("calendar/", EVENTS)
    _, found = c.get_free_busy_sync(seconds(start), seconds(end), [address], None)
    periods = []
    for component in found:
        whole = component.get_icalcomponent()
        for p in properties(whole, I.PropertyKind.FREEBUSY_PROPERTY):
            kind = p.get_first_parameter(I.ParameterKind.FBTYPE_PARAMETER)
            start, _, end = p.get_value_as_string().partition("/")
            periods.append({"type": kind.as_ical_string().partition("=")[2] if kind else "BUSY", "start": start, "end": end})
    return {"intervals": periods}


def create_task(calendar, uid, summary):
    return create(calendar, TASKS, I.Component.new_from_string(
        "BEGIN:VTODO\r\nUID:%s\r\nSUMMARY:%s\r\nSTATUS:NEEDS-ACTION\r\nEND:VTODO\r\n" % (uid, summary)))


def rename(uid, summary):
    c, found = find(uid, (EVENTS,))
    found.set_summary(summary)
    modify(c, found)
    return {"item": described(lookup(c, uid))}


def put(url, text):
    both = base64.b64encode((account["user"] + ":" + account["password"]).encode()).decode()
    headers = {"Content-Type": "text/calendar; charset=utf-8", "Authorization": "Basic " + both}
    urllib.request.urlopen(urllib.request.Request(url, text.encode(), headers, method="PUT")).close()


def clash(uid, summary, others, resolution):
    c, found = find(uid, (EVENTS,))
    put(url_of(path(c.get_source()) + uid + ".ics"), others)
    found.set_summary(summary)
    out = {}
    try:
        modify(c, found, getattr(ECal.OperationFlags, "CONFLICT_" + resolution))
    except GLib.Error as e:
        out["refused"] = e.message
        refresh(c)
    return {"item": described(lookup(c, uid)), **out}


def delete(uid):
    c, _ = find(uid, (EVENTS,))
    c.remove_object_sync(uid, None, ECal.ObjModType.ALL, ECal.OperationFlags.NONE, None)
    return {"there": lookup(c, uid) is not None}


def delete_occurrence(uid, rid):
    """Takes one date out of a series, as "Delete this occurrence" does."""
    c, _ = find(uid, (EVENTS,))
    c.remove_object_sync(uid, rid, ECal.ObjModType.THIS, ECal.OperationFlags.NONE, None)
    refresh(c)
    return {"item": described(lookup(c, uid))}


def complete(uid):
    c, found = find(uid, (TASKS,))
    ECal.util_mark_task_complete_sync(found, -1, c, None)
    modify(c, found)
    return {"item": described(lookup(c, uid))}


COMMANDS = {
    "add": add, "list": list_all, "accept": accept, "create-event": create_event, "create-task": create_task,
    "rename": rename, "delete": delete, "complete": complete, "move-occurrence": move_occurrence, "occurrences": occurrences,
    "clash": clash, "delete-occurrence": delete_occurrence, "create-calendar": create_calendar, "free-busy": free_busy,
}


def main():
    try:
        # A new session brings the calendars of the account back one by one.
        if not pump(60, lambda: paths() >= set(account.get("paths", ()))):
            raise Failure("only %s came back" % paths())
        out, status = COMMANDS[COMMAND](*ARGS), 0
    except Exception as e:
        out, status = {"error": getattr(e, "message", None) or repr(e)}, 1
    print(json.dumps(out, ensure_ascii=False))
    sys.stdout.flush()
    # The libraries' threads have no orderly end.
    os._exit(status)


main()
