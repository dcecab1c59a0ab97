// The npm package centrifuge, unmodified, at /connection/websocket.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Centrifuge } from "centrifuge";
import WebSocket from "ws";
import { Events, Plain, Service, jwt, seconds, secret } from "./live.mjs";

const service = new Service({
  "larder.auth.token": "full",
  "larder.auth.read-only-token": "read",
  "larder.auth.jwt.hmac-secret": secret,
  "larder.websocket.ping": "2s",
  "larder.websocket.max-queue": "100K",
  "larder.channels.room.pattern": "room:*",
  "larder.channels.room.history-size": 20,
  "larder.channels.room.presence": true,
  "larder.channels.room.join-leave": true,
  "larder.channels.room.publish": true,
  "larder.channels.cache.pattern": "cache:*",
  "larder.channels.cache.history-size": 1,
  "larder.channels.cache.recovery": "cache",
  "larder.channels.private.pattern": "private:*",
  "larder.channels.private.private": true,
  "larder.channels.private.history-size": 5,
});
const clients = [];
before(() => service.start());
after(async () => {
  clients.forEach((client) => client.disconnect());
  await service.end();
});

/** Sockets that a test can cut, and what went over them. */
class Wire extends WebSocket {
  static open = new Set();

  constructor(...parameters) {
    super(...parameters);
    Wire.open.add(this);
    this.on("close", () => Wire.open.delete(this));
  }

  static cut() {
    Wire.open.forEach((socket) => socket.terminate());
  }
}

function client(options) {
  const one = new Centrifuge(service.url("/connection/websocket"), {
    websocket: Wire,
    minReconnectDelay: 20,
    maxReconnectDelay: 200,
    ...options,
  });
  one.events = Events.of(one, "connecting", "connected", "disconnected", "error", "subscribed", "publication", "unsubscribed");
  clients.push(one);
  return one;
}

const user = (name, claims = {}) => jwt({ sub: name, exp: seconds() + 3600, ...claims });

async function connected(options) {
  const one = client(options);
  one.connect();
  await one.events.next("connected");
  return one;
}

async function subscribed(one, channel, options) {
  const subscription = one.newSubscription(channel, options);
  subscription.events = Events.of(subscription, "subscribing", "subscribed", "unsubscribed", "publication", "join", "leave", "error");
  subscription.subscribe();
  subscription.context = await subscription.events.next("subscribed");
  return subscription;
}

const publish = (channel, data) => service.run("PUBLISH", channel, JSON.stringify(data));

test("connect and subscribe in the first frame, publish, presence, history", async () => {
  const ann = client({ token: user("ann", { info: { n: "Ann" } }) });
  ann.connect();
  const room = await subscribed(ann, "room:a", { joinLeave: true });
  assert.equal(room.context.recoverable, true);
  assert.equal((await room.events.next("join")).info.user, "ann");
  const bob = await connected({ token: user("bob") });
  const bobs = await subscribed(bob, "room:a");
  const joined = await room.events.next("join");
  assert.equal(joined.info.user, "bob");

  await ann.publish("room:a", { t: 1, deep: [null, 1.5, "ü\n"] });
  const got = await bobs.events.next("publication");
  assert.deepEqual(got.data, { t: 1, deep: [null, 1.5, "ü\n"] });
  assert.equal(got.offset, 1);
  assert.equal(got.info.user, "ann");
  assert.deepEqual(got.info.connInfo, { n: "Ann" });
  assert.equal((await room.events.next("publication")).offset, 1);

  await service.run("CHANNEL", "PUBLISH", "room:a", "not json", "TAGS", '{"k":"v"}');
  const text = await bobs.events.next("publication");
  assert.deepEqual([text.data, text.offset, text.tags], ["not json", 2, { k: "v" }]);

  const presence = await room.presence();
  assert.deepEqual(Object.values(presence.clients).map((info) => info.user).sort(), ["ann", "bob"]);
  assert.deepEqual(await bobs.presenceStats(), { numClients: 2, numUsers: 2 });

  const all = await room.history({ limit: -1 });
  assert.deepEqual([all.publications.map((each) => each.offset), all.offset], [[1, 2], 2]);
  const backwards = await room.history({ limit: 1, reverse: true });
  assert.deepEqual(backwards.publications.map((each) => each.data), ["not json"]);
  assert.deepEqual((await room.history()).publications, []);
  await assert.rejects(room.history({ limit: 1, since: { offset: 1, epoch: "other" } }), { code: 112 });

  bobs.unsubscribe();
  assert.equal((await room.events.next("leave")).info.user, "bob");
  await assert.rejects(bob.history("room:a", { limit: 1 }), { code: 103 });
  await assert.rejects(ann.history("plain", { limit: 1 }), { code: 103 });
});

