package org.steermesh.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.steermesh.generation.Requests.add;
import static org.steermesh.generation.Requests.golden;
import static org.steermesh.generation.Requests.greedy;
import static org.steermesh.generation.Requests.named;
import static org.steermesh.generation.Requests.text;

import com.google.common.collect.ImmutableList;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.RemoteError;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationServiceGrpc;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.generation.v1.GenerationSummary.FinishReason;
import org.steermesh.generation.v1.GetModelRequest;
import org.steermesh.generation.v1.Sampling;
import org.steermesh.generation.v1.SteeringPolicy;
import org.steermesh.generation.v1.TokenAlternative;
import org.steermesh.generation.v1.Watch;
import org.steermesh.host.testing.Golden;
import org.steermesh.host.testing.HostedModel;
import org.steermesh.host.testing.Refused;
import org.steermesh.type.v1.Gate;
import org.steermesh.type.v1.Intervention;
import org.steermesh.type.v1.ModelLoad;
import org.steermesh.type.v1.PositionRule;
import org.steermesh.type.v1.Schedule;
import org.steermesh.type.v1.SteeringReceipt;

/** Many texts at the same time, and what a request may ask of its own. */
@QuarkusTest
@WithTestResource(HostedModel.class)
class ServingTest {

  /** Calls of the soak; 10 000 is the long run. */
  private static final int CALLS = Integer.getInteger("steermesh.soak.calls", 80);

  private static ManagedChannel channel;
  private static GenerationServiceGrpc.GenerationServiceBlockingStub service;

  @BeforeAll
  static void connect() {
    channel = HostedModel.channel();
    service = GenerationServiceGrpc.newBlockingStub(channel);
  }

  @AfterAll
  static void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void textsOfManyCallersAreThoseOfSoloRunsWhateverOthersDo() throws Exception {
    List<GenerateRequest> kinds = kinds();
    List<List<Integer>> alone = kinds.stream().map(each -> ids(events(each))).toList();
    List<Future<String>> calls = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(12)) {
      for (int i = 0; i < CALLS; i++) {
        int index = i;
        int kind = i % kinds.size();
        GenerateRequest request = kinds.get(kind).toBuilder().setCaller("caller " + i % 5).build();
        calls.add(callers.submit(() -> call(request, alone.get(kind), new Random(index))));
      }
    }
    for (Future<String> call : calls) {
      assertThat(call.get()).isEmpty();
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (load().getGeneratingCount() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
    assertThat(load().getGeneratingCount()).isZero();
    assertThat(load().getWaitingCount()).isZero();
    assertThat(load().getReservedTokenCount()).isZero();
    assertThat(load().getCacheByteCount()).isZero();
  }

  private static List<GenerateRequest> kinds() {
    List<GenerateRequest> kinds = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      PositionRule rule =
          i % 2 == 0
              ? PositionRule.POSITION_RULE_ALL
              : PositionRule.POSITION_RULE_FROM_LAST_OF_PROMPT;
      Intervention[] steering =
          i == 0
              ? new Intervention[0]
              : new Intervention[] {add("meandiff_last.2", i % 4, i - 3.5f, rule)};
      kinds.add(
          golden(steering).toBuilder()
              .setInput(text("Question " + "very ".repeat(3 * i) + i + "?"))
              .setSampling(greedy(4 + 3 * i))
              .build());
    }
    return kinds;
  }

  /** Reads a text, leaves it or lets its deadline pass; what is wrong with what came. */
  private static String call(GenerateRequest request, List<Integer> alone, Random random) {
    int fate = random.nextInt(10);
    int leaveAfter = fate < 2 ? 1 + random.nextInt(alone.size()) : Integer.MAX_VALUE;
    List<Integer> ids = new ArrayList<>();
    var stub = fate == 2 ? service.withDeadlineAfter(20, TimeUnit.MILLISECONDS) : service;
    try (Context.CancellableContext context = Context.current().withCancellation()) {
      Iterator<GenerateResponse> events = context.call(() -> stub.generate(request));
      while (ids.size() < leaveAfter && events.hasNext()) {
        ids.addAll(ids(List.of(events.next())));
      }
    } catch (StatusRuntimeException e) {
      Status.Code expected = Status.Code.DEADLINE_EXCEEDED;
      if (fate != 2 || e.getStatus().getCode() != expected) {
        return "failed: " + e.getStatus();
      }
      leaveAfter = 0;
    } catch (Exception e) {
      return "failed: " + e;
    }
    boolean whole = leaveAfter == Integer.MAX_VALUE;
    List<Integer> expected = whole ? alone : alone.subList(0, Math.min(ids.size(), alone.size()));
    return ids.equals(expected) ? "" : ids + " instead of " + expected;
  }

