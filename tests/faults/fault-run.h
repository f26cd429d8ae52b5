/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A run of the program in which something fails, and what is left of it.
 *
 * The test adopts whatever the program leaves behind, and waits for all of it:
 * a process that does not end by itself makes the test fail, when the time that
 * is far more than it takes has passed.
 */
typedef struct
{
  gboolean    fired;   /* the fault has happened */
  int         status;  /* of the program; 128 + n for signal n */
  char       *output;
  char       *errors;
  JsonParser *parser;  /* of the output, if that is JSON */
} FaultRun;

typedef struct
{
  const char *fault;      /* as in fault-preload.c, without the file; NULL for none */
  gsize       file_limit; /* the size of a file that can be written; 0 for any */
  gboolean    continues;  /* when the program stops it is told to continue */
} FaultSetup;

/* Whether this build of the program has a command. */
gboolean    fault_run_is_possible (const char       *command);

/* Runs the program with arguments that are split as a shell splits them. Fails
 * the test if a process or a file is left. Sockets without files, and memory that
 * is shared by descriptors, end with the processes that have them.
 */
FaultRun   *fault_run_new         (const FaultSetup *setup,
                                   const char       *arguments);
void        fault_run_free        (FaultRun         *self);

/* The run has ended well, and every search has visited what it does without any
 * process but one.
 */
void        fault_run_assert_right (FaultRun        *self);

/* The run has failed with one error, in which `part` is named. */
void        fault_run_assert_error (FaultRun        *self,
                                    const char      *part);

/* The run has failed, but so many of its searches had ended by then, and have kept
 * what they found.
 */
void        fault_run_assert_kept  (FaultRun        *self,
                                    guint            n_searches);

/* Where files of the test may be; empty to begin with. */
const char *fault_run_get_folder   (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultRun, fault_run_free)

G_END_DECLS
