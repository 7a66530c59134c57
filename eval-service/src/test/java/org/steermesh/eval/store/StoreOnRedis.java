package org.steermesh.eval.store;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.steermesh.cli.mesh.EmbeddedRedis;
import org.steermesh.eval.domain.EvaluationStore;
import org.steermesh.eval.domain.EvaluationStore.Claim;
import org.steermesh.redis.Redis;
import org.steermesh.redis.RedisConnection;

/** The store on a Redis of its own, for tests outside this package. */
public final class StoreOnRedis implements AutoCloseable {

  private final EmbeddedRedis server;
  private final RedisConnection connection;
  private final RedisEvaluationStore store;

  private StoreOnRedis(EmbeddedRedis server, RedisConnection connection) {
    this.server = server;
    this.connection = connection;
    this.store = new RedisEvaluationStore(new Redis(connection), Clock.systemUTC());
  }

  /** Starts Redis in {@code directory}. */
  public static StoreOnRedis start(Path directory) {
    EmbeddedRedis server = EmbeddedRedis.start(directory);
    return new StoreOnRedis(server, RedisEvaluationStoreTest.connection(server.url()));
  }

  /** The store. */
  public EvaluationStore store() {
    return store;
  }

  /** Takes evaluations until it is that of {@code id}. */
  public Claim claim(String id) {
    while (true) {
      Claim claim = store.claim(Duration.ofMinutes(5)).orElseThrow();
      if (claim.id().equals(id)) {
        return claim;
      }
    }
  }

  @Override
  public void close() {
    connection.close();
    server.close();
  }
}
