package io.larder.command;

/**
 * Glob-style patterns over bytes: {@code *}, {@code ?}, {@code [a-c]}, {@code [^a]}, and a backslash that takes the
 * next byte as it is.
 *
 * <p>Only the last star is ever gone back to, so the cost is at most pattern times text, whatever the pattern.
 *
 * @see <a href="https://redis.io/docs/latest/commands/keys/">KEYS</a>
 */
public final class Glob {

    private final byte[] pattern;

    /** A pattern. */
    public Glob(byte[] pattern) {
        this.pattern = pattern;
    }

    /** Whether every text matches. */
    public boolean matchesAll() {
        return pattern.length == 1 && pattern[0] == '*';
    }

    /** Whether the whole text matches. */
    public boolean matches(byte[] text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int retry = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                retry = t;
                continue;
            }
            int after = p < pattern.length ? one(p, text[t]) : -1;
            if (after >= 0) {
                p = after;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++retry;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    /** Matches one byte with what stands at {@code p}; the place behind it, or -1. */
    private int one(int p, byte b) {
        switch (pattern[p]) {
            case '?':
                return p + 1;
            case '[':
                return set(p + 1, b & 0xff);
            case '\\':
                if (p + 1 < pattern.length) {
                    return pattern[p + 1] == b ? p + 2 : -1;
                }
                return b == '\\' ? p + 1 : -1;
            default:
                return pattern[p] == b ? p + 1 : -1;
        }
    }

    private int set(int from, int b) {
        int p = from;
        boolean not = p < pattern.length && pattern[p] == '^';
        if (not) {
            p++;
        }
        boolean found = false;
        while (p < pattern.length && pattern[p] != ']') {
            if (pattern[p] == '\\' && p + 1 < pattern.length) {
                p++;
                found |= (pattern[p] & 0xff) == b;
            } else if (p + 2 < pattern.length && pattern[p + 1] == '-') {
                int low = Math.min(pattern[p] & 0xff, pattern[p + 2] & 0xff);
                int high = Math.max(pattern[p] & 0xff, pattern[p + 2] & 0xff);
                found |= b >= low && b <= high;
                p += 2;
            } else {
                found |= (pattern[p] & 0xff) == b;
            }
            p++;
        }
        return found != not ? Math.min(p + 1, pattern.length) : -1;
    }
}