test("rpc runs commands for who has Larder's own token", async () => {
  const full = await connected({ token: "full" });
  assert.deepEqual((await full.rpc("command", ["SET", "cf:k", 1])).data, { result: "OK" });
  assert.deepEqual((await full.rpc("command", ["INCR", "cf:k"])).data, { result: 2 });
  assert.match((await full.rpc("command", ["NOPE"])).data.error, /^ERR unknown command/);
  await assert.rejects(full.rpc("nope", {}), { code: 104 });
  await assert.rejects(full.rpc("command", {}), { code: 107 });
  await assert.rejects((await connected({ token: user("u") })).rpc("command", ["GET", "cf:k"]), { code: 103 });
});

test("who may only read subscribes and does not publish", async () => {
  const reader = await connected({ token: "read" });
  const room = await subscribed(reader, "room:read");
  await assert.rejects(reader.publish("room:read", 1), { code: 103 });
  await publish("room:read", 1);
  assert.equal((await room.events.next("publication")).data, 1);
  const plain = await connected({ token: user("u") });
  await subscribed(plain, "plain");
  await assert.rejects(plain.publish("plain", 1), { code: 103 });
});

test("after a cut everything that was missed comes, once and in order", async () => {
  const ann = await connected({ token: user("ann") });
  const room = await subscribed(ann, "room:cut");
  await publish("room:cut", 1);
  await room.events.next("publication");
  Wire.cut();
  await publish("room:cut", 2);
  await publish("room:cut", 3);
  const again = await room.events.next("subscribed");
  assert.deepEqual([again.wasRecovering, again.recovered], [true, true]);
  await publish("room:cut", 4);
  for (const offset of [2, 3, 4]) {
    const next = await room.events.next("publication");
    assert.deepEqual([next.offset, next.data], [offset, offset]);
  }
});

test("a gap that cannot be filled is told", async () => {
  const ann = await connected({ token: user("ann") });
  const room = await subscribed(ann, "room:gap");
  await publish("room:gap", 0);
  await room.events.next("publication");
  room.unsubscribe();
  for (let i = 1; i <= 25; i++) {
    await publish("room:gap", i);
  }
  room.subscribe();
  const again = await room.events.next("subscribed");
  assert.deepEqual([again.wasRecovering, again.recovered, again.streamPosition.offset], [true, false, 26]);
  await publish("room:gap", "on");
  assert.equal((await room.events.next("publication")).data, "on");
});

test("a cache channel gives its newest message", async () => {
  const ann = await connected({ token: user("ann") });
  await publish("cache:p", { v: 1 });
  await publish("cache:p", { v: 2 });
  const cache = await subscribed(ann, "cache:p", { since: {} });
  assert.equal(cache.context.recovered, true);
  assert.deepEqual((await cache.events.next("publication")).data, { v: 2 });
  Wire.cut();
  await publish("cache:p", { v: 3 });
  await publish("cache:p", { v: 4 });
  assert.equal((await cache.events.next("subscribed")).recovered, true);
  assert.deepEqual((await cache.events.next("publication")).data, { v: 4 });
  Wire.cut();
  assert.equal((await cache.events.next("subscribed")).hasRecoveredPublications, false);
});

test("an expired token is fetched anew, and a connection is refreshed", async () => {
  let fetched = 0;
  const ann = client({
    token: user("ann", { exp: seconds() - 1 }),
    getToken: async () => {
      fetched++;
      return user("ann", { exp: seconds() + (fetched === 1 ? 2 : 3600) });
    },
  });
  ann.connect();
  await ann.events.next("connected");
  assert.equal(fetched, 1);
  for (let i = 0; fetched < 2; i++) {
    assert.ok(i < 100, "it was not refreshed");
    await sleep(50);
  }
  await ann.publish("room:refresh", 1);
  assert.equal(ann.state, "connected");
});

test("an expired token without another ends", async () => {
  const ann = client({ token: user("ann", { exp: seconds() - 1 }) });
  ann.connect();
  assert.equal((await ann.events.next("disconnected")).code, 1);
});

