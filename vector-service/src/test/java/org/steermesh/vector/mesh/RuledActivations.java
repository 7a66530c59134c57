package org.steermesh.vector.mesh;

import static java.util.Objects.requireNonNull;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.steermesh.activation.v1.ActivationServiceGrpc;
import org.steermesh.activation.v1.ClassSummary;
import org.steermesh.activation.v1.FindSaeFeaturesRequest;
import org.steermesh.activation.v1.FindSaeFeaturesResponse;
import org.steermesh.activation.v1.GetModelRequest;
import org.steermesh.activation.v1.GetSaeFeaturesRequest;
import org.steermesh.activation.v1.GetSaeFeaturesResponse;
import org.steermesh.activation.v1.GetSaeRequest;
import org.steermesh.activation.v1.LabelledExample;
import org.steermesh.activation.v1.SiteSummary;
import org.steermesh.activation.v1.SummarizeActivationsRequest;
import org.steermesh.activation.v1.SummarizeActivationsResponse;
import org.steermesh.activation.v1.SummarizeHeader;
import org.steermesh.activation.v1.TokenizeRequest;
import org.steermesh.activation.v1.TokenizeResponse;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.type.v1.Model;
import org.steermesh.type.v1.ModelFingerprint;
import org.steermesh.type.v1.Prompt;
import org.steermesh.type.v1.Sae;
import org.steermesh.type.v1.Site;
import org.steermesh.type.v1.Target;

/**
 * A peer that speaks the activation contract and follows a rule instead of a model, so that a test
 * knows every number: {@link #activation}.
 */
