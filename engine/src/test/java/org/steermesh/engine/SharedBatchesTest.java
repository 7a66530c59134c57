package org.steermesh.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.checkpoint.ModelConfig;
import org.steermesh.engine.decoder.Window;
import org.steermesh.engine.steering.Edit;
import org.steermesh.engine.steering.EditResolver;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.SteeredSequence;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.engine.tokenizer.TokenTexts;

/** Which sequences run together, and in which windows. */
class SharedBatchesTest {

  private static final int COLUMNS = 16;

  private final GoldenCase golden = new GoldenCase(GoldenCase.LLAMA);

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 30", "3, 64", "4, 200", "5, 4096"})
  void batchesHoldEverySequenceOnceAndKeepToTheBudget(int seed, int budget) {
    List<SharedBatches.Sequence> sequences = sequences(seed);
    List<Integer> seen = new ArrayList<>();
    for (SharedBatches.Batch batch : batches(sequences, budget)) {
      seen.addAll(batch.sequences());
      int longest =
          batch.sequences().stream().mapToInt(i -> sequences.get(i).ids().length).max().orElse(0);
      assertThat(batch.forest().rows() * batch.forest().tokens())
          .isLessThanOrEqualTo(Math.max(budget, longest));
    }
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, sequences.size()).boxed().toList());
  }

  @ParameterizedTest
  @CsvSource({"6, 64", "7, 200", "8, 4096"})
  void windowsHoldEveryTokenOfEverySequenceInOrder(int seed, int budget) {
    List<SharedBatches.Sequence> sequences = sequences(seed);
    for (SharedBatches.Batch batch : batches(sequences, budget)) {
      int[] reached = new int[batch.sequences().size()];
      for (Window window : batch.forest().windows(COLUMNS)) {
        for (int i = 0; i < reached.length; i++) {
          int[] ids = sequences.get(batch.sequences().get(i)).ids();
          assertThat(window.end(i)).isLessThanOrEqualTo(ids.length);
          for (int at = window.start(i); at < window.end(i); at++) {
            assertThat(at).isEqualTo(reached[i]++);
            assertThat(window.flat(i, at)).isBetween(0, window.count() - 1);
            assertThat(window.token(i, at)).isEqualTo(ids[at]);
          }
        }
      }
      for (int i = 0; i < reached.length; i++) {
        assertThat(reached[i]).isEqualTo(sequences.get(batch.sequences().get(i)).ids().length);
      }
    }
  }

  private List<SharedBatches.Batch> batches(List<SharedBatches.Sequence> sequences, int budget) {
    try (Checkpoint checkpoint = Checkpoint.open(golden.model())) {
      ModelConfig config = checkpoint.config();
      return new SharedBatches(config, config.blocks(), budget).of(sequences);
    }
  }

  private List<SharedBatches.Sequence> sequences(int seed) {
    List<Operation> operations = List.of(new Operation.Add(golden.vector("random_a"), false));
    RandomInputs inputs = new RandomInputs(seed, operations, 4);
    EditResolver resolver =
        new EditResolver(id -> new TokenTexts.Said(Character.toString('!' + id), false, false));
    List<SharedBatches.Sequence> sequences = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      TokenSequence tokens = inputs.tokens(12);
      List<Edit> edits = inputs.interventions().stream().map(Edit::of).toList();
      sequences.add(
          new SharedBatches.Sequence(
              resolver.resolve(new SteeredSequence(tokens, edits)), tokens.ids()));
    }
    return sequences;
  }
}
