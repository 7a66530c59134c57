package org.steermesh.cli.demo.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.CancelSignal;
import org.steermesh.engine.CaptureRequest;
import org.steermesh.engine.CapturedActivations;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ScoreRequest;
import org.steermesh.engine.ScoreResult;
import org.steermesh.engine.stats.ActivationStatistics;
import org.steermesh.engine.stats.MeanDifference;
import org.steermesh.engine.steering.Intervention;
import org.steermesh.engine.steering.Operation;
import org.steermesh.engine.steering.PositionRule;
import org.steermesh.engine.steering.Positions;
import org.steermesh.engine.steering.Site;
import org.steermesh.engine.steering.Target;
import org.steermesh.engine.tokenizer.ChatMessage;
import org.steermesh.engine.tokenizer.Prompt;
import org.steermesh.engine.tokenizer.TokenSequence;

/**
 * Asks a model the labelled items, as it is, told who to be, and steered by contrastive vectors.
 */
final class SteeringProbe {

  private final LanguageModel model;
  private final List<int[]> letters;

  SteeringProbe(LanguageModel model) {
    this.model = model;
    this.letters = List.of(model.tokenizer().encodePiece("A"), model.tokenizer().encodePiece("B"));
  }

  /** Mean of p(matching) / (p(A) + p(B)) after the answer prefix. */
  double score(List<LabelledItem> items, List<ChatMessage> before, List<Intervention> steering) {
    List<ScoreRequest> requests = new ArrayList<>();
    for (LabelledItem item : items) {
      requests.add(new ScoreRequest(input(item, before, "("), letters, steering));
    }
    List<ScoreResult> results = model.score(requests, CancelSignal.NEVER);
    double sum = 0;
    for (int i = 0; i < items.size(); i++) {
      double a = Math.exp(results.get(i).logProbabilities().get(0)[0]);
      double b = Math.exp(results.get(i).logProbabilities().get(1)[0]);
      sum += (items.get(i).matching().equals("A") ? a : b) / (a + b);
    }
    return sum / items.size();
  }

  /** The contrastive vector after each block, read at the answer letter. */
  List<float[]> vectors(List<LabelledItem> items) {
    List<Site> sites = new ArrayList<>();
    for (int block = 0; block < model.description().blocks(); block++) {
      sites.add(new Site(block, Target.RESIDUAL));
    }
    Map<Site, ActivationStatistics> positive = statistics(items, sites, true);
    Map<Site, ActivationStatistics> negative = statistics(items, sites, false);
    return sites.stream().map(s -> MeanDifference.of(at(positive, s), at(negative, s))).toList();
  }

  private Map<Site, ActivationStatistics> statistics(
      List<LabelledItem> items, List<Site> sites, boolean matching) {
    Map<Site, ActivationStatistics> statistics = new HashMap<>();
    sites.forEach(s -> statistics.put(s, new ActivationStatistics(model.description().width())));
    Positions letter = Positions.of(PositionRule.ANSWER_LETTER);
    List<CaptureRequest> requests = new ArrayList<>();
    for (LabelledItem item : items) {
      String answer = "(" + (matching ? item.matching() : item.other()) + ")";
      requests.add(new CaptureRequest(input(item, List.of(), answer), sites, letter, List.of()));
    }
    for (CapturedActivations captured : model.capture(requests, CancelSignal.NEVER)) {
      captured.activations().forEach((site, rows) -> at(statistics, site).add(rows[0]));
    }
    return statistics;
  }

  private static ActivationStatistics at(Map<Site, ActivationStatistics> map, Site site) {
    ActivationStatistics found = map.get(site);
    if (found == null) {
      throw new IllegalStateException(site + " was not captured");
    }
    return found;
  }

  /** Adds strength times the vector after the block, at every token but the first. */
  static Intervention add(int block, float[] vector, float strength) {
    return new Intervention(
        new Site(block, Target.RESIDUAL),
        Positions.of(PositionRule.ALL_BUT_BOS),
        new Operation.Add(vector, false),
        strength);
  }

  /** Perplexity of plain texts. */
  double perplexity(List<String> texts, List<Intervention> steering) {
    List<ScoreRequest> requests = new ArrayList<>();
    TokenSequence start = model.encode(new Prompt.Text("", true), "");
    for (String text : texts) {
      int[] ids = model.tokenizer().encodePiece(text);
      requests.add(new ScoreRequest(start, List.of(ids), steering));
    }
    double sum = 0;
    int count = 0;
    for (ScoreResult result : model.score(requests, CancelSignal.NEVER)) {
      for (float logProbability : result.logProbabilities().getFirst()) {
        sum -= logProbability;
        count++;
      }
    }
    return Math.exp(sum / count);
  }

  private TokenSequence input(LabelledItem item, List<ChatMessage> before, String completion) {
    List<ChatMessage> messages = new ArrayList<>(before);
    messages.add(new ChatMessage("user", item.question()));
    return model.encode(new Prompt.Chat(messages), completion);
  }
}
