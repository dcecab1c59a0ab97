package io.larder.monitoring;

import java.util.Locale;

/** The lines of a section of INFO, {@code name:value} each. */
public final class Fields {

    private static final String UNITS = "BKMGTP";

    private final StringBuilder lines = new StringBuilder();

    Fields() {}

    /** Adds a field. */
    public Fields put(String name, Object value) {
        lines.append(name).append(':').append(value).append("\r\n");
        return this;
    }

    /** Adds a number of bytes, and beside it the same for people to read. */
    public Fields bytes(String name, long bytes) {
        return put(name, bytes).put(name + "_human", readable(bytes));
    }

    /** As Redis writes it: {@code 512B}, {@code 1.50M}. */
    private static String readable(long bytes) {
        if (bytes < 1024) {
            return bytes + "B";
        }
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length() - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f%c", value, UNITS.charAt(unit));
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
