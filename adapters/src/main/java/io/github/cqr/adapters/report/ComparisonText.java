package io.github.cqr.adapters.report;

import io.github.cqr.domain.report.Comparison;
import io.github.cqr.domain.view.Printable;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;

/** A comparison to be read in a terminal or a mail. */
public final class ComparisonText {
    /** What stands at the right of its column. */
    private static final Pattern FIGURE = Pattern.compile("[-+x]?[0-9].*|-|");

    private static final int LISTED = 20;

    private ComparisonText() {}

    /** The comparison's text, safe to print. */
    public static String of(Comparison comparison, ZoneId zone) {
        var tables = new ComparisonTables(comparison, zone, LISTED);
        var out = new StringBuilder();
        line(out, tables.statements());
        for (ComparisonTables.Table table : tables.all()) {
            line(out, "");
            line(out, table.title());
            write(out, table);
            if (!table.more().isEmpty()) {
                line(out, "  " + table.more());
            }
        }
        return out.toString();
    }

    private static void write(StringBuilder out, ComparisonTables.Table table) {
        int columns = table.header().size();
        int[] widths = new int[columns];
        boolean[] right = new boolean[columns];
        for (int i = 0; i < columns; i++) {
            int column = i;
            widths[i] = Math.max(table.header().get(i).length(),
                    table.rows().stream().mapToInt(row -> row.get(column).length()).max().orElse(0));
            right[i] = i > 0 && table.rows().stream().allMatch(row -> FIGURE.matcher(row.get(column)).matches());
        }
        if (table.header().stream().anyMatch(name -> !name.isEmpty())) {
            row(out, table.header(), widths, right);
        }
        table.rows().forEach(row -> row(out, row, widths, right));
    }

    private static void row(StringBuilder out, List<String> cells, int[] widths, boolean[] right) {
        var line = new StringBuilder("  ");
        for (int i = 0; i < cells.size(); i++) {
            String room = " ".repeat(widths[i] - cells.get(i).length());
            line.append(right[i] ? room + cells.get(i) : cells.get(i) + room).append("  ");
        }
        line(out, line.toString().stripTrailing());
    }

    private static void line(StringBuilder out, String text) {
        out.append(Printable.line(text)).append('\n');
    }
}
