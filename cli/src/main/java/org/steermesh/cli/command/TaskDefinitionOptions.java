package org.steermesh.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.vector.v1.DatasetFormat;
import org.steermesh.vector.v1.UploadDatasetHeader;
import picocli.CommandLine.Option;

/** How files of multiple-choice items are read. */
final class TaskDefinitionOptions {

  @Option(
      names = "--task",
      paramLabel = "TASK",
      description =
          "The files are multiple-choice items of this task, one of those that steer dataset tasks"
              + " lists.")
  private Optional<String> task = Optional.empty();

  @Option(
      names = "--mapping",
      paramLabel = "FILE.yaml",
      description =
          "The files are multiple-choice items in columns of your own, which this file names"
              + " (docs/pas.md).")
  private Optional<Path> mapping = Optional.empty();

  boolean isEmpty() {
    return task.isEmpty() && mapping.isEmpty();
  }

  void apply(UploadDatasetHeader.Builder header) {
    if (task.isPresent() && mapping.isPresent()) {
      throw new SteerException(ExitCode.USAGE, "--task and --mapping exclude each other");
    }
    if (task.isPresent()) {
      header.setFormat(DatasetFormat.DATASET_FORMAT_TASK).setTask(task.get());
    } else if (mapping.isPresent()) {
      mapping(header, mapping.get());
    } else {
      header.setFormat(DatasetFormat.DATASET_FORMAT_CAA_JSON);
    }
  }

  /** Says that the files are items in the columns that a file names. */
  static void mapping(UploadDatasetHeader.Builder header, Path file) {
    header.setFormat(DatasetFormat.DATASET_FORMAT_TASK).setDefinition(read(file));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
  }
}
