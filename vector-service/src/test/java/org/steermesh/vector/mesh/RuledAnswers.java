package org.steermesh.vector.mesh;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.steermesh.generation.v1.ConfigurationScores;
import org.steermesh.generation.v1.Continuation;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.generation.v1.GridScore;
import org.steermesh.generation.v1.ScoreGridItem;
import org.steermesh.generation.v1.ScoreGridRequest;
import org.steermesh.generation.v1.ScoreGridResponse;
import org.steermesh.type.v1.Model;

/**
 * A peer that speaks the generation contract and scores letters by the rule of {@code
 * pas_golden.py}: {@link #score}.
 */
final class RuledAnswers extends GenerationServiceGrpc.GenerationServiceImplBase
    implements AutoCloseable {

  /** A prompt that holds this is never answered. */
  static final String ENDLESS = "UNANSWERED";

  /** Prompts that hold this are answered with the letter behind it. */
  static final String SURE = "SURELY ";

  private final Server server;

  private RuledAnswers() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(this)
            .build()
            .start();
  }

  static RuledAnswers start() {
    try {
      return new RuledAnswers();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /** The rule for the log-probability of a letter, from 0 for A. */
  static double score(String prompt, int letter) {
    return -(prompt.codePointCount(0, prompt.length()) * 7 + letter * 5) % 11;
  }

  @Override
  public void getModel(GetModelRequest request, StreamObserver<Model> observer) {
    observer.onNext(RuledActivations.model());
    observer.onCompleted();
  }

  @Override
  public StreamObserver<ScoreGridRequest> scoreGrid(StreamObserver<ScoreGridResponse> answers) {
    return new StreamObserver<>() {
      private boolean endless;

      @Override
      public void onNext(ScoreGridRequest message) {
        if (message.hasItem() && !endless) {
          endless =
              RuledActivations.text(message.getItem().getInput().getPrompt()).contains(ENDLESS);
          if (!endless) {
            answers.onNext(answer(message.getItem()));
          }
        }
      }

      @Override
      public void onError(Throwable thrown) {
        endless = true;
      }

      @Override
      public void onCompleted() {
        if (!endless) {
          answers.onCompleted();
        }
      }
    };
  }

  private static ScoreGridResponse answer(ScoreGridItem item) {
    String prompt = RuledActivations.text(item.getInput().getPrompt());
    ConfigurationScores.Builder scores =
        ConfigurationScores.newBuilder().setConfigurationId("plain");
    for (Continuation continuation : item.getContinuationsList()) {
      int letter = continuation.getTokens().getIds(0) - 'A';
      int sure = prompt.indexOf(SURE);
      double score =
          sure < 0
              ? score(prompt, letter)
              : -Math.abs(prompt.charAt(sure + SURE.length()) - 'A' - letter);
      scores.addScores(GridScore.newBuilder().setLogProbability(score).setTokenCount(1));
    }
    return ScoreGridResponse.newBuilder().setItemId(item.getId()).addConfigurations(scores).build();
  }
}
