package io.github.cqr.app.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.cqr.domain.port.RunInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Keys, signals, and facts about the terminal. */
class OperatorKeysTest {
    @Test
    void everyKeyIsACommandAndOtherLettersAreNone() throws IOException {
        List<RunInput> inputs = new ArrayList<>();
        var typed = new ByteArrayInputStream("p\nR\nx\n+\n-\nq\nc\n".getBytes(StandardCharsets.UTF_8));
        new OperatorKeys(typed, inputs::add, () -> 4).takeWaiting();
        assertEquals(List.of(new RunInput.Pause("keyboard"), new RunInput.Resume("keyboard"),
                new RunInput.SetConcurrency(5, "keyboard"), new RunInput.SetConcurrency(3, "keyboard"),
                new RunInput.DrainAndStop("keyboard"), new RunInput.CancelAndStop("keyboard")), inputs);
    }

    @Test
    void concurrencyNeverFallsBelowOne() throws IOException {
        List<RunInput> inputs = new ArrayList<>();
        new OperatorKeys(new ByteArrayInputStream(new byte[]{'-'}), inputs::add, () -> 1).takeWaiting();
        assertEquals(List.of(new RunInput.SetConcurrency(1, "keyboard")), inputs);
    }

    @Test
    void signalsArrive() throws Exception {
        var arrived = new CountDownLatch(1);
        assertTrue(ProcessSignals.on("CONT", name -> arrived.countDown()));
        new ProcessBuilder("kill", "-CONT", Long.toString(ProcessHandle.current().pid())).start().waitFor();
        assertTrue(arrived.await(30, TimeUnit.SECONDS));
        assertFalse(ProcessSignals.on("NOSUCH", name -> {}));
    }

    @Test
    void theLocaleSaysWhetherUnicodeIsShown() {
        assertTrue(Tty.showsUnicode(Map.of("LANG", "en_US.UTF-8")));
        assertTrue(Tty.showsUnicode(Map.of("LANG", "C", "LC_ALL", "de_DE.utf8")));
        assertFalse(Tty.showsUnicode(Map.of("LANG", "en_US.UTF-8", "LC_ALL", "C")));
        assertFalse(Tty.showsUnicode(Map.of()));
    }

    @Test
    void whatIsNoTerminalHasEightyColumns() {
        assertFalse(Tty.isTerminal(1234));
        assertEquals(80, Tty.columns(1234));
    }
}
