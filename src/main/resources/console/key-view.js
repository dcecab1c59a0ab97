// One key: what it holds, by its type, and all that can be done to it.

import { ask, empty, field, fill, h, icon, notice } from "./elements.js";
import { bytes, count, duration, hex, line, text } from "./format.js";
import { exact, percent } from "./server.js";
import { TYPES } from "./types.js";

/** The part of a string that is fetched and shown at once. */
const PART = 64 << 10;

/** The longest string that can be edited here. */
const EDITABLE = 1 << 20;

/** Rows of a collection that are fetched at once. */
const ROWS = 100;

/** What a cell shows at most; the rest is seen where it is edited. */
const CELL = 400;

/**
 * Shows a key in `place`.
 *
 * @param {HTMLElement} place
 * @param {Uint8Array} key
 * @param {{back: HTMLElement, gone: () => void, renamed: (name: string) => void}} options
 * @returns {{close: () => void}}
 */
export function keyView(place, key, { back, gone, renamed }) {
  const name = line(key, 1000);
  const kind = h("span.badge");
  const size = h("span.soft");
  const expiry = h("button.small", { type: "button", hidden: true, onclick: changeExpiry });
  const content = h("div.content");
  const error = h("p.error", { role: "alert", hidden: true });
  let type = null;
  let expireAt = null;
  let closed = false;

  const button = (label, action, style = "button.small") => h(style, { type: "button", onclick: action }, label);
  const actions = h("div.row", null, expiry, button("Rename", rename), button("Reload", load), button("Delete", drop, "button.small.danger"));
  fill(
    place,
    h("section.card.key-view", { "aria-label": `Key ${name}` },
      back,
      h("div.row.title", null, kind, h("h2.mono.cut", { title: name }, name)),
      h("div.row.ends", null, size, actions),
      error,
      content,
    ),
  );

  async function guarded(action) {
    error.hidden = true;
    try {
      return await action();
    } catch (failure) {
      if (!closed) {
        error.textContent = failure.message;
        error.hidden = false;
      }
      return undefined;
    }
  }

  async function load() {
    await guarded(async () => {
      type = text(await exact("TYPE", key));
      if (closed) {
        return;
      }
      if (type === "none") {
        expiry.hidden = true;
        actions.hidden = true;
        fill(kind, "gone");
        fill(size);
        fill(content, empty("This key is not there", "It has expired, was deleted, or never was."));
        return;
      }
      fill(kind, TYPES[type]?.title ?? type);
      await loadExpiry();
      if (type === "string") {
        await showString();
      } else if (type === "leaderboard") {
        fill(size);
        fill(content, empty("This key is a leaderboard", h("a", { href: `#leaderboard/${percent(key)}` }, "Open it")));
      } else if (TYPES[type] !== undefined) {
        await showCollection(TYPES[type]);
      } else {
        fill(content, empty(`Values of the type ${type} cannot be shown here`));
      }
    });
  }

  // Expiry

  async function loadExpiry() {
    const left = await exact("PTTL", key);
    expireAt = left >= 0 ? Date.now() + left : null;
    drawExpiry();
  }

  function drawExpiry() {
    const left = expireAt === null ? null : (expireAt - Date.now()) / 1000;
    expiry.hidden = false;
    fill(expiry, left === null ? "Never expires" : left <= 0 ? "Has expired" : `Expires in ${duration(left + 0.5)}`);
    return left;
  }

  const ticking = setInterval(() => {
    if (expireAt !== null && drawExpiry() <= 0) {
      expireAt = null;
      setTimeout(load, 300);
    }
  }, 1000);

  async function changeExpiry() {
    const left = expireAt === null ? "" : Math.max(1, Math.round((expireAt - Date.now()) / 1000));
    const data = await ask(
      "When does this key expire?",
      field("After so many seconds (empty: never)", h("input", { name: "ttl", type: "number", min: 1, value: left, autofocus: true })),
      "Set",
      { check: (form) => (form.get("ttl") === "" ? exact("PERSIST", key) : exact("EXPIRE", key, form.get("ttl"))) },
    );
    if (data !== null) {
      await guarded(loadExpiry);
    }
  }

  // The key as a whole

  async function rename() {
    const data = await ask(
      "Rename this key",
      field("New name", h("input", { name: "name", required: true, value: text(key) ?? "", autocomplete: "off", spellcheck: "false", autofocus: true })),
      "Rename",
      {
        check: async (form) => {
          if ((await exact("RENAMENX", key, form.get("name"))) === 0) {
            throw new Error("There is a key of that name.");
          }
        },
      },
    );
    if (data !== null) {
      renamed(data.get("name"));
    }
  }

  async function drop() {
    const data = await ask("Delete this key?", h("p.mono", null, name), "Delete", { danger: true, check: () => exact("DEL", key) });
    if (data !== null) {
      notice(`${line(key, 60)} was deleted.`);
      gone();
    }
  }

  // Strings

  async function showString() {
    const length = await exact("STRLEN", key);
    let known = await exact("GETRANGE", key, "0", String(PART - 1));
    if (closed) {
      return;
    }
    fill(size, bytes(length));
    const draw = () => {
      const whole = known.length >= length;
      const asText = readable(text(known) ?? (whole ? null : startOf(known)));
      const pretty = whole && asText !== null ? json(asText) : null;
      const edit = asText !== null && length <= EDITABLE;
      fill(
        content,
        asText === null && h("p.hint", null, "These bytes are no text."),
        h("pre.value", { tabindex: 0, "aria-label": "Value" }, pretty ?? asText ?? hex(known.subarray(0, PART / 4))),
        h("div.row.ends", null,
          h("span.hint", null, whole ? (pretty === null ? "" : "Shown as JSON, indented") : `The first ${bytes(known.length)} of ${bytes(length)}`),
          h("div.row", null,
            !whole && known.length < EDITABLE && button("Show more", () => guarded(async () => {
              const next = await exact("GETRANGE", key, String(known.length), String(known.length + PART - 1));
              const joined = new Uint8Array(known.length + next.length);
              joined.set(known);
              joined.set(next, known.length);
              known = joined;
              draw();
            })),
            edit && button("Edit", () => guarded(editString)),
          ),
        ),
      );
    };
    draw();
  }

  async function editString() {
    const now = await exact("GET", key);
    if (now === null) {
      await load();
      return;
    }
    const value = readable(text(now));
    if (value === null) {
      throw new Error("The value is no text any more. Reload it.");
    }
    const area = h("textarea.large", { name: "value", rows: 14, spellcheck: "false", "aria-label": "Value", autofocus: true });
    area.value = value;
    const data = await ask("Edit the value", area, "Save", {
      // A form makes CRLF of line ends; the element's own value has them as they were typed.
      check: () => exact("SET", key, area.value, "XX", "KEEPTTL"),
    });
    if (data !== null) {
      await load();
    }
  }

  // Collections

  async function showCollection(of) {
    const length = await exact(of.length, key);
    let rows = [];
    let cursor = "0";
    const body = h("tbody");
    const more = button("Show more", () => guarded(fetchRows));
    const table = h("div.table", { tabindex: 0, role: "region", "aria-label": of.title },
      h("table", null, h("thead", null, h("tr", null, of.columns.map((title) => h("th", { scope: "col" }, title)), h("th", null, h("span.unseen", null, "Actions")))), body),
    );
    const note = h("span.hint");

    async function fetchRows() {
      const part = of.rows(await exact(...of.page(key, cursor, ROWS)), cursor, ROWS);
      if (closed) {
        return;
      }
      rows = rows.concat(part.cells);
      cursor = part.next;
      body.append(...part.cells.map(drawRow));
      more.hidden = cursor === null;
      fill(note, `${count(Math.min(rows.length, length))} of ${count(length)}`);
    }

    function drawRow(cells) {
      return h("tr", null,
        cells.map((cell) => h("td.mono.cell", null, typeof cell === "number" ? cell : line(cell, CELL))),
        h("td.actions", null,
          of.editable && h("button.quiet.small", { type: "button", "aria-label": "Edit", title: "Edit", onclick: () => guarded(() => edit(cells)) }, icon("pen", 16)),
          of.remove && h("button.quiet.small", { type: "button", "aria-label": "Delete", title: "Delete", onclick: () => guarded(() => removeRow(cells)) }, icon("bin", 16)),
        ),
      );
    }

    async function edit(cells) {
      const texts = cells?.map((cell) => (typeof cell === "number" ? cell : text(cell))) ?? null;
      if (texts?.includes(null)) {
        throw new Error("This row has bytes that are no text, so it cannot be edited here.");
      }
      const data = await ask(cells === null ? `Add to this ${of.title.toLowerCase()}` : "Edit", of.fields(texts), "Save", {
        check: (form) => exact(...of.add(key, form, cells)),
      });
      if (data !== null) {
        await load();
      }
    }

    async function removeRow(cells) {
      await exact(...of.remove(key, cells));
      await load();
    }

    fill(size, `${count(length)} ${length === 1 ? "entry" : "entries"}`);
    await fetchRows();
    if (!closed) {
      fill(content, table, h("div.row.ends", null, note, h("div.row", null, more, button("Add", () => guarded(() => edit(null))))));
    }
  }

  load();
  return {
    close() {
      closed = true;
      clearInterval(ticking);
    },
  };
}

/** A text of which the last character may be cut. */
function startOf(bytes) {
  for (let cut = 1; cut < 4; cut++) {
    const found = text(bytes.subarray(0, bytes.length - cut));
    if (found !== null) {
      return found;
    }
  }
  return null;
}

/** Null where there are characters that no text has. */
function readable(found) {
  return found !== null && /[\u0000-\u0008\u000e-\u001f]/.test(found) ? null : found;
}

/** Indented, or null where it is no object or array. */
function json(value) {
  if (!/^\s*[[{]/.test(value)) {
    return null;
  }
  try {
    // A number that a double cannot hold would be shown as another one.
    return /\d{16}/.test(value) ? null : JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return null;
  }
}
