package io.github.cqr.app.cli;

import io.github.cqr.domain.view.Printable;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Shows things to people: results on standard output, log lines {@code HH:MM:SS LEVEL message} on standard error. Control characters in
 * anything shown become visible escapes, so that no server message or SQL text can play with the terminal. Safe for use by several threads:
 * a line is written whole.
 */
public final class Console {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String INDENT = "    ";

    private final Streams streams;
    private final boolean verbose;
    private final boolean colourWanted;
    private final InstantSource clock;
    private final ZoneId zone;

    /** How grave a line is. */
    private enum Level {
        DEBUG("\u001b[2m"), INFO(""), WARN("\u001b[33m"), ERROR("\u001b[31m");

        private final String colour;

        Level(String colour) {
            this.colour = colour;
        }
    }

    /**
     * Makes a console.
     *
     * @param verbose whether debug lines are shown
     * @param colourUnwanted whether {@code --no-color} was given; NO_COLOR and TERM are looked at here
     */
    public Console(Surroundings surroundings, boolean verbose, boolean colourUnwanted) {
        this.streams = surroundings.streams();
        this.verbose = verbose;
        this.colourWanted = !colourUnwanted && surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(surroundings.environment().get("TERM"));
        this.clock = surroundings.clock();
        this.zone = surroundings.zone();
    }

    /** Standard output, for results and JSON. Whoever writes foreign text to it makes it printable, or encodes it. */
    public PrintStream out() {
        return streams.out();
    }

    /** The time by this machine's clock. */
    public Instant now() {
        return clock.instant();
    }

    /** Standard error, for who draws on it; lines go through the methods below. */
    public PrintStream err() {
        return streams.err();
    }

    /** The streams and what they are connected to. */
    public Streams streams() {
        return streams;
    }

    /** The time zone of what is shown. */
    public ZoneId zone() {
        return zone;
    }

    /** Whether standard output takes colours: a terminal, and nobody asked for none. */
    public boolean colourOnOut() {
        return colourWanted && streams.outIsTerminal().getAsBoolean();
    }

    /** Whether standard error takes colours. */
    public boolean colourOnErr() {
        return colourWanted && streams.errIsTerminal().getAsBoolean();
    }

    /** A line of results; line feeds and tabs in it stay. */
    public void print(String line) {
        streams.out().println(Printable.text(line));
    }

    /** A log line that only {@code --verbose} shows. */
    public void debug(String message) {
        if (verbose) {
            log(Level.DEBUG, message);
        }
    }

    /** A log line. */
    public void info(String message) {
        log(Level.INFO, message);
    }

    /** A log line about something that the operator should know. */
    public void warn(String message) {
        log(Level.WARN, message);
    }

    /** A log line about something that went wrong. */
    public void error(String message) {
        log(Level.ERROR, message);
    }

    /** Text of several lines on standard error, indented so that none of it can pass for a log line. */
    public void block(String text) {
        var indented = new StringBuilder();
        text.lines().forEach(line -> indented.append(INDENT).append(Printable.text(line)).append('\n'));
        streams.err().print(indented);
    }

    /** The last words of a run that cannot go on: {@code cqr: message}, without a time stamp, and its details. */
    public void problem(Problem problem) {
        PrintStream err = streams.err();
        err.println(CommandModel.NAME + ": " + Printable.line(problem.message()));
        problem.details().forEach(detail -> err.println("  " + Printable.line(detail)));
    }

    private void log(Level level, String message) {
        String line = String.format(Locale.ROOT, "%s %-5s %s", TIME.format(clock.instant().atZone(zone)), level,
                Printable.line(message));
        boolean coloured = colourOnErr() && !level.colour.isEmpty();
        streams.err().println(coloured ? level.colour + line + "\u001b[0m" : line);
    }
}
