package org.steermesh.contract.server;

import com.google.longrunning.Operation;
import org.steermesh.contract.OperationName;
import org.steermesh.contract.PageRequest;

/** The operations of a service, as {@code google.longrunning} messages. */
public interface OperationBook {

  /** The operation as it is now; refused with OPERATION_NOT_FOUND when there is none. */
  Operation get(OperationName name);

  /** Operations in the service's own order. */
  PageRequest.Page<Operation> list(PageRequest page);

  /** Asks an operation to stop; one that has ended stays as it is. */
  void cancel(OperationName name);

  /** Forgets an operation that has ended; refused with OPERATION_RUNNING before. */
  void delete(OperationName name);
}
