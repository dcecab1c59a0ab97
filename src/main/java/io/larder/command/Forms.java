package io.larder.command;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What doors have made of something that goes to many: each form is made once, whoever asks for it first. */
public final class Forms {

    private final Map<Object, Object> made = new ConcurrentHashMap<>(2);

    /**
     * The form of this name.
     *
     * @param name tells the form from others and decides its type; a constant of the door that makes it
     * @param make makes it where it is not there yet, perhaps out of another form
     */
    @SuppressWarnings("unchecked")
    public <F> F get(Object name, Supplier<F> make) {
        Object form = made.get(name);
        return (F) (form != null ? form : first(name, make));
    }

    /** Not the map's own way, which forbids to look into it from within {@code make}. */
    private synchronized Object first(Object name, Supplier<?> make) {
        Object form = made.get(name);
        if (form == null) {
            form = make.get();
            made.put(name, form);
        }
        return form;
    }
}
