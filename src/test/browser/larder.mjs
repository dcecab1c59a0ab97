// A Larder of the test's own: started from the packaged service, killed, and started again on the same port and data.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const JAR = process.env.LARDER_JAR ?? fileURLToPath(new URL("../../../target/quarkus-app/quarkus-run.jar", import.meta.url));
const JAVA = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java";
const PATIENCE = 180_000;

export class Larder {
  #environment;
  #directory;
  #process;
  #log = "";

  /** Starts one, with these environment variables besides those of this process. */
  static async start(environment = {}) {
    const larder = new Larder();
    larder.#directory = await mkdtemp(join(tmpdir(), "larder-browser-"));
    larder.#environment = { ...process.env, LARDER_DATA_DIR: join(larder.#directory, "data"), LARDER_MEMORY_MAX: "128M", ...environment };
    larder.url = await larder.#run("0");
    return larder;
  }

  async #run(port) {
    this.#log = "";
    this.#process = spawn(JAVA, [`-Dquarkus.http.port=${port}`, "-jar", JAR], { env: this.#environment });
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no start within ${PATIENCE} ms:\n${this.#log}`)), PATIENCE);
      const read = (piece) => {
        this.#log += piece;
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(this.#log);
        if (address) {
          clearTimeout(timer);
          resolve(`${address[0]}/`);
        }
      };
      this.#process.stdout.on("data", read);
      this.#process.stderr.on("data", read);
      this.#process.on("exit", () => {
        clearTimeout(timer);
        reject(new Error(`it ended while it started:\n${this.#log}`));
      });
    });
  }

  /** As an operating system does it that has no memory left. */
  async kill() {
    await this.#end("SIGKILL");
  }

  /** On the same port and data. */
  async again() {
    await this.#run(new URL(this.url).port);
  }

  async #end(signal) {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = new Promise((resolve) => this.#process.once("exit", resolve));
      this.#process.kill(signal);
      await gone;
    }
  }

  async stop() {
    await this.#end("SIGTERM");
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Runs a command as somebody else would, and answers its result. */
  async command(...words) {
    const token = this.#environment.LARDER_AUTH_TOKEN;
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const answer = await fetch(this.url, { method: "POST", headers, body: JSON.stringify(words) });
    const { result, error } = await answer.json();
    if (error !== undefined) {
      throw new Error(error);
    }
    return result;
  }
}
