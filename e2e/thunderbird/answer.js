Object.assign(TB, {
  async find(uid, calendar, rid) {
    const hits = [];
    for (const c of TB.pick(calendar)) {
      if (!c.getProperty("disabled")) {
        const it = await c.getItem(uid);
        if (it) {
          hits.push(it);
        }
      }
    }
    // A copy in a writable calendar is the one that a person can answer.
    hits.sort((a, b) => Number(a.calendar.readOnly) - Number(b.calendar.readOnly));
    let it = hits[0];
    if (!it) {
      throw new Error(`no item with UID ${uid} in ${JSON.stringify(TB.pick(calendar).map(c => c.name))}`);
    }
    if (rid) {
      const d = cal.createDateTime(rid);
      const all = it.recurrenceInfo.getOccurrences(cal.createDateTime("19700101T000000Z"), cal.createDateTime("21000101T000000Z"), 2000);
      it = all.find(o => o.recurrenceId.compare(d) == 0);
      if (!it) {
        throw new Error(`no occurrence ${rid}; first ones: ${all.slice(0, 5).map(o => o.recurrenceId.icalString)}`);
      }
    }
    return it;
  },

  // change waits until the calendar has stored the change and says so.
  change(c, uid, ms) {
    let onDone;
    const p = new Promise(r => { onDone = r; });
    const errors = [];
    const finish = r => { clearTimeout(t); c.removeObserver(obs); onDone({ errors, ...r }); };
    const obs = {
      QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
      onStartBatch() {}, onEndBatch() {}, onAddItem() {}, onLoad() {},
      onModifyItem(n) { if (n.id == uid) { finish({ how: "modified", item: n }); } },
      onDeleteItem(i) { if (i.id == uid) { finish({ how: "deleted", item: i }); } },
      onPropertyChanged() {}, onPropertyDeleting() {},
      onError(_c, code, msg) { errors.push({ code: "0x" + (code >>> 0).toString(16), message: msg }); },
    };
    const t = setTimeout(() => finish({ how: "timeout" }), ms);
    c.addObserver(obs);
    return p;
  },

  // settle waits for a change and answers the "Item changed on server" window,
  // which a 409 or 412 to the PUT brings up: overwrite it or discard ours.
  async settle(done, conflict) {
    let r = null, asked = false;
    done.then(v => { r = v; });
    while (!r) {
      const w = [...Services.wm.getEnumerator(null)].find(x => x.location.href.endsWith("/calendar-conflicts-dialog.xhtml"));
      if (w && !asked && w.document.readyState == "complete") {
        await TB.sleep(100);
        asked = true;
        const b = w.document.querySelector("dialog").getButton(conflict == "overwrite" ? "accept" : "cancel");
        // The window is modal: do not wait inside its click.
        setTimeout(() => b.click(), 0);
        if (conflict != "overwrite") {
          await TB.sleep(1500);
          r = r || { how: "conflict, discarded", errors: [] };
        }
      }
      await TB.sleep(40);
    }
    return { ...r, conflict: asked };
  },

  async rsvp({ uid, partstat, calendar, rid, conflict, timeout }) {
    const old = await TB.find(uid, calendar, rid);
    const c = old.calendar, t0 = Date.now();
    const out = { before: TB.item(old) };
    // The window that a double click on the event opens, with its buttons.
    const id = { ACCEPTED: "acceptButton", DECLINED: "declineButton", TENTATIVE: "tentativeButton" }[partstat];
    const page = "chrome://calendar/content/calendar-summary-dialog.xhtml";
    TB.main.openEventDialogForViewing(old);
    const w = await TB.windowAt(page, timeout);
    await TB.until("event window", timeout, () => w.calendarItem && !w.document.querySelector("dialog").classList.contains("resize"));
    const bar = w.document.getElementById("summary-toolbox"), b = w.document.getElementById(id);
    if (bar.hidden) {
      w.close();
      out.error = "Thunderbird shows no Accept/Decline buttons: " + (c.readOnly ? "calendar is read-only" : "it does not take this event for an invitation to the calendar's user");
      out.calendar = TB.calInfo(c);
      return out;
    }
    if (b.disabled) {
      w.close();
      out.error = partstat + " is the present answer, its button is disabled";
      return out;
    }
    const done = TB.change(c, uid, timeout);
    b.doCommand();
    await TB.rsvpDone(out, await TB.settle(done, conflict), uid, rid, c, t0);
    if (!out.error && out.after?.my_partstat != partstat) {
      out.error = out.conflict ? "the server had a newer version, the answer was discarded" : "the answer is not in the stored event";
    }
    return out;
  },

  async rsvpDone(out, r, uid, rid, c, t0) {
    out.ms = Date.now() - t0;
    out.how = r.how;
    out.errors = r.errors;
    out.conflict = r.conflict;
    if (r.how == "timeout") {
      out.error = "no change was stored in time (the server refused it, or did not answer)";
    } else if (r.how != "modified") {
      out.error = r.how;
    }
    await TB.sleep(300); // a question or an error window would be up by now
    out.windows = TB.windows().filter(w => !w.url.endsWith("/messenger.xhtml"));
    for (const w of Services.wm.getEnumerator(null)) {
      if (w.location.href.endsWith("/calendar-error-prompt.xhtml")) {
        out.error = out.windows.find(x => x.url == w.location.href).text;
        w.close();
      }
    }
    try {
      out.after = TB.item(await TB.find(uid, c.id, rid));
    } catch (e) {
      out.after = null;
    }
    return out;
  },

  async completeTask({ uid, calendar, undo, conflict, timeout }) {
    const old = await TB.find(uid, calendar);
    if (!old.isTodo()) {
      throw new Error(uid + " is not a task");
    }
    const c = old.calendar, t0 = Date.now(), out = { before: TB.item(old) };
    if (c.readOnly) {
      out.error = "calendar is read-only";
      return out;
    }
    // What the task list's check box does.
    const neu = old.clone().QueryInterface(Ci.calITodo);
    neu.percentComplete = undo ? 0 : 100;
    neu.isCompleted = !undo;
    const done = TB.change(c, uid, timeout);
    TB.main.doTransaction("modify", neu, c, old, null);
    return TB.rsvpDone(out, await TB.settle(done, conflict), uid, null, c, t0);
  },
});
