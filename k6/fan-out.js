// Publishers publish to one channel, many subscribers listen over WebSockets. The channel keeps no history: who listens
// gets what is published, once.
//
// Publishers begin when Larder knows of all who listen, and k6 as well: lib/larder.js says why.
//
// Checked: each subscriber gets each acknowledged message of each publisher, once and in order, to the last one, and the
// answer to a publisher says that all of them listen.
import { sleep } from "k6";
import { acknowledge, command, commands, failure, forget, guarded, lasting, many, millis, open, run, self, send, thresholds, until, verify } from "./lib/larder.js";

const LASTING = millis(lasting("1m"));
const PUBLISHERS = many(4, 2);
const LISTENERS = many(50, 5);
const SOCKETS = 10;
const channel = `${run}:fan-out`;
const path = `/v1/channels/${encodeURIComponent(channel)}`;

/** The key that counts who has come. */
const arrivals = `${run}:arrivals`;

/** How long it may take until everybody is there: nothing is published before. */
const GATHERING = 120;

export const options = {
  thresholds,
  scenarios: {
    listeners: { executor: "per-vu-iterations", exec: "listen", vus: LISTENERS, iterations: 1, maxDuration: `${LASTING / 1000 + 2 * GATHERING}s`, gracefulStop: "1m" },
    publishers: { executor: "per-vu-iterations", exec: "publish", vus: PUBLISHERS, iterations: 1, startTime: "1s", maxDuration: `${LASTING / 1000 + 2 * GATHERING}s`, gracefulStop: "1m" },
  },
};

export const publish = guarded(publishMessages);

export const listen = guarded(hearMessages);

async function publishMessages() {
  if (!(await until(everybodyIsThere, GATHERING * 1_000))) {
    failure("not everybody has come to listen");
  }
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

function everybodyIsThere() {
  const [arrived, subscribed] = commands([["GET", arrivals], ["PUBSUB", "NUMSUB", channel]]) ?? [];
  return arrived === String(LISTENERS) && subscribed?.[1] === LISTENERS * SOCKETS;
}

async function hearMessages() {
  const listeners = Array.from({ length: SOCKETS }, listener);
  if (await until(() => listeners.every(({ opened }) => opened), GATHERING * 1_000)) {
    command("INCR", arrivals);
  }
  await until(() => listeners.every(({ ended }) => ended === PUBLISHERS), 2 * GATHERING * 1_000 + LASTING);
  for (const one of listeners) {
    verify(one.ended === PUBLISHERS, `a listener got the last message of ${one.ended} publishers, and not of ${PUBLISHERS}`);
    one.socket.close();
  }
}

function listener() {
  const one = { opened: false, ended: 0 };
  const numbers = new Map();
  one.socket = open(`${path}/live`, {
    opened: () => {
      one.opened = true;
    },
    message: ({ type, data }) => {
      if (type === "message") {
        const before = numbers.get(data.from) ?? 0;
        verify(data.number === before + 1, `message ${data.number} of publisher ${data.from} came after message ${before}`);
        numbers.set(data.from, data.number);
        one.ended += data.last ? 1 : 0;
      } else if (type !== "subscribed") {
        failure(`a listener got ${type}`);
      }
    },
  });
  return one;
}

export function teardown() {
  forget();
}
