// How things are written for people.

const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const strict = new TextDecoder("utf-8", { fatal: true });
const lenient = new TextDecoder();
const encoder = new TextEncoder();

/** 12,345 */
export function count(number) {
  return whole.format(number);
}

/** 12.3K */
export function brief(number) {
  return Math.abs(number) < 1000 ? String(Math.abs(number) < 100 ? Math.round(number * 10) / 10 : Math.round(number)) : short.format(number);
}

/** 1.5 MB, in units of 1024 */
export function bytes(number) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = number;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** 850 µs, 1.2 ms */
export function micros(number) {
  if (number < 1000) {
    return `${number < 10 && number > 0 ? number.toFixed(1) : Math.round(number)} µs`;
  }
  return number < 1e6 ? `${(number / 1e3).toFixed(number < 1e4 ? 1 : 0)} ms` : `${(number / 1e6).toFixed(1)} s`;
}

/** 3 d 4 h, 12 min 5 s */
export function duration(seconds) {
  const parts = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  let left = Math.max(0, Math.floor(seconds));
  const told = [];
  for (const [unit, size] of parts) {
    const amount = Math.floor(left / size);
    left -= amount * size;
    if (amount > 0 && told.length < 2) {
      told.push(`${amount} ${unit}`);
    } else if (told.length > 0) {
      break;
    }
  }
  return told.length === 0 ? "0 s" : told.join(" ");
}

/** 13:05:09 */
export function clock(date) {
  return time.format(date);
}

/** The text of bytes, or null where they are no UTF-8. */
export function text(bytes) {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** The bytes of a text; bytes stay as they are. */
export function encode(word) {
  return word instanceof Uint8Array ? word : encoder.encode(word);
}

/** Bytes in one line for people: as text, with what is none escaped as redis-cli does; cut where it is long. */
export function line(bytes, most = 300) {
  const cut = bytes.length > most;
  const part = cut ? bytes.subarray(0, most) : bytes;
  const tail = cut ? "…" : "";
  const known = text(part);
  // Where it was cut, a character may have been cut as well.
  if (known !== null || (cut && [1, 2, 3].some((less) => text(part.subarray(0, most - less)) !== null))) {
    return (known ?? lenient.decode(part)).replace(/[\u0000-\u001f\u007f]/g, (c) => escaped(c.charCodeAt(0))) + tail;
  }
  let out = "";
  for (const byte of part) {
    out += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : escaped(byte);
  }
  return out + tail;
}

function escaped(code) {
  return { 9: "\\t", 10: "\\n", 13: "\\r" }[code] ?? `\\x${code.toString(16).padStart(2, "0")}`;
}

/** Bytes as a hex dump, sixteen a line. */
export function hex(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = bytes.subarray(at, at + 16);
    const codes = Array.from(part, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const shown = Array.from(part, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${at.toString(16).padStart(8, "0")}  ${codes.padEnd(47)}  ${shown}`);
  }
  return lines.join("\n");
}

/** Bytes in base64url without padding. */
export function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** An object of names and values in turn. */
export function pairs(items) {
  const all = {};
  for (let i = 0; i < items.length; i += 2) {
    all[items[i]] = items[i + 1];
  }
  return all;
}
