package io.larder.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Those who listen to one thing, in rows, one for each lane. Telling them something costs a task for each lane, however
 * many sit there. Whoever owns the audience sees to it that only one thread at a time uses it.
 *
 * <p>A task looks at the seats as they were when it was made: those who come later sit behind its end or in another
 * array, as seats are only ever taken at the end and an array is never tidied in place. Those who leave are marked, and
 * passed over from then on.
 */
final class Audience {

    private static final System.Logger LOG = System.getLogger(Audience.class.getName());

    private final List<Row> rows = new ArrayList<>(1);
    private int size;

    /** A subscriber's place. */
    static final class Seat {
        private final Subscriber subscriber;
        private final Row row;
        private int index;
        private volatile boolean left;

        private Seat(Subscriber subscriber, Row row) {
            this.subscriber = subscriber;
            this.row = row;
        }
    }

    /** The seats of a lane. */
    private static final class Row {
        private final Executor lane;
        private Seat[] seats = new Seat[1];
        private int end;
        private int taken;

        private Row(Executor lane) {
            this.lane = lane;
        }

        /** Goes to a new array, without those who have left: tasks still look at the old one. */
        private void move(int capacity) {
            Seat[] old = seats;
            int oldEnd = end;
            seats = new Seat[capacity];
            end = 0;
            for (int i = 0; i < oldEnd; i++) {
                if (!old[i].left) {
                    old[i].index = end;
                    seats[end++] = old[i];
                }
            }
        }
    }

    /** How many listen. */
    int size() {
        return size;
    }

    /** Lets one more listen: what is told from here on. */
    Seat add(Subscriber subscriber) {
        Row row = row(subscriber.lane());
        if (row.end == row.seats.length) {
            row.move(Math.max(2, row.taken * 2));
        }
        Seat seat = new Seat(subscriber, row);
        seat.index = row.end;
        row.seats[row.end++] = seat;
        row.taken++;
        size++;
        return seat;
    }

    private Row row(Executor lane) {
        for (Row row : rows) {
            if (row.lane == lane) {
                return row;
            }
        }
        Row row = new Row(lane);
        rows.add(row);
        return row;
    }

    /** Lets one go, who is told nothing more, not even what was told and has not reached it. */
    void remove(Seat seat) {
        seat.left = true;
        size--;
        Row row = seat.row;
        row.taken--;
        if (row.taken == 0) {
            rows.remove(row);
        } else if (row.end > 8 && row.taken < row.end / 2) {
            row.move(row.taken * 2);
        }
    }

    /** Has {@code what} done for each who listens now, on its lane. */
    void tell(Consumer<Subscriber> what) {
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Seat[] seats = row.seats;
            int end = row.end;
            try {
                row.lane.execute(() -> each(seats, end, what));
            } catch (RejectedExecutionException closed) {
                LOG.log(System.Logger.Level.DEBUG, "A lane is closed, so its subscribers are as good as gone", closed);
            }
        }
    }

    private static void each(Seat[] seats, int end, Consumer<Subscriber> what) {
        for (int i = 0; i < end; i++) {
            Seat seat = seats[i];
            if (!seat.left) {
                try {
                    what.accept(seat.subscriber);
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.ERROR, "A subscriber failed; the others go on", e);
                }
            }
        }
    }
}
