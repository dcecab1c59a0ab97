// A serverless function that takes scores, as AWS Lambda behind a function URL calls it. It limits how often a player may
// submit, keeps the leaderboard, a plain sorted set, and caches what is slow to make. npm install @upstash/redis
//
// LARDER_URL and LARDER_TOKEN say where Larder is. Between two calls nothing is kept here: all of it is in Larder.

import { Redis } from "@upstash/redis";

const BOARD = "high-scores";
const SUBMITS_A_MINUTE = 5;
const CACHED_SECONDS = 30;

const redis = new Redis({ url: process.env.LARDER_URL, token: process.env.LARDER_TOKEN ?? "none", enableTelemetry: false });

/** POST /scores {"id","score"} submits, GET /top answers the ten best. */
export async function handler(event) {
  const { method, path } = event.requestContext.http;
  if (method === "POST" && path === "/scores") {
    return submit(JSON.parse(event.body));
  }
  if (method === "GET" && path === "/top") {
    return answer(200, await cached("cache:top", CACHED_SECONDS, top));
  }
  return answer(404, { error: "no such path" });
}

async function submit({ id, score }) {
  if (typeof id !== "string" || !Number.isFinite(score)) {
    return answer(400, { error: "id must be a text and score a number" });
  }
  const { allowed, retryAfter } = await limit(`limit:${id}`, SUBMITS_A_MINUTE, 60);
  if (!allowed) {
    return answer(429, { error: "too many scores" }, { "Retry-After": String(retryAfter) });
  }
  // One request, one step: the score counts only where it is better, and the rank is the one that it leads to.
  const [, rank] = await redis.multi().zadd(BOARD, { gt: true }, { score, member: id }).zrevrank(BOARD, id).exec();
  return answer(200, { id, rank: rank + 1 });
}

/** Counts calls in windows of so many seconds. */
async function limit(key, most, seconds) {
  const [, count, left] = await redis.multi().set(key, 0, { nx: true, ex: seconds }).incr(key).ttl(key).exec();
  return { allowed: count <= most, retryAfter: Math.max(1, left) };
}

/** What `make` makes, from the cache where it is there. */
async function cached(key, seconds, make) {
  const known = await redis.get(key);
  if (known !== null) {
    return known;
  }
  const made = await make();
  await redis.set(key, made, { ex: seconds });
  return made;
}

async function top() {
  const items = await redis.zrange(BOARD, 0, 9, { rev: true, withScores: true });
  return Array.from({ length: items.length / 2 }, (_, i) => ({ id: items[2 * i], score: items[2 * i + 1] }));
}

function answer(statusCode, body, headers = {}) {
  return { statusCode, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) };
}
