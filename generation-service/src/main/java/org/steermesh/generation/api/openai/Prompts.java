package org.steermesh.generation.api.openai;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.FieldViolation;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.server.CallContext;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.tokenizer.TextTokenizer;
import org.steermesh.generation.api.TextGeneration;
import org.steermesh.generation.v1.GenerateRequest;
import org.steermesh.generation.v1.GenerateResponse;
import org.steermesh.generation.v1.GeneratedToken;
import org.steermesh.generation.v1.GenerationSummary;
import org.steermesh.host.Refusals;

/** Generates from all prompts of one request at the same time; one that fails ends the others. */
final class Prompts {

  /** What the engine says of a prompt, not of how it is steered. */
  private static final Set<EngineReason> OF_PROMPTS =
      Set.of(
          EngineReason.PROMPT_EMPTY,
          EngineReason.PROMPT_TOO_LONG,
          EngineReason.TOKEN_OUT_OF_RANGE,
          EngineReason.POSITION_NOT_FOUND);

  private final TextGeneration texts;
  private final Asked asked;
  private final Receiver receiver;
  private final BooleanSupplier cancelled;
  private final List<ShownText> shown = new ArrayList<>();
  private final ReentrantLock turn = new ReentrantLock();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * For one request.
   *
   * @param tokenizer of the tokens that are told
   * @param receiver told what comes
   * @param cancelled whether nobody waits any more
   */
  Prompts(
      TextGeneration texts,
      Asked asked,
      TextTokenizer tokenizer,
      Receiver receiver,
      BooleanSupplier cancelled) {
    this.texts = texts;
    this.asked = asked;
    this.receiver = receiver;
    this.cancelled = cancelled;
    for (int i = 0; i < asked.choices(); i++) {
      shown.add(new ShownText(tokenizer));
    }
  }

  /** Who is told what comes, by one thread at a time; choices count over all prompts, from 0. */
  sealed interface Receiver permits StreamedAnswer, WholeAnswer {

    /** The next token of a choice; {@code text} does not have it yet. */
    void token(int choice, ShownText text, GeneratedToken token);

    /** The end of a choice of a prompt. */
    void end(int prompt, int choice, ShownText text, GenerationSummary summary);
  }

  /** Generates; returns when all is sent. What goes wrong is thrown. */
  void generate() throws InterruptedException {
    List<GenerateRequest> requests = asked.requests();
    if (requests.size() == 1) {
      texts.generate(requests.getFirst(), answers(0));
      return;
    }
    CallContext context = CallContext.current();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < requests.size(); i++) {
        int prompt = i;
        threads.execute(context.wrap(() -> generate(prompt, requests.get(prompt))));
      }
    }
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case InterruptedException e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  private void generate(int prompt, GenerateRequest request) {
    try {
      texts.generate(request, answers(prompt));
    } catch (EngineException e) {
      failure.compareAndSet(null, OF_PROMPTS.contains(e.reason()) ? of(prompt, e) : e);
    } catch (InterruptedException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  /** The same refusal, of one of the prompts. */
  private static SteermeshException of(int prompt, EngineException refusal) {
    SteermeshException told = Refusals.of(refusal);
    return told.withViolations(
        List.of(new FieldViolation("input.prompt[" + prompt + "]", told.message())));
  }

  private TextGeneration.Answers answers(int prompt) {
    return new TextGeneration.Answers() {
      @Override
      public void send(GenerateResponse event) {
        turn.lock();
        try {
          tell(prompt, event);
        } finally {
          turn.unlock();
        }
      }

      @Override
      public boolean isCancelled() {
        return failure.get() != null || cancelled.getAsBoolean();
      }
    };
  }

  private void tell(int prompt, GenerateResponse event) {
    int first = prompt * asked.textCount();
    int choice = first + event.getTextIndex();
    ShownText text = shown.get(choice);
    switch (event.getEventCase()) {
      case INPUT ->
          shown
              .subList(first, first + asked.textCount())
              .forEach(each -> each.echo(event.getInput()));
      case TOKEN -> receiver.token(choice, text, event.getToken());
      case SUMMARY -> receiver.end(prompt, choice, text, event.getSummary());
      case EVENT_NOT_SET -> throw new IllegalStateException("an event without content");
    }
  }
}
