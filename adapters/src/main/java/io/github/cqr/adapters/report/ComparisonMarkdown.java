package io.github.cqr.adapters.report;

import io.github.cqr.domain.report.Comparison;
import java.time.ZoneId;

/** A comparison as Markdown with tables, for a ticket or a wiki. What comes from outside cannot end a cell or begin markup. */
public final class ComparisonMarkdown {
    private ComparisonMarkdown() {}

    /** The comparison's text. */
    public static String of(Comparison comparison, ZoneId zone) {
        var tables = new ComparisonTables(comparison, zone, Integer.MAX_VALUE);
        var out = new StringBuilder("# Two runs compared\n\n");
        out.append(MarkdownReport.cell(tables.statements())).append('\n');
        for (ComparisonTables.Table table : tables.all()) {
            out.append("\n## ").append(MarkdownReport.cell(table.title())).append("\n\n");
            MarkdownReport.row(out, table.header().toArray(String[]::new));
            out.append("|---".repeat(table.header().size())).append("|\n");
            table.rows().forEach(row -> MarkdownReport.row(out, row.toArray(String[]::new)));
            if (!table.more().isEmpty()) {
                out.append('\n').append(MarkdownReport.cell(table.more())).append('\n');
            }
        }
        return out.toString();
    }
}
