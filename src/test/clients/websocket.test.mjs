// /v1/ws and /v1/channels/{channel}/live, with nothing but a WebSocket.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Plain, Service } from "./live.mjs";

const service = new Service({
  "larder.auth.token": "full",
  "larder.auth.read-only-token": "read",
  "larder.websocket.max-queue": "100K",
  "larder.channels.kept.pattern": "kept:*",
  "larder.channels.kept.history-size": 5,
  "larder.channels.kept.join-leave": true,
});
before(() => service.start());
after(() => service.end());

const commands = (query = "?_token=full") => Plain.open(service.url(`/v1/ws${query}`));
const live = (channel, query = "") =>
  Plain.open(service.url(`/v1/channels/${encodeURIComponent(channel)}/live?_token=full${query}`));

test("commands are answered in their order, with their ids", async () => {
  const socket = await commands();
  socket.send({ id: 1, command: ["SET", "ws:k", "v"] }).send(["GET", "ws:k"]).send({ id: "x", command: ["KEYS", "ws:*"] });
  assert.equal(await socket.text(), '{"id":1,"result":"OK"}');
  assert.equal(await socket.text(), '{"result":"v"}');
  assert.equal(await socket.text(), '{"id":"x","result":["ws:k"]}');
  assert.match((await socket.ask("nonsense")).error, /^ERR /);
  assert.deepEqual(await socket.ask(["PING"]), { result: "PONG" });
  socket.close();
});

test("pub/sub is on the same socket", async () => {
  const socket = await commands();
  assert.deepEqual(await socket.ask({ id: 1, command: ["SUBSCRIBE", "a", "b"] }), {
    id: 1,
    result: [
      ["subscribe", "a", 1],
      ["subscribe", "b", 2],
    ],
  });
  assert.deepEqual(await socket.ask(["PSUBSCRIBE", "p*"]), { result: [["psubscribe", "p*", 3]] });
  assert.equal(await service.run("PUBLISH", "a", "hello"), 1);
  assert.deepEqual(await socket.json(), { push: ["message", "a", "hello"] });
  await service.run("PUBLISH", "pq", "ü");
  assert.deepEqual(await socket.json(), { push: ["pmessage", "p*", "pq", "ü"] });
  // Its own messages come too, behind the answer.
  assert.deepEqual(await socket.ask({ id: 2, command: ["PUBLISH", "b", "own"] }), { id: 2, result: 1 });
  assert.deepEqual(await socket.json(), { push: ["message", "b", "own"] });
  assert.deepEqual(await socket.ask(["SET", "ws:k", "still"]), { result: "OK" });
  assert.deepEqual(await socket.ask(["UNSUBSCRIBE", "a"]), { result: [["unsubscribe", "a", 2]] });
  socket.close();
  for (let i = 0; (await service.run("PUBLISH", "b", "nobody")) !== 0; i++) {
    assert.ok(i < 100);
    await sleep(50);
  }
});

test("what happens to keys is told", async () => {
  const [socket, other] = [await commands(), await commands()];
  await service.run("CONFIG", "SET", "notify-keyspace-events", "EA");
  await socket.ask(["PSUBSCRIBE", "__keyevent@0__:*"]);
  const event = (name, key = "ws:n") => ({ push: ["pmessage", "__keyevent@0__:*", `__keyevent@0__:${name}`, key] });
  await other.ask(["SET", "ws:n", "v"]);
  assert.deepEqual(await socket.json(), event("set"));
  await other.ask(["DEL", "ws:n"]);
  assert.deepEqual(await socket.json(), event("del"));
  await other.ask(["SET", "ws:n", "v", "PX", 50]);
  assert.deepEqual(await socket.json(), event("set"));
  assert.deepEqual(await socket.json(), event("expire"));
  // Nobody touches the key: it expires by itself.
  assert.deepEqual(await socket.json(), event("expired"));
  await service.run("CONFIG", "SET", "notify-keyspace-events", "");
  await other.ask(["SET", "ws:n", "v"]);
  await socket.send(["PUNSUBSCRIBE"]);
  assert.deepEqual(await socket.json(), { result: [["punsubscribe", "__keyevent@0__:*", 0]] }, "nothing is told any more");
  await other.ask(["DEL", "ws:n"]);
  [socket, other].forEach((one) => one.close());
});

test("transactions last over messages", async () => {
  const socket = await commands();
  await socket.ask(["WATCH", "ws:t"]);
  await socket.ask(["MULTI"]);
  assert.deepEqual(await socket.ask({ id: 5, command: ["INCR", "ws:t"] }), { id: 5, result: "QUEUED" });
  assert.deepEqual(await socket.ask(["EXEC"]), { result: [1] });
  await socket.ask(["WATCH", "ws:t"]);
  await service.run("SET", "ws:t", "9");
  await socket.ask(["MULTI"]);
  await socket.ask(["INCR", "ws:t"]);
  assert.deepEqual(await socket.ask(["EXEC"]), { result: null });
  socket.close();
});

