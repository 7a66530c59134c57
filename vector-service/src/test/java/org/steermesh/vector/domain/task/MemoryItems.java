package org.steermesh.vector.domain.task;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.steermesh.contract.DatasetName;
import org.steermesh.vector.domain.Dataset;
import org.steermesh.vector.domain.DatasetCatalog;
import org.steermesh.vector.domain.DatasetFormat;

/** Reads files by a definition and keeps what comes of them, for tests of the rules alone. */
final class MemoryItems implements ItemStore, ItemStore.Staged {

  static final TaskLibrary LIBRARY = TaskLibrary.load();

  final List<ChoiceItem> items = new ArrayList<>();
  private final ItemIndex index = new ItemIndex();
  private final TaskCatalog catalog =
      new TaskCatalog(
          this, LIBRARY, new TaskCatalog.Limits(1 << 20, 5000, 2000), Clock.systemUTC());

  Dataset read(String task, String content) {
    return read(LIBRARY.find(task), Map.of("file.x", content.getBytes(StandardCharsets.UTF_8)));
  }

  Dataset read(TaskDefinition definition, Map<String, byte[]> files) {
    Iterator<Map.Entry<String, byte[]>> rest = files.entrySet().iterator();
    return catalog.upload(
        new DatasetCatalog.Header(new DatasetName("any"), "any", "", DatasetFormat.TASK),
        definition,
        () ->
            rest.hasNext()
                ? Optional.of(rest.next())
                    .map(file ->
                        new UploadedFiles.UploadedFile(
                            file.getKey(), new ByteArrayInputStream(file.getValue())))
                : Optional.empty());
  }

  TaskSplit split(Dataset dataset, TaskView view) {
    return catalog.split(dataset, view, TaskView.Part.TRAIN);
  }

  @Override
  public Staged stage() {
    return this;
  }

  @Override
  public void add(List<ChoiceItem> block, byte[] entries) {
    items.addAll(block);
    index.addBytes(entries);
  }

  @Override
  public Dataset putIfAbsent(Dataset dataset) {
    return dataset;
  }

  @Override
  public void close() {
    // What was read is looked at by the test.
  }

  @Override
  public ItemIndex readIndex(Dataset dataset) {
    return index;
  }

  @Override
  public List<ChoiceItem> read(Dataset dataset, int[] indices) {
    return IntStream.of(indices).mapToObj(items::get).toList();
  }
}
