package org.steermesh.engine.training.lora;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;

/** Examples side by side, as the program takes them. */
final class ExampleBatch {

  private final List<Example> examples;

  private ExampleBatch(List<Example> examples) {
    this.examples = examples;
  }

  /** Batches of at most so many tokens each; an example that has more is alone. */
  static List<ExampleBatch> split(List<Example> examples, int mostTokens) {
    List<ExampleBatch> batches = new ArrayList<>();
    List<Example> now = new ArrayList<>();
    int tokens = 0;
    for (Example example : examples) {
      if (!now.isEmpty() && tokens + example.inputs() > mostTokens) {
        batches.add(new ExampleBatch(List.copyOf(now)));
        now.clear();
        tokens = 0;
      }
      now.add(example);
      tokens += example.inputs();
    }
    batches.add(new ExampleBatch(List.copyOf(now)));
    return batches;
  }

  List<Example> examples() {
    return examples;
  }

  /** Tokens, rows, columns, the listed tokens, and what follows each. */
  List<NativeValue> arguments(NativeScope scope) {
    int columns = examples.stream().mapToInt(Example::inputs).max().orElseThrow();
    int count = examples.stream().mapToInt(Example::inputs).sum();
    int targets = examples.stream().mapToInt(Example::targets).sum();
    long[] tokens = new long[3 * count];
    long[] listed = new long[targets];
    long[] next = new long[targets];
    int at = 0;
    int target = 0;
    for (int row = 0; row < examples.size(); row++) {
      Example example = examples.get(row);
      for (int i = 0; i < example.inputs(); i++) {
        tokens[at] = example.ids()[i];
        tokens[count + at] = i;
        tokens[2 * count + at] = (long) row * columns + i;
        if (i + 1 >= example.promptLength()) {
          listed[target] = at;
          next[target] = example.ids()[i + 1];
          target++;
        }
        at++;
      }
    }
    return scope.addAll(
        List.of(
            NativeValue.longs(tokens, 3, count),
            NativeValue.of(examples.size()),
            NativeValue.of(columns),
            NativeValue.longs(listed, targets),
            NativeValue.longs(next, targets)));
  }

  /** What may be chosen after each listed token, [targets, k]; -1 where there are fewer. */
  NativeValue choices() {
    int most = examples.stream().mapToInt(example -> example.choices().length).max().orElse(0);
    int width = Math.max(1, most);
    int targets = examples.stream().mapToInt(Example::targets).sum();
    long[] choices = new long[targets * width];
    Arrays.fill(choices, -1);
    int target = 0;
    for (Example example : examples) {
      for (int i = 0; i < example.choices().length; i++) {
        choices[target * width + i] = example.choices()[i];
      }
      target += example.targets();
    }
    return NativeValue.longs(choices, targets, width);
  }
}