test("a page's token is a subprotocol", async () => {
  const token = Buffer.from("read").toString("base64url");
  const socket = await Plain.open(service.url("/v1/ws"), ["larder", `token.${token}`]);
  assert.equal(socket.socket.protocol, "larder");
  assert.equal(socket.socket.extensions, "");
  assert.match((await socket.ask(["SET", "k", "v"])).error, /^NOPERM /);
  assert.match((await socket.ask(["PUBLISH", "a", "v"])).error, /^NOPERM /);
  assert.deepEqual((await socket.ask(["SUBSCRIBE", "a"])).result, [["subscribe", "a", 1]]);
  socket.close();
  assert.equal((await new Plain(service.url("/v1/ws")).events.next("refused")).status, 401);
});

test("what is not an upgrade is told so", async () => {
  for (const path of ["/v1/ws", "/v1/channels/x/live", "/connection/websocket"]) {
    const answer = await fetch(`http://127.0.0.1:${service.port}${path}`);
    assert.equal(answer.status, 426, path);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    assert.equal((await answer.json()).status, 426);
  }
});

test("a channel comes live, and what was missed comes to who comes back", async () => {
  const first = await live("kept:room/1");
  const begin = await first.json();
  assert.equal(begin.type, "subscribed");
  assert.equal(begin.offset, 0);
  assert.equal(begin.recovered, false);
  await service.run("CHANNEL", "PUBLISH", "kept:room/1", '{ "n":\n1.50 }', "TAGS", '{"a":"b"}');
  assert.equal(await first.text(), '{"type":"message","data":{ "n": 1.50 },"offset":1,"tags":{"a":"b"}}');
  await service.run("PUBLISH", "kept:room/1", "hello");
  assert.equal(await first.text(), '{"type":"message","text":"hello","offset":2}');
  first.close();
  await service.run("PUBLISH", "kept:room/1", "3");
  const second = await live("kept:room/1", `&since=2&epoch=${begin.epoch}`);
  assert.deepEqual(await second.json(), { type: "subscribed", epoch: begin.epoch, offset: 2, recovered: true });
  assert.equal(await second.text(), '{"type":"message","data":3,"offset":3}');
  second.close();
});

test("what cannot be had is told, never a part of it", async () => {
  for (let i = 1; i <= 9; i++) {
    await service.run("PUBLISH", "kept:gap", String(i));
  }
  const { epoch } = await (await live("kept:gap")).json();
  const late = await live("kept:gap", `&since=2&epoch=${epoch}`);
  assert.deepEqual(await late.json(), { type: "subscribed", epoch, offset: 9, recovered: false });
  assert.deepEqual(await late.json(), { type: "lost" });
  const other = await live("kept:gap", "&since=9&epoch=another");
  assert.equal((await other.json()).recovered, false);
  assert.deepEqual(await other.json(), { type: "lost" });
  late.close();
  other.close();
  assert.equal((await new Plain(service.url("/v1/channels/x/live?_token=full&since=x")).events.next("refused")).status, 400);
});

test("a client publishes where it may", async () => {
  const ann = await live("kept:talk", "&user=ann&join-leave");
  await ann.json();
  assert.equal((await ann.json()).type, "join");
  const bob = await live("kept:talk", "&user=bob");
  await bob.json();
  assert.equal((await ann.json()).user, "bob");
  bob.send({ type: "publish", id: "p1", data: { hi: [1, 2] } });
  assert.deepEqual(await ann.json(), { type: "message", data: { hi: [1, 2] }, offset: 1, user: "bob" });
  const own = [await bob.json(), await bob.json()].sort((a, b) => (a.type < b.type ? -1 : 1));
  assert.deepEqual(own, [
    { type: "message", data: { hi: [1, 2] }, offset: 1, user: "bob" },
    { type: "published", id: "p1", offset: 1 },
  ]);
  assert.match((await bob.ask({ type: "publish", id: 2 })).error, /^ERR /);
  bob.close();
  assert.equal((await ann.json()).type, "leave");
  ann.close();
  const reader = await Plain.open(service.url("/v1/channels/kept%3Atalk/live?_token=read"));
  await reader.json();
  assert.match((await reader.ask({ type: "publish", data: 1 })).error, /^NOPERM /);
  reader.close();
});

test("a reader that is too slow is closed with a reason, and no other is held up", async () => {
  const slow = await live("fast");
  const quick = await live("fast");
  await slow.json();
  await quick.json();
  slow.socket.pause();
  const text = "x".repeat(50_000);
  for (let i = 0; i < 300; i++) {
    await service.run("PUBLISH", "fast", text);
    await quick.text();
  }
  slow.socket.resume();
  assert.deepEqual(await slow.closed(), { code: 4008, reason: "too slow: too much was waiting to be read" });
  quick.close();
});

test("a stop says so", async () => {
  const sockets = [await commands(), await live("a"), await Plain.open(service.url("/connection/websocket"))];
  sockets[2].send({ id: 1, connect: { token: "full" } });
  await sockets[2].json();
  await service.stop();
  assert.deepEqual(await sockets[0].closed(), { code: 1001, reason: "shutdown" });
  assert.deepEqual(await sockets[1].closed(), { code: 1001, reason: "shutdown" });
  assert.deepEqual(await sockets[2].closed(), { code: 3001, reason: "shutdown" });
});
