package org.steermesh.vector.mesh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between a service and a server that a test can cut. */
final class Wire implements AutoCloseable {

  /** What becomes of bytes. */
  enum State {
    /** They arrive. */
    WHOLE,
    /** Questions arrive, answers do not. */
    DEAF,
    /** They vanish, and nobody is told. */
    SILENT,
    /** Connections are refused. */
    CUT
  }

  private final ServerSocket entrance;
  private final int port;
  private final Set<Strand> strands = ConcurrentHashMap.newKeySet();
  private volatile State state = State.WHOLE;

  /** Leads to a port of this machine. */
  Wire(int port) throws IOException {
    this.port = port;
    entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "redis://127.0.0.1:" + entrance.getLocalPort();
  }

  /** Connections that lost something stay as they are, as behind a firewall that forgot them. */
  void become(State next) {
    state = next;
    if (next == State.CUT) {
      strands.forEach(Strand::close);
      strands.clear();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket here = entrance.accept();
        if (state == State.CUT) {
          here.close();
          continue;
        }
        Strand strand = new Strand(here, new Socket(InetAddress.getLoopbackAddress(), port));
        strands.add(strand);
        Thread.ofVirtual().start(() -> strand.carry(here, strand.there, false));
        Thread.ofVirtual().start(() -> strand.carry(strand.there, here, true));
      }
    } catch (IOException e) {
      strands.forEach(Strand::close);
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
  }

  /** One connection. */
  private final class Strand {

    private final Socket here;
    private final Socket there;
    private volatile boolean lost;
    private volatile boolean deaf;

    Strand(Socket here, Socket there) {
      this.here = here;
      this.there = there;
    }

    void carry(Socket from, Socket to, boolean answers) {
      byte[] bytes = new byte[8192];
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
          lost |= state == State.SILENT;
          deaf |= state == State.DEAF;
          if (!lost && !(answers && deaf)) {
            out.write(bytes, 0, count);
            out.flush();
          }
        }
      } catch (IOException e) {
        // The other direction ended first.
      }
      close();
    }

    void close() {
      for (Socket socket : new Socket[] {here, there}) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}
