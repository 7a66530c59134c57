package org.steermesh.generation.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.steermesh.generation.config.GenerationConfig;
import org.steermesh.host.ModelHost;
import org.steermesh.host.testing.HostedModel;

/** A service does not start with a default steering that no text of its model could be given. */
@QuarkusTest
@WithTestResource(HostedModel.class)
class DefaultSteeringStartTest {

  private static final int CONVERTER_PRIORITY = 200;
  private static final String KEY = "steermesh.generation.default-steering";

  @Inject ModelHost host;

  private void start(String steering) {
    GenerationConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(GenerationConfig.class)
            .withConverter(Duration.class, CONVERTER_PRIORITY, new DurationConverter())
            .withDefaultValue(KEY, steering)
            .build()
            .getConfigMapping(GenerationConfig.class);
    new DefaultSteering(config).start(new StartupEvent(), host);
  }

  @Test
  void theStartIsRefusedForWhatCannotBeReadAndForABlockThatTheModelLacks() {
    assertThatThrownBy(() -> start("cheerful")).hasMessageContaining(KEY);
    assertThatThrownBy(() -> start("calm:1,cheerful:99:1"))
        .hasMessageContaining(KEY + "[1].sites[0]")
        .hasMessageContaining("99");
    assertThatCode(() -> start("cheerful@live:2:1.5")).doesNotThrowAnyException();
  }
}
