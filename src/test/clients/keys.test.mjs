// A public key as the setting that checks JWTs: whoever has the private one signs for their users, nobody else does.
import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { Centrifuge } from "centrifuge";
import WebSocket from "ws";
import { Service, jwt, seconds } from "./live.mjs";

const PAIRS = {
  RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
};

/** A token that is signed with a private key. */
function signed(algorithm, key, claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const head = `${part({ alg: algorithm, typ: "JWT" })}.${part(claims)}`;
  return `${head}.${sign("sha256", Buffer.from(head), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

/** What comes of connecting with a token. */
function outcome(service, token) {
  const client = new Centrifuge(service.url("/connection/websocket"), { websocket: WebSocket, token });
  return new Promise((resolve) => {
    client.on("connected", () => resolve({ name: "connected" }));
    client.on("disconnected", ({ code, reason }) => resolve({ name: "disconnected", code, reason }));
    client.connect();
  }).finally(() => client.disconnect());
}

for (const [algorithm, pair] of Object.entries(PAIRS)) {
  test(`a public key in PEM is for tokens with ${algorithm}`, async () => {
    const { publicKey, privateKey } = pair();
    const pem = publicKey.export({ type: "spki", format: "pem" });
    // As an operator gives it: in the environment, on its lines.
    const service = new Service({ "larder.auth.token": "full" }, { LARDER_AUTH_JWT_PUBLIC_KEY: pem });
    try {
      await service.start();
      const claims = { sub: "ann", exp: seconds() + 60 };
      assert.deepEqual(await outcome(service, signed(algorithm, privateKey, claims)), { name: "connected" });
      const others = Object.entries(PAIRS).map(([name, other]) => signed(name, other().privateKey, claims));
      for (const token of [...others, jwt(claims, { key: pem }), jwt(claims, { algorithm: "none" })]) {
        assert.deepEqual(await outcome(service, token), { name: "disconnected", code: 3500, reason: "invalid token" });
      }
    } finally {
      await service.end();
    }
  });
}
