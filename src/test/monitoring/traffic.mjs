// Some of everything that Larder can do, for so many seconds. Usage: node traffic.mjs HOST:PORT SECONDS
import { createConnection } from "node:net";

const [address, seconds] = process.argv.slice(2);
const [host, port] = address.split(":");
const url = `http://${address}`;

const commands = [
  ["SET", "string", "value"], ["GET", "string"], ["GET", "nothing"], ["HSET", "hash", "field", "value"], ["LPUSH", "list", "a"],
  ["SADD", "set", "a"], ["ZADD", "board", "1", "a"], ["SETBIT", "bits", "7", "1"], ["EXPIRE", "string", "100"],
  ["SET", "brief", "x", "PX", "10"], ["PUBLISH", "news", "hello"], ["PING"], ["CONFIG", "GET", "maxmemory"], ["LPUSH", "string", "wrong type"],
  ["GET"],
];

async function send(path, options) {
  await (await fetch(url + path, options)).arrayBuffer();
}

// A WebSocket by hand; what is sent in binary is refused, and the connection closed.
function socket(path, then) {
  const connection = createConnection(Number(port), host, () => {
    connection.write(`GET ${path} HTTP/1.1\r\nHost: ${address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`
      + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
    connection.once("data", () => connection.write(then));
  });
  connection.on("error", () => {});
  return connection;
}

function frame(opcode, text) {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

const end = Date.now() + seconds * 1000;
const listener = socket("/v1/ws", frame(1, '["SUBSCRIBE","news"]'));
while (Date.now() < end) {
  for (const command of commands) {
    await send("/", { method: "POST", body: JSON.stringify(command) });
  }
  await send("/v1/keys/string");
  await send("/v1/keys/nothing");
  await send("/no-such-path");
  await send("/v1/leaderboards/scores", { method: "PUT", body: '{"order":"desc"}' });
  await send("/v1/leaderboards/scores/scores", { method: "POST", body: '{"id":"ann","score":1}' });
  socket("/v1/ws", frame(2, "x"));
  await new Promise((resolve) => setTimeout(resolve, 100));
}
listener.destroy();
process.exit(0);
