package io.github.cqr.domain.event;

/**
 * One try at a statement.
 *
 * @param number 1 for the first try
 * @param node name of the node it was sent to, or is about to be
 * @param queryId ClickHouse query id, never used for any other attempt of any process
 */
public record Attempt(int number, String node, String queryId) {}
