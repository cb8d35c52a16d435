package io.github.cqr.app.terminal;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    private static final @Nullable MethodHandle ISATTY = function("isatty",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final @Nullable MethodHandle IOCTL = function("ioctl",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG,
                    ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
    private static final @Nullable MethodHandle TCGETPGRP = function("tcgetpgrp",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final @Nullable MethodHandle KILL = function("kill",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final @Nullable MethodHandle GETPGRP = function("getpgrp",
            FunctionDescriptor.of(ValueLayout.JAVA_INT));

    private static final @Nullable MethodHandle OPEN = function("open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final @Nullable MethodHandle DUP = function("dup",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final @Nullable MethodHandle DUP2 = function("dup2",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final int READ_WRITE = 2;
    private static final int UNKNOWN = -2;

    private Tty() {}

    @SuppressWarnings("restricted") // a wrong descriptor could crash the JVM; these are fixed by POSIX, and native access is enabled
    private static @Nullable MethodHandle function(String name, FunctionDescriptor descriptor,
            Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup().find(name).map(address -> linker.downcallHandle(address, descriptor, options))
                .orElse(null);
    }

    /** True if this file descriptor is a terminal. */
    public static boolean isTerminal(int fd) {
        return call(ISATTY, 0, fd) == 1;
    }

    /**
     * True if this process may read from its terminal: one in the background would be stopped by that. Also true once the terminal is gone,
     * when reading fails and tells so.
     */
    public static boolean isForeground() {
        int mine = call(GETPGRP, -1);
        int foreground = call(TCGETPGRP, UNKNOWN, STDIN);
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
            terminal = call(OPEN, -1, arena.allocateFrom(DEVICE), READ_WRITE);
        }
        if (terminal < 0) {
            throw new IOException(DEVICE + " cannot be opened");
        }
        int before = call(DUP, -1, STDIN);
        if (before < 0) {
            throw new IOException("standard input is closed");
        }
        var input = new FileInputStream("/dev/fd/" + before);
        if (call(DUP2, -1, terminal, STDIN) != STDIN) {
            input.close();
            throw new IOException(DEVICE + " cannot be read");
        }
        return input;
    }

    /** Stops this process, as Ctrl-Z does; it goes on when somebody continues it. */
    public static void stopSelf() {
        boolean mac = System.getProperty("os.name", "").startsWith("Mac");
        var _ = call(KILL, -1, (int) ProcessHandle.current().pid(), mac ? 17 : 19); // SIGSTOP
    }

    /** Width of the terminal at this file descriptor now, 80 when it is none or does not tell. */
    public static int columns(int fd) {
        if (IOCTL == null) {
            return DEFAULT_COLUMNS;
        }
        // TIOCGWINSZ, which has another number on each system; struct winsize begins with rows and columns
        long request = System.getProperty("os.name", "").startsWith("Mac") ? 0x40087468L : 0x5413L;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
            int result = (int) IOCTL.invokeExact(fd, request, size);
            int columns = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1));
            return result == 0 && columns > 0 ? columns : DEFAULT_COLUMNS;
        } catch (Throwable e) {
            throw new IllegalStateException("ioctl cannot be called", e);
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

    private static int call(@Nullable MethodHandle function, int otherwise, Object... arguments) {
        if (function == null) {
            return otherwise;
        }
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("the C library cannot be called", e);
        }
    }
}
