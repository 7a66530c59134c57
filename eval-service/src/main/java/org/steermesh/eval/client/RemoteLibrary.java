package org.steermesh.eval.client;

import io.grpc.Channel;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.config.EvalServiceConfig;
import org.steermesh.eval.domain.Library;
import org.steermesh.eval.domain.Question;
import org.steermesh.eval.domain.SparseFacts;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.type.v1.SaeKind;
import org.steermesh.vector.v1.DatasetFormat;
import org.steermesh.vector.v1.DatasetItem;
import org.steermesh.vector.v1.ExplainVectorRequest;
import org.steermesh.vector.v1.ExplainVectorResponse;
import org.steermesh.vector.v1.ExplainedFeature;
import org.steermesh.vector.v1.GetDatasetRequest;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ReadDatasetRequest;
import org.steermesh.vector.v1.ReadDatasetResponse;
import org.steermesh.vector.v1.SparseContent;
import org.steermesh.vector.v1.VectorServiceGrpc;
import org.steermesh.vector.v1.VersionSite;

/** Asks vector-service and generation-service what stands behind names. */
@Singleton
class RemoteLibrary implements Library {

  private static final String VECTOR = "vector-service";
  private static final String GENERATION = "generation-service";

  /** Most features that ExplainVector tells. */
  private static final int MOST_EXPLAINED = 1000;

  private final VectorServiceGrpc.VectorServiceBlockingV2Stub vectors;
  private final GenerationServiceGrpc.GenerationServiceBlockingV2Stub models;
  private final Duration callLimit;

  RemoteLibrary(
      @GrpcClient("vector") Channel vector,
      @GrpcClient("generation") Channel generation,
      EvalServiceConfig config) {
    this.vectors = VectorServiceGrpc.newBlockingV2Stub(vector);
    this.models = GenerationServiceGrpc.newBlockingV2Stub(generation);
    this.callLimit = config.callLimit();
  }

  @Override
  public Model model(String name) {
    GetModelRequest request = GetModelRequest.newBuilder().setName(name).build();
    var model = answer(GENERATION, () -> models.withDeadlineAfter(callLimit).getModel(request));
    return new Model(
        model.getName(), TypeProtos.fingerprint(model.getFingerprint()), model.getBlockCount());
  }

  @Override
  public Version version(String name) {
    GetVersionRequest request = GetVersionRequest.newBuilder().setName(name).build();
    var version = answer(VECTOR, () -> vectors.withDeadlineAfter(callLimit).getVersion(request));
    return new Version(
        version.getName(),
        TypeProtos.fingerprint(version.getModelFingerprint()),
        version.getSitesList().stream()
            .map(site -> TypeProtos.site("sites", site.getSite()))
            .toList(),
        version.hasDefaultSite()
            ? Optional.of(TypeProtos.site("default_site", version.getDefaultSite()))
            : Optional.empty(),
        version.hasSparse());
  }

  @Override
  public SparseFacts sparse(String version, Site site, int topCount) {
    ExplainVectorResponse explained = explain(version, site, topCount);
    SparseContent content = content(explained, site);
    return new SparseFacts(
        explained.getVersion().getSparse().getTau(),
        explained.getVersion().getSparse().getFeatureCount(),
        content.getSupportSize(),
        content.getL1Norm(),
        topCount,
        explained.getFeaturesList().stream().mapToDouble(ExplainedFeature::getShare).sum());
  }

  @Override
  public Features features(String version, Site site) {
    ExplainVectorResponse explained = explain(version, site, MOST_EXPLAINED);
    boolean told = content(explained, site).getSupportSize() <= MOST_EXPLAINED;
    return new Features(
        explained.getVersion().getSparse().getSaeKind() == SaeKind.SAE_KIND_TOP_K,
        told
            ? Optional.of(
                explained.getFeaturesList().stream()
                    .map(ExplainedFeature::getFeature)
                    .collect(Collectors.toSet()))
            : Optional.empty());
  }

  private ExplainVectorResponse explain(String version, Site site, int topCount) {
    ExplainVectorRequest request =
        ExplainVectorRequest.newBuilder()
            .setName(version)
            .setSite(TypeProtos.site(site))
            .setTopCount(topCount)
            .build();
    return answer(VECTOR, () -> vectors.withDeadlineAfter(callLimit).explainVector(request));
  }

  private static SparseContent content(ExplainVectorResponse explained, Site site) {
    return explained.getVersion().getSitesList().stream()
        .filter(each -> TypeProtos.site("site", each.getSite()).equals(site))
        .map(VersionSite::getSparse)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Dataset dataset(String name) {
    GetDatasetRequest request = GetDatasetRequest.newBuilder().setName(name).build();
    var dataset = answer(VECTOR, () -> vectors.withDeadlineAfter(callLimit).getDataset(request));
    return new Dataset(
        dataset.getName(),
        dataset.getBehaviour(),
        dataset.getDigest(),
        dataset.getItemCount(),
        dataset.getFormat() == DatasetFormat.DATASET_FORMAT_TASK);
  }

  private static <T> T answer(String service, Call<T> call) {
    try {
      return call.run();
    } catch (StatusException e) {
      throw StatusTranslator.passOn(service, e);
    }
  }

  @Override
  public List<Question> questions(String dataset, long first, long count) {
    ReadDatasetRequest request =
        ReadDatasetRequest.newBuilder()
            .setName(dataset)
            .setFirstItem(first)
            .setItemCount(count)
            .build();
    BlockingClientCall<?, ReadDatasetResponse> call =
        vectors.withDeadlineAfter(callLimit).readDataset(request);
    List<Question> questions = new ArrayList<>();
    try {
      ReadDatasetResponse response = call.read();
      while (response != null) {
        for (DatasetItem item : response.getItemsList()) {
          questions.add(new Question(item.getQuestion(), item.getPositive(), item.getNegative()));
        }
        response = call.read();
      }
      return questions;
    } catch (StatusException e) {
      throw StatusTranslator.passOn(VECTOR, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.cancel("interrupted", e);
      throw new SteermeshException(ErrorReason.CANCELLED, "the reading was interrupted");
    }
  }

  /** One question to another service. */
  @FunctionalInterface
  private interface Call<T> {
    T run() throws StatusException;
  }
}
