package org.steermesh.vector.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.VersionReference;
import org.steermesh.contract.type.Site;

/** Finds versions whose vectors point the same way, or the opposite one, by looking at all. */
public final class VectorNeighbours {

  /** Versions that one call looks at. */
  private static final int MOST_LOOKS = 200_000;

  private final VectorCatalog catalog;
  private final VectorStore store;

  /** Searches the store of a catalogue. */
  public VectorNeighbours(VectorCatalog catalog, VectorStore store) {
    this.catalog = catalog;
    this.store = store;
  }

  /** A version and the cosine of its angle. */
  public record Near(Version version, double cosine) {}

  /**
   * What was found.
   *
   * @param site where
   * @param nearest largest absolute cosine first
   * @param compared versions that were compared
   * @param truncated whether there are more than were looked at
   */
  public record Found(Site site, List<Near> nearest, int compared, boolean truncated) {}

  /**
   * Finds the nearest versions of the same model.
   *
   * @param wanted which site; null takes the default or the only one
   * @param most how many
   * @param isCancelled whether nobody waits for it any more
   * @throws SteermeshException SITE_REQUIRED, VECTOR_SITE_MISSING, CANCELLED, and what finding and
   *     reading the version refuses
   */
  public Found find(
      VersionReference reference, @Nullable Site wanted, int most, BooleanSupplier isCancelled) {
    Version version = catalog.resolve(reference);
    Site site = VectorStudy.siteOf(version, wanted);
    catalog.checkHolds(version, List.of(site));
    Search search = new Search(version, catalog.readDirection(version, site), site, most);
    Looks looks = new Looks(MOST_LOOKS, isCancelled);
    boolean whole =
        store.visit(each -> {
          looks.take();
          search.look(each);
          return !looks.areEnough();
        });
    return new Found(site, search.nearest(), search.compared, !whole);
  }

  private final class Search {

    private static final Comparator<Near> ORDER =
        Comparator.<Near>comparingDouble(near -> -Math.abs(near.cosine))
            .thenComparing(near -> near.version.digest());

    private final Version origin;
    private final float[] direction;
    private final Site site;
    private final int most;
    private final List<Near> kept = new ArrayList<>();
    private int compared;

    Search(Version origin, float[] direction, Site site, int most) {
      this.origin = origin;
      this.direction = direction;
      this.site = site;
      this.most = most;
    }

    void look(Version version) {
      if (version.provenance().fingerprint().equals(origin.provenance().fingerprint())
          && !version.digest().equals(origin.digest())
          && version.width() == origin.width()
          && version.places().contains(site)) {
        compare(version);
      }
    }

    private void compare(Version version) {
      try {
        double cosine = VectorStudy.cosine(direction, catalog.readDirection(version, site));
        compared++;
        kept.add(new Near(version, cosine));
        if (kept.size() > 4 * most) {
          kept.subList(0, kept.size()).sort(ORDER);
          kept.subList(most, kept.size()).clear();
        }
      } catch (SteermeshException e) {
        // One that is corrupt, or was deleted meanwhile, is no neighbour.
        if (e.reason() != ErrorReason.PAYLOAD_CORRUPT
            && e.reason() != ErrorReason.VERSION_NOT_FOUND) {
          throw e;
        }
      }
    }

    List<Near> nearest() {
      return kept.stream().sorted(ORDER).limit(most).toList();
    }
  }
}
