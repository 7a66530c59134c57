package org.steermesh.engine.decoder;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import org.steermesh.engine.checkpoint.Attention;
import org.steermesh.engine.checkpoint.AttentionKind;
import org.steermesh.engine.checkpoint.Checkpoint;
import org.steermesh.engine.torch.MappedTensors;
import org.steermesh.engine.torch.NativeScope;
import org.steermesh.engine.torch.NativeValue;
import org.steermesh.engine.torch.TorchProgram;

/**
 * The weights of a checkpoint on the CPU as gradients go through them: matrices as they are stored
 * where that is the wanted type, and never written.
 */
public final class PlainWeights implements AutoCloseable {

  private final Arena arena;
  private final NativeScope owned;
  private final NativeValue named;
  private final List<NativeValue> kinds;

  private PlainWeights(Arena arena, NativeScope owned, NativeValue named, List<NativeValue> kinds) {
    this.arena = arena;
    this.owned = owned;
    this.named = named;
    this.kinds = kinds;
  }

  /**
   * Loads weights.
   *
   * @param checkpoint must stay open until these are closed
   * @param format F32 or BF16
   * @throws org.steermesh.engine.EngineException when a weight is missing or has another shape
   */
  public static PlainWeights load(
      Checkpoint checkpoint, WeightFormat format, TorchProgram program) {
    Placement placement = new Placement(format, Device.CPU, true);
    Arena arena = Arena.ofShared();
    NativeScope owned = new NativeScope();
    try (MappedTensors mapped = new MappedTensors(false);
        MatrixHolder none = new MatrixHolder(placement, mapped, program)) {
      Map<String, NativeValue> weights = new WeightLoader(checkpoint, mapped, none, arena).load();
      weights.values().forEach(owned::add);
      return new PlainWeights(
          arena, owned, owned.add(NativeValue.tensorMap(weights)), kinds(checkpoint, owned));
    } catch (RuntimeException | Error e) {
      owned.close();
      arena.close();
      throw e;
    }
  }

  private static List<NativeValue> kinds(Checkpoint checkpoint, NativeScope owned) {
    Attention attention = checkpoint.config().attention();
    long[] windows = attention.kinds().stream().mapToLong(AttentionKind::window).toArray();
    long[] ofBlock = attention.kindOfBlock().stream().mapToLong(Integer::longValue).toArray();
    return owned.addAll(
        List.of(
            Decoder.frequencies(checkpoint.config()),
            NativeValue.longList(windows),
            NativeValue.longList(ofBlock)));
  }

  /** All by name. */
  public NativeValue named() {
    return named;
  }

  /**
   * How blocks attend: rotary frequencies of each kind, windows of each kind, kind of each block.
   */
  public List<NativeValue> kinds() {
    return kinds;
  }

  @Override
  public void close() {
    owned.close();
    arena.close();
  }
}
