package io.github.cqr.app.architecture.violator.domain.run;

import java.nio.file.Files;
import java.nio.file.Path;

/** Breaks the rule that the domain does no I/O. */
public final class DomainThatReadsFiles {
    private DomainThatReadsFiles() {}

    /** Does what the domain must not do. */
    public static boolean exists(String name) {
        return Files.exists(Path.of(name));
    }
}
