// Keeps asking Larder how it is: whether it can be reached, and its figures of the last minutes.

import { Refused, TokenNeeded, command, pipeline } from "./server.js";

const EVERY = 2_000;
const AT_MOST = 150;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 5_000;

const listeners = new Set();

/** `live`, `connecting`, `down` or `locked`. */
export let state = "connecting";

/** When the next try is due, in the page's time, while `state` is `down`. */
export let nextTry = 0;

/**
 * The last minutes, oldest first: `{at, info, rates}`, where `info` is INFO by section and `rates` what happened since
 * the moment before; null after a gap.
 */
export const moments = [];

let wait = FIRST_WAIT;
let timer = 0;
let mayAskLatencies = true;
let stopped = true;

/** Has `listener` called on every change and every new moment. Returns what ends that. */
export function follow(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell() {
  listeners.forEach((listener) => listener());
}

/** Begins, or tries at once. */
export function start() {
  stopped = false;
  mayAskLatencies = true;
  schedule(0);
}

/** Larder wants a token: there is no use in asking before there is one. */
export function lock() {
  stopped = true;
  clearTimeout(timer);
  state = "locked";
  tell();
}

/** Somebody else found that Larder cannot be reached: look at once. */
export function doubt() {
  if (state === "live" && !stopped) {
    schedule(0);
  }
}

function schedule(millis) {
  clearTimeout(timer);
  timer = setTimeout(beat, millis);
}

async function beat() {
  try {
    const moment = await look();
    if (stopped) {
      return;
    }
    remember(moment);
    state = "live";
    wait = FIRST_WAIT;
    // A page that nobody looks at asks less often.
    schedule(document.hidden ? 5 * EVERY : EVERY);
  } catch (failure) {
    if (stopped || failure instanceof TokenNeeded) {
      return;
    }
    if (moments.length > 0 && moments.at(-1) !== null) {
      moments.push(null);
    }
    state = "down";
    nextTry = Date.now() + wait;
    schedule(wait * (0.8 + 0.4 * Math.random()));
    wait = Math.min(LONGEST_WAIT, wait * 1.6);
  }
  tell();
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !stopped) {
    schedule(0);
  }
});

async function look() {
  const at = Date.now();
  const info = sections(await command("INFO", "everything"));
  let latencies = null;
  if (mayAskLatencies) {
    const [answer] = await pipeline([["LATENCY", "HISTOGRAM"]]);
    // A token that may only read does not get it.
    mayAskLatencies = answer.error === undefined;
    latencies = mayAskLatencies ? histogram(answer.result) : null;
  }
  return { at, info, latencies, rates: null };
}

function sections(text) {
  const all = {};
  let section = {};
  for (const line of text.split("\r\n")) {
    if (line.startsWith("# ")) {
      section = {};
      all[line.slice(2).toLowerCase()] = section;
    } else if (line !== "") {
      const colon = line.indexOf(":");
      section[line.slice(0, colon)] = line.slice(colon + 1);
    }
  }
  if (all.server === undefined) {
    throw new Refused("INFO tells nothing of the server");
  }
  return all;
}

/** How many runs took at most so many µs and more than the step before, by that bound; of all commands but our own. */
function histogram(items) {
  const total = new Map();
  for (let i = 0; i < items.length; i += 2) {
    if (OWN.has(items[i])) {
      continue;
    }
    const steps = items[i + 1][3];
    let before = 0;
    for (let j = 0; j < steps.length; j += 2) {
      total.set(steps[j], (total.get(steps[j]) ?? 0) + steps[j + 1] - before);
      before = steps[j + 1];
    }
  }
  return total;
}

/** What this page itself asks for all the time says nothing of the others. */
const OWN = new Set(["info", "latency|histogram"]);

function remember(moment) {
  const before = moments.at(-1);
  const restarted = before && before.info.server.run_id !== moment.info.server.run_id;
  if (restarted) {
    moments.push(null);
  } else if (before) {
    moment.rates = rates(before, moment);
  }
  moments.push(moment);
  while (moments.length > AT_MOST) {
    moments.shift();
  }
}

function rates(before, now) {
  const seconds = Math.max(0.001, (now.at - before.at) / 1000);
  const grown = (section, name) => Number(now.info[section]?.[name] ?? 0) - Number(before.info[section]?.[name] ?? 0);
  const commands = {};
  let calls = 0;
  let micros = 0;
  for (const [name, fields] of Object.entries(stats(now))) {
    const old = stats(before)[name];
    const added = { calls: fields.calls - (old?.calls ?? 0), usec: fields.usec - (old?.usec ?? 0) };
    commands[name] = added.calls / seconds;
    if (!OWN.has(name)) {
      calls += added.calls;
      micros += added.usec;
    }
  }
  const hits = grown("stats", "keyspace_hits");
  const misses = grown("stats", "keyspace_misses");
  return {
    commands,
    perSecond: calls / seconds,
    mean: calls > 0 ? micros / calls : null,
    p50: percentile(before.latencies, now.latencies, 0.5),
    p99: percentile(before.latencies, now.latencies, 0.99),
    hitRate: hits + misses > 0 ? (100 * hits) / (hits + misses) : null,
    bytesIn: grown("stats", "total_net_input_bytes") / seconds,
    bytesOut: grown("stats", "total_net_output_bytes") / seconds,
  };
}

/** COMMANDSTATS: `{name: {calls, usec, usec_per_call, rejected_calls, failed_calls}}`. */
export function stats(moment) {
  moment.commands ??= Object.fromEntries(
    Object.entries(moment.info.commandstats ?? {}).map(([name, fields]) => [
      name.slice("cmdstat_".length),
      Object.fromEntries(fields.split(",").map((part) => part.split("=")).map(([key, value]) => [key, Number(value)])),
    ]),
  );
  return moment.commands;
}

/** Of the runs between two moments, in µs; within a step of the histogram as if they were spread evenly. */
function percentile(before, now, part) {
  if (!before || !now) {
    return null;
  }
  const steps = [...now].map(([bound, runs]) => [bound, runs - (before.get(bound) ?? 0)]).filter(([, runs]) => runs > 0).sort((a, b) => a[0] - b[0]);
  const total = steps.reduce((sum, [, runs]) => sum + runs, 0);
  let wanted = total * part;
  for (const [bound, runs] of steps) {
    if (wanted <= runs) {
      return (bound / 2) * (1 + wanted / runs);
    }
    wanted -= runs;
  }
  return null;
}
