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
        fields.readOne(json, nested);
        if (json.nextToken() != null) {
            throw new IllegalArgumentException("it is no JSON object alone: something follows it");
        }
        return fields;
    }

    /**
     * Becomes the fields of the next object, whatever follows it.
     *
     * @throws IllegalArgumentException if it is something else
     * @throws IOException if it is no JSON
     */
    void readOne(JsonParser json, ObjectReader nested) throws IOException {
        count = 0;
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("it is no JSON object");
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            add(name, json, nested);
        }
    }

    private void add(String name, JsonParser json, ObjectReader nested) throws IOException {
        if (count == names.length) {
            names = Arrays.copyOf(names, 2 * count);
            values = Arrays.copyOf(values, 2 * count);
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        JsonToken token = json.nextToken();
        names[count] = name;
        values[count] = switch (token) {
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT -> whole(json);
            case VALUE_NUMBER_FLOAT -> json.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> {
                TreeNode tree = nested.readTree(json);
                yield tree;
            }
        };
        count++;
    }

    private Object whole(JsonParser json) throws IOException {
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return json.getBigIntegerValue();
        }
        numbers[count] = json.getLongValue();
        return Whole.NUMBER;
    }

    /**
     * Of two fields of one name the last one counts; negative if there is none. A report asks for millions of names: those of the lines are
     * interned by the parser, those that are asked for are constants, so the same name is the same object.
     */
    @SuppressWarnings({"ReferenceEquality", "StringEquality"})
    private int find(String name) {
        for (int i = count - 1; i >= 0; i--) {
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
