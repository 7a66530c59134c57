package org.steermesh.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.steermesh.vector.v1.Alias;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ParentVersion;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.Version;

/** Walks every checksum and every reference of the library. */
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
      check.vector(vector);
    }
    return new Result(check.versions, check.aliases, check.parents, List.copyOf(check.findings));
  }

  private void vector(Vector vector) {
    Set<String> names = new HashSet<>();
    for (Version version : LibraryWalk.versions(mesh, vector.getName())) {
      names.add(version.getName());
      version(version);
    }
    for (Alias alias : vector.getAliasesList()) {
      aliases++;
      if (!names.contains(alias.getVersion())) {
        findings.add(
            new Finding(alias.getName(), true, "names " + alias.getVersion() + ", not there"));
      }
    }
  }

  private void version(Version version) {
    versions++;
    try {
      LibraryBackup.check(mesh, version);
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
        throw e;
      }
      findings.add(
          new Finding(version.getName(), true, String.valueOf(e.getStatus().getDescription())));
    }
    Stream.concat(
            version.getComposed().getTermsList().stream(),
            version.getComposed().getOrthogonalToList().stream())
        .forEach(parent -> parent(version, parent));
  }

  private void parent(Version version, ParentVersion parent) {
    parents++;
    try {
      MeshClient.unary(mesh.vector())
          .getVersion(GetVersionRequest.newBuilder().setName(parent.getVersion()).build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        throw e;
      }
      findings.add(
          new Finding(version.getName(), false, parent.getVersion() + " was deleted by force"));
    }
  }
}
