package io.github.cqr.adapters.tui.render;

/**
 * A row as it can be found.
 *
 * @param key tells it from the other rows of its pane, also when they move
 * @param text what it shows, as far as one searches for it
 */
public record PaneRow(String key, String text) {}
