package org.steermesh.cli.client;

import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.util.ArrayList;
import java.util.List;
import org.steermesh.activation.v1.ActivationServiceGrpc.ActivationServiceBlockingV2Stub;
import org.steermesh.activation.v1.CaptureActivationsRequest;
import org.steermesh.activation.v1.CaptureActivationsResponse;
import org.steermesh.activation.v1.CaptureExample;
import org.steermesh.activation.v1.CaptureHeader;
import org.steermesh.cli.ExitCode;
import org.steermesh.cli.SteerException;
import org.steermesh.contract.TensorCodec;
import org.steermesh.type.v1.Site;

/** Reads activations of examples. */
public final class Capture {

  private Capture() {}

  /** One activation, [d_model]. */
  public record Row(String exampleId, Site site, int position, float[] values) {

    /** L2 norm. */
    public double norm() {
      double sum = 0;
      for (float value : values) {
        sum += (double) value * value;
      }
      return Math.sqrt(sum);
    }
  }

  /** Returns the activations of {@code examples}, in example, site and position order. */
  public static List<Row> run(
      ActivationServiceBlockingV2Stub activations,
      CaptureHeader header,
      List<CaptureExample> examples) {
    BlockingClientCall<CaptureActivationsRequest, CaptureActivationsResponse> call =
        activations.captureActivations();
    // The service may wait for a full batch, so that writing must not wait for answers.
    Thread writer = Thread.ofVirtual().start(() -> send(call, header, examples));
    List<Row> rows = new ArrayList<>();
    try {
      for (CaptureActivationsResponse answer = call.read(); answer != null; answer = call.read()) {
        addRows(answer, rows);
      }
      writer.join();
      return rows;
    } catch (StatusException e) {
      throw Refusal.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SteerException(ExitCode.INTERRUPTED, "interrupted while reading activations", e);
    }
  }

  private static void send(
      BlockingClientCall<CaptureActivationsRequest, CaptureActivationsResponse> call,
      CaptureHeader header,
      List<CaptureExample> examples) {
    try {
      boolean open = call.write(CaptureActivationsRequest.newBuilder().setHeader(header).build());
      for (CaptureExample example : examples) {
        if (!open) {
          return;
        }
        open = call.write(CaptureActivationsRequest.newBuilder().setExample(example).build());
      }
      call.halfClose();
    } catch (StatusException e) {
      // The reading side meets the same status and reports it.
      Thread.currentThread().interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void addRows(CaptureActivationsResponse answer, List<Row> rows) {
    float[][] values = TensorCodec.decodeRows("activations", answer.getActivations());
    for (int i = 0; i < values.length; i++) {
      rows.add(new Row(answer.getExampleId(), answer.getSite(), answer.getPositions(i), values[i]));
    }
  }
}
