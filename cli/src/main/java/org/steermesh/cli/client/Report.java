package org.steermesh.cli.client;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import org.steermesh.eval.v1.ReadReportRequest;
import org.steermesh.eval.v1.ReadReportResponse;

/** Reads the report of evaluations. */
public final class Report {

  private Report() {}

  /** Copies the report to {@code out} as it comes. */
  public static void copy(MeshClient mesh, ReadReportRequest request, OutputStream out)
      throws IOException {
    Iterator<ReadReportResponse> chunks = mesh.eval().readReport(request);
    while (chunks.hasNext()) {
      chunks.next().getData().writeTo(out);
    }
  }
}
