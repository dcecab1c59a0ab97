// Channels: watch them, publish to them, see what they have kept.

import { watch } from "./channel-watch.js";
import { empty, field, fill, h } from "./elements.js";
import { clock, count, pairs } from "./format.js";
import { command } from "./server.js";

const KEEP = "larder-channels";

/** Messages that are shown; older ones make room. */
const MOST = 300;

/** What is shown of a long message until somebody asks for all of it. */
const SHORT = 1_000;

export function open(main) {
  const sockets = new Map();
  const states = new Map();
  const pill = h("span.pill", { role: "status" });
  const tally = h("span.soft.tabular");
  const chips = h("ul.chips", { "aria-label": "Watched channels" });
  const log = h("ol.log", { "aria-label": "Messages" });
  const place = h("div.log-place", { tabindex: 0, role: "region", "aria-label": "Messages, newest first" });
  let waiting = [];
  let frame = 0;
  let seen = 0;

  fill(
    main,
    h("div.head", null, h("h1", null, "Channels")),
    h("div.split", null,
      h("section.card", { "aria-label": "Messages" },
        h("div.row.ends.bar", null, h("h2", null, "Messages"), h("div.row", null, tally, h("button.quiet.small", { type: "button", onclick: clear }, "Clear"), pill)),
        place,
      ),
      h("div.stack", null, watchCard(), publishCard()),
    ),
  );

  // Watching

  function watchAlso(name) {
    states.set(name, "connecting");
    sockets.set(name, watch(name, {
      message: add,
      state: (state) => {
        states.set(name, state);
        drawState();
      },
      gap: () => add({ channel: name, text: "Connected again. What was published meanwhile was not delivered here.", note: true }),
      failure: (text) => add({ channel: name, text, note: true }),
    }));
    drawState();
  }

  function watchNoMore(name) {
    sockets.get(name).close();
    sockets.delete(name);
    states.delete(name);
    drawState();
  }

  function drawState() {
    const all = [...states.values()];
    const state = all.length === 0 ? "idle" : all.includes("down") ? "down" : all.includes("connecting") ? "connecting" : "live";
    if (pill.dataset.state !== state) {
      pill.dataset.state = state;
      fill(pill, h("span.dot"), { idle: "Not watching", live: "Live", connecting: "Connecting…", down: "Not connected" }[state]);
    }
  }

  function drawChips() {
    sessionStorage.setItem(KEEP, JSON.stringify([...sockets.keys()]));
    fill(
      chips,
      sockets.size === 0
        ? h("li.hint", null, "None yet.")
        : [...sockets.keys()].map((name) =>
            h("li.chip", null, h("span.mono.cut", { title: name }, name), h("button.quiet.small", {
              type: "button",
              "aria-label": `Stop watching ${name}`,
              onclick: () => {
                watchNoMore(name);
                drawChips();
                draw();
              },
            }, "×")),
          ),
    );
  }

  function watchCard() {
    const name = h("input", { name: "channel", required: true, placeholder: "news or news:*", autocomplete: "off", spellcheck: "false" });
    return h("section.card", { "aria-label": "Watch" }, h("h2", null, "Watch"),
      h("div.stack", null,
        h("form.fields", {
          onsubmit: (event) => {
            event.preventDefault();
            if (!sockets.has(name.value)) {
              watchAlso(name.value);
              drawChips();
              draw();
            }
            name.value = "";
          },
        }, field("Channel or pattern", name, true), h("button", { type: "submit" }, "Watch")),
        chips,
      ),
    );
  }

  // Publishing

  function publishCard() {
    const name = h("input", { name: "to", required: true, autocomplete: "off", spellcheck: "false" });
    const text = h("textarea", { name: "message", rows: 3, required: true, spellcheck: "false" });
    const answer = h("p.hint", { role: "status" });
    const attempt = async (action) => {
      try {
        answer.className = "hint";
        answer.textContent = (await action()) ?? "";
      } catch (failure) {
        answer.className = "error";
        answer.textContent = failure.message;
      }
    };
    text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        text.form.requestSubmit();
      }
    });
    return h("section.card", { "aria-label": "Publish" }, h("h2", null, "Publish"),
      h("form.stack", {
        onsubmit: (event) => {
          event.preventDefault();
          attempt(async () => {
            const readers = await command("PUBLISH", name.value, text.value);
            text.select();
            return `Delivered to ${count(readers)} ${readers === 1 ? "reader" : "readers"}.`;
          });
        },
      },
      field("Channel", name), field("Message", text),
      h("div.row", null, h("button.first", { type: "submit" }, "Publish"), h("button", { type: "button", onclick: () => name.reportValidity() && attempt(() => history(name.value)) }, "History")),
      answer),
    );
  }

  async function history(channel) {
    const { messages } = pairs(await command("CHANNEL", "HISTORY", channel, "LIMIT", "100", "REVERSE"));
    messages.reverse().map(pairs).forEach((one) => add({ channel, text: one.data, offset: one.offset, at: new Date(one.time), kept: true }));
    return messages.length === 0 ? "This channel has kept nothing." : `${count(messages.length)} kept ${messages.length === 1 ? "message" : "messages"} shown.`;
  }

  // Messages

  function add(message) {
    waiting.push({ at: new Date(), ...message });
    seen += message.note || message.kept ? 0 : 1;
    if (waiting.length > MOST) {
      waiting.shift();
    }
    // However many come, the page draws once a frame.
    frame ||= requestAnimationFrame(draw);
  }

  function draw() {
    frame = 0;
    log.prepend(...waiting.map(row).reverse());
    waiting = [];
    while (log.children.length > MOST) {
      log.lastChild.remove();
    }
    tally.textContent = seen === 0 ? "" : `${count(seen)} since opened`;
    if (log.children.length === 0) {
      fill(place, sockets.size === 0 ? empty("No channel is watched", "Watch one, then publish to it from here or from anywhere else.") : empty("Nothing yet", "What is published from now on appears here."));
    } else if (log.parentNode !== place) {
      fill(place, log);
    }
  }

  function row({ channel, text, at, pattern, offset, kept, late, note }) {
    const long = text.length > SHORT;
    const body = h("p.mono.text", null, long ? `${text.slice(0, SHORT)}…` : text);
    return h(note ? "li.aside" : "li", null,
      h("div.row", null,
        h("time.soft.tabular", null, clock(at)),
        h("strong.cut", null, channel),
        pattern !== undefined && h("span.badge", null, pattern),
        kept && h("span.badge", null, `kept · ${offset}`),
        late && h("span.badge", null, `caught up · ${offset}`),
      ),
      body,
      long && h("button.quiet.small", { type: "button", onclick: (event) => { body.textContent = text; event.currentTarget.remove(); } }, `Show all ${count(text.length)} characters`),
    );
  }

  function clear() {
    fill(log);
    seen = 0;
    draw();
  }

  JSON.parse(sessionStorage.getItem(KEEP) ?? "[]").forEach(watchAlso);
  drawState();
  drawChips();
  draw();
  return {
    close() {
      cancelAnimationFrame(frame);
      sockets.forEach((socket) => socket.close());
    },
  };
}
