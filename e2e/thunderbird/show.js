Object.assign(TB, {
  // tasks brings up the task tab with all tasks, and the details of the one with a UID.
  async tasks(uid, timeout) {
    const w = TB.main, doc = w.document, tree = doc.getElementById("calendar-task-tree");
    doc.getElementById("tabmail").openTab("tasks");
    await TB.until("task tab", timeout, () => w.gCurrentMode == "task");
    w.taskViewUpdate("all");
    if (uid) {
      const at = () => (tree.mTaskArray || []).findIndex(t => t.id == uid);
      await TB.until("task " + uid, timeout, () => at() >= 0);
      tree.view.selection.select(at());
      tree.focus();
      await TB.until("its text", timeout, () => doc.getElementById("calendar-task-details-description").contentDocument?.body?.textContent);
    }
    return (tree.mTaskArray || []).map(t => t.title);
  },

  // show brings up the calendar (or task) tab at a view and date.
  async show({ view, date, select, timeout }) {
    const w = TB.main, doc = w.document;
    for (const n of doc.querySelectorAll("notification-message")) {
      n.close?.();
    }
    let tasks = [];
    if (view == "tasks") {
      tasks = await TB.tasks(select, timeout);
    } else {
      w.document.getElementById("tabmail").openTab("calendar");
      await TB.until("calendar tab", timeout, () => w.gCurrentMode == "calendar");
      w.switchCalendarView(view, true);
      await TB.until("view", timeout, () => w.currentView()?.initialized !== false);
      const d = date ? cal.createDateTime(date.replaceAll("-", "")) : cal.dtz.now();
      w.goToDate(d);
      const v = w.currentView();
      if (v.ready) {
        await Promise.race([v.ready, TB.sleep(timeout)]);
      }
    }
    // Room for the view: whole screen, no side pane.
    w.moveTo(0, 0);
    w.resizeTo(w.screen.availWidth, w.screen.availHeight);
    const pane = doc.getElementById("today-pane-panel");
    if (pane && !pane.collapsed && pane.isVisible?.()) {
      pane.setVisible(false, true, true);
    }
    await TB.sleep(700);
    const shown = [...doc.querySelectorAll("calendar-event-box, calendar-month-day-box-item, calendar-editable-item")]
      .filter(e => e.checkVisibility?.() && e.occurrence).map(e => e.occurrence.title);
    return { view, size: [w.innerWidth, w.innerHeight], shown: [...new Set([...shown, ...tasks])] };
  },

  async remove({ calendar }) {
    const gone = TB.pick(calendar);
    gone.forEach(c => cal.manager.removeCalendar(c));
    return { removed: gone.map(c => c.name) };
  },
});
