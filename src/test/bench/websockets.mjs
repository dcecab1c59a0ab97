#!/usr/bin/env node
// Idle connections and fan-out over the Centrifuge protocol, the clients on the same machine.
// Usage: src/test/bench/websockets.mjs [CONNECTIONS...]     after a package and `npm ci` in src/test/clients
// With CENTRIFUGO=path/to/centrifugo it measures that one beside Larder, in the same run; with ONLY_IDLE=1 only what idle ones hold.
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const WebSocket = createRequire(join(root, "src/test/clients/package.json"))("ws");
const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000, 5000];
const SECONDS = Number(process.env.SECONDS ?? 8);
const SLOW = Number(process.env.DELIVERIES ?? 20_000);
const BURST = Number(process.env.BURST ?? 100_000);
const WARM = 200;
const PAYLOAD = "x".repeat(100);
const work = mkdtempSync(join(tmpdir(), "websockets-"));

function larder(port) {
  const options = [`-Dquarkus.http.port=${port}`, `-Dlarder.data-dir=${join(work, "data")}`, "-Dlarder.http.max-connections=20000", "-Dlarder.websocket.max-connections=20000"];
  const process = spawn("java", [...options, "-jar", join(root, "target/quarkus-app/quarkus-run.jar")], { stdio: "ignore" });
  return { name: "Larder", port, process, ready: "/q/health" };
}

function centrifugo(port) {
  const config = join(work, "centrifugo.json");
  writeFileSync(config, JSON.stringify({
    http_server: { port: String(port), address: "127.0.0.1" },
    client: { insecure: true, allowed_origins: ["*"] },
    channel: { without_namespace: { allow_publish_for_client: true, allow_subscribe_for_anonymous: true } },
    health: { enabled: true },
    log: { level: "none" },
  }));
  const process = spawn(globalThis.process.env.CENTRIFUGO, ["-c", config], { stdio: "ignore" });
  return { name: "Centrifugo", port, process, ready: "/health" };
}

async function up(server) {
  for (let i = 0; i < 1200; i++) {
    try {
      if ((await fetch(`http://127.0.0.1:${server.port}${server.ready}`)).ok) return;
    } catch {
      // Not yet.
    }
    await sleep(100);
  }
  throw new Error(`${server.name} does not start`);
}

const status = (pid, field) => Number(readFileSync(`/proc/${pid}/status`, "utf8").match(new RegExp(`${field}:\\s+(\\d+)`))[1]);
const processorMillis = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

/**
 * KB of memory that are the process's own, which pages of files are not: the system drops those as it likes, and how many of a store's
 * are there has nothing to do with connections. For Java after a collection, with what the heap holds and what is beside it.
 */
function memory(server) {
  const { pid } = server.process;
  if (server.name !== "Larder") return { own: status(pid, "RssAnon") };
  execFileSync("jcmd", [pid, "GC.run"]);
  const info = execFileSync("jcmd", [pid, "GC.heap_info"], { encoding: "utf8" });
  const [begin, end] = info.match(/\[(0x[0-9a-f]+), (0x[0-9a-f]+)\)/).slice(1).map(BigInt);
  let resident = 0;
  let inside = false;
  for (const line of readFileSync(`/proc/${pid}/smaps`, "utf8").split("\n")) {
    const range = line.match(/^([0-9a-f]+)-([0-9a-f]+) /);
    if (range) inside = BigInt(`0x${range[1]}`) >= begin && BigInt(`0x${range[2]}`) <= end;
    if (inside && line.startsWith("Rss:")) resident += Number.parseInt(line.slice(4), 10);
  }
  const own = status(pid, "RssAnon");
  return { own, heap: Number(info.match(/used (\d+)K/)[1]), beside: own - resident };
}

