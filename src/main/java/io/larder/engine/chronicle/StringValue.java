package io.larder.engine.chronicle;

import io.larder.command.CommandError;
import io.larder.keyspace.Blob;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A string within a step: inside its entry while it is small, else in pages. */
final class StringValue implements Blob {

    private static final CommandError TOO_LONG =
            new CommandError("ERR string exceeds maximum allowed size (proto-max-bulk-len)");

    private final StepPages step;
    private final Item item;
    private byte @Nullable [] inline;
    private @Nullable PagedBytes pages;

    StringValue(StepPages step, Item item, byte[] inline) {
        this.step = step;
        this.item = item;
        this.inline = inline;
    }

    StringValue(StepPages step, Item item, PagedBytes pages) {
        this.step = step;
        this.item = item;
        this.pages = pages;
    }

    /** The bytes inside the entry; null where they are in pages. */
    byte @Nullable [] inline() {
        return inline;
    }

    private PagedBytes pages() {
        PagedBytes found = pages;
        if (found == null) {
            throw new IllegalStateException("the string is inside its entry");
        }
        return found;
    }

    @Override
    public long length() {
        byte[] bytes = inline;
        return bytes != null ? bytes.length : pages().length();
    }

    @Override
    public byte[] read(long from, int length) {
        byte[] bytes = inline;
        if (bytes == null) {
            return pages().read(from, length);
        }
        return from == 0 && length == bytes.length ? bytes : Arrays.copyOfRange(bytes, (int) from, (int) from + length);
    }

    @Override
    public void set(byte[] value) {
        item.change();
        if (inline == null) {
            item.freePages();
            pages = null;
        }
        inline = value;
        spill();
    }

    @Override
    public void write(long at, byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        long end = Math.max(length(), at + bytes.length);
        if (end > LIMIT || end < 0) {
            throw TOO_LONG;
        }
        item.change();
        byte[] old = inline;
        if (old == null) {
            pages().write(at, bytes);
        } else if (end <= Item.INLINE) {
            byte[] grown = Arrays.copyOf(old, (int) end);
            System.arraycopy(bytes, 0, grown, (int) at, bytes.length);
            inline = grown;
        } else {
            moveToPages(old);
            pages().write(at, bytes);
        }
    }

    private void spill() {
        byte[] bytes = inline;
        if (bytes != null && bytes.length > Item.INLINE) {
            moveToPages(bytes);
        }
    }

    private void moveToPages(byte[] bytes) {
        PagedBytes made = PagedBytes.create(step, item.kind().code());
        made.write(0, bytes);
        item.root(made.root());
        pages = made;
        inline = null;
    }
}
