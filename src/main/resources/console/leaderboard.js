// A leaderboard, live.

import { BoardView, parse } from "./board-view.js";
import { crowd } from "./crowd.js";
import { ask, color, empty, field, fill, h, notice, segments } from "./elements.js";
import { clock, count, pairs, text } from "./format.js";
import { live } from "./live.js";
import { command, percent, pipeline, unpercent } from "./server.js";

const PLAYERS = 60;
const TOPS = { 10: "Top 10", 25: "Top 25", 50: "Top 50", around: "Around" };
const AROUND = 9;
const KEEP = "larder-board";
const still = matchMedia("(prefers-reduced-motion: reduce)");

export function open(main, [address]) {
  const board = address === undefined ? (sessionStorage.getItem(KEEP) ?? "scores") : text(unpercent(address));
  sessionStorage.setItem(KEEP, board);
  const name = h("input", { name: "board", value: board, required: true, autocomplete: "off", spellcheck: "false", list: "boards", "aria-label": "Leaderboard" });
  const names = h("datalist", { id: "boards" });
  const pill = h("span.pill", { role: "status" });
  const total = h("span.soft.tabular");
  const player = h("input", { name: "around", placeholder: "Player", autocomplete: "off", spellcheck: "false", "aria-label": "Around whom", hidden: true });
  const rows = h("ol.board", { "aria-label": `Leaderboard ${board}` });
  const place = h("div");
  let mode = "10";
  let socket = null;
  let stopCrowd = null;

  // What one looks at

  const chooseMode = (next) => {
    mode = next;
    player.hidden = mode !== "around";
    if (mode === "around" && player.value.trim() === "") {
      fill(place, empty("Around whom?", "Name a player, to see who is just before and behind."));
      socket?.close();
      drawState("idle", "");
      player.focus();
      return;
    }
    watch();
  };
  player.addEventListener("change", () => chooseMode(mode));

  fill(
    main,
    h("div.head", null, h("h1", null, "Leaderboard"),
      h("form.row", { onsubmit: (event) => { event.preventDefault(); location.hash = `leaderboard/${percent(name.value)}`; } }, name, names, h("button", { type: "submit" }, "Open")),
      h("span.grow"),
      h("button", { type: "button", onclick: define }, "New leaderboard"),
    ),
    h("div.split", null,
      h("section.card", { "aria-label": board },
        h("div.row.ends.bar", null, h("div.row", null, segments("What to show", TOPS, mode, chooseMode), player), h("div.row", null, total, pill)),
        place,
      ),
      h("div.stack", null, submitCard(), crowdCard()),
    ),
  );

  // The view

  function watch() {
    socket?.close();
    const view = new BoardView();
    let last = null;
    const query = mode === "around" ? `around=${percent(player.value.trim())}&size=${AROUND}` : `top=${mode}`;
    socket = live(() => `v1/leaderboards/${percent(board)}/live?${query}${view.place}`, {
      state: (state, reason) => drawState(state, reason, last),
      frame: (frame) => {
        const told = parse(frame);
        if (!view.follows(told)) {
          // A frame is missing: what is shown cannot be trusted, so all of it is asked for again.
          watch();
          return;
        }
        const scored = view.take(told);
        last = new Date();
        if (scored !== null) {
          draw(view, scored);
        }
      },
    });
  }

  function drawState(state, reason, last) {
    pill.dataset.state = state;
    const texts = { live: "Live", connecting: "Connecting…", down: last ? `Not live since ${clock(last)}` : "Not live", idle: "Not watching" };
    fill(pill, h("span.dot"), texts[state]);
    pill.title = reason;
    place.classList.toggle("stale", state !== "live" && last !== null);
  }

  function draw(view, scored) {
    total.textContent = `${count(view.total)} ${view.total === 1 ? "player" : "players"}`;
    if (view.entries.length === 0) {
      fill(rows);
      fill(place, view.missing ? empty(`${player.value} is not on this leaderboard`, "As soon as a score comes in, it is shown here.") : empty("Nobody is on this leaderboard yet", "Submit a score, or let a crowd play."));
      return;
    }
    if (rows.parentNode !== place) {
      fill(place, rows);
    }
    arrange(rows, view.entries, scored, mode === "around" ? player.value.trim() : null);
  }

  // What one does

  function submitCard() {
    const id = h("input", { name: "id", required: true, autocomplete: "off", spellcheck: "false", maxlength: 128 });
    const score = h("input", { name: "score", required: true, inputmode: "decimal", autocomplete: "off", pattern: "[+\\-]?[0-9]+(\\.[0-9]+)?" });
    const answer = h("p.hint", { role: "status" });
    return h("section.card", { "aria-label": "Submit a score" }, h("h2", null, "Submit a score"),
      h("form.stack", {
        onsubmit: async (event) => {
          event.preventDefault();
          try {
            const result = await submit(id.value, score.value);
            answer.className = "hint";
            answer.textContent = result;
            score.select();
          } catch (failure) {
            answer.className = "error";
            answer.textContent = failure.message;
          }
        },
      }, h("div.fields", null, field("Player", id, true), field("Score", score, true)), h("div.row", null, h("button.first", { type: "submit" }, "Submit")), answer),
    );
  }

  async function submit(id, score) {
    if (await isDefined(board)) {
      const told = pairs(await command("LEADERBOARD", "SUBMIT", board, id, score));
      const before = told.previous_rank === null ? "" : `, before ${count(told.previous_rank)}`;
      return told.changed === 1 ? `${id} is at rank ${count(told.rank)} of ${count(told.total)}${before}.` : `${id} stays at rank ${count(told.rank)}: the score before was as good.`;
    }
    await command("ZADD", board, score, id);
    const rank = await command("ZREVRANK", board, id);
    return `${id} is at rank ${count(rank + 1)}.`;
  }

  function crowdCard() {
    const rate = h("input", { type: "range", min: 1, max: 60, value: 12, "aria-label": "Scores per second" });
    const shown = h("output.tabular", null, "12 a second");
    const told = h("span.soft.tabular");
    rate.addEventListener("input", () => (shown.textContent = `${rate.value} a second`));
    const button = h("button", { type: "button", "aria-pressed": "false" }, "Start");
    button.addEventListener("click", async () => {
      if (stopCrowd !== null) {
        stopCrowd();
        stopCrowd = null;
      } else {
        const defined = await isDefined(board);
        stopCrowd = crowd(PLAYERS, () => Number(rate.value), async (submits) => {
          const answers = await pipeline(submits.map(({ id, score }) => (defined ? ["LEADERBOARD", "SUBMIT", board, id, score] : ["ZADD", board, score, id])));
          const refused = answers.find((answer) => answer.error !== undefined);
          told.title = refused?.error ?? "";
        }, (sent) => (told.textContent = `${count(sent)} sent`));
      }
      button.textContent = stopCrowd === null ? "Start" : "Stop";
      button.setAttribute("aria-pressed", String(stopCrowd !== null));
    });
    return h("section.card", { "aria-label": "Simulated crowd" }, h("h2", null, "Simulated crowd"),
      h("div.stack", null, h("p.hint", null, `${PLAYERS} made-up players send scores to this leaderboard, as long as this page is open.`), h("div.row.ends", null, shown, told), rate, h("div.row", null, button)),
    );
  }

  async function define() {
    const choice = (key, values) => h("select", { name: key }, Object.entries(values).map(([value, label]) => h("option", { value }, label)));
    const data = await ask(
      "New leaderboard",
      [
        field("Name", h("input", { name: "name", required: true, autocomplete: "off", spellcheck: "false", autofocus: true })),
        h("div.fields", null,
          field("First is", choice("order", { desc: "the highest score", asc: "the lowest score" }), true),
          field("A player keeps", choice("keep", { best: "the best score", last: "the last score", sum: "the sum of all" }), true),
        ),
        field("Equal scores", choice("ties", { first: "who got there first is ahead", shared: "share a rank" })),
      ],
      "Create",
      {
        check: async (form) => {
          if ((await command("EXISTS", form.get("name"))) === 1) {
            throw new Error("There is something of that name.");
          }
          await command("LEADERBOARD", "DEFINE", form.get("name"), JSON.stringify({ order: form.get("order"), keep: form.get("keep"), ties: form.get("ties") }));
        },
      },
    );
    if (data !== null) {
      notice(`${data.get("name")} was made.`);
      location.hash = `leaderboard/${percent(data.get("name"))}`;
    }
  }

  async function suggest() {
    const kinds = ["leaderboard", "zset"].map((kind) => command("SCAN", "0", "COUNT", "1000", "TYPE", kind));
    const found = (await Promise.all(kinds)).flatMap(([, items]) => items).filter((item) => !item.startsWith("larder:"));
    fill(names, found.slice(0, 50).map((item) => h("option", { value: item })));
  }

  watch();
  suggest().catch(() => {});
  return {
    close() {
      stopCrowd?.();
      socket?.close();
    },
  };
}

