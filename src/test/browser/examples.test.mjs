// The examples of the documentation, as they are.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import { launch, newPage } from "./browser.mjs";
import { Larder } from "./larder.mjs";

const EXAMPLES = fileURLToPath(new URL("../../docs/examples/", import.meta.url));
const PACKAGES = fileURLToPath(new URL("node_modules", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8" };

let larder;
let browser;
let directory;
let server;
let site;

before(async () => {
  // As a reader would have it: the examples, and what `npm install` puts beside them.
  directory = await mkdtemp(join(tmpdir(), "larder-examples-"));
  await cp(EXAMPLES, directory, { recursive: true });
  await symlink(PACKAGES, join(directory, "node_modules"));
  server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    try {
      const file = await readFile(join(directory, path));
      response.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream" }).end(file);
    } catch {
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  site = `http://127.0.0.1:${server.address().port}/`;
  [larder, browser] = await Promise.all([Larder.start(), launch()]);
});

after(async () => {
  await browser?.close();
  await larder?.stop();
  server?.close();
  await rm(directory, { recursive: true, force: true });
});

for (const example of ["leaderboard-websocket.html", "leaderboard-centrifuge.html"]) {
  test(example, async () => {
    const board = example.replace(".html", "");
    await larder.command("ZADD", board, 100, "ann", 80, "bob");
    const { page, complaints } = await newPage(browser);
    await page.goto(`${site}${example}?larder=${larder.url.slice(0, -1)}&board=${board}`);
    await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
    const line = (n) => page.getByRole("listitem").nth(n);
    await line(0).filter({ hasText: "ann: 100" }).waitFor();
    await larder.command("ZADD", board, 120, "bob", 90, "<b>carl</b>");
    await line(0).filter({ hasText: "bob: 120" }).waitFor();
    await line(2).filter({ hasText: "<b>carl</b>: 90" }).waitFor();
    assert.deepEqual(complaints, []);

    await larder.kill();
    await page.getByRole("status").filter({ hasText: "trying again" }).waitFor();
    await larder.again();
    await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
    await larder.command("ZADD", board, 500, "dora");
    await line(0).filter({ hasText: "dora: 500" }).waitFor();
  });
}

test("serverless-function.mjs", async () => {
  process.env.LARDER_URL = larder.url;
  const { handler } = await import(pathToFileURL(join(directory, "serverless-function.mjs")));
  const call = async (method, path, body) => {
    const { statusCode, headers, body: text } = await handler({ requestContext: { http: { method, path } }, body: JSON.stringify(body) });
    return { status: statusCode, headers, body: JSON.parse(text) };
  };
  assert.deepEqual((await call("POST", "/scores", { id: "ann", score: 10 })).body, { id: "ann", rank: 1 });
  assert.deepEqual((await call("POST", "/scores", { id: "bob", score: 20 })).body, { id: "bob", rank: 1 });
  assert.deepEqual((await call("POST", "/scores", { id: "ann", score: 5 })).body, { id: "ann", rank: 2 });
  const best = [{ id: "bob", score: 20 }, { id: "ann", score: 10 }];
  assert.deepEqual((await call("GET", "/top")).body, best);
  await call("POST", "/scores", { id: "ann", score: 30 });
  assert.deepEqual((await call("GET", "/top")).body, best, "from the cache");
  await larder.command("DEL", "cache:top");
  assert.equal((await call("GET", "/top")).body[0].id, "ann");

  await call("POST", "/scores", { id: "ann", score: 31 });
  await call("POST", "/scores", { id: "ann", score: 32 });
  const refused = await call("POST", "/scores", { id: "ann", score: 33 });
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers["Retry-After"]) > 50);
  assert.equal((await call("POST", "/scores", { id: "bob", score: 21 })).status, 200);
  assert.equal((await call("POST", "/scores", { id: 7 })).status, 400);
  assert.equal((await call("GET", "/other")).status, 404);
});
