package org.steermesh.cli.client;

import java.util.List;
import org.steermesh.vector.v1.AliasChange;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.ListAliasChangesRequest;
import org.steermesh.vector.v1.ListAliasChangesResponse;
import org.steermesh.vector.v1.ListDatasetsRequest;
import org.steermesh.vector.v1.ListDatasetsResponse;
import org.steermesh.vector.v1.ListVectorsRequest;
import org.steermesh.vector.v1.ListVectorsResponse;
import org.steermesh.vector.v1.ListVersionsRequest;
import org.steermesh.vector.v1.ListVersionsResponse;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.Version;

/** Goes over everything that vector-service keeps. */
public final class LibraryWalk {

  private static final int PAGE = 500;

  private LibraryWalk() {}

  /** All data sets, by name. */
  public static List<Dataset> datasets(MeshClient mesh) {
    return Pages.all(token -> {
      ListDatasetsResponse response =
          MeshClient.unary(mesh.vector())
              .listDatasets(
                  ListDatasetsRequest.newBuilder().setPageSize(PAGE).setPageToken(token).build());
      return new Pages.Page<>(response.getDatasetsList(), response.getNextPageToken());
    });
  }

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

  /** What happened to the aliases of a vector, or to one of them, newest first. */
  public static List<AliasChange> changes(MeshClient mesh, String parent) {
    return Pages.all(token -> {
      ListAliasChangesResponse response =
          MeshClient.unary(mesh.vector())
              .listAliasChanges(
                  ListAliasChangesRequest.newBuilder()
                      .setParent(parent)
                      .setPageSize(PAGE)
                      .setPageToken(token)
                      .build());
      return new Pages.Page<>(response.getChangesList(), response.getNextPageToken());
    });
  }
}
