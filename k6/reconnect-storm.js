// Many connections to a channel with history break at once and come back at once, again and again, while messages are
// published: what a load balancer does that is restarted, or Larder itself. They speak the Centrifuge protocol, as its
// stock clients do: who comes back says where it was, and is given what it has missed.
//
// Checked: everybody gets in again and is told that nothing was missed; each gets each acknowledged message once and in
// order, to the last one.
import { sleep } from "k6";
import { acknowledge, failure, forget, guarded, lasting, many, millis, open, pause, run, send, thresholds, token, until, verify } from "./lib/larder.js";

const LASTING = millis(lasting("1m"));
const SOCKETS = 20;
const ROUND = 2_000;
const channel = `${run}:storm`;
const path = `/v1/channels/${encodeURIComponent(channel)}`;

export const options = {
  thresholds,
  scenarios: {
    crowd: { executor: "per-vu-iterations", exec: "crowd", vus: many(50, 5), iterations: 1, maxDuration: `${LASTING / 1000 + 300}s`, gracefulStop: "1m" },
    publisher: { executor: "per-vu-iterations", exec: "publish", vus: 1, iterations: 1, startTime: "1s", maxDuration: `${LASTING / 1000 + 60}s`, gracefulStop: "1m" },
  },
};

export function setup() {
  const kept = send("GET", `${path}?limit=0`, null, { statuses: [200, 404] });
  if (kept?.status !== 200) {
    throw new Error("the channel keeps no history: start Larder with larder.channels.k6.pattern=k6:*:storm and larder.channels.k6.history-size=10000");
  }
  return { end: Date.now() + 1_000 + LASTING };
}

export const publish = guarded(publishMessages);

export const crowd = guarded(comeAndGo);

function publishMessages({ end }) {
  for (let number = 1; Date.now() < end; number++) {
    const response = send("POST", path, JSON.stringify({ number }), { name: "/v1/channels/{channel}" });
    if (response !== null) {
      acknowledge();
      const { offset } = response.json();
      verify(offset === number, `message ${number} is at ${offset}`);
    }
    sleep(0.02);
  }
}

async function comeAndGo({ end }) {
  const members = Array.from({ length: SOCKETS }, () => ({ epoch: null, offset: 0, subscribed: false, socket: null, say: null }));
  members.forEach(enter);
  while (Date.now() < end && (await everybodyIsIn(members))) {
    await pause(Math.max(0, ROUND - (Date.now() % ROUND)));
    members.forEach(({ socket }) => socket.close());
    members.forEach(enter);
  }
  await everybodyIsIn(members);
  // What was under way at the end of the time is published by now.
  await pause(end - Date.now() + 2_000);
  const top = send("GET", `${path}?limit=0`, null)?.json().offset;
  await until(() => members.every(({ offset }) => offset === top));
  members.forEach(({ offset, socket }) => {
    verify(top > 0 && offset === top, `somebody got messages to ${offset}, and not to ${top}`);
    socket.close();
  });
}

async function everybodyIsIn(members) {
  const are = await until(() => members.every(({ subscribed }) => subscribed));
  if (!are) {
    failure("not everybody got in again");
  }
  return are;
}

/** Comes in, or back to where it was. */
function enter(member) {
  const { epoch, offset } = member;
  const position = epoch === null ? {} : { recover: true, epoch, offset };
  member.subscribed = false;
  member.socket = open("/connection/websocket", {
    opened: (say) => {
      member.say = say;
      say({ id: 1, connect: { token } }, { id: 2, subscribe: { channel, ...position } });
    },
    message: ({ id, error, subscribe, push }) => {
      if (error !== undefined) {
        failure(`somebody was answered with ${JSON.stringify(error)}`);
      } else if (subscribe !== undefined) {
        begin(member, subscribe);
      } else if (push?.pub !== undefined) {
        take(member, push.pub);
      } else if (push !== undefined) {
        failure(`somebody got ${JSON.stringify(push)}`);
      } else if (id === undefined) {
        // What asks whether anybody is there.
        member.say({});
      }
    },
  });
}

function begin(member, { epoch, offset = 0, recovered = false, publications = [] }) {
  member.subscribed = true;
  if (member.epoch === null) {
    member.offset = offset;
  } else {
    verify(recovered && epoch === member.epoch, `who came back after message ${member.offset} was not given what was missed`);
  }
  member.epoch = epoch;
  publications.forEach((missed) => take(member, missed));
}

function take(member, { offset, data }) {
  const right = offset === member.offset + 1 && data.number === offset;
  verify(right, `message ${data.number} at ${offset} came after message ${member.offset}`);
  member.offset = offset;
}

export function teardown() {
  forget();
}
