package org.steermesh.cli.command;

import java.util.Optional;
import org.steermesh.type.v1.Dtype;
import picocli.CommandLine.Option;

/** What the floats of a new version are stored as. */
final class StoredDtypeOption {

  /** What a person types. */
  enum Word {
    /** float32. */
    F32,
    /** float16. */
    F16
  }

  @Option(
      names = "--store",
      paramLabel = "DTYPE",
      description =
          "What its floats are stored as: f32, or f16, which takes half the space and keeps 11 bits"
              + " of each number; refused where one does not fit. Default: f32.")
  private Optional<Word> word = Optional.empty();

  /** Unspecified where nobody said anything. */
  Dtype dtype() {
    return word.map(said ->
            switch (said) {
              case F32 -> Dtype.DTYPE_F32;
              case F16 -> Dtype.DTYPE_F16;
            })
        .orElse(Dtype.DTYPE_UNSPECIFIED);
  }

  /** What is shown of a version. */
  static String title(Dtype dtype) {
    return switch (dtype) {
      case DTYPE_F16 -> "float16";
      case DTYPE_BF16 -> "bfloat16";
      case DTYPE_F32, DTYPE_UNSPECIFIED, UNRECOGNIZED -> "float32";
    };
  }
}
