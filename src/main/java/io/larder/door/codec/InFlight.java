package io.larder.door.codec;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all requests together may hold on the heap: large bodies, what is made of them, and large answers until they are
 * sent. Requests and answers of a few kilobytes are not counted, nor is what only has to wait for others.
 *
 * <p>A request that is known to need much asks for it before it begins, and waits a little where there is not enough.
 * What it comes to need later it gets at once, or it is {@link Starved}: what it did is taken back, it gives back what
 * it took for it, and begins again when there is as much as it turned out to need. Those that hold something meanwhile,
 * such as a body or what a pipeline has answered by then, come before all others. Who waits for an answer of more than
 * half of all holds up nobody. Bodies leave as much room as work needs, so one of those that have theirs can always go
 * on and end. Where all that is held is held by those who wait for more, so that none would end, the last who waits for
 * an answer's room is refused.
 */
public final class InFlight {

    /** What is smaller is not counted. */
    public static final int SMALL = 64 << 10;

    /** What a command may come to need that looks at much; how much it answers is not known before. */
    private static final long LONG_WORK = 8 << 20;

    /** What is made of a body is not larger than so many times the body: the body, its words, a copy in the engine. */
    private static final int COPIES = 3;

    /**
     * What a word needs besides its bytes, in all: most of it where each is a key, of which the engine keeps what it
     * was and becomes until the command ends.
     */
    private static final int WORD = 320;

    /** A request that needs more than all there is may still run alone, up to so many times as much. */
    private static final int MOST_ALONE = 2;

    private static final long WAIT_MILLIS = 5_000;
    private static final int MOST_WAITING = 1_000;

    /** An answer waits for one part of so many more than it is known to need. */
    private static final int PARTS = 8;

    /** Each time it turns out to need more: so often only where what it answers grows all the time. */
    private static final int MOST_STARTS = 50;

    /** What is told to whom gets nothing. */
    public static final String REFUSAL = "ERR too many large requests at a time, try again";

    /** What is told to whom asks for an answer that there will never be room for. */
    public static final String TOO_LARGE =
            "ERR so large an answer needs more memory than this process has for requests. Ask"
                    + " for less at a time, or give it more heap (java -Xmx)";

    private final long total;

    /** What long work takes, with what it holds already. */
    private final long work;

    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /** Those that hold their body. */
    private final Deque<Waiting> holding = new ArrayDeque<>();

    /** Who comes before whom. */
    private final List<Deque<Waiting>> lines = List.of(holding, waiting);

    private long used;

    /**
     * Nothing is in flight yet.
     *
     * @param total how many bytes there are for all requests; what alone would need more gets all of it
     */
    public InFlight(long total) {
        this.total = total;
        this.work = Math.min(LONG_WORK, total / 4);
    }

    private enum Purpose {
        BODY,
        WORK,
        ANSWER
    }

    private static final class Waiting {

        private final Share share;
        private final long bytes;
        private final Purpose purpose;
        private final Context context;

        /** What follows; neither is held on to from then on, as the timer is, with all that there is of the request. */
        private @Nullable Runnable taken;

        private @Nullable Runnable refused;

        private Waiting(Share share, long bytes, Purpose purpose, Context context, Runnable taken, Runnable refused) {
            this.share = share;
            this.bytes = bytes;
            this.purpose = purpose;
            this.context = context;
            this.taken = taken;
            this.refused = refused;
        }

        private boolean fits() {
            return purpose == Purpose.BODY ? share.fitsBody(bytes) : share.fits(bytes);
        }

        /** Whether those behind it wait for it too: who needs most of all there is may have to wait for long. */
        private boolean blocks() {
            return purpose != Purpose.ANSWER || bytes <= share.all() / 2;
        }

        private void take() {
            share.hold(bytes);
            if (purpose == Purpose.ANSWER) {
                share.spare = bytes;
                share.waitedNanos += System.nanoTime() - share.waitingSince;
            }
        }

