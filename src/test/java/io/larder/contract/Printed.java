package io.larder.contract;

import io.larder.command.Encoder;
import io.larder.command.Numbers;
import io.larder.command.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/** A reply as redis-cli prints it under RESP2. */
final class Printed implements Encoder {

    private static final HexFormat HEX = HexFormat.of();

    private final Deque<List<String>> open = new ArrayDeque<>();

    private Printed() {
        open.push(new ArrayList<>());
    }

    static String of(Reply reply) {
        Printed printed = new Printed();
        reply.accept(printed);
        return printed.open.element().get(0);
    }

    /** The items of an array; none where it is no array. */
    static List<String> items(Reply reply) {
        List<Reply> items = reply instanceof Reply.Many many
                ? many.items()
                : reply instanceof Reply.Pairs pairs ? pairs.items() : List.of();
        return items.stream().map(Printed::of).toList();
    }

    static boolean isArray(Reply reply) {
        return reply instanceof Reply.Many || reply instanceof Reply.Pairs;
    }

    private void add(String text) {
        open.element().add(text);
    }

    @Override
    public void ok() {
        add("OK");
    }

    @Override
    public void nil(boolean many) {
        add(many ? "(nil array)" : "(nil)");
    }

    @Override
    public void whole(long value) {
        add("(integer) " + value);
    }

    @Override
    public void real(double value) {
        add('"' + Numbers.text(value) + '"');
    }

    @Override
    public void bytes(byte[] value) {
        StringBuilder text = new StringBuilder("\"");
        for (byte b : value) {
            switch (b) {
                case '\\', '"' -> text.append('\\').append((char) b);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case 7 -> text.append("\\a");
                case '\b' -> text.append("\\b");
                default -> {
                    if (b >= ' ' && b < 0x7f) {
                        text.append((char) b);
                    } else {
                        text.append("\\x").append(HEX.toHexDigits(b));
                    }
                }
            }
        }
        add(text.append('"').toString());
    }

    @Override
    public void text(String value) {
        add(value);
    }

    @Override
    public void beginMany(int size) {
        open.push(new ArrayList<>());
    }

    @Override
    public void beginPairs(int size) {
        open.push(new ArrayList<>());
    }

    @Override
    public void end() {
        List<String> items = open.pop();
        if (items.isEmpty()) {
            add("(empty array)");
            return;
        }
        int width = Integer.toString(items.size()).length();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < items.size(); i++) {
            String number = Integer.toString(i + 1);
            text.append(i == 0 ? "" : "\n")
                    .append(" ".repeat(width - number.length()))
                    .append(number)
                    .append(") ");
            text.append(items.get(i).replace("\n", "\n" + " ".repeat(width + 2)));
        }
        add(text.toString());
    }

    @Override
    public void failure(String message) {
        add("(error) " + message);
    }

    /** The items of an array as they are printed, its numbers taken off. */
    static List<String> split(List<String> lines) {
        if (lines.equals(List.of("(empty array)"))) {
            return List.of();
        }
        int width = 1;
        for (String line : lines) {
            int number = line.indexOf(") ");
            if (number > 0 && number <= 3 && line.substring(0, number).strip().matches("\\d+")) {
                width = Math.max(width, number);
            }
        }
        List<String> items = new ArrayList<>();
        for (String line : lines) {
            String number = String.format("%" + width + "d) ", items.size() + 1);
            if (line.startsWith(number)) {
                items.add(line.substring(width + 2));
            } else if (!items.isEmpty() && line.startsWith(" ".repeat(width + 2))) {
                items.set(items.size() - 1, items.get(items.size() - 1) + "\n" + line.substring(width + 2));
            } else {
                throw new IllegalArgumentException("not the line of an array of " + lines.size() + ": " + line);
            }
        }
        return items;
    }
}
