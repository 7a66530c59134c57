package org.steermesh.eval.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.PageRequest;
import org.steermesh.eval.domain.Cell;
import org.steermesh.eval.domain.CellResult;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Evaluation;
import org.steermesh.eval.domain.Evaluation.Failure;
import org.steermesh.eval.domain.Evaluation.State;
import org.steermesh.eval.domain.EvaluationStore;
import org.steermesh.eval.domain.Finding;
import org.steermesh.eval.domain.Results;
import org.steermesh.eval.domain.Subject;
import org.steermesh.redis.LuaScript;
import org.steermesh.redis.Redis;

/**
 * Evaluations in Redis.
 *
 * <pre>
 * {evaluations}:index         sorted set of members "time id", newest first, every evaluation
 * {evaluations}:work          sorted set of ids, unfinished ones; score = when it may be claimed, ms
 * {evaluations}:head:ID       hash: declaration, subject, member, created, started, ended, state,
 *                             failure, holder and lease (of the claim, ms), cancel (asked), forgotten (operation)
 * {evaluations}:cells:ID      hash: cell index to result; "step NAME" to what that step of a study found
 * </pre>
 *
 * <p>All keys share a hash tag, so that a script may change several of them in a cluster too.
 * Claims are timed by Redis' own clock.
 */
@Singleton
class RedisEvaluationStore implements EvaluationStore {

  private static final String INDEX = EvaluationKeyspace.PREFIX + "index";
  private static final String WORK = EvaluationKeyspace.PREFIX + "work";
  private static final String HEAD = EvaluationKeyspace.PREFIX + "head:";
  private static final String CELLS = EvaluationKeyspace.PREFIX + "cells:";
  private static final String FINDING = "step ";
  private static final String CLAIMED = "CLAIMED ";

  private static final LuaScript CREATE = LuaScript.load(RedisEvaluationStore.class, "create");
  private static final LuaScript CLAIM = LuaScript.load(RedisEvaluationStore.class, "claim");
  private static final LuaScript RENEW = LuaScript.load(RedisEvaluationStore.class, "renew");
  private static final LuaScript RELEASE = LuaScript.load(RedisEvaluationStore.class, "release");
  private static final LuaScript ADD_CELL = LuaScript.load(RedisEvaluationStore.class, "add_cell");
  private static final LuaScript FINISH = LuaScript.load(RedisEvaluationStore.class, "finish");
  private static final LuaScript CANCEL = LuaScript.load(RedisEvaluationStore.class, "cancel");
  private static final LuaScript DELETE = LuaScript.load(RedisEvaluationStore.class, "delete");
  private static final LuaScript DELETE_OPERATION =
      LuaScript.load(RedisEvaluationStore.class, "delete_operation");

  private final Redis redis;
  private final Clock clock;
  private final StoredForms forms = new StoredForms();

  RedisEvaluationStore(Redis redis, Clock clock) {
    this.redis = redis;
    this.clock = clock;
  }

  @Override
  public Creation create(String id, Declaration declaration, Subject subject, int mostWaiting) {
    long now = clock.millis();
    return Creation.valueOf(
        answer(
            CREATE,
            List.of(HEAD + id, INDEX, WORK),
            id,
            forms.write(declaration),
            forms.write(subject),
            member(now, id),
            Long.toString(now),
            Integer.toString(mostWaiting)));
  }

  @Override
  public Optional<Evaluation> find(String id) {
    Map<String, byte[]> head = redis.run(commands -> commands.hgetall(HEAD + id));
    if (head.isEmpty()) {
      return Optional.empty();
    }
    Map<String, byte[]> stored = redis.run(commands -> commands.hgetall(CELLS + id));
    return Optional.of(evaluation(id, head, stored));
  }

  @Override
  public PageRequest.Page<Evaluation> list(PageRequest page) {
    List<String> members = redis.after(INDEX, page.after(), page.size() + 1);
    List<Evaluation> evaluations = new ArrayList<>();
    for (String member : members.subList(0, Math.min(page.size(), members.size()))) {
      find(member.substring(member.indexOf(' ') + 1)).ifPresent(evaluations::add);
    }
    return new PageRequest.Page<>(
        evaluations,
        members.size() > page.size() ? page.tokenAfter(members.get(page.size() - 1)) : "");
  }

