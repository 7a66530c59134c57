package org.steermesh.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.longrunning.Operation;
import com.google.protobuf.Any;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.mesh.Service;

/** The contracts as a client in another language sees them: Node, from the .proto files alone. */
final class WireTest {

  private static final Path NODE =
      SteerProcess.home().resolve("deploy").resolve("target").resolve("node");

  @TempDir Path data;

  @Test
  void nodeSpeaksToEveryService() throws IOException, InterruptedException, URISyntaxException {
    String absence = prepareNode();
    if (!absence.isEmpty()) {
      System.out.println("skipped: the wire test in Node: " + absence);
    }
    assumeTrue(absence.isEmpty(), absence);
    try (RunningMesh mesh = RunningMesh.start(data)) {
      List<String> command = new ArrayList<>(List.of("node", "wire.mjs", protoFolders()));
      for (Service service : Service.values()) {
        command.add(Integer.toString(mesh.port(service)));
      }
      String output = run(command);
      JsonObject seen = JsonParser.parseString(output.lines().toList().getLast()).getAsJsonObject();
      assertThat(seen.get("described").toString())
          .isEqualTo("[%1$s,%1$s,%1$s,%1$s]".formatted("[\"SERVING\",true]"));
      int bytes = 4 * seen.get("width").getAsInt();
      assertThat(seen.get("captured").toString())
          .isEqualTo("[[\"one\",0,%d],[\"one\",1,%d]]".formatted(bytes, bytes));
      assertThat(seen.getAsJsonArray("tokens")).hasSize(seen.get("summary").getAsInt());
      assertThat(seen.get("refusal").toString())
          .isEqualTo("{\"code\":\"NOT_FOUND\",\"details\":1}");
      assertThat(seen.get("vectors").getAsInt()).isZero();
      assertThat(seen.get("evaluations").getAsInt()).isZero();
    }
  }

  /** Installs the client library; returns why that cannot be done here, or nothing. */
  private static String prepareNode() throws IOException, InterruptedException {
    Files.createDirectories(NODE);
    for (String file : List.of("wire.mjs", "health.proto", "reflection.proto")) {
      Files.copy(
          SteerProcess.home().resolve("deploy/src/test/node").resolve(file),
          NODE.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(
        NODE.resolve("package.json"),
        """
        {"private": true,
         "dependencies": {"@grpc/grpc-js": "1.14.3", "@grpc/proto-loader": "0.8.1"}}
        """);
    try {
      run(List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"));
      return "";
    } catch (IOException e) {
      return "node and npm with a registry are needed: " + e.getMessage();
    }
  }

  /** The project's protos, and the ones that they import, out of the libraries' jars. */
  private static String protoFolders() throws IOException, URISyntaxException {
    Path imported = Files.createDirectories(NODE.resolve("protos"));
    for (Class<?> type : List.of(Operation.class, Any.class)) {
      Path jar = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        for (ZipEntry entry : zip.stream().filter(e -> e.getName().endsWith(".proto")).toList()) {
          Path target = imported.resolve(entry.getName());
          Files.createDirectories(target.getParent());
          try (InputStream bytes = zip.getInputStream(entry)) {
            Files.write(target, bytes.readAllBytes());
          }
        }
      }
    }
    return SteerProcess.home().resolve("proto/src/main/proto") + "," + imported + "," + NODE;
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(NODE.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ":\n" + output);
    }
    return output.strip();
  }
}
