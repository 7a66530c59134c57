package org.steermesh.generation;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.protos.SaeProtos;
import org.steermesh.contract.type.FeatureRows;
import org.steermesh.contract.type.SaeKind;
import org.steermesh.engine.sae.SaeDescription;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.type.v1.ModelFingerprint;
import org.steermesh.type.v1.Nonlinearity;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.Target;
import org.steermesh.vector.v1.GetVersionRequest;
import org.steermesh.vector.v1.ReadVersionRequest;
import org.steermesh.vector.v1.ReadVersionResponse;
import org.steermesh.vector.v1.SparseContent;
import org.steermesh.vector.v1.SparseRecipe;
import org.steermesh.vector.v1.SparseRows;
import org.steermesh.vector.v1.VectorServiceGrpc.VectorServiceImplBase;
import org.steermesh.vector.v1.Version;
import org.steermesh.vector.v1.VersionSite;

/** A peer that speaks the vector contract and keeps sparse versions in memory. */
final class PackPeer extends VectorServiceImplBase implements AutoCloseable {

  private static final int ROWS_AT_ONCE = 5;
  private static final Site SITE =
      Site.newBuilder().setBlock(2).setTarget(Target.TARGET_RESIDUAL).build();

  private final Server server;
  private final Map<String, Version> versions = new ConcurrentHashMap<>();
  private final Map<String, String> aliases = new ConcurrentHashMap<>();
  private final BlockingQueue<String> reads = new LinkedBlockingQueue<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final Map<String, SparseSupport> supports = new ConcurrentHashMap<>();
  private final Map<String, int[]> features = new ConcurrentHashMap<>();

  PackPeer() throws IOException {
    int port =
        ConfigProvider.getConfig().getValue("quarkus.grpc.clients.vector.test-port", Integer.class);
    server =
        Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
            .addService(this)
            .build()
            .start();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /** Keeps a version; returns its full name. */
  String keep(SparseAutoencoder sae, float[] vector, ModelFingerprint model) {
    SaeDescription is = sae.description();
    boolean all = is.k() > 0;
    int[] chosen = IntStream.range(0, vector.length).filter(i -> all || vector[i] != 0).toArray();
    float[] values = new float[chosen.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = vector[chosen[i]];
    }
    String name = "vectors/kept/versions/%064x".formatted(versions.size() + 1);
    features.put(name, chosen);
    versions.put(
        name,
        Version.newBuilder()
            .setName(name)
            .setModel("models/golden")
            .setModelFingerprint(model)
            .setWidth(is.width())
            .setDefaultSite(SITE)
            .setSparse(
                SparseRecipe.newBuilder()
                    .setSae("saes/any")
                    .setSaeDigest(sae.digest())
                    .setSaeKind(SaeProtos.kind(SaeKind.valueOf(is.kind().name())))
                    .setK(is.k())
                    .setNonlinearity(Nonlinearity.NONLINEARITY_OWN))
            .addSites(
                VersionSite.newBuilder()
                    .setSite(SITE)
                    .setSparse(SparseContent.newBuilder().setRowCount(chosen.length)))
            .build());
    // Last: what has these is read, and is to be whole then.
    supports.put(name, sae.rows(chosen, values));
    return name;
  }

  /** Lets an alias name a version from now on. */
  void move(String alias, String version) {
    aliases.put(alias, version);
  }

  /** Waits until somebody has found the way here and asks for a version. */
  void awaitQuestion() throws InterruptedException {
    if (!asked.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody asked for a version");
    }
  }

  /** The next version that is read, waiting for it. */
  String nextRead() throws InterruptedException {
    return String.valueOf(reads.poll(60, TimeUnit.SECONDS));
  }

  @Override
  public void getVersion(GetVersionRequest request, StreamObserver<Version> observer) {
    asked.countDown();
    String name = aliases.getOrDefault(request.getName(), request.getName());
    Version version = versions.get(name);
    if (version == null) {
      observer.onError(unknown());
      return;
    }
    observer.onNext(version);
    observer.onCompleted();
  }

  @Override
  public void readVersion(
      ReadVersionRequest request, StreamObserver<ReadVersionResponse> observer) {
    Version version = versions.getOrDefault(request.getName(), Version.getDefaultInstance());
    SparseSupport support = supports.get(request.getName());
    int[] all = features.get(request.getName());
    if (support == null || all == null) {
      observer.onError(unknown());
      return;
    }
    reads.add(request.getName());
    observer.onNext(ReadVersionResponse.newBuilder().setVersion(version).build());
    for (int first = 0; first < all.length; first += ROWS_AT_ONCE) {
      int end = Math.min(all.length, first + ROWS_AT_ONCE);
      observer.onNext(
          ReadVersionResponse.newBuilder()
              .setRows(rows(all, support, first, end, version.getWidth()))
              .build());
    }
    observer.onCompleted();
  }

  private static StatusRuntimeException unknown() {
    return StatusTranslator.toGrpc(
        new SteermeshException(ErrorReason.VERSION_NOT_FOUND, "there is no such version"));
  }

  private static SparseRows rows(
      int[] features, SparseSupport support, int first, int end, int width) {
    FeatureRows rows =
        new FeatureRows(
            Arrays.copyOfRange(features, first, end),
            Arrays.copyOfRange(support.encoder(), first * width, end * width),
            Arrays.copyOfRange(support.bias(), first, end),
            Arrays.copyOfRange(support.threshold(), first, end),
            Arrays.copyOfRange(support.decoder(), first * width, end * width));
    return SparseRows.newBuilder()
        .setSite(SITE)
        .setRows(SaeProtos.rows(rows, width))
        .setValues(TensorCodec.encode(Arrays.copyOfRange(support.values(), first, end)))
        .build();
  }
}
