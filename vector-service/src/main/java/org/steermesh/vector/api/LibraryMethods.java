package org.steermesh.vector.api;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.steermesh.contract.AliasName;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VectorName;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.server.BlockingCalls;
import org.steermesh.contract.server.Outbound;
import org.steermesh.contract.type.Site;
import org.steermesh.vector.domain.Catalogs;
import org.steermesh.vector.domain.VectorExport;
import org.steermesh.vector.domain.VectorFilter;
import org.steermesh.vector.domain.VectorNeighbours;
import org.steermesh.vector.domain.file.Spool;
import org.steermesh.vector.v1.Alias;
import org.steermesh.vector.v1.ComposeVectorsRequest;
import org.steermesh.vector.v1.ExportVectorRequest;
import org.steermesh.vector.v1.ExportVectorResponse;
import org.steermesh.vector.v1.FindNearestVersionsRequest;
import org.steermesh.vector.v1.FindNearestVersionsResponse;
import org.steermesh.vector.v1.ImportVectorRequest;
import org.steermesh.vector.v1.ListAliasChangesRequest;
import org.steermesh.vector.v1.ListAliasChangesResponse;
import org.steermesh.vector.v1.PruneVersionsRequest;
import org.steermesh.vector.v1.PruneVersionsResponse;
import org.steermesh.vector.v1.RollbackAliasRequest;
import org.steermesh.vector.v1.SetAliasRequest;
import org.steermesh.vector.v1.SetVersionDescriptionRequest;
import org.steermesh.vector.v1.SetVersionStateRequest;
import org.steermesh.vector.v1.SetVersionTagsRequest;
import org.steermesh.vector.v1.VectorServiceGrpc;
import org.steermesh.vector.v1.Version;

/** The methods of {@code steermesh.vector.v1} that work on versions that are there. */
abstract class LibraryMethods extends VectorServiceGrpc.VectorServiceImplBase {

  private static final int CHUNK = 256 << 10;

  /** Messages of an upload that wait in memory, whether or not there is room for its file. */
  static final int AHEAD = 2;

  private static final int MOST_NEAREST = 100;
  private static final int NEAREST_TOLD = 10;

  /** Scans at the same time: each keeps Redis busy. */
  private static final int SCANS = 4;

  private final Catalogs.Library library;
  private final FileGate files;
  private final Turns scans = new Turns(SCANS, "too many calls search the library already");
  final BlockingCalls calls = new BlockingCalls();

  LibraryMethods(Catalogs.Library library, FileGate files) {
    this.library = library;
    this.files = files;
  }

  /** Runs a list: one that filters may have to look at much. */
  <T> T scan(VectorFilter filter, Callable<T> body) throws Exception {
    return filter.isEmpty() ? body.call() : scans.take(body);
  }

  @Override
  public StreamObserver<ImportVectorRequest> importVector(StreamObserver<Version> observer) {
    return calls.reduce(
        observer,
        AHEAD,
        messages ->
            files.pass(() -> {
              try (Spool file = Spool.open()) {
                return VectorProtos.version(
                    new VectorUpload(library.files().imports(), files, file).run(messages));
              }
            }));
  }

  @Override
  public void exportVector(
      ExportVectorRequest request, StreamObserver<ExportVectorResponse> observer) {
    calls.stream(
        observer,
        answers -> {
          VectorExport.Wish wish = FileProtos.wish(request);
          files.pass(() -> {
            try (Spool spool = Spool.open()) {
              VectorExport exports = library.files().exports();
              var version = exports.find(wish);
              VectorExport.File file =
                  files.work(version.sizeBytes(), () -> exports.run(version, wish, spool));
              send(file, spool.content(), answers);
              return file;
            }
          });
        });
  }

  /** At the pace of the caller, who keeps nobody else waiting. */
  private void send(
      VectorExport.File file, ByteBuffer bytes, Outbound<ExportVectorResponse> answers) {
    Pace pace = files.pace();
    answers.send(
        ExportVectorResponse.newBuilder().setHeader(FileProtos.header(file)).build(),
        pace.patience(0));
    while (bytes.hasRemaining()) {
      Duration patience = pace.patience(bytes.position());
      int count = Math.min(CHUNK, bytes.remaining());
      answers.send(
          ExportVectorResponse.newBuilder().setData(ByteString.copyFrom(bytes, count)).build(),
          patience);
    }
  }

  @Override
  public void composeVectors(ComposeVectorsRequest request, StreamObserver<Version> observer) {
    calls.answer(
        observer,
        () -> VectorProtos.version(library.composition().run(CompositionProtos.wish(request))));
  }

