package io.larder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a process that is started later, maybe more than once. It is none that the system gives to whoever
 * connects: somebody else could have it by then, and whoever tries to connect to it meanwhile could meet himself.
 */
public final class FreePort {
    private static final int FIRST = 12_000;
    private static final int END = 30_000;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** One at which nobody listens, and that was not given before. */
    public static int any() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (!GIVEN.add(port)) {
                continue;
            }
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Another one, then.
            }
        }
    }
}
