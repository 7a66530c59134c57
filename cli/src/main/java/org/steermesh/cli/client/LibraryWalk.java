package org.steermesh.cli.client;

import java.util.List;
import org.steermesh.vector.v1.ListVectorsRequest;
import org.steermesh.vector.v1.ListVectorsResponse;
import org.steermesh.vector.v1.ListVersionsRequest;
import org.steermesh.vector.v1.ListVersionsResponse;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.Version;

/** Goes over everything that vector-service keeps of vectors. */
public final class LibraryWalk {

  private static final int PAGE = 500;

  private LibraryWalk() {}

  /** All vectors, by name. */
  public static List<Vector> vectors(MeshClient mesh) {
    return Pages.all(token -> {
      ListVectorsResponse response =
          MeshClient.unary(mesh.vector())
              .listVectors(
                  ListVectorsRequest.newBuilder().setPageSize(PAGE).setPageToken(token).build());
      return new Pages.Page<>(response.getVectorsList(), response.getNextPageToken());
    });
  }

  /** All versions of a vector, oldest first. */
  public static List<Version> versions(MeshClient mesh, String vector) {
    List<Version> newestFirst =
        Pages.all(token -> {
          ListVersionsResponse response =
              MeshClient.unary(mesh.vector())
                  .listVersions(
                      ListVersionsRequest.newBuilder()
                          .setParent(vector)
                          .setPageSize(PAGE)
                          .setPageToken(token)
                          .build());
          return new Pages.Page<>(response.getVersionsList(), response.getNextPageToken());
        });
    return newestFirst.reversed();
  }
}
