package org.steermesh.contract.server;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.reflect.Proxy;
import org.jboss.logging.Logger;

/**
 * Lets a service that is told to stop by SIGTERM end with exit code 0, once calls in flight are
 * done. Java alone would end with 143, which reads as a failure.
 *
 * <p>By reflection: signals have no interface in Java but one that compilers warn of.
 */
@Singleton
public final class StopOnTerm {

  private static final Logger LOG = Logger.getLogger(StopOnTerm.class);

  void start(@Observes StartupEvent event) {
    if (LaunchMode.current() != LaunchMode.NORMAL) {
      return;
    }
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object stop =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, _, _) -> {
                Quarkus.asyncExit(0);
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), stop);
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIGTERM stops this service as it should, but with exit code 143", e);
    }
  }
}
