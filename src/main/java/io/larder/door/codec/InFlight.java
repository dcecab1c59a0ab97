package io.larder.door.codec;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What all requests together may hold on the heap: large bodies, what is made of them, and large answers until they are
 * sent. Requests and answers of a few kilobytes are not counted, nor is what only has to wait for others.
 *
 * <p>A request that is known to need much asks for it before it begins, and waits a little where there is not enough.
 * What it comes to need later it gets at once or not at all: if all held something and waited for more, none would end.
 * Those that have their body and wait to be carried out are the exception: they come before all others, and bodies
 * leave them as much room as one needs, so one of them can always go on and end.
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

    /** What is told to whom gets nothing. */
    public static final String REFUSAL = "ERR too many large requests at a time, try again";

    private final long total;

    /** What long work takes, with what it holds already. */
    private final long work;

    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /** Those that hold their body. */
    private final Deque<Waiting> holding = new ArrayDeque<>();

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

    private record Waiting(Share share, long bytes, boolean body, Context context, Runnable taken) {

        private boolean fits() {
            return body ? share.fitsBody(bytes) : share.fits(bytes);
        }
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
                Deque<Waiting> line = holding.isEmpty() ? waiting : holding;
                next = line.peek();
                if (next == null || !next.fits()) {
                    return;
                }
                line.remove();
                next.share.hold(next.bytes);
            }
            next.context.runOnContext(now -> next.taken.run());
        }
    }

    /** What one request holds. It has an end: {@link #release()}. */
    public final class Share {

        private volatile long held;

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

        /** Takes so many bytes more, or nothing. */
        public boolean take(long bytes) {
            synchronized (InFlight.this) {
                return bytes <= total - held && takeUpToAll(bytes);
            }
        }

        private boolean takeUpToAll(long bytes) {
            synchronized (InFlight.this) {
                if (!fits(bytes)) {
                    return false;
                }
                hold(bytes);
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
            await(vertx, new Waiting(this, COPIES * length, true, vertx.getOrCreateContext(), taken), refused);
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
                await(vertx, new Waiting(this, bytes, false, vertx.getOrCreateContext(), taken), refused);
            }
        }

        private void await(Vertx vertx, Waiting one, Runnable refused) {
            Deque<Waiting> line = some() ? holding : waiting;
            boolean now;
            boolean queued = false;
            synchronized (InFlight.this) {
                now = line.isEmpty() && holding.isEmpty() && one.fits();
                if (now) {
                    hold(one.bytes);
                } else if (line.size() < MOST_WAITING) {
                    queued = line.add(one);
                }
            }
            if (now) {
                one.taken.run();
            } else if (queued) {
                vertx.setTimer(WAIT_MILLIS, late -> {
                    boolean left;
                    synchronized (InFlight.this) {
                        left = line.remove(one);
                    }
                    if (left) {
                        // It may have been in the way of smaller ones.
                        serve();
                        refused.run();
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

        /** Gives back all but so many bytes. */
        public void keep(long bytes) {
            boolean back;
            synchronized (InFlight.this) {
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

        /** Gives so many bytes back, or all that it has. */
        public void back(long bytes) {
            keep(Math.max(0, held - bytes));
        }

        /** Gives everything back. */
        public void release() {
            keep(0);
        }
    }
}
