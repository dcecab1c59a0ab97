package io.larder.door.websocket;

import io.larder.command.CommandError;
import io.larder.command.Forms;
import io.larder.pubsub.Position;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Channels that nobody publishes to: each shows the state of something, and only the newest state counts. To clients of
 * the Centrifuge protocol they are channels in cache mode.
 */
public interface Views {

    /** None. */
    Views NONE = new Views() {
        @Override
        public boolean has(String channel) {
            return false;
        }

        @Override
        public byte[][] command(String channel) {
            throw new CommandError("ERR no such view");
        }

        @Override
        public Runnable watch(String channel, @Nullable Position since, Viewer viewer) {
            throw new CommandError("ERR no such view");
        }
    };

    /** Who watches. All calls come on {@link #lane()}. */
    interface Viewer {

        /** Runs what is given in order, later. */
        Executor lane();

        /** Whether the reader has not taken what it got: better a newer state later than one more now. */
        boolean behind();

        /** The state is still the one that the viewer came back with; only as the first call. */
        void current(Position position);

        /**
         * The state.
         *
         * @param json one value of JSON, on one line
         * @param forms what is made of this state for many
         */
        void state(Position position, byte[] json, Forms forms);

        /** There is nothing more to see. */
        void ended(String reason);
    }

    /** Whether a channel is one of these. */
    boolean has(String channel);

    /**
     * The command that shows the same once: whoever may not run it may not watch either.
     *
     * @throws CommandError where there is no such view
     */
    byte[][] command(String channel);

    /**
     * Begins to watch. The first state is given as soon as it is there.
     *
     * @param since the position of the state that the viewer has, or null
     * @return ends watching; to be run on the viewer's lane, nothing is given after it
     * @throws CommandError where there is no such view, or too many
     */
    Runnable watch(String channel, @Nullable Position since, Viewer viewer);
}
