package org.steermesh.generation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.engine.EngineException;
import org.steermesh.engine.EngineReason;
import org.steermesh.engine.GeneratedToken;
import org.steermesh.engine.GenerationListener;
import org.steermesh.engine.GenerationRequest;
import org.steermesh.engine.GenerationResult;
import org.steermesh.engine.LanguageModel;
import org.steermesh.engine.Sampling;
import org.steermesh.engine.tokenizer.TokenSequence;
import org.steermesh.generation.domain.GenerationLoop.Place;
import org.steermesh.generation.domain.GenerationLoop.Settings;
import org.steermesh.host.ModelHost;
import org.steermesh.host.testing.Golden;
import org.steermesh.host.testing.HostedModel;

@QuarkusTest
@WithTestResource(HostedModel.class)
class GenerationLoopTest {

  @Inject ModelHost host;

  /** One text runs, two wait. */
  private final GenerationLoop loop =
      new GenerationLoop(() -> host.model("model", ""), new Settings(1, 2, 16, 0, 0));

  @AfterEach
  void closeLoop() {
    loop.close();
  }

  /** Follows a text; the first token holds the loop until it may go on. */
  private static final class Followed implements GenerationListener {
    private final CountDownLatch mayGoOn;
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<GenerationResult> result = new CompletableFuture<>();
    private volatile boolean cancelled;
    private final AtomicInteger tokens = new AtomicInteger();

    Followed(CountDownLatch mayGoOn) {
      this.mayGoOn = mayGoOn;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public void onToken(GeneratedToken token) {
      tokens.incrementAndGet();
      begun.countDown();
      await(mayGoOn);
    }

    @Override
    public void onEnd(GenerationResult ended) {
      result.complete(ended);
    }

    @Override
    public void onFailure(Throwable failure) {
      result.completeExceptionally(failure);
    }

    /** Its result, or why there is none. */
    Object outcome() {
      return result
          .<Object>handle((done, why) -> why == null ? done : why)
          .orTimeout(30, TimeUnit.SECONDS)
          .join();
    }
  }

  private static GenerationRequest request(int tokens) {
    int[] ids = Golden.prompt().stream().mapToInt(Integer::intValue).toArray();
    return new GenerationRequest(
        TokenSequence.ofIds(ids),
        new Sampling(0, 0, 1, 0, 1, 0, tokens, List.of(), false),
        List.of());
  }

  @Test
  void whatFindsTheQueueFullIsToldWhenToTryAgainAndOneOfManyGivesWayToAnotherCaller()
      throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Followed running = new Followed(go);
    List<Place> places = new ArrayList<>();
    places.add(submit("greedy", running));
    running.begun.await();
    Followed waiting = new Followed(go);
    Followed displaced = new Followed(go);
    places.add(submit("greedy", waiting));
    places.add(submit("greedy", displaced));

