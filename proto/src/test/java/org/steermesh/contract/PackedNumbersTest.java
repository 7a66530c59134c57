package org.steermesh.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class PackedNumbersTest {

  @Test
  void numbersAreReadAsTheyWereWrittenLowestByteFirst() {
    assertThat(PackedNumbers.encode(new int[] {1, -1}).toByteArray())
        .containsExactly(1, 0, 0, 0, -1, -1, -1, -1);
    int[] ints = {0, Integer.MIN_VALUE, Integer.MAX_VALUE};
    long[] longs = {1L << 40, -1};
    double[] doubles = {0.1, -0.0, Double.MIN_VALUE};

    assertThat(PackedNumbers.decodeInts("f", PackedNumbers.encode(ints), 3)).isEqualTo(ints);
    assertThat(PackedNumbers.countInts("f", PackedNumbers.encode(ints))).isEqualTo(3);
    assertThat(PackedNumbers.decodeLongs("f", PackedNumbers.encode(longs), 2)).isEqualTo(longs);
    assertThat(PackedNumbers.decodeDoubles("f", PackedNumbers.encode(doubles), 3))
        .isEqualTo(doubles);
  }

  @Test
  void anotherLengthIsRefusedUnderTheFieldsName() {
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> PackedNumbers.decodeInts("rows.features", ByteString.EMPTY, 1))
        .matches(refusal -> refusal.reason() == ErrorReason.TENSOR_INVALID)
        .matches(refusal -> refusal.violations().getFirst().field().equals("rows.features"));
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> PackedNumbers.countInts("f", ByteString.copyFrom(new byte[3])));
  }
}
