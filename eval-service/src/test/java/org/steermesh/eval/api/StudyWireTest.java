package org.steermesh.eval.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.RemoteError;
import org.steermesh.contract.StatusTranslator;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.Evaluation.State;
import org.steermesh.eval.domain.EvaluationStore;
import org.steermesh.eval.domain.EvaluationStore.Claim;
import org.steermesh.eval.domain.Experiments;
import org.steermesh.eval.domain.Finding;
import org.steermesh.eval.domain.Notebook;
import org.steermesh.eval.domain.OpenEndedStudy;
import org.steermesh.eval.domain.Retry;
import org.steermesh.eval.domain.SideEffectStudy;
import org.steermesh.eval.domain.Study;
import org.steermesh.eval.domain.StudyExamples;
import org.steermesh.eval.domain.effects.QuizWorld;
import org.steermesh.eval.domain.effects.SideEffectRunner;
import org.steermesh.eval.v1.Arm;
import org.steermesh.eval.v1.ChoiceSuite;
import org.steermesh.eval.v1.CreateEvaluationRequest;
import org.steermesh.eval.v1.Declaration;
import org.steermesh.eval.v1.EndpointJudge;
import org.steermesh.eval.v1.EvalServiceGrpc;
import org.steermesh.eval.v1.Evaluation;
import org.steermesh.eval.v1.GetEvaluationRequest;
import org.steermesh.eval.v1.Judge;
import org.steermesh.eval.v1.JudgedCell;
import org.steermesh.eval.v1.LexicalJudge;
import org.steermesh.eval.v1.Measure;
import org.steermesh.eval.v1.NeutralSuite;
import org.steermesh.eval.v1.OpenEnded;
import org.steermesh.eval.v1.ReadReportRequest;
import org.steermesh.eval.v1.ReadReportResponse;
import org.steermesh.eval.v1.SideEffectCell;
import org.steermesh.eval.v1.SideEffects;
import org.steermesh.eval.v1.Suite;
import org.steermesh.eval.v1.WatchEvaluationRequest;
import org.steermesh.eval.v1.WatchEvaluationResponse;
import org.steermesh.type.v1.PromptLayout;

@QuarkusTest
@QuarkusTestResource(MeshOfOne.class)
class StudyWireTest {

  @Inject EvaluationStore store;

  @ConfigProperty(name = "quarkus.grpc.server.port")
  int port;

  private ManagedChannel channel;
  private EvalServiceGrpc.EvalServiceBlockingStub service;

