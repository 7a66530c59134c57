package org.steermesh.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class NamesTest {

  @Test
  void onlyTheCollectionIsTakenOffANewName() {
    assertThat(Names.vectorId("vectors/cheerful")).isEqualTo("cheerful");
    assertThat(Names.datasetId("datasets/cheerful")).isEqualTo("cheerful");
    assertThat(Names.evaluationId("evaluations/sweep")).isEqualTo("sweep");
    // The service must see a bad name to refuse it.
    assertThat(Names.vectorId("../../x")).isEqualTo("../../x");
    assertThat(Names.datasetId("vectors/x")).isEqualTo("vectors/x");
    assertThat(Names.evaluationId("a/b")).isEqualTo("a/b");
  }

  @Test
  void whatLooksLikeADigestIsAVersionAndTheRestAnAlias() {
    assertThat(Names.vector("cheerful")).isEqualTo("vectors/cheerful");
    assertThat(Names.vector("cheerful@live")).isEqualTo("vectors/cheerful@live");
    assertThat(Names.vector("cheerful@1a2b3c4d")).isEqualTo("vectors/cheerful/versions/1a2b3c4d");
    assertThat(Names.vector("cheerful@beef")).isEqualTo("vectors/cheerful@beef");
  }
}
