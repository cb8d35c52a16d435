package io.github.cqr.app.cli;

/** A value as it was written, and where. */
record Given(String text, Origin origin) {}
