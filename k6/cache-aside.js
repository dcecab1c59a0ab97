// An application that caches what is dear to fetch: it looks into the cache, fetches what is not there and puts it
// there, and takes out what has changed at its origin. Keys, lengths and the mixture are those of a published workload,
// see lib/workload.js.
//
// Checked: of its own keys, which nobody else changes, a user finds what it has put there last, and of the others'
// keys something that once was put there under this very key. What was put there is still there at the end of each
// round, through another door: there must be room for it, as what is evicted is lost here. It goes when its time is over,
// and not before.
import { acknowledge, commands, forget, guarded, lasting, many, run, self, send, thresholds, verify } from "./lib/larder.js";
import { READS, content, isContent, keyName, zipf } from "./lib/workload.js";

/** How many each user has. */
const KEYS = 2_000;
const STEPS = 200;
const VUS = many(20, 4);

/** Seconds for which it is good, and milliseconds that a busy machine may take between a look and its answer. */
const TTL = Number(__ENV.TTL ?? 3600);
const SLACK = 5_000;

/** Every other turn is about its own keys; so many of those are changes. */
const CHANGES = 2 / (READS + 1);

export const options = {
  thresholds,
  scenarios: {
    cache: { executor: "constant-vus", vus: VUS, duration: lasting("1m"), gracefulStop: "1m" },
  },
};

const next = zipf(KEYS);
const name = "/v1/keys/{key}";
const key = (owner, number) => keyName(`${run}:cache:${owner}:`, number);
const path = (owner, number) => `/v1/keys/${encodeURIComponent(key(owner, number))}`;

/** What this user has put into the cache, with the time at which it goes, and what its origin has: versions by number. */
const put = new Map();
const versions = new Map();

export default guarded(cacheAside);

/** One round: many looks, a few changes, then all that was put there is looked up. */
function cacheAside() {
  const touched = new Set();
  for (let step = 0; step < STEPS; step++) {
    const number = next();
    if (step % 2 === 0) {
      lookAtOthers(1 + Math.floor(Math.random() * VUS), number);
    } else if (Math.random() < CHANGES) {
      change(number);
    } else if (look(number)) {
      touched.add(number);
    }
  }
  lookAgain([...touched].filter((number) => put.has(number)));
}

function lookAtOthers(owner, number) {
  const found = send("GET", path(owner, number), null, { name, statuses: [200, 404] });
  if (found?.status === 200) {
    verify(isContent(found.body, owner, number), `${key(owner, number)} holds ${found.body.slice(0, 40)}`);
  }
}

/** Something has changed at the origin, so it is not to be found in the cache any more. */
function change(number) {
  if (send("DELETE", path(self(), number), null, { name, statuses: [204, 404] }) !== null) {
    versions.set(number, (versions.get(number) ?? 0) + 1);
    put.delete(number);
  }
}

/** Looks, and where there is nothing fetches it and puts it there; whether it did. */
function look(number) {
  const known = put.get(number);
  const asked = Date.now();
  const found = send("GET", path(self(), number), null, { name, statuses: [200, 404] });
  if (found === null) {
    return false;
  }
  if (found.status === 200) {
    verify(known !== undefined && found.body === content(self(), number, known.version), `${key(self(), number)} holds ${found.body.slice(0, 40)}`);
    verify(known === undefined || asked < known.ends + SLACK, `${key(self(), number)} is still there`);
    return false;
  }
  if (known !== undefined) {
    verify(Date.now() > known.ends - SLACK, `${key(self(), number)} is not there`);
  }
  const version = versions.get(number) ?? 0;
  const headers = { "Content-Type": "text/plain" };
  if (send("PUT", `${path(self(), number)}?ttl=${TTL}s`, content(self(), number, version), { name, statuses: [201, 204], headers }) === null) {
    return false;
  }
  acknowledge();
  put.set(number, { version, ends: Date.now() + TTL * 1000 });
  return true;
}

function lookAgain(numbers) {
  if (numbers.length > 0) {
    const found = commands(numbers.map((number) => ["GET", key(self(), number)]));
    found?.forEach((text, i) => verify(text === content(self(), numbers[i], put.get(numbers[i]).version), `${key(self(), numbers[i])} at the end of a round`));
  }
}

export function teardown() {
  forget();
}
