// Fills a board, watches it, submits as fast as two connections take it, and says what was seen. See `live`.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import http from "node:http";

const require = createRequire(new URL("../clients/package.json", import.meta.url));
const WebSocket = require("ws");

const [url, ...numbers] = process.argv.slice(2);
const [seconds, watchers, around, members, pid] = numbers.map(Number);
const agent = new http.Agent({ keepAlive: true });
const sleep = (millis) => new Promise((done) => setTimeout(done, millis));
const member = (i) => `member:${String(i).padStart(8, "0")}`;
const random = (n) => Math.floor(Math.random() * n);
const BATCH = 100;

/** Sends commands in one request. */
function pipeline(commands) {
  return new Promise((done, failed) => {
    const request = http.request(`${url}/pipeline`, { method: "POST", agent }, (answer) => {
      answer.resume().on("end", done);
    });
    request.on("error", failed).end(JSON.stringify(commands));
  });
}

/** Processor time of the service so far, of all its threads and of those of one name, in seconds. */
function processor() {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(stat[11]) + Number(stat[12])) / 100;
}

async function metric(name) {
  const text = await (await fetch(`${url}/q/metrics`)).text();
  return Number(text.match(new RegExp(`^${name} (.*)$`, "m"))[1]);
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))]?.toFixed(1);

for (let i = 0; i < members; i += 10_000) {
  const words = ["ZADD", "board"];
  for (let j = i; j < Math.min(members, i + 10_000); j++) words.push(random(1_000_000), member(j));
  await pipeline([words]);
}

/** Submits for a while. Every 200 ms one member is set to the time, which makes it the first; its frames tell the delay. */
async function submits(millis) {
  const end = performance.now() + millis;
  let sent = 0;
  const writer = async () => {
    while (performance.now() < end) {
      const commands = Array.from({ length: BATCH }, () => ["ZADD", "board", random(1_000_000), member(random(members))]);
      await pipeline(commands);
      sent += BATCH;
    }
  };
  const marker = async () => {
    for (let i = 0; performance.now() < end; i++) {
      await sleep(190 + random(20));
      await pipeline([["ZADD", "board", 2_000_000 + Math.round(performance.now() * 1_000), `marker:${i % 5}`]]);
    }
  };
  const begin = { time: performance.now(), all: processor(), live: await metric("larder_live_processor_seconds_total") };
  await Promise.all([writer(), writer(), marker()]);
  const took = (performance.now() - begin.time) / 1_000;
  return {
    rate: Math.round(sent / took),
    processor: (((processor() - begin.all) / took) * 100).toFixed(0),
    live: ((((await metric("larder_live_processor_seconds_total")) - begin.live) / took) * 100).toFixed(2),
  };
}

await submits(5_000);
const without = await submits((seconds * 1_000) / 2);
console.log(`without watchers: ${without.rate} submits/s, service ${without.processor} % of a processor`);

const delays = [];
let frames = 0;
let bytes = 0;
let measuring = false;
const sockets = [];
async function open(query, take) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/v1/leaderboards/board/live?${query}`);
  sockets.push(socket);
  socket.on("message", take);
  await new Promise((done, failed) => socket.once("open", done).once("error", failed));
}
const count = (data) => {
  frames++;
  bytes += data.length;
};
let lastSeen = 0;
for (let i = 0; i < watchers; i++) {
  // A few of them are read; the rest only has to be delivered to.
  await open("top=10", (data) => {
    count(data);
    if (!measuring || i % 50 !== 0) return;
    const frame = JSON.parse(data);
    for (const entry of [...(frame.entered ?? []), ...(frame.moved ?? []), ...(frame.scored ?? [])]) {
      if (entry.position === 1) {
        delays.push(performance.now() - (entry.score - 2_000_000) / 1_000);
        lastSeen = entry.score;
      }
    }
  });
}
for (let i = 0; i < around; i++) {
  await open(`around=${member(Math.floor((i * members) / around))}&size=5`, count);
}
await sleep(2_000);
frames = bytes = 0;
measuring = true;
const watched = await submits(seconds * 1_000);
measuring = false;
delays.sort((a, b) => a - b);
console.log(`${watchers} watch the top 10, ${around} different members: ${watched.rate} submits/s, service ${watched.processor} % of a processor`);
console.log(`views: ${watched.live} % of a processor; ${Math.round(frames / seconds)} frames/s delivered, ${(bytes / seconds / 1e6).toFixed(1)} MB/s`);
console.log(`submit to frame, ${delays.length} seen: p50 ${quantile(delays, 0.5)} ms, p99 ${quantile(delays, 0.99)} ms`);
sockets.forEach((socket) => socket.terminate());
agent.destroy();
process.exit(lastSeen > 0 ? 0 : 1);
