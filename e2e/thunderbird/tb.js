// Runs inside Thunderbird's main process, once per driver command. It uses the
// windows and functions that the user interface itself uses.
const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
const { setTimeout, clearTimeout } = ChromeUtils.importESModule("resource://gre/modules/Timer.sys.mjs");

const TB = {
  sleep: ms => new Promise(r => setTimeout(r, ms)),

  async until(what, ms, probe) {
    const end = Date.now() + ms;
    for (;;) {
      const v = await probe();
      if (v) {
        return v;
      }
      if (Date.now() > end) {
        throw new Error(`timed out after ${ms} ms waiting for ${what}; open windows: ${JSON.stringify(TB.windows())}`);
      }
      await TB.sleep(40);
    }
  },

  get main() {
    return Services.wm.getMostRecentWindow("mail:3pane");
  },

  windows() {
    return [...Services.wm.getEnumerator(null)].map(w => {
      const o = { url: w.location.href, title: w.document.title };
      const text = ["infoBody", "general-text", "error-code", "error-description"].map(id => w.document.getElementById(id))
        .filter(Boolean).map(e => e.value || e.textContent).filter(Boolean).join(" | ");
      if (text) {
        o.text = text;
      }
      return o;
    });
  },

  windowAt: (url, ms) =>
    TB.until("window " + url, ms, () =>
      [...Services.wm.getEnumerator(null)].find(w => w.location.href == url && w.document.readyState == "complete")
    ),

  async ready() {
    await TB.until("main window", 50000, () => TB.main?.document.readyState == "complete" && TB.main.gTabmail !== undefined);
    await TB.until("calendar", 30000, () => TB.main.document.getElementById("calendar-view-box"));
    if (TB.main.delayedStartupFinished === false) {
      await TB.sleep(200);
    }
    return { version: Services.appinfo.version, calendars: TB.calendars() };
  },

  // inner is the provider object below the offline cache.
  inner: c => c.wrappedJSObject.mUncachedCalendar?.wrappedJSObject || c.wrappedJSObject,

  calInfo(c) {
    const i = TB.inner(c);
    const o = {
      id: c.id, type: c.type, name: c.name, uri: c.uri.spec, color: c.getProperty("color"),
      read_only: c.readOnly, disabled: !!c.getProperty("disabled"),
      status: "0x" + (c.getProperty("currentStatus") >>> 0).toString(16),
      cached: !!c.getProperty("cache.enabled"),
      refresh_minutes: c.getProperty("refreshInterval") ?? 30,
    };
    if (c.type == "caldav") {
      Object.assign(o, {
        username: c.getProperty("username"), server_checked: !!i.mCheckedServerInfo,
        sync_collection: i.mHasWebdavSyncSupport, sync_token: i.mWebdavSyncToken || null, ctag: i.mCtag || null,
        auto_schedule: i.mHasAutoScheduling, principal: i.mPrincipalUrl || null,
        home: i.mCalHomeSet?.spec || i.mCalHomeSet || null,
        inbox: i.mInboxUrl?.spec || null, outbox: i.mOutboxUrl?.spec || null,
        addresses: i.mCalendarUserAddresses || [], components: i.mSupportedItemTypes,
        organizer_id: c.getProperty("organizerId"),
      });
    }
    return o;
  },

  calendars: () => cal.manager.getCalendars().map(TB.calInfo),

  pick(sel) {
    const all = cal.manager.getCalendars();
    return sel ? all.filter(c => [c.id, c.name, c.uri.spec, c.type].includes(sel)) : all;
  },

  // loaded resolves when the calendar next reports that it finished loading. On
  // the first load of a CalDAV calendar its own mark of that counts too, should
  // the report have come before anyone listened.
  loaded(c, ms, first = false) {
    return new Promise(resolve => {
      const errors = [];
      let over = false;
      const done = how => {
        if (over) {
          return;
        }
        over = true;
        clearTimeout(t);
        c.removeObserver(obs);
        resolve({ how, errors });
      };
      const obs = {
        QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
        onStartBatch() {}, onEndBatch() {}, onAddItem() {}, onModifyItem() {}, onDeleteItem() {},
        onPropertyChanged(_c, name) {
          if (name == "disabled" && c.getProperty("disabled")) {
            done("disabled");
          }
        },
        onPropertyDeleting() {},
        onLoad() { done("loaded"); },
        onError(_c, code, msg) { errors.push({ code: "0x" + (code >>> 0).toString(16), message: msg }); },
      };
      const t = setTimeout(() => done("timeout"), ms);
      c.addObserver(obs);
      if (first && c.type == "caldav") {
        const look = () => !over && (TB.inner(c).mFirstRefreshDone ? done("loaded") : setTimeout(look, 500));
        setTimeout(look, 2000);
      }
    });
  },

  async refreshAll(sel, ms) {
    return Promise.all(
      TB.pick(sel).filter(c => c.type != "storage" && !c.getProperty("disabled")).map(async c => {
        const p = TB.loaded(c, ms);
        const t0 = Date.now();
        c.refresh();
        return { calendar: c.name, ...(await p), ms: Date.now() - t0 };
      })
    );
  },

  date(d) {
    if (!d) {
      return null;
    }
    const o = { ical: d.icalString, tz: d.timezone?.tzid || null };
    if (d.isDate) {
      o.all_day = true;
    } else {
      o.utc = d.getInTimezone(cal.dtz.UTC).icalString;
      const l = d.getInTimezone(cal.dtz.defaultTimezone);
      o.local = l.icalString;
    }
    return o;
  },

  // lean drops what is not set.
  lean(o) {
    for (const [k, v] of Object.entries(o)) {
      if (v === null || v === undefined || (Array.isArray(v) && !v.length)) {
        delete o[k];
      }
    }
    return o;
  },

  item(it) {
    const todo = it.isTodo();
    const att = a => TB.lean({
      id: a.id, cn: a.commonName || undefined, partstat: a.participationStatus, role: a.role || undefined, rsvp: a.rsvp || undefined,
      schedule_agent: a.getProperty("SCHEDULE-AGENT") || undefined, schedule_status: a.getProperty("SCHEDULE-STATUS") || undefined,
    });
    const o = {
      calendar: it.calendar.name, calendar_type: it.calendar.type, kind: todo ? "VTODO" : "VEVENT",
      uid: it.id, recurrence_id: it.recurrenceId?.icalString, summary: it.title,
      start: TB.date(todo ? it.entryDate : it.startDate), end: TB.date(todo ? it.dueDate : it.endDate),
      location: it.getProperty("LOCATION") || undefined, description: it.descriptionText || undefined,
      url: it.getProperty("URL") || undefined,
      status: it.status || it.getProperty("STATUS") || undefined, sequence: it.getProperty("SEQUENCE") || undefined,
      categories: it.getCategories(),
      rrule: it.recurrenceInfo?.getRecurrenceItems().map(r => r.icalString.trim()),
      organizer: it.organizer ? att(it.organizer) : undefined,
      attendees: it.getAttendees().map(att),
    };
    if (it.organizer) {
      o.is_invitation = cal.itip.isInvitation(it);
      o.my_partstat = cal.itip.getInvitedAttendee(it)?.participationStatus;
    }
    if (todo) {
      o.completed = it.isCompleted;
      o.percent = it.percentComplete;
      o.completed_at = TB.date(it.completedDate);
    }
    return TB.lean(o);
  },

  async items({ calendar, from, to, refresh, timeout }) {
    const out = { refreshed: undefined, calendars: undefined, items: [] };
    if (refresh) {
      out.refreshed = await TB.refreshAll(calendar, timeout);
    }
    let filter = Ci.calICalendar.ITEM_FILTER_ALL_ITEMS;
    const day = s => (s ? cal.createDateTime(s.replaceAll("-", "") + "T000000Z") : null);
    if (from || to) {
      filter |= Ci.calICalendar.ITEM_FILTER_CLASS_OCCURRENCES;
    }
    for (const c of TB.pick(calendar)) {
      if (c.getProperty("disabled")) {
        continue;
      }
      for (const it of await c.getItemsAsArray(filter, 0, day(from), day(to))) {
        out.items.push(TB.item(it));
      }
    }
    const key = i => (i.start?.utc || i.start?.ical || i.end?.ical || "") + i.uid;
    out.items.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    out.calendars = TB.calendars();
    return out;
  },
};
