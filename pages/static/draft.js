// Keeps what is typed and not saved yet on this device, by person and page, until it is saved or the person signs out.
"use strict";
(() => {
  const main = document.querySelector("main[data-drafts]");
  if (!main) return;
  const all = "parcours.draft ";
  const prefix = all + main.dataset.drafts + " " + location.pathname + " ";
  const longest = 14 * 24 * 3600 * 1000;
  let store;
  try {
    store = window.localStorage;
    store.getItem(all);
  } catch {
    return; // a browser that keeps nothing
  }

  const keptTypes = ["text", "email", "url", "textarea", "select-one", "radio"];
  const kept = (form) => [...form.elements].filter((e) => e.name && keptTypes.includes(e.type));

  // What stands in the fields of a form by name, now or as it came.
  const read = (form, now) => {
    const found = {};
    for (const e of kept(form)) {
      if (e.type === "radio") {
        found[e.name] ??= "";
        if (now ? e.checked : e.defaultChecked) found[e.name] = e.value;
      } else if (e.type === "select-one" && !now) {
        found[e.name] = ([...e.options].find((o) => o.defaultSelected) ?? e.options[0])?.value ?? "";
      } else {
        found[e.name] = now ? e.value : e.defaultValue;
      }
    }
    return found;
  };

  const write = (form, fields) => {
    for (const e of kept(form)) {
      if (!(e.name in fields)) continue;
      if (e.type === "radio") e.checked = e.value === fields[e.name];
      else e.value = fields[e.name];
      for (let d = e.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
    }
  };

  const differing = (fields, came) => Object.fromEntries(Object.entries(fields).filter(([name, value]) => name in came && came[name] !== value));

  const keep = (key, form) => {
    const fields = differing(read(form, true), read(form, false));
    try {
      if (Object.keys(fields).length) store.setItem(key, JSON.stringify({ at: Date.now(), fields }));
      else store.removeItem(key);
    } catch {
      // no room left: the page works without
    }
  };

  const tell = (key, form) => {
    const said = document.createElement("p");
    said.className = "notice warn draft";
    said.setAttribute("role", "status");
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "plain";
    drop.textContent = main.dataset.drop;
    drop.addEventListener("click", () => {
      form.reset();
      store.removeItem(key);
      said.remove();
    });
    said.append(main.dataset.said + " ", drop);
    form.prepend(said);
  };

  const refused = main.querySelector('[role="alert"]') !== null;
  for (const form of main.querySelectorAll('form[method="post"]')) {
    const name = form.id || form.getAttribute("aria-labelledby");
    if (!name) continue;
    const key = prefix + name;
    let draft = null;
    try {
      draft = JSON.parse(store.getItem(key));
    } catch {
      store.removeItem(key);
    }
    const fields = draft && Date.now() - draft.at < longest ? differing(draft.fields, read(form, false)) : {};
    if (Object.keys(fields).length) {
      write(form, fields);
      tell(key, form);
    } else if (draft && !refused) {
      store.removeItem(key);
    }
    form.addEventListener("input", () => keep(key, form));
    form.addEventListener("change", () => keep(key, form));
  }

  for (const form of document.querySelectorAll('form[action="/sign-out"]')) {
    form.addEventListener("submit", () => {
      for (const key of Object.keys(store)) if (key.startsWith(all)) store.removeItem(key);
    });
  }
})();
