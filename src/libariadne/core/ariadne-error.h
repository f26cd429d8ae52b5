/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib-object.h>

#include "core/ariadne-version-macros.h"

G_BEGIN_DECLS

#define ARIADNE_ERROR (ariadne_error_quark ())

/**
 * AriadneError:
 * @ARIADNE_ERROR_FAILED: something failed that has no code of its own
 * @ARIADNE_ERROR_PARSE: a text or a file is malformed; the message says where
 * @ARIADNE_ERROR_TYPE: an expression is ill typed
 * @ARIADNE_ERROR_INVALID_ARGUMENT: an option or a parameter is out of range
 * @ARIADNE_ERROR_NOT_FOUND: a name is not known
 * @ARIADNE_ERROR_UNSUPPORTED: this build or this machine cannot do it
 * @ARIADNE_ERROR_LIMIT: the input is larger than what is accepted
 * @ARIADNE_ERROR_CLOSED: the other end of a connection has closed
 * @ARIADNE_ERROR_TIMED_OUT: the time given for the operation has passed
 * @ARIADNE_ERROR_MODEL: the model failed to evaluate a batch
 * @ARIADNE_ERROR_PROTOCOL: a peer sent what the protocol does not allow
 * @ARIADNE_ERROR_NOBODY: nobody listens at an address, at least not yet
 * @ARIADNE_ERROR_DEVICE: a device failed at one thing; it may do the next
 * @ARIADNE_ERROR_DEVICE_MEMORY: a device has too little memory left
 * @ARIADNE_ERROR_DEVICE_LOST: a device failed and can do nothing any more
 *
 * What can go wrong, in terms a caller can act on.
 *
 * Cancellation is reported as %G_IO_ERROR_CANCELLED, as everywhere in GIO.
 */
typedef enum {
  ARIADNE_ERROR_FAILED,
  ARIADNE_ERROR_PARSE,
  ARIADNE_ERROR_TYPE,
  ARIADNE_ERROR_INVALID_ARGUMENT,
  ARIADNE_ERROR_NOT_FOUND,
  ARIADNE_ERROR_UNSUPPORTED,
  ARIADNE_ERROR_LIMIT,
  ARIADNE_ERROR_CLOSED,
  ARIADNE_ERROR_TIMED_OUT,
  ARIADNE_ERROR_MODEL,
  ARIADNE_ERROR_PROTOCOL,
  ARIADNE_ERROR_NOBODY,
  ARIADNE_ERROR_DEVICE,
  ARIADNE_ERROR_DEVICE_MEMORY,
  ARIADNE_ERROR_DEVICE_LOST,
} AriadneError;

ARIADNE_AVAILABLE_IN_ALL
GQuark ariadne_error_quark (void);

G_END_DECLS
