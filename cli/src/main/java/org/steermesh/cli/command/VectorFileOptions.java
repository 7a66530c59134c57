package org.steermesh.cli.command;

import java.util.Locale;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.client.VectorFiles;
import org.steermesh.vector.v1.BlockConvention;
import org.steermesh.vector.v1.VectorFileFormat;
import picocli.CommandLine.Option;

/** How a file of a vector is written. */
final class VectorFileOptions {

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "",
      description =
          "gguf (llama.cpp), safetensors, npy, npz, pt (PyTorch; import only) or steer (a bundle"
              + " without loss). Default: by the file's ending.")
  private String format;

  @Option(
      names = "--blocks",
      paramLabel = "CONVENTION",
      defaultValue = "",
      description =
          "What a number in the file counts: output (the output of block N, from 0) or"
              + " hidden-states (the place in Hugging Face's hidden_states). Default: output.")
  private String blocks;

  VectorFileFormat format(String file) {
    return VectorFiles.format(format.isEmpty() ? file : format)
        .orElseThrow(() ->
            new SteerException(
                ExitCode.USAGE,
                (format.isEmpty() ? "the ending of " + file : "--format " + format)
                    + " is none of gguf, safetensors, npy, npz, pt, steer; name one with"
                    + " --format"));
  }

  BlockConvention convention() {
    return switch (blocks.toLowerCase(Locale.ROOT)) {
      case "" -> BlockConvention.BLOCK_CONVENTION_UNSPECIFIED;
      case "output" -> BlockConvention.BLOCK_CONVENTION_BLOCK_OUTPUT;
      case "hidden-states" -> BlockConvention.BLOCK_CONVENTION_HIDDEN_STATES;
      default ->
          throw new SteerException(
              ExitCode.USAGE, "--blocks " + blocks + " is neither output nor hidden-states");
    };
  }
}
