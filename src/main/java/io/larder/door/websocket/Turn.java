package io.larder.door.websocket;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * What the connections of an event loop have to tell within one of its turns. At the end of the turn, behind all tasks
 * that waited when it began, each connection sends what has come together, with one flush.
 *
 * <p>Where a protocol lets several messages share a frame, those of a turn do: then the reader wakes up once for all of
 * them. Many connections listen to the same, so a frame that was put together for one is kept for the next.
 */
final class Turn {

    private static final Logger LOG = Logger.getLogger(Turn.class);

    private static final FastThreadLocal<Turn> TURNS = new FastThreadLocal<>() {
        @Override
        protected Turn initialValue() {
            return new Turn();
        }
    };

    private final List<Connection> told = new ArrayList<>();
    private List<Frame> messages = List.of();
    private List<Frame> frames = List.of();

    private Turn() {}

    /** That of this thread, which is an event loop. */
    static Turn now() {
        return TURNS.get();
    }

    /** Has a connection send what it has at the end of the turn. */
    void tell(Connection connection, EventLoop lane) {
        told.add(connection);
        if (told.size() == 1) {
            lane.execute(this::end);
        }
    }

    private void end() {
        // Sending may have a reader catch up, who is told more at once: then the list grows.
        for (int i = 0; i < told.size(); i++) {
            Connection connection = told.get(i);
            try {
                connection.send(this);
            } catch (RuntimeException e) {
                connection.accident(LOG, "A connection could not be written to", e);
            }
        }
        told.clear();
        messages = List.of();
        frames = List.of();
    }

    /** Messages that share frames, in their order. The list is not to be changed any more. */
    List<Frame> together(List<Frame> sharing) {
        if (!same(sharing)) {
            messages = sharing;
            frames = Frame.together(sharing);
        }
        return frames;
    }

    private boolean same(List<Frame> others) {
        if (others.size() != messages.size()) {
            return false;
        }
        // The newest ones differ first.
        for (int i = others.size() - 1; i >= 0; i--) {
            if (others.get(i) != messages.get(i)) {
                return false;
            }
        }
        return true;
    }
}
