package org.steermesh.cli.show;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/**
 * How far work is: a bar that redraws itself on a terminal, a plain line every few seconds in a
 * pipe. Not safe for use by several threads.
 */
public final class Progress implements AutoCloseable {

  private static final int BAR = 24;
  private static final long REDRAW_MS = 100;
  private static final long PLAIN_MS = 3000;

  private final PrintStream out;
  private final boolean bar;
  private final String label;
  private final LongSupplier clockMs;
  private final long begun;
  private long shownAt;
  private String shown = "";

  private Progress(PrintStream out, boolean bar, String label, LongSupplier clockMs) {
    this.out = out;
    this.bar = bar;
    this.label = label;
    this.clockMs = clockMs;
    this.begun = clockMs.getAsLong();
    this.shownAt = begun;
  }

  /** Starts showing progress on the error stream of {@code terminal}. */
  public static Progress on(Terminal terminal, String label) {
    return start(terminal.err(), terminal.errIsTerminal(), label, Progress::nowMs);
  }

  static Progress start(PrintStream out, boolean bar, String label, LongSupplier clockMs) {
    return new Progress(out, bar, label, clockMs);
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }

  /** Says that {@code done} of {@code total} is done; a total of 0 is not known yet. */
  public void update(long done, long total) {
    update(done, total, "");
  }

  /** The same, with something more to know at the end of the line. */
  public void update(long done, long total, String more) {
    long now = clockMs.getAsLong();
    if (now - shownAt < (bar ? REDRAW_MS : PLAIN_MS)) {
      return;
    }
    shownAt = now;
    String text = text(done, total, now - begun) + (more.isEmpty() ? "" : "  " + more);
    if (bar) {
      redraw(text);
    } else if (!text.equals(shown)) {
      // All of it may be sent long before the answer comes.
      out.println(text);
      shown = text;
    }
  }

  /** Prints a line that stays, above the bar. */
  public void tell(String line) {
    if (bar && !shown.isEmpty()) {
      out.print("\r" + " ".repeat(shown.length()) + "\r");
    }
    out.println(line);
    if (bar && !shown.isEmpty()) {
      out.print(shown);
      out.flush();
    }
  }

  private void redraw(String text) {
    String rest = " ".repeat(Math.max(0, shown.length() - text.length()));
    out.print("\r" + text + rest);
    out.flush();
    shown = text;
  }

  private String text(long done, long total, long elapsedMs) {
    if (total <= 0) {
      return label + " ...";
    }
    long left = done == 0 ? -1 : elapsedMs * (total - done) / done / 1000;
    String time = left < 0 ? "" : "  " + left / 60 + ":" + "%02d".formatted(left % 60) + " left";
    String count = done + "/" + total + "  " + 100 * done / total + "%";
    if (!bar) {
      return label + ": " + count + time;
    }
    int filled = (int) (BAR * done / total);
    return label + " [" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + count + time;
  }

  /** Takes the bar away; plain lines stay. */
  @Override
  public void close() {
    if (bar && !shown.isEmpty()) {
      out.print("\r" + " ".repeat(shown.length()) + "\r");
      out.flush();
      shown = "";
    }
  }
}
