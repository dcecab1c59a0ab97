package io.larder.door.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.larder.command.CommandError;
import io.larder.command.Forms;
import io.larder.pubsub.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Views that show what a test says. */
final class TestViews implements Views {

    private static final String EPOCH = "v";

    private final Map<String, State> states = new HashMap<>();
    private final Map<String, List<Viewer>> viewers = new HashMap<>();

    private record State(Position position, byte[] json, Forms forms) {}

    /** Has a view show this from here on. */
    synchronized void show(String channel, long offset, String json) {
        State state = new State(new Position(EPOCH, offset), json.getBytes(UTF_8), new Forms());
        states.put(channel, state);
        viewers.getOrDefault(channel, List.of()).forEach(viewer -> viewer.lane().execute(() -> give(viewer, state)));
    }

    private static void give(Viewer viewer, State state) {
        viewer.state(state.position(), state.json(), state.forms());
    }

    @Override
    public boolean has(String channel) {
        return channel.startsWith("view:");
    }

    @Override
    public byte[][] command(String channel) {
        return new byte[][] {"GET".getBytes(UTF_8), channel.getBytes(UTF_8)};
    }

    @Override
    public synchronized Runnable watch(String channel, @Nullable Position since, Viewer viewer) {
        State state = states.get(channel);
        if (state == null) {
            throw new CommandError("ERR no such view");
        }
        viewers.computeIfAbsent(channel, absent -> new ArrayList<>()).add(viewer);
        viewer.lane().execute(() -> {
            if (state.position().equals(since)) {
                viewer.current(state.position());
            } else {
                give(viewer, state);
            }
        });
        return () -> leave(channel, viewer);
    }

    private synchronized void leave(String channel, Viewer viewer) {
        viewers.getOrDefault(channel, List.of()).remove(viewer);
    }
}
