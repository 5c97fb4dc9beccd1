const Invite = {
  attendee(address) {
    const { CalAttendee } = ChromeUtils.importESModule("resource:///modules/CalAttendee.sys.mjs");
    return Object.assign(new CalAttendee(), { id: "mailto:" + address, role: "REQ-PARTICIPANT", participationStatus: "NEEDS-ACTION", rsvp: "TRUE" });
  },

  // create stores an event that asks people, as the event window does: the organiser is the calendar's own address.
  async create({ uid, summary, start, end, rrule, attendees, calendar, timeout }) {
    const { CalAttendee } = ChromeUtils.importESModule("resource:///modules/CalAttendee.sys.mjs");
    const { CalRecurrenceInfo } = ChromeUtils.importESModule("resource:///modules/CalRecurrenceInfo.sys.mjs");
    const c = TB.only(calendar), it = new TB.main.CalEvent();
    it.id = uid;
    it.title = summary;
    it.startDate = TB.at(start);
    it.endDate = TB.at(end);
    if (rrule) {
      it.recurrenceInfo = new CalRecurrenceInfo(it);
      it.recurrenceInfo.appendRecurrenceItem(cal.createRecurrenceRule("RRULE:" + rrule));
    }
    it.organizer = Object.assign(new CalAttendee(), { id: c.getProperty("organizerId"), commonName: c.getProperty("organizerCN"), isOrganizer: true, role: "CHAIR", participationStatus: "ACCEPTED" });
    attendees.forEach(a => it.addAttendee(Invite.attendee(a)));
    it.calendar = c;
    // Of a calendar that no server organises: "Notify attendees" is checked, and who is asked is written to without a question.
    it.setProperty("X-MOZ-SEND-INVITATIONS", "TRUE");
    const sends = { responseMode: Ci.calIItipItem.AUTO };
    return TB.told({ organizer: it.organizer.id }, await TB.commit("add", it, c, null, "discard", timeout, sends), uid, null, c);
  },

  // edit changes the series: its hours, whom it asks, and one date that is called off.
  async edit({ uid, start, end, add, drop, off, calendar, timeout }) {
    const old = await TB.find(uid, TB.only(calendar).id), it = old.clone();
    if (start) {
      it.startDate = TB.at(start);
      it.endDate = TB.at(end);
    }
    (add || []).forEach(a => it.addAttendee(Invite.attendee(a)));
    for (const a of it.getAttendees()) {
      if ((drop || []).some(d => a.id.toLowerCase() == "mailto:" + d)) {
        it.removeAttendee(a);
      }
    }
    if (off) {
      it.recurrenceInfo.removeOccurrenceAt(TB.at(off));
    }
    return TB.told({}, await TB.commit("modify", it, old.calendar, old, "discard", timeout), uid, null, old.calendar);
  },

  // answers are those of everybody, for the series or one date.
  async answers({ uid, rid, calendar, timeout }) {
    const c = TB.only(calendar);
    await TB.items({ calendar, refresh: true, timeout });
    const it = await TB.find(uid, c.id, rid);
    return Object.fromEntries(it.getAttendees().map(a => [a.id.toLowerCase().replace("mailto:", ""), a.participationStatus]));
  },

  // attachments are the addresses of an event's documents, with the names that the program shows for them.
  async attachments({ uid, calendar, timeout }) {
    const c = TB.only(calendar);
    await TB.items({ calendar, refresh: true, timeout });
    const it = await TB.find(uid, c.id);
    return Object.fromEntries(it.getAttachments().map(a => [a.uri.spec, a.getParameter("FILENAME") || ""]));
  },
};