  @BeforeEach
  void connect() {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    service = EvalServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void gradesComeWithTheirNumbersAndWhatIsNoneIsCounted() {
    OpenEndedStudy study = StudyExamples.openEnded();
    succeed("texts", study, StudyExamples.texts(study));

    Evaluation evaluation = get("texts");
    JudgedCell words = evaluation.getOpenEnded().getCells(2).getGrades(0);
    JudgedCell talker = evaluation.getOpenEnded().getCells(2).getGrades(1);
    JudgedCell away = evaluation.getOpenEnded().getCells(2).getGrades(2);

    assertThat(evaluation.getOpenEnded().getCellsCount()).isEqualTo(6);
    assertThat(evaluation.getOpenEnded().getTextsCount()).isZero();
    assertThat(evaluation.getOpenEnded().getCells(2).getStrength()).isEqualTo(2);
    assertThat(words.getChange()).isCloseTo(3, within(1e-9));
    assertThat(words.getChangePromptCount()).isEqualTo(10);
    assertThat(talker.getGradedCount()).isEqualTo(7);
    assertThat(talker.getUngraded(0).getReason()).isEqualTo("UNPARSED");
    assertThat(talker.getUngraded(0).getCount()).isEqualTo(3);
    assertThat(talker.getMean()).isGreaterThan(7);
    assertThat(away.getMean()).isNaN();
    assertThat(away.getUngraded(0).getReason()).isEqualTo("HTTP_500");
    assertThat(evaluation.getOpenEnded().getAgreementsCount()).isEqualTo(4);
    assertThat(evaluation.getOpenEnded().getUses(1).getRequestCount()).isEqualTo(96);
    assertThat(evaluation.getDeclaration().getOpenEnded().getJudges(1).getEndpoint().getUrl())
        .isEqualTo("http://127.0.0.1:9/v1");
    assertThat(evaluation.getProgress().getDoneCellCount())
        .isEqualTo(evaluation.getProgress().getTotalCellCount())
        .isEqualTo(study.stepCount());
  }

  @Test
  void sideEffectsArePairedItemByItem() {
    SideEffectStudy study = StudyExamples.sideEffects();
    succeed("effects", study, StudyExamples.effects(study));

    Evaluation evaluation = get("effects");
    Measure mc1 = evaluation.getSideEffects().getCells(2).getMeasures(0);
    var plain = evaluation.getSideEffects().getCells(5).getMeasuresList();

    assertThat(mc1.getName()).isEqualTo("mc1");
    assertThat(mc1.getValue()).isEqualTo(0.5);
    assertThat(mc1.getChange()).isEqualTo(-0.5);
    assertThat(mc1.getRightToWrongCount()).isOne();
    assertThat(mc1.getWrongToRightCount()).isZero();
    assertThat(plain.get(0).getName()).isEqualTo("kl_per_token");
    assertThat(plain.get(0).getValue()).isCloseTo(0.1, within(1e-12));
    assertThat(plain.get(1).getName()).isEqualTo("perplexity");
    assertThat(plain.get(1).getValue()).isCloseTo(Math.exp(16 / 6.0), within(1e-9));
    assertThat(plain.get(1).getChange()).isCloseTo(Math.exp(4 / 6.0), within(1e-9));
    assertThat(plain.get(1).getTokenCount()).isEqualTo(6);
  }

  @Test
  void itemsOfFourChoicesAreAnsweredByTheirLettersSteeredAndNot() {
    SideEffectStudy study = StudyExamples.choices("aa");
    Claim claim = claim("quiz", study);
    run(study, claim, new QuizWorld("aa"));
    store.finish(claim, State.SUCCEEDED, Optional.empty());

    Evaluation evaluation = get("quiz");
    List<SideEffectCell> cells = evaluation.getSideEffects().getCellsList();
    Measure unsteered = cells.get(0).getMeasures(0);
    Measure down = cells.get(1).getMeasures(0);
    Measure up = cells.get(2).getMeasures(0);

    assertThat(cells).hasSize(3);
    assertThat(cells.get(0).getMeasuresList())
        .extracting(Measure::getName)
        .containsExactly("accuracy", "probability");
    assertThat(unsteered.getValue()).isCloseTo(5 / 7.0, within(1e-12));
    assertThat(unsteered.getItemCount()).isEqualTo(7);
    assertThat(cells.get(0).getMeasures(1).getValue())
        .isCloseTo((5 * 0.7 + 2 * 0.1) / 7, within(1e-12));
    assertThat(cells.get(0).getUnscoredItems(0).getReason()).isEqualTo("PROMPT_TOO_LONG");
    assertThat(down.getValue()).isCloseTo(2 / 7.0, within(1e-12));
    assertThat(cells.get(1).getMeasures(1).getValue()).isCloseTo(0.25, within(1e-12));
    assertThat(up.getChange()).isCloseTo(-1 / 7.0, within(1e-12));
    assertThat(up.getChangeLow()).isLessThan(up.getChange());
    assertThat(up.getRightToWrongCount()).isEqualTo(2);
    assertThat(up.getWrongToRightCount()).isOne();
    assertThat(cells.get(2).getLargestDose()).isEqualTo(0.2);
    assertThat(evaluation.getDeclaration().getSideEffects().getSuites(0).getChoices())
        .isEqualTo(
            ChoiceSuite.newBuilder()
                .setDataset("datasets/quiz")
                .setMaxItemCount(1000)
                .setSeed(7)
                .setRendering(PromptLayout.Rendering.RENDERING_CHAT)
                .build());
    assertThat(report(ReadReportRequest.Format.FORMAT_HTML, "quiz"))
        .contains("at most 1000 items of datasets/quiz by their letters, seed 7, chat, digest aa");
  }

  @Test
  void itemsThatChangedSinceTheyWereDeclaredAreNotMeasured() {
    SideEffectStudy study = StudyExamples.choices("aa");
    Claim claim = claim("changed-quiz", study);

    assertThatThrownBy(() -> run(study, claim, new QuizWorld("bb")))
        .hasMessageContaining("datasets/quiz has changed since the evaluation was declared");
    store.finish(claim, State.FAILED, Optional.empty());
    assertThat(get("changed-quiz").getSideEffects().getCellsList()).isEmpty();
  }

  @Test
  void badChoicesAreRefusedFieldByField() {
    ChoiceSuite good = ChoiceSuite.newBuilder().setDataset("datasets/quiz").build();

    assertThat(choices(good.toBuilder().clearDataset())).endsWith("choices.dataset");
    assertThat(choices(good.toBuilder().setMaxItemCount(-1))).endsWith("choices.max_item_count");
    assertThat(choices(good.toBuilder().setMaxItemCount(20_001)))
        .endsWith("choices.max_item_count");
    assertThat(choices(good.toBuilder().setSeed(-1))).endsWith("choices.seed");
    assertThat(choices(good.toBuilder().setSeed(1L << 32))).endsWith("choices.seed");
    assertThat(choices(good.toBuilder().setRenderingValue(9))).endsWith("choices.rendering");
  }

  @Test
  void reportsHoldEveryTextAndNothingRuns() throws Exception {
    OpenEndedStudy study = StudyExamples.openEnded();
    succeed("page-texts", study, StudyExamples.texts(study));
    SideEffectStudy effects = StudyExamples.sideEffects();
    succeed("page-effects", effects, StudyExamples.effects(effects));

    String html = report(ReadReportRequest.Format.FORMAT_HTML, "page-texts", "page-effects");
    String csv = report(ReadReportRequest.Format.FORMAT_CSV, "page-texts");
    String effectsCsv = report(ReadReportRequest.Format.FORMAT_CSV, "page-effects");
    String json = report(ReadReportRequest.Format.FORMAT_JSON, "page-texts");

    assertThat(html)
        .contains("<details>", "&lt;i&gt;I love it&lt;/i&gt;", "no grade, UNPARSED", "kl_per_token")
        .doesNotContain("<script");
    assertThat(csv).contains("setting,arm,strength,judge", "HTTP_500=10");
    assertThat(effectsCsv.lines()).hasSize(1 + 12);
    Struct.Builder parsed = Struct.newBuilder();
    JsonFormat.parser().merge(json, parsed);
    assertThat(json).contains("\"reply\": \"\\u003ci\\u003eI love it\\u003c/i\\u003e\"");
    assertThat(json.split("\"promptIndex\"|\"seed\": \"")).hasSizeGreaterThan(60);
  }

  @Test
  void watchingTellsWhatWasFoundInWords() {
    SideEffectStudy study = StudyExamples.sideEffects();
    succeed("watched-effects", study, StudyExamples.effects(study));

    Iterator<WatchEvaluationResponse> changes =
        service.watchEvaluation(
            WatchEvaluationRequest.newBuilder().setName("evaluations/watched-effects").build());
    List<String> news = new ArrayList<>();
    changes.forEachRemaining(change -> news.addAll(change.getNewsList()));

    assertThat(news).hasSize(6).first().asString().startsWith("truth, unsteered: mc1 1.000");
  }

  @Test
  void judgesElsewhereAreRefusedBeforeAnythingIsAsked() {
    OpenEnded open = open().build();

    RemoteError elsewhere = refusal(with(open, judge("http://10.0.0.7/v1", "")));
    RemoteError secret = refusal(with(open, judge("http://127.0.0.1:9/v1", "PATH")));

    assertThat(elsewhere.reason()).isEqualTo("JUDGE_NOT_ALLOWED");
    assertThat(elsewhere.message()).contains("steermesh.eval.judge-urls");
    assertThat(secret.reason()).isEqualTo("JUDGE_NOT_ALLOWED");
    assertThat(secret.message()).contains("steermesh.eval.judge-key-variables");
  }

  @Test
  void badStudiesAreRefusedFieldByField() {
    assertThat(field(open().clearPrompts())).endsWith("prompts");
    assertThat(field(open().clearArms())).endsWith("arms");
    assertThat(field(open().addSettings(OpenEnded.Setting.SETTING_CHOICES))).endsWith("prompts[0]");
    assertThat(field(open().setSamplesPerPrompt(17))).endsWith("samples_per_prompt");
    assertThat(field(open().addJudges(Judge.newBuilder()))).endsWith("judges[0].name");
    assertThat(field(open().addJudges(Judge.newBuilder().setName("j")))).endsWith("judges[0].kind");
    Judge words =
        Judge.newBuilder()
            .setName("w")
            .setLexical(LexicalJudge.newBuilder().addPositive("a").addNegative("b"))
            .build();
    assertThat(field(open().addJudges(words).addJudges(words))).endsWith("judges[1].name");
    assertThat(effect(Suite.newBuilder().setName("s"))).endsWith("suites[0].kind");
    assertThat(effect(Suite.newBuilder().setName("s").setNeutral(NeutralSuite.newBuilder())))
        .endsWith("suites[0].neutral.texts");
  }

  private static OpenEnded.Builder open() {
    return OpenEnded.newBuilder()
        .addPrompts("Why?")
        .addArms(Arm.newBuilder().setVector("vectors/v"))
        .addStrengths(1);
  }

  private static Judge judge(String url, String variable) {
    return Judge.newBuilder()
        .setName("j")
        .setEndpoint(
            EndpointJudge.newBuilder()
                .setUrl(url)
                .setModel("m")
                .setKeyVariable(variable)
                .setRubric("{answer}"))
        .build();
  }

  private static Declaration.Builder with(OpenEnded open, Judge judge) {
    return Declaration.newBuilder().setOpenEnded(open.toBuilder().addJudges(judge));
  }

  private String field(OpenEnded.Builder open) {
    return refusal(Declaration.newBuilder().setOpenEnded(open)).violations().getFirst().field();
  }

  private String effect(Suite.Builder suite) {
    SideEffects.Builder effects =
        SideEffects.newBuilder()
            .addArms(Arm.newBuilder().setVector("vectors/v"))
            .addStrengths(1)
            .addSuites(suite);
    return refusal(Declaration.newBuilder().setSideEffects(effects))
        .violations()
        .getFirst()
        .field();
  }

  private String choices(ChoiceSuite.Builder choices) {
    return effect(Suite.newBuilder().setName("s").setChoices(choices));
  }

  private RemoteError refusal(Declaration.Builder declaration) {
    CreateEvaluationRequest request =
        CreateEvaluationRequest.newBuilder().setDeclaration(declaration).build();
    RemoteError[] error = new RemoteError[1];
    assertThatThrownBy(() -> service.createEvaluation(request))
        .satisfies(thrown -> error[0] = StatusTranslator.read(thrown));
    return error[0];
  }

  private Evaluation get(String id) {
    return service.getEvaluation(
        GetEvaluationRequest.newBuilder().setName("evaluations/" + id).build());
  }

  private String report(ReadReportRequest.Format format, String... ids) {
    ReadReportRequest.Builder request = ReadReportRequest.newBuilder().setFormat(format);
    for (String id : ids) {
      request.addNames("evaluations/" + id);
    }
    ByteString bytes = ByteString.EMPTY;
    for (Iterator<ReadReportResponse> chunks = service.readReport(request.build());
        chunks.hasNext(); ) {
      bytes = bytes.concat(chunks.next().getData());
    }
    return bytes.toStringUtf8();
  }

  private Claim claim(String id, Study study) {
    var like = Experiments.queued("humour");
    store.create(id, like.declaration().with(study), like.subject(), 99);
    return store.claim(Duration.ofMinutes(1)).orElseThrow();
  }

  private void run(SideEffectStudy study, Claim claim, QuizWorld world) {
    Cancellation cancellation = new Cancellation();
    Notebook notebook =
        new Notebook(store, claim, new Retry(Duration.ZERO), cancellation, new TreeMap<>());
    new SideEffectRunner(world, world, world, 2).run(study, notebook, cancellation);
  }

  private void succeed(String id, Study study, SortedMap<String, Finding> findings) {
    Claim claim = claim(id, study);
    findings.forEach((step, finding) -> store.addFinding(claim, step, finding));
    store.finish(claim, State.SUCCEEDED, Optional.empty());
  }
}
