package org.steermesh.engine.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The native library of this process. It is loaded once per process, whoever asks first, and cannot
 * be unloaded; that is why this one class has static state.
 */
public final class NativeLibrary {

  private static final AtomicLong LIVE = new AtomicLong();
  private static final LongAdder NANOS_IN_CALLS = new LongAdder();

  private NativeLibrary() {}

  private static final class Loaded {
    static final PtNDManager MANAGER = load();

    private static PtNDManager load() {
      ProcessEnvironment.prepare();
      Engine.getEngine("PyTorch");
      ProcessExit.leaveCallsAlone();
      return (PtNDManager) NDManager.newBaseManager("PyTorch");
    }
  }

  /** The owner of every array; each is closed by hand long before it. */
  static PtNDManager manager() {
    return Loaded.MANAGER;
  }

  /** Whether tensors can be placed on a CUDA device. */
  public static boolean hasCuda() {
    manager();
    Engine engine = Engine.getEngine("PyTorch");
    return engine.hasCapability(StandardCapabilities.CUDA) && engine.getGpuCount() > 0;
  }

  /** Why there is no CUDA device. */
  public static String cudaAbsence() {
    manager();
    return Engine.getEngine("PyTorch").hasCapability(StandardCapabilities.CUDA)
        ? "the driver shows no device"
        : "the native libraries are those for the CPU";
  }

  /** Number of native values that are open now, in the whole process. */
  public static long liveValues() {
    return LIVE.get();
  }

  /** Nanoseconds that all threads together have spent in calls of programs, since the start. */
  public static long nanosInCalls() {
    return NANOS_IN_CALLS.sum();
  }

  /** The version of libtorch. */
  public static String version() {
    manager();
    return Engine.getEngine("PyTorch").getVersion();
  }

  static void called(long nanos) {
    NANOS_IN_CALLS.add(nanos);
  }

  static void opened() {
    LIVE.incrementAndGet();
  }

  static void closed() {
    LIVE.decrementAndGet();
  }

  /**
   * Sets the modes of the calling thread. They are thread-local in the native library, and a
   * virtual thread may have moved to another carrier since its last call, so they are set before
   * each call.
   *
   * @param threads intra-op threads of the next call
   */
  static void prepareThread(int threads) {
    // The profiling executor recompiles for every new shape; every prompt has a new shape.
    JniUtils.setGraphExecutorOptimize(false);
    if (JniUtils.getNumThreads() != threads) {
      JniUtils.setNumThreads(threads);
    }
  }
}
