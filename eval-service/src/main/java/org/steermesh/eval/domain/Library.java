package org.steermesh.eval.domain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.ModelFingerprint;
import org.steermesh.contract.type.Site;

/** What the other services know about models, vectors and data sets. */
public interface Library {

  /**
   * A hosted model.
   *
   * @param name {@code models/{model}}
   * @param fingerprint what identifies it
   * @param blockCount number of its decoder blocks
   */
  record Model(String name, ModelFingerprint fingerprint, int blockCount) {}

  /**
   * A version of a vector.
   *
   * @param name {@code vectors/{vector}/versions/{digest}}, the digest in full
   * @param model what it was read from
   * @param sites where it acts
   * @param defaultSite where it acts when nobody says; empty where that is open
   * @param sparse whether it is a vector of features rather than of activations
   */
  record Version(
      String name,
      ModelFingerprint model,
      List<Site> sites,
      Optional<Site> defaultSite,
      boolean sparse) {}

  /**
   * A data set.
   *
   * @param name {@code datasets/{dataset}}
   * @param behaviour the tendency that its positive answers show
   * @param digest SHA-256 of its bytes
   * @param itemCount number of its items
   * @param ofTask whether they are multiple-choice items rather than contrastive pairs
   */
  record Dataset(String name, String behaviour, String digest, long itemCount, boolean ofTask) {

    /**
     * Makes sure that it is still the one that was declared.
     *
     * @throws SteermeshException DATASET_NOT_FOUND if its digest is another
     */
    public void requireDigest(String declared) {
      if (!digest.equals(declared)) {
        throw new SteermeshException(
            ErrorReason.DATASET_NOT_FOUND,
            name
                + " has changed since the evaluation was declared: its digest is "
                + digest
                + ", it was "
                + declared);
      }
    }
  }

  /** The model of this name; an empty name is the one that generation-service hosts. */
  Model model(String name);

  /** The version that {@code name} stands for now. */
  Version version(String name);

  /**
   * What a sparse version holds at a site.
   *
   * @param topCount of how many of its largest features the share is told; at least 1
   */
  SparseFacts sparse(String version, Site site, int topCount);

  /**
   * The features that a sparse version holds.
   *
   * @param coupled whether each depends on all others, so that none can be looked at alone
   * @param all empty where they are too many to be told
   */
  record Features(boolean coupled, Optional<Set<Integer>> all) {}

  /** The features that a sparse version holds at a site. */
  Features features(String version, Site site);

  /** The data set of this name. */
  Dataset dataset(String name);

  /** Reads {@code count} questions from {@code first} on; 0 reads all that follow. */
  List<Question> questions(String dataset, long first, long count);
}
