package io.github.cqr.app.terminal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Facts about the terminal, asked of the C library: the JDK tells only whether input and output together are one. Where the C library
 * cannot be asked nothing is a terminal, and output is plain.
 */
public final class Tty {
    /** File descriptor of standard input. */
    public static final int STDIN = 0;
    /** File descriptor of standard output. */
    public static final int STDOUT = 1;
    /** File descriptor of standard error. */
    public static final int STDERR = 2;

    private static final String DEVICE = "/dev/tty";
    private static final int DEFAULT_COLUMNS = 80;
    private static final String DESCRIPTORS = "/proc/self/fd/";
    private static final Libc ISATTY = Libc.function("isatty", JAVA_INT);
    private static final Libc IOCTL = Libc.variadic("ioctl", 2, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final Libc TCGETPGRP = Libc.function("tcgetpgrp", JAVA_INT);
    private static final Libc KILL = Libc.function("kill", JAVA_INT, JAVA_INT);
    private static final Libc GETPGRP = Libc.function("getpgrp");
    private static final Libc OPEN = Libc.variadic("open", 2, ADDRESS, JAVA_INT);
    private static final Libc DUP = Libc.function("dup", JAVA_INT);
    private static final Libc DUP2 = Libc.function("dup2", JAVA_INT, JAVA_INT);
    private static final int READ_WRITE = 2;
    private static final int UNKNOWN = -2;

    private Tty() {}

    /** True if this file descriptor is a terminal. */
    public static boolean isTerminal(int fd) {
        return !isPipeOrFile(fd) && ISATTY.call(0, fd) == 1;
    }

    /** The cheap answer, where the system gives one: pipes, sockets and files are no terminals. False where that is not known. */
    private static boolean isPipeOrFile(int fd) {
        try {
            Path target = Files.readSymbolicLink(Path.of(DESCRIPTORS + fd));
            String name = target.toString();
            return name.startsWith("pipe:") || name.startsWith("socket:") || name.equals("/dev/null")
                    || Files.isRegularFile(target);
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    /**
     * True if this process may read from its terminal: one in the background would be stopped by that. Also true once the terminal is gone,
     * when reading fails and tells so.
     */
    public static boolean isForeground() {
        int mine = GETPGRP.call(-1);
        int foreground = TCGETPGRP.call(UNKNOWN, STDIN);
        return mine > 0 && foreground != UNKNOWN && (foreground == mine || foreground < 0);
    }

    /**
     * Makes the process's terminal its standard input, and gives what was standard input before. All that knows terminals by their file
     * descriptors, whichever library it is in, then works as if nothing had been piped in.
     *
     * @throws IOException if the process has no terminal; standard input is then what it was
     */
    public static InputStream behindStdin() throws IOException {
        int terminal;
        try (Arena arena = Arena.ofConfined()) {
            terminal = OPEN.call(-1, arena.allocateFrom(DEVICE), READ_WRITE);
        }
        if (terminal < 0) {
            throw new IOException(DEVICE + " cannot be opened");
        }
        int before = DUP.call(-1, STDIN);
        if (before < 0) {
            throw new IOException("standard input is closed");
        }
        var input = new FileInputStream("/dev/fd/" + before);
        if (DUP2.call(-1, terminal, STDIN) != STDIN) {
            input.close();
            throw new IOException(DEVICE + " cannot be read");
        }
        return input;
    }

    /** Stops this process, as Ctrl-Z does; it goes on when somebody continues it. */
    public static void stopSelf() {
        boolean mac = System.getProperty("os.name", "").startsWith("Mac");
        var _ = KILL.call(-1, (int) ProcessHandle.current().pid(), mac ? 17 : 19); // SIGSTOP
    }

    /** Width of the terminal at this file descriptor now, 80 when it is none or does not tell. */
    public static int columns(int fd) {
        // TIOCGWINSZ, which has another number on each system; struct winsize begins with rows and columns
        long request = System.getProperty("os.name", "").startsWith("Mac") ? 0x40087468L : 0x5413L;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
            int result = IOCTL.call(-1, fd, request, size);
            int columns = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1));
            return result == 0 && columns > 0 ? columns : DEFAULT_COLUMNS;
        }
    }

    /** True if the locale's character set is UTF-8, as {@code LC_ALL}, {@code LC_CTYPE} and {@code LANG} say in this order. */
    public static boolean showsUnicode(Map<String, String> environment) {
        for (String name : new String[]{"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                String upper = value.toUpperCase(Locale.ROOT);
                return upper.contains("UTF-8") || upper.contains("UTF8");
            }
        }
        return false;
    }
}
