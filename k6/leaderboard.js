// Players submit scores to one leaderboard, others watch its top ten over WebSockets.
//
// Checked: each player's entry is the best of the scores that were acknowledged; each watcher gets every frame once and
// in order, and what the frames add up to is what somebody sees who asks for the top ten at the end.
import { sleep } from "k6";
import { acknowledge, failure, forget, guarded, lasting, many, millis, open, pause, run, self, send, thresholds, until, verify } from "./lib/larder.js";

const LASTING = millis(lasting("1m"));
const PLAYERS = 200;
const SUBMITS = 20;
const TOP = 10;
const board = encodeURIComponent(`${run}:board`);
const path = `/v1/leaderboards/${board}`;

/** The name of the view that is checked: asked for once k6 tells of all that comes, see lib/larder.js. */
const VIEW = "top ten";

export const options = {
  thresholds,
  scenarios: {
    watchers: { executor: "per-vu-iterations", exec: "watch", vus: many(50, 5), iterations: 1, maxDuration: `${LASTING / 1000 + 90}s`, gracefulStop: "1m" },
    players: { executor: "constant-vus", exec: "play", vus: many(20, 4), startTime: "1s", duration: `${LASTING}ms`, gracefulStop: "30s" },
  },
};

export function setup() {
  const definition = { order: "desc", keep: "best", submits_per_s: 0 };
  if (send("PUT", path, JSON.stringify(definition), { statuses: [200, 201] }) === null) {
    throw new Error("the leaderboard cannot be defined");
  }
  return { end: Date.now() + 1_000 + LASTING };
}

/** The best score of each of this user's players. */
const best = new Map();

export const play = guarded(submitScores);

export const watch = guarded(watchTop);

function submitScores() {
  const touched = new Set();
  for (let i = 0; i < SUBMITS; i++) {
    const id = `player ${self()}-${Math.floor(Math.random() * PLAYERS)}`;
    const score = Math.floor(Math.random() ** 4 * 1_000_000);
    const response = send("POST", `${path}/scores`, JSON.stringify({ id, score }), { name: "/v1/leaderboards/{name}/scores" });
    if (response !== null) {
      acknowledge();
      const before = best.get(id);
      const now = before === undefined ? score : Math.max(before, score);
      best.set(id, now);
      touched.add(id);
      verify(response.json().score === now, `${id} has ${response.json().score}, and not ${now}, in the answer`);
    }
  }
  for (const id of touched) {
    const entry = send("GET", `${path}/entries/${encodeURIComponent(id)}`, null, { name: "/v1/leaderboards/{name}/entries/{id}" });
    verify(entry !== null && entry.json().score === best.get(id), `${id} has ${entry?.json().score}, and not ${best.get(id)}`);
  }
}

async function watchTop({ end }) {
  const view = { seq: -1, entries: new Map() };
  const socket = open(`${path}/live?top=1`, {
    opened: (say) => say({ type: "watch", id: VIEW, view: { top: TOP } }),
    message: (frame) => {
      if (frame.id === VIEW) {
        take(view, frame);
      }
    },
  });
  if (!(await until(() => view.seq >= 0))) {
    failure("a watcher got no snapshot");
    socket.close();
    return;
  }
  acknowledge();
  await pause(end - Date.now() + 1_000);
  // Submits that were under way at the end of the time may still come.
  let expected = "";
  const settled = await until(() => {
    expected = topTen();
    return shown(view) === expected;
  });
  verify(settled, `a watcher sees ${shown(view)}, and not ${expected}`);
  socket.close();
}

/** Takes a frame into what is seen, as src/docs/websockets.md says. */
function take(view, frame) {
  if (frame.type === "error") {
    failure(`a watcher was answered with ${frame.error}`);
    return;
  }
  if (frame.type === "snapshot") {
    view.entries.clear();
  } else {
    verify(frame.seq === view.seq + 1, `frame ${frame.seq} after frame ${view.seq}`);
  }
  (frame.left ?? []).forEach((id) => view.entries.delete(id));
  for (const list of ["entries", "entered", "moved", "scored"]) {
    (frame[list] ?? []).forEach((entry) => view.entries.set(entry.id, entry));
  }
  view.seq = frame.seq;
}

function shown({ entries }) {
  return text([...entries.values()].sort((a, b) => a.position - b.position));
}

function topTen() {
  const response = send("GET", `${path}/entries?limit=${TOP}`, null, { name: "/v1/leaderboards/{name}/entries" });
  sleep(0.1);
  return response === null ? "" : text(response.json().entries);
}

function text(entries) {
  return entries.map(({ position, id, score }) => `${position}. ${id}: ${score}`).join(", ");
}

export function teardown() {
  send("DELETE", path, null, { statuses: [204] });
  forget();
}
