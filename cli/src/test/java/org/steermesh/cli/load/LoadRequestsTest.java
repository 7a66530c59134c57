package org.steermesh.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.steermesh.cli.load.LoadPlan.Pace;
import org.steermesh.cli.load.LoadPlan.Trouble;
import org.steermesh.cli.load.LoadRequests.Fate;

final class LoadRequestsTest {

  private static final int REQUESTS = 4000;

  private static LoadRequests requests(long seed) {
    Trouble trouble = new Trouble(0.3, 0, 0, 0);
    LoadPlan plan =
        new LoadPlan(
            REQUESTS,
            REQUESTS,
            new Pace.Closed(1),
            List.of(8),
            List.of(4),
            List.of(),
            1,
            trouble,
            seed);
    return new LoadRequests(plan, 1000);
  }

  private static List<Integer> firstTokens(LoadRequests requests) {
    return IntStream.range(0, 200)
        .mapToObj(i -> requests.request(i).getInput().getPrompt().getTokens().getIds(0))
        .toList();
  }

  @Test
  void requestsThatFollowEachOtherDoNotResembleEachOther() {
    List<Integer> tokens = firstTokens(requests(1));
    // Of 200 draws of 1000, some 180 differ; those of near seeds lie in a narrow range.
    assertThat(tokens.stream().distinct().count()).isGreaterThan(150);
    assertThat(tokens).anyMatch(id -> id < 100).anyMatch(id -> id > 900);
    assertThat(firstTokens(requests(1))).isEqualTo(tokens);
    assertThat(firstTokens(requests(2))).isNotEqualTo(tokens);
  }

  @Test
  void fatesComeAsOftenAsAskedAndSayNothingOfWhatIsDrawnNext() {
    LoadRequests requests = requests(3);
    double left = 0;
    double next = 0;
    for (int i = 0; i < REQUESTS; i++) {
      var random = requests.random(i);
      if (requests.fate(random) == Fate.CANCELLED) {
        left++;
        next += random.nextDouble();
      }
    }
    assertThat(left / REQUESTS).isCloseTo(0.3, within(0.05));
    assertThat(next / left).isCloseTo(0.5, within(0.05));
  }
}
