package io.larder.engine.chronicle;

import io.larder.keyspace.ChangeListener;
import java.util.ArrayList;
import java.util.List;

/** Who is to be told of a step once it is stored. */
final class Announcements {

    private static final System.Logger LOG = System.getLogger(Announcements.class.getName());

    private final List<Runnable> last = new ArrayList<>();

    void add(Runnable told) {
        last.add(told);
    }

    /** All is stored, so nothing that is done here can undo it. */
    void tell(ChangeListener listener, boolean cleared, List<Item> items) {
        try {
            if (listener != ChangeListener.NONE) {
                changes(listener, cleared, items);
            }
            for (int i = 0; i < last.size(); i++) {
                last.get(i).run();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "A listener failed at what was stored before", e);
        }
    }

    private static void changes(ChangeListener listener, boolean cleared, List<Item> items) {
        if (cleared) {
            listener.cleared();
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).changed()) {
                listener.changed(items.get(i).key());
            }
        }
    }

    void clear() {
        last.clear();
    }
}
