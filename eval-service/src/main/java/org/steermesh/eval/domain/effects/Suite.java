package org.steermesh.eval.domain.effects;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.PromptLayout;
import org.steermesh.eval.domain.Declaration;
import org.steermesh.eval.domain.Library;

/** One thing that is measured. */
public sealed interface Suite {

  /** For people; tells the suites of one study apart. */
  String name();

  /** The data set that it reads; empty for none. */
  Optional<String> dataset();

  /** The same with the digest and the number of items filled in. */
  Suite resolved(Function<String, Library.Dataset> datasets);

  /**
   * Questions with a right and a wrong listed option.
   *
   * @param items the positive answer is the right one
   * @param digest of the data set; empty before it is resolved
   */
  record Pairs(String name, Declaration.Items items, String digest) implements Suite {

    @Override
    public Optional<String> dataset() {
      return Optional.of(items.dataset());
    }

    @Override
    public Suite resolved(Function<String, Library.Dataset> datasets) {
      Library.Dataset dataset = datasets.apply(items.dataset());
      long rest = dataset.itemCount() - items.first();
      if (rest <= 0) {
        throw SteermeshException.ofField(
            "declaration.side_effects.suites",
            name
                + " begins at item "
                + items.first()
                + ", past the end: "
                + dataset.name()
                + " has "
                + dataset.itemCount());
      }
      long count = items.count() == 0 ? rest : Math.min(rest, items.count());
      return new Pairs(
          name,
          new Declaration.Items(items.dataset(), items.first(), count, items.layout()),
          dataset.digest());
    }
  }

  /**
   * Multiple-choice items of a task, answered by their letters.
   *
   * @param draw which items
   * @param rendering how prompts are shown
   * @param digest of the data set; empty before it is resolved
   */
  record Choices(String name, Draw draw, PromptLayout.Rendering rendering, String digest)
      implements Suite {

    @Override
    public Optional<String> dataset() {
      return Optional.of(draw.dataset());
    }

    @Override
    public Suite resolved(Function<String, Library.Dataset> datasets) {
      Library.Dataset dataset = datasets.apply(draw.dataset());
      if (!dataset.ofTask()) {
        throw new SteermeshException(
                ErrorReason.DATASET_KIND_MISMATCH,
                dataset.name()
                    + " holds contrastive pairs, but the suite '"
                    + name
                    + "' needs multiple-choice items; upload its file with a task definition, or"
                    + " declare pairs")
            .with("dataset", dataset.name());
      }
      return new Choices(name, draw, rendering, dataset.digest());
    }
  }

  /**
   * Items drawn from a data set.
   *
   * @param dataset {@code datasets/{dataset}}
   * @param most at least 1
   * @param seed of which items, and of the order of their choices
   */
  record Draw(String dataset, int most, long seed) {}

  /**
   * Questions with true and false answers in full.
   *
   * @param items at least one
   * @param layout how a question is shown; its prefix stands before every answer, unscored
   */
  record Truth(String name, List<TruthItem> items, PromptLayout layout) implements Suite {

    /** Keeps the list. */
    public Truth {
      items = List.copyOf(items);
    }

    @Override
    public Optional<String> dataset() {
      return Optional.empty();
    }

    @Override
    public Suite resolved(Function<String, Library.Dataset> datasets) {
      return this;
    }
  }

  /**
   * A question with its answers.
   *
   * @param right true answers, the best one first
   * @param wrong false answers
   */
  record TruthItem(String question, List<String> right, List<String> wrong) {

    /** Keeps the lists. */
    public TruthItem {
      right = List.copyOf(right);
      wrong = List.copyOf(wrong);
    }
  }

  /**
   * Texts that have nothing to do with what is steered.
   *
   * @param texts at least one
   * @param divergence whether the distance from the unsteered distributions is measured
   */
  record Neutral(String name, List<String> texts, boolean divergence) implements Suite {

    /** Keeps the list. */
    public Neutral {
      texts = List.copyOf(texts);
    }

    @Override
    public Optional<String> dataset() {
      return Optional.empty();
    }

    @Override
    public Suite resolved(Function<String, Library.Dataset> datasets) {
      return this;
    }
  }
}
