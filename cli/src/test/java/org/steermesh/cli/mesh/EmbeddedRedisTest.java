package org.steermesh.cli.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.SteerException;

final class EmbeddedRedisTest {

  @TempDir Path directory;

  @Test
  void acknowledgedWriteSurvivesSigkill() throws IOException {
    try (EmbeddedRedis redis = EmbeddedRedis.start(directory)) {
      assertThat(send(redis.port(), "SET colour green")).isEqualTo("+OK");
      long before = redis.pid();
      redis.kill();
      assertThat(ProcessHandle.of(before)).isEmpty();
      redis.restart();
      assertThat(redis.pid()).isNotEqualTo(before);
      assertThat(send(redis.port(), "GET colour")).isEqualTo("$5 green");
    }
  }

  @Test
  void closedServerIsGoneAndItsDataIsThereForTheNext() throws IOException {
    Path spaced = directory.resolve("a folder with spaces");
    long pid;
    try (EmbeddedRedis redis = EmbeddedRedis.start(spaced)) {
      pid = redis.pid();
      send(redis.port(), "SET n 42");
    }
    assertThat(ProcessHandle.of(pid)).isEmpty();
    try (EmbeddedRedis redis = EmbeddedRedis.start(spaced)) {
      assertThat(send(redis.port(), "GET n")).isEqualTo("$2 42");
    }
  }

  @Test
  void secondServerOnTheSameFolderIsRefused() {
    try (EmbeddedRedis first = EmbeddedRedis.start(directory)) {
      assertThat(first.pid()).isPositive();
      assertThatThrownBy(() -> EmbeddedRedis.start(directory))
          .isInstanceOf(SteerException.class)
          .hasMessageContaining("another Redis uses the data in " + directory);
    }
  }

  @Test
  void takenPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> EmbeddedRedis.start(directory, taken.getLocalPort()))
          .isInstanceOf(SteerException.class)
          .hasMessageContaining("port " + taken.getLocalPort());
    }
  }

  @Test
  void unusableDataIsReportedWithTheServersOwnWords() throws IOException {
    Path aof = Files.createDirectories(directory.resolve("appendonlydir"));
    Files.writeString(aof.resolve("appendonly.aof.manifest"), "nonsense\n");
    assertThatThrownBy(() -> EmbeddedRedis.start(directory))
        .isInstanceOf(SteerException.class)
        .hasMessageContaining("Redis does not start")
        .hasMessageContaining("manifest");
  }

  @Test
  void platformWithoutAServerIsNamed() {
    assertThat(RedisBinary.platform("Linux", "amd64")).isEqualTo("linux-amd64");
    assertThat(RedisBinary.platform("Mac OS X", "aarch64")).isEqualTo("darwin-arm64");
    assertThat(RedisBinary.platform("Windows 11", "amd64")).isEqualTo("windows-11-amd64");
  }

  private static String send(int port, String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
      BufferedReader answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      String first = answer.readLine();
      return first.startsWith("$") ? first + " " + answer.readLine() : first;
    }
  }
}
