package io.larder.engine.chronicle;

import io.larder.keyspace.ChangeListener;
import io.larder.keyspace.EventClass;
import io.larder.keyspace.EventListener;
import java.util.ArrayList;
import java.util.List;

/** Who is to be told of a step once it is stored. */
final class Announcements {

    private static final System.Logger LOG = System.getLogger(Announcements.class.getName());

    private final List<Runnable> last = new ArrayList<>();
    private EventListener listener = EventListener.NONE;
    private int mark;

    private record Event(EventListener listener, EventClass kind, String name, byte[] key) implements Runnable {
        @Override
        public void run() {
            listener.happened(kind, name, key);
        }
    }

    void add(Runnable told) {
        last.add(told);
    }

    /** A step begins, and its events are for this listener. */
    void to(EventListener next) {
        listener = next;
    }

    /** Whether anybody listens to events. */
    boolean heard() {
        return listener != EventListener.NONE;
    }

    /**
     * Something has happened to a key.
     *
     * @param gone whether the key is gone by that
     */
    void event(EventClass kind, String name, byte[] key, boolean gone) {
        last.add(new Event(listener, kind, name, key));
        if (gone) {
            last.add(new Event(listener, EventClass.GENERIC, "del", key));
        }
    }

    /** A command begins. */
    void mark() {
        mark = last.size();
    }

    /** Forgets what came since the mark. That keys have expired stays true, whatever became of the command. */
    void forget() {
        List<Runnable> forgotten = last.subList(mark, last.size());
        forgotten.removeIf(told -> !(told instanceof Event event && event.kind == EventClass.EXPIRED));
    }

    /** All is stored, so nothing that is done here can undo it. */
    void tell(ChangeListener changed, boolean cleared, List<Item> items) {
        try {
            if (changed != ChangeListener.NONE) {
                changes(changed, cleared, items);
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
