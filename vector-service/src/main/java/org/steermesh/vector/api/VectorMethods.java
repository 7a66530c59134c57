package org.steermesh.vector.api;

import com.google.longrunning.Operation;
import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.steermesh.contract.DatasetName;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.VersionName;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.server.Inbound;
import org.steermesh.contract.type.Site;
import org.steermesh.vector.domain.BuildOperations;
import org.steermesh.vector.domain.Catalogs;
import org.steermesh.vector.domain.DatasetCatalog;
import org.steermesh.vector.domain.Looks;
import org.steermesh.vector.domain.VectorCatalog;
import org.steermesh.vector.domain.VectorStudy;
import org.steermesh.vector.domain.task.TaskCatalog;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.CompareVectorsRequest;
import org.steermesh.vector.v1.CompareVectorsResponse;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.DeleteDatasetRequest;
import org.steermesh.vector.v1.DeleteVectorRequest;
import org.steermesh.vector.v1.DeleteVersionRequest;
import org.steermesh.vector.v1.ExplainVectorRequest;
import org.steermesh.vector.v1.ExplainVectorResponse;
import org.steermesh.vector.v1.GetDatasetRequest;
import org.steermesh.vector.v1.GetVectorRequest;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ListDatasetsRequest;
import org.steermesh.vector.v1.ListDatasetsResponse;
import org.steermesh.vector.v1.ListTasksRequest;
import org.steermesh.vector.v1.ListTasksResponse;
import org.steermesh.vector.v1.ListVectorsRequest;
import org.steermesh.vector.v1.ListVectorsResponse;
import org.steermesh.vector.v1.ListVersionsRequest;
import org.steermesh.vector.v1.ListVersionsResponse;
import org.steermesh.vector.v1.ReadDatasetRequest;
import org.steermesh.vector.v1.ReadDatasetResponse;
import org.steermesh.vector.v1.ReadTaskItemsRequest;
import org.steermesh.vector.v1.ReadTaskItemsResponse;
import org.steermesh.vector.v1.ReadVersionRequest;
import org.steermesh.vector.v1.ReadVersionResponse;
import org.steermesh.vector.v1.RestoreDatasetRequest;
import org.steermesh.vector.v1.UploadDatasetRequest;
import org.steermesh.vector.v1.Vector;
import org.steermesh.vector.v1.Version;

/** The methods of {@code steermesh.vector.v1}; every decision is the catalogues'. */
final class VectorMethods extends LibraryMethods {

  private static final Duration RETRY_UPLOAD = Duration.ofSeconds(1);

  /**
   * Calls at the same time that hold a whole file each.
   *
   * @param uploads of data sets
   * @param files of vectors, in or out
   */
  record Concurrency(int uploads, FileGate files) {}

  private final DatasetCatalog datasets;
  private final TaskCatalog tasks;
  private final VectorCatalog vectors;
  private final VectorStudy study;
  private final BuildOperations builds;
  private final Semaphore uploads;

  VectorMethods(Catalogs catalogs, BuildOperations builds, Concurrency concurrency) {
    super(catalogs.library(), concurrency.files);
    this.datasets = catalogs.datasets();
    this.tasks = catalogs.tasks();
    this.vectors = catalogs.vectors();
    this.study = catalogs.study();
    this.builds = builds;
    this.uploads = new Semaphore(concurrency.uploads);
  }

  @Override
  public StreamObserver<UploadDatasetRequest> uploadDataset(StreamObserver<Dataset> observer) {
    return stored(observer, messages -> new DatasetUpload(datasets, tasks).run(messages));
  }

  @Override
  public StreamObserver<RestoreDatasetRequest> restoreDataset(StreamObserver<Dataset> observer) {
    return stored(observer, messages -> new DatasetRestore(datasets, tasks).run(messages));
  }

  private <Q> StreamObserver<Q> stored(
      StreamObserver<Dataset> observer,
      Function<Inbound<Q>, org.steermesh.vector.domain.Dataset> body) {
    return calls.reduce(
        observer,
        AHEAD,
        messages -> {
          // A whole file is in memory until it is checked, so the number of files is bounded.
          if (!uploads.tryAcquire()) {
            throw new SteermeshException(
                    ErrorReason.QUEUE_FULL, "too many data sets are being uploaded already")
                .retryAfter(RETRY_UPLOAD);
          }
          try {
            return DatasetProtos.dataset(body.apply(messages));
          } finally {
            uploads.release();
          }
        });
  }

  @Override
  public void getDataset(GetDatasetRequest request, StreamObserver<Dataset> observer) {
    calls.answer(
        observer,
        () -> DatasetProtos.dataset(datasets.get(DatasetName.parse("name", request.getName()))));
  }

