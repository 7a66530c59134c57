package org.steermesh.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.cli.file.WholeFile;
import org.steermesh.cli.show.Json;
import org.steermesh.vector.v1.AliasChange;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.ExportVectorRequest;
import org.steermesh.vector.v1.ReadDatasetRequest;
import org.steermesh.vector.v1.ReadDatasetResponse;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.Version;

/**
 * Every data set and every version of the library in one zip, with what is beside them. What is
 * deleted while the backup runs is not in it.
 *
 * <pre>
 * datasets/ID/items.jsonl      its items, proto3 JSON, one per line as in every .jsonl
 * datasets/ID/dataset.json     the data set, proto3 JSON
 * vectors/ID/DIGEST.steer      one bundle per version
 * vectors/ID/versions.jsonl    the versions with states, tags and descriptions, oldest first
 * vectors/ID/history.jsonl     what happened to its aliases, newest first; for people, not restored
 * vectors/ID/vector.json       the vector and its aliases, proto3 JSON
 * library.json                 {"format": "steermesh-library", "version": 1}
 * </pre>
 */
public final class LibraryBackup {

  static final String MANIFEST = "library.json";
  static final String FORM = "{\"format\": \"steermesh-library\", \"version\": 1}\n";
  static final String DATASET = "/dataset.json";
  static final String ITEMS = "/items.jsonl";
  static final String VECTOR = "/vector.json";
  static final String VERSIONS = "/versions.jsonl";
  static final String HISTORY = "/history.jsonl";
  static final String BUNDLE = ".steer";

  private final MeshClient mesh;
  private final ZipOutputStream zip;
  private int datasets;
  private int vectors;
  private int versions;

  private LibraryBackup(MeshClient mesh, ZipOutputStream zip) {
    this.mesh = mesh;
    this.zip = zip;
  }

  /** What was written. */
  public record Written(int datasets, int vectors, int versions) {}

  /** Writes the file, which is there as a whole or not at all. */
  public static Written write(MeshClient mesh, Path file) {
    try {
      return WholeFile.write(
          file,
          part -> {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(part))) {
              return new LibraryBackup(mesh, zip).run();
            }
          });
    } catch (IOException e) {
      throw FileProblem.writing(file, e);
    }
  }

  private Written run() throws IOException {
    for (Dataset dataset : LibraryWalk.datasets(mesh)) {
      unlessDeleted(() -> write(dataset));
    }
    for (Vector vector : LibraryWalk.vectors(mesh)) {
      unlessDeleted(() -> write(vector));
    }
    text(MANIFEST, FORM);
    return new Written(datasets, vectors, versions);
  }

  /** One step of a backup. */
  private interface Step {
    void run() throws IOException;
  }

  /** False when what is wanted was deleted meanwhile. */
  private static boolean unlessDeleted(Step step) throws IOException {
    try {
      step.run();
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        throw e;
      }
      return false;
    }
  }

  private void write(Dataset dataset) throws IOException {
    Iterator<ReadDatasetResponse> answers =
        mesh.vector()
            .readDataset(ReadDatasetRequest.newBuilder().setName(dataset.getName()).build());
    boolean more = answers.hasNext();
    zip.putNextEntry(new ZipEntry(dataset.getName() + ITEMS));
    while (more) {
      lines(answers.next().getItemsList());
      more = answers.hasNext();
    }
    zip.closeEntry();
    text(dataset.getName() + DATASET, Json.of(dataset));
    datasets++;
  }

  private void lines(String name, List<? extends Message> messages) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    lines(messages);
    zip.closeEntry();
  }

  private void lines(List<? extends Message> messages) throws IOException {
    for (Message message : messages) {
      String line = JsonFormat.printer().omittingInsignificantWhitespace().print(message);
      zip.write((line + "\n").getBytes(UTF_8));
    }
  }

  private void write(Vector vector) throws IOException {
    List<Version> written = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Version version : LibraryWalk.versions(mesh, vector.getName())) {
      if (unlessDeleted(() -> write(vector, version))) {
        written.add(version);
        names.add(version.getName());
      }
    }
    List<AliasChange> history = LibraryWalk.changes(mesh, vector.getName());
    lines(vector.getName() + VERSIONS, written);
    lines(vector.getName() + HISTORY, history);
    // An alias may have left a version that was then deleted.
    Vector.Builder kept = vector.toBuilder().clearAliases();
    vector.getAliasesList().stream()
        .filter(alias -> names.contains(alias.getVersion()))
        .forEach(kept::addAliases);
    text(vector.getName() + VECTOR, Json.of(kept));
    vectors++;
    versions += written.size();
  }

  private void write(Vector vector, Version version) throws IOException {
    VectorFiles.Export export = VectorFiles.export(mesh, bundle(version));
    zip.putNextEntry(new ZipEntry(vector.getName() + "/" + version.getDigest() + BUNDLE));
    export.writeTo(zip);
    zip.closeEntry();
  }

  /** Asks for a version with all that is known of it. */
  static ExportVectorRequest bundle(Version version) {
    return ExportVectorRequest.newBuilder()
        .setName(version.getName())
        .setFormat(VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE)
        .build();
  }

  private void text(String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(UTF_8));
    zip.closeEntry();
  }
}
