package org.steermesh.engine.torch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Closes what was put into it, newest first. For one thread. */
public final class NativeScope implements AutoCloseable {

  private final Deque<NativeValue> values = new ArrayDeque<>();

  /** Takes a value over and hands it back for use inside the scope. */
  public NativeValue add(NativeValue value) {
    values.push(value);
    return value;
  }

  /** Takes values over and hands them back for use inside the scope. */
  public List<NativeValue> addAll(List<NativeValue> all) {
    all.forEach(values::push);
    return all;
  }

  @Override
  public void close() {
    while (!values.isEmpty()) {
      values.pop().close();
    }
  }
}