test("tokens that are none of ours end for good", async () => {
  const bad = {
    "another key": jwt({ sub: "ann" }, { key: "another key of thirty-two bytes and more" }),
    "no signature": jwt({ sub: "ann" }, { algorithm: "none" }),
    "no token": "hello",
    "nothing": "",
    "a channel's": user("ann", { channel: "private:x" }),
    "not yet": user("ann", { nbf: seconds() + 1000 }),
    "a user that is no text": user({ a: 1 }),
  };
  for (const [what, token] of Object.entries(bad)) {
    const ann = client({ token });
    ann.connect();
    const end = await ann.events.next("disconnected");
    assert.deepEqual([end.code, end.reason], [3500, "invalid token"], what);
  }
  for (const algorithm of ["HS384", "HS512"]) {
    await connected({ token: jwt({ sub: "ann" }, { algorithm }) });
  }
});

test("a private channel wants a token of its own, which is refreshed as well", async () => {
  const ann = await connected({ token: user("ann") });
  const own = (claims = {}) => user("ann", { channel: "private:x", info: { seat: 4 }, ...claims });
  let fetched = 0;
  const options = {
    token: own({ exp: seconds() - 1 }),
    getToken: async () => {
      fetched++;
      return own({ exp: seconds() + (fetched === 1 ? 2 : 3600) });
    },
  };
  const room = await subscribed(ann, "private:x", options);
  assert.equal(fetched, 1);
  for (let i = 0; fetched < 2; i++) {
    assert.ok(i < 100, "it was not refreshed");
    await sleep(50);
  }
  await publish("private:x", 1);
  assert.equal((await room.events.next("publication")).data, 1);
  const refused = {
    "private:none": {},
    "private:another channel": { token: own() },
    "private:another user": { token: user("bob", { channel: "private:another user" }) },
    "private:nonsense": { token: "nonsense" },
  };
  for (const [channel, given] of Object.entries(refused)) {
    const subscription = ann.newSubscription(channel, given);
    const events = Events.of(subscription, "unsubscribed");
    subscription.subscribe();
    assert.equal((await events.next("unsubscribed")).code, 103, channel);
  }
  await subscribed(await connected({ token: "read" }), "private:x");
});

test("a token's channels are subscribed to by themselves, and recover", async () => {
  const subs = { "room:own": { data: { w: 1 } }, "plain:own": {} };
  const sam = client({ token: user("sam", { subs }) });
  sam.connect();
  const first = await sam.events.next("subscribed", (event) => event.channel === "room:own");
  assert.deepEqual([first.data, first.recoverable], [{ w: 1 }, true]);
  await sam.events.next("subscribed", (event) => event.channel === "plain:own");
  await publish("room:own", 1);
  assert.equal((await sam.events.next("publication")).data, 1);
  const double = sam.newSubscription("room:own");
  const events = Events.of(double, "error", "unsubscribed");
  double.subscribe();
  assert.equal((await events.next("unsubscribed")).code, 105);
  Wire.cut();
  await publish("room:own", 2);
  const again = await sam.events.next("subscribed", (event) => event.channel === "room:own");
  assert.deepEqual([again.wasRecovering, again.recovered], [true, true]);
  assert.equal((await sam.events.next("publication")).data, 2);
});

test("names and numbers of channels have bounds", async () => {
  const ann = await connected({ token: user("ann") });
  const long = ann.newSubscription("x".repeat(256));
  const events = Events.of(long, "unsubscribed");
  long.subscribe();
  assert.equal((await events.next("unsubscribed")).code, 107);
  const many = Array.from({ length: 128 }, (_, i) => ann.newSubscription(`many:${i}`));
  many.forEach((each) => each.subscribe());
  await Promise.all(many.map((each) => each.ready()));
  const more = ann.newSubscription("many:more");
  const refusal = Events.of(more, "unsubscribed");
  more.subscribe();
  assert.equal((await refusal.next("unsubscribed")).code, 106);
});

test("pings go both ways", async () => {
  const socket = await Plain.open(service.url("/connection/websocket"));
  const reply = await socket.ask({ id: 1, connect: { token: "full" } });
  assert.deepEqual([reply.connect.ping, reply.connect.pong], [2, true]);
  assert.equal(await socket.text(), "{}");
  socket.send("{}");
  assert.equal(await socket.text(), "{}");
  // And now it says nothing.
  assert.deepEqual(await socket.closed(), { code: 3012, reason: "no pong" });
});

