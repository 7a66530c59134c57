package org.steermesh.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.vector.v1.ListDatasetsRequest;
import org.steermesh.vector.v1.ListVectorsRequest;

class PageRequestTest {

  private static final List<String> KEYS =
      IntStream.range(0, 7).mapToObj(i -> "datasets/d" + i).toList();

  @Test
  void pagesTogetherAreTheWholeListInOrder() {
    List<String> read = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      PageRequest.Page<String> page =
          PageRequest.of(request(3, token)).cut(KEYS, Function.identity());
      read.addAll(page.items());
      token = page.nextToken();
      pages++;
    } while (!token.isEmpty());

    assertThat(read).isEqualTo(KEYS);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void aPageThatEndsWithTheListHasNoNext() {
    PageRequest.Page<String> page = PageRequest.of(request(7, "")).cut(KEYS, Function.identity());

    assertThat(page.items()).isEqualTo(KEYS);
    assertThat(page.nextToken()).isEmpty();
  }

  @Test
  void aDeletedItemDoesNotUpsetTheNextPage() {
    PageRequest.Page<String> first = PageRequest.of(request(3, "")).cut(KEYS, Function.identity());
    List<String> without = KEYS.stream().filter(key -> !key.equals("datasets/d2")).toList();

    PageRequest.Page<String> second =
        PageRequest.of(request(3, first.nextToken())).cut(without, Function.identity());

    assertThat(second.items()).containsExactly("datasets/d3", "datasets/d4", "datasets/d5");
  }

  @ParameterizedTest
  @CsvSource({"0, 50", "1, 1", "500, 500", "501, 500", "2147483647, 500"})
  void sizesAreDefaultedAndCut(int asked, int given) {
    assertThat(PageRequest.of(request(asked, "")).size()).isEqualTo(given);
  }

  @Test
  void aNegativeSizeIsRefused() {
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> PageRequest.of(request(-1, "")))
        .matches(refusal -> refusal.reason() == ErrorReason.FIELD_INVALID)
        .withMessageContaining("-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "%%%", "AAAA", "MQ", "datasets/d1"})
  void aMadeUpTokenIsRefused(String token) {
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> PageRequest.of(request(3, token)))
        .matches(refusal -> refusal.reason() == ErrorReason.PAGE_TOKEN_INVALID)
        .matches(refusal -> refusal.violations().getFirst().field().equals("page_token"));
  }

  @Test
  void aTokenHoldsForOtherSizesButNotForOtherArgumentsOrMethods() {
    String token = PageRequest.of(request(3, "")).tokenAfter("datasets/d2");

    assertThat(PageRequest.of(request(5, token)).after()).isEqualTo("datasets/d2");
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(
            () -> PageRequest.of(request(3, token).toBuilder().setBehaviour("calm").build()))
        .matches(refusal -> refusal.reason() == ErrorReason.PAGE_TOKEN_INVALID);
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(
            () -> PageRequest.of(ListVectorsRequest.newBuilder().setPageToken(token).build()))
        .matches(refusal -> refusal.reason() == ErrorReason.PAGE_TOKEN_INVALID);
  }

  private static ListDatasetsRequest request(int size, String token) {
    return ListDatasetsRequest.newBuilder().setPageSize(size).setPageToken(token).build();
  }
}
