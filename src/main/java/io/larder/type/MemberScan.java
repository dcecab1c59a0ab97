package io.larder.type;

import io.larder.command.Arguments;
import io.larder.command.Reply;
import io.larder.keyspace.Entry;
import io.larder.keyspace.Keyspace;
import io.larder.keyspace.Kind;
import java.util.ArrayList;
import java.util.List;

/** One step of HSCAN, SSCAN or ZSCAN through a value whose first tree is one of {@link Member}s. */
final class MemberScan {

    private MemberScan() {}

    /**
     * Where to go on, and what was found. As in Redis, the options are looked at only where there is something to scan.
     */
    static Reply step(Keyspace keyspace, Arguments arguments, Kind kind, Shown shown) {
        byte[] key = arguments.key();
        long cursor = ScanOptions.cursor(arguments);
        Entry entry = Entries.find(keyspace, key, kind);
        if (entry == null) {
            return ScanOptions.reply(0, List.of());
        }
        ScanOptions options = ScanOptions.ofMembers(cursor, arguments);
        List<Reply> items = new ArrayList<>();
        long next = Member.scan(entry.tree(0), cursor, options.count(), (field, value) -> {
            if (options.glob() == null || options.glob().matches(Member.of(field))) {
                shown.add(field, value, items);
            }
            return true;
        });
        return ScanOptions.reply(next, items);
    }
}
