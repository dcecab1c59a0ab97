package io.larder.contract;

import io.larder.command.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells where the keyspace notifications of two subjects part. Of keys that expire by themselves nothing is compared:
 * when that is noticed is each one's own affair.
 */
final class NoticeComparison {

    private static final String FLAGS = "KEg$lshzetdmn";

    private final Notices redis;
    private final Notices other;

    /** Listens to both from now on. */
    NoticeComparison(Subject redis, Subject other) {
        this.redis = new Notices(redis, FLAGS);
        this.other = new Notices(other, FLAGS);
    }

    /** What has been told so far does not count. */
    void forget() {
        redis.next();
        other.next();
    }

    /** What both tell of the last command, or null where it is the same. */
    @Nullable
    String difference(Reply reply) {
        List<String> expected = redis.next();
        List<String> found = other.next();
        // A command that is refused tells nothing with us, by decision.
        return refused(reply) || expected.equals(found)
                ? null
                : "Redis tells\n" + String.join("\n", expected) + "\nwe tell\n" + String.join("\n", found);
    }

    private static boolean refused(Reply reply) {
        return reply instanceof Reply.Failure
                || reply instanceof Reply.Many many && many.items().stream().anyMatch(Reply.Failure.class::isInstance);
    }
}
