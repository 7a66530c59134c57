package org.steermesh.eval.domain;

/**
 * Names of the steps of one seed of one task.
 *
 * @param task index of the task
 * @param seed of splits and permutations
 */
public record PasSteps(int task, long seed) {

  private String prefix() {
    return task + "/" + seed + "/";
  }

  /** Building the vectors of a search. */
  public String vectors(boolean fewShot) {
    return prefix() + "vectors" + search(fewShot);
  }

  /** Building the vectors of shuffled labels of a search. */
  public String shuffled(boolean fewShot) {
    return prefix() + "shuffled" + search(fewShot);
  }

  /** Asking the training items, of which examples are made. */
  public String train(int batch) {
    return prefix() + "train/" + batch;
  }

  /** Asking one batch of validation items under every cell of a search. */
  public String validation(boolean fewShot, int batch) {
    return prefix() + "validation" + search(fewShot) + "/" + batch;
  }

  /** Asking one batch of validation items with a prompt before it. */
  public String prompt(int prompt, int batch) {
    return prefix() + "prompt/" + prompt + "/" + batch;
  }

  /** Choosing what is tested. */
  public String plan() {
    return prefix() + "plan";
  }

  /** Asking one batch of test items with one text before every question. */
  public String test(int group, int batch) {
    return prefix() + "test/" + group + "/" + batch;
  }

  /** The end of the seed. */
  public String end() {
    return prefix() + "end";
  }

  private static String search(boolean fewShot) {
    return fewShot ? "-few-shot" : "";
  }
}
