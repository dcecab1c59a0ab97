// A limit of ten requests in ten seconds for each subject, as a fixed window: the first request opens it with its end,
// every request counts, those beyond the limit are turned away. Each burst comes all at once.
//
// Checked: of a burst exactly as many are let in as may be, each count is told once, and the window has an end.
import http from "k6/http";
import { acknowledge, answered, commands, forget, guarded, lasting, many, parameters, run, self, thresholds, url, verify } from "./lib/larder.js";

const LIMIT = 10;
const BURST = 40;
const WINDOW = 10;

export const options = {
  batch: BURST,
  batchPerHost: BURST,
  thresholds,
  scenarios: {
    limits: { executor: "constant-vus", vus: many(20, 4), duration: lasting("1m"), gracefulStop: "1m" },
  },
};

let bursts = 0;

export default guarded(burst);

function burst() {
  const begun = Date.now();
  const key = `${run}:limit:${self()}-${bursts++}`;
  const body = JSON.stringify([["SET", key, 0, "EX", WINDOW, "NX"], ["INCR", key]]);
  const requests = Array.from({ length: BURST }, () => ({ method: "POST", url: `${url}/multi-exec`, body, params: parameters("/multi-exec") }));
  const counts = [];
  for (const response of http.batch(requests)) {
    if (answered(response, "/multi-exec") !== null) {
      acknowledge();
      counts.push(response.json()[1].result);
    }
  }
  const [total, left] = commands([["GET", key], ["PTTL", key]]) ?? [];
  if (Date.now() - begun >= WINDOW * 1000) {
    // On a machine so busy the window may have ended meanwhile, and another one have begun.
    return;
  }
  const letIn = counts.filter((count) => count <= LIMIT).length;
  verify(letIn === LIMIT, `${key}: ${letIn} let in, and not ${LIMIT}`);
  counts.sort((a, b) => a - b).forEach((count, i) => verify(count === i + 1, `${key}: the count ${count} in place ${i + 1}`));
  verify(total === String(counts.length) && left > 0 && left <= WINDOW * 1000, `${key}: ${total} counted, ${left} ms left`);
}

export function teardown() {
  forget();
}
