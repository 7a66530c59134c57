package org.steermesh.generation.client;

import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.VersionName;
import org.steermesh.contract.VersionReference;
import org.steermesh.engine.steering.Site;
import org.steermesh.generation.domain.VectorSource;
import org.steermesh.generation.domain.VectorVersion;
import org.steermesh.host.protos.SteeringProtos;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ReadVersionRequest;
import org.steermesh.vector.v1.ReadVersionResponse;
import org.steermesh.vector.v1.SiteVector;
import org.steermesh.vector.v1.VectorServiceGrpc.VectorServiceBlockingStub;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionSite;

/**
 * Named vectors, from vector-service. A version never changes, so those read before are kept; an
 * alias or an abbreviated digest is asked for each time, because what it names may.
 */
@Singleton
final class VectorClient implements VectorSource {

  private static final String SERVICE = "vector-service";

  private final VectorServiceBlockingStub vectors;
  private final VectorConfig config;
  private final VersionCache cache;

  VectorClient(@GrpcClient("vector") VectorServiceBlockingStub vectors, VectorConfig config) {
    this.vectors = vectors;
    this.config = config;
    this.cache = new VersionCache(config.cacheFloats());
  }

  @Override
  public VectorVersion find(String name) {
    VersionReference reference = VersionReference.parse("vector.name", name);
    try {
      String full = isFull(reference) ? name : vectors().getVersion(request(name)).getName();
      return cache.get(full, this::read);
    } catch (StatusRuntimeException e) {
      throw StatusTranslator.passOn(SERVICE, e);
    }
  }

  private static boolean isFull(VersionReference reference) {
    return reference instanceof VersionName version && !version.isAbbreviated();
  }

  private static GetVersionRequest request(String name) {
    return GetVersionRequest.newBuilder().setName(name).build();
  }

  private VectorVersion read(String name) {
    Iterator<ReadVersionResponse> parts =
        vectors().readVersion(ReadVersionRequest.newBuilder().setName(name).build());
    Version version = parts.next().getVersion();
    SortedMap<Site, float[]> values = new TreeMap<>();
    SparseParts rows = new SparseParts(version);
    while (parts.hasNext()) {
      ReadVersionResponse part = parts.next();
      if (part.hasRows()) {
        rows.add(part.getRows());
      } else {
        SiteVector vector = part.getVector();
        values.put(
            SteeringProtos.site(vector.getSite()),
            TensorCodec.decodeVector("vector.values", vector.getValues(), version.getWidth()));
      }
    }
    return new VectorVersion(
        version.getName(),
        version.getModel(),
        version.getModelFingerprint().getWeightsDigest(),
        version.getModelFingerprint().getTokenizerDigest(),
        values,
        doses(version),
        version.hasSparse() ? Optional.of(rows.pack()) : Optional.empty(),
        version.hasDefaultSite()
            ? Optional.of(SteeringProtos.site(version.getDefaultSite()))
            : Optional.empty());
  }

  private static Map<Site, Double> doses(Version version) {
    Map<Site, Double> doses = new HashMap<>();
    for (VersionSite site : version.getSitesList()) {
      if (site.getResidualMeanNorm() > 0) {
        doses.put(
            SteeringProtos.site(site.getSite()), site.getVectorNorm() / site.getResidualMeanNorm());
      }
    }
    return doses;
  }

  private VectorServiceBlockingStub vectors() {
    return vectors.withDeadlineAfter(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }
}
