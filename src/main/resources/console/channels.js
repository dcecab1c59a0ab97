// Channels: watch them, publish to them, see what they have kept.

import { empty, field, fill, h } from "./elements.js";
import { clock, count } from "./format.js";
import { live } from "./live.js";
import { command, percent, send } from "./server.js";

const KEEP = "larder-channels";

/** Messages that are shown; older ones make room. */
const MOST = 300;

/** What is shown of a long message until somebody asks for all of it. */
const SHORT = 1_000;

const PATTERN = /[*?[\]]/;

export function open(main) {
  const watched = new Set(JSON.parse(sessionStorage.getItem(KEEP) ?? "[]"));
  const pill = h("span.pill", { role: "status" });
  const tally = h("span.soft.tabular");
  const chips = h("ul.chips", { "aria-label": "Watched channels" });
  const log = h("ol.log", { "aria-label": "Messages" });
  const place = h("div.log-place", { tabindex: 0, role: "region", "aria-label": "Messages, newest first" });
  let waiting = [];
  let frame = 0;
  let seen = 0;
  let ids = 0;
  let socket = null;

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

  function connect() {
    socket = live(() => "v1/ws", {
      state: drawState,
      opened: () => {
        watched.forEach((name) => tell(true, name));
        // The answer to this shows that the connection is good, even where nothing is watched.
        ask("PING");
      },
      frame: (text) => {
        const { push, error } = JSON.parse(text);
        if (error !== undefined) {
          add({ channel: "", text: error, bad: true });
        } else if (push?.[0] === "message") {
          add({ channel: push[1], text: push[2] });
        } else if (push?.[0] === "pmessage") {
          add({ channel: push[2], text: push[3], pattern: push[1] });
        }
      },
    });
  }

  function ask(...words) {
    ids += 1;
    return socket?.send(JSON.stringify({ id: ids, command: words }));
  }

  function tell(watch, name) {
    ask(`${PATTERN.test(name) ? "P" : ""}${watch ? "" : "UN"}SUBSCRIBE`, name);
  }

  let before = null;

  function drawState(state) {
    pill.dataset.state = state;
    fill(pill, h("span.dot"), { live: "Live", connecting: "Connecting…", down: "Not connected" }[state]);
    if (state === "live" && before === "down" && watched.size > 0) {
      add({ channel: "", text: "Connected again. What was published meanwhile was not delivered here; History shows what was kept.", note: true });
    }
    if (state !== "connecting") {
      before = state;
    }
  }

  function drawChips() {
    sessionStorage.setItem(KEEP, JSON.stringify([...watched]));
    fill(
      chips,
      watched.size === 0
        ? h("li.hint", null, "None yet.")
        : [...watched].map((name) =>
            h("li.chip", null, h("span.mono.cut", { title: name }, name), h("button.quiet.small", {
              type: "button",
              "aria-label": `Stop watching ${name}`,
              onclick: () => {
                watched.delete(name);
                tell(false, name);
                drawChips();
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
            if (!watched.has(name.value)) {
              watched.add(name.value);
              tell(true, name.value);
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
    const answer = await send(`v1/channels/${percent(channel)}?limit=100`);
    const body = await answer.json();
    if (!answer.ok) {
      throw new Error(body.detail ?? body.title);
    }
    const kept = body.messages ?? body.publications ?? [];
    kept.forEach((one) => add({ channel, text: typeof one.data === "string" ? one.data : JSON.stringify(one.data), offset: one.offset, kept: true }));
    return kept.length === 0 ? "This channel has kept nothing." : `${count(kept.length)} kept ${kept.length === 1 ? "message" : "messages"}, shown above.`;
  }

  // Messages

  function add(message) {
    waiting.push({ ...message, at: new Date() });
    seen += message.note || message.bad || message.kept ? 0 : 1;
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
      fill(place, watched.size === 0 ? empty("No channel is watched", "Watch one, then publish to it from here or from anywhere else.") : empty("Nothing yet", "What is published from now on appears here."));
    } else if (log.parentNode !== place) {
      fill(place, log);
    }
  }

  function row({ channel, text, at, pattern, offset, kept, note, bad }) {
    const long = text.length > SHORT;
    const body = h("p.mono.text", null, long ? `${text.slice(0, SHORT)}…` : text);
    return h(note || bad ? "li.aside" : "li", null,
      h("div.row", null,
        h("time.soft.tabular", null, clock(at)),
        channel !== "" && h("strong.cut", null, channel),
        pattern !== undefined && h("span.badge", null, pattern),
        kept && h("span.badge", null, offset === undefined ? "kept" : `kept · ${offset}`),
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

  drawChips();
  connect();
  draw();
  return {
    close() {
      cancelAnimationFrame(frame);
      socket.close();
    },
  };
}