  @Override
  public void findNearestVersions(
      FindNearestVersionsRequest request, StreamObserver<FindNearestVersionsResponse> observer) {
    calls.stream(
        observer,
        answers -> {
          if (request.getCount() < 0 || request.getCount() > MOST_NEAREST) {
            throw SteermeshException.ofField(
                "count", "is %d; 1 to %d are allowed".formatted(request.getCount(), MOST_NEAREST));
          }
          VersionReference name = VersionReference.parse("name", request.getName());
          Site site = request.hasSite() ? TypeProtos.site("site", request.getSite()) : null;
          int count = request.getCount() == 0 ? NEAREST_TOLD : request.getCount();
          answers.send(
              nearest(
                  scans.take(
                      () -> library.neighbours().find(name, site, count, answers::isCancelled))));
        });
  }

  private static FindNearestVersionsResponse nearest(VectorNeighbours.Found found) {
    FindNearestVersionsResponse.Builder response =
        FindNearestVersionsResponse.newBuilder()
            .setSite(TypeProtos.site(found.site()))
            .setComparedCount(found.compared())
            .setTruncated(found.truncated());
    for (VectorNeighbours.Near near : found.nearest()) {
      response
          .addVersionsBuilder()
          .setVersion(VectorProtos.version(near.version()))
          .setCosine(near.cosine());
    }
    return response.build();
  }

  @Override
  public void setVersionTags(SetVersionTagsRequest request, StreamObserver<Version> observer) {
    calls.answer(
        observer,
        () ->
            VectorProtos.version(
                library
                    .lifecycle()
                    .tag(
                        VersionReference.parse("name", request.getName()),
                        LifecycleProtos.tags("add", request.getAddList()),
                        LifecycleProtos.tags("remove", request.getRemoveList()))));
  }

  @Override
  public void setVersionDescription(
      SetVersionDescriptionRequest request, StreamObserver<Version> observer) {
    calls.answer(
        observer,
        () ->
            VectorProtos.version(
                library
                    .lifecycle()
                    .describe(
                        VersionReference.parse("name", request.getName()),
                        LifecycleProtos.description(request.getDescription()))));
  }

  @Override
  public void pruneVersions(
      PruneVersionsRequest request, StreamObserver<PruneVersionsResponse> observer) {
    calls.answer(
        observer,
        () -> {
          VectorName vector = VectorName.parse("parent", request.getParent());
          var page =
              library.pruning().run(PageRequest.of(request), vector, PruneProtos.rule(request));
          return PruneVersionsResponse.newBuilder()
              .addAllVersions(page.map(PruneProtos::version).items())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }

  @Override
  public void setVersionState(SetVersionStateRequest request, StreamObserver<Version> observer) {
    calls.answer(
        observer,
        () ->
            VectorProtos.version(
                library
                    .lifecycle()
                    .move(
                        VersionReference.parse("name", request.getName()),
                        LifecycleProtos.step(request))));
  }

  @Override
  public void setAlias(SetAliasRequest request, StreamObserver<Alias> observer) {
    calls.answer(
        observer,
        () -> {
          var wish = LifecycleProtos.wish(request);
          return VectorProtos.alias(wish.name(), library.aliases().set(wish).orElse(""));
        });
  }

  @Override
  public void rollbackAlias(RollbackAliasRequest request, StreamObserver<Alias> observer) {
    calls.answer(
        observer,
        () -> {
          AliasName alias = AliasName.parse("name", request.getName());
          Optional<String> digest =
              library
                  .aliases()
                  .rollback(
                      alias,
                      LifecycleProtos.expectation(
                          alias, request.hasExpectedVersion(), request.getExpectedVersion()),
                      LifecycleProtos.state("required_state", request.getRequiredState())
                          .orElse(null),
                      LifecycleProtos.actor(request.getActor()));
          return VectorProtos.alias(alias, digest.orElse(""));
        });
  }

  @Override
  public void listAliasChanges(
      ListAliasChangesRequest request, StreamObserver<ListAliasChangesResponse> observer) {
    calls.answer(
        observer,
        () -> {
          String parent = request.getParent();
          Optional<AliasName> alias =
              parent.contains("@")
                  ? Optional.of(AliasName.parse("parent", parent))
                  : Optional.empty();
          VectorName vector =
              alias.map(AliasName::vector).orElseGet(() -> VectorName.parse("parent", parent));
          var page =
              library
                  .aliases()
                  .changes(PageRequest.of(request), vector, alias.map(AliasName::alias))
                  .map(change -> LifecycleProtos.change(vector, change));
          return ListAliasChangesResponse.newBuilder()
              .addAllChanges(page.items())
              .setNextPageToken(page.nextToken())
              .build();
        });
  }
}
