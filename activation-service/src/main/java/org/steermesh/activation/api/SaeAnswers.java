package org.steermesh.activation.api;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.steermesh.activation.domain.HeldSae;
import org.steermesh.activation.domain.SaeLibrary;
import org.steermesh.activation.v1.FeatureActivity;
import org.steermesh.activation.v1.FindSaeFeaturesRequest;
import org.steermesh.activation.v1.FindSaeFeaturesResponse;
import org.steermesh.activation.v1.GetSaeFeaturesRequest;
import org.steermesh.activation.v1.GetSaeFeaturesResponse;
import org.steermesh.activation.v1.ListSaesRequest;
import org.steermesh.activation.v1.ListSaesResponse;
import org.steermesh.contract.PackedNumbers;
import org.steermesh.contract.PageRequest;
import org.steermesh.contract.SaeName;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.protos.SaeProtos;
import org.steermesh.contract.type.FeatureRows;
import org.steermesh.contract.type.SaeKind;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.sae.DecoderRow;
import org.steermesh.engine.sae.FeatureStatistics;
import org.steermesh.engine.sae.SaeDescription;
import org.steermesh.engine.sae.SparseAutoencoder;
import org.steermesh.engine.steering.SparseSupport;
import org.steermesh.host.protos.SteeringProtos;
import org.steermesh.type.v1.NearFeature;
import org.steermesh.type.v1.Sae;

/** Answers questions about the sparse autoencoders at hand. */
final class SaeAnswers {

  /** Long enough for the digest of a few hundred MB. */
  private static final Duration A_MOMENT = Duration.ofSeconds(2);

  private static final int MOST_BYTES = 3 << 20;
  private static final int FEATURES_FOUND = 20;
  private static final int MOST_FOUND = 1000;

  private final SaeLibrary saes;

  SaeAnswers(SaeLibrary saes) {
    this.saes = saes;
  }

  ListSaesResponse list(ListSaesRequest request, ModelDescription model) {
    var page = PageRequest.of(request).cut(saes.all(), sae -> sae.name().toString());
    return ListSaesResponse.newBuilder()
        .addAllSaes(page.map(sae -> describe(sae, sae.knownDigest(), model)).items())
        .setNextPageToken(page.nextToken())
        .build();
  }

  /** With its digest, if that is known within a moment; the reason where it cannot be read. */
  Sae get(String name, ModelDescription model) {
    HeldSae sae = saes.get(SaeName.parse("name", name));
    return describe(sae, sae.description().isPresent() ? sae.digestWithin(A_MOMENT) : "", model);
  }

  /** One that is being used, so that its digest is wanted. */
  static Sae used(HeldSae sae, ModelDescription model) {
    return describe(sae, sae.digest(), model);
  }

  GetSaeFeaturesResponse features(GetSaeFeaturesRequest request) {
    HeldSae held = saes.get(SaeName.parse("name", request.getName()));
    SparseAutoencoder sae = held.readable();
    SaeDescription is = sae.description();
    int[] features = checked(request.getFeaturesList(), is);
    SparseSupport rows = sae.rows(features, new float[features.length]);
    return GetSaeFeaturesResponse.newBuilder()
        .setRows(
            SaeProtos.rows(
                new FeatureRows(
                    features, rows.encoder(), rows.bias(), rows.threshold(), rows.decoder()),
                is.width()))
        .build();
  }

  FindSaeFeaturesResponse find(FindSaeFeaturesRequest request, ModelDescription model) {
    HeldSae held = saes.get(SaeName.parse("name", request.getName()));
    SparseAutoencoder sae = held.readable();
    int most = request.getTopCount() == 0 ? FEATURES_FOUND : request.getTopCount();
    if (most < 1 || most > MOST_FOUND) {
      throw SteermeshException.ofField(
          "top_count", "is %d; 1 to %d are allowed".formatted(most, MOST_FOUND));
    }
    float[] direction =
        TensorCodec.decodeVector("direction", request.getDirection(), sae.description().width());
    if (IntStream.range(0, direction.length).allMatch(i -> direction[i] == 0)) {
      throw SteermeshException.ofField("direction", "is zero: it points nowhere");
    }
    FindSaeFeaturesResponse.Builder response =
        FindSaeFeaturesResponse.newBuilder().setSae(used(held, model));
    for (DecoderRow row : sae.nearest(direction, most)) {
      response.addFeatures(
          NearFeature.newBuilder().setFeature(row.feature()).setCosine(row.cosine()));
    }
    return response.build();
  }

  private static int[] checked(List<Integer> features, SaeDescription is) {
    int most = Math.max(1, MOST_BYTES / (2 * Float.BYTES * is.width()));
    if (features.isEmpty() || features.size() > most) {
      throw SteermeshException.ofField(
          "features",
          "%d are asked for; 1 to %d rows of width %d are allowed in one call"
              .formatted(features.size(), most, is.width()));
    }
    int last = -1;
    for (int i = 0; i < features.size(); i++) {
      int feature = features.get(i);
      if (feature <= last || feature >= is.features()) {
        throw SteermeshException.ofField(
            "features[" + i + "]",
            "is %d; features are counted from 0 to %d, ascending, each once"
                .formatted(feature, is.features() - 1));
      }
      last = feature;
    }
    return features.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Sae describe(HeldSae sae, String digest, ModelDescription model) {
    Sae.Builder sent =
        Sae.newBuilder()
            .setName(sae.name().toString())
            .setDigest(digest)
            .setRefusal(sae.refusal(model));
    sae.description().ifPresent(is -> describe(sent, is));
    return sent.build();
  }

  private static void describe(Sae.Builder sent, SaeDescription is) {
    sent.setKind(SaeProtos.kind(SaeKind.valueOf(is.kind().name())))
        .setWidth(is.width())
        .setFeatureCount(is.features())
        .setK(is.k())
        .setModelName(is.modelName())
        .setModelWeightsDigest(is.modelDigest());
    is.site().ifPresent(site -> sent.setSite(SteeringProtos.toProto(site)));
    is.averageActive().ifPresent(sent::setAverageActiveCount);
  }

  /** Only the features that were active at least once. */
  static FeatureActivity activity(FeatureStatistics statistics) {
    int[] features =
        IntStream.range(0, statistics.features())
            .filter(feature -> statistics.count(feature) > 0)
            .toArray();
    return FeatureActivity.newBuilder()
        .setFeatures(PackedNumbers.encode(features))
        .setActiveCounts(
            PackedNumbers.encode(IntStream.of(features).mapToLong(statistics::count).toArray()))
        .setSums(
            PackedNumbers.encode(IntStream.of(features).mapToDouble(statistics::sum).toArray()))
        .build();
  }
}