  @Override
  public Optional<Claim> claim(Duration lease) {
    String holder = UUID.randomUUID().toString();
    while (true) {
      List<String> ids =
          redis.run(commands -> commands.zrange(WORK, 0, -1)).stream().map(Redis::text).toList();
      if (ids.isEmpty()) {
        return Optional.empty();
      }
      List<String> keys = Stream.concat(Stream.of(WORK), ids.stream().map(HEAD::concat)).toList();
      String told =
          answer(
              CLAIM,
              keys,
              Stream.concat(Stream.of(holder, Long.toString(lease.toMillis())), ids.stream())
                  .toArray(String[]::new));
      if (told.startsWith(CLAIMED)) {
        return Optional.of(new Claim(told.substring(CLAIMED.length()), holder));
      }
      if (told.equals("NONE")) {
        return Optional.empty();
      }
      // Another one is first by now.
    }
  }

  @Override
  public Renewal renew(Claim claim, Duration lease) {
    String millis = Long.toString(lease.toMillis());
    return Renewal.valueOf(
        answer(RENEW, List.of(HEAD + claim.id(), WORK), claim.id(), claim.holder(), millis));
  }

  @Override
  public void release(Claim claim) {
    answer(RELEASE, List.of(HEAD + claim.id(), WORK), claim.id(), claim.holder());
  }

  @Override
  public boolean addCell(Claim claim, int index, CellResult result) {
    return answer(
            ADD_CELL,
            List.of(HEAD + claim.id(), CELLS + claim.id()),
            claim.holder(),
            Integer.toString(index),
            forms.writeCell(result))
        .equals("KEPT");
  }

  @Override
  public boolean addFinding(Claim claim, String step, Finding finding) {
    return answer(
            ADD_CELL,
            List.of(HEAD + claim.id(), CELLS + claim.id()),
            claim.holder(),
            FINDING + step,
            forms.writeFinding(finding))
        .equals("KEPT");
  }

  @Override
  public boolean finish(Claim claim, State state, Optional<Failure> failure) {
    return answer(
            FINISH,
            List.of(HEAD + claim.id(), WORK),
            claim.id(),
            claim.holder(),
            state.name(),
            failure.map(forms::write).orElse(""))
        .equals("FINISHED");
  }

  @Override
  public Optional<State> cancel(String id) {
    String state = answer(CANCEL, List.of(HEAD + id, WORK), id);
    return state.equals("MISSING") ? Optional.empty() : Optional.of(State.valueOf(state));
  }

  @Override
  public Deletion delete(String id) {
    return Deletion.valueOf(answer(DELETE, List.of(HEAD + id, CELLS + id, INDEX, WORK), id));
  }

  @Override
  public boolean isOperationDeleted(String id) {
    return redis.run(commands -> commands.hexists(HEAD + id, "forgotten"));
  }

  @Override
  public Deletion deleteOperation(String id) {
    return Deletion.valueOf(answer(DELETE_OPERATION, List.of(HEAD + id, WORK), id));
  }

  private String answer(LuaScript script, List<String> keys, String... arguments) {
    byte[][] values = Stream.of(arguments).map(Redis::bytes).toArray(byte[][]::new);
    return redis.text(script, keys, values).orElseThrow();
  }

  /** Newest first: the time is written as what is left of it, so that later sorts earlier. */
  private static String member(long millis, String id) {
    return String.format("%016x %s", Long.MAX_VALUE - millis, id);
  }

  private Evaluation evaluation(String id, Map<String, byte[]> head, Map<String, byte[]> stored) {
    Declaration declaration = forms.read(field(head, "declaration"), Declaration.class);
    List<Cell> cells = declaration.cells();
    List<CellResult> results = new ArrayList<>();
    for (int index = 0; index < cells.size(); index++) {
      byte[] result = stored.get(Integer.toString(index));
      if (result != null) {
        results.add(forms.readCell(cells.get(index), result));
      }
    }
    SortedMap<String, Finding> findings = new TreeMap<>();
    stored.forEach((name, finding) -> {
      if (name.startsWith(FINDING)) {
        findings.put(name.substring(FINDING.length()), forms.read(finding, Finding.class));
      }
    });
    Subject subject = forms.read(field(head, "subject"), Subject.class);
    return new Evaluation(id, declaration, subject, progress(head), new Results(results, findings));
  }

  private Evaluation.Progress progress(Map<String, byte[]> head) {
    return new Evaluation.Progress(
        State.valueOf(new String(field(head, "state"), UTF_8)),
        time(head, "created").orElseThrow(),
        time(head, "started"),
        time(head, "ended"),
        Optional.ofNullable(head.get("failure")).map(json -> forms.read(json, Failure.class)));
  }

  private static Optional<Instant> time(Map<String, byte[]> head, String name) {
    return Optional.ofNullable(head.get(name))
        .map(millis -> Instant.ofEpochMilli(Long.parseLong(new String(millis, UTF_8))));
  }

  private static byte[] field(Map<String, byte[]> head, String name) {
    byte @Nullable [] value = head.get(name);
    return Objects.requireNonNull(value, name);
  }
}
