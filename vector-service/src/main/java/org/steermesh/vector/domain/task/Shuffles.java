package org.steermesh.vector.domain.task;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.steermesh.vector.domain.Digests;

/** The shuffles of Python and NumPy, bit for bit. Each gives a permutation of 0 to n - 1. */
final class Shuffles {

  private Shuffles() {}

  /**
   * {@code x = list(range(n)); random.Random(seed).shuffle(x)} of Python 3.
   *
   * @param seed any 64 bits, read as a number without sign
   */
  static int[] python(long seed, int n) {
    int high = (int) (seed >>> Integer.SIZE);
    MersenneTwister random =
        high == 0 ? MersenneTwister.ofWords((int) seed) : MersenneTwister.ofWords((int) seed, high);
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int bits = Integer.SIZE - Integer.numberOfLeadingZeros(i + 1);
      int drawn = random.next() >>> (Integer.SIZE - bits);
      while (drawn > i) {
        drawn = random.next() >>> (Integer.SIZE - bits);
      }
      swap(order, i, drawn);
    }
    return order;
  }

  /**
   * {@code numpy.random.RandomState(seed).permutation(n)}: what pandas' {@code sample(frac=1,
   * random_state=seed)} takes rows by.
   *
   * @param seed 0 to 2^32 - 1
   */
  static int[] numpy(long seed, int n) {
    MersenneTwister random = MersenneTwister.ofNumber(seed);
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int mask = -1 >>> Integer.numberOfLeadingZeros(i);
      int drawn = random.next() & mask;
      while (drawn > i) {
        drawn = random.next() & mask;
      }
      swap(order, i, drawn);
    }
    return order;
  }

  /**
   * A permutation of its own for everything that has a name: {@link #python} seeded by the first 8
   * bytes, highest first, of SHA-256 over {@code "seed:name"}.
   */
  static int[] named(long seed, String name, int n) {
    byte[] text = (seed + ":" + name).getBytes(StandardCharsets.UTF_8);
    return python(ByteBuffer.wrap(Digests.newSha256().digest(text)).getLong(), n);
  }

  private static void swap(int[] order, int i, int j) {
    int kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}
