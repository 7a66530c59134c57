package org.steermesh.vector.domain.file;

/**
 * A tensor of a file, as float32 whatever it was.
 *
 * @param name as the file has it; empty where it has none
 * @param shape sizes, none negative
 * @param values row-major; not copied, not to be changed
 */
public record FileTensor(String name, int[] shape, float[] values) {

  /** A tensor of one dimension. */
  public static FileTensor of(String name, float[] values) {
    return new FileTensor(name, new int[] {values.length}, values);
  }
}
