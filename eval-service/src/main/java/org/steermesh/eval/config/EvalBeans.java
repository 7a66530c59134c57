package org.steermesh.eval.config;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.steermesh.eval.domain.EvaluationCatalog;
import org.steermesh.eval.domain.EvaluationRunner;
import org.steermesh.eval.domain.EvaluationStore;
import org.steermesh.eval.domain.Library;
import org.steermesh.eval.domain.Retry;
import org.steermesh.eval.domain.Scorer;
import org.steermesh.eval.domain.StudyRunners;
import org.steermesh.eval.domain.Workers;
import org.steermesh.eval.domain.effects.SideEffectRunner;
import org.steermesh.eval.domain.judging.ChatEndpoint;
import org.steermesh.eval.domain.judging.JudgeRules;
import org.steermesh.eval.domain.judging.OpenEndedRunner;
import org.steermesh.eval.domain.judging.Writer;
import org.steermesh.eval.domain.pas.LetterScorer;
import org.steermesh.eval.domain.pas.PasRunner;
import org.steermesh.eval.domain.pas.TaskLibrary;

/** Puts the domain together; it starts and stops with the service. */
@Dependent
class EvalBeans {

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  EvaluationCatalog catalog(
      EvaluationStore store,
      Library library,
      EvalServiceConfig config,
      @ConfigProperty(name = "quarkus.application.version") String codeVersion) {
    return new EvaluationCatalog(store, library, config.maxUnfinished(), codeVersion);
  }

  @Produces
  @Singleton
  StudyRunners studies(
      TaskLibrary tasks,
      LetterScorer letters,
      OpenEndedRunner openEnded,
      SideEffectRunner sideEffects) {
    return new StudyRunners(new PasRunner(tasks, letters), openEnded, sideEffects);
  }

  @Produces
  @Singleton
  OpenEndedRunner openEnded(Library library, Writer writer, ChatEndpoint endpoint) {
    return new OpenEndedRunner(library, writer, endpoint);
  }

  @Produces
  @Singleton
  SideEffectRunner sideEffects(
      Library library, TaskLibrary tasks, Scorer scorer, EvalServiceConfig config) {
    return new SideEffectRunner(library, tasks, scorer, config.cellsPerPass());
  }

  @Produces
  @Singleton
  EvaluationRunner runner(
      EvaluationStore store,
      Library library,
      Scorer scorer,
      StudyRunners studies,
      EvalServiceConfig config) {
    Retry retry = new Retry(config.retryLimit());
    return new EvaluationRunner(store, library, scorer, retry, config.cellsPerPass(), studies);
  }

  @Produces
  @Singleton
  JudgeRules judgeRules(EvalServiceConfig config) {
    return new JudgeRules(
        config.judgeUrls().orElse(List.of()), config.judgeKeyVariables(), System.getenv());
  }

  @Produces
  @Singleton
  Workers workers(EvaluationStore store, EvaluationRunner runner, EvalServiceConfig config) {
    return new Workers(
        store, runner, new Workers.Settings(config.concurrency(), config.lease(), config.poll()));
  }

  void start(@Observes StartupEvent event, Workers workers) {
    workers.start();
  }

  void stop(@Observes ShutdownEvent event, Workers workers) {
    workers.stop();
  }
}
