package io.github.cqr.app.architecture.violator.domain.run;

import io.github.cqr.app.architecture.violator.domain.view.DomainView;

/** Half of a cycle. */
public final class DomainRun {
    private DomainRun() {}

    /** Needs the view, which needs this. */
    public static int width() {
        return DomainView.width();
    }

    /** Needed by the view. */
    public static int height() {
        return 1;
    }
}
