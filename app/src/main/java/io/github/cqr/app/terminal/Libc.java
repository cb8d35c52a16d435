package io.github.cqr.app.terminal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A function of the C library that the JDK has no method for and that returns an int. It is linked when it is first called: that takes some
 * milliseconds, and most starts of the program need none.
 */
final class Libc {
    private static final int NOT_VARIADIC = -1;

    private final String name;
    private final int fixedArguments;
    private final MemoryLayout[] arguments;
    private boolean sought;
    private @Nullable MethodHandle found;

    private Libc(String name, int fixedArguments, MemoryLayout... arguments) {
        this.name = name;
        this.fixedArguments = fixedArguments;
        this.arguments = arguments;
    }

    /** A function that takes just these. */
    static Libc function(String name, MemoryLayout... arguments) {
        return new Libc(name, NOT_VARIADIC, arguments);
    }

    /** A function whose arguments after the first {@code fixed} are variadic. */
    static Libc variadic(String name, int fixed, MemoryLayout... arguments) {
        return new Libc(name, fixed, arguments);
    }

    /**
     * Calls it.
     *
     * @param otherwise the answer where there is no such function
     * @param values one for each argument
     */
    int call(int otherwise, Object... values) {
        MethodHandle handle = handle();
        if (handle == null) {
            return otherwise;
        }
        try {
            return (int) handle.invokeWithArguments(values);
        } catch (Throwable e) {
            throw new IllegalStateException(name + " of the C library cannot be called", e);
        }
    }

    private synchronized @Nullable MethodHandle handle() {
        if (!sought) {
            found = link();
            sought = true;
        }
        return found;
    }

    @SuppressWarnings("restricted") // a wrong descriptor could crash the JVM; these are fixed by POSIX, and native access is enabled
    private @Nullable MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] options = fixedArguments == NOT_VARIADIC
                ? new Linker.Option[0]
                : new Linker.Option[]{Linker.Option.firstVariadicArg(fixedArguments)};
        FunctionDescriptor descriptor = FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
        return linker.defaultLookup().find(name)
                .map(address -> linker.downcallHandle(address, descriptor, options)).orElse(null);
    }
}
