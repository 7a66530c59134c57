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

/**
 * The contracts as a client in another language sees them: Node, from the .proto files alone, and
 * OpenAI's own library; and curl.
 */
final class WireTest {

  private static final Path NODE =
      SteerProcess.home().resolve("deploy").resolve("target").resolve("node");

  private static final String ITEMS =
      """
      [{"question": "x", "answer_matching_behavior": "(A)", "answer_not_matching_behavior": "(B)"}]
      """;

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
      openAiSpeaksToGeneration(mesh);
    }
  }

  private void openAiSpeaksToGeneration(RunningMesh mesh) throws IOException, InterruptedException {
    Path items = Files.writeString(data.resolve("items.json"), ITEMS);
    String folder = data.toString();
    SteerCommand.run(0, "dataset", "upload", "one", items.toString(), "--data", folder);
    SteerCommand.run(
        0, "vector", "build", "kind", "--dataset", "one", "--site", "1", "--data", folder);
    SteerCommand.run(0, "vector", "alias", "kind", "live", "--data", folder);
    String url = "http://127.0.0.1:" + mesh.state().openAiPort() + "/v1";
    String output = run(List.of("node", "openai.mjs", url, "model", "kind"));
    JsonObject seen = JsonParser.parseString(output.lines().toList().getLast()).getAsJsonObject();
    assertThat(seen.get("models").toString()).isEqualTo("[\"model\"]");
    assertThat(seen.get("same").toString()).isEqualTo("[true,true]");
    assertThat(seen.get("different").getAsBoolean()).isTrue();
    assertThat(seen.get("finish").toString()).isEqualTo("[\"length\",\"length\"]");
    assertThat(seen.get("usage").toString()).isEqualTo("[8,8]");
    assertThat(seen.get("receipts").toString()).isEqualTo("[0,1,1,1]");
    assertThat(seen.get("version").getAsString()).startsWith("vectors/kind/versions/");
    assertThat(seen.get("completion").toString()).isEqualTo("[true,3]");
    assertThat(seen.get("cached").toString()).isEqualTo("[false,true]");
    assertThat(seen.get("refusals").getAsJsonArray())
        .extracting(Object::toString)
        .containsExactly(
            "[\"NotFoundError\",404,\"VECTOR_NOT_FOUND\",null]",
            "[\"NotFoundError\",404,\"MODEL_NOT_FOUND\",null]",
            "[\"BadRequestError\",400,\"OVER_DOSE\",null]",
            "[\"BadRequestError\",400,\"VECTOR_KIND_MISMATCH\","
                + "\"steering.interventions[0].gate.feature\"]",
            "[\"BadRequestError\",400,\"VECTOR_WIDTH_MISMATCH\","
                + "\"steering.interventions[0].vector.inline.values\"]",
            "[\"BadRequestError\",400,\"FIELD_INVALID\",\"top_p\"]",
            "[\"BadRequestError\",400,\"FIELD_INVALID\",\"tools\"]");
    curlReadsAStream(url);
  }

  private static void curlReadsAStream(String url) throws IOException, InterruptedException {
    String body =
        """
        {"model": "model+kind:1", "prompt": "Hello", "max_tokens": 3, "temperature": 0, "stream": true}
        """;
    List<String> curl =
        List.of(
            "curl",
            "-sN",
            url + "/completions",
            "-H",
            "content-type: application/json",
            "-d",
            body);
    try {
      assertThat(run(curl).lines())
          .filteredOn(line -> !line.isEmpty())
          .allMatch(line -> line.startsWith("data: "))
          .last()
          .isEqualTo("data: [DONE]");
    } catch (IOException e) {
      System.out.println("skipped: curl: " + e.getMessage());
    }
  }

  /** Installs the client library; returns why that cannot be done here, or nothing. */
  private static String prepareNode() throws IOException, InterruptedException {
    Files.createDirectories(NODE);
    for (String file : List.of("wire.mjs", "openai.mjs", "health.proto", "reflection.proto")) {
      Files.copy(
          SteerProcess.home().resolve("deploy/src/test/node").resolve(file),
          NODE.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(
        NODE.resolve("package.json"),
        """
        {"private": true,
         "dependencies": {"@grpc/grpc-js": "1.14.3", "@grpc/proto-loader": "0.8.1", "openai": "6.30.1"}}
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
