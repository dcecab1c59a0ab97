// Publishers publish to one channel, many subscribers listen over WebSockets. The channel keeps no history: who listens
// gets what is published, once.
//
// Checked: each subscriber gets each acknowledged message of each publisher, once and in order, to the last one, and the
// answer to a publisher says that all of them listen.
import { sleep } from "k6";
import { acknowledge, failure, guarded, lasting, many, millis, open, run, self, send, thresholds, until, verify } from "./lib/larder.js";

const LASTING = millis(lasting("1m"));
const PUBLISHERS = many(4, 2);
const LISTENERS = many(50, 5);
const SOCKETS = 10;
const path = `/v1/channels/${encodeURIComponent(`${run}:fan-out`)}`;

/** Long enough for everybody to be there before the first message. */
const GATHERING = LISTENERS > 10 ? 10 : 3;

export const options = {
  thresholds,
  scenarios: {
    listeners: { executor: "per-vu-iterations", exec: "listen", vus: LISTENERS, iterations: 1, maxDuration: `${LASTING / 1000 + 120}s`, gracefulStop: "1m" },
    publishers: { executor: "per-vu-iterations", exec: "publish", vus: PUBLISHERS, iterations: 1, startTime: `${GATHERING}s`, maxDuration: `${LASTING / 1000 + 60}s`, gracefulStop: "1m" },
  },
};

export const publish = guarded(publishMessages);

export const listen = guarded(hearMessages);

function publishMessages() {
  const end = Date.now() + LASTING;
  for (let number = 1; ; number++) {
    const last = Date.now() > end;
    const response = send("POST", path, JSON.stringify({ from: self(), number, last }), { name: "/v1/channels/{channel}" });
    if (response !== null) {
      acknowledge();
      verify(response.json().receivers === LISTENERS * SOCKETS, `a message went to ${response.json().receivers}, and not to ${LISTENERS * SOCKETS}`);
    }
    if (last) {
      return;
    }
    sleep(0.005);
  }
}

async function hearMessages() {
  const listeners = Array.from({ length: SOCKETS }, listener);
  if (!(await until(() => listeners.every(({ subscribed }) => subscribed), GATHERING * 1_000))) {
    failure("not everybody could subscribe in time");
  }
  await until(() => listeners.every(({ ended }) => ended === PUBLISHERS), (GATHERING + 60) * 1_000 + LASTING);
  for (const one of listeners) {
    verify(one.ended === PUBLISHERS, `a listener got the last message of ${one.ended} publishers, and not of ${PUBLISHERS}`);
    one.socket.close();
  }
}

function listener() {
  const one = { subscribed: false, ended: 0 };
  const numbers = new Map();
  one.socket = open(`${path}/live`, {
    message: ({ type, data }) => {
      if (type === "subscribed") {
        one.subscribed = true;
      } else if (type === "message") {
        const before = numbers.get(data.from) ?? 0;
        verify(data.number === before + 1, `message ${data.number} of publisher ${data.from} came after message ${before}`);
        numbers.set(data.from, data.number);
        one.ended += data.last ? 1 : 0;
      } else {
        failure(`a listener got ${type}`);
      }
    },
  });
  return one;
}
