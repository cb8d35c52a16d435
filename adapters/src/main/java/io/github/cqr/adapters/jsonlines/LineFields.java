package io.github.cqr.adapters.jsonlines;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one line. Nearly all of them are texts and whole numbers, of which a report reads millions: they are kept as they come, and
 * only what is nested becomes a tree.
 */
final class LineFields {
    private static final int USUAL = 24;

    private String[] names = new String[USUAL];
    /** A text, a number that is not whole or too large, a tree, true, false or null; whole numbers are beside it. */
    private @Nullable Object[] values = new Object[USUAL];
    private long[] numbers = new long[USUAL];
    private int count;
    /** Behind the field that was found last, of those in their order. */
    private int next;

    private enum Whole {
        NUMBER
    }

    LineFields() {}

    /**
     * The fields of one object that nothing follows.
     *
     * @throws IllegalArgumentException if it is something else
     * @throws IOException if it is no JSON
     */
    static LineFields read(JsonParser json, ObjectReader nested) throws IOException {
        var fields = new LineFields();
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            fields.add(name, json, nested);
        }
        if (json.nextToken() != null) {
            throw new IllegalArgumentException("it is no JSON object alone: something follows it");
        }
        return fields;
    }

    private void add(String name, JsonParser json, ObjectReader nested) throws IOException {
        boolean _ = switch (json.nextToken()) {
            case VALUE_STRING -> add(name, json.getText());
            case VALUE_NUMBER_INT -> json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    ? add(name, json.getBigIntegerValue())
                    : add(name, json.getLongValue());
            case VALUE_NUMBER_FLOAT -> add(name, json.getDecimalValue());
            case VALUE_TRUE -> add(name, true);
            case VALUE_FALSE -> add(name, false);
            case VALUE_NULL -> add(name, (Object) null);
            default -> {
                TreeNode tree = nested.readTree(json);
                yield add(name, tree);
            }
        };
    }

    /** Has no fields any more. */
    void clear() {
        count = 0;
        next = 0;
    }

    /** How many fields there are. */
    int count() {
        return count;
    }

    /** The value of the first field if that is a text, else an empty text. */
    String firstText() {
        return values[0] instanceof String text ? text : "";
    }

    /**
     * Adds a field that is a text, a number that is not whole or too large, a tree, true, false or null.
     *
     * @param name interned
     * @return true
     */
    boolean add(String name, @Nullable Object value) {
        if (count == names.length) {
            names = Arrays.copyOf(names, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        names[count] = name;
        values[count] = value;
        count++;
        return true;
    }

    /**
     * Adds a field that is a whole number.
     *
     * @param name interned
     * @return true
     */
    boolean add(String name, long number) {
        boolean added = add(name, Whole.NUMBER);
        numbers[count - 1] = number;
        return added;
    }

    /**
     * Negative if there is none. A report asks for millions of names, nearly always for that of the field behind the last one that it asked for:
     * that is looked at first. Names are interned by whoever reads a line, those that are asked for are constants, so the same name is the
     * same object.
     */
    @SuppressWarnings({"ReferenceEquality", "StringEquality"})
    private int find(String name) {
        for (int i = next; i < count; i++) {
            if (names[i] == name) {
                next = i + 1;
                return i;
            }
        }
        for (int i = next - 1; i >= 0; i--) {
            if (names[i] == name) {
                return i;
            }
        }
        return -1;
    }

    private int at(String name) {
        int at = find(name);
        if (at < 0) {
            throw new IllegalArgumentException("its field " + name + " is missing");
        }
        return at;
    }

    boolean has(String name) {
        return find(name) >= 0;
    }

    boolean hasNonNull(String name) {
        int at = find(name);
        return at >= 0 && values[at] != null;
    }

    String text(String name) {
        if (values[at(name)] instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("its field " + name + " is no text");
    }

    /** A whole number that a long can hold. */
    long number(String name) {
        int at = at(name);
        if (values[at] != Whole.NUMBER) {
            throw new IllegalArgumentException("its field " + name + " is no whole number");
        }
        return numbers[at];
    }

    /** Milliseconds, perhaps with a fraction. */
    Duration millis(String name) {
        int at = at(name);
        return switch (values[at]) {
            case Whole _ -> Duration.ofMillis(numbers[at]);
            case BigDecimal number -> JsonText.duration(number);
            case BigInteger number -> JsonText.duration(new BigDecimal(number));
            case null, default -> throw new IllegalArgumentException("its field " + name + " is no number");
        };
    }

    /** True or false; {@code otherwise} if it is neither. */
    boolean flag(String name, boolean otherwise) {
        int at = find(name);
        return (at >= 0 && values[at] instanceof Boolean flag) ? flag : otherwise;
    }

    /** What is nested there; nothing if that is missing. */
    JsonNode tree(String name) {
        int at = find(name);
        return (at >= 0 && values[at] instanceof JsonNode tree) ? tree : MissingNode.getInstance();
    }
}
