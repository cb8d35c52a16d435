package io.github.cqr.app.architecture.violator.domain.event;

/** Breaks the rule that events are records. */
public final class EventThatIsNoRecord {
    private int seq;

    /** Changes, which an event never does. */
    public int next() {
        return ++seq;
    }
}
