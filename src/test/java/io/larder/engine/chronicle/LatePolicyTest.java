package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.Reply;
import io.larder.keyspace.Clock;
import io.larder.keyspace.EvictionPolicy;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that is chosen when there are many keys already, as with each start. */
class LatePolicyTest {

    private static final int KEYS = 60_000;
    private static final int USED = 20_000;

    @TempDir
    private Path directory;

    @Test
    void whatIsOnlyReadIsCountedForItself() throws IOException {
        try (StoreClient client = new StoreClient(directory, 32 << 20, Clock.SYSTEM)) {
            for (int i = 0; i < KEYS; i++) {
                assertEquals(Reply.OK, client.send("SET", "k" + i, "v"));
            }
            client.engine().evictionPolicy(EvictionPolicy.ALLKEYS_LFU);
            for (int i = 0; i < 3 * USED; i++) {
                client.send("GET", "k" + i % USED);
            }
            long few = 0;
            for (int i = 0; i < USED; i++) {
                assertTrue(frequency(client, i) >= 3, "k" + i + " was used three times");
                few += frequency(client, USED + i) <= 1 ? 1 : 0;
            }
            assertTrue(few > USED * 9 / 10, "only " + few + " of " + USED + " were not used");
        }
    }

    private static long frequency(StoreClient client, int i) {
        return assertInstanceOf(Reply.Whole.class, client.send("OBJECT", "FREQ", "k" + i))
                .value();
    }
}
