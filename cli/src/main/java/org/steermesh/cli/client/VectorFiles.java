package org.steermesh.cli.client;

import com.google.protobuf.ByteString;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.cli.file.FileProblem;
import org.steermesh.cli.file.WholeFile;
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

  /** Sends a file as it is read. */
  static Version send(MeshClient mesh, ImportVectorHeader header, InputStream bytes)
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

  /** A version on its way here: what it is, then its bytes. */
  record Export(ExportVectorHeader header, Iterator<ExportVectorResponse> rest) {

    void writeTo(OutputStream to) throws IOException {
      while (rest.hasNext()) {
        rest.next().getData().writeTo(to);
      }
    }
  }

  /** Asks for a version; a refusal comes before its first byte. */
  static Export export(MeshClient mesh, ExportVectorRequest request) {
    Iterator<ExportVectorResponse> answers = mesh.vector().exportVector(request);
    return new Export(answers.next().getHeader(), answers);
  }

  /** Fetches a version into a file, which is there as a whole or not at all. */
  public static ExportVectorHeader fetch(MeshClient mesh, ExportVectorRequest request, Path file) {
    try {
      return WholeFile.write(
          file,
          part -> {
            Export export = export(mesh, request);
            try (OutputStream to = Files.newOutputStream(part)) {
              export.writeTo(to);
            }
            return export.header;
          });
    } catch (IOException e) {
      throw FileProblem.writing(file, e);
    }
  }
}
