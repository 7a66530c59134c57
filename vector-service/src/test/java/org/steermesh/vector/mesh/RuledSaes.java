package org.steermesh.vector.mesh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.steermesh.activation.v1.FeatureActivity;
import org.steermesh.activation.v1.FindSaeFeaturesRequest;
import org.steermesh.activation.v1.FindSaeFeaturesResponse;
import org.steermesh.activation.v1.GetSaeFeaturesRequest;
import org.steermesh.activation.v1.GetSaeFeaturesResponse;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.PackedNumbers;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.contract.protos.SaeProtos;
import org.steermesh.contract.type.FeatureRows;
import org.steermesh.type.v1.NearFeature;
import org.steermesh.type.v1.Sae;
import org.steermesh.type.v1.SaeKind;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.Target;

/** The autoencoders of {@link RuledActivations}: rules instead of weights. */
final class RuledSaes {

  /** At the output of block 1. */
  static final String JUMP = "saes/jump";

  /** The same with coupled features, so many that their rows take several messages. */
  static final String TOP_K = "saes/top-k";

  /** Its file does not say where it was trained, and is so large that it takes long to read. */
  static final String SITELESS = "saes/siteless";

  /** Only its features 0 and 1 are ever active. */
  static final String QUIET = "saes/quiet";

  /** TopK once it is used, though it was JumpReLU when it was described, without a digest. */
  static final String CHANGED = "saes/changed";

  /** Of another width. */
  static final String WIDE = "saes/wide";

  static final int FEATURES = 60_000;
  static final Site SITE = Site.newBuilder().setBlock(1).setTarget(Target.TARGET_RESIDUAL).build();

  private static final int LOOKED_AT = 12;

  private RuledSaes() {}

  /** The rule: about half of the first 12 features are active, which ones depends on the text. */
  static float feature(int feature, String prompt, String completion) {
    int mixed = (prompt.hashCode() * 31 + completion.charAt(1)) * 17 + feature * feature * 7;
    int rest = Math.floorMod(mixed, 11);
    // Features 0 and 2 tell the answers apart; 1 is always active.
    boolean active =
        switch (feature) {
          case 0 -> completion.charAt(1) == 'A';
          case 1 -> true;
          case 2 -> completion.charAt(1) == 'B';
          default -> rest < 6;
        };
    return active ? 0.5f + rest : 0;
  }

  static float[] row(int feature) {
    float[] row = new float[RuledActivations.WIDTH];
    for (int i = 0; i < row.length; i++) {
      row[i] = feature + 0.25f * i;
    }
    return row;
  }

  /** Of some, the file is still being read for the first time. */
  static Sae described(String name) {
    return switch (name) {
      case SITELESS -> sae(name).toBuilder().clearDigest().build();
      case CHANGED -> sae(name, SaeKind.SAE_KIND_JUMP_RELU).setSite(SITE).clearDigest().build();
      default -> sae(name);
    };
  }

  static Sae sae(String name) {
    return switch (name) {
      case JUMP, QUIET -> sae(name, SaeKind.SAE_KIND_JUMP_RELU).setSite(SITE).build();
      case TOP_K, CHANGED -> sae(name, SaeKind.SAE_KIND_TOP_K).setSite(SITE).setK(6).build();
      case SITELESS -> sae(name, SaeKind.SAE_KIND_RELU).build();
      case WIDE ->
          sae(name, SaeKind.SAE_KIND_RELU).setWidth(9).setRefusal("width 9, not 4").build();
      default -> throw new SteermeshException(ErrorReason.SAE_NOT_FOUND, name + " is not at hand");
    };
  }

  private static Sae.Builder sae(String name, SaeKind kind) {
    return Sae.newBuilder()
        .setName(name)
        .setKind(kind)
        .setWidth(RuledActivations.WIDTH)
        .setFeatureCount(FEATURES)
        .setDigest("digest of " + name);
  }

  static GetSaeFeaturesResponse rows(GetSaeFeaturesRequest request) {
    int count = request.getFeaturesCount();
    int width = RuledActivations.WIDTH;
    float[] matrix = new float[count * width];
    float[] bias = new float[count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(row(request.getFeatures(i)), 0, matrix, i * width, width);
      bias[i] = -request.getFeatures(i);
    }
    int[] features = request.getFeaturesList().stream().mapToInt(Integer::intValue).toArray();
    return GetSaeFeaturesResponse.newBuilder()
        .setRows(
            SaeProtos.rows(
                new FeatureRows(features, matrix, bias, new float[count], matrix), width))
        .build();
  }

  /** The rule: feature i has the direction's number i as its cosine. */
  static FindSaeFeaturesResponse near(FindSaeFeaturesRequest request) {
    FindSaeFeaturesResponse.Builder found =
        FindSaeFeaturesResponse.newBuilder().setSae(sae(request.getName()));
    float[] direction = TensorCodec.decode("direction", request.getDirection());
    for (int i = 0; i < Math.min(direction.length, request.getTopCount()); i++) {
      found.addFeatures(NearFeature.newBuilder().setFeature(i).setCosine(direction[i]));
    }
    return found.build();
  }

  /** Counts features as they come. */
  static final class Activity {

    private final Map<Integer, List<Float>> values = new TreeMap<>();
    private final int lookedAt;

    Activity(String sae) {
      lookedAt = sae.equals(QUIET) ? 2 : LOOKED_AT;
    }

    void add(String prompt, String completion) {
      for (int feature = 0; feature < lookedAt; feature++) {
        float value = feature(feature, prompt, completion);
        if (value != 0) {
          values.computeIfAbsent(feature, _ -> new ArrayList<>()).add(value);
        }
      }
    }

    FeatureActivity toProto() {
      return FeatureActivity.newBuilder()
          .setFeatures(
              PackedNumbers.encode(values.keySet().stream().mapToInt(Integer::intValue).toArray()))
          .setActiveCounts(
              PackedNumbers.encode(values.values().stream().mapToLong(List::size).toArray()))
          .setSums(
              PackedNumbers.encode(
                  values.values().stream()
                      .mapToDouble(all -> all.stream().mapToDouble(Float::doubleValue).sum())
                      .toArray()))
          .build();
    }
  }
}
