package io.larder.door.http.v1;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What we have to know of media types. */
final class MediaTypes {

    static final String JSON = "application/json";
    static final String MERGE_PATCH = "application/merge-patch+json";
    static final String TEXT = "text/plain";

    /** What curl says of everything that it is given with {@code -d}. So it says nothing. */
    static final String FORM = "application/x-www-form-urlencoded";

    private MediaTypes() {}

    /** Whether bytes of this type become notably fewer by compressing. */
    static boolean compressible(@Nullable String type) {
        if (type == null) {
            return false;
        }
        String essence = essence(type);
        return essence.startsWith("text/")
                || essence.endsWith("+json")
                || essence.endsWith("+xml")
                || essence.equals(JSON)
                || essence.equals("application/xml")
                || essence.equals("application/javascript")
                || essence.equals("application/x-ndjson");
    }

    /** The type and subtype in lower case, without parameters. */
    static String essence(String type) {
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }
}
