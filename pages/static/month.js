// Shows the month of the page with FullCalendar where there is room for it: a session of several days is one bar. The table that the
// server made stays for phones, for print, and where this script does not run; what is shown is read from it.
"use strict";
(() => {
  const table = document.querySelector(".grid-month");
  const parts = document.currentScript.dataset.parts.split(" ");
  const wide = window.matchMedia("(min-width: 48.01rem)");
  if (!table) return;

  const dayAfter = (day) => new Date(Date.parse(day + "T00:00Z") + 24 * 3600 * 1000).toISOString().slice(0, 10);

  // The sessions of the table, each span of days once.
  const sessions = () =>
    [...table.querySelectorAll("a[data-until]")].map((link) => ({
      title: link.querySelector(".what").textContent,
      start: link.closest("td").querySelector("time").dateTime,
      end: dayAfter(link.dataset.until),
      url: link.getAttribute("href"),
      classNames: [link.className],
      extendedProps: { link },
    }));

  const show = () => {
    const place = document.createElement("div");
    place.className = "live-month";
    table.after(place);
    table.classList.add("has-live");
    const today = table.querySelector(".today time");
    new FullCalendar.Calendar(place, {
      locale: document.documentElement.lang,
      firstDay: 1,
      initialView: "dayGridMonth",
      initialDate: table.querySelector("time").dateTime,
      ...(today && { now: today.dateTime }),
      timeZone: "UTC", // days are days, wherever the browser is
      headerToolbar: false,
      height: "auto",
      fixedWeekCount: false,
      showNonCurrentDates: false,
      dayHeaderFormat: { weekday: "long" },
      eventOrder: (a, b) => 0, // as in the table
      events: sessions(),
      eventContent: (shown) => ({ domNodes: [...shown.event.extendedProps.link.cloneNode(true).childNodes] }),
      dayCellDidMount: (shown) => shown.el.removeAttribute("aria-labelledby"), // what stands in a cell is its name, not the date alone
      eventDidMount: (shown) => shown.el.setAttribute("lang", shown.event.extendedProps.link.lang),
    }).render();
  };

  const load = (address) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });

  let begun = false;
  const begin = async () => {
    if (!wide.matches || begun) return;
    begun = true;
    try {
      for (const part of parts) await load(part);
    } catch {
      return; // the table says it all
    }
    show();
  };
  wide.addEventListener("change", begin);
  begin();
})();
