/**
 * Checkpoints in Valkey: outcomes by statement, the run's manifest and its open intents.
 *
 * <p>Keys (no hash tags: a standalone Valkey, not a cluster):
 *
 * <ul>
 * <li>{@code cqr:{run_id}:{hash}}, and {@code cqr:{run_id}:{hash}:{k}} for the k-th statement of the same text, k &gt; 1: a string, the PRD's
 * JSON object ({@code status}, {@code started_at}, {@code completed_at}, {@code node}, {@code rows_read}, {@code elapsed}) plus
 * {@code written_rows}, {@code query_id}, {@code attempt}; a failed one also {@code error} and {@code partial}; one that a person declared
 * completed also {@code resolved_by}. Without {@code query_id} it is the Python tool's and covers every statement of that text. Its TTL is
 * the checkpoint TTL.
 * <li>{@code cqr-run:{run_id}}: the control hash. Its TTL is an hour longer and renewed while the run is active. Fields:
 * <ul>
 * <li>{@code generation}, {@code path}, {@code host}, {@code database} (absent for the server's own), {@code nodes} (JSON array),
 * {@code completed} (count): the manifest;
 * <li>{@code writer}: random id of the process that writes; {@code written}: the sequence number of the last event it wrote;
 * <li>{@code intent:{query_id}}: one for each open intent, JSON with {@code ordinal}, {@code hash}, {@code occurrence}, {@code node},
 * {@code attempt}, {@code at}.
 * </ul>
 * Unknown fields are left alone, so that later versions can add {@code lease}, {@code epoch}, {@code session:{id}}, {@code boot:{node}}.
 * </ul>
 *
 * <p>Every write of a run is one script that carries its event's sequence number and that of the write before it. It changes nothing when
 * the generation or the writer is not the current one, when the event was written already, or when the one before it was not. So a write
 * that is repeated after a lost answer, and one that a stalled network delivers late, do no harm, and order is kept whatever fails.
 */
@org.jspecify.annotations.NullMarked
package io.github.cqr.adapters.valkey;
