package io.larder.type;

import io.larder.command.Reply;
import io.larder.keyspace.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of HSCAN, SSCAN or ZSCAN through a tree of {@link Member}s. */
final class MemberScan {

    private MemberScan() {}

    /** Where to go on, and what was found; of no tree, nothing. */
    static Reply step(@Nullable Tree tree, ScanOptions options, Shown shown) {
        if (tree == null) {
            return ScanOptions.reply(0, List.of());
        }
        List<Reply> items = new ArrayList<>();
        long next = Member.scan(tree, options.cursor(), options.count(), (key, value) -> {
            if (options.glob() == null || options.glob().matches(Member.of(key))) {
                shown.add(key, value, items);
            }
            return true;
        });
        return ScanOptions.reply(next, items);
    }
}
