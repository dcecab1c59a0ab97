// What is known of a live view of a leaderboard, from its frames.

/** A frame whose scores keep all their digits, where the browser can tell them. */
export function parse(frame) {
  return JSON.parse(frame, (name, value, context) => (name === "score" && context?.source !== undefined && typeof value === "number" ? context.source : value));
}

/** What tells entries apart: an id that is no text has its bytes beside it. */
function identity(entry) {
  return typeof entry === "string" ? `=${entry}` : entry.id_base64 !== undefined ? `~${entry.id_base64}` : `=${entry.id}`;
}

export class BoardView {
  entries = [];
  total = 0;
  season = null;
  epoch = null;
  seq = -1;

  /** Whether the member in whose neighbourhood one looks is not on the board. */
  missing = false;

  /** What to ask for so that only what is not known yet is told; nothing as long as nothing is. */
  get place() {
    return this.epoch === null ? "" : `&since=${this.seq}&epoch=${this.epoch}`;
  }

  /** Whether no frame is missing before this one. */
  follows(frame) {
    return frame.type !== "update" || frame.seq === this.seq + 1;
  }

  /** Takes a frame. Returns the ids of entries whose score has changed, or null where the frame tells nothing to show. */
  take(frame) {
    switch (frame.type) {
      case "snapshot":
        return this.#snapshot(frame);
      case "update":
        return this.#update(frame);
      case "resumed":
      case "season_ended":
        this.seq = frame.seq;
        return null;
      default:
        return null;
    }
  }

  #snapshot(frame) {
    const before = new Map(this.entries.map((entry) => [entry.key, entry]));
    this.epoch = frame.epoch;
    this.seq = frame.seq;
    this.total = frame.total;
    this.season = frame.season ?? null;
    this.missing = frame.missing ?? false;
    this.entries = frame.entries.map((entry) => ({ ...entry, key: identity(entry) }));
    return new Set(this.entries.filter((entry) => before.has(entry.key) && before.get(entry.key).score !== entry.score).map((entry) => entry.key));
  }

  #update(frame) {
    const known = new Map(this.entries.map((entry) => [entry.key, entry]));
    for (const gone of frame.left ?? []) {
      known.delete(identity(gone));
    }
    const scored = new Set();
    for (const entry of [...(frame.entered ?? []), ...(frame.moved ?? []), ...(frame.scored ?? [])]) {
      const key = identity(entry);
      if (known.has(key) && known.get(key).score !== entry.score) {
        scored.add(key);
      }
      known.set(key, { ...entry, key });
    }
    this.seq = frame.seq;
    this.total = frame.total;
    this.missing = frame.missing ?? this.missing;
    this.entries = [...known.values()].sort((a, b) => a.position - b.position);
    return scored;
  }
}