  @Test
  void severalTextsOfOneCallHaveSeedsOfTheirOwn() {
    Sampling sampled = Sampling.newBuilder().setMaxTokens(12).setSeed(70).build();
    List<GenerateResponse> events =
        events(golden().toBuilder().setSampling(sampled).setTextCount(3).setEcho(true).build());

    assertThat(events.getFirst().getInput().getIdsList()).isEqualTo(Golden.prompt());
    assertThat(events.getFirst().getInput().getText()).isNotEmpty();
    for (int i = 0; i < 3; i++) {
      int text = i;
      List<GenerateResponse> own =
          events.stream().skip(1).filter(event -> event.getTextIndex() == text).toList();
      GenerateRequest alone =
          golden().toBuilder().setSampling(sampled.toBuilder().setSeed(70 + i)).build();
      assertThat(ids(own)).isEqualTo(ids(events(alone)));
      assertThat(summary(own).getSeed()).isEqualTo(70 + i);
    }
  }

  @Test
  void alternativesAreTheLikeliestTokensAndBiasMovesTheChoiceOnly() {
    Sampling sampling = greedy(6).toBuilder().setAlternativeCount(4).build();
    List<GeneratedToken> plain = tokens(golden().toBuilder().setSampling(sampling).build());
    for (GeneratedToken token : plain) {
      assertThat(token.getAlternativesList()).hasSize(4);
      TokenAlternative likeliest = token.getAlternatives(0);
      assertThat(likeliest.getId()).isEqualTo(token.getId());
      assertThat(likeliest.getLogProbability()).isCloseTo(token.getLogProbability(), within(1e-6f));
    }
    int second = plain.getFirst().getAlternatives(1).getId();
    Sampling biased = sampling.toBuilder().putAllLogitBias(Map.of(second, 50f)).build();
    GeneratedToken moved = tokens(golden().toBuilder().setSampling(biased).build()).getFirst();
    assertThat(moved.getId()).isEqualTo(second);
    assertThat(moved.getAlternativesList()).isEqualTo(plain.getFirst().getAlternativesList());
  }

  @Test
  void frequencyPenaltyEndsWhatRepeats() {
    Sampling repeating = greedy(24).toBuilder().putAllLogitBias(Map.of(65, 100f)).build();
    List<Integer> same = ids(events(golden().toBuilder().setSampling(repeating).build()));
    assertThat(same).containsOnly(65);
    Watch watch = Watch.newBuilder().setWindow(8).build();
    GenerationSummary stopped =
        summary(
            events(
                golden().toBuilder()
                    .setSampling(repeating)
                    .setPolicy(SteeringPolicy.newBuilder().setWatch(watch))
                    .build()));
    assertThat(stopped.getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_WATCH);
    assertThat(stopped.getGeneratedTokenCount()).isEqualTo(8);
    assertThat(stopped.getWatch().getAlarmCount()).isEqualTo(1);

    Sampling penalised = greedy(24).toBuilder().setFrequencyPenalty(2).build();
    List<Integer> ids = ids(events(golden().toBuilder().setSampling(penalised).build()));
    assertThat(ids.stream().distinct().count())
        .isGreaterThanOrEqualTo(Golden.greedy("base").stream().limit(24).distinct().count());
  }

  @Test
  void aTextIsServedUnsteeredOnlyWhereThatIsAskedForAndSaysSo() {
    GenerateRequest request = golden(named("vectors/kindness"));
    Refused.with(ErrorReason.DEPENDENCY_UNAVAILABLE, () -> events(request));
    List<GenerateResponse> events =
        events(
            request.toBuilder()
                .setPolicy(
                    SteeringPolicy.newBuilder()
                        .setOnFailure(SteeringPolicy.OnFailure.ON_FAILURE_SERVE_UNSTEERED))
                .build());

    assertThat(ids(events)).isEqualTo(Golden.greedy("base"));
    assertThat(summary(events).getUnsteered().getReason()).isEqualTo("DEPENDENCY_UNAVAILABLE");
    assertThat(summary(events).getReceipt().getEntriesList()).isEmpty();
    assertThat(summary(events(golden())).hasUnsteered()).isFalse();
  }

