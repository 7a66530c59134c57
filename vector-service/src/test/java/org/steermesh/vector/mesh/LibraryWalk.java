package org.steermesh.vector.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.steermesh.contract.PageRequest;
import org.steermesh.vector.domain.Looks;
import org.steermesh.vector.domain.SparseVector;
import org.steermesh.vector.domain.SteeringVector;
import org.steermesh.vector.domain.VectorFilter;
import org.steermesh.vector.domain.Version;
import org.steermesh.vector.store.Stores;

/** Reads a whole library, comparing every checksum and following every reference. */
final class LibraryWalk {

  /** Every version passes. */
  static final VectorFilter ALL =
      new VectorFilter(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          "",
          "",
          Optional.empty());

  private LibraryWalk() {}

  /** The versions that are visible, each whole: {@code vector@digest}. */
  static Set<String> whole(Stores stores) {
    Set<String> names = new TreeSet<>();
    assertThat(
            stores
                .vectors()
                .visit(version -> {
                  readWhole(stores, version);
                  return names.add(name(version));
                }))
        .as("every version is shown once")
        .isTrue();
    int counted = 0;
    String after = "";
    do {
      PageRequest.Page<SteeringVector> page =
          stores.vectors().list(new PageRequest(100, after, ""), ALL, everything());
      for (SteeringVector vector : page.items()) {
        counted += vector.versionCount();
        assertThat(names).contains(name(vector.newest()));
        vector
            .aliases()
            .forEach((alias, digest) -> assertThat(names).contains(vector.id() + "@" + digest));
      }
      after = page.nextToken().isEmpty() ? "" : page.items().getLast().id();
    } while (!after.isEmpty());
    assertThat(counted).isEqualTo(names.size());
    return names;
  }

  static Looks everything() {
    return Looks.ofPage(() -> false);
  }

  static String name(Version version) {
    return version.vectorId() + "@" + version.digest();
  }

  private static void readWhole(Stores stores, Version version) {
    assertThat(stores.vectors().digestsStartingWith(version.vectorId(), version.digest()))
        .containsExactly(version.digest());
    if (version.isSparse()) {
      SparseVector vector = stores.vectors().readSparse(version).orElseThrow();
      assertThat(stores.vectors().readAndHashRows(version, vector, block -> {})).isTrue();
      return;
    }
    for (int site = 0; site < version.sites().size(); site++) {
      assertThat(stores.vectors().readSite(version, site)).isPresent();
    }
  }
}
