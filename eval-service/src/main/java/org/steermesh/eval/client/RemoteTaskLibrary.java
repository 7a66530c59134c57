package org.steermesh.eval.client;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.BlockingClientCall;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.config.EvalServiceConfig;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.PasFinding;
import org.steermesh.eval.domain.PasStudy;
import org.steermesh.eval.domain.pas.TaskLibrary;
import org.steermesh.type.v1.PromptLayout;
import org.steermesh.vector.v1.BuildMethod;
import org.steermesh.vector.v1.BuildVectorMetadata;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.PasParameters;
import org.steermesh.vector.v1.ReadTaskItemsRequest;
import org.steermesh.vector.v1.ReadTaskItemsResponse;
import org.steermesh.vector.v1.ReadVersionRequest;
import org.steermesh.vector.v1.ReadVersionResponse;
import org.steermesh.vector.v1.TaskPart;
import org.steermesh.vector.v1.TaskProtocol;
import org.steermesh.vector.v1.TaskSplit;
import org.steermesh.vector.v1.TaskView;
import org.steermesh.vector.v1.VectorServiceGrpc;
import org.steermesh.vector.v1.Version;

/** Reads labelled items of vector-service, and lets it build vectors. */
@Singleton
class RemoteTaskLibrary implements TaskLibrary {

  private static final String VECTOR = "vector-service";
  private static final Duration POLL = Duration.ofMillis(250);

  private final VectorServiceGrpc.VectorServiceBlockingV2Stub vectors;
  private final OperationsGrpc.OperationsBlockingV2Stub operations;
  private final Duration callLimit;

  RemoteTaskLibrary(@GrpcClient("vector") Channel vector, EvalServiceConfig config) {
    this.vectors = VectorServiceGrpc.newBlockingV2Stub(vector);
    this.operations = OperationsGrpc.newBlockingV2Stub(vector);
    this.callLimit = config.callLimit();
  }

  @Override
  public Items items(View view, PasStudy.Part part) {
    ReadTaskItemsRequest request =
        ReadTaskItemsRequest.newBuilder()
            .setDataset(view.dataset())
            .setView(message(view))
            .setPart(part(part))
            .build();
    BlockingClientCall<?, ReadTaskItemsResponse> call =
        vectors.withDeadlineAfter(callLimit).readTaskItems(request);
    TaskSplit split = TaskSplit.getDefaultInstance();
    List<Item> items = new ArrayList<>();
    try {
      for (ReadTaskItemsResponse next = call.read(); next != null; next = call.read()) {
        split = next.hasSplit() ? next.getSplit() : split;
        next.getItems()
            .getItemsList()
            .forEach(item ->
                items.add(
                    new Item(
                        item.getIndex(),
                        item.getPrompt(),
                        List.copyOf(item.getLettersList()),
                        item.getGold(),
                        item.getAttributesMap())));
      }
      return new Items(
          items, split.getTrainCount(), split.getValidationCount(), split.getTestCount());
    } catch (StatusException e) {
      throw StatusTranslator.passOn(VECTOR, e);
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      call.cancel("all items have been read", null);
    }
  }

  @Override
  public PasFinding.Vectors build(Order order, Cancellation cancellation) {
    long start = System.nanoTime();
    Operation done = finished(order, cancellation);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (done.hasError()) {
      RemoteError error = StatusTranslator.read(done.getError());
      if (!error.reason().equals(ErrorReason.CONTRAST_SIDE_EMPTY.name())) {
        throw StatusTranslator.passOn(VECTOR, StatusProto.toStatusException(done.getError()));
      }
      return new PasFinding.Vectors(List.of(), missing(order, error.message()), seconds);
    }
    List<PasFinding.Built> built = new ArrayList<>();
    List<PasFinding.Missing> missing = new ArrayList<>();
    BuildVectorMetadata metadata = metadata(done);
    metadata.getVersionsList().forEach(name -> built.add(built(name)));
    for (BuildMethod method : metadata.getEmptyMethodsList()) {
      missing.add(
          new PasFinding.Missing(
              method(method).label(),
              ErrorReason.CONTRAST_SIDE_EMPTY.name(),
              "no string on one side"));
    }
    return new PasFinding.Vectors(built, missing, seconds);
  }

  private static List<PasFinding.Missing> missing(Order order, String message) {
    return order.methods().stream()
        .map(method ->
            new PasFinding.Missing(method.label(), ErrorReason.CONTRAST_SIDE_EMPTY.name(), message))
        .toList();
  }

