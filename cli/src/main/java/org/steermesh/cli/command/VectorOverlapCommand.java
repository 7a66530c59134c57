package org.steermesh.cli.command;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.steermesh.cli.Context;
import org.steermesh.cli.client.MeshClient;
import org.steermesh.cli.client.Names;
import org.steermesh.cli.show.Table;
import org.steermesh.contract.protos.Sites;
import org.steermesh.type.v1.Site;
import org.steermesh.vector.v1.CompareVectorsRequest;
import org.steermesh.vector.v1.CompareVectorsResponse;
import org.steermesh.vector.v1.SiteComparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code steer vector overlap}. */
@Command(
    name = "overlap",
    description = {
      "Show how much vectors have in common, each with each.",
      "Cosines are of what vectors decode to; sparse vectors of one autoencoder are also compared by"
          + " the features that both hold (Jaccard index) and by the cosine of these."
    },
    footer = {"", "Example:", "  ./steer vector overlap cheerful cheerful@live"})
public final class VectorOverlapCommand extends MeshCommand {

  @Mixin private OutputForm output;

  @Parameters(
      arity = "2..32",
      paramLabel = "NAME[@ALIAS|@DIGEST]",
      description = "Vectors (their newest versions), aliases, or versions.")
  private List<String> names;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      description = "Compare here; repeatable. Default: every site that two of them hold.")
  private List<Site> sites = List.of();

  /** A command that prints to the context's terminal. */
  public VectorOverlapCommand(Context context) {
    super(context);
  }

  @Override
  void run(MeshClient mesh) {
    List<List<CompareVectorsResponse>> compared = new ArrayList<>();
    for (int row = 0; row < names.size(); row++) {
      List<CompareVectorsResponse> ofRow = new ArrayList<>();
      for (int column = 0; column <= row; column++) {
        ofRow.add(compare(mesh, names.get(row), names.get(column)));
      }
      compared.add(ofRow);
    }
    List<Site> common = sites(compared);
    if (output.isJson()) {
      Struct.Builder all = Struct.newBuilder();
      common.forEach(site -> all.putFields(Sites.show(site), json(compared, site)));
      printJson(all);
      return;
    }
    List<Table> tables = new ArrayList<>();
    for (Site site : common) {
      String at = " AT " + Sites.show(site);
      tables.add(matrix("COSINE" + at, compared, site, SiteComparison::getCosine));
      if (compared.stream().flatMap(List::stream).anyMatch(each -> at(each, site).hasSparse())) {
        tables.add(matrix("JACCARD" + at, compared, site, VectorOverlapCommand::jaccard));
        tables.add(matrix("COSINE OF FEATURES" + at, compared, site, VectorOverlapCommand::sparse));
      }
    }
    print(tables);
  }

  private CompareVectorsResponse compare(MeshClient mesh, String first, String second) {
    return MeshClient.unary(mesh.vector())
        .compareVectors(
            CompareVectorsRequest.newBuilder()
                .setFirst(Names.vector(first))
                .setSecond(Names.vector(second))
                .addAllSites(sites)
                .setTopCount(0)
                .build());
  }

  private static List<Site> sites(List<List<CompareVectorsResponse>> compared) {
    return compared.stream()
        .flatMap(List::stream)
        .flatMap(each -> each.getSitesList().stream())
        .map(SiteComparison::getSite)
        .distinct()
        .toList();
  }

  private static SiteComparison at(CompareVectorsResponse compared, Site site) {
    return compared.getSitesList().stream()
        .filter(each -> each.getSite().equals(site))
        .findFirst()
        .orElse(SiteComparison.newBuilder().setCosine(Double.NaN).build());
  }

  private static double jaccard(SiteComparison compared) {
    return compared.hasSparse() ? compared.getSparse().getJaccard() : Double.NaN;
  }

  private static double sparse(SiteComparison compared) {
    return compared.hasSparse() ? compared.getSparse().getCosine() : Double.NaN;
  }

  private Table matrix(
      String heading,
      List<List<CompareVectorsResponse>> compared,
      Site site,
      Function<SiteComparison, Double> value) {
    Table table = new Table().words(heading);
    names.forEach(table::numbers);
    for (int row = 0; row < names.size(); row++) {
      List<String> cells = new ArrayList<>(List.of(names.get(row)));
      for (int column = 0; column < names.size(); column++) {
        double shown = value.apply(at(pair(compared, row, column), site));
        cells.add(Double.isNaN(shown) ? "" : Shown.decimal(shown, 4));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  /** The measures do not know first from second: half of the matrix is enough. */
  private static CompareVectorsResponse pair(
      List<List<CompareVectorsResponse>> compared, int row, int column) {
    return compared.get(Math.max(row, column)).get(Math.min(row, column));
  }

  private Value json(List<List<CompareVectorsResponse>> compared, Site site) {
    Struct.Builder matrices = Struct.newBuilder();
    ListValue.Builder vectors = ListValue.newBuilder();
    names.forEach(name -> vectors.addValues(Value.newBuilder().setStringValue(name)));
    matrices.putFields("vectors", Value.newBuilder().setListValue(vectors).build());
    matrices.putFields("cosine", numbers(compared, site, SiteComparison::getCosine));
    matrices.putFields("jaccard", numbers(compared, site, VectorOverlapCommand::jaccard));
    matrices.putFields("featureCosine", numbers(compared, site, VectorOverlapCommand::sparse));
    return Value.newBuilder().setStructValue(matrices).build();
  }

  private Value numbers(
      List<List<CompareVectorsResponse>> compared,
      Site site,
      Function<SiteComparison, Double> value) {
    ListValue.Builder rows = ListValue.newBuilder();
    for (int row = 0; row < names.size(); row++) {
      ListValue.Builder cells = ListValue.newBuilder();
      for (int column = 0; column < names.size(); column++) {
        double number = value.apply(at(pair(compared, row, column), site));
        cells.addValues(
            Double.isNaN(number)
                ? Value.newBuilder().setNullValue(NullValue.NULL_VALUE)
                : Value.newBuilder().setNumberValue(number));
      }
      rows.addValues(Value.newBuilder().setListValue(cells));
    }
    return Value.newBuilder().setListValue(rows).build();
  }
}
