package io.larder.monitoring;

import io.larder.command.Call;
import io.larder.command.Flag;
import io.larder.command.Observer;
import io.larder.command.Reply;
import io.larder.command.Setting;
import io.larder.keyspace.Clock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commands that took long, the last ones of them. Their arguments are cut as Redis cuts them, and secret ones are not
 * kept at all. What one command costs here, if it is not slow, is a comparison.
 *
 * @see <a href="https://redis.io/docs/latest/commands/slowlog-get/">SLOWLOG GET</a>
 */
public final class SlowLog implements Observer {

    /** The most entries that can be asked for: some 50 MB. */
    static final long MOST_ENTRIES = 10_000;

    private static final int MOST_ARGUMENTS = 32;
    private static final int MOST_BYTES = 128;
    private static final byte[] REDACTED = "(redacted)".getBytes(StandardCharsets.US_ASCII);

    /**
     * One that was slow.
     *
     * @param id the number of slow ones before it
     * @param seconds when it had run, in Unix time
     * @param words its name and arguments, cut
     * @param door where it came in
     * @param caller who called, never a secret
     * @param request what names the request in the log, as its answer does; null where none was sent
     */
    record Entry(
            long id,
            long seconds,
            long micros,
            List<byte[]> words,
            String door,
            String caller,
            @Nullable String request) {}

    private final Clock clock;
    private final Deque<Entry> newestFirst = new ArrayDeque<>();
    private long next;
    private volatile long slowerThan;
    private volatile long maxLength;
    private volatile long least;

    /**
     * An empty log.
     *
     * @param slowerThan the microseconds that a command must at least take; negative for no command
     * @param maxLength how many are kept
     * @throws IllegalArgumentException where these are not to be had
     */
    public SlowLog(Clock clock, long slowerThan, long maxLength) {
        this.clock = clock;
        slowerThan(slowerThan);
        if (maxLength < 0 || maxLength > MOST_ENTRIES) {
            throw new IllegalArgumentException("0 to " + MOST_ENTRIES + " commands can be kept, not " + maxLength);
        }
        this.maxLength = maxLength;
    }

    private void slowerThan(long micros) {
        slowerThan = Math.max(-1, micros);
        least = micros < 0 ? Long.MAX_VALUE : TimeUnit.MICROSECONDS.toNanos(micros);
    }

    /** What CONFIG GET shows of it and CONFIG SET changes. */
    public List<Setting> settings() {
        return List.of(
                WholeSetting.of("slowlog-log-slower-than", -1, Long.MAX_VALUE, () -> slowerThan, this::slowerThan),
                // Those that are too many go when the next one comes.
                WholeSetting.of("slowlog-max-len", 0, MOST_ENTRIES, () -> maxLength, length -> maxLength = length));
    }

    @Override
    public void ran(Call<?> call, Reply reply, long nanos) {
        if (nanos >= least) {
            add(call, TimeUnit.NANOSECONDS.toMicros(nanos));
        }
    }

    private void add(Call<?> call, long micros) {
        add(call, micros, call.session().requestId());
    }

    private synchronized void add(Call<?> call, long micros, @Nullable String request) {
        newestFirst.addFirst(new Entry(
                next++,
                TimeUnit.MILLISECONDS.toSeconds(clock.now()),
                micros,
                cut(call),
                call.session().door().name(),
                call.session().caller().name(),
                request));
        while (newestFirst.size() > maxLength) {
            newestFirst.removeLast();
        }
    }

    private static List<byte[]> cut(Call<?> call) {
        byte[][] words = call.words();
        int shown = Math.min(words.length, MOST_ARGUMENTS);
        List<byte[]> cut = new ArrayList<>(shown);
        for (int i = 0; i < shown; i++) {
            if (i == shown - 1 && words.length > shown) {
                cut.add(ascii("... (" + (words.length - shown + 1) + " more arguments)"));
            } else if (i >= call.command().words() && call.command().is(Flag.SECRET)) {
                cut.add(REDACTED);
            } else {
                cut.add(cut(words[i]));
            }
        }
        return cut;
    }

    private static byte[] cut(byte[] word) {
        if (word.length <= MOST_BYTES) {
            return word;
        }
        byte[] rest = ascii("... (" + (word.length - MOST_BYTES) + " more bytes)");
        byte[] cut = Arrays.copyOf(word, MOST_BYTES + rest.length);
        System.arraycopy(rest, 0, cut, MOST_BYTES, rest.length);
        return cut;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The newest ones, at most so many. */
    synchronized List<Entry> newest(long count) {
        return newestFirst.stream().limit(count).toList();
    }

    /** How many there are. */
    synchronized int length() {
        return newestFirst.size();
    }

    /** Forgets all; the numbers go on. */
    synchronized void clear() {
        newestFirst.clear();
    }
}
