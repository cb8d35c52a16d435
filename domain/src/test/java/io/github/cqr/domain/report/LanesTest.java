package io.github.cqr.domain.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who gets which lane. */
class LanesTest {
    @Test
    void attemptsThatRunAtOnceNeverShareALane() {
        List<Lanes.Bar> bars = new ArrayList<>();
        var lanes = new Lanes(bars::add);
        new Story().start(5, 3, "a", "b").dispatch(0, "a").dispatch(1, "a").dispatch(2, "b").at(1).complete(0, "a", 1)
                .dispatch(3, "a").at(2).complete(3, "a", 1).complete(1, "a", 2).at(3).complete(2, "b", 3)
                .dispatch(4, "a")
                .events().forEach(lanes::apply);
        assertEquals(List.of("0 0", "3 0", "1 1", "2 0"),
                bars.stream().map(bar -> bar.ended().end().statement().ordinal() + " " + bar.lane()).toList());
        List<Lanes.Loose> loose = new ArrayList<>();
        lanes.loose(loose::add);
        assertEquals(List.of(4), loose.stream().map(each -> each.begin().statement().ordinal()).toList());
    }
}
