Object.assign(TB, {
  // add drives the "New Calendar > On the Network" window as a person would.
  async add({ url, user, password, only, timeout }) {
    const page = "chrome://calendar/content/calendar-creation.xhtml";
    cal.window.openCalendarWizard(TB.main, null);
    const w = await TB.windowAt(page, timeout);
    const doc = w.document, el = id => doc.getElementById(id), t0 = Date.now();
    const out = { asked_for_password: 0 };
    try {
      await TB.until("first panel", timeout, () => !el("panel-select-calendar-type").hidden);
      const radio = [...doc.querySelectorAll("#calendar-type radio, radio")].find(r => r.value == "network");
      radio.radioGroup.value = "network";
      doc.querySelector("dialog").getButton("accept").click();
      await TB.until("network panel", timeout, () => !el("panel-network-calendar-settings").hidden);
      if (user) {
        el("network-username-input").value = user;
      } else {
        el("network-nocredentials-checkbox").click();
      }
      el("network-location-input").value = url;
      w.checkRequired();
      // Only the modal password question is answered for the user.
      w.findCalendarsWithPassword = () => {
        out.asked_for_password++;
        if (password) {
          w.findCalendars(password, true);
        } else {
          w.selectNetworkStatus("authfail");
        }
      };
      await TB.until("Find button", timeout, () => !doc.querySelector("dialog").getButton("accept").disabled);
      doc.querySelector("dialog").getButton("accept").click();
      const status = () => doc.querySelector(".network-status-row").getAttribute("status");
      await TB.until("detection", timeout, () => !el("panel-select-calendars").hidden || ["notfound", "authfail", "certerror"].includes(status()));
      out.detect_ms = Date.now() - t0;
      if (el("panel-select-calendars").hidden) {
        out.error = status();
        w.close();
        return out;
      }
      out.providers = [...doc.querySelectorAll("#network-selectcalendar-providertype-menupopup menuitem")].map(m => m.value);
      const rows = [...el("network-calendar-list").children];
      out.found = rows.map(r => ({ name: r.calendar.name, type: r.calendar.type, uri: r.calendar.uri.spec, read_only: r.calendar.readOnly }));
      const wanted = rows.filter(r => !only || [r.calendar.name, r.calendar.uri.spec, r.calendar.uri.filePath].includes(only));
      for (const r of rows) {
        const box = r.querySelector(".calendar-selected");
        if (!box.disabled) {
          box.checked = wanted.includes(r);
        }
      }
      const ids = wanted.filter(r => r.querySelector(".calendar-selected").checked).map(r => r.calendar.id);
      const waits = [];
      const seen = {
        QueryInterface: ChromeUtils.generateQI(["calICalendarManagerObserver"]),
        onCalendarRegistered(c) {
          if (ids.includes(c.id)) {
            waits.push(TB.loaded(c, timeout, true).then(r => ({ calendar: c.name, ...r })));
          }
        },
        onCalendarUnregistering() {}, onCalendarDeleting() {},
      };
      cal.manager.addObserver(seen);
      const t1 = Date.now();
      doc.querySelector("dialog").getButton("accept").click();
      await TB.until("registration", timeout, () => ids.every(id => cal.manager.getCalendarById(id)));
      cal.manager.removeObserver(seen);
      out.loaded = await Promise.all(waits);
      out.load_ms = Date.now() - t1;
      out.added = ids.map(id => TB.calInfo(cal.manager.getCalendarById(id)));
      if (!ids.length) {
        out.error = "nothing was added: already subscribed, or -only matches none of those found";
      }
      const bad = out.loaded.find(l => l.how != "loaded") || out.added.find(c => c.server_checked === false || c.status != "0x0");
      if (bad) {
        out.error = "Thunderbird did not get the calendar loaded: " + JSON.stringify(bad.how || bad.status) + (bad.server_checked === false ? ", it gave up on the server's PROPFIND or OPTIONS answers" : "");
      }
    } catch (e) {
      if (!w.closed) {
        w.close();
      }
      throw e;
    }
    return out;
  },
});
