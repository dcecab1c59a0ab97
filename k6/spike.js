// Writes at a low rate, which suddenly grows to twenty times as much and falls again. What is too much may be turned away
// with 503, or where there is a limit of requests with 429, and Retry-After; nothing else may happen to it, and afterwards
// nothing is turned away any more. LIMITED=1 says that there is such a limit: somebody has to be turned away.
//
// Checked: what was acknowledged is there, looked up at once and once more when the spike is over.
import exec from "k6/execution";
import http from "k6/http";
import { Counter } from "k6/metrics";
import { acknowledge, answered, failure, forget, guarded, lasting, millis, parameters, run, self, thresholds, url, verify } from "./lib/larder.js";

const LASTING = millis(lasting("90s"));
const LOW = Number(__ENV.RATE ?? 50);
const HIGH = 20 * LOW;
const PARTS = 10;
const QUIET = 0.7;
const REFUSALS = [429, 503];
const part = (parts) => `${(LASTING / PARTS) * parts}ms`;

/** What was turned away. */
const refused = new Counter("larder_refused");

/** What was turned away when the spike was over. */
const refusedLater = new Counter("larder_refused_later");

export const options = {
  thresholds: {
    ...thresholds,
    larder_refused_later: ["count==0"],
    ...(__ENV.LIMITED && { larder_refused: ["count>0"] }),
  },
  scenarios: {
    spike: {
      executor: "ramping-arrival-rate",
      startRate: LOW,
      preAllocatedVUs: __ENV.SMOKE ? 50 : 200,
      maxVUs: __ENV.SMOKE ? 50 : 1000,
      gracefulStop: "1m",
      stages: [
        { duration: part(2), target: LOW },
        { duration: part(1), target: HIGH },
        { duration: part(2), target: HIGH },
        { duration: part(1), target: LOW },
        { duration: part(4), target: LOW },
      ],
    },
  },
};

const written = [];
let counted = 0;

export default guarded(write);

function write() {
  const over = exec.scenario.progress > QUIET;
  const key = `${run}:spike:${self()}-${counted++}`;
  if (ask("/", ["SET", key, key], over) !== null) {
    acknowledge();
    written.push(key);
    const found = ask("/", ["GET", key], over);
    if (found !== null) {
      verify(found.result === key, `${key} holds ${found.result}`);
    }
  }
  if (over && written.length > 0) {
    const keys = written.slice();
    const found = ask("/pipeline", keys.map((one) => ["GET", one]), over);
    if (found !== null) {
      found.forEach(({ result }, i) => verify(result === keys[i], `${keys[i]} holds ${result} after the spike`));
      written.length = 0;
    }
  }
}

/** The answer, or null where it was turned away. */
function ask(path, body, over) {
  const response = http.post(url + path, JSON.stringify(body), parameters(path));
  if (!REFUSALS.includes(response.status)) {
    return answered(response, path)?.json() ?? null;
  }
  refused.add(1);
  refusedLater.add(over ? 1 : 0);
  if (response.headers["Retry-After"] === undefined) {
    failure(`${response.status} without Retry-After`);
  }
  return null;
}

export function teardown() {
  forget();
}
