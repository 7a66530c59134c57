package org.steermesh.vector.domain.file;

/**
 * Bounds of files by what they cost.
 *
 * @param whole of files that are in memory as a whole while they are read or written
 * @param streamed of those that pass through it piece by piece: bundles, and sparse versions
 */
public record LibraryLimits(FileLimits whole, FileLimits streamed) {

  /** How often the numbers of a file are in memory at the same time, at most. */
  private static final int COPIES = 4;

  /** Files in memory, and files that pass through it: neither waits for the other. */
  private static final int SIZES = 2;

  /**
   * Bounds that a heap of so many bytes bears.
   *
   * @param heap bytes of the largest heap
   * @param whole most bytes of a file that is in memory, if the heap bears it
   * @param streamed most bytes of another
   */
  public static LibraryLimits of(long heap, int whole, int streamed) {
    long borne = heap / (2 * SIZES * COPIES);
    return new LibraryLimits(
        whole <= borne
            ? FileLimits.ofBytes(whole, "setting steermesh.library.max-file-bytes")
            : FileLimits.ofBytes((int) borne, "a sixteenth of the heap, -Xmx"),
        FileLimits.ofBytes(streamed, "setting steermesh.library.max-bundle-bytes"));
  }

  /** Those of an import. */
  public FileLimits of(VectorFileFormat format) {
    return format == VectorFileFormat.BUNDLE ? streamed : whole;
  }

  /**
   * How many files of each size half of a heap bears at the same time: at most so many, but at
   * least one.
   */
  public int atOnce(long heap, int most) {
    long cost = Math.max(1, (long) SIZES * COPIES * whole.bytes());
    return Math.clamp(heap / 2 / cost, 1, Math.max(1, most));
  }
}
