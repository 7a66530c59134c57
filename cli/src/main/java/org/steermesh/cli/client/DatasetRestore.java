package org.steermesh.cli.client;

import com.google.protobuf.util.JsonFormat;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.BufferedReader;
import java.io.IOException;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.DatasetItem;
import org.steermesh.vector.v1.ReadDatasetResponse;
import org.steermesh.vector.v1.RestoreDatasetRequest;
import org.steermesh.vector.v1.VectorServiceGrpc.VectorServiceBlockingV2Stub;

/** Sends a data set of a backup. */
final class DatasetRestore {

  private static final int ITEMS = 64;
  private static final int CHARACTERS = 256 << 10;

  private final BlockingClientCall<RestoreDatasetRequest, Dataset> call;
  private ReadDatasetResponse.Builder block = ReadDatasetResponse.newBuilder();
  private int characters;

  private DatasetRestore(BlockingClientCall<RestoreDatasetRequest, Dataset> call) {
    this.call = call;
  }

  /**
   * Sends what is told of it, then its items.
   *
   * @param items one per line, proto3 JSON
   * @throws StatusException what the service refuses it with
   */
  static void send(VectorServiceBlockingV2Stub vectors, Dataset dataset, BufferedReader items)
      throws IOException, StatusException {
    BlockingClientCall<RestoreDatasetRequest, Dataset> call = vectors.restoreDataset();
    try {
      boolean open = call.write(RestoreDatasetRequest.newBuilder().setDataset(dataset).build());
      if (open && new DatasetRestore(call).send(items)) {
        call.halfClose();
      }
      if (call.read() == null) {
        throw new SteerException(ExitCode.FAILED, "vector-service answered nothing to the restore");
      }
    } catch (IOException e) {
      call.cancel("the backup cannot be read", e);
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteerException(ExitCode.INTERRUPTED, "interrupted while restoring", e);
    }
  }

  /** False when the call has ended before its time. */
  private boolean send(BufferedReader items)
      throws IOException, StatusException, InterruptedException {
    for (String line = items.readLine(); line != null; line = items.readLine()) {
      DatasetItem.Builder item = DatasetItem.newBuilder();
      JsonFormat.parser().ignoringUnknownFields().merge(line, item);
      block.addItems(item);
      characters += line.length();
      if ((block.getItemsCount() == ITEMS || characters > CHARACTERS) && !flush()) {
        return false;
      }
    }
    return block.getItemsCount() == 0 || flush();
  }

  private boolean flush() throws StatusException, InterruptedException {
    boolean open = call.write(RestoreDatasetRequest.newBuilder().setItems(block).build());
    block = ReadDatasetResponse.newBuilder();
    characters = 0;
    return open;
  }
}
