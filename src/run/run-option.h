/* SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What can be asked of `ariadne run`, declared once: the program makes its help
 * and its parser of it, the window its rows, and both judge values by it.
 *
 * To add an option: give it a name here, a row in the table of its heading, and
 * read it there.
 */

/* In the order of `--help`. */
typedef enum {
  RUN_OPTION_DOMAIN,
  RUN_OPTION_EXPRESSIONS,
  RUN_OPTION_PUZZLE,
  RUN_OPTION_NUM_SEARCHES,
  RUN_OPTION_RULES,
  RUN_OPTION_SEARCH,
  RUN_OPTION_WEIGHT,
  RUN_OPTION_STRICT,
  RUN_OPTION_CONTINUOUS,
  RUN_OPTION_GNN_BUDGET,
  RUN_OPTION_NUM_ROLLOUTS,
  RUN_OPTION_SIMULATION_DEPTH,
  RUN_OPTION_WIDTH,
  RUN_OPTION_BUFFER_SIZE,
  RUN_OPTION_SEED,
  RUN_OPTION_AS_PROTOTYPE,

  RUN_OPTION_MODEL,
  RUN_OPTION_DEVICE,
  RUN_OPTION_PRECISION,
  RUN_OPTION_ON_DEVICE_ERROR,
  RUN_OPTION_BATCH_SIZE,
  RUN_OPTION_BATCH_POLICY,

  RUN_OPTION_ENGINE,
  RUN_OPTION_MULTI_SERVER,
  RUN_OPTION_NUM_PROCS,
  RUN_OPTION_NUM_SERVERS,
  RUN_OPTION_NUM_CPUS,
  RUN_OPTION_SKIP_SYNC,
  RUN_OPTION_NUM_GPUS,
  RUN_OPTION_TOTAL_GPU_FRAC,

  RUN_OPTION_RAY_ADDRESS,
  RUN_OPTION_RAY_PYTHON,
  RUN_OPTION_RAY_QUEUE,
  RUN_OPTION_MANAGED_QUEUES,
  RUN_OPTION_RAY_LISTEN,

  RUN_OPTION_PREPROCESS,
  RUN_OPTION_MAX_RETRIES,
  RUN_OPTION_SERVER_GRACE,
  RUN_OPTION_WORKER_MEMORY,

  RUN_OPTION_SAVE_PATH,
  RUN_OPTION_JSON,
  RUN_OPTION_CSV,
  RUN_OPTION_LOG,
  RUN_OPTION_LOG_INTERVAL,
  RUN_OPTION_QUIET,
  RUN_OPTION_DRY_RUN,

  RUN_N_OPTIONS,
} RunOptionId;

typedef enum {
  RUN_HEADING_WHAT,
  RUN_HEADING_NETWORK,
  RUN_HEADING_PLACES,
  RUN_HEADING_CLUSTER,
  RUN_HEADING_PROCESSES,
  RUN_HEADING_OUTPUT,

  RUN_N_HEADINGS,
} RunHeadingId;

typedef enum {
  RUN_KIND_FLAG,     /* given or not */
  RUN_KIND_COUNT,    /* a whole number within bounds */
  RUN_KIND_FRACTION, /* above 0 and at most 1 */
  RUN_KIND_SECONDS,  /* a number within bounds */
  RUN_KIND_SIZE,     /* bytes, as in 2G */
  RUN_KIND_CHOICE,   /* a word of a list */
  RUN_KIND_TEXT,     /* anything that its check accepts */
  RUN_KIND_FILE,     /* a file to write */
  RUN_KIND_PROGRAM,  /* a file to start */
} RunOptionKind;

/* The commands that have an option. */
typedef enum {
  RUN_COMMAND_RUN = 1 << 0,
  RUN_COMMAND_SERVE = 1 << 1,
} RunCommand;

#define RUN_COMMANDS (RUN_COMMAND_RUN | RUN_COMMAND_SERVE)

typedef struct _RunValues     RunValues;
typedef struct _RunOptionSpec RunOptionSpec;

struct _RunOptionSpec
{
  RunOptionId   id;
  const char   *name;   /* what follows the two dashes */
  char          letter; /* what may follow a single one, or 0 */
  RunOptionKind kind;
  RunCommand    commands;
  const char   *domain; /* nullable: the only domain that it is about */

  /* Values */
  const char           *fallback; /* what stands for nothing; NULL: nothing does */
  guint64               minimum;  /* of counts and sizes */
  guint64               maximum;  /* of counts */
  double                shortest; /* of seconds */
  double                longest;  /* of seconds */
  const char * const   *choices;  /* of choices, ends with NULL; of texts, to suggest */
  const char * const *(*get_choices) (void); /* the same, if they are not known here */
  gboolean            (*check)    (const char  *text,
                                   GError     **error); /* nullable */
  gboolean              is_loud;  /* to give the fallback is not the same as nothing */

  /* For `--help` */
  const char *argument;      /* what stands for a value; NULL for flags */
  const char *summary;
  const char *serve_summary; /* nullable: of `ariadne serve`, whole, if it differs */
  const char *note;          /* nullable: what is said of the default, if not @fallback */

  /* For a window, to be translated */
  const char   *label;
  const char   *tooltip;
  const char   *nothing;               /* nullable: what stands for no value */
  const char * const   *choice_labels; /* nullable: for the choices, as many as these */
  const char *(*get_hindrance) (const RunValues *values); /* nullable; see below */
};

const RunOptionSpec *run_option_get_spec      (RunOptionId           id);
const RunOptionSpec *run_option_find          (const char           *name);
RunHeadingId         run_option_get_heading   (RunOptionId           id);
const char          *run_heading_get_title    (RunHeadingId          heading);
const char * const  *run_option_get_choices   (const RunOptionSpec  *spec);
gboolean             run_option_check         (const RunOptionSpec  *spec,
                                               const char           *text,
                                               GError              **error);
gboolean             run_option_is_about      (const RunOptionSpec  *spec,
                                               const RunValues      *values);
const char          *run_option_get_hindrance (const RunOptionSpec  *spec,
                                               const RunValues      *values);

G_END_DECLS
