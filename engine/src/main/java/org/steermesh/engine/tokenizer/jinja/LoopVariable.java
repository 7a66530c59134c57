package org.steermesh.engine.tokenizer.jinja;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a loop's body knows about where it is. */
final class LoopVariable {

  private LoopVariable() {}

  /** The variable {@code loop} of one pass. */
  static Map<Object, Object> of(List<Object> items, int index) {
    int size = items.size();
    Map<Object, Object> loop = new LinkedHashMap<>();
    loop.put("index", index + 1L);
    loop.put("index0", (long) index);
    loop.put("revindex", (long) size - index);
    loop.put("revindex0", size - index - 1L);
    loop.put("first", index == 0);
    loop.put("last", index == size - 1);
    loop.put("length", (long) size);
    loop.put("previtem", index == 0 ? Absent.UNDEFINED : items.get(index - 1));
    loop.put("nextitem", index == size - 1 ? Absent.UNDEFINED : items.get(index + 1));
    loop.put("cycle", (Callable) choices -> cycle(choices.positional(), index));
    return loop;
  }

  private static Object cycle(List<Object> choices, int index) {
    if (choices.isEmpty()) {
      throw Refusal.failed("loop.cycle needs at least one value");
    }
    return choices.get(index % choices.size());
  }
}
