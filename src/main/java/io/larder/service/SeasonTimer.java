package io.larder.service;

import io.larder.command.Caller;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Key;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.keyspace.Clock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Ends the seasons of leaderboards that nobody touches, and takes out their expired entries. Whoever touches one does
 * so before, so that this is only about room, and about those who watch. It also finds the seasons of boards that are
 * gone.
 */
@Singleton
final class SeasonTimer {

    private static final Logger LOG = Logger.getLogger(SeasonTimer.class);
    private static final String INDEX = "larder:leaderboards";
    private static final int AT_ONCE = 100;
    private static final int LOOKED_AT = 20;
    private static final int FIRST = 100;

    private final Opening opening;
    private final Instance<Dispatcher> dispatcher;
    private final LarderConfig config;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "larder-seasons");
        thread.setDaemon(true);
        return thread;
    });

    private String cursor = "0";

    SeasonTimer(Opening opening, Instance<Dispatcher> dispatcher, LarderConfig config) {
        this.opening = opening;
        this.dispatcher = dispatcher;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        long millis = Wiring.atLeastOne(
                "larder.leaderboards.check-interval",
                config.leaderboards().checkInterval().toMillis());
        executor.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Before the engine is closed. */
    void stop(@Observes @Priority(FIRST) ShutdownEvent event) throws InterruptedException {
        executor.shutdown();
        executor.awaitTermination(10, TimeUnit.SECONDS);
    }

    private void look() {
        if (!opening.done()) {
            return;
        }
        try {
            Session session = new Session(new Caller("seasons", true), false);
            boolean more = true;
            while (more && !executor.isShutdown()) {
                String now = Long.toString(Clock.SYSTEM.now());
                Reply due = call(session, "ZRANGE", INDEX, "-inf", now, "BYSCORE", "LIMIT", "0", "" + AT_ONCE);
                more = due instanceof Reply.Many many && many.items().size() == AT_ONCE;
                if (due instanceof Reply.Many many) {
                    for (Reply name : many.items()) {
                        settle(session, ((Reply.Bytes) name).value());
                    }
                }
            }
            lookForGone(session);
        } catch (RuntimeException e) {
            LOG.error("Seasons of leaderboards could not be ended; they are tried again", e);
        }
    }

    /**
     * Looks at some more of all names, and which of them are boards. One that is gone by other means than LEADERBOARD
     * DROP has left its seasons. BOARDS goes the same way through the names, and does not count as a use of the boards.
     */
    private void lookForGone(Session session) {
        Reply names = call(session, "ZSCAN", INDEX, cursor, "COUNT", "" + LOOKED_AT);
        Reply boards = call(session, "LEADERBOARD", "BOARDS", "CURSOR", cursor, "LIMIT", "" + LOOKED_AT);
        if (!(names instanceof Reply.Many step) || !(boards instanceof Reply.Pairs page)) {
            return;
        }
        Set<Key> there = new HashSet<>();
        for (Reply board : ((Reply.Many) page.items().get(1)).items()) {
            there.add(new Key(((Reply.Bytes) ((Reply.Pairs) board).items().get(1)).value()));
        }
        List<Reply> listed = ((Reply.Many) step.items().get(1)).items();
        for (int i = 0; i < listed.size(); i += 2) {
            byte[] name = ((Reply.Bytes) listed.get(i)).value();
            if (!there.contains(new Key(name))) {
                settle(session, name);
            }
        }
        cursor = new String(((Reply.Bytes) step.items().get(0)).value(), StandardCharsets.UTF_8);
    }

    private void settle(Session session, byte[] name) {
        Reply reply = dispatcher
                .get()
                .call(
                        session,
                        new byte[][] {
                            "LEADERBOARD".getBytes(StandardCharsets.UTF_8),
                            "SETTLE".getBytes(StandardCharsets.UTF_8),
                            name
                        },
                        Effort.FULL);
        if (reply instanceof Reply.Failure failure) {
            LOG.warn("The season of a leaderboard could not be ended: " + failure.message());
        }
    }

    private Reply call(Session session, String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
        }
        return dispatcher.get().call(session, bytes, Effort.FULL);
    }
}