  private Operation finished(Order order, Cancellation cancellation) {
    CountDownLatch cancelled = new CountDownLatch(1);
    cancellation.onCancel(cancelled::countDown);
    try {
      Operation operation = vectors.withDeadlineAfter(callLimit).buildVector(request(order));
      while (!operation.getDone()) {
        if (cancelled.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new SteermeshException(ErrorReason.CANCELLED, "the evaluation was cancelled");
        }
        operation =
            operations
                .withDeadlineAfter(callLimit)
                .getOperation(
                    GetOperationRequest.newBuilder().setName(operation.getName()).build());
      }
      return operation;
    } catch (StatusException e) {
      throw StatusTranslator.passOn(VECTOR, e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static BuildVectorRequest request(Order order) {
    PasParameters.Builder parameters =
        PasParameters.newBuilder().setView(message(order.view())).setPrefix(order.prefix());
    order.methods().stream().skip(1).forEach(method -> parameters.addMoreMethods(method(method)));
    order.shuffleSeed().ifPresent(parameters::setLabelShuffleSeed);
    return BuildVectorRequest.newBuilder()
        .setVectorId(order.vectorId())
        .setDataset(order.view().dataset())
        .setModel(order.model())
        .setMethod(method(order.methods().getFirst()))
        .addAllSites(order.sites().stream().map(TypeProtos::site).toList())
        .setLayout(PromptLayout.newBuilder().setRendering(TypeProtos.rendering(order.rendering())))
        .setPas(parameters)
        .build();
  }

  private static BuildVectorMetadata metadata(Operation operation) {
    try {
      return operation.getMetadata().unpack(BuildVectorMetadata.class);
    } catch (InvalidProtocolBufferException e) {
      throw new SteermeshException(
              ErrorReason.INTERNAL, VECTOR + " broke its contract: no metadata of a build")
          .causedBy(e);
    }
  }

  private PasFinding.Built built(String name) {
    try {
      Version version =
          vectors
              .withDeadlineAfter(callLimit)
              .getVersion(GetVersionRequest.newBuilder().setName(name).build());
      return new PasFinding.Built(
          method(version.getMethod()).name(),
          version.getName(),
          version.getPas().getPositiveCount(),
          version.getPas().getNegativeCount());
    } catch (StatusException e) {
      throw StatusTranslator.passOn(VECTOR, e);
    }
  }

  @Override
  public float[] values(String version, Site site) {
    ReadVersionRequest request =
        ReadVersionRequest.newBuilder().setName(version).addSites(TypeProtos.site(site)).build();
    BlockingClientCall<?, ReadVersionResponse> call =
        vectors.withDeadlineAfter(callLimit).readVersion(request);
    try {
      for (ReadVersionResponse next = call.read(); next != null; next = call.read()) {
        if (next.hasVector()) {
          return TensorCodec.decode("values", next.getVector().getValues());
        }
      }
      throw new SteermeshException(
          ErrorReason.INTERNAL, VECTOR + " broke its contract: " + version + " has no values");
    } catch (StatusException e) {
      throw StatusTranslator.passOn(VECTOR, e);
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      call.cancel("the values have been read", null);
    }
  }

  private static TaskView message(View view) {
    PasStudy.Split split = view.split();
    return TaskView.newBuilder()
        .setProtocol(
            switch (view.protocol()) {
              case SOUND -> TaskProtocol.TASK_PROTOCOL_SOUND;
              case PAPER -> TaskProtocol.TASK_PROTOCOL_PAPER;
            })
        .setSeed(view.seed())
        .setMaxItems(split.maxItems())
        .setTrainCount(split.train())
        .setValidationCount(split.validation())
        .setTestCount(split.test())
        .build();
  }

  private static TaskPart part(PasStudy.Part part) {
    return switch (part) {
      case TRAIN -> TaskPart.TASK_PART_TRAIN;
      case VALIDATION -> TaskPart.TASK_PART_VALIDATION;
      case TEST -> TaskPart.TASK_PART_TEST;
    };
  }

  private static BuildMethod method(PasStudy.Method method) {
    return switch (method) {
      case PASF -> BuildMethod.BUILD_METHOD_PASF;
      case IPASA -> BuildMethod.BUILD_METHOD_IPASA;
      case IPASWO -> BuildMethod.BUILD_METHOD_IPASWO;
    };
  }

  private static PasStudy.Method method(BuildMethod method) {
    return switch (method) {
      case BUILD_METHOD_PASF -> PasStudy.Method.PASF;
      case BUILD_METHOD_IPASA -> PasStudy.Method.IPASA;
      case BUILD_METHOD_IPASWO -> PasStudy.Method.IPASWO;
      case BUILD_METHOD_UNSPECIFIED,
          BUILD_METHOD_MEAN_DIFFERENCE,
          BUILD_METHOD_SAS,
          BUILD_METHOD_IMPORTED,
          BUILD_METHOD_COMPOSED,
          UNRECOGNIZED ->
          throw new SteermeshException(
              ErrorReason.INTERNAL, VECTOR + " broke its contract: " + method + " was not asked");
    };
  }

  private static SteermeshException interrupted() {
    Thread.currentThread().interrupt();
    return new SteermeshException(ErrorReason.CANCELLED, "the wait was interrupted");
  }
}
