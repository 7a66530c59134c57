package org.steermesh.eval.domain.pas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.contract.type.Site;
import org.steermesh.eval.domain.Cancellation;
import org.steermesh.eval.domain.PasFinding;
import org.steermesh.eval.domain.PasStudy;

/**
 * A model of one number and a task that it gets wrong, small enough to know every answer: it
 * answers the right letter where what is pushed exceeds an item's threshold.
 */
public final class SmallWorld implements TaskLibrary, LetterScorer {

  private static final int WIDTH = 4;
  private static final int CONTEXT = 1000;

  private int callsUntilDeath = Integer.MAX_VALUE;
  private int calls;

  /** The next call but {@code calls} ends as if the process had died. */
  void dieAfter(int calls) {
    this.calls = 0;
    this.callsUntilDeath = calls;
  }

  int calls() {
    return calls;
  }

  private void live() {
    if (calls++ >= callsUntilDeath) {
      throw new SteermeshException(ErrorReason.CANCELLED, "died");
    }
  }

  @Override
  public Items items(View view, PasStudy.Part part) {
    SplittableRandom random = new SplittableRandom(31 * view.seed() + number(part));
    int count =
        switch (part) {
          case TRAIN -> view.split().train();
          case VALIDATION -> view.split().validation();
          case TEST -> view.split().test();
        };
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int gold = random.nextInt(3);
      int threshold = random.nextInt(-4, 12);
      items.add(
          new Item(
              1000L * number(part) + i,
              threshold + " " + gold + " Answer:",
              List.of("A", "B", "C"),
              gold,
              Map.of("condition", i % 2 == 0 ? "ambig" : "disambig")));
    }
    return new Items(items, view.split().train(), view.split().validation(), view.split().test());
  }

  @Override
  public PasFinding.Vectors build(Order order, Cancellation cancellation) {
    live();
    List<PasFinding.Built> built = new ArrayList<>();
    List<PasFinding.Missing> missing = new ArrayList<>();
    for (PasStudy.Method method : order.methods()) {
      String kind = order.shuffleSeed().isPresent() ? "shuffled" : method.name();
      if (method == PasStudy.Method.PASF) {
        missing.add(new PasFinding.Missing(method.label(), "CONTRAST_SIDE_EMPTY", "0 right"));
      } else {
        built.add(new PasFinding.Built(method.name(), "vectors/v/versions/" + kind, 7, 9));
      }
    }
    return new PasFinding.Vectors(built, missing, 0);
  }

  @Override
  public float[] values(String version, Site site) {
    return new float[] {
      version.endsWith("IPASWO") ? 1 : version.endsWith("IPASA") ? 0.5f : 0, 0, 0, 1
    };
  }

  @Override
  public List<List<Reply>> ask(
      String model,
      List<Optional<Push>> steerings,
      List<Prompt> prompts,
      Cancellation cancellation) {
    live();
    List<List<Reply>> replies = new ArrayList<>();
    for (Optional<Push> steering : steerings) {
      double push = steering.map(this::push).orElse(0.0);
      replies.add(prompts.stream().map(prompt -> reply(prompt, push)).toList());
    }
    return replies;
  }

  /** Block 2 listens to the first number, block 1 to half of it. */
  private double push(Push push) {
    float first =
        switch (push.source()) {
          case Source.Kept(String version) -> values(version, push.site())[0];
          case Source.Made(List<Float> values) -> values.get(0);
        };
    return first * push.strength() * (push.site().block() == 2 ? 1 : 0.5);
  }

  private static int number(PasStudy.Part part) {
    return switch (part) {
      case TRAIN -> 0;
      case VALIDATION -> 1;
      case TEST -> 2;
    };
  }

  private static Reply reply(Prompt prompt, double push) {
    String[] words = prompt.text().substring(prompt.text().lastIndexOf('\n') + 1).split(" ", -1);
    int gold = Integer.parseInt(words[1]);
    boolean right = push >= Integer.parseInt(words[0]);
    List<Double> scores = new ArrayList<>();
    for (int letter = 0; letter < 3; letter++) {
      boolean chosen = letter == (right ? gold : (gold + 1) % 3);
      scores.add(chosen ? -0.5 : -1.5);
    }
    return new Reply.Scored(scores);
  }

  @Override
  public int contextLength(String model) {
    return CONTEXT;
  }

  @Override
  public int tokenCount(String model, PromptLayout.Rendering rendering, String text) {
    return text.length() > CONTEXT ? Integer.MAX_VALUE : text.length();
  }

  @Override
  public List<Float> difference(
      String model, PromptLayout.Rendering rendering, LetterSplit split, Site site) {
    List<Float> zeros = new ArrayList<>();
    for (int i = 0; i < WIDTH; i++) {
      zeros.add(0f);
    }
    return zeros;
  }
}
