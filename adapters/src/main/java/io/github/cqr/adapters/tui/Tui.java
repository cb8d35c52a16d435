package io.github.cqr.adapters.tui;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.layout.Size;
import dev.tamboui.tui.event.Event;
import io.github.cqr.adapters.tui.TuiSettings.Mode;
import io.github.cqr.adapters.tui.render.Scene;
import io.github.cqr.adapters.tui.render.Screen;
import io.github.cqr.adapters.tui.render.UiState;
import io.github.cqr.adapters.tui.render.UiState.Entry;
import io.github.cqr.adapters.tui.render.UiState.Overlay;
import io.github.cqr.domain.event.Envelope;
import io.github.cqr.domain.event.RunEvent;
import io.github.cqr.domain.port.EventSink;
import io.github.cqr.domain.port.Inbox;
import io.github.cqr.domain.port.RunInput;
import io.github.cqr.domain.port.StatementSource;
import io.github.cqr.domain.port.TimeSource;
import io.github.cqr.domain.view.RunView;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The live screen. Three threads keep it from disturbing the run: the ring's thread only puts events into a queue; a second one folds them, reads
 * keys and makes pictures, at most {@value #FRAMES_A_SECOND} a second and only when something changed; a third one writes them and is the
 * only one that a stopped terminal holds up. Behind a queue that grows too long, progress is dropped; what began and what ended never is.
 *
 * <p>If the screen breaks, the terminal is given back, the run is told, and whoever was named by {@link #whenBroken} speaks in its place.
 */
public final class Tui implements EventSink {
    static final int FRAMES_A_SECOND = 10;

    /** A look at keys, size and clock; short, so that a key is answered within a frame of a film. */
    private static final long LOOK_NANOS = 33_000_000;
    private static final long FRAME_NANOS = 1_000_000_000L / FRAMES_A_SECOND;
    private static final int QUEUE_LIMIT = 200_000;
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(1_500);

    private final TuiSettings settings;
    private final Display display;
    private final Inbox inbox;
    private final TimeSource time;
    private final PrintStream out;
    private final Controller controller;
    private final FrameWriter writer;
    private final PictureKeys pictureKeys;
    private final TerminalHold hold;
    private final Ahead ahead;
    private final ConcurrentLinkedQueue<Envelope> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final RunView view = new RunView();
    private final Thread thread;

    private final CompletableFuture<String> broken = new CompletableFuture<>();

    private volatile boolean closing;
    private volatile boolean statusWanted;
    private UiState ui = UiState.START;
    private boolean keysGone;
    private int troublesSeen;
    private Size size;
    private long drawnFolds = -1;
    private long drawnSecond = -1;
    private int drawnAhead = -1;
    private long drawnNanos;

    Tui(TuiSettings settings, Display display, Inbox inbox, TimeSource time, Supplier<StatementSource> script,
            PrintStream out) {
        this.settings = settings;
        this.display = display;
        this.inbox = inbox;
        this.time = time;
        this.out = out;
        this.controller = new Controller(inbox, settings.theme());
        this.size = display.size();
        this.writer = new FrameWriter(display);
        this.ahead = new Ahead(script, settings.done());
        this.thread = Thread.ofPlatform().name("cqr-tui").daemon().unstarted(this::loop);
        this.hold = new TerminalHold(writer, display, () -> LockSupport.unpark(thread));
        this.pictureKeys = new PictureKeys(settings, time, hold);
        thread.start();
    }

    /**
     * Takes the process's terminal and begins to draw.
     *
     * @param script opens the script at its start, to show what comes next
     * @param in the terminal's input
     * @param out where the summary is left, in the end
     * @throws IOException if the terminal cannot be drawn on; the message says why
     */
    public static Tui open(TuiSettings settings, Inbox inbox, TimeSource time, Supplier<StatementSource> script,
            InputStream in, PrintStream out) throws IOException {
        try {
            return new Tui(settings, new TerminalDisplay(in, settings.mode() == Mode.FULL), inbox, time, script, out);
        } catch (RuntimeException | LinkageError e) {
            throw new IOException("the terminal cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void onEvent(Envelope envelope, boolean endOfBatch) {
        if (queued.get() >= QUEUE_LIMIT && envelope.event() instanceof RunEvent.Progress) {
            return;
        }
        queued.incrementAndGet();
        queue.add(envelope);
    }

    /** Gives the terminal to others and takes it back. */
    public TerminalHold hold() {
        return hold;
    }

    /** Shows how the run stands, above the panes. Called by any thread; it does not wait. */
    public void status() {
        statusWanted = true;
        LockSupport.unpark(thread);
    }

    /** Does {@code plain} once the screen is broken and the terminal has been given back; at once if that is so already. */
    public void whenBroken(Runnable plain) {
        var _ = broken.thenRun(plain);
    }

    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(CLOSE_LIMIT.multipliedBy(2))) {
                display.restoreInput();
            }
        } catch (InterruptedException _) {
            display.restoreInput();
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        String trouble = draw();
        ahead.close();
        if (!writer.end(trouble == null ? this::leaveSummary : () -> {}, CLOSE_LIMIT)) {
            display.restoreInput();
        }
        if (trouble != null) {
            broken.complete(trouble);
            inbox.put(new RunInput.Notice("screen_lost",
                    "the live screen stopped, the run goes on without it: " + trouble));
            awaitClose();
        }
    }

    /** Draws until the screen is closed. Returns what broke it, or null. */
    private @Nullable String draw() {
        try {
            while (!closing && writer.broken() == null) {
                look();
                if (!closing) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            }
            fold();
            return writer.broken();
        } catch (RuntimeException | Error e) { // an Error too: the terminal must be given back whatever happens
            return e.toString();
        }
    }

    /** After a failure events are still taken off the queue. */
    private void awaitClose() {
        while (!closing) {
            queue.clear();
            queued.set(0);
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void leaveSummary() {
        if (view.folded() > 0) {
            out.print(Summary.of(scene(), size.width(), settings.theme()));
            out.flush();
        }
    }

    private void look() {
        fold();
        if (!hold.has(settings.foreground().getAsBoolean(), () -> drawnFolds = -1)) {
            return;
        }
        boolean asked = openStatus();
        boolean pressed = keys() || asked;
        Size now = display.size();
        if (!now.equals(size)) {
            size = now;
            pressed = true;
        }
        showFailure();
        long nanos = time.now().nanos();
        long second = time.now().wall().getEpochSecond();
        boolean changed = drawnFolds != view.folded() || drawnAhead != ahead.read()
                || (drawnSecond != second && view.batch().state().outcome() == null);
        if (pressed || drawnFolds < 0 || (changed && nanos - drawnNanos >= FRAME_NANOS)) {
            drawnFolds = view.folded();
            drawnSecond = second;
            drawnAhead = ahead.read();
            drawnNanos = nanos;
            writer.show(picture());
        }
    }

    private void fold() {
        for (Envelope envelope = queue.poll(); envelope != null; envelope = queue.poll()) {
            queued.decrementAndGet();
            view.apply(envelope);
        }
    }

    private boolean keys() {
        boolean pressed = false;
        try {
            Event event = keysGone ? null : display.poll();
            while (event != null) {
                pressed = true;
                UiState after = pictureKeys.on(event, ui, ui.typing(), this::picture);
                ui = after == null ? controller.on(event, scene(), area()) : after;
                event = display.poll();
            }
        } catch (IOException _) {
            keysGone = true; // the terminal is gone; the run goes on
        }
        return pressed;
    }

    private boolean openStatus() {
        boolean wanted = statusWanted;
        if (wanted) {
            statusWanted = false;
            ui = ui.texts(ui.texts().entry(Entry.NONE)).overlay(new Overlay.Status(0));
        }
        return wanted;
    }

    /** What went wrong first opens by itself; what went wrong after it is a key away. */
    private void showFailure() {
        int troubles = view.ended().troubles().size();
        if (troublesSeen == 0 && troubles > 0 && ui.overlay() instanceof Overlay.None && settings.mode() == Mode.FULL) {
            ui = ui.overlay(new Overlay.Failure(0, 0));
        }
        troublesSeen = troubles;
    }

    private Scene scene() {
        return new Scene(view, ui, ahead.from(view.nextOrdinal()), time.now().wall(), settings.zone(),
                settings.resume());
    }

    private Rect area() {
        return settings.mode() == Mode.FULL
                ? Rect.of(size.width(), size.height())
                : Rect.of(size.width(), overlaid() ? Math.max(1, size.height() - 2) : inlineHeight());
    }

    private boolean overlaid() {
        return !(ui.overlay() instanceof Overlay.None || ui.overlay() instanceof Overlay.Confirm);
    }

    private int inlineHeight() {
        return Screen.inlineHeight(scene(), size.height());
    }

    private Buffer picture() {
        Scene scene = scene();
        return settings.mode() == Mode.FULL
                ? Screen.full(scene, area(), settings.theme())
                : Screen.inline(scene, area(), settings.theme());
    }
}
