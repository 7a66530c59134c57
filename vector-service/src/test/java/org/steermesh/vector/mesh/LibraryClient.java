package org.steermesh.vector.mesh;

import com.google.longrunning.Operation;
import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.steermesh.contract.TensorCodec;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.domain.file.Gguf;
import org.steermesh.vector.domain.file.Npy;
import org.steermesh.vector.v1.BuildMethod;
import org.steermesh.vector.v1.BuildVectorRequest;
import org.steermesh.vector.v1.ComposeVectorsRequest;
import org.steermesh.vector.v1.CompositionTerm;
import org.steermesh.vector.v1.ExportVectorHeader;
import org.steermesh.vector.v1.ExportVectorRequest;
import org.steermesh.vector.v1.ExportVectorResponse;
import org.steermesh.vector.v1.ImportVectorHeader;
import org.steermesh.vector.v1.ImportVectorRequest;
import org.steermesh.vector.v1.ReadVersionRequest;
import org.steermesh.vector.v1.ReadVersionResponse;
import org.steermesh.vector.v1.SparseParameters;
import org.steermesh.vector.v1.VectorFileFormat;
import org.steermesh.vector.v1.VectorServiceGrpc;
import org.steermesh.vector.v1.Version;

/** Calls that work on versions that are there. */
record LibraryClient(ServiceClient client) {

  private static final int CHUNK = 10_000;

  /** A file that was exported. */
  record Exported(ExportVectorHeader header, byte[] file) {}

  Version importFile(ImportVectorHeader.Builder header, byte[] file) {
    CompletableFuture<Version> answer = new CompletableFuture<>();
    StreamObserver<ImportVectorRequest> requests =
        VectorServiceGrpc.newStub(client.channel()).importVector(ServiceClient.observer(answer));
    requests.onNext(ImportVectorRequest.newBuilder().setHeader(header).build());
    for (int start = 0; start < file.length; start += CHUNK) {
      int count = Math.min(CHUNK, file.length - start);
      requests.onNext(
          ImportVectorRequest.newBuilder()
              .setData(ByteString.copyFrom(file, start, count))
              .build());
    }
    requests.onCompleted();
    return ServiceClient.get(answer);
  }

  static ImportVectorHeader.Builder header(String vectorId, VectorFileFormat format) {
    return ImportVectorHeader.newBuilder().setVectorId(vectorId).setFormat(format);
  }

  Exported export(ExportVectorRequest.Builder request) {
    Iterator<ExportVectorResponse> answers = client.vectors().exportVector(request.build());
    ExportVectorHeader header = answers.next().getHeader();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    answers.forEachRemaining(answer -> file.writeBytes(answer.getData().toByteArray()));
    return new Exported(header, file.toByteArray());
  }

  static ExportVectorRequest.Builder wish(String name, VectorFileFormat format) {
    return ExportVectorRequest.newBuilder().setName(name).setFormat(format);
  }

  /** A dense version of one float32 vector at block 1, made of an array of NumPy. */
  Version put(String vectorId, float... values) {
    return put(vectorId, Map.of(), values);
  }

  Version put(String vectorId, Map<String, String> labels, float... values) {
    return importFile(
        header(vectorId, VectorFileFormat.VECTOR_FILE_FORMAT_NPY)
            .setSite(Site.newBuilder().setBlock(1))
            .putAllLabels(labels),
        npy(values, values.length));
  }

  /** An array of NumPy. */
  static byte[] npy(float[] values, int... shape) {
    return written(to -> Npy.write(to, values, shape));
  }

  /** A control vector of llama.cpp at one block. */
  static byte[] gguf(String modelHint, int block, float[] values) {
    return written(
        to -> new Gguf(modelHint, new TreeMap<>(Map.of(block, values))).write(Map.of(), to));
  }

  private static byte[] written(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private interface Writer {
    void write(OutputStream to) throws IOException;
  }

  static ComposeVectorsRequest.Builder sum(String vectorId, Version... terms) {
    ComposeVectorsRequest.Builder request =
        ComposeVectorsRequest.newBuilder().setVectorId(vectorId);
    for (Version term : terms) {
      request.addTerms(CompositionTerm.newBuilder().setVersion(term.getName()));
    }
    return request;
  }

  /** Builds a sparse version of {@link SparseExpectation}'s pairs. */
  Version buildSparse(String id, String sae) throws Exception {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < SparseExpectation.PAIRS; i++) {
      items.add(ServiceClient.item(SparseExpectation.question(i), "A", "B"));
    }
    client.upload(id, "[" + String.join(",", items) + "]");
    Operation ended =
        client.build(
            BuildVectorRequest.newBuilder()
                .setVectorId(id)
                .setDataset("datasets/" + id)
                .setMethod(BuildMethod.BUILD_METHOD_SAS)
                .setSparse(SparseParameters.newBuilder().setSae(sae).addTaus(0.5)));
    return ended.getResponse().unpack(Version.class);
  }

  /** The floats of a dense version at its first site. */
  float[] floats(Version version) {
    Iterator<ReadVersionResponse> answers =
        client
            .vectors()
            .readVersion(ReadVersionRequest.newBuilder().setName(version.getName()).build());
    answers.next();
    float[] values = TensorCodec.decode("values", answers.next().getVector().getValues());
    answers.forEachRemaining(answer -> {});
    return values;
  }
}
