// Everything at once, at an even and moderate rate, for a long time: a cache, sessions, rate limits, messages, and a
// ledger that only grows and is looked through again and again.
//
// Checked: what the other scenarios check; of the ledger, that each entry that was ever acknowledged is still there,
// the oldest ones as well.
import { acknowledge, commands, guarded, lasting, run, self, send, thresholds, verify } from "./lib/larder.js";

export { default as cacheAside } from "./cache-aside.js";
export { default as session } from "./sessions.js";
export { default as burst } from "./rate-limit.js";
export { teardown } from "./cache-aside.js";

const duration = lasting("30m");
const PAGE = 200;

/** Rounds of the cache within ten seconds, each of some two hundred requests. The ledger has ten times as many. */
const RATE = Number(__ENV.RATE ?? 20);

const evenly = (name, rate, timeUnit, vus) => ({ executor: "constant-arrival-rate", exec: name, rate, timeUnit, duration, preAllocatedVUs: vus, maxVUs: vus, gracefulStop: "1m" });

export const options = {
  thresholds,
  batch: 40,
  batchPerHost: 40,
  scenarios: {
    cache: evenly("cacheAside", RATE, "10s", 4),
    sessions: evenly("session", 10, "1s", 20),
    limits: evenly("burst", 2, "1s", 5),
    ledger: evenly("ledger", 10 * RATE, "10s", 4),
  },
};

const entries = [];
let next = 0;

export const ledger = guarded(keepLedger);

/** Writes one more, and looks at those that were written, page by page, from the oldest to the newest and again. */
function keepLedger() {
  const key = `${run}:ledger:${self()}-${entries.length}`;
  const text = `${key} at ${Date.now()}`;
  if (send("POST", "/", JSON.stringify(["SET", key, text]), { name: "SET" }) !== null) {
    acknowledge();
    entries.push({ key, text });
  }
  next = next < entries.length ? next : 0;
  const page = entries.slice(next, next + PAGE);
  next += PAGE;
  const [found] = commands([["MGET", ...page.map((entry) => entry.key)]]) ?? [];
  if (found !== undefined) {
    page.forEach((entry, i) => verify(found[i] === entry.text, `${entry.key} holds ${found[i]}`));
  }
}
