package org.steermesh.cli.load;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.VectorFiles;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.cli.file.NpyFile;
import org.steermesh.cli.file.TemporaryFolder;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.VectorRef;
import org.steermesh.vector.v1.DeleteVectorRequest;
import org.steermesh.vector.v1.ImportVectorHeader;
import org.steermesh.vector.v1.VectorFileFormat;

/** Random vectors of the mesh that are there while a load runs, but for when one is deleted. */
public final class NamedVectors implements AutoCloseable {

  private static final String FILE = "vector.npy";

  private final MeshClient mesh;
  private final Model model;
  private final String prefix;
  private final List<float[]> vectors;

  private NamedVectors(MeshClient mesh, Model model, String prefix, List<float[]> vectors) {
    this.mesh = mesh;
    this.model = model;
    this.prefix = prefix;
    this.vectors = vectors;
  }

  /** None. */
  public static NamedVectors none(MeshClient mesh) {
    return new NamedVectors(mesh, Model.getDefaultInstance(), "", List.of());
  }

  /**
   * Imports so many.
   *
   * @param seed of the vectors and, since they are the mesh's, of their names
   */
  public static NamedVectors imported(MeshClient mesh, int count, Model model, long seed) {
    NamedVectors named =
        new NamedVectors(
            mesh,
            model,
            "load-" + Long.toHexString(seed) + "-",
            RandomVectors.floats(count, model, seed));
    try {
      for (int i = 0; i < count; i++) {
        named.restore(i);
      }
      return named;
    } catch (RuntimeException e) {
      named.close();
      throw e;
    }
  }

  /** Each of them, to steer a request. */
  public List<List<Intervention>> steering(float strength) {
    List<List<Intervention>> all = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      all.add(RandomVectors.add(VectorRef.newBuilder().setName(name(i)).build(), strength));
    }
    return all;
  }

  private String name(int index) {
    return "vectors/" + prefix + index;
  }

  /** How many there are. */
  int count() {
    return vectors.size();
  }

  /** Deletes one, unless it is deleted. */
  void delete(int index) {
    try {
      mesh.vector().deleteVector(DeleteVectorRequest.newBuilder().setName(name(index)).build());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        throw e;
      }
    }
  }

  /** Imports one, unless it is there: the same version as before. */
  void restore(int index) {
    try (TemporaryFolder folder = TemporaryFolder.create("steer-load")) {
      Path file = folder.path().resolve(FILE);
      NpyFile.write(file, vectors.get(index));
      VectorFiles.send(
          mesh,
          ImportVectorHeader.newBuilder()
              .setVectorId(prefix + index)
              .setFormat(VectorFileFormat.VECTOR_FILE_FORMAT_NPY)
              .setSite(RandomVectors.site(model))
              .setFileName(FILE)
              .build(),
          file);
    } catch (IOException e) {
      throw FileProblem.writing(Path.of(FILE), e);
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < vectors.size(); i++) {
      delete(i);
    }
  }
}
