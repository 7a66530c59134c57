package org.steermesh.vector.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;
import org.steermesh.redis.Redis;
import org.steermesh.vector.domain.SiteVector;
import org.steermesh.vector.domain.StoredDtype;

/** How the floats of a site lie in Redis. */
final class StoredFloatsTest {

  private static final int AROUND_TEXT = 6;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 768, 1024, 2304, 3584, 4096, 5120, 8192, 100_000})
  void float16IsReadAsItWasWrittenHoweverItIsCut(int width) {
    float[] values = new float[width];
    for (int i = 0; i < width; i++) {
      values[i] = i % 1000 - 500;
    }
    SiteVector vector = new SiteVector(new Site(3, Target.RESIDUAL), values);

    List<byte[]> fields = StoredFloats.fields(7, vector, StoredDtype.F16);
    byte[] whole =
        fields.size() == 2 ? fields.get(1) : StoredFloats.join(fields.get(1), fields.get(3));
    assertThat(Redis.text(fields.getFirst())).isEqualTo("site:7");
    assertThat(whole).hasSize(width * Short.BYTES);
    assertThat(StoredDtype.F16.toFloats(whole)).containsExactly(values);
  }

  @Test
  void float32IsOneFieldAsEarlierServicesReadIt() {
    for (int width = 1; width < 20_000; width += 17) {
      assertThat(StoredFloats.cut(width, StoredDtype.F32)).isEqualTo(width);
    }
    assertThat(StoredFloats.names(7, StoredDtype.F32)).containsExactly("site:7");
  }

  @Test
  void noVectorOfFloat16TakesATenthMoreThanItsBytes() {
    for (int width = 1024; width <= 20_000; width++) {
      int bytes = width * Short.BYTES;
      int cut = StoredFloats.cut(bytes, StoredDtype.F16);
      int taken = allocated(cut) + (cut < bytes ? allocated(bytes - cut) : 0);
      assertThat(taken).as("width " + width).isLessThan(bytes + bytes / 10);
    }
  }

  /** What Redis' allocator, jemalloc, gives: four sizes between a power of two and the next. */
  private static int allocated(int text) {
    int wanted = text + AROUND_TEXT;
    int step = Math.max(16, Integer.highestOneBit(wanted - 1) / 4);
    return (wanted + step - 1) / step * step;
  }
}
