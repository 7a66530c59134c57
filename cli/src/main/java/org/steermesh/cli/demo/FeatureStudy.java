package org.steermesh.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.steermesh.activation.v1.EncodeFeaturesHeader;
import org.steermesh.activation.v1.EncodeFeaturesResponse;
import org.steermesh.activation.v1.FeatureValue;
import org.steermesh.activation.v1.TokenFeatures;
import org.steermesh.cli.client.FeatureReading;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.Sae;
import org.steermesh.type.v1.TextPrompt;
import org.steermesh.vector.v1.ExplainVectorRequest;
import org.steermesh.vector.v1.ExplainVectorResponse;
import org.steermesh.vector.v1.ExplainedFeature;

/** Looks at the strongest features of a sparse vector, and at the texts that activate them most. */
final class FeatureStudy {

  private static final int FEATURES = 6;
  private static final int SNIPPETS = 3;

  /** More than are ever active at a token. */
  private static final int ALL_ACTIVE = 256;

  private static final int TOKENS_BEFORE = 7;

  private final MeshClient mesh;

  FeatureStudy(MeshClient mesh) {
    this.mesh = mesh;
  }

  /** Explains a version by texts of its own behaviour. */
  FeatureReport of(String behaviour, String version, Sae sae, List<String> texts) {
    ExplainVectorResponse explained =
        MeshClient.unary(mesh.vector())
            .explainVector(
                ExplainVectorRequest.newBuilder().setName(version).setTopCount(FEATURES).build());
    Set<Integer> wanted =
        explained.getFeaturesList().stream()
            .map(ExplainedFeature::getFeature)
            .collect(Collectors.toSet());
    Map<Integer, List<FeatureReport.Snippet>> found = new HashMap<>();
    texts.forEach(text -> collect(text, read(sae, text), wanted, found));
    List<FeatureReport.Entry> entries =
        explained.getFeaturesList().stream()
            .map(feature ->
                new FeatureReport.Entry(
                    feature, strongest(found.getOrDefault(feature.getFeature(), List.of()))))
            .toList();
    return new FeatureReport(behaviour, version, sae.getName(), entries);
  }

  private EncodeFeaturesResponse read(Sae sae, String text) {
    EncodeFeaturesHeader header =
        EncodeFeaturesHeader.newBuilder().setSae(sae.getName()).setTopCount(ALL_ACTIVE).build();
    Prompt prompt = Prompt.newBuilder().setText(TextPrompt.newBuilder().setText(text)).build();
    Input input = Input.newBuilder().setPrompt(prompt).build();
    return FeatureReading.run(mesh.activationStreams(), header, input);
  }

  private static void collect(
      String text,
      EncodeFeaturesResponse response,
      Set<Integer> wanted,
      Map<Integer, List<FeatureReport.Snippet>> found) {
    List<TokenFeatures> tokens = response.getTokensList();
    for (int at = 0; at < tokens.size(); at++) {
      boolean placed = tokens.get(at).getToken().getStart() >= 0;
      for (FeatureValue value : tokens.get(at).getFeaturesList()) {
        if (placed && wanted.contains(value.getFeature())) {
          found
              .computeIfAbsent(value.getFeature(), _ -> new ArrayList<>())
              .add(snippet(text, tokens, at, value.getValue()));
        }
      }
    }
  }

  private static FeatureReport.Snippet snippet(
      String text, List<TokenFeatures> tokens, int at, float value) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int first = tokens.get(Math.max(0, at - TOKENS_BEFORE)).getToken().getStart();
    int start = tokens.get(at).getToken().getStart();
    int end = tokens.get(at).getToken().getEnd();
    return new FeatureReport.Snippet(
        value, oneLine(bytes, first, start), oneLine(bytes, start, end));
  }

  private static String oneLine(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8).replace('\n', ' ');
  }

  /** The largest values, each token with what stands before it once. */
  private static List<FeatureReport.Snippet> strongest(List<FeatureReport.Snippet> all) {
    Set<String> seen = new HashSet<>();
    return all.stream()
        .sorted(Comparator.comparingDouble(snippet -> -snippet.value()))
        .filter(snippet -> seen.add(snippet.before() + snippet.token()))
        .limit(SNIPPETS)
        .toList();
  }
}
