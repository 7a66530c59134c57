package org.steermesh.engine.steering;

import java.lang.ref.WeakReference;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The deeds that kept pages are recognised by, each of them one object: the numbers of an equal one
 * are compared when it comes, and no more with each of its pages. Those that no page needs go. For
 * one thread.
 */
public final class InputDeeds {

  private final WeakHashMap<InputDeed, WeakReference<InputDeed>> kept = new WeakHashMap<>();

  /** The object that stands for all deeds that are equal to this one. */
  InputDeed one(InputDeed deed) {
    @Nullable WeakReference<InputDeed> known = kept.get(deed);
    InputDeed one = known == null ? null : known.get();
    if (one != null) {
      return one;
    }
    kept.put(deed, new WeakReference<>(deed));
    return deed;
  }
}
