package io.larder.leaderboard.live;

import io.larder.command.Forms;
import io.larder.command.Key;
import io.larder.leaderboard.Standing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What differs between what a view showed and what it shows. */
final class Difference {

    private Difference() {}

    /** The frame that leads from one to the other, or null where they are the same. */
    static LiveFrame.@Nullable Update between(Shown before, Shown after, String epoch, long seq) {
        if (before.total() == after.total()
                && before.missing() == after.missing()
                && same(before.entries(), after.entries())) {
            return null;
        }
        Map<Key, Standing> known = new HashMap<>();
        for (Standing entry : before.entries()) {
            known.put(new Key(entry.member()), entry);
        }
        List<Standing> entered = new ArrayList<>();
        List<LiveFrame.Moved> moved = new ArrayList<>();
        List<Standing> scored = new ArrayList<>();
        for (Standing entry : after.entries()) {
            Standing was = known.remove(new Key(entry.member()));
            if (was == null) {
                entered.add(entry);
            } else if (was.position() != entry.position()) {
                moved.add(new LiveFrame.Moved(entry, was.position()));
            } else if (!same(was, entry)) {
                scored.add(entry);
            }
        }
        List<byte[]> left = new ArrayList<>(known.size());
        for (Standing entry : before.entries()) {
            if (known.containsKey(new Key(entry.member()))) {
                left.add(entry.member());
            }
        }
        Boolean missing = before.missing() == after.missing() ? null : Boolean.valueOf(after.missing());
        return new LiveFrame.Update(
                epoch, seq, after.total(), after.big(), missing, entered, moved, scored, left, new Forms());
    }

    private static boolean same(List<Standing> before, List<Standing> after) {
        int size = before.size();
        if (size != after.size()) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (!same(before.get(i), after.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether somebody who looks sees no difference. When a score was reached is not shown. */
    private static boolean same(Standing one, Standing other) {
        return one.position() == other.position()
                && one.rank() == other.rank()
                && one.score().equals(other.score())
                && Arrays.equals(one.member(), other.member())
                && Arrays.equals(one.metadata(), other.metadata());
    }
}
