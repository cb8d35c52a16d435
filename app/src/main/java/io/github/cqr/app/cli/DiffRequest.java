package io.github.cqr.app.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code cqr diff} is asked for.
 *
 * @param a the log of the first run, as for {@code cqr report}
 * @param b the log of the second run; one of the two may be {@code -} for standard input
 * @param format text, json or markdown
 * @param out where the comparison is written, null for standard output
 */
public record DiffRequest(String a, String b, ReportRequest.Format format, @Nullable Path out) {
    /**
     * The request of what was typed behind {@code diff}.
     *
     * @throws UsageException if that is not two logs
     */
    static DiffRequest of(List<String> operands, ReportRequest.Format format, @Nullable Path out) {
        if (operands.size() != 2 || operands.contains("")) {
            throw UsageException.seeHelp("diff",
                    "which two runs? give their logs or the beginnings of their ids: cqr diff 5f2c91ab 77ab03e1");
        }
        if (operands.stream().allMatch(RunOptions.STDIN::equals)) {
            throw UsageException.seeHelp("diff", "only one of the two logs can come from standard input");
        }
        return new DiffRequest(operands.getFirst(), operands.getLast(), format, out);
    }
}
