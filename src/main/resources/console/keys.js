// Keys: find them, see what they hold, change it.

import { ask, empty, field, fill, h, icon, notice } from "./elements.js";
import { count, line, text } from "./format.js";
import { keyView } from "./key-view.js";
import { command, exact, percent, unpercent } from "./server.js";
import { TYPES } from "./types.js";
import { virtualList } from "./virtual-list.js";

/** Keys that are looked for at once. */
const SOME = 1_000;

/** The most rounds of SCAN for that: a pattern that fits little is not looked for to the end of a large store. */
const ROUNDS = 50;

export function open(main, [address]) {
  const pattern = h("input", { type: "search", name: "pattern", placeholder: "Pattern, such as user:*", "aria-label": "Pattern", autocomplete: "off", spellcheck: "false" });
  const kind = h("select", { "aria-label": "Type" }, h("option", { value: "" }, "All types"), Object.keys(TYPES).map((name) => h("option", { value: name }, TYPES[name].title)));
  const note = h("p.hint", { role: "status" });
  const more = h("button.small", { type: "button", hidden: true, onclick: () => search(false) }, "More");
  const view = h("div.key-pane");
  const list = virtualList({
    label: "Keys",
    height: 36,
    draw: (item) => [h("span.badge", null, item.type), h("span.mono.cut", null, item.shown)],
    choose: (item) => {
      location.hash = `keys/${percent(item.name)}`;
    },
  });
  const pane = h("section.card.key-list", { "aria-label": "Find keys" },
    h("form.row.find", { onsubmit: (event) => { event.preventDefault(); search(true); } }, pattern, kind, h("button", { type: "submit" }, "Find")),
    list.element,
    h("div.row.ends", null, note, more),
  );
  const both = h("div.two", null, pane, view);
  fill(main, h("div.head", null, h("h1", null, "Keys"), h("span.grow"), h("button.first", { type: "button", onclick: create }, "New key")), both);

  let cursor = "0";
  let found = [];
  let names = new Set();
  let round = 0;
  let shown = null;
  let chosen = null;
  const same = (item) => chosen !== null && percent(item.name) === percent(chosen);

  async function search(anew) {
    const mine = ++round;
    if (anew) {
      cursor = "0";
      found = [];
      names = new Set();
      list.top();
    }
    note.textContent = "Looking…";
    try {
      const aim = found.length + SOME;
      for (let i = 0; i < ROUNDS; i++) {
        const words = ["SCAN", cursor, "MATCH", pattern.value === "" ? "*" : pattern.value, "COUNT", String(SOME)];
        if (kind.value !== "") {
          words.push("TYPE", kind.value);
        }
        const [next, items] = await exact(...words, "WITHTYPE");
        if (mine !== round) {
          return;
        }
        cursor = text(next);
        for (let at = 0; at < items.length; at += 2) {
          const id = percent(items[at]);
          if (!names.has(id)) {
            names.add(id);
            found.push({ name: items[at], type: text(items[at + 1]), shown: line(items[at], 200) });
          }
        }
        if (cursor === "0" || found.length >= aim) {
          break;
        }
      }
      const total = await command("DBSIZE");
      if (mine !== round) {
        return;
      }
      found.sort((a, b) => (a.shown < b.shown ? -1 : a.shown > b.shown ? 1 : 0));
      list.show(found, found.find(same));
      more.hidden = cursor === "0";
      note.textContent = found.length === 0
        ? (total === 0 ? "There are no keys yet." : `None of ${count(total)} fits.`)
        : `${count(found.length)} of ${count(total)}`;
    } catch (failure) {
      note.textContent = failure.message;
    }
  }

  function go([part]) {
    chosen = part === undefined ? null : unpercent(part);
    list.show(found, found.find(same));
    shown?.close();
    both.classList.toggle("chosen", chosen !== null);
    if (chosen === null) {
      fill(view, h("section.card", null, empty("No key is chosen", "Choose one, or make a new one.")));
      return;
    }
    shown = keyView(view, chosen, {
      back: h("a.back", { href: "#keys" }, icon("back"), "All keys"),
      gone: () => {
        found = found.filter((item) => !same(item));
        location.hash = "keys";
      },
      renamed: (name) => {
        location.hash = `keys/${percent(name)}`;
        search(true);
      },
    });
  }

  async function create() {
    const type = h("select", { name: "type" }, Object.entries(TYPES).map(([name, one]) => h("option", { value: name }, one.title)));
    const fields = h("div.stack");
    const drawFields = () => fill(fields, TYPES[type.value].first());
    type.addEventListener("change", drawFields);
    drawFields();
    const data = await ask(
      "New key",
      [
        h("div.fields", null, field("Name", h("input", { name: "key", required: true, autocomplete: "off", spellcheck: "false", autofocus: true }), true), field("Type", type)),
        fields,
        field("Expires after, in seconds (empty: never)", h("input", { name: "ttl", type: "number", min: 1 })),
      ],
      "Create",
      {
        check: async (form) => {
          const key = form.get("key");
          if ((await command("EXISTS", key)) === 1) {
            throw new Error("There is a key of that name.");
          }
          await command(...TYPES[form.get("type")].create(key, form));
          if (form.get("ttl") !== "") {
            await command("EXPIRE", key, form.get("ttl"));
          }
        },
      },
    );
    if (data !== null) {
      notice(`${data.get("key")} was made.`);
      location.hash = `keys/${percent(data.get("key"))}`;
      search(true);
    }
  }

  pattern.value = remembered.pattern;
  kind.value = remembered.kind;
  go([address]);
  search(true);
  return {
    go,
    close() {
      round++;
      remembered.pattern = pattern.value;
      remembered.kind = kind.value;
      list.close();
      shown?.close();
    },
  };
}

// What was looked for stays while one looks at other areas.
const remembered = { pattern: "", kind: "" };
