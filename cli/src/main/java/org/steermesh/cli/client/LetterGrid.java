package org.steermesh.cli.client;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.contract.protos.LetterTokens;
import org.steermesh.generation.v1.ConfigurationScores;
import org.steermesh.generation.v1.Continuation;
import org.steermesh.generation.v1.ContinuationTokens;
import org.steermesh.generation.v1.ScoreGridHeader;
import org.steermesh.generation.v1.ScoreGridItem;
import org.steermesh.generation.v1.ScoreGridRequest;
import org.steermesh.generation.v1.ScoreGridResponse;
import org.steermesh.generation.v1.SteeringConfiguration;
import org.steermesh.type.v1.Input;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.Positions;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.TextPrompt;
import org.steermesh.type.v1.VectorRef;
import org.steermesh.vector.v1.TaskItem;

/** The probabilities of the letters of labelled items under several steerings. */
public final class LetterGrid {

  private final MeshClient mesh;
  private final LetterTokens letters;

  /** A grid of one mesh. */
  public LetterGrid(MeshClient mesh) {
    this.mesh = mesh;
    this.letters =
        LetterTokens.of("", request -> MeshClient.unary(mesh.activation()).tokenize(request));
  }

  /**
   * What is added to a prompt's last token.
   *
   * @param vector a version's name
   * @param site where it acts
   * @param strength how strongly
   */
  public record Push(String vector, Site site, float strength) {}

  /**
   * Asks every item under every steering.
   *
   * @param steerings each a list of changes; an empty one is the plain model
   * @return [steering][item], the probability of each letter
   */
  public List<List<double[]>> ask(List<TaskItem> items, List<List<Push>> steerings) {
    List<List<double[]>> answers = new ArrayList<>();
    steerings.forEach(_ -> answers.add(new ArrayList<>()));
    BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call =
        mesh.generationStreams().scoreGrid();
    Thread writer = Thread.ofVirtual().start(() -> write(call, items, header(steerings)));
    try {
      for (ScoreGridResponse next = call.read(); next != null; next = call.read()) {
        for (int i = 0; i < answers.size(); i++) {
          answers.get(i).add(probabilities(next.getConfigurations(i)));
        }
      }
      return answers;
    } catch (StatusException e) {
      throw Refusal.of(e);
    } catch (InterruptedException e) {
      throw new SteerException(ExitCode.INTERRUPTED, "interrupted while scoring", e);
    } finally {
      call.cancel("no answers are waited for", null);
      writer.interrupt();
    }
  }

  private static double[] probabilities(ConfigurationScores scores) {
    return scores.getScoresList().stream()
        .mapToDouble(score -> Math.exp(score.getLogProbability()))
        .toArray();
  }

  private void write(
      BlockingClientCall<ScoreGridRequest, ScoreGridResponse> call,
      List<TaskItem> items,
      ScoreGridHeader header) {
    try {
      boolean open = call.write(ScoreGridRequest.newBuilder().setHeader(header).build());
      for (int i = 0; open && i < items.size(); i++) {
        open = call.write(ScoreGridRequest.newBuilder().setItem(item(i, items.get(i))).build());
      }
      if (open) {
        call.halfClose();
      }
    } catch (StatusException closed) {
      // The reader meets the same status and acts on it.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ScoreGridItem item(int index, TaskItem item) {
    ScoreGridItem.Builder message =
        ScoreGridItem.newBuilder()
            .setId(Integer.toString(index))
            .setInput(
                Input.newBuilder()
                    .setPrompt(
                        Prompt.newBuilder()
                            .setText(TextPrompt.newBuilder().setText(item.getPrompt()))));
    for (String letter : item.getLettersList()) {
      int id = letters.id(letter.charAt(0) - 'A');
      message.addContinuations(
          Continuation.newBuilder().setTokens(ContinuationTokens.newBuilder().addIds(id)));
    }
    return message.build();
  }

  private static ScoreGridHeader header(List<List<Push>> steerings) {
    ScoreGridHeader.Builder header = ScoreGridHeader.newBuilder();
    for (List<Push> pushes : steerings) {
      SteeringConfiguration.Builder configuration =
          SteeringConfiguration.newBuilder()
              .setId(Integer.toString(header.getConfigurationsCount()));
      for (Push push : pushes) {
        configuration.addInterventions(
            Intervention.newBuilder()
                .setVector(VectorRef.newBuilder().setName(push.vector()))
                .addSites(push.site())
                .setPositions(
                    Positions.newBuilder().setRule(PositionRule.POSITION_RULE_LAST_OF_INPUT))
                .setStrength(push.strength()));
      }
      header.addConfigurations(configuration);
    }
    return header.build();
  }
}