function open(server, received) {
  return new Promise((opened, failed) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/connection/websocket`, { perMessageDeflate: false });
    socket.on("open", () => socket.send('{"id":1,"connect":{}}\n{"id":2,"subscribe":{"channel":"bench"}}'));
    socket.on("message", (data) => {
      const text = data.toString("latin1");
      // Several may share a frame.
      if (text === "{}" || text.startsWith("{}\n") || text.endsWith("\n{}")) socket.send("{}");
      if (text.includes('"subscribe":{')) opened(socket);
      for (let at = text.indexOf('"t":'); at >= 0; at = text.indexOf('"t":', at + 4)) {
        received(Number.parseFloat(text.slice(at + 4, at + 24)));
      }
    });
    socket.on("error", failed);
    socket.on("close", (code, reason) => failed(new Error(`closed: ${code} ${reason}`)));
  });
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))].toFixed(1);

/** Messages at a rate, or all at once; how long each took to each. */
async function fanOut(server, sockets, delays, messages, perSecond) {
  delays.length = 0;
  const expected = messages * sockets.length;
  const processor = processorMillis(server.process.pid);
  const begin = performance.now();
  for (let i = 0; i < messages; i++) {
    sockets[0].send(`{"id":${100 + i},"publish":{"channel":"bench","data":{"t":${performance.now().toFixed(3)},"p":"${PAYLOAD}"}}}`);
    const due = perSecond ? begin + ((i + 1) * 1000) / perSecond - performance.now() : 0;
    if (due > 0) await sleep(due);
  }
  while (delays.length < expected) {
    if (performance.now() - begin > 120_000) throw new Error(`${delays.length} of ${expected} arrived`);
    await sleep(5);
  }
  const millis = performance.now() - begin;
  const sorted = Float64Array.from(delays).sort();
  const used = processorMillis(server.process.pid) - processor;
  return `${Math.round((expected / millis) * 1000)}/s, delay p50 ${quantile(sorted, 0.5)} ms, p99 ${quantile(sorted, 0.99)} ms, `
    + `processor ${((used * 1000) / expected).toFixed(1)} µs a delivery`;
}

async function connect(server, sockets, count, received) {
  while (sockets.length < count) {
    sockets.push(...(await Promise.all(Array.from({ length: Math.min(50, count - sockets.length) }, () => open(server, received)))));
  }
  return sockets;
}

const cut = (sockets) => sockets.forEach((socket) => socket.removeAllListeners("close") && socket.terminate());

/** What idle connections hold. What the first ones have the process load, compile and take from the system is not theirs. */
async function idle(server) {
  await up(server);
  const delays = [];
  const received = (sent) => delays.push(performance.now() - sent);
  const sockets = await connect(server, [], WARM, received);
  await fanOut(server, sockets, delays, 500, 0);
  let before = null;
  for (const count of [WARM, ...counts]) {
    await connect(server, sockets, count, received);
    await sleep(2000);
    const now = { count, ...memory(server) };
    const named = { own: "resident", heap: "heap after a collection", beside: "beside the heap" };
    const told = Object.keys(named).filter((field) => field in now).map((field) => {
      const each = before && ((now[field] - before[field]) / (count - before.count)).toFixed(1);
      return `${named[field]} ${(now[field] / 1024).toFixed(1)} MB${before ? ` (${each} KB for each more)` : ""}`;
    });
    console.log(`${server.name}, ${count} idle connections: ${told.join(", ")}`);
    before = now;
  }
  cut(sockets);
}

async function measure(server, count) {
  await up(server);
  const delays = [];
  const received = (sent) => delays.push(performance.now() - sent);
  // What only the first ones cost is not counted.
  const warm = await connect(server, [], 20, received);
  await fanOut(server, warm, delays, 500, 0);
  const sockets = await connect(server, [], count, received);
  cut(warm);
  await sleep(2000);
  console.log(`${server.name}, ${count} connections:`);
  const perSecond = Math.max(1, Math.round(SLOW / count));
  console.log(`  ${perSecond} messages/s: ${await fanOut(server, sockets, delays, perSecond * SECONDS, perSecond)}`);
  console.log(`  all at once: ${await fanOut(server, sockets, delays, Math.max(1, Math.round(BURST / count)), 0)}`);
  const begin = performance.now();
  cut(sockets);
  const back = await Promise.all(sockets.map(() => open(server, () => {})));
  console.log(`  all cut at once, and back and subscribed after ${Math.round(performance.now() - begin)} ms`);
  cut(back);
}

async function alone(start, port, what) {
  const server = start(port);
  try {
    await what(server);
  } finally {
    server.process.kill("SIGKILL");
    rmSync(join(work, "data"), { recursive: true, force: true });
  }
}

try {
  const servers = process.env.CENTRIFUGO ? [larder, centrifugo] : [larder];
  const tasks = [idle, ...(process.env.ONLY_IDLE ? [] : counts.map((count) => (server) => measure(server, count)))];
  for (const task of tasks) {
    for (const [i, start] of servers.entries()) await alone(start, 7995 + i, task);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exit();
