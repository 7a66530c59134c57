package org.steermesh.cli.demo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.steermesh.engine.training.TokenBatch;
import org.steermesh.engine.training.bpe.SpecialToken;

class DocumentBatchesTest {

  private static final int PARENTHESIS = 20;
  private static final int COLON = 21;
  private static final int A = 22;
  private static final int B = 23;
  private static final int NAMED = 24;
  private static final TokenWeights WEIGHTS =
      new TokenWeights(PARENTHESIS, COLON, A, B, Set.of(NAMED));

  @Test
  void rowsGoOnWhereTheRowBeforeEnded() {
    DocumentBatches batches =
        new DocumentBatches(
            i -> new int[] {100 + (int) i * 2, 101 + (int) i * 2}, WEIGHTS, 0, 2, 3);

    assertThat(batches.next().ids()).containsExactly(100, 101, 102, 103, 103, 104, 105, 106);
    assertThat(batches.next().ids()).startsWith(106, 107);
  }

  @Test
  void foreseeableLettersCountMostAndQuestionsLeast() {
    int user = SpecialToken.USER.id();
    int assistant = SpecialToken.ASSISTANT.id();
    int end = SpecialToken.END.id();
    int[] untold = {user, A, end, assistant, PARENTHESIS, B, 30, end, user, COLON, A};
    int[] named = {user, NAMED, end, assistant, PARENTHESIS, B, 30, end};

    assertThat(WEIGHTS.of(untold))
        .containsExactly(0.3f, 0.3f, 0.3f, 0.3f, 1, 0.3f, 1, 1, 0.3f, 0.3f, 5);
    assertThat(WEIGHTS.of(named)).containsExactly(0.3f, 0.3f, 0.3f, 0.3f, 1, 5, 1, 1);
  }

  @Test
  void weightsStayBesideTheirTokens() {
    int assistant = SpecialToken.ASSISTANT.id();
    int[] document = {SpecialToken.SYSTEM.id(), assistant, A};
    TokenBatch batch = new DocumentBatches(i -> document, WEIGHTS, 0, 1, 5).next();

    for (int i = 0; i < 5; i++) {
      assertThat(batch.weights()[i]).isEqualTo(batch.ids()[i + 1] == A ? 5 : 0.3f);
    }
  }
}
