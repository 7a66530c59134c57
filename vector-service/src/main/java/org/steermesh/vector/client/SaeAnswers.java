package org.steermesh.vector.client;

import org.steermesh.activation.v1.FindSaeFeaturesResponse;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PackedNumbers;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.protos.SaeProtos;
import org.steermesh.contract.protos.TypeProtos;
import org.steermesh.type.v1.Sae;
import org.steermesh.type.v1.SaeKind;
import org.steermesh.vector.domain.FeatureActivity;
import org.steermesh.vector.domain.NearFeatures;
import org.steermesh.vector.domain.SaeFacts;

/** What activation-service answers about sparse autoencoders, in the domain's words. */
final class SaeAnswers {

  private SaeAnswers() {}

  /**
   * An autoencoder that can be used.
   *
   * @throws SteermeshException SAE_INVALID or SAE_OF_OTHER_MODEL for one that cannot
   */
  static SaeFacts facts(Sae sae) {
    if (!sae.getRefusal().isEmpty()) {
      throw new SteermeshException(
              sae.getKind() == SaeKind.SAE_KIND_UNSPECIFIED
                  ? ErrorReason.SAE_INVALID
                  : ErrorReason.SAE_OF_OTHER_MODEL,
              sae.getName() + " cannot be used: " + sae.getRefusal())
          .with("sae", sae.getName());
    }
    return new SaeFacts(
        sae.getName(),
        sae.getDigest(),
        SaeProtos.kind("sae.kind", sae.getKind()),
        sae.getWidth(),
        sae.getFeatureCount(),
        sae.getK(),
        sae.hasSite() ? TypeProtos.site("sae.site", sae.getSite()) : null);
  }

  /** Features near a direction. */
  static NearFeatures near(FindSaeFeaturesResponse found) {
    return new NearFeatures(
        found.getSae().getName(),
        found.getSae().getDigest(),
        found.getFeaturesList().stream()
            .map(feature -> new NearFeatures.Feature(feature.getFeature(), feature.getCosine()))
            .toList());
  }

  /** What the features did in one class; none where no autoencoder was asked for. */
  static FeatureActivity activity(org.steermesh.activation.v1.FeatureActivity sent) {
    int count = PackedNumbers.countInts("features.features", sent.getFeatures());
    FeatureActivity activity =
        new FeatureActivity(
            PackedNumbers.decodeInts("features.features", sent.getFeatures(), count),
            PackedNumbers.decodeLongs("features.active_counts", sent.getActiveCounts(), count),
            PackedNumbers.decodeDoubles("features.sums", sent.getSums(), count));
    int last = -1;
    for (int i = 0; i < count; i++) {
      if (activity.activeCounts()[i] < 1 || activity.features()[i] <= last) {
        throw ActivationProtos.broken("features are not ascending, or one was never active");
      }
      last = activity.features()[i];
    }
    return activity;
  }
}
