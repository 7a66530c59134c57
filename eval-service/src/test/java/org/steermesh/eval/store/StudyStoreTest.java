package org.steermesh.eval.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Experiments;
import org.steermesh.eval.domain.Finding;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.Study;
import org.steermesh.eval.domain.StudyExamples;

/** What is kept of studies is what was found, to the bit. */
final class StudyStoreTest {

  private final StoredForms forms = new StoredForms();

  @Test
  void studiesAreReadAsTheyWereWritten() {
    for (Study study :
        List.of(
            StudyExamples.openEnded(), StudyExamples.sideEffects(), StudyExamples.choices("aa"))) {
      Declaration declaration = Experiments.queued("humour").declaration().with(study);
      String written = forms.write(declaration);

      assertThat(forms.read(written.getBytes(UTF_8), Declaration.class)).isEqualTo(declaration);
    }
  }

  @Test
  void findingsAreReadAsTheyWereWritten() {
    OpenEndedStudy texts = StudyExamples.openEnded();
    SideEffectStudy effects = StudyExamples.sideEffects();
    SortedMap<String, Finding> findings = StudyExamples.texts(texts);
    findings.putAll(StudyExamples.effects(effects));

    for (Finding finding : findings.values()) {
      byte[] written = forms.writeFinding(finding).getBytes(UTF_8);
      assertThat(forms.read(written, Finding.class)).isEqualTo(finding);
    }
    assertThat(findings).hasSize(texts.stepCount() + effects.stepCount());
  }
}
