// What all scenarios share: where Larder is, how it is asked, and what is counted.
//
// Nothing here looks at the time that an answer took: how fast is fast depends on the machine. A run fails where
// something that was acknowledged is gone or other than it should be, where a request is not answered as it should be,
// and where nothing was acknowledged or looked up at all, as a scenario that does nothing proves nothing.
import { check, fail } from "k6";
import exec from "k6/execution";
import http from "k6/http";
import { Counter } from "k6/metrics";
import { WebSocket } from "k6/websockets";

export const url = (__ENV.LARDER_URL ?? "http://127.0.0.1:8080").replace(/\/+$/, "");

/** The service's token, where it has one. */
export const token = __ENV.LARDER_TOKEN;
const authorization = token ? { Authorization: `Bearer ${token}` } : {};

/** What all names of this run begin with. */
export const run = `k6:${__ENV.LARDER_RUN ?? "run"}`;

/** What Larder has said yes to. */
const acknowledged = new Counter("larder_acknowledged");

/** What was looked up, and was as it should be. */
const verified = new Counter("larder_verified");

/** What was acknowledged, and then was not there or not as it should be. */
const lost = new Counter("larder_lost");

/** Requests and connections that were not answered as they should be. */
const failed = new Counter("larder_failed");

export const thresholds = {
  larder_acknowledged: ["count>0"],
  larder_verified: ["count>0"],
  larder_lost: ["count==0"],
  larder_failed: ["count==0"],
};

const MOST_COMPLAINTS = 5;
let complaints = 0;

/** A few are enough to see what is wrong. */
function complain(text) {
  if (complaints++ < MOST_COMPLAINTS) {
    console.error(text);
  }
}

export function acknowledge(count = 1) {
  acknowledged.add(count);
}

/** Counts something that was looked up: as it should be, or lost. */
export function verify(right, what) {
  if (right) {
    verified.add(1);
  } else {
    lost.add(1);
    complain(`lost: ${what}`);
  }
  return right;
}

export function failure(what) {
  failed.add(1);
  complain(`failed: ${what}`);
}

/** What a virtual user does, where an accident is a failure too: k6 itself only tells of it and goes on. */
export function guarded(work) {
  const accident = (error) => failure(`an accident: ${error}`);
  return (...parameters) => {
    try {
      const done = work(...parameters);
      return done instanceof Promise ? done.catch(accident) : done;
    } catch (error) {
      accident(error);
      return undefined;
    }
  };
}

/** The seconds or minutes that a scenario takes: as it says, a few seconds in a smoke run, or what is asked for. */
export function lasting(usual) {
  return __ENV.DURATION ?? (__ENV.SMOKE ? "4s" : usual);
}

/** How many there are of something: as it says, a few in a smoke run, or what is asked for. */
export function many(usual, few) {
  return Number(__ENV.VUS ?? (__ENV.SMOKE ? few : usual));
}

/** Milliseconds of a duration such as 90s, 5m or 2h. */
export function millis(duration) {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(duration) ?? fail(`a duration is such as 90s, 5m or 2h, not ${duration}`);
  return Number(number) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit];
}

/**
 * Sends a request.
 *
 * @param name what it is counted under: its path, without what differs from one to the next
 * @param statuses those that are right; any other counts as a failure
 * @returns the response, or null where it was a failure
 */
export function send(method, path, body, { name = path, statuses = [200], headers = {} } = {}) {
  return answered(http.request(method, url + path, body, parameters(name, headers)), name, statuses);
}

/** The parameters of a request, for `http.batch`. */
export function parameters(name, headers = {}) {
  return { headers: { ...authorization, ...headers }, tags: { name }, responseCallback: null };
}

/** The response, where its status is right. */
export function answered(response, name, statuses = [200]) {
  if (!check(response, { "answered as it should be": ({ status }) => statuses.includes(status) })) {
    failure(`${name}: ${response.status} ${response.error || String(response.body).slice(0, 200)}`);
    return null;
  }
  return response;
}

/** The result of a command, or undefined where it failed. */
export function command(...words) {
  const response = send("POST", "/", JSON.stringify(words), { name: words[0] });
  return response === null ? undefined : response.json().result;
}

/** The results of several commands, one behind the other or as a transaction, or null where any failed. */
export function commands(list, { atomic = false } = {}) {
  const path = atomic ? "/multi-exec" : "/pipeline";
  const response = send("POST", path, JSON.stringify(list));
  const answers = response === null ? [] : response.json();
  const refused = answers.find(({ error }) => error !== undefined);
  if (refused !== undefined) {
    failure(`${path}: ${refused.error}`);
    return null;
  }
  return response === null ? null : answers.map(({ result }) => result);
}

/** Deletes all keys of this run. */
export function forget() {
  send("DELETE", `/v1/keys?prefix=${encodeURIComponent(run)}`, null, { statuses: [200, 204] });
}

/**
 * A WebSocket whose messages are JSON, each line of them one.
 *
 * k6 begins to read before it counts a connection as open, and drops what it has read by then: seen with 1.8.1 on a busy
 * machine, in two of a thousand connections to a server that does nothing but greet. So nothing may depend on what comes
 * unasked. What is asked for in `on.opened`, or is sent later, arrives.
 *
 * @param on `message` takes each message; `opened`, where it is there, gets a function that sends one
 */
export function open(path, on) {
  const socket = new WebSocket(url.replace(/^http/, "ws") + path, null, { headers: authorization, tags: { name: path.split("?")[0] } });
  let leaving = false;
  const say = (...messages) => socket.send(messages.map((message) => JSON.stringify(message)).join("\n"));
  socket.onopen = () => {
    if (!leaving) {
      guarded(() => on.opened?.(say))();
    }
  };
  socket.onmessage = ({ data }) => {
    if (!leaving) {
      guarded(() => data.trimEnd().split("\n").forEach((line) => on.message(JSON.parse(line))))();
    }
  };
  socket.onerror = ({ error }) => {
    if (!leaving) {
      failure(`${path}: ${error}`);
    }
  };
  socket.onclose = () => {
    if (!leaving) {
      leaving = true;
      failure(`${path}: closed`);
    }
  };
  return {
    close() {
      leaving = true;
      socket.close();
    },
  };
}

/** Waits until something is so, looking again and again; false where it has not become so in time. */
export async function until(isSo, patience = 120_000) {
  const end = Date.now() + patience;
  while (!isSo()) {
    if (Date.now() > end) {
      return false;
    }
    await pause(20);
  }
  return true;
}

export function pause(duration) {
  return new Promise((resolve) => setTimeout(resolve, duration));
}

/** The number of this virtual user, from 1, the same for as long as the run takes. */
export function self() {
  return exec.vu.idInTest;
}
