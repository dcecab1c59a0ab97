// The types of values: how each is made, read in parts, and changed.

import { field, h } from "./elements.js";

const area = (name, extra = {}) => h("textarea", { name, rows: 4, spellcheck: "false", ...extra });
const input = (name, extra = {}) => h("input", { name, autocomplete: "off", spellcheck: "false", ...extra });

/**
 * By the name that TYPE answers.
 *
 * `first` gives the fields of the form for a new key, `create` the command that makes it of them. A collection has
 * `length` (the command that counts), `columns` (their titles), `page` (a command for some rows behind a cursor),
 * `rows` (what that answered, as `{cells, next}`), `fields` (of the form for one more), `add` and `remove` (commands).
 */
export const TYPES = {
  string: {
    title: "String",
    first: () => [field("Value", area("value"))],
    create: (key, form) => ["SET", key, form.get("value")],
  },
  hash: {
    title: "Hash",
    first: () => [field("Field", input("field", { required: true })), field("Value", area("value"))],
    create: (key, form) => ["HSET", key, form.get("field"), form.get("value")],
    length: "HLEN",
    columns: ["Field", "Value"],
    page: (key, cursor, some) => ["HSCAN", key, cursor, "COUNT", some],
    rows: ([next, items]) => ({ next: scanned(next), cells: pairs(items) }),
    fields: (row) => [field("Field", input("field", { required: true, value: row?.[0] ?? "", readonly: row !== null })), field("Value", area("value", { value: row?.[1] ?? "" }))],
    add: (key, form) => ["HSET", key, form.get("field"), form.get("value")],
    remove: (key, row) => ["HDEL", key, row[0]],
    editable: true,
  },
  list: {
    title: "List",
    first: () => [field("First element", area("value"))],
    create: (key, form) => ["RPUSH", key, form.get("value")],
    length: "LLEN",
    columns: ["Index", "Element"],
    page: (key, cursor, some) => ["LRANGE", key, cursor, String(Number(cursor) + some - 1)],
    rows: (items, cursor, some) => ({
      next: items.length < some ? null : String(Number(cursor) + some),
      cells: items.map((item, i) => [Number(cursor) + i, item]),
    }),
    fields: (row) => [
      field("Element", area("value", { value: row?.[1] ?? "" })),
      row === null && field("Where", h("select", { name: "end" }, h("option", { value: "RPUSH" }, "At the end"), h("option", { value: "LPUSH" }, "At the beginning"))),
    ],
    add: (key, form, row) => (row === null ? [form.get("end"), key, form.get("value")] : ["LSET", key, String(row[0]), form.get("value")]),
    editable: true,
  },
  set: {
    title: "Set",
    first: () => [field("First member", area("member"))],
    create: (key, form) => ["SADD", key, form.get("member")],
    length: "SCARD",
    columns: ["Member"],
    page: (key, cursor, some) => ["SSCAN", key, cursor, "COUNT", some],
    rows: ([next, items]) => ({ next: scanned(next), cells: items.map((item) => [item]) }),
    fields: () => [field("Member", area("member"))],
    add: (key, form) => ["SADD", key, form.get("member")],
    remove: (key, row) => ["SREM", key, row[0]],
    editable: false,
  },
  zset: {
    title: "Sorted set",
    first: () => [field("First member", input("member", { required: true })), field("Score", input("score", { required: true, value: "0", inputmode: "decimal" }))],
    create: (key, form) => ["ZADD", key, form.get("score"), form.get("member")],
    length: "ZCARD",
    columns: ["Member", "Score"],
    page: (key, cursor, some) => ["ZRANGE", key, cursor, String(Number(cursor) + some - 1), "WITHSCORES"],
    rows: (items, cursor, some) => ({ next: items.length < 2 * some ? null : String(Number(cursor) + some), cells: pairs(items) }),
    fields: (row) => [
      field("Member", input("member", { required: true, value: row?.[0] ?? "", readonly: row !== null })),
      field("Score", input("score", { required: true, value: row?.[1] ?? "0", inputmode: "decimal" })),
    ],
    add: (key, form) => ["ZADD", key, form.get("score"), form.get("member")],
    remove: (key, row) => ["ZREM", key, row[0]],
    editable: true,
  },
};

function pairs(items) {
  const rows = [];
  for (let i = 0; i < items.length; i += 2) {
    rows.push([items[i], items[i + 1]]);
  }
  return rows;
}

function scanned(cursor) {
  const next = new TextDecoder().decode(cursor);
  return next === "0" ? null : next;
}
