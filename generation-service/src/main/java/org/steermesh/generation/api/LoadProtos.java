package org.steermesh.generation.api;

import org.steermesh.engine.ResidentMemory;
import org.steermesh.generation.domain.GenerationLoop;
import org.steermesh.generation.domain.ServingLoad;
import org.steermesh.host.ModelQueue;
import org.steermesh.type.v1.ModelLoad;

/** {@code steermesh.type.v1.ModelLoad}: texts that are generated, and calls that are scored. */
final class LoadProtos {

  private LoadProtos() {}

  static ModelLoad toProto(GenerationLoop loop, ModelQueue scoring) {
    ServingLoad now = loop.load();
    ServingLoad.Done done = now.done();
    return ModelLoad.newBuilder()
        .setRunningCount(now.running() + scoring.running())
        .setWaitingCount(now.waiting() + scoring.waiting())
        .setWaitingLimit(loop.settings().queue())
        .setGeneratingCount(now.running())
        .setGeneratingLimit(loop.settings().rows())
        .setInputCount(now.inputs())
        .setReservedTokenCount(now.reservedTokens())
        .setReservedTokenLimit(now.cacheTokens())
        .setCacheByteCount(now.cacheBytes())
        .setInputTokenTotal(done.inputTokens())
        .setGeneratedTokenTotal(done.generatedTokens())
        .setFinishedTotal(done.finished())
        .setFailedTotal(done.failed())
        .setRefusedTotal(done.refused())
        .setBusyNanoTotal(done.busyNanos())
        .setCachedTokenTotal(done.cachedTokens())
        .setPrefixByteCount(now.prefixBytes())
        .setPrefixByteLimit(loop.settings().prefixBytes())
        .setResidentByteCount(ResidentMemory.anonymous().orElse(0))
        .build();
  }
}
