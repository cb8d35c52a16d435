package io.github.cqr.adapters.jsonlines;

import io.github.cqr.domain.event.RunEvent;
import java.util.HashSet;
import java.util.Set;

/** Every event of the sealed hierarchy. */
final class Kinds {
    private Kinds() {}

    static Set<Class<?>> all() {
        Set<Class<?>> found = new HashSet<>();
        gather(RunEvent.class, found);
        return found;
    }

    private static void gather(Class<?> type, Set<Class<?>> found) {
        if (type.isRecord()) {
            found.add(type);
            return;
        }
        for (Class<?> sub : type.getPermittedSubclasses()) {
            gather(sub, found);
        }
    }
}
