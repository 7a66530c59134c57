package org.steermesh.vector.mesh;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.steermesh.cli.mesh.EmbeddedRedis;
import org.steermesh.cli.mesh.Ports;

/** Starts what the service stands on, once for all tests, and gives tests the Redis to hurt. */
public final class TestMesh implements QuarkusTestResourceLifecycleManager {

  /** Small enough to be exceeded by a test. */
  static final int MAX_BYTES = 262_144;

  /** The same of a file of a vector. */
  static final int MAX_FILE_BYTES = 2 << 20;

  private @Nullable EmbeddedRedis redis;
  private @Nullable RuledActivations activations;
  private @Nullable RuledAnswers answers;

  @Override
  public Map<String, String> start() {
    redis = EmbeddedRedis.start(Path.of("target", "redis-" + UUID.randomUUID()));
    activations = RuledActivations.start();
    answers = RuledAnswers.start();
    Map<String, String> settings = new HashMap<>();
    settings.put("steermesh.redis.url", redis.url());
    settings.put("steermesh.dataset.max-bytes", Integer.toString(MAX_BYTES));
    settings.put("steermesh.library.max-file-bytes", Integer.toString(MAX_FILE_BYTES));
    settings.put("steermesh.build.lease", "3s");
    settings.put("quarkus.grpc.clients.activation.test-port", Integer.toString(activations.port()));
    settings.put("quarkus.grpc.clients.generation.test-port", Integer.toString(answers.port()));
    settings.put("quarkus.grpc.server.test-port", Integer.toString(Ports.free()));
    settings.put("quarkus.otel.sdk.disabled", "false");
    settings.put("quarkus.http.test-port", Integer.toString(Ports.free()));
    return settings;
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(redis, new TestInjector.MatchesType(EmbeddedRedis.class));
  }

  @Override
  public void stop() {
    if (activations != null) {
      activations.close();
    }
    if (answers != null) {
      answers.close();
    }
    if (redis != null) {
      redis.close();
    }
  }
}
