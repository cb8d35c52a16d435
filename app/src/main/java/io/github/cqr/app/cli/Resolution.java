package io.github.cqr.app.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person says with {@code cqr resolve}.
 *
 * @param run the run's id, or its query file as it is given to {@code cqr}
 * @param verdict on which statement, and what; null to list what is open
 */
public record Resolution(String run, @Nullable Verdict verdict) {
    static final List<String> OUTCOMES = List.of("completed", "pending");
    private static final int DIGITS = 9;

    /**
     * A person's word for one statement.
     *
     * @param ordinal its place in the script, from 0
     * @param completed true when its effect is there; false when it is to be run
     */
    public record Verdict(int ordinal, boolean completed) {}

    /**
     * Reads the operands of the command.
     *
     * @throws UsageException if one is missing or wrong
     */
    static Resolution of(List<String> operands) {
        if (operands.isEmpty() || operands.getFirst().isEmpty()) {
            throw UsageException.seeHelp("which run? give its query file or its id: cqr resolve backfill.sql");
        }
        String run = operands.getFirst();
        if (run.equals(RunOptions.STDIN)) {
            throw UsageException.seeHelp("'-' names no run; give the run's id (its --run-id)");
        }
        if (operands.size() == 1) {
            return new Resolution(run, null);
        }
        String ordinal = operands.get(1);
        if (!ordinal.matches("\\d{1," + DIGITS + "}")) {
            throw UsageException.seeHelp("'" + ordinal + "' is not the ordinal of a statement; 'cqr resolve " + run
                    + "' lists them");
        }
        if (operands.size() == 2) {
            throw UsageException.seeHelp("what became of statement " + ordinal + "? say completed or pending");
        }
        String outcome = operands.get(2);
        if (!OUTCOMES.contains(outcome)) {
            throw UsageException.seeHelp("'" + outcome + "' is not one of " + String.join(", ", OUTCOMES)
                    + Suggestion.inWords(outcome, OUTCOMES));
        }
        return new Resolution(run, new Verdict(Integer.parseInt(ordinal), outcome.equals(OUTCOMES.getFirst())));
    }
}
