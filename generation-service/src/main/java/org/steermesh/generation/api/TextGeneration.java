package org.steermesh.generation.api;

import io.opentelemetry.api.trace.Tracer;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.ModelDescription;
import org.steermesh.engine.Sampling;
import org.steermesh.generation.domain.Steering;
import org.steermesh.generation.domain.SteeringPolicy;
import org.steermesh.generation.domain.SteeringResolver;
import org.steermesh.generation.domain.VectorSource;
import org.steermesh.generation.domain.WantedIntervention;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.host.ModelHost;
import org.steermesh.host.protos.InputProtos;
import org.steermesh.type.v1.Intervention;

/** Generates what a request asks for, whichever way the request came. */
@Singleton
public final class TextGeneration {

  /** Most texts of one request. */
  public static final int MOST_TEXTS = 8;

  private final ModelHost host;
  private final ServingParts serving;
  private final VectorSource vectors;
  private final Tracer tracer;

  TextGeneration(ModelHost host, ServingParts serving, VectorSource vectors, Tracer tracer) {
    this.host = host;
    this.serving = serving;
    this.vectors = vectors;
    this.tracer = tracer;
  }

  /** Where the events of one call go. */
  public interface Answers {

    /** Sends one, at the pace of its reader. */
    void send(GenerateResponse event);

    /** Whether nobody reads them any more; cheap, from any thread. */
    boolean isCancelled();
  }

  /**
   * Generates; returns when all is sent. What goes wrong is thrown, in the engine's words or the
   * contract's.
   */
  public void generate(GenerateRequest request, Answers answers) throws InterruptedException {
    long arrived = System.nanoTime();
    LanguageModel model = host.model("model", request.getModel());
    ModelDescription is = model.description();
    SteeringPolicy policy = PolicyProtos.policy(request.getPolicy());
    int texts = request.hasTextCount() ? request.getTextCount() : 1;
    if (texts < 1 || texts > MOST_TEXTS) {
      throw SteermeshException.ofField(
          "text_count", "%d must be 1 to %d".formatted(texts, MOST_TEXTS));
    }
    Sampling sampling = SamplingProtos.sampling(request.getSampling(), is);
    AnswerSize size = new AnswerSize(texts, sampling.maxTokens(), sampling.alternatives());
    size.require("sampling.max_tokens");
    WantedTexts wanted = new WantedTexts(sampling, texts, echo(request), serving.doseLimit());
    GenerateCall call =
        new GenerateCall(
            model,
            InputProtos.input("input", request.getInput()),
            wanted,
            applied(request, is, policy),
            policy);
    try (var place = serving.loop().admit(Callers.of(request), texts);
        TextSpans spans = TextSpans.begin(tracer, texts)) {
      call.run(place, answers, serving.queue(), serving.meters().call(arrived, texts), spans);
    }
  }

  private static WantedTexts.Echo echo(GenerateRequest request) {
    if (request.getEchoLogProbabilities() && !request.getEcho()) {
      throw SteermeshException.ofField("echo_log_probabilities", "needs echo to be true");
    }
    return request.getEchoLogProbabilities()
        ? WantedTexts.Echo.LOG_PROBABILITIES
        : request.getEcho() ? WantedTexts.Echo.TEXT : WantedTexts.Echo.NOTHING;
  }

  private SteeringPolicy.Applied applied(
      GenerateRequest request, ModelDescription is, SteeringPolicy policy) {
    SteeringResolver resolver = new SteeringResolver(vectors, is);
    DefaultSteering defaults = serving.defaults();
    Steering own = defaults.resolve(resolver, is, policy.allowsOverDose());
    try {
      List<WantedIntervention> all =
          new ArrayList<>(
              InterventionProtos.wanted("interventions", request.getInterventionsList(), is));
      int asked = all.size();
      all.addAll(defaults.wanted(is));
      Steering steering = resolver.resolve(all);
      if (!policy.allowsOverDose()) {
        steering.requireDoseWithin(serving.doseLimit());
      }
      return SteeringPolicy.Applied.asAsked(steering, own, asked);
    } catch (SteermeshException e) {
      return policy.insteadOf(e, own);
    }
  }

  /** What interventions come to on a model, without those of the service. */
  Steering steering(List<Intervention> interventions, ModelDescription is) {
    return new SteeringResolver(vectors, is)
        .resolve(InterventionProtos.wanted("interventions", interventions, is));
  }
}
