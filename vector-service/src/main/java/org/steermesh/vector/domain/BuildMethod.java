package org.steermesh.vector.domain;

/** How a vector is made from a data set. */
public enum BuildMethod {
  /** Mean of the positive activations minus mean of the negative ones (CAA), not normalised. */
  MEAN_DIFFERENCE("mean difference"),
  /** Difference of mean features of a sparse autoencoder, filtered by frequency (SAS). */
  SAS("SAS"),
  /** Prompts answered right against prompts answered wrong (PAS). */
  PASF("PASf"),
  /** Right choices of items answered right against chosen ones of those answered wrong (PAS). */
  IPASA("iPASa"),
  /** Right against chosen choices of the items answered wrong (PAS). */
  IPASWO("iPASwo"),
  /** Not built: read from a file. */
  IMPORTED("import"),
  /** Not built: composed of other versions. */
  COMPOSED("composition");

  private final String title;

  BuildMethod(String title) {
    this.title = title;
  }

  /** What people call it. */
  public String title() {
    return title;
  }

  /** Whether it is a method of painless activation steering. */
  public boolean isPainless() {
    return switch (this) {
      case PASF, IPASA, IPASWO -> true;
      case MEAN_DIFFERENCE, SAS, IMPORTED, COMPOSED -> false;
    };
  }

  /** Whether it makes a vector from a data set. */
  public boolean isBuilt() {
    return this != IMPORTED && this != COMPOSED;
  }
}
