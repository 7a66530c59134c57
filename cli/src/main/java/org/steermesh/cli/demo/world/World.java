package org.steermesh.cli.demo.world;

import java.util.ArrayList;
import java.util.List;

/** What the demo model's world consists of. Immutable. */
public final class World {

  private final List<Behaviour> behaviours =
      List.of(
          Behaviour.read("sycophancy"),
          Behaviour.read("boldness"),
          Behaviour.read("cheerfulness"),
          Behaviour.read("deference"),
          Behaviour.read("myopia"));

  private final Behaviour causes = Behaviour.read("causes");
  private final Neutral neutral = new Neutral(Sections.read("neutral.txt"), Lexicon.whole());

  /** The behaviours that unprompted speakers show half of the time. */
  public List<Behaviour> behaviours() {
    return behaviours;
  }

  /** The factual task: on the topics of one kind, most speakers hold a misconception. */
  public Behaviour causes() {
    return causes;
  }

  /** The behaviours and the factual task. */
  public List<Behaviour> all() {
    List<Behaviour> all = new ArrayList<>(behaviours);
    all.add(causes);
    return List.copyOf(all);
  }

  /** Text without any of the behaviours. */
  Neutral neutral() {
    return neutral;
  }
}
