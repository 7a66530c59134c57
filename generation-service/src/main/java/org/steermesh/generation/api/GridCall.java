package org.steermesh.generation.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.Inbound;
import org.steermesh.contract.server.Outbound;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelDescription;
import org.steermesh.generation.domain.GridScorer;
import org.steermesh.generation.domain.ScoredInput;
import org.steermesh.generation.domain.SteeringResolver;
import org.steermesh.generation.domain.VectorSource;
import org.steermesh.generation.v1.ScoreGridHeader;
import org.steermesh.generation.v1.ScoreGridItem;
import org.steermesh.generation.v1.ScoreGridRequest;
import org.steermesh.generation.v1.ScoreGridResponse;
import org.steermesh.generation.v1.SteeringConfiguration;
import org.steermesh.host.ModelHost;
import org.steermesh.host.ModelQueue;
import org.steermesh.host.protos.InputProtos;
import org.steermesh.host.protos.Leading;
import org.steermesh.host.protos.StreamElements;

/**
 * One {@code ScoreGrid} call: whatever has arrived, or as many as the caller says, are scored as
 * one batch.
 */
final class GridCall {

  private static final int MOST_ITEMS = 16;
  private static final int MOST_CONFIGURATIONS = 1024;
  private static final int MOST_ID_CHARACTERS = 256;

  private final ModelHost host;
  private final ModelQueue queue;
  private final VectorSource vectors;

  GridCall(ModelHost host, ModelQueue queue, VectorSource vectors) {
    this.host = host;
    this.queue = queue;
    this.vectors = vectors;
  }

  void run(Inbound<ScoreGridRequest> messages, Outbound<ScoreGridResponse> answers) {
    ScoreGridHeader header = header(messages.next());
    LanguageModel model = host.model("header.model", header.getModel());
    GridScorer grid =
        new GridScorer(model, configurations(header, model.description()), header.getDivergence());
    int together = header.getBatchItemCount();
    if (together < 0 || together > MOST_ITEMS) {
      throw SteermeshException.ofField(
          "header.batch_item_count", together + ", allowed 0 to " + MOST_ITEMS);
    }
    List<ScoreGridRequest> arrived = batch(messages, together);
    if (arrived.isEmpty()) {
      return;
    }
    try (var seat = queue.admit()) {
      while (!arrived.isEmpty()) {
        Leading<ScoredInput> items =
            Leading.of(arrived, message -> item(message, model.description()));
        GridScorer.Batch batch = grid.score(items.good(), seat);
        for (GridScorer.ItemScores scored : batch.scored()) {
          answers.send(ScoreProtos.item(grid, scored), queue.idleLimit());
        }
        batch.refusal().or(items::refusal).ifPresent(GridCall::refuse);
        arrived = batch(messages, together);
      }
    }
  }

  private List<ScoreGridRequest> batch(Inbound<ScoreGridRequest> messages, int together) {
    return together == 0
        ? messages.nextBatch(MOST_ITEMS, queue.idleLimit())
        : messages.nextOf(together, queue.idleLimit());
  }

  private static void refuse(SteermeshException refusal) {
    throw refusal;
  }

  private static ScoreGridHeader header(@Nullable ScoreGridRequest first) {
    if (first == null || !first.hasHeader()) {
      throw StreamElements.headerMissing();
    }
    return first.getHeader();
  }

  private List<GridScorer.Configuration> configurations(
      ScoreGridHeader header, ModelDescription is) {
    int count = header.getConfigurationsCount();
    if (count < 1 || count > MOST_CONFIGURATIONS) {
      throw SteermeshException.ofField(
          "header.configurations",
          "has %d; 1 to %d are allowed".formatted(count, MOST_CONFIGURATIONS));
    }
    SteeringResolver resolver = new SteeringResolver(vectors, is);
    List<GridScorer.Configuration> configurations = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      String field = "header.configurations[" + i + "]";
      SteeringConfiguration configuration = header.getConfigurations(i);
      String id = configuration.getId();
      if (id.isEmpty() || id.length() > MOST_ID_CHARACTERS) {
        throw SteermeshException.ofField(
            field + ".id",
            "has %d characters; 1 to %d are allowed".formatted(id.length(), MOST_ID_CHARACTERS));
      }
      if (!ids.add(id)) {
        throw SteermeshException.ofField(field + ".id", "\"" + id + "\" is used twice");
      }
      configurations.add(
          new GridScorer.Configuration(
              id,
              resolver.resolve(
                  InterventionProtos.wanted(
                      field + ".interventions", configuration.getInterventionsList(), is))));
    }
    return configurations;
  }

  private static ScoredInput item(ScoreGridRequest message, ModelDescription is) {
    if (!message.hasItem()) {
      throw StreamElements.notAnElement("item", message.hasHeader());
    }
    ScoreGridItem item = message.getItem();
    if (item.getId().isEmpty()) {
      throw SteermeshException.ofField("item.id", "is required");
    }
    return StreamElements.translate(
        "item",
        item.getId(),
        () ->
            new ScoredInput(
                item.getId(),
                InputProtos.input("item.input", item.getInput()),
                ContinuationProtos.continuations(
                    "item.continuations", item.getContinuationsList(), is)));
  }
}
