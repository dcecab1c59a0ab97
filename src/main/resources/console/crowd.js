// A simulated crowd: players who send scores, so that there is something to see.

const FIRST = ["amber", "brisk", "calm", "deft", "eager", "fleet", "glad", "hardy", "keen", "lucid", "merry", "nimble", "plucky", "quick", "ruddy", "sunny", "tidy", "vivid", "witty", "zesty"];
const SECOND = ["badger", "crane", "dormouse", "finch", "gecko", "heron", "ibex", "jackdaw", "lynx", "marten", "newt", "otter", "puffin", "quail", "robin", "stoat", "tern", "vole", "wren", "yak"];
const TICK = 250;

/**
 * Lets `size` players play.
 *
 * @param {number} size at most 400
 * @param {() => number} rate submits per second, asked all the time
 * @param {(submits: {id: string, score: number}[]) => Promise<void>} send one batch
 * @param {(sent: number) => void} tell how many were sent up to now
 * @returns {() => void} what ends it
 */
export function crowd(size, rate, send, tell) {
  const players = Array.from({ length: size }, (_, i) => {
    const step = (i * 7) % FIRST.length;
    return { id: `${FIRST[step]}-${SECOND[(i + Math.floor(i / FIRST.length)) % SECOND.length]}`, score: Math.floor(Math.random() * 400), skill: 5 + Math.random() * 60 };
  });
  let sent = 0;
  let owed = 0;
  let busy = false;
  const timer = setInterval(async () => {
    // Nobody looks at a hidden page, and a slow server is not asked for more before it has answered.
    if (busy || document.hidden) {
      return;
    }
    owed = Math.min(rate(), owed + (rate() * TICK) / 1000);
    const submits = Array.from({ length: Math.floor(owed) }, () => {
      const player = players[Math.floor(Math.random() * players.length)];
      player.score += Math.ceil(Math.random() * player.skill);
      return { id: player.id, score: player.score };
    });
    owed -= submits.length;
    if (submits.length === 0) {
      return;
    }
    busy = true;
    try {
      await send(submits);
      sent += submits.length;
      tell(sent);
    } catch {
      // The page says that Larder cannot be reached; the crowd goes on when it is back.
    } finally {
      busy = false;
    }
  }, TICK);
  return () => clearInterval(timer);
}
