package io.larder.door.codec;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes JSON, field by field. What it is given as raw must be JSON. */
public final class JsonWriter {

    private final Output output = new Output(Integer.MAX_VALUE - 8);
    private boolean first = true;

    /** Begins an object, or one within a list. */
    public JsonWriter begin() {
        comma();
        output.put('{');
        first = true;
        return this;
    }

    /** Begins an object of this name. */
    public JsonWriter begin(String name) {
        name(name);
        output.put('{');
        first = true;
        return this;
    }

    /** Ends the object that was begun last. */
    public JsonWriter end() {
        output.put('}');
        first = false;
        return this;
    }

    /** Begins a list of this name. */
    public JsonWriter beginList(String name) {
        name(name);
        output.put('[');
        first = true;
        return this;
    }

    /** Ends a list. */
    public JsonWriter endList() {
        output.put(']');
        first = false;
        return this;
    }

    /** An item of a list, as it is. */
    public JsonWriter item(byte[] json) {
        comma();
        output.put(json);
        return this;
    }

    /** A string. */
    public JsonWriter text(String name, String value) {
        return text(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** A string; what is not UTF-8 becomes U+FFFD. */
    public JsonWriter text(String name, byte[] value) {
        name(name);
        JsonEncoder.string(output, value);
        return this;
    }

    /** An integer. */
    public JsonWriter whole(String name, long value) {
        name(name);
        output.put(value);
        return this;
    }

    /** True or false. */
    public JsonWriter truth(String name, boolean value) {
        name(name);
        output.put(value ? "true" : "false");
        return this;
    }

    /** A value as it is. */
    public JsonWriter raw(String name, byte[] json) {
        name(name);
        output.put(json);
        return this;
    }

    /** A value as it is, or nothing where there is none. */
    public JsonWriter maybe(String name, @Nullable String json) {
        return json == null ? this : raw(name, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Where the value of a field is written. */
    public Output value(String name) {
        name(name);
        return output;
    }

    private void name(String name) {
        comma();
        JsonEncoder.string(output, name.getBytes(StandardCharsets.UTF_8));
        output.put(':');
    }

    private void comma() {
        if (!first) {
            output.put(',');
        }
        first = false;
    }

    /** What was written so far. */
    public Output output() {
        return output;
    }

    /** A copy of what was written so far. */
    public byte[] toBytes() {
        return output.toBytes();
    }
}
