/**
 * Checkpoints in Valkey: outcomes by statement; the run's manifest, lease, sessions and open intents.
 *
 * <p>Keys (no hash tags: a standalone Valkey, not a cluster):
 *
 * <ul>
 * <li>{@code cqr:{run_id}:{hash}}, and {@code cqr:{run_id}:{hash}:{k}} for the k-th statement of the same text, k &gt; 1: a string, the PRD's
 * JSON object ({@code status}, {@code started_at}, {@code completed_at}, {@code node}, {@code rows_read}, {@code elapsed}) plus
 * {@code written_rows}, {@code query_id}, {@code attempt}; a failed one also {@code error}, {@code partial} (whether a part of it may be
 * there) and, if so, {@code left} (see below); one that a person declared completed also {@code resolved_by}. Without {@code query_id} it is
 * the Python tool's and covers every statement of that text. Its TTL is the checkpoint TTL.
 * <li>{@code cqr-run:{run_id}}: the control hash. Its TTL is an hour longer and renewed while the run is active. Fields:
 * <ul>
 * <li>{@code generation}, {@code path}, {@code host}, {@code database} (absent for the server's own), {@code nodes} (JSON array),
 * {@code completed} (count): the manifest; a run that was only looked at, or was reset, has none;
 * <li>{@code holder} (JSON: {@code instance}, {@code host}, {@code boot_id}, {@code pid_namespace}, {@code pid}, {@code process_start},
 * {@code since}), {@code epoch} (one more with each acquisition), {@code expires} and {@code renewed} (ms, by the server's TIME),
 * {@code renewals} (grows with each), {@code seen} (JSON: by node, {@code id} and {@code boot} of its server as of the last renewal),
 * {@code clean} (1 after a clean end), {@code server} (run_id of the Valkey that took the last renewal): the lease;
 * <li>{@code former}, {@code former_clean}, {@code former_renewed}, {@code former_seen}, {@code former_server}: the same of the last holder before
 * this one that began the run; {@code begun} (1 when the present one has); {@code met} (run_id and ms): since when another server than {@code server} is known to answer;
 * <li>{@code writer}: random id of one acquisition; {@code written}: the number ({@link io.github.cqr.adapters.valkey.Numbers}) of the last event that its holder wrote;
 * <li>{@code intent:{query_id}}: one for each open intent, JSON with {@code ordinal}, {@code hash}, {@code occurrence}, {@code node},
 * {@code attempt}, {@code at}, {@code undo} (k for the k-th {@code before-retry}), {@code traced}, and {@code server} ({@code id},
 * {@code boot}) if that was known;
 * <li>{@code partial:{hash}} or {@code partial:{hash}:{k}}: a part of this statement may be there; the intent's JSON plus {@code query_id},
 * {@code message} and {@code left}, which has {@code rows}, {@code exact} and maybe {@code tables}, or {@code unknown} (why). Deleted when
 * the statement is completed or a person has said what is to become of it;
 * <li>{@code judged:{query_id}}: this attempt failed, may have left a part, or does not count by a person's word. Nothing that is told or found
 * of it later is believed: its rows may be gone since, or its node may have lost what it knew;
 * <li>{@code settled:{instance}}: this process ended clean, or all that its event log owed was written; the mark is younger than its last write;
 * <li>{@code session:{id}}: one for each session on record, JSON with {@code node} and {@code server}.
 * </ul>
 * Unknown fields are left alone.
 * </ul>
 *
 * <p>Every write of a run is one script that changes nothing when the generation or the writer is not the current one: no write of a former
 * holder is taken, and none turns {@code completed} into anything else. A write of an event also carries the event's sequence number and
 * that of the write before it, and changes nothing when the event was written already, or when the one before it was not. So a write that is
 * repeated after a lost answer, and one that a stalled network delivers late, do no harm, and order is kept whatever fails.
 *
 * <p>A Valkey that was restarted or failed over may have lost its last writes. The holder notices by the sequence number, with its next
 * write or renewal, and writes again what is missing: outcomes, intents, sessions, the lease. Who takes a lease over from a holder that did
 * not end clean waits for a lease's length if the server is not the one that took the last renewal, so that a holder of whom the server
 * knows nothing any more has found out.
 */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.valkey;
