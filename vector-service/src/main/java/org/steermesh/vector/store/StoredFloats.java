package org.steermesh.vector.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.SiteVector;
import org.steermesh.vector.domain.StoredDtype;

/**
 * The floats of one site as fields of a version's hash. Those of float32 are one field. Those of
 * float16 are cut in two where that saves memory: Redis' allocator gives a text of 8 KiB 10 KiB.
 */
final class StoredFloats {

  /** What Redis puts around a text of more than 255 bytes. */
  private static final int AROUND_TEXT = 6;

  /** What another field costs, at most. */
  private static final int FIELD = 128;

  /** The allocator has so many sizes between a power of two and the next. */
  private static final int STEPS = 4;

  private StoredFloats() {}

  /** Fields and their bytes, one after the other. */
  static List<byte[]> fields(int siteIndex, SiteVector vector, StoredDtype dtype) {
    byte[] bytes = dtype.toBytes(vector.values());
    int cut = cut(bytes.length, dtype);
    List<byte[]> fields = new ArrayList<>(List.of(Redis.bytes(field(siteIndex))));
    fields.add(Arrays.copyOf(bytes, cut));
    if (cut < bytes.length) {
      fields.add(Redis.bytes(rest(siteIndex)));
      fields.add(Arrays.copyOfRange(bytes, cut, bytes.length));
    }
    return fields;
  }

  /** The fields that hold a site of a dense version, in the order of its bytes. */
  static String[] names(int siteIndex, StoredDtype dtype) {
    return switch (dtype) {
      case F32 -> new String[] {field(siteIndex)};
      case F16 -> new String[] {field(siteIndex), rest(siteIndex)};
    };
  }

  /** What {@link #fields} made two of. */
  static byte[] join(byte[] first, byte[] rest) {
    return ByteBuffer.allocate(first.length + rest.length).put(first).put(rest).array();
  }

  private static String field(int siteIndex) {
    return "site:" + siteIndex;
  }

  private static String rest(int siteIndex) {
    return field(siteIndex) + ":rest";
  }

  /** After how many bytes the second field begins; all of them where there is none. */
  static int cut(int length, StoredDtype dtype) {
    int whole = length + AROUND_TEXT;
    int step = Integer.highestOneBit(whole) / STEPS;
    int over = whole % step;
    boolean isOneField =
        switch (dtype) {
          case F32 -> true;
          case F16 -> over == 0 || step - over <= FIELD;
        };
    return isOneField ? length : length - over;
  }
}
