package org.steermesh.cli.client;

import com.google.protobuf.ByteString;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.vector.v1.ExportVectorHeader;
import org.steermesh.vector.v1.ExportVectorRequest;
import org.steermesh.vector.v1.ExportVectorResponse;
import org.steermesh.vector.v1.ImportVectorHeader;
import org.steermesh.vector.v1.ImportVectorRequest;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.Version;

/** Sends files of vectors to the mesh, and fetches them. */
public final class VectorFiles {

  private static final int CHUNK = 256 << 10;

  private static final Map<String, VectorFileFormat> ENDINGS =
      Map.of(
          "gguf", VectorFileFormat.VECTOR_FILE_FORMAT_GGUF,
          "safetensors", VectorFileFormat.VECTOR_FILE_FORMAT_SAFETENSORS,
          "npy", VectorFileFormat.VECTOR_FILE_FORMAT_NPY,
          "npz", VectorFileFormat.VECTOR_FILE_FORMAT_NPZ,
          "pt", VectorFileFormat.VECTOR_FILE_FORMAT_TORCH,
          "steer", VectorFileFormat.VECTOR_FILE_FORMAT_BUNDLE);

  private VectorFiles() {}

  /** The format of a name's ending: {@code gguf} of {@code cheerful.gguf}. */
  public static Optional<VectorFileFormat> format(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(ENDINGS.get(ending));
  }

  /** Sends a file. */
  public static Version send(MeshClient mesh, ImportVectorHeader header, Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      return send(mesh, header, bytes);
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
  }

  /** Sends a file that is in memory. */
  public static Version send(MeshClient mesh, ImportVectorHeader header, byte[] file) {
    try (InputStream bytes = new ByteArrayInputStream(file)) {
      return send(mesh, header, bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Version send(MeshClient mesh, ImportVectorHeader header, InputStream bytes)
      throws IOException {
    BlockingClientCall<ImportVectorRequest, Version> call = mesh.vectorStreams().importVector();
    try {
      boolean open = call.write(ImportVectorRequest.newBuilder().setHeader(header).build());
      byte[] chunk = bytes.readNBytes(CHUNK);
      while (open && chunk.length > 0) {
        open =
            call.write(
                ImportVectorRequest.newBuilder().setData(ByteString.copyFrom(chunk)).build());
        chunk = bytes.readNBytes(CHUNK);
      }
      if (open) {
        call.halfClose();
      }
      Version version = call.read();
      if (version == null) {
        throw new SteerException(ExitCode.FAILED, "vector-service answered nothing to the import");
      }
      return version;
    } catch (StatusException e) {
      throw Refusal.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteerException(ExitCode.INTERRUPTED, "interrupted while importing", e);
    }
  }

  /** Fetches a version into a stream, and says what it is. */
  public static ExportVectorHeader fetch(
      MeshClient mesh, ExportVectorRequest request, OutputStream to) throws IOException {
    Iterator<ExportVectorResponse> answers = mesh.vector().exportVector(request);
    ExportVectorHeader header = answers.next().getHeader();
    while (answers.hasNext()) {
      answers.next().getData().writeTo(to);
    }
    return header;
  }

  /** Fetches a version into a file, which is there as a whole or not at all. */
  public static ExportVectorHeader fetch(MeshClient mesh, ExportVectorRequest request, Path file) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try {
        ExportVectorHeader header;
        try (OutputStream to = Files.newOutputStream(part)) {
          header = fetch(mesh, request, to);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        return header;
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw FileProblem.writing(file, e);
    }
  }
}
