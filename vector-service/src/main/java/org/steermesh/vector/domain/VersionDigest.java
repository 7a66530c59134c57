package org.steermesh.vector.domain;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.type.Positions;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;

/**
 * Names a version by its content: SHA-256 over its floats, sites, default site and provenance.
 * Create time and labels are left out, so that an equal build has an equal digest.
 *
 * <p>Canonical form: every text as its length in UTF-8 bytes (int32) and those bytes, every integer
 * as int64, every real as the int64 of its bits, all big-endian, in the order written below. Lists
 * begin with their length. Of a version that is stored as float32 nothing is said of its dtype.
 */
final class VersionDigest {

  private static final String FORM = "steermesh-version-1";

  private final MessageDigest sha256 = Digests.newSha256();

  private VersionDigest() {}

  static String of(
      int width, List<VersionSite> sites, @Nullable Site defaultSite, Provenance provenance) {
    VersionDigest digest = new VersionDigest();
    digest.text(FORM);
    digest.integer(width);
    digest.sites(sites);
    digest.defaultSite(defaultSite);
    digest.provenance(provenance);
    return Digests.hex(digest.sha256.digest());
  }

  private void sites(List<VersionSite> sites) {
    integer(sites.size());
    for (VersionSite site : sites) {
      site(site.site());
      real(site.vectorNorm());
      real(site.residualMeanNorm());
      text(site.payloadDigest());
    }
  }

  /** A list of none or one. */
  private void defaultSite(@Nullable Site site) {
    integer(site == null ? 0 : 1);
    if (site != null) {
      site(site);
    }
  }

  private void site(Site site) {
    integer(site.block());
    text(site.target().name());
  }

  private void provenance(Provenance provenance) {
    text(provenance.model());
    text(provenance.fingerprint().weightsDigest());
    text(provenance.fingerprint().tokenizerDigest());
    text(provenance.fingerprint().templateDigest());
    text(provenance.method().name());
    if (provenance.readPositions() != null) {
      positions(provenance.readPositions());
    }
    if (provenance.layout() != null) {
      layout(provenance.layout());
    }
    text(provenance.data().dataset());
    text(provenance.data().digest());
    text(provenance.data().behaviour());
    integer(provenance.data().firstItem());
    integer(provenance.data().pairCount());
    text(provenance.codeVersion());
    if (provenance.sparse() != null) {
      recipe(provenance.sparse());
    }
    if (provenance.pas() != null) {
      recipe(provenance.pas());
    }
    if (provenance.imported() != null) {
      recipe(provenance.imported());
    }
    if (provenance.composed() != null) {
      recipe(provenance.composed());
    }
    if (provenance.storedDtype() != StoredDtype.F32) {
      text(provenance.storedDtype().name());
    }
  }

  /** Absent exactly with the methods that build nothing, which stand before it. */
  private void positions(Positions positions) {
    text(positions.rule().name());
    text(positions.marker());
    integers(positions.indices());
    integers(positions.excludedTokenIds());
  }

  private void layout(PromptLayout layout) {
    text(layout.rendering().name());
    text(layout.template());
    text(layout.answerPrefix());
  }

  /** Comes last: nothing follows the code version of a dense one. */
  private void recipe(SparseRecipe recipe) {
    text(recipe.sae());
    text(recipe.saeDigest());
    text(recipe.kind().name());
    integer(recipe.features());
    integer(recipe.k());
    real(recipe.tau());
    text(recipe.sides().name());
    text(recipe.nonlinearity().name());
  }

  /** Comes last, as the other does; the method tells which it is. */
  private void recipe(PasRecipe recipe) {
    text(recipe.task());
    text(recipe.view().protocol().name());
    integer(recipe.view().seed());
    integer(recipe.view().sizes().most());
    integer(recipe.view().sizes().train());
    integer(recipe.view().sizes().validation());
    integer(recipe.view().sizes().test());
    integer(recipe.view().byGroup() ? 1 : 0);
    integer(recipe.answers().right());
    integer(recipe.answers().wrong());
    integer(recipe.sides().positive());
    integer(recipe.sides().negative());
    text(recipe.prefixDigest());
    integer(recipe.labelShuffleSeed() == null ? -1 : recipe.labelShuffleSeed());
  }

  private void recipe(ImportRecipe recipe) {
    text(recipe.format().name());
    text(recipe.fileName());
    text(recipe.fileDigest());
    text(recipe.convention().name());
    text(recipe.modelHint());
  }

  private void recipe(CompositionRecipe recipe) {
    parents(recipe.terms());
    integer(recipe.equaliseNorms() ? 1 : 0);
    parents(recipe.orthogonalTo());
  }

  /** Without the ids of their vectors: a parent is its content, under whichever name. */
  private void parents(List<CompositionRecipe.Parent> parents) {
    integer(parents.size());
    for (CompositionRecipe.Parent parent : parents) {
      text(parent.digest());
      real(parent.weight());
    }
  }

  private void integers(List<Integer> values) {
    integer(values.size());
    for (int value : values) {
      integer(value);
    }
  }

  private void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    sha256.update(bytes);
  }

  private void real(double value) {
    integer(Double.doubleToLongBits(value));
  }

  private void integer(long value) {
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, value));
  }
}
