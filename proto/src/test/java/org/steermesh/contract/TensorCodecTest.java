package org.steermesh.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.steermesh.type.v1.Dtype;
import org.steermesh.type.v1.Tensor;

class TensorCodecTest {

  @Test
  void floatsAreLittleEndianAndRowMajor() {
    Tensor tensor = TensorCodec.encodeRows(new float[][] {{1, 2}, {3, -0.0f}}, Dtype.DTYPE_F32);

    assertThat(tensor.getShapeList()).containsExactly(2L, 2L);
    assertThat(tensor.getData().toByteArray())
        .containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0, 0x80);
  }

  @Test
  void float32ComesBackBitForBit() {
    float[] values = new float[999];
    Random random = new Random(7);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(-40, 38)));
    }

    float[] back = TensorCodec.decode("t", TensorCodec.encode(values));

    for (int i = 0; i < values.length; i++) {
      assertThat(Float.floatToRawIntBits(back[i])).isEqualTo(Float.floatToRawIntBits(values[i]));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DTYPE_F16", "DTYPE_BF16"})
  void narrowDtypesTakeTwoBytesAndRoundToNearest(Dtype dtype) {
    float[] values = {0, 1, -2.5f, 0.1f, 3.14159f, 100.7f};
    float relative = dtype == Dtype.DTYPE_F16 ? 0x1p-11f : 0x1p-8f;

    Tensor tensor = TensorCodec.encode(values, dtype, 2, 3);
    float[] back = TensorCodec.decode("t", tensor);

    assertThat(tensor.getData().size()).isEqualTo(12);
    for (int i = 0; i < values.length; i++) {
      assertThat(back[i]).isCloseTo(values[i], within(Math.abs(values[i]) * relative));
    }
  }

  @Test
  void bfloatTiesGoToEven() {
    float lowerEven = Float.intBitsToFloat(0x3f808000);
    float upperEven = Float.intBitsToFloat(0x3f818000);

    float[] back =
        TensorCodec.decode(
            "t", TensorCodec.encode(new float[] {lowerEven, upperEven}, Dtype.DTYPE_BF16, 2));

    assertThat(Float.floatToRawIntBits(back[0])).isEqualTo(0x3f800000);
    assertThat(Float.floatToRawIntBits(back[1])).isEqualTo(0x3f820000);
  }

  @Test
  void anUnsetDtypeIsFloat32() {
    Tensor tensor = TensorCodec.encode(new float[] {5}).toBuilder().clearDtype().build();

    assertThat(TensorCodec.decode("t", tensor)).containsExactly(5);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void whatIsNotFiniteIsRefusedWithItsIndex(float bad) {
    Tensor tensor =
        Tensor.newBuilder()
            .setDtype(Dtype.DTYPE_F32)
            .addShape(3)
            .setData(ByteString.copyFrom(bytes(1, 2, bad)))
            .build();

    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> TensorCodec.decode("values", tensor))
        .satisfies(refusal -> {
          assertThat(refusal.reason()).isEqualTo(ErrorReason.NOT_FINITE);
          assertThat(refusal.metadata()).containsEntry("index", "2");
          assertThat(refusal.metadata()).containsEntry("field", "values");
        });
  }

  @Test
  void whatDoesNotFitANarrowDtypeIsRefused() {
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> TensorCodec.encode(new float[] {0, 70000}, Dtype.DTYPE_F16, 2))
        .matches(refusal -> refusal.reason() == ErrorReason.NOT_FINITE)
        .withMessageContaining("element 1 is 70000.0");
  }

  @Test
  void aWrongLengthIsRefused() {
    Tensor tensor = TensorCodec.encode(new float[4]).toBuilder().clearShape().addShape(5).build();

    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> TensorCodec.decode("values", tensor))
        .matches(refusal -> refusal.reason() == ErrorReason.TENSOR_INVALID)
        .withMessageContaining("[5]")
        .withMessageContaining("16 bytes");
  }

  @Test
  void absurdShapesAreRefusedWithoutOverflow() {
    List<List<Long>> shapes =
        List.of(
            List.of(Long.MAX_VALUE),
            List.of(1L << 62, 4L),
            List.of(1L << 32, 1L << 32),
            List.of(-1L, -1L),
            List.of(-4L),
            List.of(1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L, 1L));

    for (List<Long> shape : shapes) {
      Tensor tensor =
          TensorCodec.encode(new float[1]).toBuilder().clearShape().addAllShape(shape).build();
      assertThatExceptionOfType(SteermeshException.class)
          .as("shape %s", shape)
          .isThrownBy(() -> TensorCodec.decode("values", tensor))
          .matches(refusal -> refusal.reason() == ErrorReason.TENSOR_INVALID);
    }
  }

  @Test
  void aMillionRowsOfNothingAreNothing() {
    Tensor tensor = Tensor.newBuilder().addShape(1L << 40).addShape(0).build();

    assertThat(TensorCodec.decodeRows("rows", tensor)).isEmpty();
  }

  @Test
  void anUnknownDtypeIsRefused() {
    Tensor tensor = Tensor.newBuilder().setDtypeValue(99).addShape(0).build();

    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> TensorCodec.decode("values", tensor))
        .matches(refusal -> refusal.reason() == ErrorReason.TENSOR_INVALID);
  }

  @Test
  void rowsComeBackAsRows() {
    float[][] rows = {{1, 2, 3}, {4, 5, 6}};

    assertThat(TensorCodec.decodeRows("rows", TensorCodec.encodeRows(rows, Dtype.DTYPE_F32)))
        .isDeepEqualTo(rows);
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> TensorCodec.decodeRows("rows", TensorCodec.encode(new float[6])))
        .matches(refusal -> refusal.reason() == ErrorReason.TENSOR_INVALID);
  }

  @Test
  void aVectorOfAnotherWidthIsRefused() {
    Tensor tensor = TensorCodec.encode(new float[] {1, 2});

    assertThat(TensorCodec.decodeVector("v", tensor, 2)).containsExactly(1, 2);
    assertThatExceptionOfType(SteermeshException.class)
        .isThrownBy(() -> TensorCodec.decodeVector("v", tensor, 3))
        .matches(refusal -> refusal.reason() == ErrorReason.VECTOR_WIDTH_MISMATCH)
        .withMessageContaining("[2]")
        .withMessageContaining("[3]");
  }

  private static byte[] bytes(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.array();
  }
}
