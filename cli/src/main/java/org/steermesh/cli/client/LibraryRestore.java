package org.steermesh.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.vector.v1.Alias;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.ImportVectorHeader;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.SetVersionDescriptionRequest;
import org.steermesh.vector.v1.SetVersionStateRequest;
import org.steermesh.vector.v1.SetVersionTagsRequest;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionState;

/**
 * Puts what a {@link LibraryBackup} holds into a library, and leaves alone what is there already
 * and is otherwise. A second call finishes what a first one did not.
 */
public final class LibraryRestore {

  private static final int LARGEST_TEXT = 64 << 20;

  private final MeshClient mesh;
  private final String actor;
  private final ZipFile zip;
  private final List<Kept> kept = new ArrayList<>();

  private LibraryRestore(MeshClient mesh, String actor, ZipFile zip) {
    this.mesh = mesh;
    this.actor = actor;
    this.zip = zip;
  }

  /** Something that is in the mesh otherwise than in the backup, and stayed so. */
  public record Kept(String name, String why) {}

  /** What the backup holds, and what of it was there otherwise. */
  public record Restored(int datasets, int vectors, int versions, int aliases, List<Kept> kept) {}

  /** Restores a file; every bundle's digest is verified by the service. */
  public static Restored read(MeshClient mesh, Path file, String actor) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return new LibraryRestore(mesh, actor, zip).run();
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
  }

  private Restored run() throws IOException {
    if (!text(LibraryBackup.MANIFEST).equals(LibraryBackup.FORM)) {
      throw new SteerException(ExitCode.USAGE, "the file is not a backup of a library");
    }
    List<String> datasets = folders(LibraryBackup.DATASET);
    for (String folder : datasets) {
      restoreDataset(folder);
    }
    List<String> vectors = folders(LibraryBackup.VECTOR);
    int versions = 0;
    int aliases = 0;
    for (String folder : vectors) {
      Vector vector = (Vector) message(text(folder + LibraryBackup.VECTOR), Vector.newBuilder());
      try (BufferedReader lines = lines(folder + LibraryBackup.VERSIONS)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          restore(folder, vector, (Version) message(line, Version.newBuilder()));
          versions++;
        }
      }
      vector.getAliasesList().forEach(this::restore);
      aliases += vector.getAliasesCount();
    }
    return new Restored(datasets.size(), vectors.size(), versions, aliases, List.copyOf(kept));
  }

  /** The folders that hold a file of this name. */
  private List<String> folders(String file) {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(file))
        .map(name -> name.substring(0, name.length() - file.length()))
        .sorted()
        .toList();
  }

  private void restoreDataset(String folder) throws IOException {
    Dataset dataset = (Dataset) message(text(folder + LibraryBackup.DATASET), Dataset.newBuilder());
    try (BufferedReader items = lines(folder + LibraryBackup.ITEMS)) {
      DatasetRestore.send(mesh.vectorStreams(), dataset, items);
    } catch (StatusException e) {
      if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw Refusal.of(e);
      }
      kept.add(new Kept(dataset.getName(), "another data set of that name is there"));
    }
  }

  private void restore(String folder, Vector vector, Version version) throws IOException {
    ImportVectorHeader header =
        ImportVectorHeader.newBuilder()
            .setVectorId(Names.vectorId(vector.getName()))
            .setFormat(VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE)
            .build();
    Version there;
    try (InputStream bundle = stream(folder + "/" + version.getDigest() + LibraryBackup.BUNDLE)) {
      there = VectorFiles.send(mesh, header, bundle);
    }
    if (!there.getTagsList().containsAll(version.getTagsList())) {
      MeshClient.unary(mesh.vector())
          .setVersionTags(
              SetVersionTagsRequest.newBuilder()
                  .setName(there.getName())
                  .addAllAdd(version.getTagsList())
                  .build());
    }
    describe(version, there);
    promote(version, there);
  }

  private void promote(Version version, Version there) {
    VersionWay way = VersionWay.of(version, there);
    if (way.isOther()) {
      kept.add(
          new Kept(
              there.getName(),
              "is %s; in the backup %s"
                  .formatted(VersionWay.title(there), VersionWay.title(version))));
    }
    VersionState from = there.getState();
    for (VersionState state : way.steps()) {
      move(version, from, state);
      from = state;
    }
  }

  private void describe(Version version, Version there) {
    if (version.getDescription().equals(there.getDescription())
        || version.getDescription().isEmpty()) {
      return;
    }
    if (!there.getDescription().isEmpty()) {
      kept.add(new Kept(there.getName(), "has another description"));
      return;
    }
    MeshClient.unary(mesh.vector())
        .setVersionDescription(
            SetVersionDescriptionRequest.newBuilder()
                .setName(there.getName())
                .setDescription(version.getDescription())
                .build());
  }

  private void move(Version version, VersionState from, VersionState to) {
    SetVersionStateRequest.Builder request =
        SetVersionStateRequest.newBuilder()
            .setName(version.getName())
            .setExpectedState(from)
            .setState(to)
            .setActor(actor);
    if (to == VersionState.VERSION_STATE_EVALUATED) {
      request.setEvidence(version.getEvidence());
    }
    MeshClient.unary(mesh.vector()).setVersionState(request.build());
  }

  private void restore(Alias alias) {
    SetAliasRequest request =
        SetAliasRequest.newBuilder()
            .setName(alias.getName())
            .setVersion(alias.getVersion())
            .setExpectedVersion("")
            .setActor(actor)
            .build();
    try {
      MeshClient.unary(mesh.vector()).setAlias(request);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.ABORTED) {
        throw e;
      }
      String there = StatusTranslator.read(e).metadata().getOrDefault("version", "");
      if (!there.equals(alias.getVersion())) {
        kept.add(
            new Kept(
                alias.getName(),
                "names %s; in the backup %s"
                    .formatted(Names.shortVersion(there), Names.shortVersion(alias.getVersion()))));
      }
    }
  }

  private static Message message(String json, Message.Builder builder) throws IOException {
    JsonFormat.parser().ignoringUnknownFields().merge(json, builder);
    return builder.build();
  }

  private BufferedReader lines(String name) throws IOException {
    return new BufferedReader(new InputStreamReader(stream(name), UTF_8));
  }

  private String text(String name) throws IOException {
    try (InputStream in = stream(name)) {
      byte[] bytes = in.readNBytes(LARGEST_TEXT + 1);
      if (bytes.length > LARGEST_TEXT) {
        throw new SteerException(ExitCode.USAGE, name + " is larger than a backup writes");
      }
      return new String(bytes, UTF_8);
    }
  }

  private InputStream stream(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new SteerException(ExitCode.USAGE, "the backup has no " + name);
    }
    return zip.getInputStream(entry);
  }
}
