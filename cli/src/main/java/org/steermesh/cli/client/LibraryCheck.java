package org.steermesh.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.steermesh.vector.v1.Alias;
import org.steermesh.vector.v1.GetVectorRequest;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ParentVersion;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.Version;

/**
 * Walks every checksum and every reference of the library. Only data that is lost is a finding that
 * breaks it; what is deleted while it walks is left out, and any other error ends the walk.
 */
public final class LibraryCheck {

  private final MeshClient mesh;
  private final List<Finding> findings = new ArrayList<>();
  private int versions;
  private int aliases;
  private int parents;

  private LibraryCheck(MeshClient mesh) {
    this.mesh = mesh;
  }

  /**
   * Something that is not as it should be.
   *
   * @param name of what
   * @param broken whether data is lost; else a reference leads to what was deleted by force
   * @param what in words
   */
  public record Finding(String name, boolean broken, String what) {}

  /** What was looked at, and what was found. */
  public record Result(int versions, int aliases, int parents, List<Finding> findings) {}

  /** Walks the library. */
  public static Result run(MeshClient mesh) {
    LibraryCheck check = new LibraryCheck(mesh);
    for (Vector vector : LibraryWalk.vectors(mesh)) {
      unlessDeleted(() -> check.vector(vector));
    }
    return new Result(check.versions, check.aliases, check.parents, List.copyOf(check.findings));
  }

  /** False when what is wanted was deleted meanwhile. */
  private static boolean unlessDeleted(Runnable step) {
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

  private void vector(Vector vector) {
    Set<String> names = new HashSet<>();
    for (Version version : LibraryWalk.versions(mesh, vector.getName())) {
      names.add(version.getName());
      if (unlessDeleted(() -> read(version))) {
        versions++;
        parents(version);
      }
    }
    for (Alias alias : vector.getAliasesList()) {
      aliases++;
      if (!names.contains(alias.getVersion()) && isStillThere(vector, alias)) {
        findings.add(
            new Finding(alias.getName(), true, "names " + alias.getVersion() + ", not there"));
      }
    }
  }

  /** Whether the alias has not moved since it was listed, so that its version cannot be deleted. */
  private boolean isStillThere(Vector vector, Alias alias) {
    return MeshClient.unary(mesh.vector())
        .getVector(GetVectorRequest.newBuilder().setName(vector.getName()).build())
        .getAliasesList()
        .contains(alias);
  }

  /** Has the service read a version and compare every checksum. */
  private void read(Version version) {
    try {
      VectorFiles.export(mesh, LibraryBackup.bundle(version))
          .writeTo(OutputStream.nullOutputStream());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.DATA_LOSS) {
        throw e;
      }
      findings.add(
          new Finding(version.getName(), true, String.valueOf(e.getStatus().getDescription())));
    } catch (IOException e) {
      throw new IllegalStateException("nothing is written", e);
    }
  }

  private void parents(Version version) {
    Stream.concat(
            version.getComposed().getTermsList().stream(),
            version.getComposed().getOrthogonalToList().stream())
        .map(ParentVersion::getVersion)
        .forEach(parent -> parent(version, parent));
  }

  private void parent(Version version, String parent) {
    parents++;
    boolean there =
        unlessDeleted(() -> {
          var _ =
              MeshClient.unary(mesh.vector())
                  .getVersion(GetVersionRequest.newBuilder().setName(parent).build());
        });
    if (!there) {
      findings.add(new Finding(version.getName(), false, parent + " was deleted by force"));
    }
  }
}
