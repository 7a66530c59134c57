package org.steermesh.generation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;

/** Vectors are asked for before a text names them, however often that fails. */
final class WarmVectorsTest {

  private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();

  private VectorVersion find(String name) {
    asked.add(name);
    if (name.contains("away")) {
      throw new SteermeshException(ErrorReason.DEPENDENCY_UNAVAILABLE, "away");
    }
    return new VectorVersion(
        name, "", "", "", new TreeMap<>(), Map.of(), Optional.empty(), Optional.empty());
  }

  private String next() throws InterruptedException {
    return String.valueOf(asked.poll(30, TimeUnit.SECONDS));
  }

  @Test
  void eachIsAskedForAgainAndAgainWhateverBecomesOfTheOthers() throws Exception {
    Set<String> names = Set.of("vectors/away@live", "vectors/here@live");
    try (WarmVectors warm = new WarmVectors(this::find, names, Duration.ofMillis(1))) {
      warm.start();
      for (int round = 0; round < 3; round++) {
        assertThat(List.of(next(), next())).containsExactlyInAnyOrderElementsOf(names);
      }
    }
  }
}
