package org.steermesh.vector.domain.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.steermesh.contract.ErrorReason;
import org.steermesh.contract.SteermeshException;
import org.steermesh.contract.type.Site;
import org.steermesh.contract.type.Target;

/** Which site each tensor of a file belongs to, and what tensors of sites are called. */
public final class TensorSites {

  private static final Pattern NAME =
      Pattern.compile(
          "(?:.{0,64}\\.)?(?:(block|blocks|layer|layers|direction|hidden_states)[._])?(\\d{1,4})"
              + "(?:[._](residual|attention|mlp|mlp_input))?");

  private final VectorFileFormat format;
  private final BlockConvention convention;
  private final SortedMap<Site, float[]> values = new TreeMap<>();

  private TensorSites(VectorFileFormat format, BlockConvention convention) {
    this.format = format;
    this.convention = convention;
  }

  /** What {@code block.N} of a site is called in files that we write. */
  public static String nameOf(Site site, BlockConvention convention) {
    return convention == BlockConvention.HIDDEN_STATES
        ? "hidden_states." + convention.toNumber(site.block())
        : "block." + site.block() + "." + site.target().name().toLowerCase(Locale.ROOT);
  }

  /**
   * The vectors of a file by their sites.
   *
   * @param tensors as they were read
   * @param convention what numbers count
   * @param site of a single vector without a number; null otherwise
   * @throws SteermeshException VECTOR_FILE_INVALID, SITE_REQUIRED, FIELD_INVALID
   */
  public static SortedMap<Site, float[]> of(
      VectorFileFormat format,
      List<FileTensor> tensors,
      BlockConvention convention,
      @Nullable Site site) {
    if (tensors.isEmpty()) {
      throw InvalidFile.because(format, "it holds no tensor");
    }
    TensorSites found = new TensorSites(format, convention);
    FileTensor first = tensors.getFirst();
    boolean alone = tensors.size() == 1 && !NAME.matcher(first.name()).matches();
    if (alone && first.shape().length == 1) {
      if (site == null) {
        throw new SteermeshException(
            ErrorReason.SITE_REQUIRED,
            "the file holds one vector and does not say of which block: name its site");
      }
      found.values.put(site, first.values());
      return found.values;
    }
    if (site != null) {
      throw SteermeshException.ofField(
          "site", "is only for a file of one vector without a number; this one says its blocks");
    }
    if (alone) {
      found.addRows(first);
    } else {
      tensors.forEach(found::addNamed);
    }
    return found.values;
  }

  private void addNamed(FileTensor tensor) {
    Matcher name = NAME.matcher(tensor.name());
    if (!name.matches()) {
      throw InvalidFile.because(
          format,
          "the name of a tensor does not say its block, as block.12 or layer.12 or 12 does");
    }
    @Nullable String kind = name.group(1);
    boolean ofHidden = "hidden_states".equals(kind);
    boolean ofOutput = "direction".equals(kind) || "block".equals(kind);
    if ((ofHidden && convention != BlockConvention.HIDDEN_STATES)
        || (ofOutput && convention != BlockConvention.BLOCK_OUTPUT)) {
      throw SteermeshException.ofField(
          "convention",
          "the names of the file are those of the other convention: "
              + org.steermesh.vector.domain.Quoted.of(tensor.name()));
    }
    @Nullable String target = name.group(3);
    put(
        Integer.parseInt(name.group(2)),
        target == null ? Target.RESIDUAL : Target.valueOf(target.toUpperCase(Locale.ROOT)),
        flat(tensor));
  }

  /** [d], [1, d] and the like. */
  private float[] flat(FileTensor tensor) {
    if (Arrays.stream(tensor.shape()).filter(size -> size != 1).count() > 1
        || tensor.shape().length == 0) {
      throw InvalidFile.because(
          format, "a tensor has the shape " + Arrays.toString(tensor.shape()) + ", not [d_model]");
    }
    return tensor.values();
  }

  /** Rows of nothing but zeros stand for blocks that have no vector. */
  private void addRows(FileTensor tensor) {
    if (tensor.shape().length != 2 || tensor.shape()[1] == 0) {
      throw InvalidFile.because(
          format,
          "the tensor has the shape "
              + Arrays.toString(tensor.shape())
              + ", not [d_model] or [n, d_model]");
    }
    int width = tensor.shape()[1];
    List<Integer> kept = new ArrayList<>();
    for (int row = 0; row < tensor.shape()[0]; row++) {
      float[] vector = Arrays.copyOfRange(tensor.values(), row * width, (row + 1) * width);
      if (!isZero(vector)) {
        kept.add(row);
        put(row, Target.RESIDUAL, vector);
      }
    }
    if (kept.isEmpty()) {
      throw InvalidFile.because(format, "it holds nothing but zeros");
    }
  }

  private static boolean isZero(float[] vector) {
    for (float value : vector) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  private void put(int number, Target target, float[] vector) {
    int block = convention.toBlock(number);
    if (block < 0) {
      throw InvalidFile.because(
          format, "number 0 of hidden_states is the embeddings, which no block puts out");
    }
    if (convention == BlockConvention.HIDDEN_STATES && target != Target.RESIDUAL) {
      throw InvalidFile.because(format, "hidden_states have no " + target);
    }
    if (values.put(new Site(block, target), vector) != null) {
      throw InvalidFile.because(format, "it holds two tensors of one block");
    }
    if (values.size() > FileLimits.MOST_TENSORS) {
      throw InvalidFile.because(format, "it holds too many vectors");
    }
  }
}
