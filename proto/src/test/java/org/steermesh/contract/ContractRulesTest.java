package org.steermesh.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the contracts promise, beside what the compiler checks. */
class ContractRulesTest {

  private static final Path PROTOS = Path.of("src/main/proto");
  private static final Pattern REASON = Pattern.compile("[A-Z_]+");
  private static final Pattern ERRORS =
      Pattern.compile("`([A-Z_]+)` / (`[A-Z_]+`(?:,\\s+`[A-Z_]+`)*)");

  @Test
  void bufFindsNothingToSay() throws Exception {
    assertThat(buf("lint")).isEmpty();
  }

  @Test
  void nothingThatTheBaselineHasIsBroken() throws Exception {
    assertThat(buf("breaking", "src/main/proto", "--against", "baseline/v1.binpb")).isEmpty();
  }

  @Test
  void everyReasonInTheCommentsExistsUnderThatCode() throws Exception {
    TreeMap<String, String> documented = new TreeMap<>();
    for (Path file : protos()) {
      // One text: the lists of reasons run over line ends.
      String text = Files.readString(file).replaceAll("\\n\\s*//", " ");
      for (MatchResult match : ERRORS.matcher(text).results().toList()) {
        REASON
            .matcher(match.group(2))
            .results()
            .forEach(reason -> documented.put(reason.group(), match.group(1)));
      }
    }

    assertThat(documented).hasSizeGreaterThan(30);
    documented.forEach((reason, code) ->
        assertThat(ErrorReason.valueOf(reason).code().name()).as(reason).isEqualTo(code));
  }

  @Test
  void everyListIsPaged() throws Exception {
    FileDescriptorSet set =
        FileDescriptorSet.parseFrom(
            Files.readAllBytes(Path.of("target/generated-sources/grpc/steermesh.binpb")));
    List<DescriptorProto> lists =
        set.getFileList().stream()
            .filter(file -> file.getPackage().startsWith("steermesh."))
            .map(FileDescriptorProto::getMessageTypeList)
            .flatMap(List::stream)
            .filter(message -> message.getName().matches("List.*Request"))
            .toList();

    assertThat(lists).hasSize(8);
    assertThat(lists)
        .allSatisfy(message ->
            assertThat(message.getFieldList())
                .extracting(FieldDescriptorProto::getName)
                .contains("page_size", "page_token"));
  }

  @Test
  void theFilesForOtherLanguagesAreThoseThatTheStubsWereMadeFrom() throws Exception {
    Path root = Path.of("third_party");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String resource = root.relativize(file).toString().replace('\\', '/');
        try (InputStream published = getClass().getClassLoader().getResourceAsStream(resource)) {
          assertThat(published).as(resource).isNotNull();
          assertThat(Files.readString(file))
              .isEqualTo(new String(published.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
  }

  private static List<Path> protos() throws IOException {
    try (Stream<Path> files = Files.walk(PROTOS)) {
      return files.filter(file -> file.toString().endsWith(".proto")).toList();
    }
  }

  private static String buf(String... arguments) throws Exception {
    Path program = Path.of("target/tools/buf.exe").toAbsolutePath();
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Process process =
        new ProcessBuilder(
                Stream.concat(Stream.of(program.toString()), Arrays.stream(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? output : "buf failed:\n" + output;
  }
}
