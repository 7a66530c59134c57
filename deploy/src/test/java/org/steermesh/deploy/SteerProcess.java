package org.steermesh.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The command line in a process of its own, as a person runs it. */
final class SteerProcess implements AutoCloseable {

  private static final Path HOME = Path.of(System.getProperty("steer.home"));
  private static final Duration LIMIT = Duration.ofMinutes(8);

  private final Process process;
  private final Path out;
  private final Path err;

  private SteerProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** The root of the project. */
  static Path home() {
    return HOME;
  }

  /** A small checkpoint in Hugging Face layout. */
  static Path smallModel() {
    return HOME.resolve("engine/src/test/resources/golden/llama3-f32/model");
  }

  private static List<String> command() {
    return java("-XX:SharedArchiveFile=" + Classes.ARCHIVE);
  }

  private static List<String> java(String archive) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        archive,
        "-Xlog:cds*=off",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Dslf4j.internal.verbosity=ERROR",
        "-Dsteer.home=" + HOME,
        "-jar",
        HOME.resolve("cli/target/steer.jar").toString());
  }

  /** The classes of a command, kept for the next ones as {@code ./steer} keeps them. */
  private static final class Classes {

    static final Path ARCHIVE = HOME.resolve("deploy/target/classes.jsa");

    static {
      List<String> command = new ArrayList<>(java("-XX:ArchiveClassesAtExit=" + ARCHIVE));
      command.addAll(List.of("vector", "list", "--port-base", "1023"));
      try {
        Files.createDirectories(ARCHIVE.getParent());
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** What a shell runs for {@code ./steer}, without the script's build. */
  static String commandLine() {
    return command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
  }

  /** The demo's model. */
  static Path demoModel() {
    return HOME.resolve("deploy/local/demo-model");
  }

  static SteerProcess start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(command());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("steer", ".out");
    Path err = Files.createTempFile("steer", ".err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    // Meshes that live a minute are not worth the second compiler.
    builder.environment().put("STEER_SERVICE_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    return new SteerProcess(builder.start(), out, err);
  }

  /** Runs a command to its end and expects {@code status}; returns what it printed. */
  static String run(int status, String... arguments) throws IOException, InterruptedException {
    try (SteerProcess process = start(arguments)) {
      int ended = process.awaitEnd();
      assertThat(ended).as("%s%n%s", String.join(" ", arguments), process.all()).isEqualTo(status);
      return status == 0 ? process.out() : process.err();
    }
  }

  int awaitEnd() throws IOException, InterruptedException {
    assertThat(process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).as(all()).isTrue();
    return process.exitValue();
  }

  /** Waits until the mesh of {@code steer up} says that it is ready. */
  void awaitReady() throws IOException, InterruptedException {
    Instant limit = Instant.now().plus(LIMIT);
    while (!out().lines().anyMatch(line -> line.startsWith("ready in "))) {
      assertThat(process.isAlive()).as(all()).isTrue();
      assertThat(Instant.now()).as(all()).isBefore(limit);
      Thread.sleep(100);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  String out() throws IOException {
    return new String(Files.readAllBytes(out), UTF_8);
  }

  String err() throws IOException {
    return new String(Files.readAllBytes(err), UTF_8);
  }

  private String all() throws IOException {
    return out() + err();
  }

  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      process.destroy();
      process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}