        /** To be called once, by whoever has taken it out of its line. */
        private void end(boolean served) {
            Runnable next = served ? taken : refused;
            taken = null;
            refused = null;
            if (next != null) {
                context.runOnContext(now -> next.run());
            }
        }
    }

    /** The status over HTTP of a refusal: who comes again later is served, or has to ask for less. */
    public static int status(String refusal) {
        return refusal.equals(REFUSAL) ? 503 : 400;
    }

    /** A share for one request, of nothing yet. */
    public Share share() {
        return new Share();
    }

    /** How many bytes are held now. */
    public synchronized long used() {
        return used;
    }

    /** How many bytes there are for all. */
    public long total() {
        return total;
    }

    private void serve() {
        while (true) {
            Waiting next;
            synchronized (this) {
                next = next();
                if (next == null) {
                    break;
                }
                next.take();
            }
            next.end(true);
        }
        untie();
    }

    /** Takes the first out of its line for whom there is room. */
    private @Nullable Waiting next() {
        for (Deque<Waiting> line : lines) {
            for (Iterator<Waiting> each = line.iterator(); each.hasNext(); ) {
                Waiting one = each.next();
                if (one.fits()) {
                    each.remove();
                    return one;
                }
                if (one.blocks()) {
                    return null;
                }
            }
        }
        return null;
    }

    /** Where nobody would ever give anything back, refuses one who waits for an answer's room. */
    private void untie() {
        Waiting last = null;
        synchronized (this) {
            long stuck = 0;
            for (Waiting one : holding) {
                stuck += one.share.held;
                last = one.purpose == Purpose.ANSWER ? one : last;
            }
            if (last == null || stuck < used || holding.getFirst().fits()) {
                return;
            }
            holding.removeLastOccurrence(last);
        }
        last.end(false);
    }

    /** What one request holds. It has an end: {@link #release()}. */
    public final class Share implements Output.Heap {

        private volatile long held;

        /** What is held for an answer that was starved, and what it is made of, and not used yet. */
        private long spare;

        /** How long it has waited for answers, and how often; and since when it does. */
        private long waitedNanos;

        private long waitingSince;
        private int starts;

        private Share() {}

        /** What so many bytes more count for; nobody holds more than all. */
        private long counted(long bytes) {
            return Math.min(bytes, total - held);
        }

        private boolean fits(long bytes) {
            return used + counted(bytes) <= total;
        }

        /** Whether there is room for a body, and for what its work may come to need: then it can end. */
        private boolean fitsBody(long bytes) {
            return fits(Math.max(bytes, work));
        }

        private void hold(long bytes) {
            long counted = counted(bytes);
            used += counted;
            held += counted;
        }

        private long all() {
            return total;
        }

        /** Takes so many bytes more, of those that it waited for at first, or nothing. */
        @Override
        public boolean take(long bytes) {
            synchronized (InFlight.this) {
                return bytes - spare <= total - held && takeUpToAll(bytes);
            }
        }

        @Override
        public long takeRest(long least) {
            synchronized (InFlight.this) {
                long rest = used == held ? spare + total - used : spare;
                if (rest < least) {
                    return 0;
                }
                hold(rest - spare);
                spare = 0;
                return rest;
            }
        }

        @Override
        public void takeAnyway(long bytes) {
            synchronized (InFlight.this) {
                hold(Math.max(0, bytes - spare));
                spare = Math.max(0, spare - bytes);
            }
        }

        private boolean takeUpToAll(long bytes) {
            synchronized (InFlight.this) {
                long more = Math.max(0, bytes - spare);
                if (more > 0 && !fits(more)) {
                    return false;
                }
                hold(more);
                spare = Math.max(0, spare - bytes);
                return true;
            }
        }

        /**
         * Takes what many short words need besides their bytes. There cannot be more of them in a JSON body than
         * commas.
         *
         * @return null, or why nothing was taken
         */
        public @Nullable String takeWords(byte[] body, int from, int end) {
            if (end - from <= SMALL) {
                return null;
            }
            long words = 0;
            for (int i = from; i < end; i++) {
                words += body[i] == ',' ? 1 : 0;
            }
            long need = words * WORD - (end - from);
            if (need > MOST_ALONE * total) {
                return "ERR so many words at once need more memory than this process has. Send fewer, or give it more"
                        + " heap (java -Xmx)";
            }
            return need <= 0 || takeUpToAll(need) ? null : REFUSAL;
        }

