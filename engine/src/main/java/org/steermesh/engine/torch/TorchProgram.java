package org.steermesh.engine.torch;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A TorchScript program made of readable source files. Its methods may be called by several threads
 * at once.
 */
public final class TorchProgram implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(TorchProgram.class.getName());

  private final PtSymbolBlock block;
  private final int threads;

  private TorchProgram(PtSymbolBlock block, int threads) {
    this.block = block;
    this.threads = threads;
  }

  /**
   * Loads a program from the class path.
   *
   * @param sources the last one holds the module's class, named as its file with a capital letter
   * @param attributes of the module object: Boolean, Long or Double
   * @param threads intra-op threads of one call; 0 takes the number of cores
   */
  public static TorchProgram load(
      List<ScriptSource> sources, Map<String, Object> attributes, int threads) {
    ScriptSource main = sources.getLast();
    Map<String, String> files = new LinkedHashMap<>();
    try {
      for (ScriptSource source : sources.subList(0, sources.size() - 1)) {
        files.put(source.name(), source.read());
      }
      Map<String, Object> state = new LinkedHashMap<>(attributes);
      state.put("training", false);
      byte[] archive = ScriptArchive.pack(main.type(), main.read(), state, files);
      PtSymbolBlock block =
          JniUtils.loadModule(
              NativeLibrary.manager(), new ByteArrayInputStream(archive), false, false);
      int cores = Runtime.getRuntime().availableProcessors();
      return new TorchProgram(block, threads == 0 ? cores : threads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Loads the first program that the native library can run: builds differ in the operators that
   * they have.
   *
   * @param choices sources as for {@link #load}; the last choice runs everywhere
   */
  public static TorchProgram loadFirst(
      List<List<ScriptSource>> choices, Map<String, Object> attributes, int threads) {
    for (List<ScriptSource> sources : choices.subList(0, choices.size() - 1)) {
      try {
        return load(sources, attributes, threads);
      } catch (EngineException e) {
        LOG.log(Level.FINE, "an operator is missing in this build of the native library", e);
      }
    }
    return load(choices.getLast(), attributes, threads);
  }

  /**
   * Calls a method without gradients.
   *
   * @return its result, to be closed
   */
  public NativeValue call(String method, NativeValue... arguments) {
    NativeLibrary.prepareThread(threads);
    IValue[] values = Arrays.stream(arguments).map(NativeValue::ivalue).toArray(IValue[]::new);
    long begun = System.nanoTime();
    try {
      return new NativeValue(IValueUtils.runMethod(block, method, values));
    } catch (EngineException e) {
      throw new IllegalStateException("the decoder program failed in " + method, e);
    } finally {
      NativeLibrary.called(System.nanoTime() - begun);
    }
  }

  /**
   * Calls a method with autograd on; its results may be changed and differentiated later. The whole
   * training step belongs in the method. Call it from a platform thread: the mode is thread-local.
   *
   * @return its result, to be closed
   */
  public NativeValue callWithGradients(String method, NativeValue... arguments) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("autograd needs a platform thread");
    }
    JniUtils.setGradMode(true);
    return callForNormalTensors(method, arguments);
  }

  /** Outside inference mode, so that the results may be changed in place and differentiated. */
  NativeValue callForNormalTensors(String method, NativeValue... arguments) {
    NativeLibrary.prepareThread(threads);
    long[] handles =
        Arrays.stream(arguments).mapToLong(value -> value.ivalue().getHandle()).toArray();
    return new NativeValue(AutogradCall.run(block.getHandle(), method, handles));
  }

  @Override
  public void close() {
    block.close();
  }
}
