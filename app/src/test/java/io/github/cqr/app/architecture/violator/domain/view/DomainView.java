package io.github.cqr.app.architecture.violator.domain.view;

import io.github.cqr.app.architecture.violator.domain.run.DomainRun;

/** The other half of a cycle. */
public final class DomainView {
    private DomainView() {}

    /** Needed by the run. */
    public static int width() {
        return 2;
    }

    /** Needs the run, which needs this. */
    public static int area() {
        return width() * DomainRun.height();
    }
}
