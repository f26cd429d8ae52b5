/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "core/ariadne-batch.h"
#include "core/ariadne-model.h"
#include "search/ariadne-batched-astar.h"

#include "language.h"
#include "toy-domain.h"

/* Domains and models of other languages visit what the same ones in C do, which
 * here are made without the classes that the languages derive from, and run without
 * threads.
 */

#define N_HEADS 20

#define MAX_DEPTH   (N_HEADS - 1)
#define BUDGET      300
#define BUFFER_SIZE 16

#define GUESS_TYPE_MODEL (guess_model_get_type ())
G_DECLARE_FINAL_TYPE (GuessModel, guess_model, GUESS, MODEL, GObject)

struct _GuessModel
{
  GObject parent_instance;
};

static guint
guess_model_get_n_heads (AriadneModel *model)
{
  return N_HEADS;
}

static gboolean
guess_model_evaluate (AriadneModel        *model,
                      const AriadneBatch  *batch,
                      AriadneMatrix       *output,
                      GError             **error)
{
  guint row = 0;

  for (guint i = 0; i < ariadne_batch_get_n_segments (batch); i++)
    {
      guint first, n_rows;
      AriadneSequence *sequence = ariadne_batch_get_segment (batch, i, &first, &n_rows);

      for (guint j = first; j < first + n_rows; j++)
        {
          guint32 n = toy_state_get_value (ariadne_sequence_get_state (sequence, j));
          float *gains = ariadne_matrix_get_row (output, row++);

          for (guint head = 0; head < N_HEADS; head++)
            gains[head] = n % 7 * (head + 1) / 8.0f;
        }
    }

  return TRUE;
}

static void
guess_model_iface_init (AriadneModelInterface *iface)
{
  iface->get_n_heads = guess_model_get_n_heads;
  iface->evaluate = guess_model_evaluate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (GuessModel, guess_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (ARIADNE_TYPE_MODEL, guess_model_iface_init))

static void
guess_model_class_init (GuessModelClass *klass)
{
}

static void
guess_model_init (GuessModel *self)
{
}

static char *
search_from (guint32 start)
{
  g_autoptr (AriadneDomain) domain = toy_domain_new ();
  g_autoptr (AriadneModel) model = g_object_new (GUESS_TYPE_MODEL, NULL);
  g_autoptr (AriadneState) state = toy_state_new (start);
  g_autoptr (AriadneSearch) search =
    ariadne_batched_astar_new (domain, state, MAX_DEPTH, BUDGET, BUFFER_SIZE);
  g_autofree char *digest = NULL;
  g_autoptr (GError) error = NULL;
  AriadneSearchProgress progress;

  g_assert_true (ariadne_search_run (search, model, 32, NULL, &error));
  g_assert_no_error (error);
  digest = ariadne_search_dup_digest (search);
  ariadne_search_get_progress (search, &progress);

  return g_strdup_printf ("%-6u %4.0f -> %4.0f  %s\n", start, progress.start_cost,
                          progress.best_cost, digest);
}

typedef struct
{
  const char     *path;
  const Language *language;
  const char     *n_processes; /* NULL: threads search */
} Case;

static const Case cases[] = {
  { "/bindings/own-search/python", &language_python, NULL },
  { "/bindings/own-search/python/1-process", &language_python, "1" },
  { "/bindings/own-search/python/2-processes", &language_python, "2" },
  { "/bindings/own-search/python/4-processes", &language_python, "4" },
  { "/bindings/own-search/gjs", &language_gjs, NULL },
  { "/bindings/own-search/vala", &language_vala, NULL },
  { "/bindings/own-search/vala/2-processes", &language_vala, "2" },
};

static void
test_case (gconstpointer data)
{
  static const guint32 starts[] = { 27, 97, 1000, 4095 };
  const Case *self = data;
  g_autofree char *output = language_run (self->language, "own-search", self->n_processes, NULL);
  g_autoptr (GString) expected = g_string_new (NULL);

  if (output == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autofree char *line = search_from (starts[i]);

      g_string_append (expected, line);
    }
  g_assert_cmpstr (output, ==, expected->str);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i], test_case);

  return g_test_run ();
}
