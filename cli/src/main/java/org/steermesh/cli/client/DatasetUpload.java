package org.steermesh.cli.client;

import com.google.protobuf.ByteString;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.vector.v1.Dataset;
import org.steermesh.vector.v1.UploadDatasetHeader;
import org.steermesh.vector.v1.UploadDatasetRequest;
import org.steermesh.vector.v1.VectorServiceGrpc.VectorServiceBlockingV2Stub;

/** Sends a data set in chunks. */
public final class DatasetUpload {

  private static final int CHUNK = 256 << 10;

  private DatasetUpload() {}

  /** Uploads {@code file} as what {@code header} says it is. */
  public static Dataset send(
      VectorServiceBlockingV2Stub vectors, UploadDatasetHeader header, Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      BlockingClientCall<UploadDatasetRequest, Dataset> call = vectors.uploadDataset();
      boolean open = call.write(UploadDatasetRequest.newBuilder().setHeader(header).build());
      byte[] chunk = bytes.readNBytes(CHUNK);
      while (open && chunk.length > 0) {
        open =
            call.write(
                UploadDatasetRequest.newBuilder().setData(ByteString.copyFrom(chunk)).build());
        chunk = bytes.readNBytes(CHUNK);
      }
      call.halfClose();
      return answer(call);
    } catch (StatusException e) {
      throw Refusal.of(e);
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteerException(ExitCode.INTERRUPTED, "interrupted while uploading", e);
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
