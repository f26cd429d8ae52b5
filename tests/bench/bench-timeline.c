/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include <ariadne.h>

#include "timeline.h"

/* Runs searches that share a model, and tells from the times of each batch what
 * bounds them.
 */

static char *model_spec;
static char *device;
static char *output_path;
static int n_searches = 8;
static int n_threads = 2;
static int batch_size = 4096;
static int budget = 16000;
static gboolean no_wait;

static const GOptionEntry entries[] = {
  { "model", 0, 0, G_OPTION_ARG_STRING, &model_spec, "The model", "SPEC" },
  { "device", 0, 0, G_OPTION_ARG_STRING, &device, "Where it is evaluated", "DEVICE" },
  { "num-searches", 0, 0, G_OPTION_ARG_INT, &n_searches, "How many searches", "N" },
  { "num-procs", 0, 0, G_OPTION_ARG_INT, &n_threads, "How many threads search", "N" },
  { "batch-size", 0, 0, G_OPTION_ARG_INT, &batch_size, "The most states of a batch", "N" },
  { "gnn-budget", 0, 0, G_OPTION_ARG_INT, &budget, "Evaluations of all searches", "N" },
  { "no-wait", 0, 0, G_OPTION_ARG_NONE, &no_wait, "Use the prototype's rule", NULL },
  { "output", 0, 0, G_OPTION_ARG_FILENAME, &output_path, "Where to write each batch", "FILE" },
  { NULL },
};

typedef struct
{
  GMutex  lock;
  GArray *records; /* of AriadneBatchRecord; guarded by `lock` */
} Collection;

static void
batches_cb (AriadneEngine            *engine,
            guint                     server,
            const AriadneBatchRecord *records,
            guint                     n_records,
            gpointer                  user_data)
{
  Collection *collection = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&collection->lock);

  g_array_append_vals (collection->records, records, n_records);
}

static AriadneModel *
make_model (AriadneDomain  *domain,
            GError        **error)
{
  g_autofree char *note = NULL;
  AriadneDeviceOptions options;
  AriadneModel *model;

  ariadne_device_options_init (&options);
  if (!ariadne_device_parse (device != NULL ? device : "cpu", &options.kind, &options.index, error))
    return NULL;

  model = ariadne_model_new_from_spec_on_device (model_spec != NULL ? model_spec : "random",
                                                 domain, &options, &note, error);
  if (note != NULL)
    g_printerr ("%s\n", note);

  return model;
}

/* Expressions are taken again when there are more searches. */
static AriadneEngine *
make_engine (AriadneExpressionDomain *domain,
             guint                    n_expressions,
             AriadneModel            *model)
{
  AriadneEngine *engine = ariadne_thread_engine_new (n_threads);
  g_autoptr (AriadneBatcher) batcher = ariadne_batch_size_batcher_new (batch_size);
  guint depth = ariadne_model_get_n_heads (model) - 1;

  ariadne_thread_engine_add_server (ARIADNE_THREAD_ENGINE (engine), model, batcher,
                                    no_wait ? ARIADNE_BATCH_POLICY_NO_WAIT
                                            : ARIADNE_BATCH_POLICY_ADAPTIVE);
  for (int i = 0; i < n_searches; i++)
    {
      guint index = n_expressions - 1 - i % n_expressions;
      g_autoptr (AriadneState) start = ariadne_expression_domain_make_start (domain, index);
      g_autoptr (AriadneSearch) search = NULL;

      search = ariadne_batched_astar_new (ARIADNE_DOMAIN (domain), start, depth,
                                          MAX (budget / n_searches, 1), 16);
      ariadne_engine_add_search (engine, search);
    }

  return engine;
}

static gboolean
run (GError **error)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autofree char *json = NULL;
  g_autoptr (AriadneExpressionSet) set = NULL;
  g_autoptr (AriadneExpressionDomain) domain = NULL;
  g_autoptr (AriadneModel) model = NULL;
  g_autoptr (AriadneEngine) engine = NULL;
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (AriadneBatchRecord));
  Collection collection = { .records = records };
  TimelineSummary summary;

  path = g_build_filename (g_getenv ("ARIADNE_DATA_DIR"), "expressions", "blas.kso", NULL);
  if ((set = ariadne_expression_set_new_from_path (path, error)) == NULL
      || (domain = ariadne_expression_domain_new (set, "ml_rules_no_bind", error)) == NULL
      || (model = make_model (ARIADNE_DOMAIN (domain), error)) == NULL)
    return FALSE;

  engine = make_engine (domain, ariadne_expression_set_get_n_expressions (set), model);
  ariadne_engine_set_batch_func (engine, batches_cb, &collection, NULL);
  if (!ariadne_engine_run (engine, NULL, error))
    return FALSE;

  timeline_summarize (records, &summary);
  text = timeline_to_text (&summary);
  json = timeline_to_json (records, &summary);
  g_print ("%d searches, %d threads, %u slots\n%s", n_searches, n_threads,
           ariadne_model_get_n_slots (model), text);

  return output_path == NULL || g_file_set_contents (output_path, json, -1, error);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)
      || !run (&error))
    {
      g_printerr ("bench-timeline: %s\n", error->message);
      return 1;
    }

  return 0;
}
