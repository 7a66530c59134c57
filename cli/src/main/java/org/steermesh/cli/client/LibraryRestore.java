package org.steermesh.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.vector.v1.Alias;
import org.steermesh.vector.v1.ImportVectorHeader;
import org.steermesh.vector.v1.ListVersionsResponse;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.SetVersionStateRequest;
import org.steermesh.vector.v1.SetVersionTagsRequest;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionState;

/** Puts what a {@link LibraryBackup} holds into a library; what is there already stays. */
public final class LibraryRestore {

  private static final int LARGEST_ENTRY = 256 << 20;

  private final MeshClient mesh;
  private final String actor;
  private final ZipFile zip;

  private LibraryRestore(MeshClient mesh, String actor, ZipFile zip) {
    this.mesh = mesh;
    this.actor = actor;
    this.zip = zip;
  }

  /** What was read. */
  public record Restored(int vectors, int versions, int aliases) {}

  /** Restores a file; every bundle's digest is verified by the service. */
  public static Restored read(MeshClient mesh, Path file, String actor) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return new LibraryRestore(mesh, actor, zip).run();
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
  }

  private Restored run() throws IOException {
    if (!new String(bytes(LibraryBackup.MANIFEST), UTF_8).equals(LibraryBackup.FORM)) {
      throw new SteerException(ExitCode.USAGE, "the file is not a backup of a library");
    }
    List<String> folders =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.endsWith(LibraryBackup.VECTOR))
            .map(name -> name.substring(0, name.length() - LibraryBackup.VECTOR.length()))
            .sorted()
            .toList();
    int versions = 0;
    int aliases = 0;
    for (String folder : folders) {
      Vector vector = (Vector) message(folder + LibraryBackup.VECTOR, Vector.newBuilder());
      ListVersionsResponse list =
          (ListVersionsResponse)
              message(folder + LibraryBackup.VERSIONS, ListVersionsResponse.newBuilder());
      for (Version version : list.getVersionsList()) {
        restore(folder, vector, version);
        versions++;
      }
      for (Alias alias : vector.getAliasesList()) {
        restore(alias);
        aliases++;
      }
    }
    return new Restored(folders.size(), versions, aliases);
  }

  private void restore(String folder, Vector vector, Version version) throws IOException {
    ImportVectorHeader header =
        ImportVectorHeader.newBuilder()
            .setVectorId(Names.vectorId(vector.getName()))
            .setFormat(VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE)
            .build();
    byte[] bundle = bytes(folder + "/" + version.getDigest() + LibraryBackup.BUNDLE);
    Version there = VectorFiles.send(mesh, header, bundle);
    if (version.getTagsCount() > 0) {
      MeshClient.unary(mesh.vector())
          .setVersionTags(
              SetVersionTagsRequest.newBuilder()
                  .setName(there.getName())
                  .addAllAdd(version.getTagsList())
                  .build());
    }
    if (there.getState() == VersionState.VERSION_STATE_CANDIDATE) {
      steps(version).forEach(state -> move(there, version, state));
    }
  }

  /** The way from a candidate to where the version was. */
  private static List<VersionState> steps(Version version) {
    List<VersionState> steps = new ArrayList<>();
    if (version.hasEvidence()) {
      steps.add(VersionState.VERSION_STATE_EVALUATED);
    }
    if (version.getState() == VersionState.VERSION_STATE_LIVE
        || version.getState() == VersionState.VERSION_STATE_RETIRED) {
      steps.add(version.getState());
    }
    return steps;
  }

  private void move(Version there, Version version, VersionState state) {
    SetVersionStateRequest.Builder request =
        SetVersionStateRequest.newBuilder()
            .setName(there.getName())
            .setState(state)
            .setActor(actor);
    if (state == VersionState.VERSION_STATE_EVALUATED) {
      request.setEvidence(version.getEvidence());
    }
    MeshClient.unary(mesh.vector()).setVersionState(request.build());
  }

  private void restore(Alias alias) {
    MeshClient.unary(mesh.vector())
        .setAlias(
            SetAliasRequest.newBuilder()
                .setName(alias.getName())
                .setVersion(alias.getVersion())
                .setActor(actor)
                .build());
  }

  private Message message(String name, Message.Builder builder) throws IOException {
    JsonFormat.parser().ignoringUnknownFields().merge(new String(bytes(name), UTF_8), builder);
    return builder.build();
  }

  private byte[] bytes(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new SteerException(ExitCode.USAGE, "the backup has no " + name);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(LARGEST_ENTRY + 1);
      if (bytes.length > LARGEST_ENTRY) {
        throw new SteerException(ExitCode.USAGE, name + " is larger than a backup writes");
      }
      return bytes;
    }
  }
}
