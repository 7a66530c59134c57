package org.steermesh.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NativeValueTest {

  @Test
  void tensorsHoldCopiesOfArrays() {
    float[] data = {1, 2, 3, 4, 5, 6};
    try (NativeValue tensor = NativeValue.floats(data, 2, 3)) {
      data[0] = 99;
      assertThat(tensor.shape()).containsExactly(2, 3);
      assertThat(tensor.toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
    }
    try (NativeValue empty = NativeValue.floats(new float[0], 0, 7)) {
      assertThat(empty.toFloats()).isEmpty();
      assertThat(empty.shape()).containsExactly(0, 7);
    }
  }

  @Test
  void shapeThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> NativeValue.longs(new long[5], 2, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 elements");
  }

  @Test
  void closedValueIsNotUsedAgain() {
    NativeValue value = NativeValue.of(3L);
    value.close();
    value.close();
    assertThatThrownBy(value::toDouble).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void viewSeesTheSegmentAndConversionIsExact() {
    try (Arena arena = Arena.ofShared();
        MappedTensors mapped = new MappedTensors(false)) {
      MemorySegment floats = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1.5f, -2, 3e-30f);
      try (NativeValue view = mapped.view(floats, MappedTensors.Dtype.F32, 3)) {
        assertThat(view.toFloats()).containsExactly(1.5f, -2, 3e-30f);
        floats.setAtIndex(ValueLayout.JAVA_FLOAT, 0, 7);
        assertThat(view.toFloats()).startsWith(7);
      }
      MemorySegment brain =
          arena.allocateFrom(ValueLayout.JAVA_SHORT, (short) 0x3F80, (short) 0xC049);
      try (NativeValue tensor =
          mapped.convert(brain, MappedTensors.Dtype.BF16, MappedTensors.Dtype.F32, 2)) {
        assertThat(tensor.toFloats()).containsExactly(1, Float.intBitsToFloat(0xC0490000));
      }
      MemorySegment half =
          arena.allocateFrom(ValueLayout.JAVA_SHORT, Float.floatToFloat16(0.1f), (short) 1);
      try (NativeValue tensor =
          mapped.convert(half, MappedTensors.Dtype.F16, MappedTensors.Dtype.F32, 2, 1)) {
        assertThat(tensor.toFloats())
            .containsExactly(
                Float.float16ToFloat(Float.floatToFloat16(0.1f)), Float.float16ToFloat((short) 1));
      }
    }
  }

  @Test
  void viewOfTooLittleOrUnalignedMemoryIsRefused() {
    try (Arena arena = Arena.ofShared();
        MappedTensors mapped = new MappedTensors(false)) {
      MemorySegment memory = arena.allocate(17, 8);
      assertThatThrownBy(() -> mapped.view(memory.asSlice(0, 16), MappedTensors.Dtype.F32, 5))
          .hasMessageContaining("16 bytes do not hold 5 elements");
      assertThatThrownBy(() -> mapped.view(memory.asSlice(1, 16), MappedTensors.Dtype.F32, 4))
          .hasMessageContaining("not aligned");
      assertThatThrownBy(
              () -> mapped.view(memory.asSlice(0, 16), MappedTensors.Dtype.F32, Long.MAX_VALUE, 4))
          .isInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void gradientOfASumOfSquaresIsTwiceTheInput() {
    try (TorchProgram program = squares();
        NativeValue x = NativeValue.floats(new float[] {1, -2, 0.5f}, 3);
        NativeValue gradient = program.callWithGradients("gradient", x)) {
      assertThat(gradient.toFloats()).containsExactly(2, -4, 1);
    }
  }

  private static TorchProgram squares() {
    ScriptSource source = new ScriptSource(NativeValueTest.class, "squares");
    return TorchProgram.load(List.of(source), Map.of(), 1);
  }

  @Test
  void brokenProgramSaysWhere() {
    try (TorchProgram program = squares();
        NativeValue x = NativeValue.floats(new float[3], 3);
        NativeValue y = NativeValue.floats(new float[4], 4)) {
      long before = NativeLibrary.liveValues();
      assertThatThrownBy(() -> program.call("add", x, y))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("failed in add")
          .hasStackTraceContaining("x + y");
      assertThat(NativeLibrary.liveValues()).isEqualTo(before);
    }
  }
}