final class RuledActivations extends ActivationServiceGrpc.ActivationServiceImplBase
    implements AutoCloseable {

  static final String MODEL = "models/ruled";
  static final int BLOCKS = 3;
  static final int WIDTH = 4;

  /** The peer answers for this model as a transport does that finds nobody. */
  static final String AWAY = "models/away";

  /** The peer refuses this model, telling the trace that the call belongs to. */
  static final String TRACED = "models/traced";

  /** An example whose prompt holds this is refused. */
  static final String REFUSED = "REFUSED";

  /** An example whose prompt holds this is never done with. */
  static final String ENDLESS = "ENDLESS";

  private static final Context.Key<String> TRACE = Context.key("trace");

  private final Server server;

  private RuledActivations() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(ServerInterceptors.intercept(this, new TraceReader()))
            .build()
            .start();
  }

  static RuledActivations start() {
    try {
      return new RuledActivations();
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

  /**
   * The rule: [length of the prompt, letter of the completion, block, 1] at the residual, all ones
   * at other targets; without a completion, that of {@code pas_golden.py}.
   */
  static float[] activation(Site site, String prompt, String completion) {
    if (completion.isEmpty() && site.getTarget() == Target.TARGET_RESIDUAL) {
      int length = prompt.codePointCount(0, prompt.length());
      int block = site.getBlock();
      return new float[] {
        length * (block + 1) / 1000f,
        prompt.codePointBefore(prompt.length()) / 1000f,
        length % 7 * block / 10f,
        1
      };
    }
    return site.getTarget() == Target.TARGET_RESIDUAL
        ? new float[] {prompt.length(), completion.charAt(1), site.getBlock(), 1}
        : new float[] {1, 1, 1, 1};
  }

  @Override
  public void getModel(GetModelRequest request, StreamObserver<Model> observer) {
    if (request.getName().equals(AWAY)) {
      observer.onError(Status.UNAVAILABLE.withDescription("io exception").asRuntimeException());
      return;
    }
    if (!request.getName().isEmpty() && !request.getName().equals(MODEL)) {
      String why = request.getName().equals(TRACED) ? "the trace is " + TRACE.get() : "not hosted";
      observer.onError(
          StatusTranslator.toGrpc(new SteermeshException(ErrorReason.MODEL_NOT_FOUND, why)));
      return;
    }
    observer.onNext(model());
    observer.onCompleted();
  }

  @Override
  public void getSae(GetSaeRequest request, StreamObserver<Sae> observer) {
    answer(observer, () -> RuledSaes.described(request.getName()));
  }

  @Override
  public void getSaeFeatures(
      GetSaeFeaturesRequest request, StreamObserver<GetSaeFeaturesResponse> observer) {
    answer(observer, () -> RuledSaes.rows(request));
  }

  /** What a prompt says; a chat says who speaks, too. */
  static String text(Prompt prompt) {
    return prompt.hasChat()
        ? prompt.getChat().getMessages(0).getRole()
            + ": "
            + prompt.getChat().getMessages(0).getContent()
        : prompt.getText().getText();
  }

  /** Every character is a token, whose id is its code point. */
  @Override
  public void tokenize(TokenizeRequest request, StreamObserver<TokenizeResponse> observer) {
    TokenizeResponse.Builder response = TokenizeResponse.newBuilder();
    request
        .getInput()
        .getPrompt()
        .getText()
        .getText()
        .codePoints()
        .forEach(character ->
            response.addTokensBuilder().setId(character).setPiece(Character.toString(character)));
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public void findSaeFeatures(
      FindSaeFeaturesRequest request, StreamObserver<FindSaeFeaturesResponse> observer) {
    answer(observer, () -> RuledSaes.near(request));
  }

  private static <T> void answer(StreamObserver<T> observer, Supplier<T> answer) {
    try {
      observer.onNext(answer.get());
      observer.onCompleted();
    } catch (SteermeshException e) {
      observer.onError(StatusTranslator.toGrpc(e));
    }
  }

  static Model model() {
    return Model.newBuilder()
        .setName(MODEL)
        .setBlockCount(BLOCKS)
        .setWidth(WIDTH)
        .setFingerprint(ModelFingerprint.newBuilder().setWeightsDigest("w").setTokenizerDigest("t"))
        .build();
  }

  @Override
  public StreamObserver<SummarizeActivationsRequest> summarizeActivations(
      StreamObserver<SummarizeActivationsResponse> observer) {
    return new Summary((ServerCallStreamObserver<SummarizeActivationsResponse>) observer);
  }

  /** Takes the header of a trace from a call. */
  private static final class TraceReader implements ServerInterceptor {

    private static final Metadata.Key<String> HEADER =
        Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      Context context = Context.current().withValue(TRACE, String.valueOf(headers.get(HEADER)));
      return Contexts.interceptCall(context, call, headers, next);
    }
  }

  /** Sums per class and site. */
  private static final class Summary implements StreamObserver<SummarizeActivationsRequest> {

    private final ServerCallStreamObserver<SummarizeActivationsResponse> answers;
    private final Map<String, double[][]> sums = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final Map<String, RuledSaes.Activity> features = new LinkedHashMap<>();
    private SummarizeHeader header = SummarizeHeader.getDefaultInstance();
    private boolean endless;

    Summary(ServerCallStreamObserver<SummarizeActivationsResponse> answers) {
      this.answers = answers;
      answers.setOnCancelHandler(() -> endless = true);
    }

    @Override
    public void onNext(SummarizeActivationsRequest message) {
      if (message.hasHeader()) {
        header = message.getHeader();
        return;
      }
      LabelledExample example = message.getExample();
      String prompt = text(example.getInput().getPrompt());
      if (prompt.contains(REFUSED)) {
        endless = true;
        answers.onError(
            StatusTranslator.toGrpc(
                new SteermeshException(
                        ErrorReason.POSITION_NOT_FOUND, example.getId() + " has no letter")
                    .with("example_id", example.getId())));
      }
      endless |= prompt.contains(ENDLESS);
      add(example.getClassName(), prompt, example.getInput().getCompletion());
    }

    private void add(String className, String prompt, String completion) {
      double[][] sum =
          sums.computeIfAbsent(className, name -> new double[header.getSitesCount()][WIDTH]);
      counts.merge(className, 1, Integer::sum);
      if (!header.getSae().isEmpty()) {
        features
            .computeIfAbsent(className, _ -> new RuledSaes.Activity(header.getSae()))
            .add(prompt, completion);
      }
      for (int site = 0; site < sum.length; site++) {
        float[] activation = activation(header.getSites(site), prompt, completion);
        for (int i = 0; i < WIDTH; i++) {
          sum[site][i] += activation[i];
        }
      }
    }

    @Override
    public void onError(Throwable thrown) {
      endless = true;
    }

    @Override
    public void onCompleted() {
      if (endless) {
        return;
      }
      SummarizeActivationsResponse.Builder response =
          SummarizeActivationsResponse.newBuilder().setModel(model());
      if (!header.getSae().isEmpty()) {
        response.setSae(RuledSaes.sae(header.getSae()));
      }
      for (int site = 0; site < header.getSitesCount(); site++) {
        SiteSummary.Builder summary =
            response.addSitesBuilder().setSite(header.getSites(site)).setMeanNorm(10.0 + site);
        for (Map.Entry<String, double[][]> sum : sums.entrySet()) {
          int count = counts.getOrDefault(sum.getKey(), 0);
          ClassSummary.Builder ofClass =
              summary
                  .addClassesBuilder()
                  .setClassName(sum.getKey())
                  .setCount(count)
                  .setMeanNorm(10.0 + site)
                  .setMean(TensorCodec.encode(mean(sum.getValue()[site], count)));
          if (!header.getSae().isEmpty()) {
            ofClass.setFeatures(requireNonNull(features.get(sum.getKey())).toProto());
          }
        }
      }
      answers.onNext(response.build());
      answers.onCompleted();
    }

    private static float[] mean(double[] sum, int count) {
      float[] mean = new float[sum.length];
      for (int i = 0; i < sum.length; i++) {
        mean[i] = (float) (sum[i] / count);
      }
      return mean;
    }
  }
}
