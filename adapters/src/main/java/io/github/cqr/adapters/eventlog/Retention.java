package io.github.cqr.adapters.eventlog;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many event logs are kept, for how long, and how much room they may take. A log goes as soon as one of these says so; one that holds
 * what the checkpoint store may lack stays whatever they say.
 *
 * @param logs the newest of them are kept
 * @param age how long after its end, or its last word, a log is kept
 * @param bytes how much room the newest ones may take together
 */
public record Retention(int logs, Duration age, long bytes) {
    /**
     * What is to be done with the logs.
     *
     * @param gone those that are not kept, the oldest last
     * @param owing those that would not be kept, but owe something
     */
    public record Decision(List<EventLogs.Log> gone, List<EventLogs.Log> owing) {}

    /**
     * Decides.
     *
     * @param all the newest first
     */
    public Decision decide(List<EventLogs.Log> all, Instant now) {
        List<EventLogs.Log> gone = new ArrayList<>();
        List<EventLogs.Log> owing = new ArrayList<>();
        Map<String, String> generations = new HashMap<>();
        long kept = 0;
        long room = 0;
        for (EventLogs.Log log : all) {
            String current = generations.computeIfAbsent(log.runId(), _ -> log.start().generation());
            // what the log of a generation owes that was forgotten by a reset is never asked for again
            boolean owes = EventLogs.owes(log) && log.start().generation().equals(current);
            boolean fits = kept < logs && room + log.bytes() <= bytes && isYoung(log, now);
            if (fits || owes) {
                kept++;
                room += log.bytes();
                if (!fits) {
                    owing.add(log);
                }
            } else {
                gone.add(log);
            }
        }
        return new Decision(List.copyOf(gone), List.copyOf(owing));
    }

    private boolean isYoung(EventLogs.Log log, Instant now) {
        EventLogs.End end = log.end();
        Instant last = end == null ? log.startedAt() : end.at();
        return Duration.between(last, now).compareTo(age) <= 0;
    }
}
