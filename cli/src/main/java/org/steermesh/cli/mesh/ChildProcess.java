package org.steermesh.cli.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;

/**
 * A program that lives no longer than this JVM.
 *
 * <p>Java cannot tie a child to its parent's life: a JVM killed with SIGKILL leaves its children
 * behind. So each child runs under a small shell that watches the pipe to this JVM; when the pipe
 * closes, for whatever reason, the shell ends the child with SIGTERM, and with SIGKILL ten seconds
 * later. Where {@code setsid} exists the child gets a session of its own, so that Ctrl-C reaches
 * only the launcher, which stops the children in its own order.
 */
final class ChildProcess {

  /**
   * First line of output: the process id of the child, which says it itself before it becomes the
   * program, so that nothing the program prints can come first.
   */
  private static final String WATCH =
      """
      trap '' INT HUP
      exec 3<&0 </dev/null
      set -- sh -c 'echo "$$"; exec "$@"' sh "$@"
      if command -v setsid >/dev/null 2>&1; then setsid "$@" 3<&- & else "$@" 3<&- & fi
      p=$!
      trap 'kill "$p" 2>/dev/null' TERM
      (
        trap - TERM
        cat <&3 >/dev/null
        kill "$p" 2>/dev/null
        n=0
        while kill -0 "$p" 2>/dev/null && [ "$n" -lt 50 ]; do sleep 0.2; n=$((n + 1)); done
        kill -9 "$p" 2>/dev/null
      ) >/dev/null 2>&1 &
      w=$!
      exec 3<&-
      wait "$p"
      r=$?
      while kill -0 "$p" 2>/dev/null; do wait "$p"; r=$?; done
      kill "$w" 2>/dev/null
      exit "$r"
      """;

  private static final int KEPT_LINES = 30;
  private static final int KEPT_ERRORS = 3;

  private final String name;
  private final Process shell;
  private final long pid;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final List<String> firstErrors = new ArrayList<>();
  private final CompletableFuture<Boolean> outputRead = new CompletableFuture<>();
  private final CompletableFuture<Integer> ended;

  private ChildProcess(String name, Process shell, long pid) {
    this.name = name;
    this.shell = shell;
    this.pid = pid;
    this.ended = outputRead.thenCombine(shell.onExit(), (read, process) -> process.exitValue());
  }

  /** What to run: {@code environment} is added to this JVM's own. */
  record Program(
      String name, List<String> command, Map<String, String> environment, Path directory) {}

  /** Starts {@code program}; every line it prints goes to {@code lines}, on a thread of its own. */
  static ChildProcess start(Program program, Consumer<String> lines) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", WATCH, program.name()));
    command.addAll(program.command());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(program.directory().toFile()).redirectErrorStream(true);
    builder.environment().putAll(program.environment());
    try {
      Process shell = builder.start();
      BufferedReader output = shell.inputReader(UTF_8);
      String first = output.readLine();
      if (first == null) {
        throw new IOException("the shell that should start it printed nothing");
      }
      ChildProcess child = new ChildProcess(program.name(), shell, Long.parseLong(first.strip()));
      Thread.ofPlatform()
          .daemon()
          .name("log-" + program.name())
          .start(() -> child.pump(output, lines));
      return child;
    } catch (IOException e) {
      throw new SteerException(
          ExitCode.FAILED, "cannot start " + program.name() + ": " + e.getMessage(), e);
    }
  }

  private void pump(BufferedReader output, Consumer<String> lines) {
    try (output) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        keep(line);
        lines.accept(line);
      }
    } catch (IOException e) {
      keep("(its output could not be read: " + e.getMessage() + ")");
    }
    outputRead.complete(true);
  }

  private void keep(String line) {
    synchronized (lastLines) {
      if (lastLines.size() == KEPT_LINES) {
        lastLines.removeFirst();
      }
      lastLines.addLast(line);
      if (line.startsWith("ERROR") && firstErrors.size() < KEPT_ERRORS) {
        firstErrors.add(line);
      }
    }
  }

  String name() {
    return name;
  }

  /** Process id of the program itself, not of the shell around it. */
  long pid() {
    return pid;
  }

  boolean isAlive() {
    return shell.isAlive();
  }

  /** Completes with the exit status once the program is gone and its output is read. */
  CompletableFuture<Integer> ended() {
    return ended;
  }

  /** The last lines it printed, oldest first. */
  List<String> lastLines() {
    synchronized (lastLines) {
      return List.copyOf(lastLines);
    }
  }

  /**
   * The first lines it printed as errors, at most three: the cause, where later ones follow from
   * it.
   */
  List<String> firstErrors() {
    synchronized (lastLines) {
      return List.copyOf(firstErrors);
    }
  }

  /** Asks it to end and waits; after {@code grace} it is ended by force. */
  void stop(Duration grace) {
    shell.destroy();
    if (!awaitEnd(grace)) {
      kill();
    }
    closePipe();
  }

  /** Ends it with SIGKILL, as a crash would. */
  void kill() {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    if (!awaitEnd(Duration.ofSeconds(10))) {
      throw new SteerException(ExitCode.FAILED, name + " (process " + pid + ") does not end");
    }
    closePipe();
  }

  private boolean awaitEnd(Duration limit) {
    try {
      ended.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets the watching shell go, which waits for the end of this pipe. */
  private void closePipe() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      keep("(its input could not be closed: " + e.getMessage() + ")");
    }
  }
}