/** Whether a leaderboard has a definition; else its name is that of a sorted set, or free. */
async function isDefined(board) {
  const [definition] = await pipeline([["LEADERBOARD", "DEFINITION", board]]);
  return definition.error === undefined;
}

/** A score with all its digits, parted by thousands. */
function grouped(score) {
  const [whole, ...rest] = String(score).split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...rest].join(".");
}

/** Puts the rows in order: those that have moved glide to their places. */
function arrange(list, entries, scored, mine) {
  const known = new Map([...list.children].map((row) => [row.dataset.key, row]));
  const before = new Map([...known].map(([key, row]) => [key, row.getBoundingClientRect().top]));
  const next = entries.map((entry) => {
    const row = known.get(entry.key) ?? makeRow(entry);
    const was = Number(row.dataset.position);
    row.querySelector(".rank").textContent = count(entry.rank);
    row.querySelector(".score").textContent = grouped(entry.score);
    row.dataset.position = entry.position;
    row.classList.toggle("podium", entry.rank <= 3);
    row.classList.toggle("mine", entry.id === mine);
    if (scored.has(entry.key)) {
      flash(row, was < entry.position ? "--down" : "--up");
    }
    return row;
  });
  const same = next.length === list.children.length && next.every((row, i) => row === list.children[i]);
  if (!same) {
    list.replaceChildren(...next);
  }
  if (still.matches) {
    return;
  }
  for (const row of next) {
    const top = before.get(row.dataset.key);
    if (top === undefined) {
      row.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 250 });
      continue;
    }
    const way = top - row.getBoundingClientRect().top;
    if (way !== 0) {
      row.animate([{ transform: `translateY(${way}px)` }, { transform: "none" }], { duration: 320, easing: "cubic-bezier(.2,.7,.2,1)" });
    }
  }
}

function makeRow(entry) {
  return h("li", { "data-key": entry.key, "data-position": entry.position }, h("span.rank.tabular"), h("span.who.cut", { title: entry.id }, entry.id), h("span.score.tabular"));
}

function flash(row, wash) {
  row.animate([{ backgroundColor: color(wash) }, { backgroundColor: "transparent" }], { duration: still.matches ? 400 : 900 });
}