  @Override
  public void listDatasets(
      ListDatasetsRequest request, StreamObserver<ListDatasetsResponse> observer) {
    calls.answer(
        observer,
        () -> {
          var page = datasets.list(PageRequest.of(request), request.getBehaviour());
          return ListDatasetsResponse.newBuilder()
              .addAllDatasets(page.map(DatasetProtos::dataset).items())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void deleteDataset(DeleteDatasetRequest request, StreamObserver<Empty> observer) {
    calls.answer(
        observer,
        () -> {
          datasets.delete(DatasetName.parse("name", request.getName()));
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void readDataset(
      ReadDatasetRequest request, StreamObserver<ReadDatasetResponse> observer) {
    calls.stream(
        observer,
        answers -> {
          DatasetName name = DatasetName.parse("name", request.getName());
          checkNotNegative("first_item", request.getFirstItem());
          checkNotNegative("item_count", request.getItemCount());
          long count = request.getItemCount() == 0 ? Long.MAX_VALUE : request.getItemCount();
          var dataset = datasets.get(name);
          if (dataset.content() == null) {
            datasets.read(
                name,
                request.getFirstItem(),
                count,
                items -> answers.send(DatasetProtos.items(items)));
          } else {
            tasks.readStored(
                dataset,
                request.getFirstItem(),
                count,
                (first, items) -> answers.send(DatasetProtos.items(first, items)));
          }
        });
  }

  @Override
  public void readTaskItems(
      ReadTaskItemsRequest request, StreamObserver<ReadTaskItemsResponse> observer) {
    calls.stream(
        observer,
        answers -> {
          var dataset = datasets.get(DatasetName.parse("dataset", request.getDataset()));
          var view = TaskProtos.view("view", request.getView());
          var part = TaskProtos.part(request.getPart());
          var split = tasks.split(dataset, view, part);
          answers.send(
              ReadTaskItemsResponse.newBuilder().setSplit(TaskProtos.split(split, part)).build());
          var items = tasks.items(dataset, split, part);
          while (items.hasNext()) {
            answers.send(
                ReadTaskItemsResponse.newBuilder().setItems(TaskProtos.items(items)).build());
          }
        });
  }

  @Override
  public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
    calls.answer(
        observer,
        () -> {
          var page =
              PageRequest.of(request)
                  .cut(List.copyOf(tasks.library().all()), task -> task.about().name())
                  .map(TaskProtos::task);
          return ListTasksResponse.newBuilder()
              .addAllTasks(page.items())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void buildVector(BuildVectorRequest request, StreamObserver<Operation> observer) {
    calls.answer(observer, () -> BuildProtos.operation(builds.start(BuildProtos.request(request))));
  }

  @Override
  public void getVector(GetVectorRequest request, StreamObserver<Vector> observer) {
    calls.answer(
        observer,
        () -> VectorProtos.vector(vectors.get(VectorName.parse("name", request.getName()))));
  }

  @Override
  public void listVectors(
      ListVectorsRequest request, StreamObserver<ListVectorsResponse> observer) {
    calls.stream(
        observer,
        answers -> {
          var filter = FilterProtos.filter(request);
          var looks = Looks.ofPage(answers::isCancelled);
          var page = scan(filter, () -> vectors.list(PageRequest.of(request), filter, looks));
          answers.send(
              ListVectorsResponse.newBuilder()
                  .addAllVectors(page.map(VectorProtos::vector).items())
                  .setNextPageToken(page.nextToken())
                  .build());
        });
  }

  @Override
  public void deleteVector(DeleteVectorRequest request, StreamObserver<Empty> observer) {
    calls.answer(
        observer,
        () -> {
          vectors.delete(VectorName.parse("name", request.getName()), request.getForce());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void getVersion(GetVersionRequest request, StreamObserver<Version> observer) {
    calls.answer(
        observer,
        () ->
            VectorProtos.version(
                vectors.resolve(VersionReference.parse("name", request.getName()))));
  }

  @Override
  public void listVersions(
      ListVersionsRequest request, StreamObserver<ListVersionsResponse> observer) {
    calls.stream(
        observer,
        answers -> {
          VectorName parent = VectorName.parse("parent", request.getParent());
          var filter = FilterProtos.filter(request);
          var looks = Looks.ofPage(answers::isCancelled);
          var page =
              scan(
                  filter,
                  () -> vectors.listVersions(PageRequest.of(request), parent, filter, looks));
          answers.send(
              ListVersionsResponse.newBuilder()
                  .addAllVersions(page.map(VectorProtos::version).items())
                  .setNextPageToken(page.nextToken())
                  .build());
        });
  }

  @Override
  public void deleteVersion(DeleteVersionRequest request, StreamObserver<Empty> observer) {
    calls.answer(
        observer,
        () -> {
          vectors.deleteVersion(VersionName.parse("name", request.getName()), request.getForce());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void readVersion(
      ReadVersionRequest request, StreamObserver<ReadVersionResponse> observer) {
    calls.stream(
        observer,
        answers -> {
          List<Site> sites = BuildProtos.sites(request.getSitesList());
          var version = vectors.resolve(VersionReference.parse("name", request.getName()));
          vectors.checkHolds(version, sites);
          answers.send(
              ReadVersionResponse.newBuilder().setVersion(VectorProtos.version(version)).build());
          if (version.isSparse()) {
            Site site = version.sites().getFirst().site();
            vectors.readRows(
                version,
                block ->
                    answers.send(
                        ReadVersionResponse.newBuilder()
                            .setRows(SparseProtos.rows(site, block, version.width()))
                            .build()));
          } else {
            vectors.read(
                version,
                sites,
                vector ->
                    answers.send(
                        ReadVersionResponse.newBuilder()
                            .setVector(VectorProtos.siteVector(vector))
                            .build()));
          }
        });
  }

  @Override
  public void compareVectors(
      CompareVectorsRequest request, StreamObserver<CompareVectorsResponse> observer) {
    calls.answer(
        observer,
        () -> {
          int top = StudyProtos.topCount(request);
          return StudyProtos.comparison(
              study.compare(
                  VersionReference.parse("first", request.getFirst()),
                  VersionReference.parse("second", request.getSecond()),
                  BuildProtos.sites(request.getSitesList())),
              top);
        });
  }

  @Override
  public void explainVector(
      ExplainVectorRequest request, StreamObserver<ExplainVectorResponse> observer) {
    calls.answer(
        observer, () -> StudyProtos.explanation(study.explain(StudyProtos.question(request))));
  }

  private static void checkNotNegative(String field, long value) {
    if (value < 0) {
      throw SteermeshException.ofField(field, value + " is negative: it must be 0 or more");
    }
  }
}
