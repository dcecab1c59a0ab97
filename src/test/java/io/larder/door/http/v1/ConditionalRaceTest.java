package io.larder.door.http.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of several who want to change the same value, or to set the same key first, exactly one does. */
@QuarkusTest
class ConditionalRaceTest extends ResourceTest {

    private static final int CALLERS = 4;
    private static final int ROUNDS = 25;

    private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    @Test
    void oneChangesTheValue() throws Exception {
        String tag = header(send("PUT", "/v1/keys/k", "start"), "ETag");
        for (int round = 0; round < ROUNDS; round++) {
            String expected = tag;
            List<Integer> statuses = all(caller -> send("PUT", "/v1/keys/k", "by " + caller, "If-Match", expected)
                    .statusCode());
            assertEquals(1, count(statuses, 204), statuses.toString());
            assertEquals(CALLERS - 1, count(statuses, 412), statuses.toString());
            tag = header(send("PUT", "/v1/keys/k", "round " + round), "ETag");
        }
    }

    @Test
    void oneIsFirst() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String path = "/v1/keys/" + round;
            List<Integer> statuses =
                    all(caller -> send("PUT", path, "by " + caller, "If-None-Match", "*", "Content-Type", "a/b")
                            .statusCode());
            assertEquals(1, count(statuses, 201), statuses.toString());
            assertEquals(CALLERS - 1, count(statuses, 412), statuses.toString());
        }
    }

    /** Each adds 1 as often as it wants, by reading and changing what it has read: nothing is lost. */
    @Test
    void noChangeIsLost() throws Exception {
        send("PUT", "/v1/keys/n", "0");
        all(caller -> {
            for (int i = 0; i < ROUNDS; i++) {
                int status;
                do {
                    var now = send("GET", "/v1/keys/n", "");
                    String next = Integer.toString(Integer.parseInt(text(now)) + 1);
                    status = send("PUT", "/v1/keys/n", next, "If-Match", header(now, "ETag"))
                            .statusCode();
                } while (status == 412);
                assertEquals(204, status);
            }
            return 0;
        });
        assertEquals(Integer.toString(CALLERS * ROUNDS), run("GET", "n"));
    }

    private interface Task {
        int run(int caller);
    }

    private List<Integer> all(Task task) throws InterruptedException, ExecutionException {
        CountDownLatch start = new CountDownLatch(CALLERS);
        List<Future<Integer>> running = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            running.add(callers.submit(() -> {
                start.countDown();
                start.await();
                return task.run(caller);
            }));
        }
        List<Integer> results = new ArrayList<>();
        for (Future<Integer> one : running) {
            results.add(one.get());
        }
        return results;
    }

    private static long count(List<Integer> statuses, int status) {
        return statuses.stream().filter(one -> one == status).count();
    }
}
