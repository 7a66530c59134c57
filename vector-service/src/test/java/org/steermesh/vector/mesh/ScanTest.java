package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SteermeshException;
import org.steermesh.vector.domain.Looks;
import org.steermesh.vector.domain.SteeringVector;
import org.steermesh.vector.domain.VectorFilter;
import org.steermesh.vector.domain.VectorStore;
import org.steermesh.vector.v1.ListVectorsRequest;

/** A list that has to look at much gives short pages, and ends with its caller. */
@QuarkusTest
@QuarkusTestResource(TestMesh.class)
final class ScanTest {

  private static final VectorFilter LABELLED =
      new VectorFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of("scanned=last"),
          Optional.empty(),
          Optional.empty(),
          "",
          "",
          Optional.empty());

  @Inject VectorStore store;

  @Test
  void versionsCountAsLooksAndTheNextPageGoesOnBehindThem() {
    for (String id : List.of("scan-a", "scan-b", "scan-c")) {
      for (int i = 1; i <= 3; i++) {
        Versions.put(store, id, "a" + i);
      }
    }
    Versions.put(store, "scan-d", "a1", Map.of("scanned", "last"));

    List<String> found = new ArrayList<>();
    int pages = 0;
    String token = "";
    do {
      PageRequest.Page<SteeringVector> page =
          store.list(page(token), LABELLED, new Looks(3, () -> false));
      page.items().forEach(vector -> found.add(vector.id()));
      token = page.nextToken();
      pages++;
    } while (!token.isEmpty());
    assertThat(found).containsExactly("scan-d");
    assertThat(pages).as("pages").isGreaterThanOrEqualTo(3);
  }

  @Test
  void aListWhoseCallerIsGoneEnds() {
    Versions.put(store, "scan-gone", "a1");

    assertThatThrownBy(() -> store.list(page(""), LABELLED, new Looks(1000, () -> true)))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            error -> assertThat(error.reason()).isEqualTo(ErrorReason.CANCELLED));
  }

  private static PageRequest page(String token) {
    return PageRequest.of(ListVectorsRequest.newBuilder().setPageToken(token).build());
  }
}
