// Services of one test file's own, with settings, and what WebSocket tests have in common.
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import WebSocket from "ws";

export const secret = "a secret of thirty-two bytes or more";
const jar = fileURLToPath(new URL("../../../target/quarkus-app/quarkus-run.jar", import.meta.url));

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** The packaged service on a port and a data directory that stay the same when it is started again. */
export class Service {
  constructor(settings, environment = {}) {
    this.settings = settings;
    this.environment = environment;
    this.directory = mkdtempSync(join(tmpdir(), "larder-live-"));
  }

  async start() {
    this.port ??= await freePort();
    const settings = { "quarkus.http.port": this.port, "larder.data-dir": join(this.directory, "data"), ...this.settings };
    const options = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`);
    this.log = "";
    this.process = spawn("java", [...options, "-jar", jar], { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...this.environment } });
    this.process.stdout.on("data", (text) => (this.log += text));
    this.process.stderr.on("data", (text) => (this.log += text));
    this.gone = new Promise((exit) => this.process.once("exit", exit));
    const deadline = Date.now() + 120_000;
    while (!this.log.includes("Listening on")) {
      if (this.process.exitCode !== null || Date.now() > deadline) {
        throw new Error(`the service did not start:\n${this.log}`);
      }
      await sleep(50);
    }
    return this;
  }

  async kill() {
    this.process.kill("SIGKILL");
    await this.gone;
  }

  async stop() {
    this.process.kill("SIGTERM");
    await this.gone;
  }

  async end() {
    if (this.process?.exitCode === null) {
      await this.kill();
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  url(path) {
    return `ws://127.0.0.1:${this.port}${path}`;
  }

  /** The result of a command, over HTTP. */
  async run(...words) {
    const answer = await fetch(`http://127.0.0.1:${this.port}/`, {
      method: "POST",
      headers: { authorization: "Bearer full" },
      body: JSON.stringify(words),
    });
    const { result, error } = await answer.json();
    if (error !== undefined) {
      throw new Error(error);
    }
    return result;
  }
}

/** A token for the claims, signed with the secret unless another is given. */
export function jwt(claims, { key = secret, algorithm = "HS256" } = {}) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const head = `${part({ alg: algorithm, typ: "JWT" })}.${part(claims)}`;
  const hash = { HS256: "sha256", HS384: "sha384", HS512: "sha512" }[algorithm];
  return `${head}.${hash ? createHmac(hash, key).update(head).digest("base64url") : ""}`;
}

export const seconds = () => Math.floor(Date.now() / 1000);

/** What happens, in its order, to be waited for. */
export class Events {
  constructor() {
    this.seen = [];
    this.waiting = [];
  }

  add(name, event) {
    this.seen.push({ name, ...event });
    this.waiting = this.waiting.filter((look) => !look());
  }

  /** All events of these emitters' kinds from here on. */
  static of(emitter, ...names) {
    const events = new Events();
    for (const name of names) {
      emitter.on(name, (event) => events.add(name, event));
    }
    return events;
  }

  /** The first event of a name, not yet taken, that fits. */
  async next(name, fits = () => true, millis = 20_000) {
    let timer;
    const found = new Promise((resolve, reject) => {
      const look = () => {
        const at = this.seen.findIndex((event) => event.name === name && fits(event));
        if (at < 0) {
          return false;
        }
        clearTimeout(timer);
        resolve(this.seen.splice(at, 1)[0]);
        return true;
      };
      timer = setTimeout(() => reject(new Error(`no ${name}; seen: ${JSON.stringify(this.seen)}`)), millis);
      if (!look()) {
        this.waiting.push(look);
      }
    });
    return found;
  }
}

/** A plain WebSocket whose messages are taken one by one. */
export class Plain {
  constructor(url, protocols, options) {
    this.socket = new WebSocket(url, protocols, options);
    this.events = new Events();
    this.socket.on("open", () => this.events.add("open", {}));
    // Lines of the Centrifuge protocol may share a message; others have one.
    this.socket.on("message", (text) => String(text).split("\n").forEach((line) => this.events.add("message", { text: line })));
    this.socket.on("close", (code, reason) => this.events.add("close", { code, reason: String(reason) }));
    this.socket.on("unexpected-response", (request, response) => {
      this.events.add("refused", { status: response.statusCode });
      request.destroy();
    });
    this.socket.on("error", () => {});
  }

  static async open(...parameters) {
    const plain = new Plain(...parameters);
    await plain.events.next("open");
    return plain;
  }

  send(message) {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
    return this;
  }

  async text() {
    return (await this.events.next("message")).text;
  }

  async json() {
    return JSON.parse(await this.text());
  }

  async ask(message) {
    return this.send(message).json();
  }

  async closed() {
    const { code, reason } = await this.events.next("close");
    return { code, reason };
  }

  close() {
    this.socket.terminate();
  }
}
