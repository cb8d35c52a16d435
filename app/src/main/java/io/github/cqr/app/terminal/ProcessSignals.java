package io.github.cqr.app.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * POSIX signals. The JDK has them in {@code sun.misc.Signal} (module {@code jdk.unsupported}), for which the compiler warns in a way that
 * cannot be turned off; hence reflection.
 */
public final class ProcessSignals {
    private ProcessSignals() {}

    /**
     * Calls {@code handler} with the signal's name without {@code SIG}, on a thread of the JDK's, each time the signal arrives, instead of
     * what the JVM would do.
     *
     * @param name {@code INT}, {@code TERM}, ...
     * @return false if this platform has no such signal or keeps it for itself
     */
    public static boolean on(String name, Consumer<String> handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
                case "handle" -> {
                    handler.accept(name);
                    yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" ->
                    Integer.valueOf(System.identityHashCode(proxy)).equals(System.identityHashCode(arguments[0]));
                default -> "handler of SIG" + name;
            };
            Object proxy = Proxy.newProxyInstance(ProcessSignals.class.getClassLoader(), new Class<?>[]{signalHandler},
                    calls);
            Method handle = signal.getMethod("handle", signal, signalHandler);
            handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