test("what is no command ends for good, with a reason", async () => {
  const breaches = [
    "",
    "\n\n",
    "nonsense",
    "[]",
    '{"id":1,"subscribe":{"channel":"x"}}',
    '{"id":1,"nothing":{}}',
    '{"connect":{"token":"full"}}',
    '{"id":1,"connect":{"token":"full"}}\n{"id":2,"connect":{"token":"full"}}',
    '{"id":1,"connect":{"token":"full"}}\n{"id":2,"subscribe":{}}',
    '{"id":1,"connect":{"token":7}}',
  ];
  for (const breach of breaches) {
    const socket = await Plain.open(service.url("/connection/websocket"));
    socket.send(breach);
    assert.deepEqual(await socket.closed(), { code: 3501, reason: "bad request" }, breach);
  }
  const large = await Plain.open(service.url("/connection/websocket"));
  large.send(JSON.stringify({ id: 1, connect: { token: "full", data: "x".repeat(66_000) } }));
  assert.equal((await large.closed()).code, 1009);
});

test("the lines of a frame are done in order, and nothing comes after an unsubscribe", async () => {
  const socket = await Plain.open(service.url("/connection/websocket"));
  const lines = [
    { id: 1, connect: { token: "full" } },
    { id: 2, subscribe: { channel: "room:lines", flag: 1 } },
    { id: 3, publish: { channel: "room:lines", data: 1 } },
    { id: 4, unsubscribe: { channel: "room:lines" } },
    { id: 5, publish: { channel: "room:lines", data: 2 } },
    { id: 6, unsubscribe: { channel: "room:lines" } },
    { id: 7, subscribe: { channel: "room:lines", recover: true, offset: 1, flag: 3 } },
    { id: 8, subscribe: { channel: "room:lines" } },
    { id: 9, subscribe: { channel: "room:lines2", type: 1 } },
    { id: 10, send: {} },
    { id: 11, ping: {} },
  ];
  socket.send(`${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
  const seen = [];
  while (seen.at(-1)?.id !== 11) {
    seen.push(await socket.json());
  }
  const order = seen.filter((each) => each.id).map((each) => each.id);
  assert.deepEqual(order, [1, 2, 3, 4, 5, 6, 7, 8, 9, 11]);
  const reply = (id) => seen.find((each) => each.id === id);
  assert.deepEqual(reply(7).subscribe.publications.map((each) => each.data), [2]);
  assert.equal(reply(7).subscribe.offset, 1);
  assert.equal(reply(8).error.code, 105);
  assert.equal(reply(9).error.code, 108);
  assert.equal(reply(11).error.code, 108);
  const at = (id) => seen.findIndex((each) => each.id === id);
  assert.ok(seen.every((each, i) => !each.push || (i > at(2) && i < at(4))), JSON.stringify(seen));
  socket.close();
});

test("a reader that is too slow is closed and comes back to what it missed", async () => {
  const socket = await Plain.open(service.url("/connection/websocket"));
  socket.send({ id: 1, connect: { token: "full" } });
  await socket.json();
  await socket.ask({ id: 2, subscribe: { channel: "fast" } });
  socket.socket.pause();
  const text = "x".repeat(60_000);
  for (let i = 0; i < 300; i++) {
    await publish("fast", text);
  }
  socket.socket.resume();
  assert.deepEqual(await socket.closed(), { code: 3008, reason: "slow" });
});

test("a killed service is come back to, with what was missed", async () => {
  const ann = await connected({ token: user("ann") });
  const room = await subscribed(ann, "room:killed");
  const bob = await connected({ token: "full" });
  await bob.publish("room:killed", 1);
  assert.equal((await room.events.next("publication")).data, 1);
  ann.disconnect();
  await bob.publish("room:killed", 2);
  await service.kill();
  await service.start();
  ann.connect();
  const again = await room.events.next("subscribed");
  assert.deepEqual([again.wasRecovering, again.recovered], [true, true]);
  assert.equal((await room.events.next("publication")).data, 2);
  await bob.ready(20_000);
  await bob.publish("room:killed", 3);
  const next = await room.events.next("publication");
  assert.deepEqual([next.data, next.offset], [3, 3]);
});

test("a stop lets clients come back by themselves", async () => {
  const ann = await connected({ token: user("ann") });
  const room = await subscribed(ann, "room:stopped");
  await publish("room:stopped", 1);
  await room.events.next("publication");
  await service.stop();
  const why = await ann.events.next("connecting", (event) => event.code !== 0);
  assert.deepEqual([why.code, why.reason], [3001, "shutdown"]);
  await service.start();
  const again = await room.events.next("subscribed");
  assert.deepEqual([again.wasRecovering, again.recovered], [true, true]);
});
