package org.steermesh.cli.client;

import com.google.protobuf.ByteString;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.DatasetFormat;
import org.steermesh.vector.v1.UploadDatasetHeader;
import org.steermesh.vector.v1.UploadDatasetRequest;
import org.steermesh.vector.v1.UploadFile;
import org.steermesh.vector.v1.VectorServiceGrpc.VectorServiceBlockingV2Stub;

/** Sends a data set in chunks. */
public final class DatasetUpload {

  private static final int CHUNK = 256 << 10;

  private DatasetUpload() {}

  /** Uploads {@code file} as what {@code header} says it is. */
  public static Dataset send(
      VectorServiceBlockingV2Stub vectors, UploadDatasetHeader header, Path file) {
    return send(vectors, header, List.of(file));
  }

  /** Uploads {@code files}, one after the other; those of a task with their names. */
  public static Dataset send(
      VectorServiceBlockingV2Stub vectors, UploadDatasetHeader header, List<Path> files) {
    files.forEach(DatasetUpload::checkReadable);
    BlockingClientCall<UploadDatasetRequest, Dataset> call = vectors.uploadDataset();
    try {
      boolean open = call.write(UploadDatasetRequest.newBuilder().setHeader(header).build());
      for (Path file : files) {
        if (open && header.getFormat() == DatasetFormat.DATASET_FORMAT_TASK) {
          open = call.write(beginning(file));
        }
        open = open && send(call, file);
      }
      if (open) {
        call.halfClose();
      }
      return answer(call);
    } catch (StatusException e) {
      throw Refusal.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteerException(ExitCode.INTERRUPTED, "interrupted while uploading", e);
    }
  }

  /** Says what is wrong with a file before anything is sent. */
  private static void checkReadable(Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      bytes.readNBytes(1);
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
  }

  private static UploadDatasetRequest beginning(Path file) {
    return UploadDatasetRequest.newBuilder()
        .setFile(UploadFile.newBuilder().setName(String.valueOf(file.getFileName())))
        .build();
  }

  /** False when the call has ended before its time. */
  private static boolean send(BlockingClientCall<UploadDatasetRequest, Dataset> call, Path file)
      throws StatusException, InterruptedException {
    boolean open = true;
    try (InputStream bytes = Files.newInputStream(file)) {
      byte[] chunk = bytes.readNBytes(CHUNK);
      while (open && chunk.length > 0) {
        open =
            call.write(
                UploadDatasetRequest.newBuilder().setData(ByteString.copyFrom(chunk)).build());
        chunk = bytes.readNBytes(CHUNK);
      }
      return open;
    } catch (IOException e) {
      call.cancel("the file cannot be read", e);
      throw FileProblem.reading(file, e);
    }
  }

  private static Dataset answer(BlockingClientCall<UploadDatasetRequest, Dataset> call)
      throws StatusException, InterruptedException {
    Dataset dataset = call.read();
    if (dataset == null) {
      throw new SteerException(ExitCode.FAILED, "vector-service answered nothing to the upload");
    }
    return dataset;
  }
}
