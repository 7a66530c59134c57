package org.steermesh.vector.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VectorServiceConfigTest {

  private static final Pattern KEY = Pattern.compile("(?m)^#?(steermesh\\.[a-z.-]+)=");

  @Test
  void everyKeyIsDocumentedAndEveryDocumentedKeyExists() throws IOException {
    Set<String> documented;
    try (InputStream in = Objects.requireNonNull(file().openStream())) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      documented =
          KEY.matcher(text).results().map(VectorServiceConfigTest::key).collect(Collectors.toSet());
    }
    Set<String> keys = new TreeSet<>();
    collect("steermesh", VectorServiceConfig.class, keys);
    assertThat(documented).isEqualTo(keys);
  }

  @Test
  void documentedDefaultsAreTheDefaults() throws IOException {
    VectorServiceConfig bare = mapping(new SmallRyeConfigBuilder());
    VectorServiceConfig documented =
        mapping(new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(file())));
    assertThat(documented.dataset().maxBytes()).isEqualTo(bare.dataset().maxBytes());
    assertThat(documented.dataset().maxItems()).isEqualTo(bare.dataset().maxItems());
    assertThat(documented.dataset().maxQuestionCharacters())
        .isEqualTo(bare.dataset().maxQuestionCharacters());
    assertThat(documented.build().concurrency()).isEqualTo(bare.build().concurrency());
    assertThat(documented.build().maxPending()).isEqualTo(bare.build().maxPending());
    assertThat(documented.build().lease()).isEqualTo(bare.build().lease());
    assertThat(documented.build().keepFinished()).isEqualTo(bare.build().keepFinished());
    assertThat(documented.drain().limit()).isEqualTo(bare.drain().limit());
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-file-bytes=0", "concurrent-files=0", "idle-limit=0s"})
  void aLibraryThatCouldTakeNothingEndsTheStart(String setting) {
    String[] parts = setting.split("=", 2);
    String key = "steermesh.library." + parts[0];
    VectorServiceConfig config =
        mapping(new SmallRyeConfigBuilder().withDefaultValue(key, parts[1]));

    assertThatThrownBy(() -> Wiring.check(config.library()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(key);
    assertThatCode(() -> Wiring.check(mapping(new SmallRyeConfigBuilder()).library()))
        .doesNotThrowAnyException();
  }

  private static VectorServiceConfig mapping(SmallRyeConfigBuilder builder) {
    SmallRyeConfig config =
        builder
            .withMapping(VectorServiceConfig.class)
            .withConverter(Duration.class, 1000, new DurationConverter())
            .withValidateUnknown(false)
            .build();
    return config.getConfigMapping(VectorServiceConfig.class);
  }

  private static String key(MatchResult match) {
    return match.group(1);
  }

  private static void collect(String prefix, Class<?> group, Set<String> keys) {
    for (Method method : group.getDeclaredMethods()) {
      String key =
          prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      if (method.getReturnType().getEnclosingClass() == VectorServiceConfig.class) {
        collect(key, method.getReturnType(), keys);
      } else {
        keys.add(key);
      }
    }
  }

  private static URL file() {
    return Objects.requireNonNull(
        VectorServiceConfigTest.class.getResource("/application.properties"));
  }
}