    assertThatThrownBy(() -> loop.admit("greedy", 1))
        .isInstanceOfSatisfying(
            SteermeshException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ErrorReason.QUEUE_FULL);
              assertThat(e.retryDelay()).isEqualTo(Duration.ofSeconds(1));
            });
    assertThat(loop.load().waiting()).isEqualTo(2);

    Followed modest = new Followed(go);
    places.add(submit("modest", modest));
    assertThat(((SteermeshException) displaced.outcome()).reason())
        .isEqualTo(ErrorReason.QUEUE_FULL);
    go.countDown();
    for (Followed each : List.of(running, waiting, modest)) {
      assertThat(each.result.get(30, TimeUnit.SECONDS).ids()).hasSize(4);
    }
    places.forEach(Place::close);
    assertThat(loop.load().done().finished()).isEqualTo(3);
    assertThat(loop.load().done().refused()).isEqualTo(2);
  }

  private Place submit(String caller, Followed followed) {
    Place place = loop.admit(caller, 1);
    place.submit(request(4), followed);
    return place;
  }

  @Test
  void aTextThatIsLeftMakesRoomBeforeItsNextToken() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Followed left = new Followed(go);
    Place first = loop.admit("a", 1);
    first.submit(request(400), left);
    left.begun.await();
    Followed next = new Followed(go);
    Place second = submit("b", next);
    left.cancelled = true;
    go.countDown();
    assertThat(((EngineException) left.outcome()).reason()).isEqualTo(EngineReason.CANCELLED);
    assertThat(left.tokens).hasValue(1);
    assertThat(next.result.get(30, TimeUnit.SECONDS).ids()).hasSize(4);
    second.close();
    first.close();
    assertThat(loop.load().reservedTokens()).isZero();
    assertThat(loop.load().cacheBytes()).isZero();
  }

  @Test
  void closingEndsWhatRunsAndWhatWaitsAndRefusesTheRest() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Followed running = new Followed(go);
    Place place = loop.admit("a", 1);
    place.submit(request(4), running);
    Followed waiting = new Followed(go);
    Place other = submit("b", waiting);
    running.begun.await();
    Thread closing = Thread.ofPlatform().start(loop::close);
    while (!isClosed(place)) {
      Thread.sleep(1);
    }
    go.countDown();
    closing.join();

    for (Followed each : List.of(running, waiting)) {
      assertThat(each.outcome())
          .isInstanceOfSatisfying(SteermeshException.class, GenerationLoopTest::assertDraining);
    }
    assertThatThrownBy(() -> submit("c", new Followed(go)))
        .isInstanceOfSatisfying(SteermeshException.class, GenerationLoopTest::assertDraining);
    place.close();
    other.close();
  }

  private static boolean isClosed(Place place) {
    try {
      return place.prepare(() -> false);
    } catch (SteermeshException e) {
      assertDraining(e);
      return true;
    }
  }

  private static void assertDraining(SteermeshException e) {
    assertThat(e.reason()).isEqualTo(ErrorReason.DRAINING);
  }

  @Test
  void nobodyGivesWayToACallerWhoIsRefusedAllTheSame() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Followed running = new Followed(go);
    List<Place> places = new ArrayList<>();
    places.add(submit("greedy", running));
    running.begun.await();
    List<Followed> waiting = List.of(new Followed(go), new Followed(go));
    waiting.forEach(each -> places.add(submit("greedy", each)));

    assertThatThrownBy(() -> loop.admit("modest", 2)).isInstanceOf(SteermeshException.class);
    assertThat(loop.load().waiting()).isEqualTo(2);
    assertThat(loop.load().done().refused()).isEqualTo(2);
    go.countDown();
    for (Followed each : waiting) {
      assertThat(each.result.get(30, TimeUnit.SECONDS).ids()).hasSize(4);
    }
    places.forEach(Place::close);
  }

  @Test
  void whatEndsTheLoopIsToldToAllWhoRunOrWaitAndTheNextTextBeginsAnew() throws Exception {
    CountDownLatch mayFail = new CountDownLatch(1);
    AtomicInteger begun = new AtomicInteger();
    IllegalStateException why = new IllegalStateException("no model today");
    Supplier<LanguageModel> failing =
        () -> {
          await(mayFail);
          if (begun.getAndIncrement() == 0) {
            throw why;
          }
          return host.model("model", "");
        };
    CountDownLatch go = new CountDownLatch(0);
    try (GenerationLoop unlucky = new GenerationLoop(failing, new Settings(1, 2, 16, 0, 0));
        Place first = unlucky.admit("a", 1);
        Place second = unlucky.admit("b", 1);
        Place third = unlucky.admit("c", 1)) {
      Followed one = new Followed(go);
      Followed two = new Followed(go);
      first.submit(request(4), one);
      second.submit(request(4), two);
      mayFail.countDown();
      assertThat(one.outcome()).isSameAs(why);
      assertThat(two.outcome()).isSameAs(why);
      Followed three = new Followed(go);
      third.submit(request(4), three);
      assertThat(three.result.get(30, TimeUnit.SECONDS).ids()).hasSize(4);
      assertThat(unlucky.load().done().failed()).isEqualTo(2);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
