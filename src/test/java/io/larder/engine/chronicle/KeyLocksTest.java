package io.larder.engine.chronicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.larder.command.CommandError;
import io.larder.command.Effort;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Locks of a store that may fail. */
class KeyLocksTest {

    private volatile boolean failed;

    private final KeyLocks locks = new KeyLocks(() -> {
        if (failed) {
            throw CommandError.OUT_OF_MEMORY;
        }
    });

    @Test
    void whoWaitsForALockThatIsNeverLetGoIsToldThatTheStoreHasFailed() throws Exception {
        locks.lock(7, false, Effort.FULL);
        CompletableFuture<long[]> waiting =
                CompletableFuture.supplyAsync(() -> locks.lock(new int[] {3, 7}, true, Effort.FULL));
        Thread.sleep(1_200);
        assertTrue(!waiting.isDone());
        failed = true;
        ExecutionException told = assertThrows(ExecutionException.class, () -> waiting.get(10, TimeUnit.SECONDS));
        assertEquals(CommandError.OUT_OF_MEMORY, told.getCause());
        // What it held by then is free again.
        locks.unlock(3, locks.lock(3, true, Effort.BRIEF));
    }
}
