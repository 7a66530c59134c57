package org.steermesh.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.generation.v1.Unsteered;
import org.steermesh.type.v1.SteeringReceipt;

final class LoadCallTest {

  private static final SteeringReceipt.Entry ENTRY =
      SteeringReceipt.Entry.newBuilder()
          .setVersion("vectors/a/versions/1")
          .setPromptTokenCount(1)
          .setGeneratedTokenCount(2)
          .setMeanDose(0.5)
          .build();

  private static LoadCall call(int leaveAfter, GenerationSummary summary, int... ids) {
    List<GenerateResponse> events = new ArrayList<>();
    for (int id : ids) {
      events.add(
          GenerateResponse.newBuilder().setToken(GeneratedToken.newBuilder().setId(id)).build());
    }
    events.add(GenerateResponse.newBuilder().setSummary(summary).build());
    LoadCall call = new LoadCall(leaveAfter);
    call.read(events.iterator());
    return call;
  }

  private static GenerationSummary with(SteeringReceipt.Entry... entries) {
    return GenerationSummary.newBuilder()
        .setReceipt(SteeringReceipt.newBuilder().addAllEntries(List.of(entries)))
        .build();
  }

  private static boolean isLike(GenerationSummary summary, int... ids) {
    return call(Integer.MAX_VALUE, summary, ids)
        .isLike(call(Integer.MAX_VALUE, with(ENTRY), 4, 5, 6));
  }

  @Test
  void aTextIsLikeItsOwnAloneInTokensAndInReceipt() {
    assertThat(isLike(with(ENTRY), 4, 5, 6)).isTrue();
    assertThat(isLike(with(ENTRY.toBuilder().setMeanDose(0.5001).build()), 4, 5, 6)).isTrue();
    assertThat(isLike(with(ENTRY), 4, 5, 7)).isFalse();
    assertThat(isLike(with(ENTRY), 4, 5)).isFalse();
    assertThat(isLike(with(), 4, 5, 6)).isFalse();
    assertThat(isLike(with(ENTRY.toBuilder().setVersion("another").build()), 4, 5, 6)).isFalse();
    assertThat(isLike(with(ENTRY.toBuilder().setGeneratedTokenCount(1).build()), 4, 5, 6))
        .isFalse();
    assertThat(isLike(with(ENTRY.toBuilder().setMeanDose(0.6).build()), 4, 5, 6)).isFalse();
    assertThat(
            isLike(
                with(ENTRY).toBuilder().setUnsteered(Unsteered.getDefaultInstance()).build(),
                4,
                5,
                6))
        .isFalse();
  }

  @Test
  void aTextThatWasLeftIsABeginning() {
    LoadCall alone = call(Integer.MAX_VALUE, with(ENTRY), 4, 5, 6);
    assertThat(call(2, with(), IntStream.range(4, 7).toArray()).isLike(alone)).isTrue();
    assertThat(call(2, with(), 4, 6, 6).isLike(alone)).isFalse();
    assertThat(call(0, with(), 9).isLike(alone)).isTrue();
  }
}
