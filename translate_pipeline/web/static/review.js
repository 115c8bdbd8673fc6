// The review page: keys, edits, filters. It loads nothing, and what it shows comes escaped from the server.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const say = (message, slots = {}) =>
    (words[message] || message).replace(/\{(\w+)\}/g, (whole, name) => (name in slots ? slots[name] : whole));
  const one = (selector, root = document) => root.querySelector(selector);
  const every = (selector, root = document) => [...root.querySelectorAll(selector)];
  const units = () => every(".unit");
  const shown = () => units().filter((unit) => !unit.hidden && unit.offsetParent !== null);
  const editor = (unit) => one("textarea.edit", unit);
  const undos = [];
  let current = null;

  const tell = (text, urgent = false) => {
    const said = one("#saved");
    said.textContent = text;
    said.classList.toggle("urgent", urgent);
  };

  // --- Keeping: on the server, or in this browser where the page is a file -------------------------------------------

  class Refused extends Error {}
  class Conflict extends Error {
    constructor(answer) {
      super("conflict");
      this.answer = answer;
    }
  }

  const ask = async (path, body) => {
    const answer = await fetch(path, {
      method: body ? "POST" : "GET",
      headers: body ? { "content-type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
    if (answer.status === 409) throw new Conflict(await answer.json());
    if (!answer.ok) throw new Refused((await answer.text()).slice(0, 300));
    return answer.json();
  };

  const server = {
    save: (unit, change) => ask(`/d/${data.doc}/units/${unit.dataset.key}`, { ...change, version: unit.dataset.version }),
  };

  const shelf = `translate-review:${data.doc}:${(data.head || {})["X-Source-SHA256"] || ""}`;
  const local = {
    all() {
      try {
        return JSON.parse(localStorage.getItem(shelf) || "{}");
      } catch {
        return this.memory || {};
      }
    },
    keep(edits) {
      this.memory = edits;
      try {
        localStorage.setItem(shelf, JSON.stringify(edits));
      } catch {
        tell(say("Not saved: {reason}", { reason: "localStorage" }), true);
      }
    },
    async save(unit, change) {
      const edits = this.all();
      const before = edits[unit.dataset.key] || { remarks: [], base: unit.dataset.base, was: unit.dataset.state };
      const after = { ...before, remarks: [...before.remarks] };
      if (change.target !== undefined) after.target = change.target;
      if (change.approved !== undefined) after.approved = change.approved;
      if (change.remark) after.remarks.push(...change.remark.split("\n").map((line) => line.trim()).filter(Boolean));
      if (change.unremark) after.remarks = after.remarks.filter((line) => line !== change.unremark);
      edits[unit.dataset.key] = after;
      this.keep(edits);
      this.show(unit, after);
      return null;
    },
    show(unit, edit) {
      if (edit.target !== undefined && edit.target !== one(".target", unit).dataset.raw) {
        const target = one(".target", unit);
        target.textContent = edit.target;
        target.dataset.raw = edit.target;
        if (editor(unit).hidden) editor(unit).value = edit.target;
      }
      if (edit.approved !== undefined) setState(unit, edit.approved ? "approved" : edit.target === undefined ? "draft" : "edited");
      let list = one(".remarks.own", unit);
      if (list) list.remove();
      if (edit.remarks.length) {
        list = document.createElement("ul");
        list.className = "remarks own";
        list.append(...edit.remarks.map(ownRemark));
        one(".why", unit).before(list);
      }
      progress();
      tell(say("{n} edits in this browser", { n: Object.keys(this.all()).length }));
    },
  };

  const ownRemark = (text) => {
    const item = document.createElement("li");
    const said = document.createElement("span");
    const gone = document.createElement("button");
    said.textContent = text;
    gone.type = "button";
    gone.className = "small";
    gone.dataset.do = "uncomment";
    gone.dataset.remark = text;
    gone.setAttribute("aria-label", `${say("Remove the comment")}: ${text}`);
    gone.textContent = "×";
    item.append(said, gone);
    return item;
  };

  // --- Saving: one at a time for each sentence, and again where the network failed -----------------------------------

  const waiting = new Map();
  const conflicts = new Map();
  let pending = 0;

  const keep = (unit, change) => {
    const key = unit.dataset.key;
    const seen = conflicts.get(key); // what was decided before a conflict showed must not be written over it
    const before = waiting.get(key) || Promise.resolve();
    const now = before.then(() => conflicts.get(key) === seen && keepNow(key, change));
    waiting.set(key, now.catch(() => {}));
    return now;
  };

  const keepNow = async (key, change, tries = 0) => {
    const unit = document.getElementById(`u-${key}`);
    pending += 1;
    if (!data.static) tell(say("Saving…"));
    try {
      const answer = await (data.static ? local : server).save(unit, change);
      if (answer) {
        takeIn(unit, answer);
        tell(say("Saved"));
      }
      return true;
    } catch (error) {
      if (error instanceof Conflict) {
        conflict(unit, error.answer, change);
        return false;
      }
      if (error instanceof Refused || tries >= 5) {
        tell(say("Not saved: {reason}", { reason: error.message }), true);
        return false;
      }
      tell(say("Not saved, trying again…"), true);
      await new Promise((done) => setTimeout(done, 1000 * 2 ** tries));
      return await keepNow(key, change, tries + 1);
    } finally {
      pending -= 1;
    }
  };

  const parsed = (html) => document.importNode(new DOMParser().parseFromString(html, "text/html").body.firstElementChild, true);

  // Show what was saved; a text that is being written stays as it is.
  const takeIn = (unit, answer) => {
    const text = editor(unit);
    if (!text.hidden) {
      unit.dataset.version = answer.version;
      text.defaultValue = answer.target;
      setState(unit, answer.state);
    } else {
      const focused = unit.contains(document.activeElement);
      const fresh = parsed(answer.html);
      replace(unit, fresh);
      if (focused) fresh.focus({ preventScroll: true });
    }
    progress();
  };

  const replace = (unit, fresh) => {
    if (unit === current) {
      current = fresh;
      fresh.classList.add("current");
      fresh.tabIndex = 0;
    }
    fresh.hidden = unit.hidden;
    unit.replaceWith(fresh);
    label(fresh);
    if (fresh === current) remembered();
  };

  const setState = (unit, state) => {
    unit.dataset.state = state;
    unit.className = unit.className.replace(/\bs-\w+/, `s-${state}`);
    one(".state", unit).textContent = say(state);
  };

  const isDone = (unit) => ["approved", "given"].includes(unit.dataset.state);

  const progress = () => {
    const some = units();
    const done = some.filter(isDone).length;
    one("#progress").value = done;
    one("#done").textContent = say("{n} of {total} reviewed", { n: done, total: some.length });
  };

  // --- Two people on one sentence -----------------------------------------------------------------------------------

  const conflict = (unit, answer, change) => {
    conflicts.set(unit.dataset.key, (conflicts.get(unit.dataset.key) || 0) + 1);
    const writing = editor(unit).hidden ? undefined : editor(unit).value;
    const mine = writing ?? change.target;
    const fresh = parsed(answer.html);
    replace(unit, fresh);
    const box = one("#conflict").content.firstElementChild.cloneNode(true);
    one(".said", box).textContent = say("Somebody else changed this sentence.");
    one(".mine", box).textContent = mine ?? "";
    one('[data-do="theirs"]', box).addEventListener("click", () => {
      box.remove();
      fresh.focus();
    });
    one('[data-do="mine"]', box).addEventListener("click", () => {
      box.remove();
      keep(fresh, { ...change, ...(mine === undefined ? {} : { target: mine }) });
      fresh.focus();
    });
    one(".pair", fresh).after(box);
    tell(say("Somebody else changed this sentence."), true);
    progress();
    one('[data-do="mine"]', box).focus();
  };

  const watch = async () => {
    try {
      const versions = await ask(`/d/${data.doc}/versions`);
      for (const unit of units()) {
        const theirs = versions[unit.dataset.key];
        const free = editor(unit).hidden && !one(".conflict", unit);
        if (theirs && theirs !== unit.dataset.version && free && !pending) {
          takeIn(unit, await ask(`/d/${data.doc}/units/${unit.dataset.key}`));
          tell(say("Changed by somebody else"));
        }
      }
    } catch {
      // The server has ended, or the file is being written: saving will say so.
    }
  };

  // --- Moving about -------------------------------------------------------------------------------------------------

  const select = (unit, focus = true) => {
    if (!unit) return;
    if (current && current !== unit) {
      current.classList.remove("current");
      current.tabIndex = -1;
    }
    current = unit;
    unit.classList.add("current");
    unit.tabIndex = 0;
    remembered();
    if (focus) {
      unit.focus({ preventScroll: true });
      const top = one(".top").offsetHeight + 8;
      const box = unit.getBoundingClientRect();
      if (box.top < top || box.bottom > innerHeight) scrollBy(0, box.top - top - innerHeight / 6);
    }
  };

  // What the memory has is asked for when somebody stays at a sentence.
  let asking = 0;
  const remembered = () => {
    clearTimeout(asking);
    if (data.static) return;
    asking = setTimeout(async () => {
      const unit = current;
      if (!unit || unit.dataset.matched || isDone(unit)) return;
      unit.dataset.matched = "1";
      try {
        const { html } = await ask(`/d/${data.doc}/units/${unit.dataset.key}/matches`);
        if (html && unit.isConnected) {
          one(".why", unit).before(parsed(html));
          label(unit);
        }
      } catch {
        // It is an offer: without it all else goes on.
      }
    }, 250);
  };

  const go = (step, fits = () => true) => {
    const some = shown();
    const at = some.indexOf(current);
    const next = (step > 0 ? some.slice(at + 1) : some.slice(0, Math.max(at, 0)).reverse()).find(fits);
    select(next);
    return next;
  };

  const label = (unit) => {
    every("kbd", unit)
      .filter((key) => key.closest(".findings, .others"))
      .slice(0, 9)
      .forEach((key, at) => {
        key.textContent = at + 1;
        key.parentElement.setAttribute("aria-keyshortcuts", at + 1);
      });
  };

  // --- Deciding -----------------------------------------------------------------------------------------------------

  const raw = (unit) => (data.static ? one(".target", unit).dataset.raw ?? editor(unit).defaultValue : editor(unit).defaultValue);

  const remember = (unit) => undos.push({ key: unit.dataset.key, target: raw(unit), approved: isDone(unit) });

  const approve = async (unit, target) => {
    if (!(target ?? raw(unit)).trim()) return tell(say("Write a translation first"), true);
    if (unit.dataset.state === "given" && target === undefined) return go(1);
    if (target === undefined || undos.at(-1)?.key !== unit.dataset.key) remember(unit);
    const change = { approved: true, ...(target === undefined || target === raw(unit) ? {} : { target }) };
    const kept = keep(unit, change);
    go(1);
    if (await kept) tell(say("Approved"));
  };

  const reject = async (unit) => {
    remember(unit);
    if (await keep(unit, { approved: false })) tell(say("Back to draft"));
  };

  const fix = async (unit, button) => {
    if (!button) return tell(say("No suggestion here"));
    const target = button.dataset.target;
    remember(unit);
    if (!editor(unit).hidden) close(unit);
    if (await keep(unit, { target, approved: false })) tell(say("Fixed: {check}", { check: button.dataset.check }));
  };

  const undo = async () => {
    const last = undos.pop();
    if (!last) return tell(say("Nothing to undo"));
    const unit = document.getElementById(`u-${last.key}`);
    if (!editor(unit).hidden) close(unit);
    const change = last.remark ? { unremark: last.remark } : { target: last.target, approved: last.approved };
    const kept = keep(unit, change);
    select(unit);
    if (await kept) tell(say("Undone"));
  };

  const timers = new WeakMap();

  const open = (unit) => {
    const text = editor(unit);
    if (text.hidden) {
      if (data.static) text.value = raw(unit);
      remember(unit);
      text.dataset.kept = text.value;
      text.hidden = false;
      unit.classList.add("editing");
    }
    select(unit, false);
    fit(text);
    text.focus();
  };

  const fit = (text) => {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight + 4}px`;
  };

  const autosave = (unit) => {
    const text = editor(unit);
    clearTimeout(timers.get(text));
    if (text.value === text.dataset.kept) return Promise.resolve(true);
    text.dataset.kept = text.value;
    return keep(unit, { target: text.value, approved: false });
  };

  const close = (unit) => {
    const text = editor(unit);
    const kept = autosave(unit);
    text.hidden = true;
    unit.classList.remove("editing");
    if (undos.length && undos.at(-1).key === unit.dataset.key && undos.at(-1).target === text.value) undos.pop();
    kept.then((well) => {
      const now = document.getElementById(unit.id);
      if (well && now && !data.static && editor(now) === text) refresh(now);
    });
    return kept;
  };

  // The saved sentence with its marks, once its text is no longer being written.
  const refresh = async (unit) => {
    try {
      takeIn(unit, await ask(`/d/${data.doc}/units/${unit.dataset.key}`));
    } catch (error) {
      tell(error.message, true);
    }
  };

  const typed = (event) => {
    const text = event.target;
    if (!text.matches?.("textarea.edit")) return;
    fit(text);
    clearTimeout(timers.get(text));
    timers.set(text, setTimeout(() => autosave(text.closest(".unit")), 700));
  };

  const comment = (unit) => {
    const dialog = one("dialog#comment");
    one("#remark").value = "";
    dialog.dataset.key = unit.dataset.key;
    dialog.showModal();
  };

  const commented = async () => {
    const dialog = one("dialog#comment");
    const unit = document.getElementById(`u-${dialog.dataset.key}`);
    const remark = one("#remark").value.trim();
    dialog.close();
    unit.focus({ preventScroll: true });
    if (remark && (await keep(unit, { remark }))) {
      undos.push({ key: unit.dataset.key, remark: remark.split("\n")[0].trim() });
      tell(say("Comment added"));
    }
  };

  // --- The glossary, the preview, the file of edits -----------------------------------------------------------------

  const term = () => {
    const dialog = one("dialog#term");
    if (!dialog) return;
    const marked = getSelection();
    const picked = marked.toString().replace(/\s+/g, " ").trim();
    const writing = document.activeElement?.matches("textarea.edit") ? document.activeElement : null;
    const inText = writing ? writing.value.slice(writing.selectionStart, writing.selectionEnd).trim() : "";
    const from = marked.anchorNode?.parentElement;
    const source = one("#term-source");
    source.value = !inText && from?.closest(".source") ? picked : "";
    one("#term-target").value = inText || (from?.closest(".target") ? picked : "");
    const unit = from?.closest(".unit") || current;
    const tag = (unit && one(".source", unit).lang) || source.dataset.tag;
    source.lang = tag;
    one("#term-source-tag").textContent = tag;
    one("#term-said").textContent = "";
    one("#term-note").value = "";
    dialog.showModal();
    (source.value ? one("#term-target") : source).focus();
  };

  const added = async () => {
    const [source, target] = [one("#term-source"), one("#term-target")];
    const forms = {};
    if (target.value.trim()) forms[target.dataset.tag] = target.value;
    if (source.value.trim()) forms[source.lang] = source.value;
    if (!Object.keys(forms).length) return (one("#term-said").textContent = say("Mark a word first"));
    try {
      const { id } = await ask("/terms", { forms, kind: one("#term-kind").value, note: one("#term-note").value });
      one("dialog#term").close();
      tell(say("Added to the glossary: {id}", { id }));
      if (current && editor(current).hidden) refresh(current);
    } catch (error) {
      one("#term-said").textContent = say("Not added: {reason}", { reason: error.message });
    }
  };

  const preview = () => {
    const dialog = one("dialog#preview");
    if (!dialog) return;
    one("#frame").src = `/d/${data.doc}/preview`;
    dialog.showModal();
  };

  const quoted = (text) =>
    `"${text.replace(/\\/g, "\\\\").replace(/\t/g, "\\t").replace(/\r/g, "\\r").replace(/\n/g, "\\n").replace(/"/g, '\\"')}"`;

  // The edits as a PO file: each says what the text was when this page was written, so that an import can see who was first.
  const asPo = () => {
    const edits = local.all();
    const head = { ...data.head, "MIME-Version": "1.0", "Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "8bit" };
    const lines = ['msgid ""', 'msgstr ""', ...Object.entries(head).map(([key, value]) => quoted(`${key}: ${value}\n`)), ""];
    for (const unit of units()) {
      const edit = edits[unit.dataset.key];
      if (!edit) continue;
      const fuzzyBefore = ["draft", "edited"].includes(edit.was);
      const approved = edit.approved ?? !fuzzyBefore;
      lines.push(...edit.remarks.map((line) => `# ${line}`));
      lines.push(`#. origin: ${fuzzyBefore ? "model" : "catalog"}`, `#. draft: ${edit.base}`);
      if (!approved) lines.push("#, fuzzy");
      lines.push(`msgid ${quoted(data.sources[unit.dataset.key])}`, `msgstr ${quoted(raw(unit))}`, "");
    }
    return lines.join("\n");
  };

  const download = () => {
    if (!Object.keys(local.all()).length) return tell(say("Nothing was edited yet"));
    const link = document.createElement("a");
    const name = ((data.head || {})["Project-Id-Version"] || "post").replace(/ [^ ]*$/, "").replace(/\.[^.]*$/, "");
    link.href = URL.createObjectURL(new Blob([asPo()], { type: "text/x-gettext-translation" }));
    link.download = `${name}.${data.lang}.edits.po`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  // --- Filters ------------------------------------------------------------------------------------------------------

  const filter = () => {
    const kind = one("#show").value;
    const wanted = one("#search").value.trim().toLocaleLowerCase();
    let count = 0;
    for (const unit of units()) {
      const fits =
        (kind !== "open" || !isDone(unit)) &&
        (kind !== "findings" || unit.dataset.findings !== "0") &&
        (kind !== "low" || unit.dataset.low === "1");
      const text = `${one(".source", unit).textContent}\n${raw(unit)}`.toLocaleLowerCase();
      unit.hidden = !(fits && text.includes(wanted));
      count += unit.hidden ? 0 : 1;
    }
    const all = kind === "all" && !wanted;
    every(".again").forEach((row) => (row.hidden = !all));
    every(".block").forEach((block) => (block.hidden = !all && !one(".unit:not([hidden])", block)));
    one("#shown").textContent = all ? "" : say("{n} shown", { n: count });
    if (!current || current.hidden) select(shown()[0], false);
  };

  // --- Keys and clicks ----------------------------------------------------------------------------------------------

  const acts = {
    approve: (unit) => (editor(unit).hidden ? approve(unit) : finish(unit)),
    edit: open,
    reject,
    comment,
    fix,
    undo,
    term,
    preview,
    download,
    help: () => one("dialog#help").showModal(),
    uncomment: async (unit, button) => {
      if (await keep(unit, { unremark: button.dataset.remark })) tell(say("Comment removed"));
    },
    close: (_, button) => button.closest("dialog").close(),
  };

  const finish = (unit) => {
    const text = editor(unit);
    clearTimeout(timers.get(text));
    const value = text.value;
    text.dataset.kept = value;
    text.hidden = true;
    unit.classList.remove("editing");
    return approve(unit, value);
  };

  const keys = {
    j: () => go(1),
    k: () => go(-1),
    ArrowDown: () => go(1),
    ArrowUp: () => go(-1),
    n: () => go(1, (unit) => !isDone(unit)) || tell(say("{n} of {total} reviewed", { n: units().filter(isDone).length, total: units().length })),
    f: () => go(1, (unit) => unit.dataset.findings !== "0") || tell(say("No more findings")),
    a: () => current && approve(current),
    e: () => current && open(current),
    Enter: () => current && open(current),
    x: () => current && reject(current),
    c: () => current && comment(current),
    u: undo,
    t: term,
    p: preview,
    s: () => data.static && download(),
    "/": () => one("#search").focus(),
    "?": acts.help,
  };

  const inEditor = (event, unit) => {
    if (event.key === "Escape") {
      close(unit);
      document.getElementById(unit.id).focus({ preventScroll: true });
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      finish(unit);
    } else {
      return;
    }
    event.preventDefault();
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // an input method is at work
    const where = event.target;
    if (where.matches?.("textarea.edit")) return inEditor(event, where.closest(".unit"));
    if (where.id === "search" && (event.key === "Escape" || event.key === "Enter")) {
      event.preventDefault();
      return select(current && !current.hidden ? current : shown()[0]);
    }
    if (where.matches?.("input, textarea, select") || where.closest?.(".conflict") || one("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && where.matches?.("a, button, summary")) return;
    const digit = /^[1-9]$/.test(event.key) && current;
    const act = digit ? () => fix(current, every(".findings button, .others button", current)[event.key - 1]) : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    const unit = event.target.closest(".unit");
    if (button) {
      const act = acts[button.dataset.do];
      if (act) act(unit || current, button);
    } else if (unit && unit !== current && !getSelection().toString()) {
      select(unit);
    }
  });
  document.addEventListener("dblclick", (event) => {
    const target = event.target.closest(".target");
    if (target) open(target.closest(".unit"));
  });
  document.addEventListener("focusin", (event) => {
    const unit = event.target.closest?.(".unit");
    if (unit && unit !== current) select(unit, false);
  });
  document.addEventListener("input", typed);
  document.addEventListener("focusout", (event) => {
    const text = event.target;
    if (text.matches?.("textarea.edit") && !text.hidden && document.hasFocus()) autosave(text.closest(".unit"));
  });
  one("#show").addEventListener("change", filter);
  one("#search").addEventListener("input", filter);
  one(".filters").addEventListener("submit", (event) => event.preventDefault());
  for (const [name, done] of [["comment", commented], ["term", added]]) {
    one(`dialog#${name} form`)?.addEventListener("submit", (event) => {
      event.preventDefault();
      done();
    });
  }
  addEventListener("beforeunload", (event) => {
    const unsaved = every("textarea.edit").some((text) => !text.hidden && text.value !== text.dataset.kept);
    if (pending || unsaved) event.preventDefault();
  });

  units().forEach(label);
  if (data.static) {
    const edits = local.all();
    for (const unit of units()) {
      if (edits[unit.dataset.key]) local.show(unit, edits[unit.dataset.key]);
    }
  } else {
    setInterval(watch, 5000);
  }
  progress();
  select(document.getElementById(location.hash.slice(1))?.closest(".unit") || units().find((unit) => !isDone(unit)) || units()[0], false);
  document.documentElement.dataset.ready = "1";
})();
