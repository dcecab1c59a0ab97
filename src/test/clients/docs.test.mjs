// The examples of src/docs/websockets.md, as they stand there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { Centrifuge } from "centrifuge";
import WebSocket from "ws";
import { Events, Service } from "./live.mjs";

const page = readFileSync(new URL("../../docs/websockets.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/```js\n(.*?)```/gs)].map((match) => match[1]);
const service = new Service({});
const sockets = [];
before(() => service.start());
after(async () => {
  sockets.forEach((socket) => socket.terminate());
  await service.end();
});

class Watched extends WebSocket {
  constructor(...parameters) {
    super(...parameters);
    this.offered = parameters[1];
    this.events = new Events();
    this.on("open", () => this.events.add("open", {}));
    this.on("message", (text) => this.events.add("message", { text: String(text) }));
    sockets.push(this);
  }
}
globalThis.WebSocket = Watched;

/** Runs an example, and gives what it has logged and its newest socket. */
async function run(text) {
  const log = new Events();
  const code = text.replace(/^import .*$/m, "").replaceAll("ws://127.0.0.1:8080", service.url(""));
  const body = Object.getPrototypeOf(async () => {}).constructor;
  const end = await new body("console", "Centrifuge", code)({ log: (...words) => log.add("log", { words }) }, Centrifuge);
  return { log, end, socket: sockets.at(-1) };
}

/** The one example that has these words. */
function example(words) {
  const found = examples.filter((text) => text.includes(words));
  assert.equal(found.length, 1, words);
  return found[0];
}

test("a page gives its token as a subprotocol", async () => {
  const { socket } = await run(example("btoa"));
  await socket.events.next("open");
  assert.equal(socket.protocol, "larder");
  assert.deepEqual(socket.offered, ["larder", `token.${Buffer.from("the token").toString("base64url")}`]);
});

test("commands are answered as the comments say", async () => {
  const commands = example('["SUBSCRIBE","chat"]');
  const { log } = await run(commands);
  const expected = [...commands.matchAll(/\/\/ +(\{.*)$/gm)].map((match) => match[1]);
  assert.equal(expected.length, 5);
  for (const line of expected) {
    if (line.includes("push")) {
      await service.run("PUBLISH", "chat", "hello");
    }
    const [seen] = (await log.next("log")).words;
    const [begin, end] = line.split("…");
    assert.ok(end === undefined ? seen === begin : seen.startsWith(begin) && seen.endsWith(end), `${seen}, not ${line}`);
  }
});

test("a channel is live", async () => {
  const { socket } = await run(example("/v1/channels/"));
  assert.match((await socket.events.next("message")).text, /^\{"type":"subscribed",/);
  await service.run("PUBLISH", "chat:1", '{"n":1}');
  assert.equal((await socket.events.next("message")).text, '{"type":"message","data":{"n":1}}');
});

test("the stock client publishes and gets it", async () => {
  const { log } = await run(`${example("room.publish")}; globalThis.stock = centrifuge;`);
  const { words } = await log.next("log");
  globalThis.stock.disconnect();
  assert.deepEqual(words, [undefined, { text: "hello" }]);
});

test("a leaderboard is live", async () => {
  const { socket } = await run(example("/v1/leaderboards/scores/live"));
  await socket.events.next("message");
  await service.run("ZADD", "scores", "5", "ann");
  assert.match((await socket.events.next("message", ({ text }) => text.includes("ann"))).text, /"score"/);
});

test("a leaderboard is watched without a WebSocket", async () => {
  const commands = [...page.matchAll(/^curl .*\/v1\/leaderboards\/scores\/live.*$/gm)].map(([line]) => line);
  assert.equal(commands.length, 2);
  const [once, on] = commands.map((line) => line.replaceAll("http://127.0.0.1:8080", `http://127.0.0.1:${service.port}`));
  await service.run("ZADD", "scores", "5", "ann");
  const shell = (line) => promisify(execFile)("bash", ["-c", `${line.replace("curl", "curl -s")} || true`]);
  assert.match((await shell(once)).stdout, /^\{"type":"snapshot","board":"scores",.*"ann".*\}$/);
  // It would go on for ever.
  const { stdout } = await shell(on.replace("curl", "curl -m 3"));
  assert.match(stdout, /^retry: \d+\n\nid: \w+:\d+\ndata: \{"type":"snapshot","board":"scores",.*\}\n\n/);
});