        /** Takes what a body of so many bytes needs, as {@link #awaitWork} does. */
        public void awaitBody(Vertx vertx, long length, Runnable taken, Runnable refused) {
            await(vertx, COPIES * length, Purpose.BODY, WAIT_MILLIS, taken, refused);
        }

        /**
         * Takes what work that looks at much needs, less what is held already, when there is room, and when those who
         * came before have got theirs.
         *
         * @param taken is run when it is taken, at once or later
         * @param refused is run where that takes too long; then nothing is taken
         */
        public void awaitWork(Vertx vertx, Runnable taken, Runnable refused) {
            long bytes = Math.max(0, work - held);
            if (bytes == 0) {
                taken.run();
            } else {
                await(vertx, bytes, Purpose.WORK, WAIT_MILLIS, taken, refused);
            }
        }

        /**
         * Waits as {@link #awaitWork} does, when a request was starved, for all that it is known to need by now.
         *
         * @param kept what it has to hold on to until then; the rest is given back
         * @param starved what it needs besides
         * @param taken is run when that is taken, at once or later
         * @param refused is told why not, where it takes too long, with all times that this request has waited so, or
         *     cannot be
         */
        public void awaitAnswer(Vertx vertx, long kept, Starved starved, Runnable taken, Consumer<String> refused) {
            keep(kept);
            if (held + starved.bytes() > total) {
                refused.accept(TOO_LARGE);
                return;
            }
            long left = WAIT_MILLIS - TimeUnit.NANOSECONDS.toMillis(waitedNanos);
            if (left <= 0 || starts++ == MOST_STARTS) {
                refused.accept(REFUSAL);
                return;
            }
            waitingSince = System.nanoTime();
            // What grows piece by piece is not started over for every other byte.
            long most = starved.bytes() + starved.bytes() / PARTS + Math.max(work, starved.beside());
            long bytes = Math.min(most, total - held);
            await(vertx, bytes, Purpose.ANSWER, left, taken, () -> refused.accept(REFUSAL));
        }

        private void await(Vertx vertx, long bytes, Purpose purpose, long millis, Runnable taken, Runnable refused) {
            Waiting one = new Waiting(this, bytes, purpose, vertx.getOrCreateContext(), taken, refused);
            Deque<Waiting> line = some() ? holding : waiting;
            boolean now;
            boolean queued = false;
            synchronized (InFlight.this) {
                now = line.isEmpty() && holding.isEmpty() && one.fits();
                if (now) {
                    one.take();
                } else if (line.size() < MOST_WAITING) {
                    queued = line.add(one);
                }
            }
            if (now) {
                taken.run();
            } else if (queued) {
                serve();
                vertx.setTimer(Math.max(1, millis), late -> {
                    boolean left;
                    synchronized (InFlight.this) {
                        left = line.remove(one);
                    }
                    if (left) {
                        // It may have been in the way of smaller ones.
                        serve();
                        one.end(false);
                    }
                });
            } else {
                refused.run();
            }
        }

        /** Whether it holds anything. */
        public boolean some() {
            return held > 0;
        }

        /** How many bytes it holds. */
        public long held() {
            return held;
        }

        /** Gives back all but so many bytes. */
        public void keep(long bytes) {
            boolean back;
            synchronized (InFlight.this) {
                spare = 0;
                long more = held - bytes;
                back = more > 0;
                if (back) {
                    held -= more;
                    used -= more;
                }
            }
            if (back) {
                serve();
            }
        }

        /** Does not use so many bytes that it took; they are at hand for what is taken next. */
        public void back(long bytes) {
            synchronized (InFlight.this) {
                spare = Math.min(held, spare + bytes);
            }
        }

        /** Gives everything back. */
        public void release() {
            keep(0);
        }
    }
}
