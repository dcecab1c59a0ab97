package io.larder.contract;

import io.larder.command.Command;
import io.larder.command.Reply;
import java.util.ArrayList;
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

    /** What both tell of a command, or null where it is the same. */
    @Nullable
    String difference(Command<?> row, Reply reply) {
        List<String> expected = redis.next();
        List<String> found = other.next();
        if (refused(reply) || row.name().startsWith("OBJECT")) {
            // A command that is refused tells nothing with us, and OBJECT tells of a miss: both by decision.
            return null;
        }
        if (row.name().startsWith("SORT") || row.name().equals("EXEC")) {
            // What BY and GET look for is looked for in the order of the elements, which a set does not have.
            expected = sorted(expected);
            found = sorted(found);
        }
        return expected.equals(found)
                ? null
                : "Redis tells\n" + String.join("\n", expected) + "\nwe tell\n" + String.join("\n", found);
    }

    private static boolean refused(Reply reply) {
        return reply instanceof Reply.Failure
                || reply instanceof Reply.Many many && many.items().stream().anyMatch(Reply.Failure.class::isInstance);
    }

    private static List<String> sorted(List<String> notices) {
        List<String> sorted = new ArrayList<>(notices);
        sorted.sort(null);
        return sorted;
    }
}
