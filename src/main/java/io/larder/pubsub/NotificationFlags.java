package io.larder.pubsub;

import io.larder.keyspace.EventClass;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the setting {@code notify-keyspace-events} says: which classes of events are told, and on which channels.
 *
 * @param classes the classes
 * @param byKey whether on the channel of the key
 * @param byEvent whether on the channel of the event
 * @see <a href="https://redis.io/docs/latest/develop/pubsub/keyspace-notifications/">Keyspace notifications</a>
 */
record NotificationFlags(Set<EventClass> classes, boolean byKey, boolean byEvent) {

    /** Nothing is told. */
    static final NotificationFlags NONE = new NotificationFlags(Set.of(), false, false);

    /** What {@code A} stands for. */
    private static final Set<EventClass> ALL = EnumSet.complementOf(EnumSet.of(EventClass.KEY_MISS, EventClass.NEW));

    /**
     * Reads the letters of the setting, in any order.
     *
     * @throws IllegalArgumentException where one of them means nothing
     */
    static NotificationFlags of(String letters) {
        Set<EventClass> classes = EnumSet.noneOf(EventClass.class);
        boolean byKey = false;
        boolean byEvent = false;
        for (char letter : letters.toCharArray()) {
            switch (letter) {
                case 'A' -> classes.addAll(ALL);
                case 'K' -> byKey = true;
                case 'E' -> byEvent = true;
                default -> {
                    EventClass one = EventClass.of(letter);
                    if (one == null) {
                        throw new IllegalArgumentException("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");
                    }
                    classes.add(one);
                }
            }
        }
        return new NotificationFlags(classes, byKey, byEvent);
    }

    /** Whether anything is told. */
    boolean any() {
        return (byKey || byEvent) && !classes.isEmpty();
    }

    /** The letters, as Redis orders them; like Redis it leaves out {@code n} beside {@code A}. */
    String letters() {
        StringBuilder letters = new StringBuilder();
        if (classes.containsAll(ALL)) {
            letters.append('A');
        } else {
            for (EventClass one : classes) {
                if (one != EventClass.KEY_MISS) {
                    letters.append(one.letter());
                }
            }
        }
        letters.append(byKey ? "K" : "").append(byEvent ? "E" : "");
        return letters.append(classes.contains(EventClass.KEY_MISS) ? "m" : "").toString();
    }
}
