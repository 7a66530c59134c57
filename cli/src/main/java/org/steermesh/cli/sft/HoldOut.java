package org.steermesh.cli.sft;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.steermesh.engine.training.lora.LabelledText;

/**
 * Items parted into those to train on and those to measure on. Items of a group stay together; so
 * do items of the same prompt.
 *
 * @param training the rest
 * @param validation about the wanted share
 */
public record HoldOut(List<LabelledText> training, List<LabelledText> validation) {

  /**
   * Parts items.
   *
   * @param share to measure on, from 0 to below 1
   * @param seed of the choice
   */
  public static HoldOut of(List<LabelledText> items, double share, long seed) {
    Map<Object, List<LabelledText>> groups = new LinkedHashMap<>();
    for (LabelledText item : items) {
      Object key = item.group().isEmpty() ? item.prompt() : item.group();
      groups.computeIfAbsent(key, absent -> new ArrayList<>()).add(item);
    }
    List<List<LabelledText>> shuffled = new ArrayList<>(groups.values());
    Collections.shuffle(shuffled, new Random(seed));
    long wanted = Math.round(share * items.size());
    List<LabelledText> training = new ArrayList<>();
    List<LabelledText> validation = new ArrayList<>();
    for (List<LabelledText> group : shuffled) {
      (validation.size() < wanted ? validation : training).addAll(group);
    }
    return new HoldOut(training, validation);
  }
}
