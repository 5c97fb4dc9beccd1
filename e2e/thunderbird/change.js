Object.assign(TB, {
  only(calendar) {
    const found = TB.pick(calendar);
    if (found.length != 1) {
      throw new Error(`${found.length} calendars are ${calendar}`);
    }
    return found[0];
  },

  // at is a wall time of the user's zone, "20261204T140000", or a day, "20261204"; with Z it is UTC.
  at(text) {
    const d = cal.createDateTime(text);
    return d.isDate || text.endsWith("Z") ? d : Object.assign(d, { timezone: cal.dtz.defaultTimezone });
  },

  // create stores what the "New Event" and "New Task" windows give to doTransaction.
  async create({ uid, summary, start, end, rrule, task, description, calendar, timeout }) {
    const c = TB.only(calendar);
    if (c.readOnly) {
      return { error: "calendar is read-only" };
    }
    const it = task ? new TB.main.CalTodo() : new TB.main.CalEvent();
    it.id = uid;
    it.title = summary;
    if (start) {
      it[task ? "entryDate" : "startDate"] = TB.at(start);
    }
    if (end) {
      it[task ? "dueDate" : "endDate"] = TB.at(end);
    }
    if (description) {
      it.setProperty("DESCRIPTION", description);
    }
    if (rrule) {
      const { CalRecurrenceInfo } = ChromeUtils.importESModule("resource:///modules/CalRecurrenceInfo.sys.mjs");
      it.recurrenceInfo = new CalRecurrenceInfo(it);
      it.recurrenceInfo.appendRecurrenceItem(cal.createRecurrenceRule("RRULE:" + rrule));
    }
    it.calendar = c;
    return TB.told({}, await TB.commit("add", it, c, null, "discard", timeout), uid, null, c);
  },

  // edit stores what the event window gives to doTransaction; with rid one occurrence of a series.
  async edit({ uid, rid, summary, start, end, description, calendar, conflict, timeout }) {
    const old = await TB.find(uid, calendar, rid), c = old.calendar, out = { before: TB.item(old) };
    if (c.readOnly) {
      return { error: "calendar is read-only", ...out };
    }
    const it = old.clone(), task = it.isTodo();
    if (summary) {
      it.title = summary;
    }
    if (description) {
      it.descriptionText = description;
    }
    if (start) {
      it[task ? "entryDate" : "startDate"] = TB.at(start);
    }
    if (end) {
      it[task ? "dueDate" : "endDate"] = TB.at(end);
    }
    return TB.told(out, await TB.commit("modify", it, c, old, conflict, timeout), uid, rid, c);
  },

  // erase is what the Delete key does.
  async erase({ uid, calendar, conflict, timeout }) {
    const old = await TB.find(uid, calendar), c = old.calendar, out = { before: TB.item(old) };
    if (c.readOnly) {
      return { error: "calendar is read-only", ...out };
    }
    return TB.told(out, await TB.commit("delete", old, c, null, conflict, timeout), uid, null, c);
  },

  // commit makes a change as the program's windows do, and waits for what came of it.
  commit(action, it, c, old, conflict, timeout, response = null) {
    const done = Promise.race([
      TB.main.doTransaction(action, it, c, old, null, response).then(() => ({ how: "stored" }), e => ({ how: "refused", why: String(e?.message || e) })),
      TB.sleep(timeout).then(() => ({ how: "timeout" })),
    ]);
    return TB.settle(done, conflict);
  },

  // told tells what came of a change. Only what was neither stored nor asked about is an error.
  async told(out, r, uid, rid, c) {
    out = { ...out, how: r.how, conflict: r.conflict };
    if (r.how != "stored" && !r.conflict) {
      out.error = r.why || r.how;
    }
    out.windows = TB.windows().filter(w => !w.url.endsWith("/messenger.xhtml"));
    out.after = await TB.find(uid, c.id, rid).then(TB.item, () => null);
    return out;
  },

  // freeBusy asks all servers, as the "Invite attendees" window does.
  freeBusy: ({ address, from, to, timeout }) =>
    new Promise((resolve, reject) => {
      const t = setTimeout(() => reject(new Error("no free-busy answer")), timeout), intervals = [];
      cal.freeBusyService.getFreeBusyIntervals("mailto:" + address, TB.at(from), TB.at(to), Ci.calIFreeBusyInterval.BUSY_ALL, {
        QueryInterface: ChromeUtils.generateQI(["calIGenericOperationListener"]),
        onResult(op, some) {
          for (const i of some || []) {
            const types = { [Ci.calIFreeBusyInterval.BUSY]: "BUSY", [Ci.calIFreeBusyInterval.BUSY_TENTATIVE]: "BUSY-TENTATIVE", [Ci.calIFreeBusyInterval.FREE]: "FREE" };
            const utc = d => d.getInTimezone(cal.dtz.UTC).icalString;
            intervals.push({ type: types[i.freeBusyType] || String(i.freeBusyType), start: utc(i.interval.start), end: utc(i.interval.end) });
          }
          if (!op || !op.isPending) {
            clearTimeout(t);
            resolve({ intervals });
          }
        },
      });
    }),
});
