// Which keys are asked for, and how long keys and values are.
//
// Lengths are those of the pool ETC in B. Atikoglu, Y. Xu, E. Frachtenberg, S. Jiang, M. Paleczny: "Workload Analysis of
// a Large-Scale Key-Value Store", SIGMETRICS 2012, section 5: keys by a generalised extreme value distribution, values
// by a generalised Pareto distribution (the paper's table for values below 15 bytes is left out), 30 reads for each
// update. Keys are asked for by Zipf's law with the exponent 0.99, as in YCSB (B. F. Cooper et al.: "Benchmarking Cloud
// Serving Systems with YCSB", SoCC 2010).

const KEY = { location: 30.7984, scale: 8.20449, shape: 0.078688 };
const VALUE = { scale: 214.476, shape: 0.348238 };
const EXPONENT = 0.99;
const SHORTEST_KEY = 16;
const LONGEST_KEY = 250;
const LONGEST_VALUE = 100_000;

/** Reads for each update. */
export const READS = 30;

/** A number from 0 to 1 that only depends on two others (mulberry32, of their mixture). */
function chance(one, other) {
  let a = (Math.imul(one + 1, 0x9e3779b1) ^ Math.imul(other + 1, 0x85ebca6b)) >>> 0;
  a = (a + 0x6d2b79f5) | 0;
  let t = Math.imul(a ^ (a >>> 15), 1 | a);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
}

/** Filled up to a length, or cut to it, but never shorter than what it begins with. */
function filled(head, length) {
  return head.padEnd(length, "abcdefghijklmnopqrstuvwxyz0123456789");
}

/** The name of a key by its number. */
export function keyName(prefix, number) {
  const { location, scale, shape } = KEY;
  const length = location + (scale * ((-Math.log(chance(number, 0))) ** -shape - 1)) / shape;
  return filled(`${prefix}${number}:`, Math.round(Math.min(LONGEST_KEY, Math.max(SHORTEST_KEY, length))));
}

/** What an owner's origin has for a key in a version. Whoever has only this text can tell what of. */
export function content(owner, number, version) {
  const { scale, shape } = VALUE;
  const length = (scale * ((1 - chance(number, version + 1)) ** -shape - 1)) / shape;
  return filled(`${owner}.${number}.${version}.`, Math.round(Math.min(LONGEST_VALUE, length)));
}

/** Whether a text is what the origin once had for a key. */
export function isContent(text, owner, number) {
  return text === content(owner, number, Number(text.split(".", 3)[2]));
}

/** Chooses numbers below `count` by Zipf's law. */
export function zipf(count) {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += (i + 1) ** -EXPONENT;
    sums[i] = sum;
  }
  return () => {
    const wanted = Math.random() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle] < wanted) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  };
}
