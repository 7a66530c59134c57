package org.steermesh.vector.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steermesh.cli.Context;
import org.steermesh.cli.command.LibraryBackupCommand;
import org.steermesh.cli.command.LibraryRestoreCommand;
import org.steermesh.cli.command.LibraryVerifyCommand;
import org.steermesh.cli.command.VectorDescribeCommand;
import org.steermesh.cli.command.VectorImportCommand;
import org.steermesh.cli.command.VectorPruneCommand;
import org.steermesh.cli.command.VectorShowCommand;
import org.steermesh.cli.show.Terminal;
import org.steermesh.vector.v1.SetVersionStateRequest;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionState;
import picocli.CommandLine;

/** What a person types for a library, and what is said. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class LibraryCommandsTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, UTF_8);
  @AutoClose private final ServiceClient client = new ServiceClient();
  private final LibraryClient library = new LibraryClient(client);
  private Context context;

  @BeforeEach
  void connect() {
    RedisHand.empty();
    context = new Context(folder, new Terminal(out, out, false, false, false, false, 80));
  }

  @Test
  void aBackupIsWrittenRestoredAndVerified() {
    client.upload("pairs", ServiceClient.items(3));
    Version version = library.put("kept", 1, 2, 3, 4);
    String file = folder.resolve("library.zip").toString();
    assertThat(type(new LibraryBackupCommand(context), file))
        .contains("1 data sets, 1 vectors, 1 versions");
    client
        .vectors()
        .setVersionState(
            SetVersionStateRequest.newBuilder()
                .setName(version.getName())
                .setState(VersionState.VERSION_STATE_RETIRED)
                .setActor("ann")
                .build());

    assertThat(type(new LibraryRestoreCommand(context), file))
        .contains("is retired; in the backup candidate")
        .contains("1 data sets, 1 vectors, 1 versions, 0 aliases; 1 things stay as they are");
    assertThat(type(new LibraryVerifyCommand(context)))
        .contains("1 versions, 0 aliases, 0 parents: 0 broken");
    assertThat(type(new VectorShowCommand(context), "kept")).contains("retired by ann");
  }

  @Test
  void aDescriptionIsSetAndShown() {
    library.put("kept", 1, 2, 3, 4);
    type(new VectorDescribeCommand(context), "kept", "Warm answers");
    assertThat(type(new VectorShowCommand(context), "kept")).contains("Warm answers");
    assertThat(type(new VectorShowCommand(context), "kept", "--json"))
        .contains("\"description\": \"Warm answers\"");
  }

  @Test
  void aVersionThatIsStoredAsFloat16SaysSo() throws IOException {
    Path file = folder.resolve("vector.gguf");
    Files.write(file, LibraryClient.gguf("", 1, new float[] {1, 2, 3, 4}));
    type(new VectorImportCommand(context), "small", file.toString(), "--store", "F16");
    assertThat(type(new VectorShowCommand(context), "small"))
        .contains("8 bytes, stored as float16");
    String copy = folder.resolve("library.zip").toString();
    type(new LibraryBackupCommand(context), copy);
    RedisHand.empty();
    type(new LibraryRestoreCommand(context), copy);
    assertThat(type(new VectorShowCommand(context), "small")).contains("float16");
    assertThat(type(new LibraryVerifyCommand(context))).contains("1 versions").contains("0 broken");
  }

  @Test
  void oldVersionsOfOneVectorOrOfAllArePruned() {
    for (int i = 1; i <= 3; i++) {
      library.put("first", i, 0, 0, 1);
      library.put("second", i, 0, 0, 1);
    }
    assertThat(
            type(
                new VectorPruneCommand(context),
                "first",
                "--keep",
                "1",
                "--younger-than",
                "1s",
                "--dry-run"))
        .contains(" of 3 versions would go");
    assertThat(type(new VectorPruneCommand(context), "--all", "--keep", "1"))
        .contains("removed")
        .contains("stays: among the newest")
        .contains("4 of 6 versions are removed");
    assertThat(code(new VectorPruneCommand(context), "first", "--all", "--keep", "1")).isNotZero();
    assertThat(code(new VectorPruneCommand(context), "first")).isNotZero();
    assertThat(code(new VectorPruneCommand(context), "first", "--younger-than", "soon"))
        .isNotZero();
  }

  private String type(Object command, String... arguments) {
    said.reset();
    assertThat(code(command, arguments)).as(said.toString(UTF_8)).isZero();
    return said.toString(UTF_8);
  }

  private int code(Object command, String... arguments) {
    int port = ConfigProvider.getConfig().getValue("quarkus.grpc.server.test-port", Integer.class);
    List<String> words = new ArrayList<>(List.of(arguments));
    words.add("--port-base");
    words.add(Integer.toString(port - 2));
    return new CommandLine(command)
        .setErr(new PrintWriter(out, true, UTF_8))
        .execute(words.toArray(String[]::new));
  }
}
