// The README: its commands as a reader would paste them, and its page while they run.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { launch, newPage } from "./browser.mjs";
import { Larder } from "./larder.mjs";

const run = promisify(execFile);
const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
const blocks = (language) =>
  [...readme.matchAll(new RegExp("```" + language + "\\n(.*?)```", "gs"))].map((match) => match[1]);

let larder;
let browser;
before(async () => {
  [larder, browser] = await Promise.all([Larder.start(), launch()]);
});
after(async () => {
  await browser?.close();
  await larder?.stop();
});

const here = (text) => text.replaceAll("http://127.0.0.1:8080", larder.url.slice(0, -1)).replaceAll("ws://127.0.0.1:8080", larder.url.slice(0, -1).replace("http", "ws"));

/** What a block of commands prints; any answer that is an error fails it. What runs on in the background is ended. */
async function shell(block) {
  const script = `set -eu
    curl() { command curl -sS --fail-with-body --max-time 20 "$@"; }
    ${here(block).replace(/&$/gm, "& sleep 4")}
    sleep 2; kill $(jobs -p) 2>/dev/null || true`;
  const { stdout } = await run("bash", ["-c", script], { timeout: 60_000 });
  return stdout;
}

test("every command with curl works, and tells what the text says", async () => {
  const printed = [];
  for (const block of blocks("sh").filter((text) => text.includes("curl "))) {
    printed.push(await shell(block));
  }
  const all = printed.join("\n");
  assert.ok(printed.length >= 5, `only ${printed.length} blocks`);
  assert.match(all, /\{"result":"hello"\}/);
  assert.match(all, /max-age=\d+/);
  assert.match(all, /"id":"bob","score":150/);
  assert.match(all, /data: ?hello/);
});

test("the page shows the leaderboard while it changes", async () => {
  const html = here(blocks("html")[0]);
  const server = createServer((request, response) => response.writeHead(200, { "Content-Type": "text/html" }).end(html));
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  try {
    const { page } = await newPage(browser);
    await page.goto(`http://127.0.0.1:${server.address().port}/board.html`);
    const first = page.getByRole("listitem").nth(0);
    const answer = await fetch(`${larder.url}v1/leaderboards/scores/scores`, { method: "POST", body: '{"id":"zoe","score":999}' });
    assert.equal(answer.status, 200);
    await first.filter({ hasText: "zoe: 999" }).waitFor();
  } finally {
    server.close();
  }
});
