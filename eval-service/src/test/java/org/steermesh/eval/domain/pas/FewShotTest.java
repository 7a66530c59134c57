package org.steermesh.eval.domain.pas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steermesh.eval.domain.PasStudy;

/** In a world whose model takes 1000 characters. */
final class FewShotTest {

  private static final PasStudy STUDY = PasStudies.study();

  @Test
  void examplesThatTogetherAreLongerThanTheContextAreDroppedFromTheEnd() {
    List<String> examples = Collections.nCopies(6, "x".repeat(300));
    assertThat(fitting(examples, "q".repeat(100))).isEqualTo(fits(examples, 2));
    assertThat(fitting(examples, "q".repeat(800))).isEqualTo(fits(examples, 0));
  }

  @Test
  void aQuestionThatTheModelDoesNotTakeAtAllTakesNoRoomFromTheExamples() {
    List<String> examples = Collections.nCopies(6, "x".repeat(300));
    assertThat(fitting(examples, "q".repeat(2000))).isEqualTo(fits(examples, 3));
  }

  private static FewShot.Fitting fits(List<String> examples, int count) {
    return new FewShot.Fitting(String.join("", examples.subList(0, count)), count);
  }

  private static FewShot.Fitting fitting(List<String> examples, String question) {
    return FewShot.fitting(examples, List.of("q", question), new SmallWorld(), STUDY);
  }
}
