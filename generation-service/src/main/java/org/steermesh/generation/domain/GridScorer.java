package org.steermesh.generation.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ScoreRequest;
import org.steermesh.engine.ScoreResult;
import org.steermesh.host.ModelQueue.Seat;
import org.steermesh.host.Refusals;

/**
 * Scores items under every configuration of a grid. An item under all its configurations is best
 * scored in one go: the engine runs once what they have in common. Large grids are cut into pieces,
 * so that other calls get their turn in between.
 *
 * @param model that scores
 * @param configurations at least one
 * @param divergence whether the distance from the plain model's distributions is told too
 */
public record GridScorer(
    LanguageModel model, List<Configuration> configurations, boolean divergence) {

  /** Tokens that the cells of one piece of work have of their own, about. */
  private static final int PIECE_TOKENS = 2048;

  /** Copies the list. */
  public GridScorer {
    configurations = List.copyOf(configurations);
  }

  /**
   * One way of steering.
   *
   * @param id the caller's own
   * @param steering its interventions; none is the plain model
   */
  public record Configuration(String id, Steering steering) {}

  /**
   * The scores of one item.
   *
   * @param item the scored item
   * @param results one per configuration, in order
   * @param divergences one per configuration, of the tokens of the first continuation; none where
   *     they are not asked for
   */
  public record ItemScores(
      ScoredInput.Encoded item, List<ScoreResult> results, List<float[]> divergences) {}

  /**
   * What came of a batch.
   *
   * @param scored the items before the first bad one, in order
   * @param refusal why the first bad one cannot be scored, naming it; empty when there is none
   */
  public record Batch(List<ItemScores> scored, Optional<SteermeshException> refusal) {}

  /** Scores a batch of items in one go; an item that cannot be scored costs only itself. */
  public Batch score(List<ScoredInput> items, Seat seat) {
    List<ScoredInput.Encoded> encoded = new ArrayList<>();
    Optional<SteermeshException> refusal = seat.run(cancel -> encode(items, encoded));
    try {
      return new Batch(scoreEncoded(encoded, seat), refusal);
    } catch (EngineException e) {
      if (e.reason() == EngineReason.CANCELLED) {
        throw e;
      }
      return scoreOneByOne(encoded, refusal, seat);
    }
  }

  private Optional<SteermeshException> encode(
      List<ScoredInput> items, List<ScoredInput.Encoded> encoded) {
    for (ScoredInput item : items) {
      try {
        ScoredInput.Encoded one = item.encode(model);
        for (Configuration configuration : configurations) {
          configuration.steering().requireEffectOn(one.tokens(), model.tokenizer().texts());
        }
        encoded.add(one);
      } catch (EngineException e) {
        return Optional.of(Refusals.of(e, "item", item.id()));
      } catch (SteermeshException e) {
        return Optional.of(e.with("item_id", item.id()));
      }
    }
    return Optional.empty();
  }

  /** One item under one configuration. */
  private record Cell(ItemScores scores, Steering steering) {

    ScoreRequest request() {
      return scores.item().under(steering);
    }
  }

  private List<ItemScores> scoreEncoded(List<ScoredInput.Encoded> items, Seat seat) {
    List<ItemScores> scores = new ArrayList<>();
    for (ScoredInput.Encoded item : items) {
      scores.add(new ItemScores(item, new ArrayList<>(), new ArrayList<>()));
    }
    for (List<Cell> piece : pieces(scores)) {
      List<ScoreRequest> requests = piece.stream().map(Cell::request).toList();
      List<ScoreResult> results = seat.run(cancel -> model.score(requests, cancel));
      for (int i = 0; i < results.size(); i++) {
        piece.get(i).scores().results().add(results.get(i));
      }
    }
    if (divergence) {
      scores.forEach(item -> addDivergences(item, seat));
    }
    return scores;
  }

  private void addDivergences(ItemScores scores, Seat seat) {
    for (Configuration configuration : configurations) {
      ScoreRequest request = scores.item().under(configuration.steering());
      scores.divergences().add(seat.run(cancel -> model.divergences(request, cancel)));
    }
  }

  /** The cells of one item after those of the other, cut where a piece has enough tokens. */
  private List<List<Cell>> pieces(List<ItemScores> scores) {
    List<List<Cell>> pieces = new ArrayList<>();
    int tokens = PIECE_TOKENS;
    for (ItemScores of : scores) {
      for (int i = 0; i < configurations.size(); i++) {
        Steering steering = configurations.get(i).steering();
        int own =
            i == 0
                ? of.item().tokens().length()
                : of.item().tokensAfter(steering, model.tokenizer().texts());
        if (tokens + own > PIECE_TOKENS) {
          pieces.add(new ArrayList<>());
          tokens = 0;
        }
        pieces.getLast().add(new Cell(of, steering));
        tokens += own;
      }
    }
    return pieces;
  }

  /** The engine refuses a batch as a whole; scored alone, the bad item shows itself. */
  private Batch scoreOneByOne(
      List<ScoredInput.Encoded> items, Optional<SteermeshException> refusal, Seat seat) {
    List<ItemScores> scored = new ArrayList<>();
    for (ScoredInput.Encoded item : items) {
      try {
        scored.addAll(scoreEncoded(List.of(item), seat));
      } catch (EngineException e) {
        if (e.reason() == EngineReason.CANCELLED) {
          throw e;
        }
        return new Batch(scored, Optional.of(Refusals.of(e, "item", item.id())));
      }
    }
    return new Batch(scored, refusal);
  }
}
