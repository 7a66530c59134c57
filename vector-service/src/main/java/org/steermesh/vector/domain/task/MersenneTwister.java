package org.steermesh.vector.domain.task;

/**
 * MT19937 (Matsumoto and Nishimura 1998), with the two ways of seeding that Python and NumPy use.
 */
final class MersenneTwister {

  private static final int LENGTH = 624;
  private static final int SHIFT = 397;
  private static final int MATRIX = 0x9908b0df;
  private static final int UPPER = 0x80000000;
  private static final int LOWER = 0x7fffffff;
  private static final int SEED_FACTOR = 1812433253;
  private static final int ARRAY_SEED = 19650218;
  private static final int FIRST_FACTOR = 1664525;
  private static final int SECOND_FACTOR = 1566083941;

  private final int[] state = new int[LENGTH];
  private int next = LENGTH;

  private MersenneTwister() {}

  /** Seeded by one 32-bit number ({@code init_genrand}), as NumPy's legacy generator is. */
  static MersenneTwister ofNumber(long seed) {
    MersenneTwister twister = new MersenneTwister();
    twister.seed((int) seed);
    return twister;
  }

  /** Seeded by 32-bit words, lowest first ({@code init_by_array}), as Python's generator is. */
  static MersenneTwister ofWords(int... key) {
    MersenneTwister twister = new MersenneTwister();
    twister.seed(ARRAY_SEED);
    twister.mix(key);
    return twister;
  }

  private void seed(int seed) {
    state[0] = seed;
    for (int i = 1; i < LENGTH; i++) {
      state[i] = SEED_FACTOR * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  private void mix(int[] key) {
    int i = 1;
    int j = 0;
    for (int left = Math.max(LENGTH, key.length); left > 0; left--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * FIRST_FACTOR)) + key[j] + j;
      i = following(i);
      j = (j + 1) % key.length;
    }
    for (int left = LENGTH - 1; left > 0; left--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * SECOND_FACTOR)) - i;
      i = following(i);
    }
    state[0] = UPPER;
  }

  private int following(int i) {
    if (i + 1 < LENGTH) {
      return i + 1;
    }
    state[0] = state[LENGTH - 1];
    return 1;
  }

  /** The next 32 random bits. */
  int next() {
    if (next == LENGTH) {
      twist();
      next = 0;
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  private void twist() {
    for (int i = 0; i < LENGTH; i++) {
      int y = (state[i] & UPPER) | (state[(i + 1) % LENGTH] & LOWER);
      state[i] = state[(i + SHIFT) % LENGTH] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : MATRIX);
    }
  }
}
