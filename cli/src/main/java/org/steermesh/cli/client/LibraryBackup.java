package org.steermesh.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.cli.show.Json;
import org.steermesh.vector.v1.ExportVectorRequest;
import org.steermesh.vector.v1.ListVersionsResponse;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.Version;

/**
 * Every version of the library in one zip, each as a bundle, with what is beside them.
 *
 * <pre>
 * library.json                 {"format": "steermesh-library", "version": 1}
 * vectors/ID/vector.json       the vector and its aliases, proto3 JSON
 * vectors/ID/versions.json     its versions with states and tags, oldest first, proto3 JSON
 * vectors/ID/DIGEST.steer      one bundle per version
 * </pre>
 */
public final class LibraryBackup {

  static final String MANIFEST = "library.json";
  static final String FORM = "{\"format\": \"steermesh-library\", \"version\": 1}\n";
  static final String VECTOR = "/vector.json";
  static final String VERSIONS = "/versions.json";
  static final String BUNDLE = ".steer";

  private LibraryBackup() {}

  /** What was written. */
  public record Written(int vectors, int versions) {}

  /** Writes the file, which is there as a whole or not at all. */
  public static Written write(MeshClient mesh, Path file) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try {
        Written written;
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(part))) {
          written = write(mesh, zip);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        return written;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw FileProblem.writing(file, e);
    }
  }

  private static Written write(MeshClient mesh, ZipOutputStream zip) throws IOException {
    text(zip, MANIFEST, FORM);
    List<Vector> vectors = LibraryWalk.vectors(mesh);
    int count = 0;
    for (Vector vector : vectors) {
      List<Version> versions = LibraryWalk.versions(mesh, vector.getName());
      text(zip, vector.getName() + VECTOR, Json.of(vector));
      text(
          zip,
          vector.getName() + VERSIONS,
          Json.of(ListVersionsResponse.newBuilder().addAllVersions(versions)));
      for (Version version : versions) {
        zip.putNextEntry(new ZipEntry(vector.getName() + "/" + version.getDigest() + BUNDLE));
        VectorFiles.fetch(mesh, bundle(version), zip);
        zip.closeEntry();
        count++;
      }
    }
    return new Written(vectors.size(), count);
  }

  /** Asks for a version with all that is known of it. */
  static ExportVectorRequest bundle(Version version) {
    return ExportVectorRequest.newBuilder()
        .setName(version.getName())
        .setFormat(VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE)
        .build();
  }

  /** Has the service read a version and compare every checksum. */
  public static void check(MeshClient mesh, Version version) {
    try {
      VectorFiles.fetch(mesh, bundle(version), OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new IllegalStateException("nothing is written", e);
    }
  }

  private static void text(ZipOutputStream zip, String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(UTF_8));
    zip.closeEntry();
  }
}
