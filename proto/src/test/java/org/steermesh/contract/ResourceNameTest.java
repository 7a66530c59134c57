package org.steermesh.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceNameTest {

  private static final String DIGEST = "0123456789abcdef".repeat(4);

  @Test
  void namesAreWrittenAsTheyAreRead() {
    assertThat(ModelName.parse("model", "models/demo-1")).hasToString("models/demo-1");
    assertThat(DatasetName.parse("name", "datasets/d")).hasToString("datasets/d");
    assertThat(EvaluationName.parse("name", "evaluations/e2")).hasToString("evaluations/e2");
    assertThat(OperationName.parse("name", "operations/o-3")).hasToString("operations/o-3");
    assertThat(SaeName.parse("sae", "saes/layer-12")).hasToString("saes/layer-12");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "models/",
        "models",
        "model/x",
        "models/X",
        "models/1x",
        "models/x-",
        "models/x/y",
        "models/x y",
        "models/x\n",
        "models/../../x",
        "models/x\u0000",
        "models/\u001b[31mx",
        "models/é"
      })
  void malformedNamesAreRefusedWithFieldAndForm(String name) {
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> ModelName.parse("model", name))
        .satisfies(refusal -> {
          assertThat(refusal.reason()).isEqualTo(ErrorReason.FIELD_INVALID);
          assertThat(refusal.violations()).hasSize(1);
          assertThat(refusal.violations().getFirst().field()).isEqualTo("model");
          assertThat(refusal).hasMessageContaining("models/{model}");
          assertThat(refusal).hasMessageContaining(ResourceId.IN_WORDS);
        });
  }

  @Test
  void anIdHasAtMostSixtyThreeCharacters() {
    assertThat(new DatasetName("a".repeat(63)).id()).hasSize(63);
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> new DatasetName("a".repeat(64)));
  }

  @Test
  void aLongNameIsNotRepeatedWhole() {
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> new DatasetName("a".repeat(10_000)))
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(300));
  }

  @Test
  void aVersionIsNamedInThreeWays() {
    VectorName vector = new VectorName("calm");

    assertThat(VersionReference.parse("vector", "vectors/calm")).isEqualTo(vector);
    assertThat(VersionReference.parse("vector", "vectors/calm@live"))
        .isEqualTo(new AliasName(vector, "live"));
    assertThat(VersionReference.parse("vector", "vectors/calm/versions/01234567"))
        .isEqualTo(new VersionName(vector, "01234567"));
    assertThat(VersionReference.parse("vector", "vectors/calm/versions/" + DIGEST).vector())
        .isEqualTo(vector);
  }

  @Test
  void onlyAFullDigestIsNotAbbreviated() {
    VectorName vector = new VectorName("calm");

    assertThat(new VersionName(vector, DIGEST).isAbbreviated()).isFalse();
    assertThat(new VersionName(vector, DIGEST.substring(1)).isAbbreviated()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vectors/calm/versions/0123456",
        "vectors/calm/versions/0123456G",
        "vectors/calm/versions/ABCDEF01",
        "vectors/Calm/versions/01234567",
        "vectors/calm/versions/01234567/x",
        "vectors/calm@",
        "vectors/calm@Live",
        "vectors/@live",
        "vectors/calm@live@x",
        "vectors/calm@live/versions/01234567",
        "calm"
      })
  void malformedReferencesAreRefused(String name) {
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> VersionReference.parse("vector", name))
        .matches(refusal -> refusal.reason() == ErrorReason.FIELD_INVALID)
        .matches(refusal -> refusal.violations().getFirst().field().equals("vector"));
  }

  @Test
  void aHugeNameIsNotRepeatedInTheRefusal() {
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> ModelName.parse("model", "x".repeat(1_000_000)))
        .satisfies(refusal -> assertThat(refusal.message()).hasSizeLessThan(300));
  }

  @ParameterizedTest
  @CsvSource({
    "Qwen2.5-0.5B, qwen2-5-0-5b",
    "demo-model, demo-model",
    "__x__, x",
    "7B, b",
    "123, model",
    "'', model"
  })
  void anyNameHasAnIdNearIt(String name, String id) {
    assertThat(ResourceId.derive(name)).isEqualTo(id);
    assertThat(ResourceId.check("model", id)).isEqualTo(id);
  }

  @Test
  void aDerivedIdIsAnIdHoweverLongTheName() {
    String id = ResourceId.derive("a".repeat(62) + "-" + "b".repeat(20));

    assertThat(ResourceId.check("model", id)).isEqualTo("a".repeat(62));
  }
}