  @Test
  void anInputThatBeganAnEarlierOneIsToldAndChangesNothingElse() {
    Sampling sampling = greedy(6);
    GenerateRequest plain =
        golden().toBuilder()
            .setInput(text("Once upon a time there was a cache. ".repeat(3)))
            .setSampling(sampling)
            .build();
    GenerateRequest everywhere =
        plain.toBuilder()
            .addInterventions(add("meandiff_last.2", 2, 3, PositionRule.POSITION_RULE_ALL))
            .build();
    GenerateRequest after =
        plain.toBuilder()
            .addInterventions(
                add("meandiff_last.2", 2, 3, PositionRule.POSITION_RULE_GENERATED_ONLY))
            .build();
    long before = load().getCachedTokenTotal();
    List<GenerateResponse> first = events(everywhere);
    List<GenerateResponse> second = events(everywhere);

    assertThat(summary(first).getCachedTokenCount()).isZero();
    assertThat(summary(events(plain)).getCachedTokenCount()).isZero();
    int cached = summary(second).getCachedTokenCount();
    assertThat(cached).isPositive();
    assertThat(summary(events(after)).getCachedTokenCount()).isEqualTo(cached);
    assertThat(load().getCachedTokenTotal() - before).isEqualTo(2L * cached);
    assertThat(load().getPrefixByteCount()).isPositive();
    assertThat(ids(second)).isEqualTo(ids(first));
    SteeringReceipt.Entry one = summary(first).getReceipt().getEntries(0);
    SteeringReceipt.Entry other = summary(second).getReceipt().getEntries(0);
    assertThat(other.getPromptTokenCount()).isEqualTo(one.getPromptTokenCount());
    assertThat(other.getMeanDose()).isCloseTo(one.getMeanDose(), within(1e-5));
    assertThat(other.getMeanProjectionAfter())
        .isCloseTo(one.getMeanProjectionAfter(), within(1e-4));
  }

  @Test
  void aScheduleStopsSteeringAndTheReceiptTellsWhatWasApplied() {
    Schedule schedule =
        Schedule.newBuilder()
            .setRamp(Schedule.Ramp.newBuilder().setFrom(1).setTo(0).setTokenCount(4))
            .build();
    Intervention ramped =
        add("meandiff_last.2", 2, 2, PositionRule.POSITION_RULE_GENERATED_ONLY).toBuilder()
            .setSchedule(schedule)
            .build();
    SteeringReceipt.Entry entry = summary(events(golden(ramped))).getReceipt().getEntries(0);

    assertThat(entry.getGeneratedTokenCount()).isEqualTo(4);
    assertThat(entry.getStrength()).isEqualTo(2);
    assertThat(entry.getMeanStrength()).isCloseTo(2 * (1 + 0.75 + 0.5 + 0.25) / 4, within(1e-6));
  }

  @Test
  void badSchedulesGatesAndPoliciesNameTheirField() {
    Intervention good = add("meandiff_last.2", 2, 2, PositionRule.POSITION_RULE_ALL);
    refused(
        "interventions[0].schedule.half_life",
        golden(good.toBuilder().setSchedule(Schedule.newBuilder().setHalfLife(0)).build()));
    Gate both =
        Gate.newBuilder()
            .setVector(good.getVector())
            .setLatched(true)
            .setCloseThreshold(-1)
            .build();
    refused("interventions[0].gate.latched", golden(good.toBuilder().setGate(both).build()));
    refused("text_count", golden().toBuilder().setTextCount(9).build());
    refused("caller", golden().toBuilder().setCaller("x".repeat(129)).build());
    refused(
        "policy.watch.window",
        golden().toBuilder()
            .setPolicy(SteeringPolicy.newBuilder().setWatch(Watch.newBuilder().setWindow(3)))
            .build());
    refused(
        "sampling.frequency_penalty",
        golden().toBuilder().setSampling(greedy(3).toBuilder().setFrequencyPenalty(3)).build());
    Refused.with(
        ErrorReason.TOKEN_OUT_OF_RANGE,
        () ->
            events(
                golden().toBuilder()
                    .setSampling(greedy(3).toBuilder().putLogitBias(100_000, 1))
                    .build()));
  }

  private static void refused(String field, GenerateRequest request) {
    RemoteError error = Refused.with(ErrorReason.FIELD_INVALID, () -> events(request));
    assertThat(error.violations()).extracting(FieldViolation::field).containsExactly(field);
  }

  private static ModelLoad load() {
    return service.getModel(GetModelRequest.getDefaultInstance()).getLoad();
  }

  private static List<GenerateResponse> events(GenerateRequest request) {
    return ImmutableList.copyOf(service.generate(request));
  }

  private static List<GeneratedToken> tokens(GenerateRequest request) {
    return events(request).stream()
        .filter(GenerateResponse::hasToken)
        .map(GenerateResponse::getToken)
        .toList();
  }

  private static List<Integer> ids(List<GenerateResponse> events) {
    return events.stream()
        .filter(GenerateResponse::hasToken)
        .map(event -> event.getToken().getId())
        .toList();
  }

  private static GenerationSummary summary(List<GenerateResponse> events) {
    return events.stream()
        .filter(GenerateResponse::hasSummary)
        .map(GenerateResponse::getSummary)
        .findFirst()
        .orElseThrow();
  }
}
